"""Everything the handbook says, as pieces that know their file and line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from branchbook.findings import Where
from branchbook.handbook.source import Source, SourceError, read_front_matter, read_text, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from markdown_it.token import Token

    from branchbook.findings import Finding
    from branchbook.handbook import Handbook
    from branchbook.handbook.base import Entry
    from branchbook.handbook.source import KeyPath

#: Indented code is off: Python-Markdown's admonitions and definitions are indented prose.
PARSER = MarkdownIt("commonmark").enable("table").disable(["code"])

_ATTRIBUTES = re.compile(r"\{[:]?\s*(?:[#.][^{}\n]*|[\w-]+=[^{}\n]*)\}")
_EXPLICIT_ID = re.compile(r"\{[^{}\n]*#([\w-]+)[^{}\n]*\}\s*$")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, list item, heading or table cell.

    Attributes:
        kind: `text`, `heading`, `cell`, `html`.
        raw: the Markdown as written.
        where: file and line of its first line.
        level: of a heading.
        anchor: the `{#id}` of a heading.
        row: number of the table row that a cell stands in, 0 outside tables.
        sections: raw texts of the headings above it, by level.
        lead: the sentence that leads into it: a paragraph or item that ends with a colon, or a column's head.
        token: what the parser made of it.
    """

    kind: str
    raw: str
    where: Where
    level: int = 0
    anchor: str = ""
    row: int = 0
    sections: tuple[str, ...] = ()
    lead: str = ""
    token: Token | None = field(default=None, compare=False, repr=False)

    @property
    def plain(self) -> str:
        """What a reader reads, citations and marks included; line breaks stay where they were."""
        return plain(self.raw)

    def line_of(self, position: int, text: str) -> Where:
        """Return the place of `text[position]`, where `text` is raw or plain."""
        return Where(self.where.path, (self.where.line or 1) + text[:position].count("\n"))


def _keep_breaks(match: re.Match[str]) -> str:
    return "\n" * match.group().count("\n")


#: Without one of these there is nothing to take away; most texts are so.
_MARKUP = re.compile(r"[`<\[*_{]")
_CODE = re.compile(r"(`+)[^`].*?\1", re.DOTALL)
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>", re.DOTALL)
_TARGET = re.compile(r"(?<=\])\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)")
_LINK_TEXT = re.compile(r"!?(?<!\[)\[(?!\[)([^\[\]]*)\](?!\])")
_EMPHASIS = re.compile(r"\*\*|__|(?<![\w*])\*(?!\s)|(?<!\s)\*(?![\w*])")


def plain(raw: str) -> str:
    """Take away tags, attribute lists, emphasis and link targets, put ￼ for code; keep every line break."""
    if not _MARKUP.search(raw):
        return raw
    text = _CODE.sub("\ufffc", raw)
    text = _TAG.sub(_keep_breaks, text)
    text = _TARGET.sub("", text)
    text = _ATTRIBUTES.sub("", text)
    text = _LINK_TEXT.sub(r"\1", text)
    return _EMPHASIS.sub("", text)


@dataclass(frozen=True)
class Document:
    """A Markdown body that people read.

    Attributes:
        kind: `procedure`, `regulation`, `case`, `guide`, `defects`, `glossary`, `contributing` or `page`.
        name: id of the thing, or path below `docs/`.
        source: the file.
        entry: the model, where there is one.
    """

    kind: str
    name: str
    source: Source
    entry: Entry | None = None

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The body's blocks in order."""
        return tuple(_blocks(self.source))

    @cached_property
    def rows(self) -> dict[int, str]:
        """The raw text of each table row, by number."""
        found: dict[int, list[str]] = {}
        for block in self.blocks:
            if block.row:
                found.setdefault(block.row, []).append(block.raw)
        return {row: " | ".join(cells) for row, cells in found.items()}


@dataclass
class _State:
    """What `_blocks` remembers between tokens."""

    path: str
    first_line: int
    sections: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    last_text: str = ""
    row: int = 0
    column: int = 0
    head: list[str] = field(default_factory=list)

    def where(self, token: Token) -> Where:
        return Where(self.path, self.first_line + (token.map or [0])[0])

    @property
    def lead(self) -> str:
        return " ".join(self.leads)


def _step(state: _State, token: Token) -> None:
    """Keep lists' leads and tables' rows in mind."""
    if token.type in {"bullet_list_open", "ordered_list_open", "table_open"}:
        state.leads.append(state.last_text if state.last_text.rstrip().endswith(("：", ":")) else "")
        state.head = []
    elif token.type in {"bullet_list_close", "ordered_list_close", "table_close"}:
        state.leads.pop()
        state.last_text = ""
    elif token.type == "tr_open":
        state.row += 1
        state.column = 0


