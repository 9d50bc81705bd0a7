"""A year held against what fell due: what is missing, late, twice or on an odd day, and when nothing may be said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from branchbook.dossiers.due import check_days, check_due, looks_like_a_year
from branchbook.dossiers.seen import ReadRecord
from branchbook.dossiers.told import TOLD
from branchbook.findings import Severity, Verdict
from branchbook.rules import Settings
from branchbook.rules.due import year_data
from tests.dossiers.test_year import BOOK, record

DATA = year_data(BOOK)
TODAY = "2027-02-01"
WHOLE: dict[str, Any] = {"committee": True, "groups": 0}


def year(*records: ReadRecord, today: str = TODAY, unseen: int = 0, **own: Any) -> dict[str, Any]:
    """Return what is said of 2026: findings by the title of their thing, and the states of each line."""
    values = Settings(BOOK.params, {**WHOLE, **own}).values
    found, sheet = check_due(records, DATA, values, year=2026, today=today, unseen=unseen)
    assert {item.noted.finding.code for item in found} <= TOLD.keys()
    return {
        "said": [item.noted.finding for item in found],
        "sheet": {line.id: [cell.state for cell in line.cells] for line in sheet.lines},
    }


def committee(*months: int) -> list[ReadRecord]:
    return [record("committee-minutes", f"2026-{month:02}-10") for month in months]


def of(found: dict[str, Any], title: str) -> list[Any]:
    return [item for item in found["said"] if title in item.message]


def test_a_month_without_a_record_is_missing_once_it_is_over() -> None:
    held = committee(*range(1, 13))
    assert not of(year(*held), "支委会")
    (found,) = of(year(*held[:2], *held[3:]), "支委会")
    assert (found.code, found.severity, found.verdict) == ("year-lacks", Severity.SHOULD, Verdict.FAIL)
    assert found.message == "2026年没有找齐支委会的记录：3月"
    assert found.defects == ("D-055",)
    early = year(*committee(1, 2, 4), today="2026-05-20")
    assert [item.message for item in of(early, "支委会")] == ["2026年没有找齐支委会的记录：3月"]
    assert early["sheet"]["committee-meeting"][2:6] == ["没有", "有", "还没到", "还没到"]


def test_what_a_branch_does_not_have_is_not_missing() -> None:
    found = year(committee=False)
    assert not of(found, "支委会")
    assert "committee-meeting" not in found["sheet"]
    assert not of(found, "党小组会"), "no groups"


def test_nobody_can_tell_where_a_fact_is_not_given() -> None:
    values = Settings(BOOK.params, {}).values
    found, sheet = check_due([], DATA, values, year=2026, today=TODAY)
    (said,) = [item.noted.finding for item in found if "支委会" in item.noted.finding.message]
    assert (said.severity, said.verdict) == (Severity.HINT, Verdict.UNDETERMINED)
    assert "没有填“有没有支委会”，无法判断" in said.message
    assert {cell.state for line in sheet.lines if line.id == "committee-meeting" for cell in line.cells} == {"无法判断"}


@pytest.mark.parametrize(("more", "unseen"), [([record("committee-minutes", path="无日期.docx")], 0), ([], 3)])
def test_nobody_can_tell_where_it_may_be_in_what_was_not_read(more: list[ReadRecord], unseen: int) -> None:
    found = year(*committee(1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12), *more, unseen=unseen)
    (said, *rest) = of(found, "支委会")
    assert (said.code, said.verdict) == ("year-lacks", Verdict.UNDETERMINED)
    assert "可能在里面，无法判断" in said.message
    assert [item.code for item in rest] == ["year-undated"] * len(more)


def test_each_group_meets() -> None:
    def group(month: int, name: str) -> ReadRecord:
        template = BOOK.templates["group-record"]
        values = {"meeting_on": f"2026-{month:02}-12", "group": name}
        return ReadRecord(
            f"{name}{month}.docx", template.id, template, template.id, "meeting", ours=True, values=values
        )

    one = [group(month, "第一党小组") for month in range(1, 13)]
    (found,) = of(year(*one, groups=2), "党小组会")
    assert "1月只有 1 次（应有 2 次）" in found.message
    both = [*one, *(group(month, "第二党小组") for month in range(1, 13))]
    assert not of(year(*both, groups=2), "党小组会")


def test_a_meeting_early_in_the_next_month_may_make_up_for_one() -> None:
    held = [*committee(1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12), record("committee-minutes", "2026-04-02")]
    (found,) = of(year(*held), "支委会")
    assert (found.code, found.verdict) == ("year-late", Verdict.UNDETERMINED)
    assert found.message == "3月没有支委会的记录，2026年4月2日的一次是不是补的，无法判断"
    assert of(year(*held[:-1]), "支委会")[0].code == "year-lacks"


def test_a_yearly_meeting_after_its_time_is_late() -> None:
    today = "2027-06-30"
    (late,) = of(year(record("life-meeting-minutes", "2027-05-08"), today=today), "组织生活会")
    assert late.message == "2026年度的组织生活会，2027年5月8日才办，过了2027年3月31日"
    assert not of(year(record("life-meeting-minutes", "2027-01-29"), today=today), "组织生活会")
    assert of(year(today=today), "组织生活会")[0].code == "year-lacks"
    assert not of(year(), "组织生活会"), "its time is not over"


def test_a_general_meeting_for_an_election_is_one() -> None:
    held = [
        *(record("general-meeting-minutes", f"2026-{month}-20") for month in ("03", "09", "12")),
        replace(record("election-meeting-minutes-typed", "2026-06-12"), paper="election-meeting-minutes"),
    ]
    assert not of(year(*held), "党员大会")
    assert "第2季度" in of(year(*held[:3]), "党员大会")[0].message


def test_the_unit_says_how_many_lessons() -> None:
    held = [record("lesson-record", f"2026-{month}-20") for month in ("02", "05", "08", "11")]
    assert not of(year(*held), "党课")
    (found,) = of(year(*held, lessons_per_quarter=2), "党课")
    assert found.severity is Severity.HINT, "it rests on what is usual"


def days(*records: ReadRecord, today: str = TODAY, held: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Return code and message of what is odd with days."""
    found = check_days(records, DATA, today=today, held=held)
    return [(item.noted.finding.code, item.noted.finding.message) for item in found]


