"""The command as a whole: Chinese help, and one sentence for what is wrong."""

from __future__ import annotations

import click
import pytest

from branchbook import cli
from tests.cli.world import ROOT, refused, run


def test_help_is_chinese_and_names_every_command() -> None:
    done = run("--help")
    assert done.returncode == 0
    for word in ("用法", "选项", "命令", *cli.app.commands):
        assert word in done.stdout
    for name in cli.app.commands:
        text = run(name, "--help").stdout
        assert "用法" in text
        assert "Options" not in text


def test_help_says_in_chinese_what_an_option_takes() -> None:
    taking = [
        (name, option)
        for name, command in {**cli.app.commands, "": cli.app}.items()
        for option in command.params
        if isinstance(option, click.Option) and not (option.is_flag or isinstance(option.type, click.Choice))
    ]
    assert len(taking) > 10
    assert [(name, option.name) for name, option in taking if not option.metavar] == []


def test_every_command_is_documented() -> None:
    files = [ROOT / "README.md", *sorted((ROOT / "docs" / "contributing").rglob("*.md"))]
    prose = "\n".join(file.read_text(encoding="utf-8") for file in files)
    for name in cli.app.commands:
        assert f"branchbook {name}" in prose, name


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["frob"], ["命令写得不对"]),
        (["list", "frob"], ["templates、procedures"]),
        (["validate", "--formt", "json"], ["没有选项", "--format"]),
        (["fill", "election-request"], ["还缺"]),
        (["--today", "6月5日", "validate"], ["--today"]),
    ],
)
def test_a_wrong_command_line_is_told_in_one_sentence(arguments: list[str], words: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode in {1, 2}
    assert len((done.stderr + done.stdout).strip().splitlines()) == 1
    refused(done, *words, code=done.returncode)
