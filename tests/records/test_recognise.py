"""What a file is: by its title, its wording, its labels and its name; and silence where two kinds are as likely."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchbook.handbook import load
from branchbook.inspection.record import Inspector
from branchbook.records.recognise import Recogniser
from branchbook.records.typed import read_typed
from branchbook.records.typed_forms import kind_of
from branchbook.records.typed_page import page_of_text
from tests.records.typed_world import Case, cases, kinds, recogniser

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_case_is_recognised_as_what_it_is(case: Case) -> None:
    found = recogniser().recognise(case.page, case.file)
    assert (found.kind.id if found.kind else None) == case.kind
    assert bool(found.warning) == (case.kind is None)


def test_a_tie_names_both_kinds() -> None:
    found = recogniser().recognise(
        page_of_text("会议记录\n时间：2026年4月14日\n地点：室\n主持人：庚同志\n应到：5人"), "扫描.docx"
    )
    assert found.kind is None
    assert found.rivals == ("党员大会记录", "支委会记录")
    assert found.warning == "可能是“党员大会记录”，也可能是“支委会记录”，分不清是哪一种材料"


def test_nothing_known_says_so() -> None:
    assert recogniser().recognise(page_of_text("随便写的"), "a.txt").warning == "认不出这是哪一种材料"


def test_a_template_without_a_kind_is_known_by_its_title() -> None:
    templates = load(ROOT).templates
    known = Recogniser(kinds(), templates)
    template = templates["setup-roll"]
    found = known.recognise(page_of_text(f"{template.title}\n支部名称：示例"), "a.docx")
    assert found.kind is not None
    assert found.kind.id == kind_of(template).id == template.id


def test_every_example_of_the_handbook_is_recognised() -> None:
    handbook = load(ROOT)
    known = Recogniser(handbook.kinds, handbook.templates)
    wrong = [
        (kind.id, example.name, found.kind.id if found.kind else found.rivals)
        for kind in handbook.kinds.values()
        for example in kind.examples
        if (found := known.recognise(page_of_text(example.text), example.file)).kind is not kind
    ]
    assert not wrong


def test_what_is_not_recognised_is_undetermined_and_no_failure() -> None:
    inspector = Inspector(load(ROOT), today="2026-11-29")
    record = inspector.read("今天天气很好。".encode(), "随笔.txt")
    report = inspector.judge(record)
    assert (record.kind, report.verdict.value) == ("", "undetermined")


def test_a_letter_typed_anew_is_read_by_what_our_own_text_says() -> None:
    known = Recogniser({}, load(ROOT).templates)
    text = (
        "示例市某局第一党支部\n示局一支〔2026〕3号\n关于召开党员大会进行换届选举的请示\n机关党委：\n"
        "支部现有党员25名，其中正式党员23名，预备党员2名。拟设委员5名，候选人6名。\n妥否，请批示。\n"
        "示例市某局第一党支部\n2026年4月16日"
    )
    page = page_of_text(text)
    kind = known.recognise(page, "a.docx").kind
    assert kind is not None
    values = read_typed(page, kind, known.templates[kind.id]).values
    assert (kind.id, values["doc_no"], values["superior"]) == ("election-request", "示局一支〔2026〕3号", "机关党委")
    assert (values["branch"], values["signed_on"]) == ("示例市某局第一党支部", "2026-04-16")
    assert (values["members_total"], values["members_full"], values["candidates"]) == (25, 23, 6)
