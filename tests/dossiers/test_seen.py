"""A record as it was read, how values are compared, and how findings sum up."""

from __future__ import annotations

import pytest

from branchbook.dossiers.noted import Noted, Quote, verdict_of, weight
from branchbook.dossiers.seen import ReadRecord, brief
from branchbook.dossiers.values import canonical, cn_day
from branchbook.findings import Finding, Severity, Verdict, Where
from tests.dossiers.world import TEMPLATES, record


def test_a_record_gives_values_only_as_their_type_demands() -> None:
    found = record("ask", eligible="十人", signed_on="2026-02-30")
    assert found.of("eligible") is None
    assert found.of("meeting_on") == "2026-06-05"
    assert (found.dated_by, found.day) == ("", "")
    assert (record("ask").dated_by, record("ask").day) == ("signed_on", "2026-05-06")


def test_a_quote_is_what_was_read_or_what_would_be_printed() -> None:
    assert record("ask").quote("meeting_on") == Quote("ask.docx", "meeting_on", "大会日期", "2026年6月5日")
    read = ReadRecord(
        "甲.txt",
        "ask",
        TEMPLATES["ask"],
        values={"meeting_on": "2026-06-05"},
        quotes={"meeting_on": "二〇二六年六月五日"},
    )
    assert read.quote("meeting_on").text == "二〇二六年六月五日"
    rows = record("minutes", absentees=[{"name": "丙同志", "reason": "病假"}, {"name": "丁同志"}])
    assert rows.quote("absentees").text == "丙同志，病假；丁同志"
    assert rows.label("ghost") == "ghost"


def test_a_long_quote_is_cut_and_stands_on_one_line() -> None:
    assert brief("甲\n　乙") == "甲 乙"
    assert brief("字" * 61) == "字" * 60 + "…"


def test_only_a_form_of_ours_is_blank() -> None:
    assert ReadRecord("空.docx", "ask", TEMPLATES["ask"], ours=True).blank
    assert not ReadRecord("别人.docx", "ask", TEMPLATES["ask"]).blank
    assert ReadRecord("不明.docx").title == ""


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("三楼　会议室", "三楼会议室"),
        ("２３", "23"),
        (["乙", "甲"], ["甲", "乙"]),
        ([{"a": "1", "b": ""}], [{"a": "1"}]),
        ([{"a": "1"}, {"a": "2"}], [{"a": "2"}, {"a": "1"}]),
        (None, ""),
        (23, "23"),
    ],
)
def test_values_that_mean_the_same_compare_equal(left: object, right: object) -> None:
    assert canonical(left) == canonical(right)


@pytest.mark.parametrize(("left", "right"), [("甲", "乙"), (23, 32), (["甲"], ["甲", "甲"]), ([{"a": 1}], [{"b": 1}])])
def test_values_that_differ_compare_different(left: object, right: object) -> None:
    assert canonical(left) != canonical(right)


def test_a_day_in_words() -> None:
    assert cn_day("2026-06-05") == "2026年6月5日"


def _finding(severity: Severity, verdict: Verdict = Verdict.FAIL) -> Finding:
    return Finding("some-code", severity, Where("甲.docx"), "话", verdict=verdict)


@pytest.mark.parametrize(
    ("findings", "doubtful", "verdict"),
    [
        ([], False, Verdict.PASS),
        ([], True, Verdict.UNDETERMINED),
        ([_finding(Severity.MUST)], True, Verdict.FAIL),
        ([_finding(Severity.SHOULD)], False, Verdict.FAIL),
        ([_finding(Severity.HINT)], False, Verdict.PASS),
        ([_finding(Severity.HINT, Verdict.UNDETERMINED)], False, Verdict.PASS),
    ],
)
def test_three_verdicts(findings: list[Finding], doubtful: bool, verdict: Verdict) -> None:  # noqa: FBT001 -- a table of cases
    assert verdict_of(findings, doubtful=doubtful) is verdict


def test_what_is_wrong_comes_before_what_cannot_be_told() -> None:
    order = [
        Noted(_finding(Severity.MUST)),
        Noted(_finding(Severity.SHOULD)),
        Noted(_finding(Severity.HINT)),
        Noted(_finding(Severity.HINT, Verdict.UNDETERMINED)),
    ]
    assert sorted([order[3], order[1], order[0], order[2]], key=weight) == order
    assert list(order[0].as_dict())[-1] == "quotes"
