"""The command line: thin, one screen a command; messages in Chinese, error codes in English."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from branchbook import __version__
from branchbook.today import today as real_today

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from branchbook.handbook import Handbook
    from branchbook.handbook.parameters import Setting

LISTS = ("templates", "procedures", "cases", "regulations", "defects", "requirements")


class _Chinese:
    """Click's help with Chinese headings."""

    def format_usage(self: Any, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self: Any, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = []
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx) if isinstance(param, click.Option) else None
            if record:
                words = record[1].replace("  [required]", "必须给。")
                records.append((record[0], re.sub(r"  \[default: (.+?)\]", r"默认 \1。", words)))
        if records:
            with formatter.section("选项"):
                formatter.write_dl(records)
        if isinstance(self, click.Group):
            rows = [
                (name, command.get_short_help_str(60))
                for name in self.list_commands(ctx)
                if (command := self.get_command(ctx, name)) and not command.hidden
            ]
            with formatter.section("命令"):
                formatter.write_dl(rows)

    def get_help_option(self: Any, ctx: click.Context) -> click.Option | None:
        option: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option:
            option.help = "显示这段说明。"
        return option


class _Command(_Chinese, click.Command):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[选项]", **kwargs})


class _Group(_Chinese, click.Group):
    command_class = _Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Keep the order in which they are written below: the commonest first."""
        del ctx
        return list(self.commands)


class Refusal(Exception):  # noqa: N818 -- it is a refusal, not an accident
    """One clear sentence: what, where, how to mend; the command ends with 1."""


def say(text: str) -> None:
    """Tell what is being done; on the error stream, so that results can be piped."""
    click.echo(f"· {text}", err=True)


class _Progress:
    """Tells what is being looked at, but at most once a second: quick work says nothing."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    def __call__(self, text: str) -> None:
        if time.monotonic() - self.last >= 1:
            self.last = time.monotonic()
            say(f"正在查{text}……")


def _root(ctx: click.Context) -> Path:
    root: Path = ctx.obj["root"]
    if not root.is_dir():
        raise Refusal(f"没有文件夹 {root}：用 --root 指明手册在哪里。")
    return root


def _load(ctx: click.Context) -> Handbook:
    from branchbook.handbook import load

    return load(_root(ctx))


def _laid(handbook: Handbook, unit: Path | None, sets: tuple[str, ...] = ()) -> tuple[Handbook, dict[str, Setting]]:
    """Return the handbook with what superiors ask for laid over it, and what the branch set for itself.

    The sets are those that the branch's file names, and those of the command line: by id, or from files.
    """
    from branchbook.handbook.unit import UnitError, read_unit
    from branchbook.requirements import RequirementError, unit_settings, with_sets

    files = [Path(name) for name in sets if name.endswith((".yml", ".yaml"))]
    names = [name for name in sets if not name.endswith((".yml", ".yaml"))]
    titles = {name: item.title for name, item in handbook.requirements.items()}
    try:
        own, chosen = read_unit(handbook.params, unit, titles) if unit else ({}, [])
        wanted = list(dict.fromkeys([*chosen, *names]))
        merged = with_sets(handbook, wanted, files) if wanted or files else handbook
        return merged, unit_settings(merged, own)
    except (UnitError, RequirementError) as error:
        raise Refusal(f"{error}。" if not str(error).endswith("。") else str(error)) from None


def _today(ctx: click.Context) -> str:
    value: str = ctx.obj["today"]
    return value


@contextmanager
def _timed(what: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    say(f"{what}，用了 {time.monotonic() - start:.1f} 秒")


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    return _own_day(ctx, param, value) or real_today()


def _own_day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    from datetime import date

    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise Refusal(f"--today「{value}」不是一个日子：写成 2026-06-05 的样子。") from None


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]…",
)
@click.option("--root", type=click.Path(path_type=Path), default=Path(), help="手册所在的文件夹，默认是当前文件夹。")
@click.option("--today", callback=_day, help="当作哪一天，默认是今天。")
@click.version_option(__version__, "--version", message="branchbook %(version)s", help="显示版本。")
@click.pass_context
def app(ctx: click.Context, root: Path, today: str) -> None:
    """支部手册：查内容、生成网站、填写和检查材料。"""
    ctx.obj = {"root": root.resolve(), "today": today}


