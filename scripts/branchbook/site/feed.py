"""The Atom feed of what changed in the rules and of what is new in the handbook."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlparse

from lxml import etree

from branchbook.handbook.references import page_of
from branchbook.site.errors import PageError
from branchbook.site.prose import plain
from branchbook.site.search.units import site_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.site.library import Library

#: Titles in a reader's list are cut beyond this.
_LONGEST = 48
_ATOM = "http://www.w3.org/2005/Atom"


def _text(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    child = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    child.text = text


def _headline(text: str) -> str:
    """Return a change's first sentence, cut at a comma when it is too long for a list of titles."""
    first = text.partition("。")[0]
    if len(first) <= _LONGEST:
        return first
    cut = max(first.rfind(mark, 0, _LONGEST) for mark in "，；、")
    return f"{first[: cut if cut > 0 else _LONGEST]}…"


def _entries(library: Library) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield day, id, title, address and text of each entry."""
    seen: dict[str, int] = {}
    for regulation, change in library.changes:
        key = f"{regulation.id}-{change.on}"
        seen[key] = seen.get(key, 0) + 1
        title = f"{regulation.short}：{_headline(plain(change.text))}"
        yield change.on, f"{key}-{seen[key]}", title, f"regulations/{regulation.id}/", plain(change.text)
    # The oldest of a day comes first in the file, and keeps its number when a later one joins it.
    for item in reversed(library.handbook.news):
        key = f"news-{item.on}"
        seen[key] = seen.get(key, 0) + 1
        kind, _, name = item.page.partition(":")
        target = page_of(library.handbook, kind, name)
        if target is None:
            raise PageError.nowhere(item.page)
        yield item.on, f"{key}-{seen[key]}", f"新上：{item.title}", site_url(target), item.text


def atom(library: Library) -> bytes:
    """Return the feed, the newest first: one entry a change of a rule, and one a piece of news.

    Raises:
        PageError: when news point at a page that does not exist.
    """
    base = library.options.site_url.rstrip("/") + "/" if library.options.site_url else ""
    host = urlparse(base).hostname or "branchbook.invalid"
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "zh-CN")
    _text(feed, "title", "支部手册：规定的变化和新上的内容")
    _text(feed, "id", f"tag:{host},2026:changes")
    entries = sorted(_entries(library), key=lambda item: item[0], reverse=True)
    newest = entries[0][0] if entries else library.options.today
    _text(feed, "updated", f"{newest}T00:00:00+08:00")
    author = etree.SubElement(feed, f"{{{_ATOM}}}author")
    _text(author, "name", "支部手册")
    if base:
        etree.SubElement(feed, f"{{{_ATOM}}}link", {"rel": "self", "href": base + "feed.xml"})
        etree.SubElement(feed, f"{{{_ATOM}}}link", {"rel": "alternate", "href": base + "regulations/changes/"})
    for day, key, title, address, text in entries:
        entry = etree.SubElement(feed, f"{{{_ATOM}}}entry")
        _text(entry, "title", title)
        _text(entry, "id", f"tag:{host},2026:{key}")
        _text(entry, "updated", f"{day}T00:00:00+08:00")
        etree.SubElement(entry, f"{{{_ATOM}}}link", {"rel": "alternate", "href": base + address})
        _text(entry, "summary", text)
    return etree.tostring(feed, xml_declaration=True, encoding="UTF-8", pretty_print=True)
