"""document.xml as paragraphs and tables: one regex scanner, with lxml for files of other habits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
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
        if not any(item.prompting for item in self.controls):
            return spans
        for start, end in sorted((item.start, item.end) for item in self.controls if item.prompting):
            if spans and start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return spans

    @property
    def value(self) -> str:
        """The text without the prompts of controls that nobody typed in."""
        prompts = self.prompts() if self.controls else ()
        if not prompts:
            return self.text
        parts, at = [], 0
        for start, end in prompts:
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
    _tags: tuple[str, ...] | None = field(default=None, init=False, repr=False, compare=False)
    _bookmarks: tuple[str, ...] | None = field(default=None, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, para: Para) -> Cell:
        """Return a cell that is whole with one paragraph in which nothing prompts."""
        cell = cls([para])
        cell._text = cell._value = para.text.strip("\n")
        cell._tags = tuple([control.tag for control in para.controls]) if para.controls else ()
        cell._bookmarks = tuple(para.bookmarks)
        return cell

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
    def tags(self) -> tuple[str, ...]:
        """The tags of the controls in the cell."""
        if self._tags is None:
            self._tags = tuple([control.tag for para in self.paras for control in para.controls])
        return self._tags

    @property
    def bookmarks(self) -> tuple[str, ...]:
        """The bookmarks in the cell."""
        if self._bookmarks is None:
            self._bookmarks = tuple([name for para in self.paras for name in para.bookmarks])
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


#: Elements that matter, `w:t` besides. Everything else is passed over, its children still seen.
_NAMES = (
    "p|t(?:bl|r|c|ag|ab)|s(?:dt|howingPlcHdr)|b(?:ookmarkStart|r)|cr|noBreakHyphen|moveFrom|del|Fallback"  # by letters
)
# Atomic groups here and not `)?+` or `)*+`, which Python before 3.11.5 gets wrong.
_BEGIN = r"(?>(?:\s[^<>]*+)?)(?<!/)>"
_TEXT = rf"<w:t{_BEGIN}([^<]*+)"
#: Everything up to the next element that matters.
_PAST = rf"[^<]*+(?>(?:<(?!w:t[\s/>]|/?+(?:w|mc):(?:{_NAMES})[\s/>])[^<]*+)*)"
#: A paragraph as nearly all are, whole, so that it is one event and not eight: perhaps the first of a cell, a bookmark,
#: a control with a text, another text, perhaps the last of a cell.
_WHOLE = (
    rf"(?>(?:(w:tc){_BEGIN}{_PAST}<)?)(w:p){_BEGIN}{_PAST}"
    rf"(?>(?:<w:bookmarkStart(?=\s)([^<>]*+)>{_PAST})?)"
    rf"(?>(?:<w:sdt{_BEGIN}{_PAST}<w:tag(?=\s)([^<>]*+)>{_PAST}{_TEXT}{_PAST}</w:sdt>{_PAST})?)"
    rf"(?>(?:{_TEXT}{_PAST})?)</w:p>(?>(?:{_PAST}(</w:tc>))?)"
)
#: Such a paragraph; or the text of a `w:t`; or whether an element ends, its name and attributes, with the stroke of an
#: empty element at their end.
_TOKEN = re.compile(
    rf"<(?:{_WHOLE}|w:t{_BEGIN}([^<]*+)|(/?+)(?:w|mc):({_NAMES})(?=[\s/>])([^<>]*+)>)",
    re.ASCII,
)
_VAL = re.compile(r"""\bw:val\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.ASCII)
_NAME = re.compile(r"""\bw:name\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.ASCII)
_PAGE = re.compile(r"""\bw:type\s*=\s*["'](?:page|column)""", re.ASCII)

#: How nearly every tag is written.
_USUAL = ' w:val="'

#: text of a `w:t`, `/` where an element ends, its name (none for a `w:t`), the one attribute that counts
_Event = tuple[str, str, str, str]
#: What `_TOKEN` finds: of a whole paragraph, whether a cell begins, `w:p`, the attributes of its bookmark and its tag,
#: the text in the control, the other text, whether the cell ends; or an event, with all attributes and `/` when empty
_Token = tuple[str, str, str, str, str, str, str, str, str, str, str]


def _told(name: str, attributes: str) -> str:
    if name == "tag" and attributes.startswith(_USUAL) and "&" not in attributes:
        return attributes[len(_USUAL) : attributes.index('"', len(_USUAL))]
    if name == "br":
        return "page" if _PAGE.search(attributes) else ""
    found = (_NAME if name == "bookmarkStart" else _VAL).search(attributes)
    value = (found[1] or found[2] or "") if found else ""
    return unescape(value) if "&" in value else value


_SKIPPED = frozenset({"moveFrom", "Fallback", "del"})
_WANTED = {
    *("p", "tbl", "tr", "tc", "sdt", "tag", "showingPlcHdr", "bookmarkStart", "br", "cr", "tab", "noBreakHyphen", "t"),
    *_SKIPPED,
}


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
        if name == "t":
            yield "".join(node.itertext()) if moment == "start" else "", "", "", ""
        else:
            yield "", "" if moment == "start" else "/", name, attribute


def _plain(xml: str) -> bool:
    """Tell whether a file binds `w:` as all known programs do."""
    at = xml.find("xmlns:w=") + len("xmlns:w=")
    return (
        xml.count("xmlns:w=") == 1
        and xml.startswith(tuple(f"{quote}{space}{quote}" for space in _NAMESPACES for quote in "\"'"), at)
        and ("!" not in xml or ("<![CDATA[" not in xml and "<!--" not in xml))  # one sign is found ten times as fast
    )


@dataclass(slots=True)
class _Open:
    """A paragraph that has not ended."""

    para: Para
    parts: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


@dataclass(slots=True)
class _Sdt:
    inside: _Open | None
    start: int
    tag: str = ""
    prompting: bool = False


#: What is text without being written as text.
_SIGNS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
#: Elements that hold nothing.
_SMALL = {*_SIGNS, "tag", "showingPlcHdr", "bookmarkStart"}


class _Builder:
    """Turns events into a body; tables inside cells become tables of their own."""

    def __init__(self) -> None:
        self.body = Body()
        self.tables: list[Grid] = []
        self.rows: list[list[Cell]] = []
        self.cells: list[Cell] = []
        self.paras: list[_Open] = []
        self.sdts: list[_Sdt] = []
        self.skip = 0
        self.count = self.written = self.boxes = self.controls = 0
        self.pending: dict[str, int] = {}

    def take(self, tokens: Iterable[_Token]) -> None:
        """Take all that the scanner found; this loop is where the time goes."""
        for cell, para, mark, tag, inner, more, ended, text, closing, name, attributes in tokens:
            if para:
                if self.skip <= 0:
                    self.whole(cell, mark, tag, unescape(inner) if "&" in inner else inner, more, ended)
            elif not name:
                if text and self.paras and self.skip <= 0:
                    self.paras[-1].add(unescape(text) if "&" in text else text)
            elif not attributes:
                self.element(closing, name, "")
            elif attributes.endswith("/") and name not in _SMALL:
                # Empty: of those that hold others only a paragraph counts.
                if closing and name not in _SKIPPED:
                    self.element(closing, name, "")
                elif name == "p" and not closing and self.skip <= 0:
                    self.begin_p()
                    self.end_p()
            else:
                self.element(closing, name, "" if closing else _told(name, attributes))

    def take_slowly(self, events: Iterable[_Event]) -> None:
        """Take all events of a file of other habits."""
        for text, closing, name, attribute in events:
            if name:
                self.element(closing, name, attribute)
            elif text and self.paras and self.skip <= 0:
                self.paras[-1].add(text)

    def element(self, closing: str, name: str, attribute: str) -> None:
        """Take the begin or the end of an element, with the one attribute that counts."""
        if name in _SKIPPED:
            self.skip += -1 if closing else 1
        elif self.skip > 0:
            return
        elif closing:
            if name in _ENDS:
                _ENDS[name](self)
        elif name in _BEGINS:
            _BEGINS[name](self)
        else:
            self.small(name, attribute)

    def whole(self, cell: str, mark: str, tag: str, inner: str, more: str, ended: str) -> None:  # noqa: PLR0917 -- a token
        """Take a whole paragraph, as its begin, its bookmark, its control, its texts and its end would be taken."""
        # A control round cells or paragraphs is still to cover it.
        alone = cell and ended and self.rows and not self.sdts
        if cell and not alone:
            self.begin_tc()
        para = self.para()
        if mark:
            para.bookmarks.setdefault(_told("bookmarkStart", mark), 0)
        para.text = inner + (unescape(more) if "&" in more else more)
        if tag:
            if len(self.sdts) >= _MOST_NESTED:
                raise PackageError(_TOO_MANY_CONTROLS)
            if known := _told("tag", tag):
                self.keep(para, Control(0, len(inner), known, prompting=False))
        if alone:
            self.cell()
            self.rows[-1].append(Cell.of(para))
            return
        if self.cells:
            self.cells[-1].paras.append(para)
        else:
            self.body.items.append(para)
        if self.sdts:
            self.cover(para)
        if ended:
            self.end_tc()

    def small(self, name: str, attribute: str) -> None:
        """Take an element that holds nothing."""
        if name == "tag":
            if self.sdts:
                self.sdts[-1].tag = attribute
        elif name == "showingPlcHdr":
            if self.sdts:
                self.sdts[-1].prompting = attribute not in {"0", "false", "off"}
        elif name == "bookmarkStart":
            # A bookmark between paragraphs belongs to the next one.
            if self.paras:
                self.paras[-1].para.bookmarks.setdefault(attribute, self.paras[-1].length)
            else:
                self.pending.setdefault(attribute, 0)
        elif attribute != "page" and self.paras:
            self.paras[-1].add(_SIGNS[name])

    @property
    def unfinished(self) -> bool:
        """Whether something that began never ended: its text would be lost without a word."""
        return bool(self.paras or self.tables or self.rows or self.cells or self.sdts or self.skip)

    def para(self) -> Para:
        """Count a paragraph and make it."""
        self.written += 1
        if self.written > _MOST_PARAS:
            raise PackageError(f"文件的正文超过 {_MOST_PARAS} 段，正常的材料没有这么长，不予打开。")
        para = Para("", [], self.pending)
        self.pending = {}
        return para

    def begin_p(self) -> None:
        para = self.para()
        if self.cells:
            self.cells[-1].paras.append(para)
        else:
            self.body.items.append(para)
        self.paras.append(_Open(para))

    def end_p(self) -> None:
        if not self.paras:
            return
        ended = self.paras.pop()
        ended.para.text = "".join(ended.parts)
        self.cover(ended.para)

    def cover(self, para: Para) -> None:
        """Cover a paragraph that ended with the controls round whole paragraphs or cells."""
        for sdt in self.sdts:
            if sdt.inside is None and sdt.tag:
                self.keep(para, Control(0, len(para.text), sdt.tag, sdt.prompting))

    def begin_tbl(self) -> None:
        self.count += 1
        if self.count > _MOST_TABLES or len(self.tables) > _MOST_DEPTH:
            raise PackageError(f"文件里的表格超过 {_MOST_TABLES} 个或套得太深，不予打开。")
        grid = Grid()
        self.body.items.append(grid)
        self.tables.append(grid)

    def end_tbl(self) -> None:
        if self.tables:
            self.tables.pop()

    def begin_tr(self) -> None:
        if self.tables:
            self.cell()
            row: list[Cell] = []
            self.rows.append(row)
            self.tables[-1].rows.append(row)

    def end_tr(self) -> None:
        if self.rows:
            self.rows.pop()

    def begin_tc(self) -> None:
        if self.rows:
            self.cell()
            cell = Cell()
            self.cells.append(cell)
            self.rows[-1].append(cell)

    def end_tc(self) -> None:
        if self.cells:
            self.cells.pop()

    def begin_sdt(self) -> None:
        if len(self.sdts) >= _MOST_NESTED:
            raise PackageError(_TOO_MANY_CONTROLS)
        inside = self.paras[-1] if self.paras else None
        self.sdts.append(_Sdt(inside, inside.length if inside else 0))

    def end_sdt(self) -> None:
        if not self.sdts:
            return
        sdt = self.sdts.pop()
        if sdt.inside is not None and sdt.tag and self.paras and sdt.inside is self.paras[-1]:
            self.keep(sdt.inside.para, Control(sdt.start, sdt.inside.length, sdt.tag, sdt.prompting))

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


_Step = Callable[[_Builder], None]
_BEGINS: dict[str, _Step] = {
    "p": _Builder.begin_p,
    "tbl": _Builder.begin_tbl,
    "tr": _Builder.begin_tr,
    "tc": _Builder.begin_tc,
    "sdt": _Builder.begin_sdt,
}
_ENDS: dict[str, _Step] = {
    "p": _Builder.end_p,
    "tbl": _Builder.end_tbl,
    "tr": _Builder.end_tr,
    "tc": _Builder.end_tc,
    "sdt": _Builder.end_sdt,
}


def scan(content: bytes) -> Body:
    """Return the model of a document.xml.

    Raises:
        PackageError: when it is broken or has too many tables.
    """
    xml = xml_text(content)
    if xml is None:
        raise PackageError("文件的正文不是 UTF-8 编码，请用 Word 或 WPS 打开，另存后再用。")
    builder = _Builder()
    if _plain(xml):
        builder.take(_TOKEN.findall(xml))
    else:
        builder.take_slowly(_slow(content))
    if builder.unfinished:
        raise PackageError(_BROKEN)
    return builder.body
