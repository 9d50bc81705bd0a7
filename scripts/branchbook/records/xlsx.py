"""Write a register or catalogue as .xlsx: a sheet to fill in, a hidden list of choices, a sheet of advice."""

from __future__ import annotations

import io
import math
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from branchbook.handbook.template import FieldType
from branchbook.records.flow import Flow, advice, judged
from branchbook.records.layout import Form, Heading, Paragraph, Table
from branchbook.records.pack import deflated, pack
from branchbook.records.package import open_package
from branchbook.records.style import RenderError, Style
from branchbook.records.words import bookmark, given, identity_line, placeholder, show

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from branchbook.handbook.template import Field, Template

_LONGEST = 32767
_MADE = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_SLOT = re.compile(r"\{([a-z0-9_]+)(?:\.([a-z0-9_]+))?\}")
#: The width of an A4 page lying on its side, in characters of the sheet.
_PAGE_CHARS = 124
_DATE_FORMAT = 'yyyy"年"m"月"d"日"'
_TIME_FORMAT = 'yyyy"年"m"月"d"日"hh:mm'
_FONT = "宋体"


def cell_name(kind: str, *ids: str) -> str:
    """Return the defined name of a field (`F_…`) or of a column (`T_…`)."""
    return kind + bookmark(*ids)[1:]


def _shown_length(text: str) -> int:
    return sum(2 if ord(char) > 0xFF else 1 for char in text)


def sheet_title(template: Template) -> str:
    """Return the sheet's name: at most 31 characters, none that Excel forbids."""
    return re.sub(r"[\[\]:*?/\\']", "", template.title)[:31]


class _Book:
    """One workbook being written."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.buffer,
            {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False},
        )
        self.sheet: Worksheet = self.book.add_worksheet(sheet_title(flow.template))
        self.title = self.sheet.get_name()
        self.formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.lists: list[list[str]] = []
        self.places: dict[str, str] = {}

    def format(self, **kinds: Any) -> Format:
        """Return a cell format, made once."""
        base = {"font_name": _FONT, "font_size": 11, "valign": "vcenter", **kinds}
        key = tuple(sorted(base.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(base)
        return self.formats[key]

    def name(self, name: str, first: tuple[int, int], last: tuple[int, int] | None = None) -> str:
        """Give a cell or a column's range a defined name; return its reference."""
        start = xl_rowcol_to_cell(*first, row_abs=True, col_abs=True)
        stop = "" if last is None else ":" + xl_rowcol_to_cell(*last, row_abs=True, col_abs=True)
        self.book.define_name(name, f"='{self.title}'!{start}{stop}")
        return str(start + stop)

    # -- cells --------------------------------------------------------------------------------

    def put(self, row: int, column: int, field: Field, value: Any, look: dict[str, Any]) -> None:
        """Write a value as what it is: date, number or text."""
        if field.type in {FieldType.DATE, FieldType.DATETIME}:
            look = {**look, "num_format": _DATE_FORMAT if field.type is FieldType.DATE else _TIME_FORMAT}
            try:
                moment = datetime.fromisoformat(str(value)) if given(value) else None
            except ValueError:
                moment = None
            # Excel counts a 29 February 1900 that never was; days before it stay text.
            if moment is not None and moment >= datetime(1900, 3, 1):  # noqa: DTZ001 -- Excel has no zones
                self.sheet.write_datetime(row, column, moment, self.format(**look))
                return
        if field.type in {FieldType.TEXT, FieldType.SIGNATURE, FieldType.ATTACHMENT, FieldType.RATIO, FieldType.PEOPLE}:
            look = {**look, "num_format": "@"}
        cell = self.format(**look)
        if field.type is FieldType.INTEGER and isinstance(value, int) and abs(value) < 10**15:
            self.sheet.write_number(row, column, value, cell)
            return
        text = show(field, value)
        if len(text) > _LONGEST:
            raise RenderError(f"“{field.label}”有 {len(text)} 个字，一格放不下，Excel 一格最多 {_LONGEST} 字")
        if text:
            self.sheet.write_string(row, column, text, cell)
        else:
            self.sheet.write_blank(row, column, None, cell)

    def formula(self, text: str, table: Field | None = None, row: int = 0) -> str:
        """Return a formula with every `{table.column}` and `{field}` replaced by its cells."""

        def place(match: re.Match[str]) -> str:
            if match[2]:
                return self.places.get(f"{match[1]}.{match[2]}", "#REF!")
            if table is not None and match[1] in table.columns:
                letters = self.places[f"{table.id}.{match[1]}"].split("$")[1]
                return f"${letters}{row + 1}"
            return self.places.get(match[1], "#REF!")

        return "=" + _SLOT.sub(place, text).lstrip("=")

    def validate(self, first: tuple[int, int], last: tuple[int, int], field: Field) -> None:
        """Let Excel watch over what is typed."""
        rule: dict[str, Any] | None = None
        if field.type is FieldType.CHOICE:
            choices = list(field.choices)
            short = len(",".join(choices)) <= 250 and not any("," in choice for choice in choices)
            rule = {"validate": "list", "source": choices if short else self.listed(choices)}
            rule |= {"error_title": "请从清单中选", "error_message": f"可选：{'、'.join(choices)}"[:255]}
        elif field.type in {FieldType.DATE, FieldType.DATETIME}:
            rule = {
                "validate": "date",
                "criteria": "between",
                "minimum": datetime(1900, 1, 1),  # noqa: DTZ001 -- Excel has no zones
                "maximum": datetime(2199, 12, 31),  # noqa: DTZ001 -- Excel has no zones
                "error_title": "请写日期",
                "error_message": "写成 2026-6-5 的样子，年、月、日写全。",
            }
        elif field.type is FieldType.INTEGER:
            low, high = field.min if field.min is not None else 0, field.max if field.max is not None else 9_999_999
            rule = {
                "validate": "integer",
                "criteria": "between",
                "minimum": low,
                "maximum": high,
                "error_title": "请写整数",
                "error_message": f"写 {low} 到 {high} 之间的整数。",
            }
        if rule is None:
            return
        rule |= {"ignore_blank": True, "error_type": "warning"}
        if self.flow.guided and field.help:
            rule |= {"input_title": field.label[:32], "input_message": field.help[:255]}
        self.sheet.data_validation(*first, *last, rule)

    def listed(self, choices: list[str]) -> str:
        """Put long lists of choices on a hidden sheet; return their range."""
        if choices not in self.lists:
            self.lists.append(choices)
        letter = xl_col_to_name(self.lists.index(choices))
        return f"='选项'!${letter}$1:${letter}${len(choices)}"

    def close(self) -> bytes:
        """Return the file."""
        if self.lists:
            hidden = self.book.add_worksheet("选项")
            for column, choices in enumerate(self.lists):
                for row, choice in enumerate(choices):
                    hidden.write_string(row, column, choice)
            hidden.hide()
        self.book.close()
        return self.buffer.getvalue()


