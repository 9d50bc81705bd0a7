"""What falls due in a year: what each entry tells both languages, and when a thing has its times."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from branchbook.handbook import load
from branchbook.rules.due import applies, year_data, year_plan

BOOK = load(Path(__file__).resolve().parents[2])
DATA = year_data(BOOK) or {"entries": []}


def entry(name: str) -> dict[str, Any]:
    return next(item for item in DATA["entries"] if item["id"] == name)


def test_an_entry_tells_which_records_show_that_it_was_done() -> None:
    assert "election-meeting-minutes" in entry("general-meeting")["records"]
    assert entry("group-meeting")["each"] == "groups"
    known = BOOK.templates.keys() | BOOK.kinds.keys()
    assert all(name in known for item in DATA["entries"] for name in item.get("records", ()))
    assert "records" not in entry("dues"), "what leaves no record of a day is not looked for"


def test_a_month_s_thing_has_twelve_times_and_a_quarter_s_four() -> None:
    rows = year_plan({"entries": [entry("theme-day"), entry("general-meeting")], "term_ends": ""}, {}, 2027)
    assert [row.period for row in rows] == ["month"] * 12 + ["quarter"] * 4
    assert (rows[1].first, rows[1].last) == ("2027-02-01", "2027-02-28")


def test_what_depends_on_a_fact_is_unsure_without_it() -> None:
    assert applies(entry("committee-meeting"), {}) is None
    assert applies(entry("committee-meeting"), {"committee": False}) is False
