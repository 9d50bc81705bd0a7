"""One file read as one record and judged by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from branchbook.dossiers.seen import ReadRecord
from branchbook.findings import Severity, Verdict
from branchbook.inspection.record import Inspector
from branchbook.records import Style
from tests.inspection.world import TODAY, handbook, made

if TYPE_CHECKING:
    from branchbook.inspection.report import RecordReport


def judge(data: bytes, path: str = "请示.docx") -> RecordReport:
    inspector = Inspector(handbook(), today=TODAY)
    return inspector.judge(inspector.read(data, path))


def codes(report: RecordReport) -> list[str]:
    return [item.finding.code for item in report.findings]


@pytest.mark.parametrize("name", ["election-request", "election-meeting-minutes", "voter-roll", "committee-ballot"])
def test_a_file_made_from_an_example_passes_with_all_its_values(name: str) -> None:
    template = handbook().templates[name]
    report = judge(made(name), f"甲{template.suffix}")
    assert (report.verdict, codes(report)) == (Verdict.PASS, [])
    assert (report.kind, report.template, report.title) == (name, name, template.title)
    assert {key: item.value for key, item in report.fields.items()} == dict(template.example)
    assert all(item.quote for item in report.fields.values())
    assert all(item.how for item in report.fields.values())


def test_a_rule_that_fails_names_file_field_and_what_was_read() -> None:
    report = judge(made("election-request", candidates=5))
    assert report.verdict is Verdict.FAIL
    assert codes(report) == ["rule-failed"]
    noted = report.findings[0]
    assert noted.finding.where.path == "请示.docx"
    assert {"seats", "candidates"} <= set(noted.finding.where.field.split("、"))
    assert ("候选人名额", "5") in [(quote.label, quote.text) for quote in noted.quotes]
    assert noted.finding.basis
    assert noted.finding.mend


def test_a_blank_that_must_be_filled_is_missing_in_a_form_of_ours() -> None:
    report = judge(made("election-request", agenda=None))
    assert [(item.finding.code, item.finding.where.field) for item in report.findings] == [("field-missing", "agenda")]
    assert report.verdict is Verdict.FAIL


def test_silence_of_a_file_that_is_not_ours_is_no_failure() -> None:
    template = handbook().templates["election-request"]
    values = {key: value for key, value in template.example.items() if key != "agenda"}
    theirs = ReadRecord("甲.docx", "k", template, "election-request", "letter", values=values)
    report = Inspector(handbook(), today=TODAY).judge(theirs)
    assert codes(report) == []
    said = ReadRecord("甲.docx", "k", template, "election-request", "letter", values=values, empty=("agenda",))
    assert codes(Inspector(handbook(), today=TODAY).judge(said)) == ["field-missing"]


def test_a_value_that_cannot_be_read_is_told_once() -> None:
    template = handbook().templates["election-request"]
    label = template.fields["meeting_on"].label
    record = ReadRecord(
        "甲.docx",
        template.id,
        template,
        template.id,
        ours=True,
        values={**template.example, "meeting_on": "六月初"},
        warnings=(f"“{label}”写的是「六月初」，读不出来", "“届满日期”有两处，只读了第一处"),
    )
    report = Inspector(handbook(), today=TODAY).judge(record)
    assert codes(report).count("field-type") == 1
    assert codes(report).count("reading-doubt") == 1
    doubt = next(item.finding for item in report.findings if item.finding.code == "reading-doubt")
    assert (doubt.severity, doubt.verdict) == (Severity.HINT, Verdict.UNDETERMINED)
    assert "只读了第一处" in doubt.message


def test_a_must_that_cannot_be_told_leaves_the_record_undetermined() -> None:
    template = handbook().templates["election-meeting-minutes"]
    values = {key: value for key, value in template.example.items() if key not in {"eligible", "present", "absentees"}}
    report = Inspector(handbook(), today=TODAY).judge(
        ReadRecord("会.docx", "k", template, template.id, "meeting", values=values)
    )
    assert report.verdict is Verdict.UNDETERMINED
    assert set(codes(report)) == {"rule-undetermined"}


def test_a_blank_form_is_told_as_such_and_nothing_else() -> None:
    report = judge(made("election-request", Style.BLANK))
    assert codes(report) == ["record-blank"]
    assert report.findings[0].finding.severity is Severity.SHOULD


def test_what_is_not_recognised_cannot_be_judged() -> None:
    report = judge("今天的天气很好，大家去公园散步。".encode(), "随笔.txt")
    assert (report.verdict, report.kind, report.template) == (Verdict.UNDETERMINED, "", "")
    assert codes(report) == ["record-unrecognised"]
    assert report.as_dict()["kind"] is None
    assert report.as_dict()["template"] is None


def test_rules_and_blanks_are_spared_by_name() -> None:
    inspector = Inspector(handbook(), today=TODAY)
    record = inspector.read(made("election-request", candidates=5, agenda=None), "请示.docx")
    assert sorted(codes(inspector.judge(record))) == ["field-missing", "rule-failed"]
    assert codes(inspector.judge(record, ("election-request#surplus",))) == ["field-missing"]
    assert codes(inspector.judge(record, ("election-request.agenda",))) == ["rule-failed"]
    assert inspector.judge(record, ("election-request#surplus", "election-request.agenda")).verdict is Verdict.PASS
    assert len(codes(inspector.judge(record, ("election-reply#surplus", "election-request#agenda")))) == 2


def test_a_paper_of_which_next_to_nothing_was_read_is_not_called_sound() -> None:
    """Its whole words pass the rules on words; that says nothing of the meeting."""
    report = judge("支部党员大会会议记录\n今天开会了，大家都来了。\n".encode(), "大会.txt")
    assert report.kind == "general-meeting-minutes"
    assert set(report.fields) <= {"all_text"}
    assert report.verdict is Verdict.UNDETERMINED
    last = report.findings[-1].finding
    assert (last.code, last.severity, last.verdict) == ("record-unjudged", Severity.HINT, Verdict.UNDETERMINED)
    assert last.message == "读到的太少，说不上合格不合格"


@pytest.mark.parametrize("rule", ["motions-add-up", "signed-by-themselves"])
def test_an_open_rule_alone_is_no_reason_to_call_a_paper_sound(rule: str) -> None:
    whole = handbook().templates["election-meeting-minutes"]
    assert whole.rules[rule].severity is Severity.SHOULD, "a must that is open leaves it undetermined anyway"
    template = whole.model_copy(update={"rules": {rule: whole.rules[rule]}})
    inspector = Inspector(handbook(), today=TODAY)

    def told(values: dict[str, Any]) -> tuple[Verdict, list[str]]:
        report = inspector.judge(ReadRecord("甲.docx", "k", template, whole.id, "minutes", values=values))
        return report.verdict, codes(report)

    assert told({"meeting_chair": "庚同志"}) == (Verdict.UNDETERMINED, ["rule-undetermined", "record-unjudged"])
    assert told(dict(whole.example)) == (Verdict.PASS, [])


@pytest.mark.parametrize("kind", ["news-item", "openness-form", "theme-day-plan"])
def test_a_paper_that_was_read_and_that_no_rule_asks_more_of_is_sound(kind: str) -> None:
    item = handbook().kinds[kind].examples[0]
    report = judge(item.text.encode(), f"{item.file.partition('.')[0] or handbook().kinds[kind].title}.txt")
    assert (report.kind, report.verdict, codes(report)) == (kind, Verdict.PASS, [])


def test_a_form_of_ours_without_rules_is_sound_once_filled() -> None:
    template = handbook().templates["voter-roll"].model_copy(update={"rules": {}})
    filled = ReadRecord("甲.xlsx", "voter-roll", template, "voter-roll", ours=True, values=dict(template.example))
    report = Inspector(handbook(), today=TODAY).judge(filled)
    assert (report.verdict, codes(report)) == (Verdict.PASS, [])