_unit_option = click.option(
    "--unit",
    type=click.Path(path_type=Path),
    help="本支部设定的文件，里面写了照哪几个上级的要求，也照它们；branchbook new unit 可以得到一份写好说明的。",
)
_with_option = click.option(
    "--with",
    "sets",
    metavar="要求集",
    multiple=True,
    help="另外还要照哪个上级的要求：要求集的 id，或自己的 .yml 文件；几个上级就写几次。",
)


@app.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="结果的样子。")
@click.option(
    "--sources",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="放着来源文字（.txt、.md）的文件夹：查有没有照抄。",
)
@_unit_option
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
    with _timed("查完了"):
        try:
            handbook = _load(ctx)
            _laid(handbook, unit)  # the handbook is proven by its defaults; the branch's file only has to be usable
            findings = prove(handbook, today=_today(ctx), sources=texts or None, progress=_Progress())
        except HandbookError as error:
            findings = sorted(error.findings, key=sort_key)
    if form == "json":
        click.echo(json_report(findings))
    else:
        if findings:
            click.echo(text_report(findings))
        click.echo(summary(findings))
    ctx.exit(1 if has_must(findings) else 0)


@app.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), help="网站放在哪个文件夹，默认 build/site。")
@click.option("--no-strict", is_flag=True, help="有警告也照样生成。")
@click.option("--offline", is_flag=True, help="只生成离线版：一个文件夹和一个 .zip，不用服务器，打开就能看。")
@click.option("--no-archive", is_flag=True, help="不做整站下载的压缩包，快一半。")
@click.pass_context
def build(
    ctx: click.Context,
    output: Path | None,
    no_strict: bool,  # noqa: FBT001 -- click passes flags so
    offline: bool,  # noqa: FBT001 -- click passes flags so
    no_archive: bool,  # noqa: FBT001 -- click passes flags so
) -> None:
    """生成整个网站；不成功就不动旧的。"""
    from branchbook.site.build import build as build_site
    from branchbook.site.build import build_offline

    root = _root(ctx)
    strict, day = not no_strict, _today(ctx)
    if offline:
        target = (output or root / "build" / "offline").absolute()
        say("正在生成离线版……")
        with _timed("生成完了"):
            archive = build_offline(root, target, strict=strict, day=day)
        click.echo(f"离线版在 {target}，打开里面的 index.html；压缩包 {target}.zip，{archive.size}。")
        return
    target = (output or root / "build" / "site").absolute()
    with _timed("生成完了"):
        packed = None
        if not no_archive:
            say("正在生成整站下载的离线版……")
            packed = build_offline(root, None, strict=strict, day=day)
        say("正在生成网站……")
        warnings = build_site(root, target, strict=strict, day=day, archive=packed)
    for warning in warnings:
        say(warning)
    click.echo(f"网站在 {target}，共 {sum(1 for _ in target.rglob('*.html'))} 页。")


@app.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="在哪个地址上打开。")
@click.option("--port", type=int, default=8000, show_default=True, help="端口。")
@click.option("--open", "open_browser", is_flag=True, help="生成好了就打开浏览器。")
@click.pass_context
def serve(ctx: click.Context, host: str, port: int, open_browser: bool) -> None:  # noqa: FBT001 -- click passes flags so
    """在本机打开网站，改了文件自动刷新。"""
    from branchbook.site.build import serve as serve_site

    serve_site(_root(ctx), host=host, port=port, tell=say, open_browser=open_browser)


