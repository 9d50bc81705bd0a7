"""The page that checks files, as it stands before any script runs, and what is shipped for it."""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING

from branchbook.dossiers.plan import plans_of
from branchbook.site.check_page import LIBRARY, PAGE, check_page
from branchbook.site.demo import SCRIPT
from branchbook.site.pages import Options, nav, pages
from branchbook.site.web import FILES
from tests.site import world

if TYPE_CHECKING:
    from branchbook.handbook import Handbook

#: Code that stands before the first file can be dropped, gzipped, in bytes: the page's own script with what each check
#: needs of the worker, besides the theme's and the data. Needs terser (npm ci).
MOST_CODE = 60_000
#: The same with the pieces of the worker that only some checks need, which come once the page is in use; decision 0012
#: says what weighs so much.
MOST_IN_ALL = 100_000


def test_it_stands_in_the_top_navigation_and_near_the_top_of_home(real: Handbook, real_pages: dict[str, bytes]) -> None:
    assert {"自查": PAGE} in nav(real)
    home = real_pages["index.md"].decode()
    assert home.index(f"]({PAGE})") < home.index("## 您要办什么事")
    assert f"(../{PAGE})" in real_pages["guide/check.md"].decode()


def test_every_procedure_with_documents_leads_to_it_and_is_chosen_there(
    real: Handbook, real_pages: dict[str, bytes]
) -> None:
    page = real_pages[PAGE].decode()
    chosen = re.findall(r'<option value="([a-z0-9-]*)"', page.partition("data-procedure")[2].partition("</select>")[0])
    assert chosen == ["", *(plan.id for plan in plans_of(real))]
    for item in real.procedures.values():
        link = f"(../../{PAGE}#{item.id})"
        assert (link in real_pages[f"procedures/{item.area}/{item.id}.md"].decode()) == bool(item.documents), item.id
        assert not item.documents or item.id in chosen


def test_scripts_come_in_order_and_the_example_only_where_there_is_one(
    real: Handbook, real_pages: dict[str, bytes]
) -> None:
    def scripts(page: bytes) -> list[str]:
        line = next(line for line in page.decode().splitlines() if line.startswith("scripts: "))
        found: list[str] = json.loads(line.removeprefix("scripts: "))
        return found

    assert scripts(real_pages[PAGE]) == ["assets/check.js", LIBRARY]
    assert "data-demo" not in real_pages[PAGE].decode()
    made = pages(real, Options(today=world.TODAY, assets={SCRIPT: b""}))
    assert scripts(made[PAGE]) == ["assets/check.js", LIBRARY, SCRIPT]
    assert "data-demo" in made[PAGE].decode()
    assert real_pages[LIBRARY].startswith(b"branchbook.library({")


def test_it_says_what_it_cannot_see_and_that_nothing_leaves(real_pages: dict[str, bytes]) -> None:
    page = real_pages[PAGE].decode()
    for words in ("不上传", "机器看不出什么", "无法判断", "<noscript>", "补做", "不等于"):
        assert words in page
    assert '<div class="bb-check" data-check hidden>' in page, "without scripts there is no button that does nothing"


def test_a_handbook_without_procedures_with_documents_still_has_the_page(small: Handbook) -> None:
    found = check_page(small, ())
    assert [plan.id for plan in found["plans"]] == [plan.id for plan in plans_of(small)]
    assert not found["example"]


def test_code_shipped_for_the_page_stays_small() -> None:
    built = world.ROOT / "build" / "web"
    pieces = sorted(file.name for file in built.glob("check-*.js"))
    assert pieces == sorted(name for name in FILES if name.startswith("check-")), "each piece is served"
    sizes = {name: len(gzip.compress((built / name).read_bytes(), 9)) for name in ("check.js", *pieces)}
    assert sizes["check.js"] <= MOST_CODE, sizes
    assert sum(sizes.values()) <= MOST_IN_ALL, sizes
