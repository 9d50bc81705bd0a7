"""Every page that the site has is found, also those that only do something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from branchbook.site.library import Library, Options
from branchbook.site.search.places import places
from branchbook.site.search.units import site_url, units
from tests.site import world

if TYPE_CHECKING:
    from pathlib import Path

    from branchbook.handbook import Handbook

#: The front page, what is for maintainers, the list of tags, cases by what to mind: nobody looks for these by name.
LEFT = re.compile(r"\./$|contributing/|downloads/|tags/|cases/by-risk/")


def test_every_page_of_the_site_is_found(real: Handbook, root: Path) -> None:
    made = {unit.url.partition("#")[0] for unit in units(Library(real, Options(today=world.TODAY)))}
    known = (root / "tests/data/addresses.txt").read_text(encoding="utf-8").split()
    assert [page for page in known if page.endswith("/") and not LEFT.match(page) and page not in made] == []


def test_no_place_stands_twice_and_each_says_what_one_does_there(real: Handbook) -> None:
    found = list(places(Library(real, Options(today=world.TODAY))))
    assert len({place.page for place in found}) == len(found) > 100
    assert all(place.summary and place.title for place in found)


def test_a_handbook_without_cases_and_dues_has_no_pages_about_them(small: Handbook) -> None:
    addresses = {site_url(place.page) for place in places(Library(small, Options(today=world.TODAY)))}
    assert ("members/dues/" in addresses) == bool(small.dues)
    assert any(case.status == "发布" for case in small.cases.values()) == ("cases/" in addresses)
