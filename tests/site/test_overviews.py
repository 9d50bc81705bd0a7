"""The pages that list others list every one of them, in an order that a reader expects."""

from __future__ import annotations

import dataclasses
import posixpath
import re
from typing import TYPE_CHECKING

from branchbook.handbook.base import Verified
from branchbook.site.library import Library, Options
from branchbook.site.overviews import AREAS, GROUPS, by_status, chapters, groups, guides, overviews, verified_counts
from branchbook.site.renderer import Renderer
from tests.site import world

if TYPE_CHECKING:
    from branchbook.handbook import Handbook

OPTIONS = Options(today=world.TODAY)


def test_the_overviews_list_everything(real: Handbook, real_pages: dict[str, bytes]) -> None:
    def listed(overview: str) -> set[str]:
        folder = posixpath.dirname(overview)
        targets = re.findall(r"\]\(([^)#:\s]+\.md)\)", real_pages[overview].decode())
        return {posixpath.normpath(posixpath.join(folder, target)) for target in targets}

    assert {f"templates/{name}.md" for name in real.templates} <= listed("templates/index.md")
    assert {f"procedures/{p.area}/{p.id}.md" for p in real.procedures.values()} <= listed("procedures/index.md")
    for area in {item.area for item in real.procedures.values()}:
        own = {f"procedures/{area}/{item.id}.md" for item in real.procedures.values() if item.area == area}
        assert len(own & listed("index.md")) >= min(5, len(own)), "the home page has the first of each area"
    assert {f"regulations/{name}.md" for name in real.regulations} <= listed("regulations/index.md")
    assert {f"guide/{name}.md" for name in real.pages} <= listed("guide/index.md")
    assert {f"defects/{name}.md" for name in real.families} <= listed("defects/index.md")


def test_every_area_and_every_letter_of_a_code_has_its_heading(real: Handbook) -> None:
    library = Library(real, OPTIONS)
    found = chapters(library)
    assert [(area, title) for area, title, _ in found] == list(AREAS.items())
    assert sum(len(items) for _, _, items in found) == len(real.procedures)
    assert {name for name, _ in groups(library)} == set(GROUPS.values())
    assert sum(len(items) for _, items in groups(library)) == len(real.templates)


def test_an_area_without_procedures_is_not_named(small: Handbook) -> None:
    bare = dataclasses.replace(small, procedures={})
    assert chapters(Library(bare, OPTIONS)) == []


def test_what_is_in_force_comes_first_and_every_regulation_once(real: Handbook) -> None:
    found = by_status(real)
    assert found[0][0] == "现行"
    assert sorted(item.id for _, items in found for item in items) == sorted(real.regulations)


def test_every_provision_is_counted_by_how_far_it_was_verified(real: Handbook) -> None:
    counts = verified_counts(real)
    assert counts["all"] == sum(len(item.provisions) for item in real.regulations.values())
    assert counts["all"] == sum(counts[state.value] for state in Verified)


def test_guides_stand_in_their_order(real: Handbook) -> None:
    assert [item.order for item in guides(real)] == sorted(item.order for item in real.pages.values())


def test_no_overview_is_written_twice(small: Handbook) -> None:
    paths = [path for path, _ in overviews(Renderer(small, OPTIONS))]
    assert len(paths) == len(set(paths))
    assert {"procedures/index.md", "templates/index.md", "defects/index.md", "cases/index.md", "check.md"} <= set(paths)
