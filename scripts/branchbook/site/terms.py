"""A Python-Markdown extension: words of the field explain themselves where they first stand in a section.

Python-Markdown's own `abbr` wants word boundaries, which Chinese sentences do not have. Here the longest word
wins, a word inside a longer one that means something else is left alone, and headings, links and code are not touched.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown import Markdown

    from branchbook.handbook.content import Term

#: Elements whose words are left alone.
SKIPPED = frozenset({"a", "abbr", "button", "code", "pre", "script", "style", "th", "label", "summary", "svg", "h1"})
#: Blocks that are read at a glance, where dotted lines would only disturb.
SKIPPED_CLASSES = frozenset(
    {"bb-mark", "bb-no-terms", "bb-cards", "bb-timeline", "bb-lead", "bb-small", "bb-code", "bb-reviewed"}
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


#: A page with this comment explains no words.
NO_TERMS = "<!-- bb-no-terms -->"


def as_data(terms: Sequence[Term]) -> list[dict[str, Any]]:
    """Return terms as plain data, for the extension and for `assets/terms.json`."""
    return [
        {"id": term.id, "words": [term.term, *term.aliases], "not_in": list(term.not_in), "definition": term.definition}
        for term in terms
    ]


class Finder:
    """Finds words in text, the longest first; `None` marks a longer word that hides them."""

    def __init__(self, terms: Sequence[dict[str, Any]]) -> None:
        self.meaning: dict[str, tuple[str, str] | None] = {}
        for term in terms:
            for word in term["not_in"]:
                self.meaning.setdefault(word, None)
        for term in terms:
            for word in term["words"]:
                self.meaning[word] = (term["id"], term["definition"])
        longest = sorted(self.meaning, key=lambda word: (-len(word), word))
        self.pattern = re.compile("|".join(map(re.escape, longest))) if longest else None

    def split(self, text: str, seen: set[str]) -> list[str | tuple[str, str, str]]:
        """Cut a text into plain strings and (word, id, definition); a term already in `seen` stays plain."""
        if self.pattern is None:
            return [text]
        parts: list[str | tuple[str, str, str]] = []
        position = 0
        for match in self.pattern.finditer(text):
            meaning = self.meaning[match.group()]
            if meaning is None or meaning[0] in seen:
                continue
            seen.add(meaning[0])
            if match.start() > position:
                parts.append(text[position : match.start()])
            parts.append((match.group(), *meaning))
            position = match.end()
        if position < len(text):
            parts.append(text[position:])
        return parts or [text]


@lru_cache(maxsize=4)
def _finder(data: str) -> Finder:
    return Finder(json.loads(data))


class TermsProcessor(Treeprocessor):
    """Walks the finished tree in reading order."""

    def __init__(self, md: Markdown, data: str) -> None:
        super().__init__(md)
        self.finder = _finder(data)

    def run(self, root: Element) -> None:
        """Mark the terms of one page, unless a comment on it says that it has none."""
        if any(NO_TERMS in str(block) for block in self.md.htmlStash.rawHtmlBlocks):
            return
        self._walk(root, set())

    def _abbr(self, word: str, definition: str) -> Element:
        mark = Element("abbr", {"class": "bb-term", "title": definition, "tabindex": "0"})
        mark.text = AtomicString(word)
        return mark

    def _marks(self, text: str | None, seen: set[str]) -> tuple[str, list[Element]]:
        if not text or isinstance(text, AtomicString):
            return text or "", []
        head, marks = "", []
        for part in self.finder.split(text, seen):
            if isinstance(part, tuple):
                marks.append(self._abbr(part[0], part[2]))
            elif marks:
                marks[-1].tail = (marks[-1].tail or "") + part
            else:
                head += part
        return head, marks

    def _walk(self, element: Element, seen: set[str]) -> None:
        if element.tag in SKIPPED or not SKIPPED_CLASSES.isdisjoint((element.get("class") or "").split()):
            return
        if element.tag in HEADINGS:
            seen.clear()
            return
        children = list(element)
        head, marks = self._marks(element.text, seen)
        if marks:
            element.text = head
            for offset, mark in enumerate(marks):
                element.insert(offset, mark)
        for child in children:
            self._walk(child, seen)
            tail, after = self._marks(child.tail, seen)
            if after:
                child.tail = tail
                index = list(element).index(child) + 1
                for offset, mark in enumerate(after):
                    element.insert(index + offset, mark)


class TermsExtension(Extension):
    """`branchbook_terms`: configured with `terms` (data) or `file` (the `terms.json` that the site writes)."""

    def __init__(self, **kwargs: Any) -> None:
        self.config = {
            "terms": [[], "术语，as_data 给出的样子"],
            "file": ["", "terms.json 的路径；没有给 terms 时用它"],
        }
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 -- the name is Python-Markdown's
        """Run after inline patterns, when links and emphasis are elements."""
        terms, file = self.getConfig("terms"), self.getConfig("file")
        data = json.dumps(terms, ensure_ascii=False) if terms else ""
        if not data and file:
            data = Path(file).read_text(encoding="utf-8")
        md.treeprocessors.register(TermsProcessor(md, data or "[]"), "branchbook_terms", 5)


def makeExtension(**kwargs: Any) -> TermsExtension:  # noqa: N802 -- the name is Python-Markdown's
    """Return the extension."""
    return TermsExtension(**kwargs)
