"""Commands for who writes the handbook: prove it, list it, start something new."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from branchbook.cli.chinese import Command
from branchbook.cli.common import (
    Progress,
    Refusal,
    deliver,
    laid,
    load_from,
    root_of,
    say,
    timed,
    today_of,
    unit_option,
)

if TYPE_CHECKING:
    from branchbook.handbook import Handbook

LISTS = ("templates", "procedures", "cases", "regulations", "defects", "requirements")


@click.command(cls=Command)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="结果的样子。")
@click.option(
    "--sources",
    metavar="文件夹",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="放着来源文字（.txt、.md）的文件夹：查有没有照抄。",
)
@unit_option
@click.pass_context
def validate(ctx: click.Context, form: str, sources: Path | None, unit: Path | None) -> None:
    """查手册是否完整、前后一致；有“必须”改的，以 1 结束。"""
    from branchbook.checks.validate import validate as prove
    from branchbook.findings import has_must, sort_key
    from branchbook.handbook import HandbookError
    from branchbook.reports import json_report, summary, text_report

    texts = {}
    for file in sorted(sources.rglob("*")) if sources else ():
        if file.suffix in {".txt", ".md"} and file.is_file():
            texts[file.name] = file.read_text(encoding="utf-8", errors="replace")
    with timed("查完了"):
        try:
            handbook = load_from(ctx)
            laid(handbook, unit)  # the handbook is proven by its defaults; the branch's file only has to be usable
            findings = prove(handbook, today=today_of(ctx), sources=texts or None, progress=Progress())
        except HandbookError as error:
            findings = sorted(error.findings, key=sort_key)
    if form == "json":
        click.echo(json_report(findings))
    else:
        if findings:
            click.echo(text_report(findings))
        click.echo(summary(findings))
    ctx.exit(1 if has_must(findings) else 0)


@click.command("list", cls=Command)
@click.argument("kind", metavar="种类", type=click.Choice(LISTS))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="结果的样子。")
@click.pass_context
def list_(ctx: click.Context, kind: str, form: str) -> None:
    """列出 templates、procedures、cases、regulations、defects 或 requirements。"""
    from branchbook.inventory import inventory
    from branchbook.reports import table

    headings, rows = inventory(load_from(ctx), kind)
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        click.echo(table(rows, headings))
        say(f"共 {len(rows)} 项")


def _new_unit(handbook: Handbook, file: Path) -> None:
    from branchbook.handbook.unit import unit_text

    if file.suffix not in {".yml", ".yaml"}:
        raise Refusal(f"文件名以 .yml 结尾，如 branchbook new unit {file.name}.yml。")
    if file.exists():
        raise Refusal(f"{file} 已经有了，没有动它：换一个名字。")
    titles = {name: item.title for name, item in handbook.requirements.items()}
    deliver(unit_text(handbook.params, {}, titles).encode(), file)


@click.command(cls=Command)
@click.argument("kind", metavar="种类", type=click.Choice(["template", "procedure", "case", "regulation", "unit"]))
@click.argument("name", metavar="ID")
@click.option("--area", metavar="领域", default="elections", show_default=True, help="模板、流程所属的领域。")
@click.pass_context
def new(ctx: click.Context, kind: str, name: str, area: str) -> None:
    """新建一份内容的骨架，把〔填：……〕都填上就能通过检查；unit 是本支部设定，ID 写文件名。"""
    from branchbook.handbook import HandbookError
    from branchbook.skeletons import SkeletonError, create

    root = root_of(ctx)
    if kind == "unit":
        _new_unit(load_from(ctx), Path(name))
        return
    try:
        handbook = load_from(ctx)
    except HandbookError:
        handbook = None  # 别处有错，也能新建
    try:
        files = create(root, kind, name, area=area, today=today_of(ctx), handbook=handbook)
    except SkeletonError as error:
        raise Refusal(str(error)) from None
    for file in files:
        click.echo(f"新建 {file.relative_to(root).as_posix()}")
    if kind == "case":
        say("收录标准：找得到原页，单位是真的，支部用得上，数都有出处，没有个人姓名和照抄的句子；五条都过了才发布")
    say("把里面的〔填：……〕都换成内容，再运行 branchbook validate")