@app.command()
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
@click.pass_context
def stage(ctx: click.Context, folder: Path) -> None:
    """把生成网站用的全部文件写到一个文件夹，别的生成器也能用。"""
    from branchbook.site.build import stage as stage_site

    say("正在写出……")
    count = stage_site(_root(ctx), folder.absolute(), today=_today(ctx))
    click.echo(f"写出 {count} 个文件，在 {folder}。")


@app.command("list")
@click.argument("kind", metavar="种类", type=click.Choice(LISTS))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="结果的样子。")
@click.pass_context
def list_(ctx: click.Context, kind: str, form: str) -> None:
    """列出 templates、procedures、cases、regulations、defects 或 requirements。"""
    from branchbook.inventory import inventory
    from branchbook.reports import table

    headings, rows = inventory(_load(ctx), kind)
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        click.echo(table(rows, headings))
        say(f"共 {len(rows)} 项")


@app.command()
@click.argument("template", metavar="模板")
@click.argument("data", metavar="数据.yml", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="写到哪个文件或文件夹。")
@_unit_option
@_with_option
@click.pass_context
def fill(
    ctx: click.Context, *, template: str, data: Path, output: Path, unit: Path | None, sets: tuple[str, ...]
) -> None:
    """用一份数据填写一份材料，并说出哪里不合规定。没有给的数据留空。"""
    from branchbook.filling import FillError, fill_file
    from branchbook.reports import summary, text_report

    handbook, own = _laid(_load(ctx), unit, sets)
    try:
        file, findings = fill_file(handbook, template, data, output, today=_today(ctx), own=own)
    except FillError as error:
        raise Refusal(str(error)) from None
    if findings:
        click.echo(text_report(findings), err=True)
        say(summary(findings))
    click.echo(f"写好了：{file}")


class _Counted:
    """Tells how many files were read, once a second, but only of work that takes longer than two."""

    def __init__(self) -> None:
        self.next = time.monotonic() + 2

    def __call__(self, done: int, total: int) -> None:
        if time.monotonic() >= self.next:
            self.next = time.monotonic() + 1
            say(f"已经读了 {done} 份，共 {total} 份……")


def _deliver(said: bytes, output: Path | None) -> None:
    """Print a result, or write it to a file, whole or not at all."""
    from branchbook.filling import FillError, write_whole

    if output is None:
        click.echo(said.decode("utf-8"), nl=False)
        return
    try:
        write_whole(output, said)
    except FillError as error:
        raise Refusal(str(error)) from None
    say(f"写好了：{output}")


@app.command()
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
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="结果写到哪个文件。")
@click.option("--today", "day", callback=_own_day, help="当作哪一天，默认是今天。")
@_unit_option
@_with_option
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
    from branchbook.inspection.run import inspect
    from branchbook.inspection.say import say_report

    handbook = _load(ctx)
    if procedure and procedure not in handbook.procedures:
        raise Refusal(f"没有流程「{procedure}」；用 branchbook list procedures 看全部。")
    if form == "xlsx" and output is None:
        raise Refusal("xlsx 是一个文件，用 -o 写明放在哪里，如 -o 问题清单.xlsx。")
    handbook, own = _laid(handbook, unit, sets)
    today = day or _today(ctx)
    whole = _year_of(year) if year else 0
    report = inspect(handbook, paths, today=today, procedure=procedure, year=whole, own=own, progress=_Counted())
    said = say_report(handbook, report, form)
    _deliver(said, output)
    ctx.exit(report.code)


