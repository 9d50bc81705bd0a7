"""`branchbook plan`: the days of a procedure, and what falls due in a year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from branchbook.cli.chinese import Command
from branchbook.cli.common import (
    Refusal,
    day_option,
    deliver,
    laid,
    load_from,
    output_option,
    today_of,
    unit_option,
    year_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchbook.handbook import Handbook
    from branchbook.handbook.parameters import Setting


def _year(handbook: Handbook, written: str, own: Mapping[str, Setting], form: str, today: str) -> bytes:
    """Say a branch's year."""
    from branchbook.inspection.issues import basis_words
    from branchbook.planning.year import year_data
    from branchbook.planning.year_say import say as say_year
    from branchbook.rules import Settings

    data = year_data(handbook)
    if data is None:
        raise Refusal("手册里没有 docs/year.yml，列不出全年的事。")
    year = year_of(written, "plan year 2027")
    cited = {ref: basis_words(handbook, ref) for entry in data["entries"] for ref in entry["basis"]}
    return say_year(data, Settings(handbook.params, own).values, year, form, cited, today=today)


@click.command(cls=Command)
@click.argument("procedure", metavar="流程")
@click.argument("dates", metavar="日子.yml", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "ics", "html"]),
    default="text",
    help="结果的样子；ics 给日历。",
)
@output_option
@day_option
@unit_option
@click.pass_context
def plan(
    ctx: click.Context,
    *,
    procedure: str,
    dates: Path | None,
    form: str,
    output: Path | None,
    day: str | None,
    unit: Path | None,
) -> None:
    """从办过的日子算出后面各步最早、最晚哪天；不给日子，打出一份可以填的。有不合规定的以 1 结束。

    plan year 2027 列出这一年到期的事；html 是一页挂图。
    """
    from branchbook.inspection.issues import basis_words
    from branchbook.planning.compile import bases, compiled
    from branchbook.planning.dates import DatesError, blank_dates, read_dates
    from branchbook.planning.engine import timetable
    from branchbook.planning.say import say as say_plan

    handbook = load_from(ctx)
    if procedure == "year":
        today = day or today_of(ctx)
        handbook, own = laid(handbook, unit)
        deliver(_year(handbook, str(dates or today[:4]), own, form, today), output)
        return
    dated = [item for item in handbook.procedures.values() if item.timeline]
    meant = next((item for item in dated if procedure in {item.id, item.area, item.title}), None)
    data = compiled(handbook, meant) if meant else None
    if data is None:
        known = "、".join(f"{item.id}（{item.title}）" for item in dated)
        raise Refusal(f"流程「{procedure}」没有时间表；有的是 {known}。")
    if dates is None:
        click.echo(blank_dates(data), nl=False)
        return
    try:
        table = timetable(data, read_dates(data, dates), today=day or today_of(ctx))
    except DatesError as error:
        raise Refusal(str(error)) from None
    said = say_plan(data, table, form, {ref: basis_words(handbook, ref) for ref in bases(data)})
    deliver(said, output)
    ctx.exit(any(problem.severity == "must" for row in table.rows for problem in row.problems))
