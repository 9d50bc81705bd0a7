"""document.xml as paragraphs and tables: one regex scanner, with lxml for files of other habits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from branchbook.records.package import PackageError
from branchbook.records.xml import unescape, xml_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_BROKEN = "文件的正文不完整或已损坏，请用 Word 或 WPS 打开，另存后再用。"
_MOST_TABLES = 2000
_MOST_DEPTH = 256
_MOST_PARAS = 20_000
_MOST_CELLS = 50_000
_MOST_CONTROLS = 20_000
_MOST_NESTED = 64


_TOO_MANY_CONTROLS = (
    f"文件里的控件超过 {_MOST_CONTROLS} 个或套得太深，正常的材料没有这么多，不予打开，请把文字复制到新的空白表里再用。"
)


@dataclass(slots=True)
class Control:
    """A content control's stretch of a paragraph's text."""

    start: int
    end: int
    tag: str
    prompting: bool


@dataclass(slots=True)
class Para:
    """A paragraph: its text, its controls, the bookmarks that begin in it with their places."""

    text: str = ""
    controls: list[Control] = field(default_factory=list)
    bookmarks: dict[str, int] = field(default_factory=dict)

    def prompts(self) -> list[tuple[int, int]]:
        """Return the stretches that only prompt, in order; a control may lie in another one."""
        spans: list[tuple[int, int]] = []
        for start, end in sorted((item.start, item.end) for item in self.controls if item.prompting):
            if spans and start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return spans

    @property
    def value(self) -> str:
        """The text without the prompts of controls that nobody typed in."""
        if not self.controls:
            return self.text
        parts, at = [], 0
        for start, end in self.prompts():
            parts.append(self.text[at:start])
            at = end
        return "".join(parts) + self.text[at:]

    def mark(self, name: str) -> int | None:
        """Return where in the value a bookmark begins."""
        at = self.bookmarks.get(name)
        if at is None:
            return None
        return at - sum(min(end, at) - start for start, end in self.prompts() if start < at)

    def of(self, control: Control) -> str:
        """Return a control's own text, empty while it prompts."""
        return "" if control.prompting else self.text[control.start : control.end]


@dataclass(slots=True)
class Cell:
    """A table's cell; what it says is put together once, after the scan."""

    paras: list[Para] = field(default_factory=list)
    _text: str | None = field(default=None, init=False, repr=False, compare=False)
    _value: str | None = field(default=None, init=False, repr=False, compare=False)
    _tags: list[str] | None = field(default=None, init=False, repr=False, compare=False)
    _bookmarks: list[str] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def text(self) -> str:
        """The cell's text."""
        if self._text is None:
            self._text = "\n".join([para.text for para in self.paras]).strip("\n")
        return self._text

    @property
    def value(self) -> str:
        """The cell's text without prompts."""
        if self._value is None:
            self._value = "\n".join([para.value for para in self.paras]).strip("\n")
        return self._value

    @property
    def tags(self) -> list[str]:
        """The tags of the controls in the cell."""
        if self._tags is None:
            self._tags = [control.tag for para in self.paras for control in para.controls]
        return self._tags

    @property
    def bookmarks(self) -> list[str]:
        """The bookmarks in the cell."""
        if self._bookmarks is None:
            self._bookmarks = [name for para in self.paras for name in para.bookmarks]
        return self._bookmarks


@dataclass(slots=True)
class Grid:
    """A table: rows of cells."""

    rows: list[list[Cell]] = field(default_factory=list)


@dataclass(slots=True)
class Body:
    """A document: paragraphs outside tables and tables, in order."""

    items: list[Para | Grid] = field(default_factory=list)

    @property
    def paras(self) -> list[Para]:
        """The paragraphs outside tables."""
        return [item for item in self.items if isinstance(item, Para)]

    @property
    def grids(self) -> list[Grid]:
        """The tables."""
        return [item for item in self.items if isinstance(item, Grid)]


#: Elements that matter. Everything else is passed over, its children still seen.
_NAMES = "p|tbl|tr|tc|sdt|tag|showingPlcHdr|bookmarkStart|br|cr|tab|noBreakHyphen|moveFrom|del|Fallback"
_TOKEN = re.compile(rf"<w:(t)(?:\s[^<>]*)?(?<!/)>([^<]*)|<(/?)(?:w|mc):({_NAMES})(?=[\s/>])([^<>]*?)(/?)>", re.ASCII)
_VAL = re.compile(r"""\bw:val\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.ASCII)
_NAME = re.compile(r"""\bw:name\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.ASCII)
_PAGE = re.compile(r"""\bw:type\s*=\s*["'](?:page|column)""", re.ASCII)

