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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[选项]", **kwargs})


class Group(_Chinese, click.Group):
    """The commands, in the order in which they were added."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Keep the order in which they were added."""
        del ctx
        return list(self.commands)


def sentence(error: click.ClickException) -> str:
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
