"""What the documents of one matter say together: each finding is seen, and is not seen where nothing is wrong."""

from __future__ import annotations

import pytest

from branchbook.dossiers.dossier import docs_bound, hold, judge
from branchbook.dossiers.seen import ReadRecord
from branchbook.findings import Severity, Verdict
from tests.dossiers.world import PLAN, TALK, TEMPLATES, check, codes, plan, record, records


def test_a_whole_dossier_has_nothing_to_say() -> None:
    assert check(records()) == ([], Verdict.PASS)


# ---- what is there --------------------------------------------------------------------------------------


def test_a_document_that_later_ones_need_is_missing() -> None:
    noted, verdict = check(records(("ask",)))
    assert codes(noted) == [("dossier-missing", "某事")]
    finding = noted[0].finding
    assert (finding.severity, verdict) == (Severity.MUST, Verdict.FAIL)
    assert "《测试用的ask》" in finding.message
    assert finding.basis == ("practice#one-file",)
    assert finding.defects == ("D-088",)


def test_a_document_of_the_step_that_was_reached_is_missing_too() -> None:
    noted, _ = check(records(("form1", "form2", "minutes", "result", "listing")))
    assert codes(noted) == [("dossier-missing", "某事"), ("dossier-ahead", "某事")]
    assert "《测试用的form》" in noted[0].finding.message


def test_what_comes_from_above_and_is_not_there_leaves_the_verdict_open() -> None:
    noted, verdict = check(records(("answer", "minutes")))
    assert ("dossier-missing-superior", "某事") in codes(noted)
    assert verdict is Verdict.FAIL  # the minutes are missing too
    noted, verdict = check(records(("answer", "minutes", "result", "listing")))
    assert [item.finding.code for item in noted] == ["dossier-missing-superior", "dossier-ahead"]
    assert verdict is Verdict.UNDETERMINED
    assert {item.finding.severity for item in noted} == {Severity.HINT}


def test_what_depends_is_only_a_hint_and_says_on_what() -> None:
    noted, verdict = check(records(("extra",)))
    assert codes(noted) == [("dossier-conditional", "某事")]
    assert "上级要求公示的才做" in noted[0].finding.mend
    assert verdict is Verdict.PASS


def test_what_is_still_to_come_is_counted_and_not_missing() -> None:
    noted, verdict = check(records(("minutes", "result", "listing")))
    assert codes(noted) == [("dossier-ahead", "某事")]
    assert "3 份" in noted[0].finding.message
    assert verdict is Verdict.PASS


def test_a_document_that_a_rule_misses_is_told_once() -> None:
    noted, _ = check(records(("answer",)))
    assert codes(noted) == [("rule-failed", "某事")]
    assert noted[0].finding.rule == "matter#answered"


def test_a_document_twice_says_what_differs() -> None:
    noted, verdict = check([*records(), record("minutes", "又一份.docx", meeting_place="四楼会议室")])
    said = {item.finding.code: item for item in noted}
    duplicate = said["dossier-duplicate"]
    assert duplicate.finding.where.path == "又一份.docx"
    assert "minutes.docx" in duplicate.finding.message
    assert "“大会地点”不一样" in duplicate.finding.message
    assert [quote.text for quote in duplicate.quotes] == ["三楼会议室", "四楼会议室"]
    assert verdict is Verdict.FAIL


def test_a_copy_is_told_as_a_copy() -> None:
    noted, _ = check([*records(), record("minutes", "又一份.docx")])
    assert codes(noted) == [("dossier-duplicate", "又一份.docx")]
    assert "内容一样" in noted[0].finding.message


def test_drafts_and_documents_of_which_there_are_several_are_no_duplicates() -> None:
    draft = record("result", "草稿.docx", stage="草稿")
    noted, _ = check([*records(), draft, record("form1", "丙.docx", name="丙同志")])
    assert codes(noted) == []


def test_records_of_other_matters_are_named_with_their_own() -> None:
    stray = record("stranger", branch="示例市某局第一党支部")
    noted, verdict = check([*records(), stray], siblings={"stranger": "另一件事"})
    assert codes(noted) == [("dossier-misfiled", "stranger.docx")]
    assert "“另一件事”" in noted[0].finding.message
    assert verdict is Verdict.FAIL
    talk = ReadRecord("谈话.docx", "talk", TALK, "", "talk", values={"whom": "甲同志"})
    assert codes(check([*records(), talk])[0]) == [("dossier-misfiled", "谈话.docx")]