@app.command()
@click.argument("paths", metavar="文件夹…", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="放在哪个文件夹，默认是当前文件夹。"
)
@click.option("--year", metavar="年份", default="", help="只编这一年的，如 2026；不写就全编。")
@click.pass_context
def book(ctx: click.Context, *, paths: tuple[Path, ...], output: Path | None, year: str) -> None:
    """把会议记录编成一本：一个有目录的 .docx，一个登记的 .xlsx。没有编进来的都列出来，有没读的以 2 结束。"""
    from branchbook.inspection.book import bind, book_docx, book_xlsx
    from branchbook.inspection.collect import collect
    from branchbook.inspection.record import Inspector
    from branchbook.inspection.run import read_all

    whole = _year_of(year, "book 文件夹 --year 2026") if year else 0
    handbook = _load(ctx)
    collected = collect(paths)
    records, unread = read_all(Inspector(handbook, today=_today(ctx)), collected.entries, _Counted())
    unread += collected.unread
    bound = bind(handbook, records, unread, year=whole)
    if not bound.bound:
        raise Refusal("没有可以编进来的会议记录：放党员大会、支委会、党小组会、党课、主题党日、组织生活会的记录。")
    folder = output or Path()
    folder.mkdir(parents=True, exist_ok=True)
    _deliver(book_docx(bound), folder / f"{bound.title}.docx")
    _deliver(book_xlsx(bound), folder / f"{bound.title.replace('记录本', '记录登记')}.xlsx")
    for item in bound.left:
        click.echo(f"没有编进来：{item.path}：{item.message}")
    click.echo(
        f"编了 {len(bound.bound)} 份，没有编进来的 {len(bound.left)} 份。页码打开 .docx 时更新，登记上的页照目录抄。"
    )
    ctx.exit(2 if unread else 0)


def _year_of(written: str, example: str = "check 文件夹 --year 2026") -> int:
    from branchbook.rules.due import YEARS

    if not (re.fullmatch("[0-9]{4}", written) and YEARS[0] <= int(written) <= YEARS[1]):
        raise Refusal(f"「{written}」不是一个年份：写成 branchbook {example} 的样子。")
    return int(written)


def _year(handbook: Handbook, written: str, own: Mapping[str, Setting], form: str, today: str) -> bytes:
    """Say a branch's year."""
    from branchbook.inspection.issues import basis_words
    from branchbook.planning.year import year_data
    from branchbook.planning.year_say import say as say_year
    from branchbook.rules import Settings

    data = year_data(handbook)
    if data is None:
        raise Refusal("手册里没有 docs/year.yml，列不出全年的事。")
    year = _year_of(written, "plan year 2027")
    cited = {ref: basis_words(handbook, ref) for entry in data["entries"] for ref in entry["basis"]}
    return say_year(data, Settings(handbook.params, own).values, year, form, cited, today=today)


@app.command()
@click.argument("procedure", metavar="流程")
@click.argument("dates", metavar="日子.yml", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "ics", "html"]),
    default="text",
    help="结果的样子；ics 给日历。",
)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="结果写到哪个文件。")
@click.option("--today", "day", callback=_own_day, help="当作哪一天，默认是今天。")
@_unit_option
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

    handbook = _load(ctx)
    if procedure == "year":
        today = day or _today(ctx)
        handbook, own = _laid(handbook, unit)
        _deliver(_year(handbook, str(dates or today[:4]), own, form, today), output)
        return
    data = compiled(handbook, handbook.procedures[procedure]) if procedure in handbook.procedures else None
    if data is None:
        known = "、".join(item.id for item in handbook.procedures.values() if item.timeline)
        raise Refusal(f"流程「{procedure}」没有时间表；有的是 {known}。")
    if dates is None:
        click.echo(blank_dates(data), nl=False)
        return
    try:
        table = timetable(data, read_dates(data, dates), today=day or _today(ctx))
    except DatesError as error:
        raise Refusal(str(error)) from None
    said = say_plan(data, table, form, {ref: basis_words(handbook, ref) for ref in bases(data)})
    _deliver(said, output)
    ctx.exit(any(problem.severity == "must" for row in table.rows for problem in row.problems))