#: name, whether it ends, whether it is empty, attribute, text after a `w:t`
_Event = tuple[str, bool, bool, str, str]


def _fast(xml: str) -> Iterator[_Event]:
    for text_name, text, closing, name, attributes, empty in _TOKEN.findall(xml):
        if text_name:
            yield "t", False, False, "", unescape(text) if "&" in text else text
            continue
        attribute = ""
        if attributes:
            if name == "tag":
                found = _VAL.search(attributes)
                attribute = unescape(found[1] or found[2] or "") if found else ""
            elif name == "bookmarkStart":
                found = _NAME.search(attributes)
                attribute = unescape(found[1] or found[2] or "") if found else ""
            elif name == "br":
                attribute = "page" if _PAGE.search(attributes) else ""
            elif name == "showingPlcHdr":
                found = _VAL.search(attributes)
                attribute = (found[1] or found[2] or "") if found else ""
        yield name, bool(closing), bool(empty), attribute, ""


_STRUCTURE = frozenset({"p", "tbl", "tr", "tc", "sdt"})
_SKIPPED = frozenset({"moveFrom", "Fallback", "del"})
_WANTED = {*_NAMES.split("|"), "t"}


def _slow(content: bytes) -> Iterator[_Event]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8")
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise PackageError(_BROKEN) from None
    for moment, node in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        space, _, name = node.tag[1:].partition("}")
        if name not in _WANTED or (space not in _NAMESPACES and name != "Fallback"):
            continue
        key = {"tag": "val", "bookmarkStart": "name", "br": "type", "showingPlcHdr": "val"}.get(name, "")
        attribute = str(node.get(f"{{{space}}}{key}", "")) if key else ""
        if name == "br":
            attribute = "page" if attribute in {"page", "column"} else ""
        if moment == "start":
            text = "".join(node.itertext()) if name == "t" else ""
            yield name, False, False, attribute, text
        else:
            yield name, True, False, "", ""


def _plain(xml: str) -> bool:
    """Tell whether a file binds `w:` as all known programs do."""
    at = xml.find("xmlns:w=") + len("xmlns:w=")
    return (
        xml.count("xmlns:w=") == 1
        and xml.startswith(tuple(f"{quote}{space}{quote}" for space in _NAMESPACES for quote in "\"'"), at)
        and "<![CDATA[" not in xml
        and "<!--" not in xml
    )


def _events(content: bytes) -> Iterator[_Event]:
    """Choose the way to read: the scanner for files of the usual habits."""
    xml = xml_text(content)
    if xml is None:
        raise PackageError("文件的正文不是 UTF-8 编码，请用 Word 或 WPS 打开，另存后再用。")
    return _fast(xml) if _plain(xml) else _slow(content)


@dataclass(slots=True)
class _Sdt:
    tag: str = ""
    prompting: bool = False
    outside: bool = True
    start: int = 0
    para: Para | None = None


