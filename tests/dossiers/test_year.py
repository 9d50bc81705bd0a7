"""What a run of records bears out: each finding seen and not seen, and nothing asked for that may lie elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from branchbook.dossiers.plan import plan_of
from branchbook.dossiers.seen import ReadRecord
from branchbook.dossiers.told import TOLD
from branchbook.dossiers.year import asked_by, check_year
from branchbook.findings import Severity
from branchbook.handbook import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchbook.dossiers.across import Across

ROOT = Path(__file__).resolve().parents[2]
BOOK = load(ROOT)


def record(kind: str, day: str = "", path: str = "", text: str = "", **values: Any) -> ReadRecord:
    """Return a record of one of the handbook's kinds, dated."""
    known = BOOK.kinds[kind]
    own: Mapping[str, Any] = {known.dated_by: day} if day and known.dated_by else {}
    template = known.as_template(BOOK.templates)
    return ReadRecord(
        path or f"{kind} {day}.docx", kind, template, "", known.family, values={**own, **values}, text=text
    )


def codes(*records: ReadRecord) -> list[str]:
    """Return what is found."""
    return [item.noted.finding.code for item in check_year(records)]


def only(*records: ReadRecord) -> Across:
    """Return the one thing that is found."""
    (found,) = check_year(records)
    return found


MEETING = record("life-meeting-minutes", "2026-02-06")
WHOLE = [
    MEETING,
    record("study-record", "2026-01-16"),
    record("talk-record", "2026-01-22"),
    record("opinion-summary", "2026-01-24"),
    record("self-review", "2026-01-28"),
    record("rectify-list", "2026-02-13"),
    record("report", "2026-02-13", text="现将组织生活会的情况报告如下"),
]


def test_a_whole_meeting_of_organisational_life_has_nothing_wrong() -> None:
    assert codes(*WHOLE) == []


def test_what_a_meeting_of_organisational_life_lacks_is_named() -> None:
    found = only(*[item for item in WHOLE if item.kind not in {"talk-record", "rectify-list"}]).noted.finding
    assert (found.code, found.severity) == ("life-meeting-lacks", Severity.SHOULD)
    assert "没有找到谈心谈话记录、整改清单" in found.message
    assert found.defects == ("D-052", "D-035")


def test_a_meeting_in_a_dossier_of_its_own_is_left_to_the_dossier() -> None:
    """The dossier asks for the same papers; one that merely suffers the minutes asks for nothing."""
    held = [replace(MEETING, paper="life-meeting-record"), *WHOLE[3:]]
    found = only(*held)
    plans = {name: plan_of(BOOK, BOOK.procedures[name]) for name in ("life-meeting", "study-hours")}
    assert asked_by(plans["life-meeting"], found, held)
    assert not asked_by(plans["study-hours"], found, held)
    quarter = only(*[record("general-meeting-minutes", day) for day in ("2026-01-09", "2026-09-09")])
    assert not asked_by(plans["life-meeting"], quarter, held)


def test_a_meeting_without_study_before_it_is_named_as_such() -> None:
    assert "D-053" in only(*[item for item in WHOLE if item.kind != "study-record"]).noted.finding.defects


def test_papers_far_away_in_time_are_of_another_meeting() -> None:
    assert codes(*WHOLE[:4], record("study-record", "2025-01-16"), *WHOLE[4:]) == []
    assert codes(MEETING, record("study-record", "2024-01-16"), record("talk-record", "2024-01-22")) == []


def test_a_lone_minute_asks_for_nothing() -> None:
    assert codes(MEETING) == codes(MEETING, record("study-record", "2026-01-16")) == []


def test_a_report_about_something_else_is_not_the_meetings() -> None:
    assert codes(*WHOLE[:-1], record("report", "2026-02-13", text="党费收缴情况")) == ["life-meeting-lacks"]


@pytest.mark.parametrize(
    ("kind", "day", "side"), [("study-record", "2026-02-20", "后面"), ("rectify-list", "2026-01-20", "前面")]
)
def test_papers_on_the_wrong_side_of_the_meeting(kind: str, day: str, side: str) -> None:
    found = only(*[item for item in WHOLE if item.kind != kind], record(kind, day)).noted
    assert found.finding.code == "life-meeting-order"
    assert side in found.finding.message
    assert len(found.quotes) == 2


def test_one_paper_of_a_sort_on_the_right_side_is_enough() -> None:
    assert codes(*WHOLE, record("talk-record", "2026-03-22")) == []


def test_an_appraisal_without_its_course() -> None:
    result = record("appraisal", "2026-02-06")
    review = record("self-review", "2026-01-28")
    found = only(result, review).noted.finding
    assert found.code == "appraisal-lacks"
    assert "互评或批评意见、评定的会议记录" in found.message
    assert codes(result) == []
    assert (
        codes(result, review, record("criticism-notes", "2026-02-06"), record("committee-minutes", "2026-02-09")) == []
    )


NOTICE = record(
    "notice", "2026-02-26", title="关于召开党员大会的通知", meeting_on="2026-03-05", text="三月五日开党员大会"
)


