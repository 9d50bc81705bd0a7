"""A form of ours and a paper typed by hand that are the same: one kind to all that looks across, one place in a dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from branchbook.dossiers.seen import ReadRecord
from branchbook.dossiers.year import check_year
from branchbook.findings import Severity, Verdict
from branchbook.handbook import load
from branchbook.inspection.record import Inspector
from branchbook.inspection.run import inspect
from branchbook.records.recognise import Recogniser
from branchbook.records.typed_page import page_of_text
from tests.dossiers import counted
from tests.inspection.world import put

if TYPE_CHECKING:
    from pathlib import Path

    from branchbook.dossiers.noted import Noted
    from branchbook.inspection.report import Report


def read(data: bytes, path: str) -> ReadRecord:
    return Inspector(counted.handbook(), today=counted.TODAY).read(data, path)


@pytest.fixture
def check(tmp_path: Path, request: pytest.FixtureRequest) -> Report:
    folder = put(tmp_path, counted.FOLDERS[request.param])
    return inspect(counted.handbook(), [folder], today=counted.TODAY)


def told(report: Report) -> dict[str, Noted]:
    return {item.finding.code: item for dossier in report.dossiers for item in dossier.findings}


def test_a_form_is_what_it_counts_as() -> None:
    record = read(counted.form(), "会.docx")
    assert (record.kind, record.sort, record.paper, record.family) == (
        "huddle-form",
        "huddle",
        "huddle-form",
        "meeting",
    )
    assert "说了三件事" in record.text


def test_a_form_that_counts_as_nothing_stays_what_it_is() -> None:
    record = ReadRecord("a", "x", ours=True)
    assert (record.sort, record.family) == ("x", "")


def test_a_typed_paper_is_the_form_that_counts_as_its_kind() -> None:
    record = read(counted.text(), "会.txt")
    assert (record.kind, record.paper, record.perhaps) == ("huddle", "huddle-form", {})
    assert record.template is not None
    assert record.template.id == "kind:huddle"


@pytest.mark.parametrize(
    ("title", "paper"), [("延期情况说明", "note-late"), ("缺额的说明（情况说明）", "note-gap"), ("情况说明", "")]
)
def test_of_several_forms_the_title_tells(title: str, paper: str) -> None:
    record = read(counted.text(title), "a.txt")
    assert (record.kind, record.paper) == ("note", paper)
    assert record.perhaps == ({} if paper else {"note-late": "延期情况说明", "note-gap": "缺额情况说明"})


def test_the_title_of_a_form_is_known_as_its_kind() -> None:
    known = Recogniser(counted.kinds(), counted.templates())
    found = known.recognise(page_of_text("碰头会表样\n应到：8\n实到：7\n内容：说事\n日期：2026年6月5日"), "a.txt")
    assert found.kind is counted.kinds()["huddle"]


@pytest.mark.parametrize("check", ["typed fills the place"], indirect=True)
def test_a_typed_paper_fills_its_place_in_a_dossier(check: Report) -> None:
    (dossier,) = check.dossiers
    assert dossier.procedure == "huddle-matter"
    assert not told(check).keys() & {"dossier-missing", "dossier-misfiled", "rule-failed", "rule-undetermined"}
    assert [line.title for line in dossier.catalogue] == ["情况说明", "碰头会记录"]


@pytest.mark.parametrize("check", ["two that may be it"], indirect=True)
def test_what_may_be_one_of_two_is_said_to_be_unsure(check: Report) -> None:
    assert not check.dossiers  # one sure document is no dossier


def test_what_may_be_one_of_two_is_neither_there_nor_missing(tmp_path: Path) -> None:
    folder = put(tmp_path, counted.FOLDERS["two that may be it"])
    report = inspect(counted.handbook(), [folder], today=counted.TODAY, procedure="huddle-matter")
    (dossier,) = report.dossiers
    found = [item.finding for item in dossier.findings if item.finding.code == "dossier-unsure"]
    assert [item.message for item in found] == [
        "不知道有没有《延期情况说明》：情况说明（情况说明.txt）可能就是，也可能是《缺额情况说明》",
        "不知道有没有《缺额情况说明》：情况说明（情况说明.txt）可能就是，也可能是《延期情况说明》",
    ]
    assert not told(report).keys() & {"dossier-missing", "dossier-conditional", "rule-failed"}
    assert dossier.verdict is Verdict.UNDETERMINED


@pytest.mark.parametrize("check", ["typed and form of one paper"], indirect=True)
def test_a_form_beside_what_was_typed_is_the_same_paper_twice(check: Report) -> None:
    message = told(check)["dossier-duplicate"].finding.message
    assert "“实到人数”不一样" in message
    assert "“备忘”" not in message  # the form has no such field
    assert "records-same-day" in told(check)


@pytest.mark.parametrize("check", ["form copied from what was typed"], indirect=True)
def test_a_form_copied_from_what_was_typed_is_seen(check: Report) -> None:
    assert "records-alike" in told(check)


def test_the_printed_words_of_forms_make_no_copies(tmp_path: Path) -> None:
    files = {f"{day}.docx": counted.form(met_on=f"2026-0{day}-05", said=None) for day in (3, 4)}
    report = inspect(counted.handbook(), [put(tmp_path, files)], today=counted.TODAY)
    assert "records-alike" not in told(report)


@pytest.mark.parametrize("check", ["typed judged once"], indirect=True)
def test_a_typed_paper_is_judged_once_by_the_rules_of_its_kind(check: Report) -> None:
    (record,) = [item for item in check.records if item.kind == "huddle"]
    assert [item.finding.rule for item in record.findings] == ["kind:huddle#not-more"]
    assert record.findings[0].finding.severity is Severity.SHOULD


@pytest.mark.parametrize("check", ["too few came"], indirect=True)
def test_the_rules_of_a_dossier_see_what_was_typed(check: Report) -> None:
    assert told(check)["rule-failed"].finding.message == "只来了 1 人"


def test_a_year_of_forms_is_a_year() -> None:
    book = load(counted.ROOT)
    fields = book.kinds["committee-minutes"].fields
    form = counted.templates()["huddle-form"].model_copy(
        update={"counts_as": "committee-minutes", "fields": dict(fields), "dated_by": "meeting_on"}
    )
    days = ("2026-01-05", "2026-02-05", "2026-04-07")
    held = [ReadRecord(day, form.id, form, form.id, "meeting", ours=True, values={"meeting_on": day}) for day in days]
    assert [item.noted.finding.code for item in check_year(held)] == ["month-empty"]
    plain = form.model_copy(update={"counts_as": ""})
    held = [ReadRecord(day, form.id, plain, form.id, ours=True, values={"meeting_on": day}) for day in days]
    assert not check_year(held)
