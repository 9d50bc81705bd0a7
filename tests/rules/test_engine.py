"""Three verdicts: what holds, what fails, and what nobody can tell."""

from __future__ import annotations

import re
from typing import Any

import pytest

from branchbook.findings import Verdict
from branchbook.handbook.template import Field
from branchbook.rules import Judgement, RuleBook, RuleError, bindings, is_given, readable
from tests.rules.world import FIELDS, RECORD, template

TODAY = "2026-11-25"


def judge(rule: dict[str, Any], **change: Any) -> Judgement:
    values = {key: value for key, value in {**RECORD, **change}.items() if value is not None}
    (judgement,) = RuleBook(template(only=rule)).judge_all(values, today=TODAY)
    return judgement


QUORUM = {
    "require": "present * 5 >= eligible * 4",
    "message": "应到 {eligible} 人，到 {present} 人，要 {quorum(eligible)} 人",
}


def test_a_rule_that_holds_passes() -> None:
    assert judge(QUORUM) == Judgement(judge(QUORUM).rule, Verdict.PASS)


def test_a_rule_that_fails_shows_its_sum() -> None:
    judgement = judge(QUORUM, present=17)
    assert judgement.verdict is Verdict.FAIL
    assert judgement.message == "应到 22 人，到 17 人，要 18 人"
    assert judgement.mend == "改正它吧"


@pytest.mark.parametrize("value", [None, "", "二十", 20.5, True, "20"])
def test_silence_and_scrawl_are_not_failure(value: Any) -> None:
    judgement = judge(QUORUM, present=value)
    assert judgement.verdict is Verdict.UNDETERMINED
    assert judgement.missing == ("present",)
    assert "“实到”" in judgement.message


def test_a_rule_that_does_not_apply_says_nothing() -> None:
    rule = {"when": "way == '等额'", "require": "false"}
    assert judge(rule).verdict is None
    assert judge(rule, way="等额").verdict is Verdict.FAIL
    assert judge(rule, way=None).verdict is Verdict.UNDETERMINED


def test_given_tells_whether_a_blank_was_filled() -> None:
    rule = {"when": "'remark' in given", "require": "remark != '无'"}
    assert judge(rule).verdict is None
    assert judge(rule, remark="").verdict is None
    assert judge(rule, remark="无").verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("present", "verdict"),
    [(20, Verdict.PASS), (17, Verdict.UNDETERMINED), (10, Verdict.FAIL)],
)
def test_between_two_lines_nobody_decides(present: int, verdict: Verdict) -> None:
    rule = {**QUORUM, "doubt_when": "present * 3 >= eligible * 2", "doubt": "{present} 人，两种说法"}
    judgement = judge(rule, present=present)
    assert judgement.verdict is verdict
    assert (judgement.message == "17 人，两种说法") is (verdict is Verdict.UNDETERMINED)


def test_a_doubt_that_cannot_be_told_is_a_doubt() -> None:
    rule = {"require": "present > 30", "doubt_when": "remark == '两种'", "doubt": "说不准"}
    assert judge(rule).verdict is Verdict.UNDETERMINED


@pytest.mark.parametrize(
    ("day", "applies"),
    [("2020-07-12", False), ("2020-07-13", True), ("2025-12-31", True), ("2026-01-01", False), (None, True)],
)
def test_the_record_s_own_day_picks_the_rule(day: str | None, *, applies: bool) -> None:
    rule = {"require": "false", "effective_from": "2020-07-13", "effective_to": "2025-12-31"}
    assert judge(rule, met_on=day).verdict is (Verdict.FAIL if applies else None)


def test_a_cell_that_cannot_be_read_is_missing() -> None:
    rule = {"require": "votes.all(v, v.yes > 1)"}
    assert judge(rule, votes=[{"name": "甲", "yes": "很多"}]).verdict is Verdict.UNDETERMINED
    assert judge(rule, votes=[{"name": "甲"}]).message == ("“得票”里有没填的格子，或者写的样子读不懂，无法判断")
    assert judge({"require": "votes.all(v, has(v.yes) && v.yes > 1)"}, votes=[{"name": "甲"}]).verdict is Verdict.FAIL
    assert judge(rule, votes="一张表").verdict is Verdict.UNDETERMINED