def _widths(template: Template, rows: Mapping[str, list[Mapping[str, Any]]]) -> list[float]:
    """Return the sheet's column widths in characters; the first is 序号."""
    most = max((len(table.columns) - 1 + _begin(table) for table in template.tables), default=3)
    widths = [0.0] * most
    for table in template.tables:
        sample = rows[table.id][:60]
        for index, column in enumerate(table.columns.values(), _begin(table) - 1):
            if index < 0:
                continue
            label = _shown_length(column.label) + (len(column.unit) * 2 + 2 if column.unit else 0)
            held = max((_shown_length(show(column, row.get(column.id))) for row in sample), default=0)
            if column.type is FieldType.LONG_TEXT:
                held = max(held, 24)
            elif column.type is FieldType.DATE:
                held = max(held, 14)
            elif column.type is FieldType.DATETIME:
                held = max(held, 20)
            elif column.type is FieldType.SIGNATURE:
                held = max(held, 12)
            widths[index] = max(widths[index], min(max(label / (1 if label <= 12 else 2) + 2, held + 2, 8), 40))
    cap = 40.0
    while sum(widths) > _PAGE_CHARS and cap > 12:
        cap -= 2
        widths = [min(width, cap) for width in widths]
    total = sum(widths)
    if total < 90:
        widths = [width * 90 / total for width in widths]
    return [6.0, *(round(width, 1) for width in widths)]


