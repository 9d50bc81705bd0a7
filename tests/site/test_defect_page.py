"""The library of defects as a whole: what can be chosen, what stands on the lists to inspect by, what is marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from branchbook.handbook.content import Defect
from branchbook.site.defect_page import (
    BY_RECORD,
    SEVERITIES,
    SOURCES,
    by_record,
    defects_page,
    guards,
    inspected,
    inspection,
    inspection_of,
)
from branchbook.site.library import Library, Options
from tests.site import world

if TYPE_CHECKING:
    from branchbook.handbook import Handbook

WORDS = {"id": "D-900", "title": "只供测试的", "looks": "样", "why": "因", "see": "看", "mend": "改"}


def defect(**more: object) -> Defect:
    return Defect.model_validate({**WORDS, "severity": "一般", "detectable": "要人看", **more})


# ---- where a defect is known from -------------------------------------------------------------------------------------


def test_a_defect_that_says_nothing_is_reckoned_by_the_editors() -> None:
    assert defect().sources == ("编者归纳",)


def test_a_seed_says_so_twice_or_not_at_all() -> None:
    assert defect(seed=True, sources=["立项调研", "督查调研"]).seed
    wrongs: tuple[dict[str, object], ...] = (
        {"seed": True},
        {"sources": ["立项调研"]},
        {"sources": []},
        {"sources": ["网上"]},
    )
    for wrong in wrongs:
        with pytest.raises(ValidationError):
            defect(**wrong)


def test_the_library_has_its_114_and_marks_the_35_of_the_seeds(real: Handbook, real_pages: dict[str, bytes]) -> None:
    library = {name for name in real.defects if name.startswith("D-")}
    seeds = [item for item in real.defects.values() if item.seed]
    assert (len(library), len(seeds)) == (114, 35)
    index = real_pages["defects/index.md"].decode()
    marked = [line for line in index.splitlines() if "data-bb-facts" in line and "*立项调研*" in line]
    assert {re.findall(r">([DERM]-\d{3})<", line)[0] for line in marked} == {item.id for item in seeds}
    assert all("编者归纳" not in real.defects[name].sources for name in library)


# ---- what can be chosen ------------------------------------------------------------------------------------------------


def test_every_defect_stands_once_on_the_index_with_its_facts(real: Handbook, real_pages: dict[str, bytes]) -> None:
    index = real_pages["defects/index.md"].decode()
    for item in real.defects.values():
        facts = re.findall(rf"<span[^>]*data-bb-facts[^>]*>{item.id}</span>", index)
        assert len(facts) == 1
        assert f'data-severity="{item.severity}"' in facts[0]
        assert f'data-records="{"|".join(item.records)}"' in facts[0]
        assert f'data-sources="{"|".join(item.sources)}"' in facts[0]


def test_what_can_be_chosen_is_counted(real: Handbook) -> None:
    values = defects_page(real)
    assert sum(count for _, count in values["severities"]) == len(real.defects)
    assert [name for name, _ in values["severities"]] == list(SEVERITIES)
    assert [name for name, _ in values["sources"]] == list(SOURCES)
    assert dict(values["sources"])["立项调研"] == values["seeds"] == 35
    records = {record for item in real.defects.values() for record in item.records}
    assert {name for name, _ in (*values["often"], *values["seldom"])} == records
    assert min(count for _, count in values["often"]) > max(count for _, count in values["seldom"])


def test_the_page_by_record_has_every_record(real: Handbook, real_pages: dict[str, bytes]) -> None:
    page = real_pages[BY_RECORD].decode()
    for name, items in by_record(real):
        assert f"## {name}（{len(items)}）" in page
        assert all(name in item.records for item in items)


# ---- what prevents it --------------------------------------------------------------------------------------------------


def test_what_prevents_a_defect_is_named_by_template_and_opened_at_its_rule(
    real: Handbook, real_pages: dict[str, bytes]
) -> None:
    caught = Library(real, Options(today=world.TODAY)).rules_against(real.defects["D-004"])
    found = guards(caught)
    assert sum(len(guard.rules) for guard in found) == len(caught)
    assert len({guard.template.id for guard in found}) == len(found)
    page = real_pages["defects/records.md"].decode()
    part = page[page.index("{#d-004}") : page.index("{#d-008}")]
    assert f"templates/{found[0].template.id}.md#rule-{found[0].rules[0].id}" in part
    assert "从哪里知道的\n:   [立项调研](" in part


# ---- the lists to inspect by -------------------------------------------------------------------------------------------


def test_a_list_names_each_defect_of_its_procedure_once(real: Handbook) -> None:
    for procedure in real.procedures.values():
        told = [item.id for part in inspection(real, procedure) for item in part.defects]
        assert len(told) == len(set(told))
        wanted = {name for step in procedure.steps for name in step.defects} | set(procedure.defects)
        papers = [real.templates[item.template] for step in procedure.steps for item in step.documents]
        wanted |= {name for paper in papers for rule in paper.rules.values() for name in rule.defects}
        assert set(told) == wanted & set(real.defects)


def test_the_gravest_come_first_within_a_step(real: Handbook) -> None:
    for part in inspection(real, real.procedures["by-term"]):
        ranks = [SEVERITIES.index(item.severity) for item in part.defects]
        assert ranks == sorted(ranks)


def test_every_procedure_links_its_list_and_the_list_its_procedure(
    real: Handbook, real_pages: dict[str, bytes]
) -> None:
    index = real_pages["defects/index.md"].decode()
    for name in inspected(real):
        procedure = real.procedures[name]
        page = inspection_of(procedure)
        assert real_pages[page].decode().count("| □ |") == sum(
            len(part.defects) for part in inspection(real, procedure)
        )
        assert f"{procedure.id}/inspection.md" in real_pages[f"procedures/{procedure.area}/{procedure.id}.md"].decode()
        assert page in index