def test_what_a_rule_asks_for_only_where_it_is_given_is_not_called_missing() -> None:
    rule = {"require": "fen(remark) > ('names' in given ? size(names) : 0) && eligible > 0"}
    judged = judge(rule, remark="五千", names=None)
    assert (judged.verdict, judged.missing) == (Verdict.UNDETERMINED, ())
    assert judged.message == "“应到”、“名单”、“说明”里有没填的格子，或者写的样子读不懂，无法判断"


def test_what_a_message_cannot_compute_shows_as_a_blank() -> None:
    rule = {"require": "false", "message": "{remark}、{joined(names)}、{votes.map(v, v.name)}"}
    assert judge(rule).message == "＿、甲同志、乙同志、甲同志、乙同志"


def test_today_is_an_argument() -> None:
    book = RuleBook(template())
    assert book.holds("days_between(met_on, today) > 100", RECORD, today="2026-12-31") is True
    assert book.holds("days_between(met_on, today) > 100", RECORD, today="2026-06-06") is False
    assert book.holds("remark == '无'", RECORD, today=TODAY) is None


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("present >", ""),
        ("came > 1", "came"),
        ("present", "真假"),
        ("present > '20'", ">"),
        ("present >= eligible * 0.8", "整数"),
        ("remark.matches('^a')", "matches"),
        ("size(remark) > 3", "chars"),
        ("present > 3 ?", ""),
        ("", ""),
        ("(" * 5000 + "present > 1" + ")" * 5000, ""),
    ],
)
def test_what_does_not_compile_says_why(expression: str, named: str) -> None:
    with pytest.raises(RuleError) as caught:
        RuleBook(template()).compile(expression, boolean=True)
    assert named in str(caught.value)
    assert re.search("[\u4e00-\u9fff]", str(caught.value)), "said to people who do not read CEL"


def test_an_expression_is_compiled_once() -> None:
    book = RuleBook(template())
    assert book.compile("present > 1") is book.compile("present > 1")


def test_every_expression_of_a_rule_is_listed() -> None:
    rule = {
        **QUORUM,
        "when": "eligible > 0",
        "doubt_when": "present > 3",
        "doubt": "{present}",
        "mend": "补到 {eligible}",
    }
    book = RuleBook(template(only=rule))
    keys = [key for key, _, _ in book.expressions(book.template.rules["only"])]
    assert keys == ["require", "when", "doubt_when", "message", "message", "message", "doubt", "mend"]


@pytest.mark.parametrize("value", [None, "", [], {}])
def test_what_is_not_given(value: Any) -> None:
    assert not is_given(value)


@pytest.mark.parametrize("value", [0, False, "0", "无", [0]])
def test_what_is_given(value: Any) -> None:
    assert is_given(value)


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("met_on", ["2026-06-05", "2024-02-29"], ["2026-6-5", "2026-02-29", "20260605", "2026年6月5日", 20260605, ""]),
        ("opened_at", ["2026-06-05 14:30"], ["2026-06-05", "2026-06-05 25:00", "14:30"]),
        ("eligible", [0, -1, 22], ["22", 22.0, True, None]),
        ("way", ["差额"], ["都行", "差额 ", 1]),
        ("share", ["21/23", "0/1"], ["21", "21/0", "1/02x", "-1/2"]),
        ("names", [["甲"], []], ["甲", [""], [1]]),
        ("votes", [[{}], [{"name": "甲"}]], [{}, ["甲"], "表"]),
        ("remark", ["", "话"], [1, None, ["话"]]),
    ],
)
def test_what_each_type_takes(name: str, good: list[Any], bad: list[Any]) -> None:
    field = Field.model_validate({**FIELDS[name], "id": name})
    assert [value for value in good if not readable(field, value)] == []
    assert [value for value in bad if readable(field, value)] == []


def test_bindings_hold_readable_values_only() -> None:
    bound = bindings(
        template(), {**RECORD, "present": "二十", "votes": [{"name": "甲", "yes": "x", "z": 1}], "other": 1}, TODAY
    )
    assert "present" not in bound
    assert "other" not in bound
    assert bound["votes"] == [{"name": "甲"}]
    assert bound["given"] == sorted({*RECORD, "other"})
    assert bound["today"] == TODAY