def _new_unit(handbook: Handbook, file: Path) -> None:
    from branchbook.handbook.unit import unit_text

    if file.suffix not in {".yml", ".yaml"}:
        raise Refusal(f"文件名以 .yml 结尾，如 branchbook new unit {file.name}.yml。")
    if file.exists():
        raise Refusal(f"{file} 已经有了，没有动它：换一个名字。")
    titles = {name: item.title for name, item in handbook.requirements.items()}
    _deliver(unit_text(handbook.params, {}, titles).encode(), file)


@app.command()
@click.argument("kind", metavar="种类", type=click.Choice(["template", "procedure", "case", "regulation", "unit"]))
@click.argument("name", metavar="ID")
@click.option("--area", default="elections", show_default=True, help="模板、流程所属的领域。")
@click.pass_context
def new(ctx: click.Context, kind: str, name: str, area: str) -> None:
    """新建一份内容的骨架，把〔填：……〕都填上就能通过检查；unit 是本支部设定，ID 写文件名。"""
    from branchbook.handbook import HandbookError
    from branchbook.skeletons import SkeletonError, create

    root = _root(ctx)
    if kind == "unit":
        _new_unit(_load(ctx), Path(name))
        return
    try:
        handbook = _load(ctx)
    except HandbookError:
        handbook = None  # 别处有错，也能新建
    try:
        files = create(root, kind, name, area=area, today=_today(ctx), handbook=handbook)
    except SkeletonError as error:
        raise Refusal(str(error)) from None
    for file in files:
        click.echo(f"新建 {file.relative_to(root).as_posix()}")
    if kind == "case":
        say("收录标准：找得到原页，单位是真的，支部用得上，数都有出处，没有个人姓名和照抄的句子；五条都过了才发布")
    say("把里面的〔填：……〕都换成内容，再运行 branchbook validate")


def _sentence(error: click.ClickException) -> str:
    """Say click's complaints about the command line in Chinese."""
    match error:
        case click.exceptions.NoSuchOption():
            near = f"，是不是 {error.possibilities[0]}" if error.possibilities else ""
            return f"没有选项 {error.option_name}{near}？"
        case click.exceptions.MissingParameter():
            name = error.param.human_readable_name if error.param else error.param_hint
            return f"还缺 {name}。"
        case click.exceptions.BadParameter():
            name = error.param.human_readable_name if error.param else error.param_hint
            kind = error.param.type if error.param else None
            if isinstance(kind, click.Choice):
                return f"{name} 只能是 {'、'.join(map(str, kind.choices))}。"
            if isinstance(kind, click.Path):
                return f"{name}：没有这个文件或文件夹，或者不是要的那一种。"
            return f"{name} 写得不对，应是{'整数' if kind is click.INT else '别的样子'}。"
        case click.exceptions.NoArgsIsHelpError():
            return ""
        case click.UsageError():
            return "命令写得不对：多了参数，或没有这个命令。"
    return error.format_message()


def run(arguments: list[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: what follows the program's name; None takes them from the system.

    Returns:
        0 when all is well, 1 when something must be mended, 2 when the command line itself is wrong or a file to
        check was not read.
    """
    from branchbook.handbook import HandbookError
    from branchbook.reports import text_report
    from branchbook.site.errors import SiteError

    try:
        code = app.main(arguments, prog_name="branchbook", standalone_mode=False)
    except HandbookError as error:
        click.echo(text_report(error.findings), err=True)
        click.echo(f"手册读不进来，共 {len(error.findings)} 处。", err=True)
        return 1
    except (Refusal, SiteError) as error:
        click.echo(str(error), err=True)
        return 1
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.ClickException as error:
        hint = f"看用法：{error.ctx.command_path} --help" if isinstance(error, click.UsageError) and error.ctx else ""
        click.echo(" ".join(part for part in (_sentence(error), hint) if part), err=True)
        return 2
    except (KeyboardInterrupt, click.Abort):
        click.echo("已停下。", err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code if isinstance(code, int) else 0


def main(entry: Callable[[], int] = run) -> None:
    """Run and leave."""
    sys.exit(entry())