def test_a_stranger_that_belongs_nowhere_is_left_alone() -> None:
    stray = record("stranger", branch="示例市某局第一党支部")
    assert check([*records(), stray]) == ([], Verdict.PASS)
    assert check([*records(), stray], of=plan(also=["stranger"]), siblings={"stranger": "别的"})[0] == []


def test_a_blank_form_is_not_held_to_be_there() -> None:
    blank = ReadRecord("空表.docx", "ask", TEMPLATES["ask"], "ask", ours=True)
    noted, _ = check([*records(("ask",)), blank])
    assert codes(noted) == [("dossier-missing", "某事")]


# ---- what agrees ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "wrong", "words"),
    [
        ("meeting_place", "四楼会议室", ("「四楼会议室」", "「三楼会议室」")),
        ("eligible", 9, ("「9」", "「10」")),
        ("meeting_on", "2026-06-06", ("2026年6月6日", "2026年6月5日")),
        ("elected", ["甲同志", "丁同志"], ("「丁同志」", "「乙同志」")),
        ("elected", ["甲同志"], ("少 1 项", "「乙同志」")),
    ],
)
def test_facts_that_documents_share_agree(field: str, wrong: object, words: tuple[str, ...]) -> None:
    noted, verdict = check(records(result={field: wrong}))
    differs = [item for item in noted if item.finding.code == "dossier-differs"]
    assert [item.finding.where.path for item in differs] == ["result.docx"]
    assert differs[0].finding.where.field == field
    for word in words:
        assert word in differs[0].finding.message
    assert "另有" in differs[0].finding.message
    assert {quote.path for quote in differs[0].quotes} > {"result.docx"}
    assert verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("field", "same"),
    [
        ("meeting_place", "三楼　会议室"),
        ("elected", ["乙同志", "甲同志"]),
        ("branch", " 示例市某局第一党支部"),
        ("eligible", None),
    ],
)
def test_width_spaces_and_order_are_no_difference_and_silence_neither(field: str, same: object) -> None:
    assert check(records(result={field: same})) == ([], Verdict.PASS)


def test_what_was_intended_may_change() -> None:
    noted, verdict = check(records(ask={"meeting_place": "礼堂"}))
    assert codes(noted) == [("dossier-changed", "ask.docx")]
    assert noted[0].finding.severity is Severity.HINT
    assert verdict is Verdict.PASS


def test_what_may_differ_is_not_compared() -> None:
    assert check(records(result={"meeting_place": "四楼"}), of=plan(apart=["meeting_place"])) == ([], Verdict.PASS)
    assert check(records(result={"meeting_place": "四楼"}), of=plan(same=["eligible"])) == ([], Verdict.PASS)


@pytest.mark.parametrize(
    ("change", "field", "there"),
    [
        ({"answer": {"ask_no": "示一支〔2026〕8号"}}, "ask_no", "ask.docx"),
        ({"answer": {"ask_on": "2026-05-07"}}, "ask_on", "ask.docx"),
        ({"minutes": {"answer_no": "示机党〔2026〕19号"}}, "answer_no", "answer.docx"),
    ],
)
def test_what_is_quoted_stands_there(change: dict[str, dict[str, str]], field: str, there: str) -> None:
    noted, verdict = check(records(**change))
    assert [(item.finding.code, item.finding.where.field) for item in noted] == [("dossier-cites", field)]
    assert there in noted[0].finding.message
    assert [quote.path for quote in noted[0].quotes] == [f"{next(iter(change))}.docx", there]
    assert verdict is Verdict.FAIL


def test_what_is_quoted_from_a_document_that_is_not_there_is_not_judged() -> None:
    noted, _ = check(records(("ask",), answer={"ask_no": "别的号"}))
    assert codes(noted) == [("dossier-missing", "某事")]