def test_a_notice_of_another_day() -> None:
    held = record("general-meeting-minutes", "2026-03-06")
    found = only(NOTICE, held)
    assert found.noted.finding.code == "notice-differs"
    assert "2026年3月5日开党员大会，记录是2026年3月6日" in found.noted.finding.message
    assert found.paths == {NOTICE.path, held.path}


@pytest.mark.parametrize(
    "held",
    [
        [record("general-meeting-minutes", "2026-03-05")],
        [record("general-meeting-minutes", "2026-04-06")],
        [record("committee-minutes", "2026-03-06")],
        [record("general-meeting-minutes", "2026-03-06"), record("general-meeting-minutes", "2026-03-07")],
        [
            record("general-meeting-minutes", "2026-03-06"),
            record("notice", "2026-03-01", title="党员大会通知", meeting_on="2026-03-06", path="另一份.docx"),
        ],
        [],
    ],
)
def test_a_notice_that_nothing_contradicts(held: list[ReadRecord]) -> None:
    assert codes(NOTICE, *held) == []


def test_a_meeting_that_was_put_off() -> None:
    late = record("notice", "2026-02-26", title="党员大会通知", meeting_on="2026-03-05", text="如有改期另行通知")
    assert codes(late, record("general-meeting-minutes", "2026-03-06")) == []


def test_a_sign_in_list_of_other_numbers() -> None:
    signed = record("sign-in-list", "2026-03-05", present=9)
    found = only(signed, record("general-meeting-minutes", "2026-03-05", present=8)).noted.finding
    assert found.code == "sign-in-differs"
    assert "实到 9 人，党员大会记录写的是 8 人" in found.message
    assert codes(signed, record("general-meeting-minutes", "2026-03-05", present=9)) == []
    assert codes(signed, record("general-meeting-minutes", "2026-03-06", present=8)) == []
    two = (record("lesson-record", "2026-03-05", present=8), record("theme-day-record", "2026-03-05", present=8))
    assert codes(signed, *two) == []
    assert codes(signed, record("general-meeting-minutes", "2026-03-05")) == []


def test_quarters_and_months_between_records() -> None:
    general = [record("general-meeting-minutes", day) for day in ("2026-03-05", "2026-09-18")]
    found = only(*general).noted.finding
    assert (found.code, found.severity) == ("quarter-empty", Severity.HINT)
    assert found.message == "2026年第2季度没有党员大会的记录"
    assert codes(general[0]) == codes(general[0], record("general-meeting-minutes", "2026-06-05")) == []
    monthly = [record("committee-minutes", day) for day in ("2026-01-09", "2026-02-06", "2026-04-10", "2026-05-08")]
    assert only(*monthly).noted.finding.message == "2026年3月没有支委会的记录"
    assert codes(*monthly[:2]) == codes(monthly[0], monthly[3]) == []
    assert [item.noted.finding.code for item in check_year(monthly, {"committee": True})] == ["month-empty"]
    assert check_year(monthly, {"committee": False}) == [], "where there is no committee, nothing of it is missing"


def test_a_slip_in_a_year_is_no_gap_of_a_thousand_years() -> None:
    assert codes(record("general-meeting-minutes", "1026-03-05"), record("general-meeting-minutes", "2026-03-05")) == []


def test_a_member_whom_no_list_names() -> None:
    names = ["甲同志", "乙同志", "丙同志", "丁同志"]
    roll = record("roll", "2026-06-30", members=[{"name": name} for name in names])
    lists = [
        record("sign-in-list", f"2026-0{month}-05", people=[{"name": name} for name in names[:3]]) for month in (1, 2)
    ]
    held = record(
        "theme-day-record", "2026-03-13", attendees=names[:2], absentees=[{"name": "丙同志", "reason": "病假"}]
    )
    found = only(roll, *lists, held).noted.finding
    assert (found.code, found.severity) == ("member-unseen", Severity.HINT)
    assert found.message == "名册上的 丁同志，3 份签到和出席名单里一次也没有"
    assert codes(roll, *lists) == []
    excused = record("committee-minutes", "2026-04-05", attendees=["甲同志"], absentees=[{"name": "丁同志"}])
    assert codes(roll, *lists, held, excused) == []
    strangers = record("roll", "2026-06-30", members=[{"name": name} for name in ("子同志", "丑同志", "甲同志")])
    assert codes(strangers, *lists, held) == []


def test_the_defects_that_findings_name_are_listed() -> None:
    said: set[str] = set()
    for module in ("across", "year", "due"):
        text = (ROOT / "scripts" / "branchbook" / "dossiers" / f"{module}.py").read_text(encoding="utf-8")
        said |= set(re.findall(r'"(D-\d{3})"', text))
        assert set(re.findall(r'"([a-z]+(?:-[a-z]+)+)", (?:SHOULD|HINT)', text)) <= TOLD.keys()
    said |= {name for entry in (BOOK.year.entries.values() if BOOK.year else ()) for name in entry.defects}
    assert said == {defect for defects in TOLD.values() for defect in defects}
    assert said <= BOOK.defects.keys()