def test_a_day_to_come_is_told_unless_a_dossier_tells_it() -> None:
    assert days(record("committee-minutes", "2027-03-10")) == [], "a rule of that kind tells it"
    template = BOOK.templates["committee-record"]
    values = {"meeting_on": "2027-03-10"}
    late = ReadRecord("late.docx", template.id, template, template.id, "meeting", ours=True, values=values)
    assert [code for code, _ in days(late)] == ["date-in-future"]
    assert days(late, held=frozenset({late.path})) == []
    assert days(replace(late, values={"meeting_on": "2027-01-11"})) == []


def test_a_day_in_the_spring_festival_is_only_a_hint() -> None:
    ((code, message),) = days(record("committee-minutes", "2026-02-18"))
    assert code == "day-in-festival"
    assert message == "2026年2月18日在春节假期里，这天的支委会是不是真的办了，无法判断"
    assert days(record("committee-minutes", "2026-02-12"), record("committee-minutes", "2026-10-02")) == []
    assert days(record("committee-minutes", "1999-02-16")) == [], "nobody knows the holidays of that year"


def test_two_records_of_one_name_may_be_of_one_meeting() -> None:
    template = BOOK.templates["committee-record"]

    def named(day: str, name: str) -> ReadRecord:
        values = {"meeting_on": day, "meeting_name": name}
        return ReadRecord(f"{day}.docx", template.id, template, template.id, "meeting", ours=True, values=values)

    first, second = named("2026-09-08", "2026年9月支委会会议"), named("2026-09-09", "2026年9月支委会会议")
    ((code, message),) = days(first, second)
    assert code == "meeting-twice"
    assert "一份写2026年9月8日，一份写2026年9月9日" in message
    assert days(first, named("2026-10-09", "2026年10月支委会会议")) == []
    assert days(named("2026-09-08", "支委会会议"), named("2026-10-09", "支委会会议")) == []


def test_a_few_records_are_no_year_and_many_are_asked_about() -> None:
    held = committee(*range(1, 7))
    assert looks_like_a_year(held[:5], DATA) == []
    assert looks_like_a_year([record("committee-minutes", "2026-01-10", f"{n}.docx") for n in range(9)], DATA) == []
    (found,) = looks_like_a_year(held, DATA)
    said = found.noted.finding
    assert (said.code, said.severity, said.verdict) == ("year-unsaid", Severity.HINT, Verdict.UNDETERMINED)
    assert "2026 年的组织生活记录 6 份" in said.message
