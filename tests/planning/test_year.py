"""A branch's year: what is asked of which branch, when it stands where on the chart, and what is said of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from branchbook import cli
from branchbook.handbook import load
from branchbook.planning.year import Row, applies, chart, now_due, year_data, year_ics, year_plan
from branchbook.rules import Settings

ROOT = Path(__file__).resolve().parents[2]
BOOK = load(ROOT)
DATA = year_data(BOOK) or {}
WHOLE: dict[str, Any] = {"committee": True, "groups": 2, "activists": True, "term_ends": "2027-08-31"}


def rows(year: int = 2027, **own: Any) -> list[Row]:
    return year_plan(DATA, Settings(BOOK.params, own).values, year)


def titles(listed: list[Row]) -> set[str]:
    return {row.title for row in listed}


def test_a_branch_without_a_committee_and_groups_is_not_asked_for_theirs() -> None:
    assert {"支委会", "党小组会"} <= titles(rows(**WHOLE))
    assert not {"支委会", "党小组会"} & titles(rows(committee=False, groups=0))
    unsaid = {row.title: row for row in rows()}
    assert not unsaid["支委会"].sure
    assert "没有填“有没有支委会”" in unsaid["支委会"].note


def test_how_often_is_what_the_unit_set() -> None:
    assert {row.times for row in rows() if row.id == "party-lesson"} == {1}
    assert {row.times for row in rows(lessons_per_quarter=2) if row.id == "party-lesson"} == {2}
    assert not [row for row in rows(lessons_per_quarter=0) if row.id == "party-lesson"]


def test_the_term_s_end_is_seen_from_six_months_before() -> None:
    (election,) = [row for row in rows(**WHOLE) if row.period == "term"]
    assert (election.first, election.last) == ("2027-02-28", "2027-08-31")
    assert not [row for row in rows(2026, **WHOLE) if row.period == "term"]
    (unsaid,) = [row for row in rows() if row.period == "term"]
    assert (unsaid.first, unsaid.sure or unsaid.note.startswith("本支部设定里没有填届满的日子")) == ("", True)
    made = chart(rows(**WHOLE), 2027)
    assert [number + 1 for number, items in enumerate(made.months) if any(i.id == "election" for i in items)] == [2, 8]


def test_what_runs_into_the_next_year_stands_in_both() -> None:
    meetings = [row for row in rows(**WHOLE) if row.id == "life-meeting"]
    assert [(row.first, row.last) for row in meetings] == [("2026-10-01", "2027-03-31"), ("2027-10-01", "2028-03-31")]
    own = {item.words for items in chart(rows(**WHOLE), 2027).months for item in items if item.id == "life-meeting"}
    assert own == {"组织生活会：没办的抓紧", "组织生活会：着手"}


def test_the_last_day_of_february_is_known() -> None:
    assert {row.last for row in rows(2028) if row.label == "2月"} == {"2028-02-29"}
    assert {row.last for row in rows(2027) if row.label == "2月"} == {"2027-02-28"}


def test_what_must_be_done_soonest_comes_first() -> None:
    due = now_due(rows(**WHOLE), "2027-03-10")
    assert due[0].last == "2027-03-31"
    assert due[-1].label == "全年"
    assert all(row.first <= "2027-03-10" <= row.last for row in due)
    assert "年度计划" not in titles(due)


@pytest.mark.parametrize(
    ("entry", "values", "expected"),
    [
        ({}, {}, True),
        ({"when": {"a": True}}, {}, None),
        ({"when": {"a": True}, "least": {"b": 2}}, {"b": 1}, False),
        ({"when": {"a": True}}, {"a": False}, False),
        ({"least": {"b": 2}}, {"b": True}, None),
    ],
)
def test_what_is_not_known_is_neither_yes_nor_no(entry: Any, values: Any, *, expected: bool | None) -> None:
    assert applies(entry, values) is expected


def test_a_calendar_keeps_the_name_of_a_thing_from_year_to_year() -> None:
    def names(year: int) -> set[str]:
        text = year_ics(DATA, rows(year, **WHOLE), year, today="2026-11-29")
        return {line for line in text.split("\r\n") if line.startswith("UID:")}

    assert names(2026) & names(2027) == {
        f"UID:year-{name}-20261001@branchbook" for name in ("life-meeting", "appraisal", "duty-review")
    }
    assert len(names(2027)) == len(rows(**WHOLE)), "each has a name of its own"


def plan(capfd: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    code = cli.run(["--root", str(ROOT), "plan", *map(str, arguments)])
    said = capfd.readouterr()
    return code, said.out + said.err


def test_the_command(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    unit = tmp_path / "本支部.yml"
    assert cli.run(["--root", str(ROOT), "new", "unit", str(unit)]) == 0
    said = unit.read_text(encoding="utf-8")
    assert plan(capfd, "year", "2027", "--unit", unit)[0] == 0, "as it was written, it sets nothing"
    unit.write_text(said.replace("# committee:", "committee: 否"), encoding="utf-8")
    code, text = plan(capfd, "year", "2027", "--unit", unit)
    assert code == 0
    assert "支委会" not in text.partition("标 *")[0]
    assert "党课（每季度，通行做法）" in text
    _, made = plan(capfd, "year", "2027", "--unit", unit, "--format", "json")
    data = json.loads(made)
    assert data["schema"] == "branchbook.year/1"
    assert all(row["basis"] and row["weight"] and row["text"] for row in data["rows"])
    assert plan(capfd, "year", "2027", "--format", "html")[1].count("<td") == 17
    assert cli.run(["--root", str(ROOT), "new", "unit", str(unit)]) == 1, "what is there is not written over"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("comittee: 是\n", "没有“comittee”这一项，是不是“committee”"),  # codespell:ignore comittee
        ("attendance_min: 八十\n", "“到会率下限”写的是「八十」，应是从 0 到 100 的整数"),
        ("- 是\n", "这里应是“键: 值”的对照表"),
        ("a: [\n", "不是正确的 YAML"),
    ],
)
def test_a_bad_file_is_told_in_one_sentence(
    written: str, expected: str, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "unit.yml"
    file.write_text(written, encoding="utf-8")
    code, said = plan(capfd, "year", "2027", "--unit", file)
    assert code == 1
    assert expected in said
    assert len(said.strip().splitlines()) == 1


def test_a_year_that_is_none(capfd: pytest.CaptureFixture[str]) -> None:
    assert plan(capfd, "year", "27") == (1, "「27」不是一个年份：写成 branchbook plan year 2027 的样子。\n")