# ---- dates ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        ({"answer": {"signed_on": "2026-05-05"}}, "answer.docx", ("2026年5月5日", "早于", "2026年5月6日")),
        ({"result": {"signed_on": "2026-06-04"}}, "result.docx", ("2026年6月4日", "2026年6月5日")),
        ({"listing": {"archived_on": "2026-06-07", "files": None}}, "listing.docx", ("2026年6月7日", "2026年6月8日")),
    ],
)
def test_dates_run_forward(change: dict[str, dict[str, str]], place: str, words: tuple[str, ...]) -> None:
    noted, verdict = check(records(**change))
    assert ("dossier-order", place) in codes(noted)
    finding = next(item.finding for item in noted if item.finding.code == "dossier-order")
    for word in words:
        assert word in finding.message
    assert finding.defects == ("D-083",)
    assert verdict is Verdict.FAIL


def test_one_day_and_gaps_in_a_chain_are_no_reversal() -> None:
    assert check(records(answer={"signed_on": "2026-05-06"}))[0] == []
    noted, _ = check(records(("minutes",), result={"signed_on": "2026-05-01"}))
    assert ("dossier-order", "result.docx") in codes(noted), "a missing link does not hide the reversal"
    noted, _ = check(records(answer={"signed_on": "没有写"}))
    assert "dossier-order" not in {code for code, _ in codes(noted)}


def test_nothing_done_bears_a_date_to_come() -> None:
    noted, verdict = check(records(), today="2026-06-04")
    future = [item for item in noted if item.finding.code == "date-in-future"]
    assert {item.finding.where.path for item in future} == {"minutes.docx", "extra.docx"}
    assert "今天才2026年6月4日" in future[0].finding.message
    assert verdict is Verdict.FAIL
    assert check(records(), today="2026-06-20")[0] == []


def test_today_is_not_to_come() -> None:
    noted, _ = check(records(("result", "listing")), today="2026-06-05")
    assert codes(noted) == [("dossier-ahead", "某事")]


def test_an_intention_may_lie_ahead() -> None:
    noted, _ = check([record("ask", signed_on="2026-05-20")], today="2026-05-06")
    assert "date-in-future" not in {code for code, _ in codes(noted)}


# ---- rules ----------------------------------------------------------------------------------------------


def test_a_declared_rule_fails_with_its_sum_and_what_was_read() -> None:
    change = {name: {"eligible": 3} for name in ("ask", "answer", "minutes", "extra", "result")}
    noted, verdict = check(records(**change))
    assert codes(noted) == [("rule-failed", "minutes.docx")]
    finding = noted[0].finding
    assert (finding.message, finding.rule, finding.where.field) == ("应到会只有 3 人", "matter#enough", "eligible")
    assert [(quote.label, quote.text) for quote in noted[0].quotes] == [("应到会人数", "3")]
    assert verdict is Verdict.FAIL


def test_where_the_rule_is_disputed_nobody_decides() -> None:
    change = {name: {"eligible": 4} for name in ("ask", "answer", "minutes", "extra", "result")}
    noted, verdict = check(records(**change))
    assert codes(noted) == [("rule-undetermined", "minutes.docx")]
    assert noted[0].finding.message == "正好 4 人，说法不一"
    assert (noted[0].finding.severity, verdict) == (Severity.HINT, Verdict.UNDETERMINED)


def test_a_value_that_a_must_needs_and_is_not_there_leaves_it_open() -> None:
    noted, verdict = check(records(minutes={"eligible": None}))
    assert [item.finding.code for item in noted] == ["rule-undetermined"]
    assert "应到会人数" in noted[0].finding.message
    assert verdict is Verdict.UNDETERMINED


def test_documents_that_occur_several_times_are_seen_as_records() -> None:
    noted, verdict = check(records(("form2",)))
    assert [item.finding.rule for item in noted] == ["matter#forms"]
    assert (noted[0].finding.severity, verdict) == (Severity.SHOULD, Verdict.FAIL)


def test_a_rule_that_does_not_apply_is_silent() -> None:
    bound = docs_bound(hold(PLAN, records(("minutes", "form1", "form2")), today="2026-07-01"))
    assert {rule.id: judge(PLAN, rule, bound) for rule in PLAN.rules} == dict.fromkeys(("answered", "enough", "forms"))


def test_must_comes_before_should_before_hint() -> None:
    noted, _ = check(records(("form2", "extra"), result={"eligible": 9}, ask={"meeting_place": "礼堂"}))
    severities = [item.finding.severity for item in noted]
    assert severities == sorted(severities, key=["must", "should", "hint"].index)
    assert set(severities) == {Severity.MUST, Severity.SHOULD, Severity.HINT}
