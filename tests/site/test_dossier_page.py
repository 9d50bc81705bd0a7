"""The page on which a procedure's documents are made together, as it stands before any script runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from branchbook.site.dossier_page import dossier_of, dossier_page, groups, made_here, worth

if TYPE_CHECKING:
    from branchbook.dossiers.plan import Plan
    from branchbook.handbook import Handbook


@pytest.fixture(scope="module")
def plans(real: Handbook) -> tuple[Plan, ...]:
    return worth(real)


def test_every_procedure_with_several_documents_has_one_and_leads_to_it(
    real: Handbook, real_pages: dict[str, bytes], plans: tuple[Plan, ...]
) -> None:
    for plan in plans:
        item = real.procedures[plan.id]
        page = dossier_of(item)
        assert page in real_pages
        assert f"({item.id}/dossier.md)" in real_pages[f"procedures/{item.area}/{item.id}.md"].decode()
    with_page = {plan.id for plan in plans}
    assert len(with_page) >= 6
    without = [item for item in real.procedures.values() if item.id not in with_page]
    assert not [item.id for item in without if dossier_of(item) in real_pages]
    for item in without:
        papers = {document.template for document in item.documents if document.need != "上级制发"}
        assert sum(real.templates[name].issuer == "branch" for name in papers if name in real.templates) < 2


def test_shared_facts_are_asked_once_and_only_those_of_papers_made_here(
    real: Handbook, plans: tuple[Plan, ...]
) -> None:
    for plan in plans:
        found = [
            name
            for group in groups(plan, real.procedures[plan.id])
            for name in re.findall(r' data-field="([^"]+)"', group.html)
        ]
        own = {name for paper in plan.papers.values() if made_here(paper) for name in paper.template.fields}
        assert len(found) == len(set(found))
        assert set(found) == own & set(plan.same)


def test_facts_of_papers_not_always_made_are_asked_last_and_not_required(
    real: Handbook, plans: tuple[Plan, ...]
) -> None:
    plan = next(plan for plan in plans if plan.id == "by-term")
    last = groups(plan, real.procedures[plan.id])[-1]
    assert last.id == "perhaps"
    assert 'data-field="shift_reason"' in last.html
    assert "必填" not in last.html
    for group in groups(plan, real.procedures[plan.id])[:-1]:
        assert "shift_" not in group.html


def test_every_paper_is_listed_in_order_and_no_superior_is_written_for(
    real: Handbook, real_pages: dict[str, bytes], plans: tuple[Plan, ...]
) -> None:
    for plan in plans:
        page = real_pages[dossier_of(real.procedures[plan.id])].decode()
        assert re.findall(r'data-sheet="([a-z0-9-]+)"', page) == list(plan.papers)
        sheets = dossier_page(plan, real.procedures[plan.id])["sheets"]
        for sheet in sheets:
            assert bool(sheet.form) == (sheet.paper.template.issuer == "branch" and sheet.paper.need != "上级制发")
        for sheet in sheets:
            loaded = f'"assets/kits/{sheet.paper.template.id}.js"' in page
            assert loaded == bool(sheet.form)


def test_ids_of_all_forms_stay_apart(real: Handbook, plans: tuple[Plan, ...]) -> None:
    """Shared facts start with `s-`; each document's blanks with `@-`, which the script makes its own."""
    for plan in plans:
        made = dossier_page(plan, real.procedures[plan.id])
        for group in made["groups"]:
            assert all(id_.startswith("s-") for id_ in re.findall(r' id="([^"]+)"', group.html))
        for sheet in made["sheets"]:
            assert all(id_.startswith("@-") for id_ in re.findall(r' id="([^"]+)"', sheet.form))
