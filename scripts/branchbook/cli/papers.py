"""Commands for who has papers: fill one, check a folder, bind a year's minutes."""

from __future__ import annotations

from pathlib import Path

import click

from branchbook.cli.chinese import Command
from branchbook.cli.common import (
    Counted,
    Refusal,
    day_option,
    deliver,
    laid,
    load_from,
    output_option,
    say,
    today_of,
    unit_option,
    with_option,
    year_of,
)


@click.command(cls=Command)
@click.argument("template", metavar="模板")
@click.argument("data", metavar="数据.yml", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", metavar="文件", required=True, type=click.Path(path_type=Path), help="写到哪个文件或文件夹。"
)
@unit_option
@with_option
@click.pass_context
def fill(
    ctx: click.Context, *, template: str, data: Path, output: Path, unit: Path | None, sets: tuple[str, ...]
) -> None:
    """用一份数据填写一份材料，并说出哪里不合规定。没有给的数据留空。"""
    from branchbook.filling import FillError, fill_file
    from branchbook.reports import summary, text_report

    handbook, own = laid(load_from(ctx), unit, sets)
    try:
        file, findings = fill_file(handbook, template, data, output, today=today_of(ctx), own=own)
    except FillError as error:
        raise Refusal(str(error)) from None
    if findings:
        click.echo(text_report(findings), err=True)
        say(summary(findings))
    click.echo(f"写好了：{file}")


@click.command(cls=Command, stopped=2)
@click.argument("paths", metavar="文件或文件夹…", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--procedure", metavar="ID", default="", help="这些都是哪件事的材料，如 by-term；不写就自己认。")
@click.option("--year", metavar="年份", default="", help="这是哪一年的全部材料，如 2026：照全年该办的查缺哪几次。")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html", "xlsx"]),
    default="text",
    help="结果的样子；xlsx 是问题清单，要用 -o 写明文件。",
)
@output_option
@day_option
@unit_option
@with_option
@click.pass_context
def check(
    ctx: click.Context,
    *,
    paths: tuple[Path, ...],
    procedure: str,
    year: str,
    form: str,
    output: Path | None,
    day: str | None,
    unit: Path | None,
    sets: tuple[str, ...],
) -> None:
    """查填好的材料：逐份查，成套的一起查。有“必须”改的以 1 结束；没有，但有文件没读的，以 2 结束。"""
    from branchbook.filling import suggestion
    from branchbook.inspection.run import inspect
    from branchbook.inspection.say import say_report

    handbook = load_from(ctx)
    if procedure and procedure not in handbook.procedures:
        near = suggestion(procedure, handbook.procedures)
        raise Refusal(f"没有流程「{procedure}」{near}；用 branchbook list procedures 看全部。")
    if form == "xlsx" and output is None:
        raise Refusal("xlsx 是一个文件，用 -o 写明放在哪里，如 -o 问题清单.xlsx。")
    handbook, own = laid(handbook, unit, sets)
    today = day or today_of(ctx)
    whole = year_of(year) if year else 0
    report = inspect(handbook, paths, today=today, procedure=procedure, year=whole, own=own, progress=Counted())
    said = say_report(handbook, report, form)
    deliver(said, output)
    ctx.exit(report.code)


@click.command(cls=Command, stopped=2)
@click.argument("paths", metavar="文件夹…", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "-o",
    "--output",
    metavar="文件夹",
    type=click.Path(path_type=Path, file_okay=False),
    help="放在哪个文件夹，默认是当前文件夹。",
)
@click.option("--year", metavar="年份", default="", help="只编这一年的，如 2026；不写就全编。")
@click.pass_context
def book(ctx: click.Context, *, paths: tuple[Path, ...], output: Path | None, year: str) -> None:
    """把会议记录编成一本：一个有目录的 .docx，一个登记的 .xlsx。没有编进来的都列出来，有没读的以 2 结束。"""
    from branchbook.inspection.book import bind, book_docx, book_xlsx
    from branchbook.inspection.collect import collect
    from branchbook.inspection.record import Inspector
    from branchbook.inspection.run import read_all

    whole = year_of(year, "book 文件夹 --year 2026") if year else 0
    handbook = load_from(ctx)
    collected = collect(paths)
    records, unread = read_all(Inspector(handbook, today=today_of(ctx)), collected.entries, Counted())
    unread += collected.unread
    bound = bind(handbook, records, unread, year=whole)
    if not bound.bound:
        raise Refusal("没有可以编进来的会议记录：放党员大会、支委会、党小组会、党课、主题党日、组织生活会的记录。")
    folder = output or Path()
    folder.mkdir(parents=True, exist_ok=True)
    deliver(book_docx(bound), folder / f"{bound.title}.docx")
    deliver(book_xlsx(bound), folder / f"{bound.title.replace('记录本', '记录登记')}.xlsx")
    for item in bound.left:
        click.echo(f"没有编进来：{item.path}：{item.message}")
    click.echo(
        f"编了 {len(bound.bound)} 份，没有编进来的 {len(bound.left)} 份。页码打开 .docx 时更新，登记上的页照目录抄。"
    )
    ctx.exit(2 if unread else 0)
