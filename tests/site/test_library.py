"""What the pages know of the handbook as a whole: orders, files, reviews, who catches what."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchbook.records import Style
from branchbook.site import library as library_module
from branchbook.site.library import Library, Options, due_on, say_basis
from tests.site import world

if TYPE_CHECKING:
    from branchbook.handbook import Handbook


@pytest.fixture(scope="module")
def library(real: Handbook) -> Library:
    return Library(real, Options(today=world.TODAY))


@pytest.mark.parametrize(
    ("reviewed", "months", "due"),
    [
        ("2026-11-24", 12, "2027-11-24"),
        ("2026-08-31", 6, "2027-02-28"),  # there is no 31st of February
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-12-01", 1, "2027-01-01"),
    ],
)
def test_when_a_page_is_due(reviewed: str, months: int, due: str) -> None:
    assert due_on(reviewed, months) == due


@given(st.dates(date(1990, 1, 1), date(2999, 12, 31)).map(str), st.integers(1, 36))
def test_a_review_is_due_after_it_was_made(reviewed: str, months: int) -> None:
    assert due_on(reviewed, months) > reviewed


def test_templates_come_by_code_with_the_commonest_matter_first(library: Library) -> None:
    codes = [template.code for template in library.by_code]
    assert codes == sorted(codes, key=lambda code: (code[0] != "W", code))
    assert codes[0] == "W01"


def test_procedures_come_in_their_order(library: Library) -> None:
    assert [(item.area, item.order) for item in library.by_area] == sorted(
        (item.area, item.order) for item in library.handbook.procedures.values()
    )


def test_changes_come_newest_first(library: Library) -> None:
    days = [change.on for _, change in library.changes]
    assert days == sorted(days, reverse=True)
    assert len(days) == sum(len(item.changes) for item in library.handbook.regulations.values())


def test_downloads_are_what_they_say(library: Library) -> None:
    for template in library.handbook.templates.values():
        files = library.downloads(template)
        assert [file.style for file in files] == [Style.BLANK, Style.GUIDED, Style.FILLED]
        assert len({file.name for file in files}) == 3
        for file in files:
            assert file.kind == ("Excel" if template.suffix == ".xlsx" else "Word")
            assert file.name.endswith(template.suffix)
            assert file.name.startswith(template.code)
            assert file.size == f"{max(1, round(len(file.content) / 1024))} KB"


def test_file_names_are_different_in_the_whole_site(library: Library) -> None:
    """Whoever downloads everything into one folder loses nothing."""
    names = [file.name for template in library.by_code for file in library.downloads(template)]
    assert len(names) == len(set(names))


def test_a_rebuild_draws_only_what_changed(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    template = library.by_code[0]
    before = library.downloads(template)
    monkeypatch.setattr(library_module, "render", lambda *_args, **_more: b"drawn again")
    assert library.downloads(template) == before
    changed = template.model_copy(update={"body": template.body + "\n\n多一段。\n"})
    assert {file.content for file in library.downloads(changed)} == {b"drawn again"}


def test_a_file_is_drawn_anew_when_its_basis_is_said_otherwise(
    small: Handbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guided file's last page names the article and how far it was verified."""
    import dataclasses
    from types import MappingProxyType

    template = small.templates["meeting-request"]
    Library(small, Options(today=world.TODAY)).downloads(template)
    regulation = small.regulations["rules-2020"]
    provision = regulation.provisions["quorum"].model_copy(update={"article": "第十八条"})
    new = regulation.model_copy(update={"provisions": {**regulation.provisions, "quorum": provision}})
    handbook = dataclasses.replace(small, regulations=MappingProxyType({**small.regulations, "rules-2020": new}))
    monkeypatch.setattr(library_module, "render", lambda *_args, **_more: b"drawn again")
    assert {file.content for file in Library(handbook, Options(today=world.TODAY)).downloads(template)} == {
        b"drawn again"
    }


def test_how_a_basis_is_said(small: Handbook) -> None:
    assert say_basis(small, "rules-2020#reminder") == "测试规定第三条（规定，条文已核）"
    assert say_basis(small, "rules-2020#study-first") == "测试规定（本站建议，待核）"
    assert say_basis(small, "rules-2020#nothing") == "rules-2020#nothing"


def test_rules_and_steps_against_a_defect(library: Library) -> None:
    for defect in library.handbook.defects.values():
        for _, rule in library.rules_against(defect):
            assert defect.id in rule.defects
        for _, step in library.steps_against(defect):
            assert defect.id in step.defects
    caught = {name for t in library.handbook.templates.values() for rule in t.rules.values() for name in rule.defects}
    assert caught == {defect.id for defect in library.handbook.defects.values() if library.rules_against(defect)}


def test_kinds_against_a_defect(library: Library) -> None:
    defects, kinds = library.handbook.defects, library.handbook.kinds
    assert library.kinds_against(defects["D-059"]) == []  # seen only across records
    assert library.kinds_against(defects["D-005"]) == [kinds["talk-record"].title]
    assert len(library.kinds_against(defects["D-001"])) > 6


def test_changes_after_the_review_and_only_those(small: Handbook) -> None:
    library = Library(small, Options(today=world.TODAY))
    ref = "rules-2020#quorum"  # changed on 2020-07-13
    assert [change.on for _, change in library.changed_since([ref], "2020-07-12")] == ["2020-07-13"]
    assert library.changed_since([ref], "2020-07-13") == []
    assert library.changed_since(["rules-2020#reminder"], "2020-07-12") == []
    assert library.changed_since([], "2020-07-12") == []
