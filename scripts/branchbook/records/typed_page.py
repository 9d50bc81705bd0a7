"""A file that is not ours as plain lines and rows of cells, whatever program it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchbook.records.package import PackageError
from branchbook.records.scan import Grid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from branchbook.records.scan import Body
    from branchbook.records.xlsx_read import Workbook

#: A line of text, or the cells of a table's row.
Item = str | tuple[str, ...]

#: A record is never longer; what stands behind is not looked at.
_MOST_ITEMS = 20_000
_MOST_CHARS = 400_000
_MOST_CELLS = 64
_LARGEST_TEXT = 2 << 20

# Every character becomes exactly one, so that places found in a folded text are places in the text itself.
_FOLDED = {
    **{ord("０") + n: str(n) for n in range(10)},
    **{ord(wide) + n: chr(ord(plain) + n) for wide, plain in (("Ａ", "A"), ("ａ", "a")) for n in range(26)},
    **{ord(a): b for a, b in zip("．／－～＿＊", "./-~_*", strict=True)},
    **{ord(a): b for a, b in zip(":,;()﹕﹐﹔", "：，；（）：，；", strict=True)},
    **dict.fromkeys(map(ord, "\t\xa0\u2002\u2003\u2009\u202f\u3000"), " "),
}
_DROPPED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
_BREAKS = re.compile("\r\n|[\r\x0c\x85\u2028\u2029]")
_RULE = re.compile("[ \t\xa0\u3000|｜:：-]+")
_BARS = re.compile("[|｜]")
_FOOTER = re.compile(
    "[ \u3000]*(?:[—–-]+ *[0-9]{1,4} *[—–-]+|第 *[0-9]{1,4} *页(?:[ ，,/]*共 *[0-9]{1,4} *页)?)[ \u3000]*"
)
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def fold(text: str) -> str:
    """Return a text in which widths of figures, letters and marks and kinds of spaces do not count, of equal length."""
    return text.translate(_FOLDED)


def trim(text: str) -> str:
    """Take the spaces of every kind off both ends."""
    return text.strip(" \t\n\xa0\u2002\u2003\u2009\u202f\u3000")


def squeeze(text: str) -> str:
    """Return a folded text without spaces and line ends."""
    return fold(text).replace(" ", "").replace("\n", "")


@dataclass(frozen=True, slots=True)
class Page:
    """What stands in a file, in order.

    Attributes:
        items: lines outside tables as text, rows of tables as their cells.
        sheet: whether it is a spreadsheet, in which days are numbers and empty cells stand between label and value.
        old_epoch: whether its days are counted from 1904.
    """

    items: tuple[Item, ...]
    sheet: bool = False
    old_epoch: bool = False

    @property
    def lines(self) -> list[str]:
        """Every line, those of cells too."""
        found: list[str] = []
        for item in self.items:
            for text in (item,) if isinstance(item, str) else item:
                found += [line for line in text.split("\n") if trim(line)]
        return found

    @property
    def text(self) -> str:
        """The whole text: lines, and rows with their cells side by side."""
        return "\n".join(item if isinstance(item, str) else "　".join(filter(None, item)) for item in self.items)


def _clean(text: str) -> str:
    return _DROPPED.sub("", _BREAKS.sub("\n", text))


def _line(line: str) -> Item:
    """Make a row out of a line whose parts are parted by bars or tabs."""
    if "|" in line or "｜" in line:
        if not _RULE.sub("", line):
            return ""
        cells = [trim(cell) for cell in _BARS.split(trim(line))]
        if trim(line)[0] in "|｜":
            cells = cells[1:]
        if len(cells) > 1 and trim(line)[-1] in "|｜" and trim(line)[0] in "|｜":
            cells = cells[:-1]
        return tuple(cells[:_MOST_CELLS])
    if "\t" in line:
        cells = [trim(cell) for cell in line.split("\t") if trim(cell)]
        if len(cells) > 1:
            return tuple(cells[:_MOST_CELLS])
    return trim(line)


def _page(items: Iterable[Item], *, sheet: bool = False, old_epoch: bool = False) -> Page:
    kept: list[Item] = []
    room = _MOST_CHARS
    for item in items:
        if not item or (_FOOTER.fullmatch(item) if isinstance(item, str) else not any(item)):
            continue
        room -= len(item) if isinstance(item, str) else sum(map(len, item))
        if room < 0 or len(kept) >= _MOST_ITEMS:
            break
        kept.append(item)
    return Page(tuple(kept), sheet, old_epoch)


def page_of_text(text: str) -> Page:
    """Return a plain text as a page; `|` or tabs part the cells of a row."""
    return _page(_line(line) for line in _clean(text).split("\n"))


def _row(cells: list[str]) -> list[Item]:
    """Return a row; one that is a single cell is taken as the lines in it."""
    if len(cells) == 1:
        return [trim(line) for line in cells[0].split("\n")]
    return [tuple(trim(cell) for cell in cells[:_MOST_CELLS])]


def page_of_body(body: Body) -> Page:
    """Return a document's paragraphs and tables as a page; prompts of controls that nobody typed in are left out."""
    items: list[Item] = []
    for item in body.items:
        if isinstance(item, Grid):
            for row in item.rows:
                items += _row([_clean(cell.value) for cell in row])
        else:
            items += [_line(line) for line in _clean(item.value).split("\n")]
    return _page(items)


def page_of_book(book: Workbook) -> Page:
    """Return a workbook's sheets, one after the other, as a page."""
    items: list[Item] = []
    for sheet in book.sheets.values():
        by_row: dict[int, list[int]] = {}
        for row, column in sheet.cells:
            by_row.setdefault(row, []).append(column)
        known = sorted(by_row)[:_MOST_ITEMS]
        first = min((min(by_row[row]) for row in known), default=1)
        for row in known:
            last = min(max(by_row[row]), first + _MOST_CELLS - 1)
            cells = [_clean(sheet.text(row, column)) for column in range(first, last + 1)]
            filled = [cell for cell in cells if trim(cell)]
            items += _row(filled if len(filled) == 1 else cells)
    return _page(items, sheet=True, old_epoch=book.epoch.year == 1904)


def decode(data: bytes) -> str:
    """Return the text of a .txt in UTF-8, UTF-16 or GB 18030.

    Raises:
        PackageError: one sentence why it is not read, and what to do.
    """
    if len(data) > _LARGEST_TEXT:
        raise PackageError(
            f"文本文件有 {len(data) >> 20} MB，超过 {_LARGEST_TEXT >> 20} MB，正常的记录没有这么长，不予打开。"
        )
    encodings = ("utf-8-sig", "gb18030")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)  # type: ignore[assignment]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _BINARY.search(text):
            break
        if not trim(_clean(text)):
            raise PackageError("文件是空的，里面什么也没有，请检查是不是没有保存好。")
        return text
    raise PackageError("认不出这个文本文件的编码，请用记事本打开，另存为 UTF-8 编码的文本文件再查。")