def _heading(state: _State, token: Token, inline: Token) -> Block:
    level = int(token.tag[1])
    explicit = _EXPLICIT_ID.search(inline.content)
    raw = _ATTRIBUTES.sub("", inline.content).strip()
    state.sections = [*state.sections[: level - 1], *[""] * (level - 1 - len(state.sections)), raw]
    state.last_text = ""
    anchor = explicit.group(1) if explicit else ""
    return Block("heading", raw, state.where(token), level, anchor, sections=tuple(state.sections), token=inline)


def _cell(state: _State, token: Token, *, head: bool) -> Block:
    if head:
        state.head.append(token.content)
    column = state.head[state.column] if state.column < len(state.head) else ""
    state.column += 1
    lead = f"{state.lead} {'' if head else column}".strip()
    sections = tuple(state.sections)
    return Block("cell", token.content, state.where(token), row=state.row, sections=sections, lead=lead, token=token)


def _blocks(source: Source) -> Iterator[Block]:
    state = _State(source.path, source.body_line)
    tokens = PARSER.parse(source.body)
    for index, token in enumerate(tokens):
        _step(state, token)
        before = tokens[index - 1] if index else token
        if token.type == "html_block":
            yield Block("html", token.content, state.where(token), sections=tuple(state.sections), token=token)
        elif token.type != "inline":
            continue
        elif before.type == "heading_open":
            yield _heading(state, before, token)
        elif before.type in {"th_open", "td_open"}:
            yield _cell(state, token, head=before.type == "th_open")
        else:
            state.last_text = token.content
            sections = tuple(state.sections)
            yield Block("text", token.content, state.where(token), sections=sections, lead=state.lead, token=token)


def strings(data: Any, keys: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Yield every text in YAML data with the path of keys that leads to it."""
    if isinstance(data, str):
        yield keys, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from strings(value, (*keys, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from strings(value, (*keys, index))


#: Keys whose values are no sentences.
_NOT_PROSE = frozenset(
    "id use basis url require doubt_when required_when formula seed_file code type kind rule icon dated_by".split()  # noqa: SIM905 -- reads as a list
)


def prose_strings(source: Source) -> Iterator[Block]:
    """Yield the front matter's texts that a person reads (no ids, expressions, addresses)."""
    for keys, text in strings(source.data):
        last = next((key for key in reversed(keys) if isinstance(key, str)), "")
        if last in _NOT_PROSE or (last == "when" and "rules" in keys) or not text.strip():
            continue
        yield Block("text", text, source.where(*keys), token=None)


class Library:
    """All files of a handbook, the hand-written pages and shared definitions included.

    Attributes:
        handbook: the handbook.
        findings: files that the handbook does not load and that could not be read either.
    """

    def __init__(self, handbook: Handbook) -> None:
        self.handbook = handbook
        self.findings: list[Finding] = []

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Every body that the site shows as a page."""
        book = self.handbook
        kinds: tuple[tuple[str, dict[str, Entry]], ...] = (
            ("procedure", dict(book.procedures)),
            ("regulation", dict(book.regulations)),
            ("case", dict(book.cases)),
            ("guide", dict(book.pages)),
            ("defects", dict(book.families)),
            ("glossary", {"glossary": book.glossary} if book.glossary else {}),
        )
        found = [
            Document(kind, name, entry.source, entry)
            for kind, entries in kinds
            for name, entry in entries.items()
            if entry.source
        ]
        return (*found, *self._pages({document.source.path for document in found}))

    def _pages(self, known: set[str]) -> Iterator[Document]:
        docs = self.handbook.root / "docs"
        for file in sorted(docs.rglob("*.md")):
            path = file.relative_to(self.handbook.root).as_posix()
            name = file.relative_to(docs).as_posix()
            if path in known:
                continue
            source = self._read(file, path)
            if source:
                yield Document("contributing" if name.startswith("contributing/") else "page", name, source)

    def _read(self, file: Path, path: str) -> Source | None:
        try:
            text = read_text(file, path)
            return read_front_matter(file, path) if text.startswith("---") else Source(path, {}, text)
        except SourceError as error:
            self.findings.append(error.finding)
            return None

    @cached_property
    def data(self) -> tuple[Source, ...]:
        """Every file's YAML: templates with example and counterexamples, shared definitions, front matter, the start."""
        found: list[Source] = []
        for template in self.handbook.templates.values():
            parts = (template.source, template.example_source, template.counterexamples_source)
            found += [part for part in parts if part]
        start: tuple[Entry | None, ...] = (
            *self.handbook.questions.values(),
            self.handbook.numbers,
            self.handbook.start,
        )
        found += [entry.source for entry in start if entry and entry.source]
        shared = self.handbook.root / "templates" / "_shared"
        for file in sorted(shared.rglob("*.*")):
            reader = {".yml": read_yaml, ".md": read_front_matter}.get(file.suffix)
            if reader:
                found.append(reader(file, file.relative_to(self.handbook.root).as_posix()))
        return (*found, *(document.source for document in self.documents))
