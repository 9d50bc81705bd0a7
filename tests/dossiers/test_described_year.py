"""Years described in YAML: the words that are put in, rows written short, and what a variant leaves out and copies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from branchbook.dossiers.described_year import described_year, year_files
from branchbook.handbook import load
from branchbook.records import read

BOOK = load(Path(__file__).resolve().parents[2])
DATA: dict[str, Any] = {
    "title": "一年",
    "story": "两次会。",
    "year": 2027,
    "today": "2028-01-05",
    "bases": {"all": {"meeting_on": "{on}", "signed_on": "{on}", "to_general": None}},
    "series": [
        {
            "of": "committee-record",
            "file": "{month}月/支委会.docx",
            "base": "all",
            "facts": {"meeting_name": "{year}年第{count}次，{quarter}"},
            "rows": [{"on": "2027-01-08", "topics": ["议方案|组织生活"]}, {"on": "2027-11-08"}],
        }
    ],
}


def test_a_row_tells_only_what_differs() -> None:
    year = described_year(BOOK, DATA)
    assert list(year.records) == ["11月/支委会.docx", "1月/支委会.docx"]
    values = year.records["1月/支委会.docx"][1]
    assert (values["meeting_on"], values["meeting_name"]) == ("2027-01-08", "2027年第1次，第一季度")
    assert values["topics"] == [{"item": "议方案", "sort": "组织生活"}]
    assert "to_general" not in values
    data = year_files(year)["1月/支委会.docx"]
    assert read(data, BOOK.templates).values["meeting_on"] == "2027-01-08"
    assert year_files(described_year(BOOK, DATA))["1月/支委会.docx"] == data, "the same bytes every time"


def test_a_variant_leaves_out_changes_and_copies() -> None:
    over = {
        "title": "马虎的一年",
        "leave_out": ["1月/支委会.docx"],
        "change": {"11月/支委会.docx": {"present": 4}},
        "copies": {
            "2月/支委会.docx": {"from": "1月/支委会.docx", "set": {"meeting_on": "2027-02-08"}},
            "通知.docx": {"of": "notice-letter", "set": {"title": "关于开会的通知"}},
        },
    }
    year = described_year(BOOK, DATA, over)
    assert (year.title, year.story) == ("马虎的一年", "两次会。")
    assert set(year.records) == {"11月/支委会.docx", "2月/支委会.docx", "通知.docx"}
    assert year.records["11月/支委会.docx"][1]["present"] == 4
    assert year.records["2月/支委会.docx"][1]["meeting_name"] == "2027年第1次，第一季度"
    with pytest.raises(KeyError):
        described_year(BOOK, DATA, {"leave_out": ["没有.docx"]})
