"""What can be found, as what it is, at an address that exists."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from branchbook.site.library import Library, Options
from branchbook.site.search.units import KINDS, sections, site_url, units
from tests.site import world

if TYPE_CHECKING:
    from branchbook.handbook import Handbook
    from branchbook.site.search.index import Unit


def found(handbook: Handbook, today: str = world.TODAY) -> list[Unit]:
    return units(Library(handbook, Options(today=today)))


def test_every_kind_is_there(real: Handbook) -> None:
    assert {KINDS[unit.kind] for unit in found(real)} == set(KINDS)


def test_everything_of_the_handbook_is_found(real: Handbook) -> None:
    made = found(real)
    addresses = {unit.url for unit in made}
    for template in real.templates.values():
        assert f"templates/{template.id}/" in addresses
        assert {f"templates/{template.id}/#rule-{name}" for name in template.rules} <= addresses
    for procedure in real.procedures.values():
        page = f"procedures/{procedure.area}/{procedure.id}/"
        assert {page, *(f"{page}#{step.id}" for step in procedure.steps)} <= addresses
    for regulation in real.regulations.values():
        page = f"regulations/{regulation.id}/"
        assert {page, *(f"{page}#{name}" for name in regulation.provisions)} <= addresses
    assert {f"glossary/#{term.id}" for term in real.terms} <= addresses
    assert sum(KINDS[unit.kind] == "问题" for unit in made) == len(real.defects) + len(real.families)


def test_a_document_brings_its_downloads(real: Handbook) -> None:
    paper = next(unit for unit in found(real) if unit.url == "templates/election-request/")
    assert [label for label, _, _ in paper.files] == ["空白", "带填写说明", "范例"]
    assert all(path.endswith(".docx") for _, path, _ in paper.files)


def answers(handbook: Handbook, today: str = world.TODAY) -> dict[str, Unit]:
    return {question: unit for unit in found(handbook, today) for question in unit.asked}


def with_answer(handbook: Handbook, **changed: str) -> Handbook:
    regulation = handbook.regulations["rules-2020"]
    provision = regulation.provisions["reminder"].model_copy(update={"answers": ("什么时候提醒",), **changed})
    provisions = MappingProxyType({**regulation.provisions, "reminder": provision})
    return dataclasses.replace(
        handbook,
        regulations=MappingProxyType(
            {**handbook.regulations, "rules-2020": regulation.model_copy(update={"provisions": provisions})}
        ),
    )


def test_an_answer_is_the_provision_in_one_sentence_with_article_day_and_status(small: Handbook) -> None:
    told = answers(with_answer(small))["什么时候提醒"]
    assert told.summary == "届满前 6 个月，上级提醒换届。"
    assert told.heading == "测试用的选举规定"
    assert told.note == "测试规定第三条，2020-07-13 起施行，规定·条文已核"
    assert told.url == "regulations/rules-2020/#reminder"


@pytest.mark.parametrize(
    "changed", [{"effective_to": "2026-11-24"}, {"effective_from": "2026-11-26"}], ids=["expired", "not yet"]
)
def test_an_answer_is_taken_down_with_its_basis(small: Handbook, changed: dict[str, str]) -> None:
    assert "什么时候提醒" not in answers(with_answer(small, **changed))
    assert "什么时候提醒" in answers(with_answer(small, effective_to="2026-11-25")), "the last day still counts"


def test_at_least_a_hundred_and_twenty_answers_each_said_once(real: Handbook) -> None:
    told = [unit for unit in found(real) if unit.asked]
    assert len(told) >= 120
    questions = [question for unit in told for question in unit.asked]
    assert len(questions) == len(set(questions))
    marks = ("条文已核", "据手册", "待核", "步", "本站建议")
    assert all(any(mark in unit.note for mark in marks) for unit in told), "each says how far it can be trusted"


def test_sections_take_the_anchor_that_the_page_will_have() -> None:
    body = "前言。\n\n## 先看 这个\n\n一。\n\n### 写请示 {#ask}\n\n二。\n"
    assert [(a, h, t.strip()) for a, h, t in sections(body)] == [
        ("", "", "前言。"),
        ("先看-这个", "先看 这个", "一。"),
        ("ask", "写请示", "二。"),
    ]


@pytest.mark.parametrize(
    ("target", "folder", "file"),
    [
        ("index.md", "", "index.html"),
        ("guide/index.md", "guide/", "guide/index.html"),
        ("glossary.md#quorum", "glossary/#quorum", "glossary.html#quorum"),
        ("templates/a.md", "templates/a/", "templates/a.html"),
    ],
)
def test_addresses_on_a_server_and_on_a_disk(target: str, folder: str, file: str) -> None:
    assert site_url(target) == folder
    assert site_url(target, directory=False) == file
