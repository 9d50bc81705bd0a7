"""Click in Chinese: its help, and what it says about a wrong command line."""

from __future__ import annotations

import re
from typing import Any

import click


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


class Command(_Chinese, click.Command):
    """A command with Chinese help."""

    def __init__(self, *args: Any, stopped: int = 1, **kwargs: Any) -> None:
        """Take what a command takes, and with what code it ends when something stops it: 2 where 1 is a result."""
        super().__init__(*args, **{"options_metavar": "[选项]", **kwargs})
        self.stopped = stopped

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what stops it is told with which code."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            vars(error)["code"] = self.stopped
            raise


class Group(_Chinese, click.Group):
    """The commands, in the order in which they were added."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Keep the order in which they were added."""
        del ctx
        return list(self.commands)


def _name(param: click.Parameter | None) -> str:
    """Return a parameter as a person writes it: `--format`, or an argument's name."""
    return "参数" if param is None else param.opts[0] if isinstance(param, click.Option) else param.human_readable_name


def _bad(error: click.BadParameter) -> str:
    """Say what is wrong with a value, and which."""
    kind, name = error.param.type if error.param else None, _name(error.param)
    if isinstance(kind, click.Choice):
        return f"{name} 只能是 {'、'.join(map(str, kind.choices))}。"
    if isinstance(kind, click.Path):
        given = re.search(r"'(.*)'", error.message)
        what = f"「{given[1]}」" if given else name
        if "is a directory" in error.message:
            return f"{what}是一个文件夹，这里要一个文件。"
        if "is a file" in error.message:
            return f"{what}是一个文件，这里要一个文件夹。"
        if "not readable" in error.message:
            return f"{what}没有权限读。"
        return f"没有{what}这个文件或文件夹：看看名字写得对不对，名字里有空格的加引号。"
    if kind is click.INT:
        return f"{name} 应是整数。"
    return error.message


def sentence(error: click.ClickException) -> str:
    """Say click's complaints about the command line in Chinese."""
    match error:
        case click.exceptions.NoSuchOption():
            near = f"，是不是 {error.possibilities[0]}" if error.possibilities else ""
            return f"没有选项 {error.option_name}{near}？"
        case click.exceptions.MissingParameter():
            return f"还缺 {_name(error.param)}。"
        case click.exceptions.BadParameter():
            return _bad(error)
        case click.exceptions.NoArgsIsHelpError():
            return ""
        case click.UsageError():
            return "命令写得不对：多了参数，或没有这个命令。"
    return error.format_message()
