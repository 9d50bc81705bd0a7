"""The command `branchbook`, and how a run ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from branchbook import __version__
from branchbook.cli.chinese import Group, sentence
from branchbook.cli.common import Refusal, day_or_today
from branchbook.cli.content import list_, new, validate
from branchbook.cli.papers import book, check, fill
from branchbook.cli.plan import plan
from branchbook.cli.site import build, serve, stage

if TYPE_CHECKING:
    from collections.abc import Callable


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]…",
)
@click.option(
    "--root",
    metavar="文件夹",
    type=click.Path(path_type=Path),
    default=Path(),
    help="手册所在的文件夹，默认是当前文件夹。",
)
@click.option("--today", metavar="日期", callback=day_or_today, help="当作哪一天，默认是今天。")
@click.version_option(__version__, "--version", message="branchbook %(version)s", help="显示版本。")
@click.pass_context
def app(ctx: click.Context, root: Path, today: str) -> None:
    """支部手册：查内容、生成网站、填写和检查材料。"""
    ctx.obj = {"root": root.resolve(), "today": today}


#: In the order of the help: the commonest first.
for command in (validate, build, serve, stage, list_, fill, check, book, plan, new):
    app.add_command(command)


def run(arguments: list[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: what follows the program's name; None takes them from the system.

    Returns:
        0 when all is well, 1 when something must be mended, 2 when the command line itself is wrong, a file to check
        was not read, or nothing could be checked at all.
    """
    from branchbook.handbook import HandbookError
    from branchbook.reports import text_report
    from branchbook.site.errors import SiteError

    try:
        code = app.main(arguments, prog_name="branchbook", standalone_mode=False)
    except HandbookError as error:
        click.echo(text_report(error.findings), err=True)
        click.echo(f"手册读不进来，共 {len(error.findings)} 处。", err=True)
        return getattr(error, "code", 1)
    except (Refusal, SiteError) as error:
        click.echo(str(error), err=True)
        return getattr(error, "code", 1)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.ClickException as error:
        hint = f"看用法：{error.ctx.command_path} --help" if isinstance(error, click.UsageError) and error.ctx else ""
        click.echo(" ".join(part for part in (sentence(error), hint) if part), err=True)
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
