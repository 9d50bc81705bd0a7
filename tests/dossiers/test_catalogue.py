"""The archive catalogue: in order, complete, and held against the list that lies in the dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from branchbook.dossiers.catalogue import catalogue, check_catalogue, rows
from branchbook.dossiers.dossier import hold
from branchbook.findings import Severity
from tests.dossiers.world import LISTING, PLAN, REQUEST, TODAY, VALUES, record, records

if TYPE_CHECKING:
    from branchbook.dossiers.noted import Noted


def check(**change: dict[str, Any]) -> list[Noted]:
    return list(check_catalogue(hold(PLAN, records(**change), today=TODAY)))


def listed(**change: Any) -> dict[str, Any]:
    """The list with its second line changed."""
    lines = [dict(line) for line in VALUES["listing"]["files"]]
    lines[1] |= change
    return {"files": lines}


def test_the_catalogue_runs_by_date_then_by_step_and_leaves_itself_out() -> None:
    found = catalogue(hold(PLAN, records()[::-1], today=TODAY))
    assert [item.path for item in found] == [
        "ask.docx",
        "answer.docx",
        "form1.docx",  # undated: after what stands before it in the procedure
        "form2.docx",
        "extra.docx",
        "minutes.docx",
        "result.docx",
    ]
    assert [item.day for item in found][:3] == ["2026-05-06", "2026-05-12", ""]
    assert found[0].doc_no == "示一支〔2026〕3号"
    assert found[2].as_dict(3) == {
        "no": 3,
        "title": "测试用的form",
        "doc_no": "",
        "date": None,
        "pages": None,
        "path": "form1.docx",
    }


def test_a_paper_of_an_earlier_step_with_a_later_date_stands_later() -> None:
    found = catalogue(hold(PLAN, records(answer={"signed_on": "2026-06-10"}), today=TODAY))
    paths = [item.path for item in found]
    assert paths.index("answer.docx") > paths.index("result.docx")


def test_what_was_misfiled_is_not_filed_here() -> None:
    stray = record("stranger", branch="示例市某局第一党支部")
    siblings = {"stranger": "另一件事"}
    found = catalogue(hold(PLAN, [*records(), stray], today=TODAY, siblings=siblings))
    assert "stranger.docx" not in [item.path for item in found]
    assert "stranger.docx" in [item.path for item in catalogue(hold(PLAN, [*records(), stray], today=TODAY))]


def test_a_list_that_is_right_has_nothing_to_say() -> None:
    assert check() == []


def test_a_document_that_the_list_lacks() -> None:
    found = check(listing={"files": VALUES["listing"]["files"][:3]})
    assert [(item.finding.code, item.finding.where.path) for item in found] == [("catalogue-lacks", "listing.docx")]
    assert "result.docx" in found[0].finding.message
    assert found[0].finding.severity is Severity.SHOULD


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"dated": "2026-05-13"}, ("2026年5月13日", "2026年5月12日")),
        ({"doc_no": "示机党〔2026〕8号"}, ("示机党〔2026〕8号", "示机党〔2026〕9号")),
    ],
)
def test_what_the_list_says_differs_from_the_document(change: dict[str, str], words: tuple[str, ...]) -> None:
    found = check(listing=listed(**change))
    assert [item.finding.code for item in found] == ["catalogue-differs"]
    for word in words:
        assert word in found[0].finding.message
    assert found[0].quotes[0].path == "answer.docx"


def test_another_date_of_the_same_document_is_as_good_and_a_blank_is_no_error() -> None:
    assert check(listing=listed(dated="2026-06-05")) == []
    assert check(listing=listed(dated="", doc_no="")) == []


def test_a_list_that_could_not_be_read_is_not_judged() -> None:
    assert check(listing={"files": None}) == []


def test_the_list_is_filled_in_from_the_files() -> None:
    found = rows(hold(PLAN, records(), today=TODAY), LISTING)
    assert [(line["no"], line["file"]) for line in found] == [
        (1, "T01 请示"),
        (2, "T02 批复"),
        (3, "其他"),
        (4, "其他"),
        (5, "其他"),
        (6, "T03 记录"),
        (7, "T06 结果报告"),
    ]
    assert found[0] == {"no": 1, "file": "T01 请示", "doc_no": "示一支〔2026〕3号", "dated": "2026-05-06", "copies": 1}
    assert found[2]["note"] == "测试用的form"
    assert rows(hold(PLAN, records(), today=TODAY), REQUEST) == []


def test_a_list_made_from_the_files_agrees_with_them() -> None:
    held = hold(PLAN, records(), today=TODAY)
    made = record("listing", files=rows(held, LISTING))
    assert list(check_catalogue(hold(PLAN, [*records(("listing",)), made], today=TODAY))) == []
