"""Dossiers described as what differs from the examples."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from branchbook.dossiers.described import Described, described, files
from branchbook.handbook import load
from branchbook.records import read

if TYPE_CHECKING:
    from branchbook.handbook import Handbook

BASE: dict[str, Any] = {"procedure": "by-term", "today": "2026-08-03", "only": ["election-request"]}


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    return load(Path(__file__).resolve().parents[2])


def values(handbook: Handbook, dossier: Described) -> list[dict[str, Any]]:
    return [dict(read(content, handbook.templates).values) for content in files(handbook, dossier).values()]


def test_a_document_is_its_example_with_what_is_laid_over(handbook: Handbook) -> None:
    example = handbook.templates["election-request"].example
    change = {"change": {"election-request": {"seats": 7, "doc_no": None}}}
    (found,) = values(handbook, described(BASE, change))
    assert found == {**{name: value for name, value in example.items() if name != "doc_no"}, "seats": 7}


def test_facts_reach_every_document_that_has_the_field(handbook: Handbook) -> None:
    dossier = described(
        {**BASE, "only": ["election-request", "meeting-notice"], "facts": {"branch": "示例市某局第二党支部"}}
    )
    found = values(handbook, dossier)
    assert len(found) == 2
    assert all(item["branch"] == "示例市某局第二党支部" for item in found)


def test_left_out_blank_more_and_stubs(handbook: Handbook) -> None:
    dossier = described(
        {
            **BASE,
            "only": ["election-request", "meeting-notice", "ballot-report"],
            "leave_out": {"ballot-report": "找不到了"},
            "blank": ["meeting-notice"],
            "more": {"又一份.docx": {"of": "election-request", "seats": 9}},
            "stubs": {"扫描.pdf": "", "记一下.txt": "示例"},
        }
    )
    made = files(handbook, dossier)
    assert len(made) == 5
    assert made["扫描.pdf"].startswith(b"%PDF")
    assert made["记一下.txt"].decode() == "示例"
    assert read(made["又一份.docx"], handbook.templates).values["seats"] == 9
    blanks = [
        name for name, data in made.items() if name.startswith("W15") and not read(data, handbook.templates).values
    ]
    assert len(blanks) == 1


def test_a_variant_is_merged_one_level_deep() -> None:
    base = {**BASE, "change": {"a": {"x": 1, "y": 1}, "b": {"z": 1}}, "facts": {"p": 1}}
    over = {"change": {"a": {"x": 2}}, "facts": {"q": 2}, "today": "2026-09-01"}
    found = described(base, over)
    assert found.change == {"a": {"x": 2, "y": 1}, "b": {"z": 1}}
    assert found.facts == {"p": 1, "q": 2}
    assert found.today == "2026-09-01"


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(TypeError, match="colour"):
        described({**BASE, "colour": "red"})
