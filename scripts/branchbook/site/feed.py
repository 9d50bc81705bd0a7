"""The Atom feed of the rules' change log."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlparse

from lxml import etree

from branchbook.site.prose import plain

if TYPE_CHECKING:
    from branchbook.site.library import Library

_ATOM = "http://www.w3.org/2005/Atom"


def _text(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    child = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    child.text = text


def atom(library: Library) -> bytes:
    """Return the feed: one entry a change, the newest first; each links to its regulation."""
    base = library.options.site_url.rstrip("/") + "/" if library.options.site_url else ""
    host = urlparse(base).hostname or "branchbook.invalid"
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "zh-CN")
    _text(feed, "title", "支部手册：规定的变化")
    _text(feed, "id", f"tag:{host},2026:changes")
    newest = library.changes[0][1].on if library.changes else library.options.today
    _text(feed, "updated", f"{newest}T00:00:00+08:00")
    author = etree.SubElement(feed, f"{{{_ATOM}}}author")
    _text(author, "name", "支部手册")
    if base:
        etree.SubElement(feed, f"{{{_ATOM}}}link", {"rel": "self", "href": base + "feed.xml"})
        etree.SubElement(feed, f"{{{_ATOM}}}link", {"rel": "alternate", "href": base + "regulations/changes/"})
    seen: dict[str, int] = {}
    for regulation, change in library.changes:
        key = f"{regulation.id}-{change.on}"
        seen[key] = seen.get(key, 0) + 1
        entry = etree.SubElement(feed, f"{{{_ATOM}}}entry")
        _text(entry, "title", f"{regulation.short}：{plain(change.text)[:60]}")
        _text(entry, "id", f"tag:{host},2026:{key}-{seen[key]}")
        _text(entry, "updated", f"{change.on}T00:00:00+08:00")
        href = f"{base}regulations/{regulation.id}/"
        etree.SubElement(entry, f"{{{_ATOM}}}link", {"rel": "alternate", "href": href})
        _text(entry, "summary", plain(change.text))
    return etree.tostring(feed, xml_declaration=True, encoding="UTF-8", pretty_print=True)