def _begin(table: Field) -> int:
    """Return the first column's place: 1 beside our own 序号, 0 where the table has one itself."""
    return 0 if next(iter(table.columns.values())).label in {"序号", "编号", "顺序号"} else 1


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column."""
    return sum(max(1, math.ceil(_shown_length(part) / max(1.0, width - 0.5))) for part in text.split("\n"))


def _halves(widths: list[float]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Split the sheet's width into one or two pairs of label and value columns."""
    count, total = len(widths), sum(widths)

    def pair(a: int, b: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
        cut = a
        while cut < b and sum(widths[a : cut + 1]) < 15:
            cut += 1
        if cut + 1 >= b or sum(widths[cut + 1 : b]) < 14:
            return None
        return (a, cut), (cut + 1, b - 1)

    middle = min(range(1, count), key=lambda i: abs(sum(widths[:i]) - total / 2))
    left, right = pair(0, middle), pair(middle, count)
    if left and right:
        return [left, right]
    whole = pair(0, count)
    return [whole or ((0, 0), (1, max(1, count - 1)))]


def render_xlsx(
    template: Template, values: Mapping[str, Any] | None, style: Style, *, cite: Callable[[str], str] | None = None
) -> bytes:
    """Return a register as .xlsx; the same input gives the same bytes.

    Raises:
        RenderError: when a text is too long for a cell.
    """
    flow = Flow.of(template, values, style)
    book = _Book(flow)
    sheet = book.sheet
    book.book.set_properties({"title": template.title, "author": "支部手册", "created": _MADE})
    book.book.set_custom_property("recordTemplate", f"{template.id}@{template.version}", "text")
    example = template.example
    rows: dict[str, list[Mapping[str, Any]]] = {
        table.id: [row for row in [*flow.rows(table), *(example.get(table.id) or ())] if isinstance(row, dict)]
        for table in template.tables
    }
    widths = _widths(template, rows)
    last = len(widths) - 1
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width, book.format())
    line = _title(book, flow, widths)
    tables_seen = [number for number, block in enumerate(flow.blocks()) if isinstance(block, Table)]
    forms = [(number, block) for number, block in enumerate(flow.blocks()) if isinstance(block, Form)]
    middle = tables_seen[0] if tables_seen else len(flow.blocks())
    for number, form in forms:
        if number < middle:
            line = _pairs(book, flow, form, line, widths)
    single = len(template.tables) == 1
    for table in template.tables:
        line = _table(book, flow, table, line, widths, titled=not single)
    for number, form in forms:
        if number > middle:
            line = _pairs(book, flow, form, line, widths)
    _fill_formulas(book, flow)
    tail = book.format(font_size=10, text_wrap=True, font_color="#595959")
    for block in flow.blocks():
        if isinstance(block, Paragraph) and not block.flush and not (block.hint and not flow.guided):
            text = "".join(piece.text for piece in flow.pieces(block.inline))
            sheet.merge_range(line, 0, line, last, text, tail)
            sheet.set_row(line, 16 * (1 + _shown_length(text) // int(sum(widths))))
            line += 1
    sheet.write_string(line, 0, identity_line(template), book.format(font_size=8, font_color="#7F7F7F"))
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_footer("&C— &P —")
    sheet.print_area(0, 0, line, last)
    if flow.guided:
        _advice(book, template, cite)
    package = open_package(book.close())
    return pack({name: deflated(content) for name, content in package.items()})


def _title(book: _Book, flow: Flow, widths: list[float]) -> int:
    """Write the title; return the next row."""
    title = next((b for b in flow.blocks() if isinstance(b, Heading) and b.level == 1), None)
    text = "".join(piece.text for piece in flow.pieces(title.inline)) if title else flow.template.title
    look = book.format(font_name="方正小标宋简体", font_size=20, align="center")
    book.sheet.merge_range(0, 0, 0, len(widths) - 1, text, look)
    book.sheet.set_row(0, 40)
    return 1


def _pairs(book: _Book, flow: Flow, form: Form, line: int, widths: list[float]) -> int:
    """Write the fields that stand once as label and value; return the next row."""
    sheet, last = book.sheet, len(widths) - 1
    pairs = _halves(widths)
    label_look = book.format(font_name="黑体", align="center", bg_color="#F2F2F2", border=1, text_wrap=True)
    for row in form.rows:
        groups = [row] if len(row) <= len(pairs) else [(name,) for name in row]
        for group in groups:
            height = 24
            for index, name in enumerate(group):
                field = flow.template.fields[name]
                (a, b), (c, d) = pairs[index]
                if index == len(group) - 1:
                    d = last
                head = field.label + (f"（{field.unit}）" if field.unit and field.unit not in field.label else "")
                _merge(sheet, line, a, b, label_look)
                sheet.write_string(line, a, head, label_look)
                look: dict[str, Any] = {"border": 1, "text_wrap": True, "align": "left"}
                _merge(sheet, line, c, d, book.format(**look))
                value = flow.values.get(name)
                if not given(value) and flow.guided and field.help and not field.formula:
                    sheet.write_string(
                        line,
                        c,
                        placeholder(field, guided=True, cell=True),
                        book.format(**look, font_color="#767676", font_size=9),
                    )
                else:
                    book.put(line, c, field, value, look)
                book.places[name] = book.name(cell_name("F", name), (line, c))
                book.validate((line, c), (line, c), field)
                room = sum(widths[c : d + 1]) * 0.95
                shown = show(field, value) or (placeholder(field, guided=flow.guided, cell=True))
                lines = _lines(shown, room)
                height = max(height, 16 * lines + 8, 56 if field.type is FieldType.LONG_TEXT else 0)
            sheet.set_row(line, min(height, 400))
            line += 1
    return line


def _merge(sheet: Worksheet, row: int, first: int, last: int, look: Format) -> None:
    if last > first:
        sheet.merge_range(row, first, row, last, "", look)


def _table(book: _Book, flow: Flow, table: Field, line: int, widths: list[float], *, titled: bool) -> int:
    """Write a table: header, rows, names and validation; return the next row."""
    sheet, columns = book.sheet, list(table.columns.values())
    if titled:
        sheet.write_string(line, 0, table.label, book.format(font_name="黑体", font_size=12))
        sheet.set_row(line, 26)
        line += 1
    head = book.format(font_name="黑体", align="center", bg_color="#F2F2F2", border=1, text_wrap=True)
    begin = _begin(table)
    if begin:
        sheet.write_string(line, 0, "序号", head)
    for index, column in enumerate(columns, begin):
        unit = f"（{column.unit}）" if column.unit and column.unit not in column.label else ""
        sheet.write_string(line, index, column.label + unit, head)
    sheet.set_row(line, 32)
    if not titled:
        if line <= 8:
            sheet.freeze_panes(line + 1, 0)
        sheet.repeat_rows(line)
    first = line + 1
    rows = flow.rows(table)
    final = line + max(1, len(rows))
    number = book.format(border=1, align="center")
    for index, column in enumerate(columns, begin):
        key = f"{table.id}.{column.id}"
        book.places[key] = book.name(cell_name("T", table.id, column.id), (first, index), (final, index))
        book.validate((first, index), (final, index), column)
    for offset, row in enumerate(rows):
        here = first + offset
        if begin:
            sheet.write_number(here, 0, offset + 1, number)
        tall = 1
        for index, column in enumerate(columns, begin):
            narrow = column.type not in {FieldType.TEXT, FieldType.LONG_TEXT}
            look: dict[str, Any] = {"border": 1, "text_wrap": True, "align": "center" if narrow else "left"}
            if column.formula:
                formula = book.formula(column.formula, table, here)
                sheet.write_formula(here, index, formula, book.format(**look), row.get(column.id, ""))
            else:
                book.put(here, index, column, row.get(column.id), look)
            tall = max(tall, _lines(show(column, row.get(column.id)), widths[index]))
        sheet.set_row(here, min(400, max(22, 15 * tall + 6)))
    return final + 1


def _fill_formulas(book: _Book, flow: Flow) -> None:
    """Write the formulas of the fields that stand once, over the values put there before."""
    for field in flow.template.fields.values():
        if not field.formula or field.id not in book.places:
            continue
        look: dict[str, Any] = {"border": 1, "text_wrap": True, "align": "left"}
        if field.type is FieldType.DATE:
            look["num_format"] = _DATE_FORMAT
        value = flow.values.get(field.id)
        cached: Any = "" if not given(value) else value if isinstance(value, int) else show(field, value)
        book.sheet.write_formula(
            book.places[field.id].replace("$", ""), book.formula(field.formula), book.format(**look), cached
        )


def _advice(book: _Book, template: Template, cite: Callable[[str], str] | None) -> None:
    """Add the sheet of filling notes."""
    sheet = book.book.add_worksheet("填写说明")
    for column, width in enumerate((24, 8, 90)):
        sheet.set_column(column, column, width)
    head = book.format(font_name="黑体", align="center", bg_color="#F2F2F2", border=1)
    text = book.format(text_wrap=True, border=1)
    plain = book.format(text_wrap=True)
    big = book.format(font_name="黑体", font_size=14)
    sheet.write_string(0, 0, "填写说明", big)
    line = 1
    for note in template.notes:
        sheet.merge_range(line, 0, line, 2, note, plain)
        sheet.set_row(line, 18 * (1 + _shown_length(note) // 118))
        line += 1
    for column, label in enumerate(("项目", "必填", "怎么填")):
        sheet.write_string(line, column, label, head)
    line += 1
    for row in advice(template):
        for column, said in enumerate(row):
            sheet.write_string(line, column, said, text)
        sheet.set_row(line, 18 * (1 + max(_shown_length(row[2]) // 88, _shown_length(row[0]) // 23)))
        line += 1
    if template.rules:
        sheet.write_string(line + 1, 0, "检查时会看什么", big)
        line += 2
    for number, rule in enumerate(template.rules.values(), 1):
        basis = f"依据：{'；'.join(cite(ref) for ref in rule.basis)}。" if cite and rule.basis else ""
        said = f"{number}.（{rule.severity.label}）{judged(template, rule)}。{basis}"
        sheet.merge_range(line, 0, line, 2, said, plain)
        sheet.set_row(line, 18 * (1 + _shown_length(said) // 118))
        line += 1
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
