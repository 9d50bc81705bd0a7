"""Which records belong together, by folder and by procedure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from branchbook.dossiers.group import choose, folder_of, group
from branchbook.dossiers.seen import ReadRecord
from tests.dossiers.world import PLAN, TALK, plan, record

NAMES = ("ask", "answer", "minutes")


def at(folder: str, *names: str) -> list[ReadRecord]:
    return [record(name, f"{folder}/{name}.docx" if folder else f"{name}.docx") for name in names]


def talks(folder: str) -> list[ReadRecord]:
    return [
        ReadRecord(f"{folder}/谈话{number}.docx", "talk", TALK, "", "talk", values={"whom": "甲同志"})
        for number in range(3)
    ]


def groups(found: list[ReadRecord]) -> list[tuple[str, int]]:
    return [(item.path, len(item.records)) for item in group(found, [PLAN])]


@pytest.mark.parametrize(("path", "folder"), [("甲.docx", "."), ("一/甲.docx", "一"), ("一/二 三/甲.docx", "一/二 三")])
def test_folder_of_a_path(path: str, folder: str) -> None:
    assert folder_of(path) == folder


def test_a_folder_is_a_dossier() -> None:
    assert groups(at("", *NAMES)) == [(".", 3)]
    assert groups(at("2026 换届", *NAMES)) == [("2026 换届", 3)]


def test_what_comes_again_and_again_is_a_dossier_only_of_one_time() -> None:
    monthly = plan(repeats="minutes")
    once = at("", *NAMES)
    again = record("minutes", "五月.docx", meeting_on="2026-05-05")
    assert choose([monthly], once) is monthly
    assert choose([monthly], [*once, record("minutes", "草稿.docx")]) is monthly
    assert choose([monthly], [*once, again]) is None
    assert choose([PLAN], [*once, again]) is PLAN


def test_one_document_is_none() -> None:
    assert groups(at("", "ask")) == []
    assert groups([]) == []


def test_a_dossier_may_be_kept_in_folders_by_step() -> None:
    found = at("一 请示", "ask", "answer") + at("二 大会", "minutes", "form1") + at("三 结果", "result")
    assert groups(found) == [(".", 5)]


def test_folders_with_the_same_documents_are_dossiers_of_their_own() -> None:
    found = at("2023 换届", *NAMES) + at("2026 换届", *NAMES, "result")
    assert groups(found) == [("2023 换届", 3), ("2026 换届", 4)]


def test_a_folder_deep_down() -> None:
    assert groups(at("材料/支部/换届", *NAMES)) == [("材料/支部/换届", 3)]


def test_what_lies_in_another_folder_and_is_of_other_matters_stays_apart() -> None:
    assert groups(at("换届", *NAMES) + talks("谈话")) == [("换届", 3)]


def test_what_lies_among_the_documents_belongs_to_them() -> None:
    assert groups(at("换届", *NAMES) + talks("换届")) == [("换届", 6)]
    assert groups(at("换届", *NAMES) + talks("换届/附件")) == [("换届", 6)]


def test_what_was_not_recognised_is_in_no_dossier() -> None:
    assert groups([*at("", *NAMES), ReadRecord("不明.docx")]) == [(".", 3)]


def test_the_procedure_that_was_named_takes_everything() -> None:
    found = [*at("甲", "ask"), *talks("乙"), ReadRecord("不明.docx")]
    forced = group(found, [], forced=PLAN)
    assert [(item.path, item.plan, len(item.records)) for item in forced] == [(".", PLAN, 5)]
    assert group([], [PLAN], forced=PLAN) == []


def test_the_procedure_that_knows_the_most_documents_wins() -> None:
    small = plan(documents=["ask", "answer"])
    found = at("", *NAMES)
    assert choose([small, PLAN], found) is PLAN
    assert choose([small, PLAN], at("", "ask", "answer")) is small


def test_documents_that_are_merely_suffered_count_less() -> None:
    host = plan(documents=["form"], also=["ask", "answer", "result"])
    assert choose([host, PLAN], at("", "ask", "answer", "result")) is PLAN
    assert choose([host], at("", "ask", "answer", "result")) is None


def test_a_year_with_some_papers_of_a_matter_is_no_dossier_of_it() -> None:
    """Monthly minutes stand in the plan of a yearly matter too, and say nothing of it when there are several."""
    monthly = plan(repeats="minutes")
    days = (f"2026-0{month}-05" for month in range(1, 7))
    year = [*at("", "ask"), *(record("minutes", f"{day}/记录.docx", meeting_on=day) for day in days)]
    assert choose([PLAN], year) is PLAN
    assert choose([PLAN, monthly], year) is None
    assert choose([PLAN, monthly], year[1:2], year) is None, "nor is one month of it"


def test_papers_of_many_matters_lie_beside_a_dossier_and_are_not_misfiled() -> None:
    others = [replace(PLAN, id=name, papers={name: PLAN.papers["ask"]}) for name in ("extra", "form", "result")]
    only = replace(PLAN, papers={name: PLAN.papers[name] for name in NAMES})
    heap = [*at("", *NAMES), *(record(item.id) for item in others)]
    (found,) = group(heap, [only, *others])
    assert {item.paper for item in found.records} == set(NAMES)
    (few,) = group(heap[:-1], [only, *others])
    assert len(few.records) == len(NAMES) + 2, "a few that strayed are misfiled"
