"""Filling from the command line; `check` and `book` have their tests in tests/inspection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from branchbook.handbook import load
from branchbook.records import read
from tests.cli.world import ROOT, refused, run, tree

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
