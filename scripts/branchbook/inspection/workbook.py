"""A report as a workbook that an inspector would hand over: 问题清单, and what it was made from."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from branchbook.dossiers.values import cn_day
from branchbook.inspection.issues import sheaves
from branchbook.records.sheets import lines
from branchbook.records.words import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from branchbook.handbook import Handbook
    from branchbook.inspection.report import Report

_MADE = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_FONT = "仿宋"

#: Headings of 问题清单 with the widths of their columns.
ISSUES = (
    ("编号", 6),
    ("材料", 26),
    ("问题", 42),
    ("读到的内容", 30),
    ("依据", 30),
    ("整改建议", 36),
    ("轻重", 10),
    ("责任人", 10),
    ("时限", 12),
)


class Sheets:
    """A workbook of plain lists."""

    def __init__(self, title: str, identity: str = "") -> None:
        """Begin one.

        Args:
            title: what its properties call it.
            identity: what it says it is (`id@version`), for the reader; nothing when empty.
        """
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.buffer,
            {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False},
        )
        self.book.set_properties({"title": title, "author": "支部手册", "created": _MADE})
        if identity:
            self.book.set_custom_property("recordTemplate", identity)
        base: dict[str, Any] = {"font_name": _FONT, "font_size": 11, "text_wrap": True, "valign": "top", "border": 1}
        self.text = self.book.add_format(base)
        self.middle = self.book.add_format({**base, "align": "center"})
        self.head = self.book.add_format(
            {**base, "font_name": "黑体", "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#E8E8E8"}
        )
        self.title = self.book.add_format(
            {"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"}
        )

    def sheet(self, name: str, title: str, columns: Sequence[tuple[str, float]], rows: Iterable[Sequence[str]]) -> None:
        """Add a sheet: a title, headings with filters, one row a line, set up for A4 across."""
        sheet = self.book.add_worksheet(name)
        last = len(columns) - 1
        sheet.merge_range(0, 0, 0, last, title, self.title)
        sheet.set_row(0, 30)
        for index, (label, width) in enumerate(columns):
            sheet.set_column(index, index, width)
            sheet.write_string(1, index, label, self.head)
        sheet.set_row(1, 22)
        line = 1
        for line, row in enumerate(rows, 2):
            tall = 1
            for index, cell in enumerate(row):
                look = self.middle if columns[index][1] <= 10 else self.text
                sheet.write_string(line, index, clean(cell), look)
                tall = max(tall, lines(cell, columns[index][1]))
            sheet.set_row(line, min(400, 16 * tall + 4))
        sheet.autofilter(1, 0, max(line, 2), last)
        sheet.freeze_panes(2, 0)
        sheet.repeat_rows(0, 1)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        sheet.set_footer("&C第 &P 页，共 &N 页")

    def close(self) -> bytes:
        """Return the file."""
        self.book.close()
        return self.buffer.getvalue()


def workbook(handbook: Handbook, report: Report) -> bytes:
    """Return a report as an .xlsx; the same report gives the same bytes."""
    found = Sheets("问题清单")
    groups = list(sheaves(handbook, report))
    issues = [issue for group in groups for issue in group.issues]
    rows = [
        (
            str(number),
            f"{issue.title}\n{issue.path}" if issue.title else issue.path,
            issue.problem,
            issue.read,
            issue.basis,
            issue.mend,
            issue.weight,
            "",
            "",
        )
        for number, issue in enumerate(issues, 1)
    ]
    found.sheet("问题清单", f"问题清单（{cn_day(report.today)}）", ISSUES, rows)
    overview = ((group.path, group.title, group.verdict, str(len(group.issues))) for group in groups)
    heads = (("文件或文件夹", 50), ("材料", 40), ("结论", 10), ("问题数", 8))
    found.sheet("材料一览", "材料一览", heads, overview)
    for number, dossier in enumerate((item for item in report.dossiers if item.catalogue), 1):
        name = "归档目录" if number == 1 else f"归档目录{number}"
        filed = (
            (str(place), item.title, item.doc_no, cn_day(item.day) if item.day else "", "", item.path)
            for place, item in enumerate(dossier.catalogue, 1)
        )
        columns = (("序号", 6), ("题名", 44), ("文号", 24), ("日期", 16), ("页数", 8), ("文件", 44))
        found.sheet(name, f"归档目录（{dossier.title}）", columns, filed)
    if report.unread:
        unread = ((item.path, item.message) for item in report.unread)
        found.sheet("没有读的", "没有读的文件", (("文件", 50), ("为什么，怎么办", 70)), unread)
    return found.close()