class _Builder:
    """Turns events into a body; tables inside cells become tables of their own."""

    def __init__(self) -> None:
        self.body = Body()
        self.tables: list[Grid] = []
        self.rows: list[list[Cell]] = []
        self.cells: list[Cell] = []
        self.paras: list[tuple[Para, list[str]]] = []
        self.lengths: list[int] = []
        self.sdts: list[_Sdt] = []
        self.skip = 0
        self.count = self.written = self.boxes = self.controls = 0
        self.pending: dict[str, int] = {}

    def feed(self, event: _Event) -> None:
        """Take one event."""
        name, closing, empty, attribute, text = event
        # The frequent ones first.
        if name in _STRUCTURE and self.skip <= 0:
            if closing:
                self.close(name)
            else:
                self.open(name, attribute, empty=empty)
            return
        if name in _SKIPPED:
            self.skip += 0 if empty else -1 if closing else 1
            return
        if self.skip > 0:
            return
        if name == "t":
            if text and not closing and self.paras:
                self.add(text)
        elif name in {"br", "cr"}:
            if not closing and attribute != "page":
                self.add("\n")
        elif name == "tab":
            if not closing:
                self.add("\t")
        elif name == "noBreakHyphen":
            if not closing:
                self.add("-")
        elif name == "bookmarkStart":
            if not closing:
                # A bookmark between paragraphs belongs to the next one.
                marks, at = (self.paras[-1][0].bookmarks, self.lengths[-1]) if self.paras else (self.pending, 0)
                marks.setdefault(attribute, at)
        elif closing:
            self.close(name)
        else:
            self.open(name, attribute, empty=empty)

    def add(self, text: str) -> None:
        """Add text to the open paragraph."""
        if self.paras:
            self.paras[-1][1].append(text)
            self.lengths[-1] += len(text)

    def open(self, name: str, attribute: str, *, empty: bool) -> None:
        """Begin an element."""
        if name == "p":
            self.written += 1
            if self.written > _MOST_PARAS:
                raise PackageError(f"文件的正文超过 {_MOST_PARAS} 段，正常的材料没有这么长，不予打开。")
            para = Para(bookmarks=self.pending)
            self.pending = {}
            if self.cells:
                self.cells[-1].paras.append(para)
            else:
                self.body.items.append(para)
            self.paras.append((para, []))
            self.lengths.append(0)
            if empty:
                self.close("p")
        elif name == "tbl" and not empty:
            self.count += 1
            if self.count > _MOST_TABLES or len(self.tables) > _MOST_DEPTH:
                raise PackageError(f"文件里的表格超过 {_MOST_TABLES} 个或套得太深，不予打开。")
            grid = Grid()
            self.body.items.append(grid)
            self.tables.append(grid)
        elif name == "tr" and self.tables and not empty:
            self.cell()
            self.rows.append([])
            self.tables[-1].rows.append(self.rows[-1])
        elif name == "tc" and self.rows and not empty:
            self.cell()
            self.cells.append(Cell())
            self.rows[-1].append(self.cells[-1])
        elif name == "sdt" and not empty:
            if len(self.sdts) >= _MOST_NESTED:
                raise PackageError(_TOO_MANY_CONTROLS)
            inside = bool(self.paras)
            self.sdts.append(
                _Sdt(
                    outside=not inside,
                    start=self.lengths[-1] if inside else 0,
                    para=self.paras[-1][0] if inside else None,
                )
            )
        elif name == "tag" and self.sdts:
            self.sdts[-1].tag = attribute
        elif name == "showingPlcHdr" and self.sdts:
            self.sdts[-1].prompting = attribute not in {"0", "false", "off"}

    @property
    def unfinished(self) -> bool:
        """Whether something that began never ended: its text would be lost without a word."""
        return bool(self.paras or self.tables or self.rows or self.cells or self.sdts or self.skip)

    def close(self, name: str) -> None:
        """End an element."""
        if name == "p" and self.paras:
            para, parts = self.paras.pop()
            length = self.lengths.pop()
            para.text = "".join(parts)
            # A control round whole paragraphs or cells covers each of them.
            for sdt in self.sdts:
                if sdt.outside and sdt.tag:
                    self.keep(para, Control(0, length, sdt.tag, sdt.prompting))
        elif name == "tbl" and self.tables:
            self.tables.pop()
        elif name == "tr" and self.rows:
            self.rows.pop()
        elif name == "tc" and self.cells:
            self.cells.pop()
        elif name == "sdt" and self.sdts:
            sdt = self.sdts.pop()
            if not sdt.outside and sdt.tag and self.paras and sdt.para is self.paras[-1][0]:
                self.keep(sdt.para, Control(sdt.start, self.lengths[-1], sdt.tag, sdt.prompting))

    def cell(self) -> None:
        """Count a row or a cell."""
        self.boxes += 1
        if self.boxes > _MOST_CELLS:
            raise PackageError(f"文件里表格的格子超过 {_MOST_CELLS} 个，正常的材料没有这么多，不予打开。")

    def keep(self, para: Para, control: Control) -> None:
        """Add a control to a paragraph."""
        self.controls += 1
        if self.controls > _MOST_CONTROLS:
            raise PackageError(_TOO_MANY_CONTROLS)
        para.controls.append(control)


def scan(content: bytes) -> Body:
    """Return the model of a document.xml.

    Raises:
        PackageError: when it is broken or has too many tables.
    """
    builder = _Builder()
    feed = builder.feed
    for event in _events(content):
        feed(event)
    if builder.unfinished:
        raise PackageError(_BROKEN)
    return builder.body
