"""A year's meetings as one minute book with contents, and a register of them; nothing is in it that no record says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchbook.dossiers.due import is_of, kept
from branchbook.dossiers.values import canonical, cn_day
from branchbook.inspection.collect import Unread
from branchbook.inspection.workbook import Sheets
from branchbook.records.docx import body_of
from branchbook.records.pack import deflated, fixed, pack
from branchbook.records.parts import FORM, around, core, custom, shared
from branchbook.records.read import BOOK
from branchbook.records.wml import cell, paragraph, row, run, table_start
from branchbook.records.words import clean
from branchbook.rules.due import year_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from branchbook.dossiers.seen import ReadRecord
    from branchbook.handbook import Handbook

#: The things of `docs/year.yml` whose records are bound, 三会一课 and what is held like them.
BOUND = ("general-meeting", "committee-meeting", "group-meeting", "party-lesson", "theme-day", "life-meeting")
_IDENTITY = f"{BOOK}@1"
#: Word asks once whether to fill in the page numbers; LibreOffice fills them in by itself.
_UPDATE = '<w:updateFields w:val="true"/>'
_COLUMNS = (
    ("序号", 6), ("日期", 16), ("种类", 14), ("主题", 44), ("应到", 7), ("实到", 7), ("主持", 12), ("记录", 12), ("页", 6), ("文件", 40),
)  # fmt: skip


@dataclass(frozen=True)
class Bound:
    """One record in the book.

    Attributes:
        record: the record.
        sort: what it is called: 党员大会, 支委会 …
        subject: what it was about, as it says itself; empty when it does not.
    """

    record: ReadRecord
    sort: str
    subject: str

    @property
    def day(self) -> str:
        """Its day in words; empty when it is not known."""
        return cn_day(self.record.day) if self.record.day else ""

    def said(self, name: str) -> str:
        """Return a value as it would be printed; empty when the record does not say it."""
        value = self.record.of(name)
        return "" if value is None else self.record.said(name, value)


@dataclass(frozen=True)
class Book:
    """A minute book: what is bound, by day, and what was given but is not, with the reason."""

    title: str
    bound: tuple[Bound, ...]
    left: tuple[Unread, ...]


def _subject(record: ReadRecord) -> str:
    """Return what a record was about: its theme, its name, or else its topics."""
    for name in ("subject", "theme", "meeting_name"):
        value = record.of(name)
        if isinstance(value, str):
            return record.said(name, value)
    topics = record.of("topics")
    rows = topics if isinstance(topics, list) else []
    return "；".join(str(line["item"]) for line in rows if isinstance(line, dict) and line.get("item"))


def _filled(record: ReadRecord) -> tuple[str, str]:
    """Return what two copies of one file have alike."""
    return record.kind, canonical(dict(record.values)) + canonical(record.text)


def bind(handbook: Handbook, records: Sequence[ReadRecord], unread: Sequence[Unread], *, year: int = 0) -> Book:
    """Choose and order what a minute book holds.

    Args:
        handbook: the handbook.
        records: every record that was read.
        unread: the files that were not.
        year: the year whose records are bound; all of them when 0.
    """
    entries = [entry for entry in kept(year_data(handbook)) if entry["id"] in BOUND]
    bound, left = [], list(unread)
    first: dict[tuple[str, str], str] = {}
    for record in records:
        entry = next((entry for entry in entries if is_of(record, entry)), None)
        if record.kind == BOOK:
            continue
        if record.template is None:
            left.append(Unread(record.path, "认不出是哪一种材料，没有编进来"))
        elif record.blank:
            left.append(Unread(record.path, "一个空也没有填，没有编进来"))
        elif entry is None:
            left.append(Unread(record.path, f"是{record.title}，不是会议记录，没有编进来"))
        elif year and record.day and record.day[:4] != str(year):
            left.append(Unread(record.path, f"是{cn_day(record.day)}的，不是{year}年的，没有编进来"))
        elif (twin := first.setdefault(_filled(record), record.path)) != record.path:
            left.append(Unread(record.path, f"和 {twin} 填的完全一样，没有编进来"))
        else:
            bound.append(Bound(record, entry["title"], _subject(record)))
    bound.sort(key=lambda item: (item.record.day or "9999", item.record.path))
    years = {item.record.day[:4] for item in bound if item.record.day}
    which = f"{year}年" if year else f"{min(years)}年" if len(years) == 1 else ""
    return Book(f"{which}会议记录本", tuple(bound), tuple(sorted(left, key=lambda item: item.path)))


def _page(number: int) -> str:
    """Return a field that says on which page a record begins; blank until a program fills it in."""
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    field = f'<w:r><w:instrText xml:space="preserve"> PAGEREF BK_{number} \\h </w:instrText></w:r>'
    return f"{begin}{field}{middle}{run('　')}{end}"


def _table(heads: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]]) -> str:
    """Return a table whose cells are runs already."""
    head = [
        cell(width, run(text), style="Label", shaded=True, keep=True) for text, width in zip(heads, widths, strict=True)
    ]
    body = [
        row([cell(width, inner, style="Cell") for inner, width in zip(line, widths, strict=True)], 400) for line in rows
    ]
    return f"{table_start(widths)}{row(head, 440, head=True)}{''.join(body)}</w:tbl>"


def _words(record: ReadRecord) -> str:
    """Return a record that is no form of ours as it stands, line by line."""
    return "".join(paragraph("Flush", run(clean(line))) for line in record.text.split("\n") if line.strip())


def book_docx(book: Book) -> bytes:
    """Return the minute book as .docx: contents, then every record from a new page on; the same records, the same bytes."""
    parts = [paragraph("Title", run(book.title)), paragraph("Heading1", run(f"目录（{len(book.bound)} 份）"))]
    rows = [
        (run(str(number)), run(item.day), run(item.sort), run(clean(item.subject)), _page(number))
        for number, item in enumerate(book.bound, 1)
    ]
    width = FORM.width
    widths = [width * 8 // 100, width * 24 // 100, width * 15 // 100, width * 45 // 100]
    parts.append(_table(("序号", "日期", "种类", "主题", "页"), [*widths, width - sum(widths)], rows))
    if book.left:
        parts.append(paragraph("Heading1", run(f"没有编进来的（{len(book.left)} 份）")))
        half = width * 45 // 100
        parts.append(
            _table(
                ("文件", "为什么"),
                (half, width - half),
                [(run(clean(item.path)), run(item.message)) for item in book.left],
            )
        )
    for number, item in enumerate(book.bound, 1):
        mark = f'<w:bookmarkStart w:id="{number}" w:name="BK_{number}"/><w:bookmarkEnd w:id="{number}"/>'
        line = "　".join(part for part in (f"第 {number} 份", item.sort, item.day) if part)
        parts += [
            paragraph(
                "Hint", mark + run(f"{line}　原件：{clean(item.record.path)}"), "<w:keepNext/><w:pageBreakBefore/>"
            ),
            _body(item.record),
        ]
    before, after = around(FORM)
    members = {name: fixed(text) for name, text in shared(FORM).items() if name != "word/settings.xml"}
    members["word/settings.xml"] = fixed(
        shared(FORM)["word/settings.xml"].replace("<w:compat>", f"{_UPDATE}<w:compat>")
    )
    members["docProps/core.xml"] = fixed(core(book.title))
    members["docProps/custom.xml"] = fixed(custom(_IDENTITY))
    members["word/document.xml"] = deflated("".join((before, *parts, after)).encode())
    return pack(members)


def _body(record: ReadRecord) -> str:
    return body_of(record.template, record.values) if record.ours and record.template else _words(record)


def book_xlsx(book: Book) -> bytes:
    """Return the register as .xlsx; the page is for people to write, from the book's contents."""
    found = Sheets(book.title, _IDENTITY)
    rows = [
        (
            str(number),
            item.day,
            item.sort,
            item.subject,
            item.said("due"),
            item.said("present"),
            item.said("chair"),
            item.said("recorder"),
            "",
            item.record.path,
        )
        for number, item in enumerate(book.bound, 1)
    ]
    found.sheet("登记", book.title.replace("记录本", "记录登记"), _COLUMNS, rows)
    if book.left:
        left = ((item.path, item.message) for item in book.left)
        found.sheet("没有编进来的", "没有编进来的", (("文件", 50), ("为什么", 70)), left)
    return found.close()


__all__ = ["BOUND", "Book", "Bound", "bind", "book_docx", "book_xlsx"]
