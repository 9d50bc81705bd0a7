"""What a browser must be handed to write the records of a template itself: a register's workbook to be filled, and sample rows."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from branchbook.handbook.template import FieldType
from branchbook.records.flow import Flow
from branchbook.records.package import open_package
from branchbook.records.parts import BALLOT, FORM, OFFICIAL, Page, around, core, custom, shared
from branchbook.records.sheets import own_numbers
from branchbook.records.style import Style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchbook.handbook.template import Template

#: Stand for a title and an identity in the parts that hold them.
TITLE, IDENTITY = "{title}", "{identity}"
#: The same in every workbook, and large.
THEME = "xl/theme/theme1.xml"
_PLACE = re.compile(r"\$([A-Z]+)\$(\d+)")


def _page(page: Page) -> dict[str, Any]:
    sizes = {name: getattr(page, name) for name in ("official", "body", "title", "cell", "width", "height")}
    before, after = around(page)
    return {**sizes, "before": before, "after": after, "parts": shared(page)}


def parts_data() -> dict[str, Any]:
    """Return what all .docx files share, by page, with `{title}` and `{identity}` to be put in.

    Returns:
        `pages` by name (`official`, `ballot`, `form`): sizes as in `Page`, what stands before and after the content of
        document.xml, and parts by name; `core` and `custom`, the parts with title and identity; `theme`, that of
        every workbook.
    """
    return {
        "pages": {name: _page(page) for name, page in (("official", OFFICIAL), ("ballot", BALLOT), ("form", FORM))},
        "core": core(TITLE),
        "custom": custom(IDENTITY),
        "theme": _theme(),
    }


def _theme() -> str:
    import xlsxwriter  # noqa: PLC0415 -- it takes its time to load

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet()
    book.close()
    return open_package(buffer.getvalue())[THEME].decode()


def workbook_data(template: Template) -> dict[str, Any]:
    """Return a register's workbook with one empty row in each table, and where its cells are.

    Returns:
        `parts`: its XML by name, without the theme, which `parts_data` has; `fields`: sheet (from 1), row, column and
        how many digits fit in a line, by id; `tables`: sheet, row, whether its first column counts the rows, how high
        a page and what stands below are in points, and column and width by column id.
    """
    from branchbook.records.xlsx import book_of  # noqa: PLC0415 -- XlsxWriter takes its time to load

    book = book_of(Flow.of(template, {}, Style.FILLED))
    numbers = {sheet.get_name(): number for number, sheet in enumerate(book.book.worksheets(), 1)}

    def place(key: str) -> tuple[int, int, str]:
        sheet, cells = book.places[key]
        match = _PLACE.match(cells)
        if match is None:
            raise ValueError(f"{key} stands at {cells}, which is no cell")
        return numbers[sheet], int(match[2]), match[1]

    fields, tables = {}, {}
    for field in template.fields.values():
        if field.type is not FieldType.TABLE:
            fields[field.id] = [*place(field.id), round(book.widths[field.id], 1)]
            continue
        columns = {name: f"{field.id}.{name}" for name in field.columns}
        sheet, row, _ = place(next(iter(columns.values())))
        tables[field.id] = {
            "sheet": sheet,
            "row": row,
            "counted": not own_numbers(field),
            "page": round(book.pages[field.id][0], 2),
            "below": book.pages[field.id][1],
            "columns": {name: [place(key)[2], book.widths[key]] for name, key in columns.items()},
        }
    parts = {name: content.decode() for name, content in open_package(book.close()).items() if name != THEME}
    return {"parts": parts, "fields": fields, "tables": tables}


def writing_data(template: Template) -> dict[str, Any]:
    """Return what writing a template's records takes besides its kit.

    Returns:
        For a .docx, `samples`: the example's rows by table, by which columns are given their widths; for an .xlsx,
        `book` as from `workbook_data`.
    """
    if template.suffix == ".xlsx":
        return {"book": workbook_data(template)}
    example: Mapping[str, Any] = template.example
    return {"samples": {table.id: rows for table in template.tables if (rows := example.get(table.id))}}


__all__ = ["IDENTITY", "THEME", "TITLE", "parts_data", "workbook_data", "writing_data"]
