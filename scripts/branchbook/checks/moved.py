"""Pages that moved, and news of pages: what they point at is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchbook.checks.links import Pages
from branchbook.findings import Finding, Severity, Where
from branchbook.handbook.references import page_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.checks.texts import Library

MUST = Severity.MUST
_REDIRECTS, _NEWS = "docs/redirects.yml", "docs/news.yml"


def check_moved(library: Library) -> Iterator[Finding]:
    """Every page that moved left its place, and stands where it is said to stand; news are of pages that exist."""
    handbook = library.handbook
    known = Pages(library)
    for old, new in handbook.redirects.items():
        if new not in known.generated and new not in known.documents:
            message = f"{old} 说是搬到了 {new}，那里没有这一页"
            yield Finding("redirect-target", MUST, Where(_REDIRECTS), message, "改成现在的页，不要指到另一条旧地址")
        if old in known.generated or old in known.documents:
            message = f"{old} 说是搬走了，那里却还有一页"
            yield Finding("redirect-taken", MUST, Where(_REDIRECTS), message, "删去这一行，或把那一页真的搬走")
    for item in handbook.news:
        kind, _, name = item.page.partition(":")
        if page_of(handbook, kind, name) is None:
            message = f"“{item.title}”指的 {item.page} 没有这一页"
            yield Finding("news-target", MUST, Where(_NEWS), message, "改成已有的页；页搬了的，照新的写")
