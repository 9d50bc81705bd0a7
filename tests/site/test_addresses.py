"""No published address disappears: it is a page, or a page that sends on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from branchbook.site.addresses import addresses
from branchbook.site.pages import Options, pages
from tests.site import world

if TYPE_CHECKING:
    from branchbook.handbook import Handbook

PUBLISHED = set((Path(__file__).parents[1] / "data" / "addresses.txt").read_text(encoding="utf-8").split())


def test_what_was_published_is_there_and_what_is_new_is_written_down(real: Handbook) -> None:
    now = set(addresses(pages(real, Options(today=world.TODAY))))
    assert len(PUBLISHED) > 200
    assert PUBLISHED - now == set(), "写进 docs/redirects.yml，旧地址要转到新的页"
    assert now - PUBLISHED == set(), "运行 python scripts/tools/addresses.py，把新的地址记下来"


def test_a_page_that_moved_keeps_its_address(tmp_path: Path) -> None:
    from branchbook.handbook import load

    root = world.copy(tmp_path)
    before = set(addresses(pages(load(root), Options(today=world.TODAY))))
    (root / "docs/guide/numbers.md").rename(root / "docs/guide/figures.md")
    for file in root.rglob("*.md"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("guide:numbers", "guide:figures"), encoding="utf-8")
    lost = before - set(addresses(pages(load(root), Options(today=world.TODAY))))
    assert lost == {"guide/numbers/"}
    (root / "docs/redirects.yml").write_text("guide/numbers.md: guide/figures.md\n", encoding="utf-8")
    assert before <= set(addresses(pages(load(root), Options(today=world.TODAY))))
