"""What several commands share: progress, options, where results go, and refusing in one sentence."""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from branchbook.today import today as real_today

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.handbook import Handbook
    from branchbook.handbook.parameters import Setting


class Refusal(Exception):  # noqa: N818 -- it is a refusal, not an accident
    """One clear sentence: what, where, how to mend; the command ends with its `stopped`."""


def say(text: str) -> None:
    """Tell what is being done; on the error stream, so that results can be piped."""
    click.echo(f"· {text}", err=True)


class Progress:
    """Tells what is being looked at, but at most once a second: quick work says nothing."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    def __call__(self, text: str) -> None:
        """Tell it, if a second has passed."""
        if time.monotonic() - self.last >= 1:
            self.last = time.monotonic()
            say(f"正在查{text}……")


def root_of(ctx: click.Context) -> Path:
    """Return the handbook's folder."""
    root: Path = ctx.obj["root"]
    if not root.is_dir():
        raise Refusal(f"没有文件夹 {root}：用 --root 指明手册在哪里。")
    return root


def load_from(ctx: click.Context) -> Handbook:
    """Load the handbook of this run."""
    from branchbook.handbook import load

    return load(root_of(ctx))


def laid(handbook: Handbook, unit: Path | None, sets: tuple[str, ...] = ()) -> tuple[Handbook, dict[str, Setting]]:
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


def today_of(ctx: click.Context) -> str:
    """Return the day that this run takes for today."""
    value: str = ctx.obj["today"]
    return value


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Tell how many seconds a piece of work took."""
    start = time.monotonic()
    yield
    say(f"{what}，用了 {time.monotonic() - start:.1f} 秒")


def day_or_today(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    """Read the day that is given, or take the real one."""
    return own_day(ctx, param, value) or real_today()


def own_day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Read the day that is given, if one is."""
    if value is None:
        return None
    from datetime import date

    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise click.BadParameter(f"--today「{value}」不是一个日子：写成 2026-06-05 的样子。") from None


class Counted:
    """Tells how many files were read, once a second, but only of work that takes longer than two."""

    def __init__(self) -> None:
        self.next = time.monotonic() + 2

    def __call__(self, done: int, total: int) -> None:
        """Tell it, if a second has passed."""
        if time.monotonic() >= self.next:
            self.next = time.monotonic() + 1
            say(f"已经读了 {done} 份，共 {total} 份……")


def deliver(said: bytes, output: Path | None) -> None:
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


def year_of(written: str, example: str = "check 文件夹 --year 2026") -> int:
    """Read a year, or refuse with an example of the command."""
    from branchbook.rules.due import YEARS

    if not (re.fullmatch("[0-9]{4}", written) and YEARS[0] <= int(written) <= YEARS[1]):
        raise Refusal(f"「{written}」不是一个年份：写成 branchbook {example} 的样子。")
    return int(written)


output_option = click.option(
    "-o", "--output", metavar="文件", type=click.Path(path_type=Path, dir_okay=False), help="结果写到哪个文件。"
)
day_option = click.option("--today", "day", metavar="日期", callback=own_day, help="当作哪一天，默认是今天。")
unit_option = click.option(
    "--unit",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="本支部设定的文件，里面写了照哪几个上级的要求，也照它们；branchbook new unit 可以得到一份写好说明的。",
)
with_option = click.option(
    "--with",
    "sets",
    metavar="要求集",
    multiple=True,
    help="另外还要照哪个上级的要求：要求集的 id，或自己的 .yml 文件；几个上级就写几次。",
)
