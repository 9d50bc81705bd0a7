"""What a case is made of: sections, their points and tables, and how long they read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from branchbook.checks.cases import Section, length, sections, wanted
from branchbook.checks.texts import Library
from branchbook.findings import Where
from branchbook.handbook import load
from tests.checks.world import FIXTURE

if TYPE_CHECKING:
    from branchbook.handbook.case import Case

BOOK = load(FIXTURE)
ONE, OTHER = BOOK.cases["one-branch"], BOOK.cases["other-branch"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("开会 12 次。", 4),
        ("见[请示](template:meeting-request)。", 3),
        ("到会 [[rules-2020#quorum]]【本站建议】", 2),
        ("| 记录 | 谁填 |\n| --- | --- |\n", 4),
        ("", 0),
    ],
)
def test_only_what_is_read_counts(text: str, expected: int) -> None:
    assert length(text) == expected


def test_points_and_tables_of_a_section() -> None:
    section = Section(
        "x", Where("x.md", 1), "前言。\n\n- 一\n  - 里面\n- 二\n1. 三\n\n| 甲 | 乙 |\n| --- | :-: |\n| 1 | 2 |\n"
    )
    assert section.points == 3
    assert section.tables == [[["甲", "乙"], ["1", "2"]]]


@pytest.mark.parametrize(
    ("case", "without"),
    [
        (ONE, {"六要素"}),
        (OTHER, set()),
        (ONE.model_copy(update={"case_kind": "问题诊断"}), {"六要素", "结果"}),
    ],
)
def test_which_sections_a_case_has(case: Case, without: set[str]) -> None:
    assert set(wanted(OTHER)) - set(wanted(case)) == without


def test_sections_know_their_line() -> None:
    (document,) = (item for item in Library(BOOK).documents if item.name == "one-branch")
    found = sections(document)
    lines = (FIXTURE / document.source.path).read_text(encoding="utf-8").splitlines()
    assert found[0].name == "为什么做"
    assert all(lines[(item.where.line or 0) - 1].removeprefix("## ") == item.name for item in found)
