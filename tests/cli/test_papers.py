"""Filling from the command line; `check` and `book` have their tests in tests/inspection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from branchbook import cli
from branchbook.handbook import load
from branchbook.records import read
from tests.cli.world import ROOT, SMALL, refused, run, tree

if TYPE_CHECKING:
    from pathlib import Path


def test_fill_writes_what_is_given_and_tells_what_is_wrong(tmp_path: Path) -> None:
    data = tmp_path / "数据 一.yml"
    data.write_text("branch: 中共示例市某局第一支部委员会\nseats: 5\ncandidates: 5\n", encoding="utf-8")
    done = run("fill", "election-request", data, "-o", tmp_path / "换届 请示.docx")
    assert done.returncode == 0, done.stderr
    assert "差额" in done.stderr
    templates = load(ROOT).templates
    reading = read((tmp_path / "换届 请示.docx").read_bytes(), templates)
    assert dict(reading.values) == {"branch": "中共示例市某局第一支部委员会", "seats": 5, "candidates": 5}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("seets: 5\n", ["seets"]),
        ("seats: 五名\n", ["数据.yml:1", "读不出来"]),
        ("- 一\n", ["键: 值"]),
        ("a: [\n", ["YAML"]),
    ],
)
def test_data_that_does_not_fit_is_refused(tmp_path: Path, text: str, words: list[str]) -> None:
    data = tmp_path / "数据.yml"
    data.write_text(text, encoding="utf-8")
    before = tree(tmp_path)
    refused(run("fill", "election-request", data, "-o", tmp_path), *words)
    assert tree(tmp_path) == before


def test_places_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    data = tmp_path / "d.yml"
    data.write_text("seats: 5\n", encoding="utf-8")
    refused(run("fill", "election-request", data, "-o", tmp_path / "x.xlsx"), ".docx")
    refused(run("fill", "election-request", data, "-o", tmp_path / "没有" / "x.docx"), "没有文件夹")
    refused(run("fill", "election-requst", data, "-o", tmp_path), "是不是 election-request")
    refused(run("fill", "election-request", tmp_path / "no.yml", "-o", tmp_path), "读不到")
    assert tree(tmp_path) == {"d.yml"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["没有的.docx"], "没有「没有的.docx」这个文件或文件夹"),
        ([], "还缺 文件或文件夹…"),
        (["甲.txt", "--today", "2026-13-01"], "--today「2026-13-01」不是一个日子"),
        (["甲.txt", "--format", "pdf"], "--format 只能是 text、json、html、xlsx"),
        (["甲.txt", "--format", "json", "-o", "."], "「.」是一个文件夹，这里要一个文件"),
        (["甲.txt", "--procedure", "hold-meetings"], "没有流程「hold-meetings」，是不是 hold-meeting；"),
        (["甲.txt", "--year", "26"], "「26」不是一个年份"),
        (["甲.txt", "--format", "xlsx"], "用 -o 写明"),
        (["甲.txt", "--unit", "没有的.yml"], "没有的.yml：读不到这个文件（没有这个文件或文件夹）"),
        (["甲.txt", "--with", "nosuch"], "没有要求集「nosuch」"),
        (["甲.txt", "--format", "json", "-o", "没有/甲.json"], "写不了 没有/甲.json（没有这个文件或文件夹）"),
    ],
)
def test_what_cannot_be_checked_is_no_finding(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    """1 says that something must be mended; a wrong command is 2, in one sentence."""
    (tmp_path / "甲.txt").write_text("党员大会记录\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert cli.run(["--root", str(SMALL), "check", *arguments]) == 2
    told = capfd.readouterr()
    assert told.out == ""
    assert words in told.err
    assert len(told.err.strip().splitlines()) == 1


def test_nothing_read_is_not_nothing_wrong(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "空").mkdir()
    (tmp_path / "坏.zip").write_bytes(b"<html>")
    for name, why in (("空", "空：里面没有可以查的文件"), ("坏.zip", "坏.zip：这个压缩包打不开")):
        assert cli.run(["--root", str(SMALL), "check", str(tmp_path / name)]) == 2
        said = capfd.readouterr().out
        assert why in said
        assert "没有发现问题" not in said
