"""Write a register or catalogue as .xlsx: a sheet a table, a hidden list of choices, a sheet of advice."""

from __future__ import annotations

import io
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
from branchbook.records.sheets import (
    BY_HAND,
    FILLED,
    Layout,
    folded,
    half_widths,
    heading,
    layout,
    lines,
    own_numbers,
    pairs,
    row_height,
)
from branchbook.records.style import RenderError, Style
from branchbook.records.watch import FORMATS, moment_of, watch
from branchbook.records.words import bookmark, given, identity_line, placeholder, show

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from branchbook.handbook.template import Field, Template

_LONGEST = 32767
_MADE = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_SLOT = re.compile(r"\{([a-z0-9_]+)(?:\.([a-z0-9_]+))?\}")
_TEXTS = {FieldType.TEXT, FieldType.SIGNATURE, FieldType.ATTACHMENT, FieldType.RATIO, FieldType.PEOPLE}
_FONT, _HEAD_FONT, _TITLE_FONT = "宋体", "黑体", "方正小标宋简体"
_SHADE, _GREY = "#F2F2F2", "#767676"
_LISTS, _GUIDE = "选项", "填写说明"


def cell_name(kind: str, *ids: str) -> str:
    """Return the defined name of a field (`F_…`) or of a column (`T_…`)."""
    return kind + bookmark(*ids)[1:]


def sheet_title(text: str) -> str:
    """Return a sheet's name: at most 31 characters, none that Excel forbids."""
    return re.sub(r"[\[\]:*?/\\']", "", text)[:31]


class Book:
    """One workbook being written."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.buffer,
            {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False},
        )
        self.formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.lists: list[list[str]] = []
        self.places: dict[str, tuple[str, str]] = {}
        """Where fields and columns stand: the sheet's name and the cells."""
        self.widths: dict[str, float] = {}
        """How many digits fit in a line of a field's or a column's cells."""
        self.pages: dict[str, tuple[float, float]] = {}
        """How high the page of a table is, and what stands below the table."""

    def format(self, **kinds: Any) -> Format:
        """Return a cell format, made once."""
        base = {"font_name": _FONT, "font_size": 11, "valign": "vcenter", **kinds}
        key = tuple(sorted(base.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(base)
        return self.formats[key]

    def head_format(self) -> Format:
        """Return the look of labels and headings."""
        return self.format(font_name=_HEAD_FONT, align="center", bg_color=_SHADE, border=1, text_wrap=True)

    def fed_by(self, field: Field) -> list[Field]:
        """Return the tables that a formula is worked out from, also by way of other formulas."""
        fields = self.flow.template.fields
        seen: set[str] = set()
        todo = [field.formula]
        while todo:
            for name, _ in _SLOT.findall(todo.pop()):
                if name in fields and name not in seen:
                    seen.add(name)
                    todo.append(fields[name].formula)
        return [table for table in self.flow.template.tables if table.id in seen]

    def guard(self, field: Field, sheet: str) -> str:
        """Return the cells whose emptiness makes a formula's answer empty."""
        wanted = []
        for table in self.fed_by(field):
            typed = [self.places[f"{table.id}.{column.id}"] for column in table.columns.values() if not column.formula]
            if len(typed) == len(table.columns):
                # Nothing is worked out in between, so that the table can be named in one.
                first, last = typed[0][1].partition(":"), typed[-1][1].partition(":")
                typed = [(typed[0][0], f"{first[0]}:{last[2]}")]
            wanted += [cells if other == sheet else f"'{other}'!{cells}" for other, cells in typed]
        return ",".join(wanted)

    def formula(self, text: str, sheet: str, table: Field | None = None, row: int = 0) -> str:
        """Return a formula with every `{table.column}` and `{field}` replaced by its cells."""

        def place(match: re.Match[str]) -> str:
            name = f"{match[1]}.{match[2]}" if match[2] else match[1]
            if not match[2] and table is not None and match[1] in table.columns:
                letters = self.places[f"{table.id}.{match[1]}"][1].split("$")[1]
                return f"${letters}{row + 1}"
            if name not in self.places:
                return "#REF!"
            other, cells = self.places[name]
            return cells if other == sheet else f"'{other}'!{cells}"

        return _SLOT.sub(place, text).lstrip("=")

    def listed(self, choices: list[str]) -> str:
        """Put long lists of choices on a hidden sheet; return their range."""
        if choices not in self.lists:
            self.lists.append(choices)
        letter = xl_col_to_name(self.lists.index(choices))
        return f"='{_LISTS}'!${letter}$1:${letter}${len(choices)}"

    def close(self) -> bytes:
        """Return the file."""
        if self.lists:
            hidden = self.book.add_worksheet(_LISTS)
            for column, choices in enumerate(self.lists):
                for row, choice in enumerate(choices):
                    hidden.write_string(row, column, choice)
            hidden.hide()
        self.book.close()
        return self.buffer.getvalue()


class _Sheet:
    """One sheet being written, from the top downwards."""

    def __init__(self, book: Book, name: str, how: Layout) -> None:
        self.book, self.flow, self.layout = book, book.flow, how
        self.sheet: Worksheet = book.book.add_worksheet(name)
        self.name = self.sheet.get_name()
        self.last = len(how.widths) - 1
        self.line = 0
        self.above = 0.0
        for index, width in enumerate(how.widths):
            self.sheet.set_column(index, index, width, book.format())

    # -- cells --------------------------------------------------------------------------------

    def height(self, row: int, points: float) -> None:
        """Set a row's height, and remember how much of the page is used."""
        self.sheet.set_row(row, points)
        self.above += points

    def merge(self, row: int, first: int, last: int, look: Format) -> None:
        """Merge cells, where there are several."""
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", look)

    def put(self, row: int, column: int, field: Field, value: Any, look: dict[str, Any]) -> None:
        """Write a value as what it is: date, number or text."""
        if field.type in FORMATS:
            look = {**look, "num_format": FORMATS[field.type]}
            if moment := moment_of(value):
                self.sheet.write_datetime(row, column, moment, self.book.format(**look))
                return
        if field.type in _TEXTS:
            look = {**look, "num_format": "@"}
        cell = self.book.format(**look)
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

    def place(self, key: str, name: str, first: tuple[int, int], last: tuple[int, int] | None = None) -> None:
        """Give a cell or a column's range a defined name, and remember it for formulas."""
        start = xl_rowcol_to_cell(*first, row_abs=True, col_abs=True)
        stop = "" if last is None else ":" + xl_rowcol_to_cell(*last, row_abs=True, col_abs=True)
        self.book.book.define_name(name, f"='{self.name}'!{start}{stop}")
        self.book.places[key] = (self.name, start + stop)

    def validate(self, first: tuple[int, int], last: tuple[int, int], field: Field) -> None:
        """Let Excel watch over what is typed."""
        rule = watch(field, self.book.listed)
        if rule is None:
            return
        rule |= {"ignore_blank": True, "error_type": "warning"}
        if self.flow.guided and field.help:
            rule |= {"input_title": field.label[:32], "input_message": field.help[:255]}
        self.sheet.data_validation(*first, *last, rule)

    # -- parts --------------------------------------------------------------------------------

    def title(self, text: str) -> None:
        """Write the title."""
        look = self.book.format(font_name=_TITLE_FONT, font_size=20, align="center", text_wrap=True)
        self.sheet.merge_range(0, 0, 0, self.last, text, look)
        self.height(0, 40 * lines(text, self.layout.total / 1.8))
        self.line = 1

    def form(self, form: Form) -> None:
        """Write the fields that stand once as label and value."""
        labels = [half_widths(heading(self.flow.template.fields[name])) for row in form.rows for name in row]
        halves = pairs(self.layout.widths, min(max(labels) + 2, 22))
        for row in form.rows:
            groups = [row] if len(row) <= len(halves) else [(name,) for name in row]
            for group in groups:
                height = 24.0
                for index, name in enumerate(group):
                    label, (first, last) = halves[index]
                    place = (first, self.last if index == len(group) - 1 else last)
                    height = max(height, self.single(self.flow.template.fields[name], label, place))
                self.height(self.line, min(height, 400))
                self.line += 1

    def single(self, field: Field, label: tuple[int, int], place: tuple[int, int]) -> float:
        """Write one field's label and value in the current line; return the height that they need."""
        head = self.book.head_format()
        self.merge(self.line, *label, head)
        self.sheet.write_string(self.line, label[0], heading(field), head)
        look: dict[str, Any] = {"border": 1, "text_wrap": True, "align": "left", "indent": 1}
        self.merge(self.line, *place, self.book.format(**look))
        at = (self.line, place[0])
        value = self.flow.values.get(field.id)
        shown = show(field, value)
        if not shown and self.flow.guided and field.help and not field.formula:
            shown = placeholder(field, guided=True, cell=True)
            self.sheet.write_string(*at, shown, self.book.format(**look, font_color=_GREY, font_size=9))
        else:
            self.put(*at, field, value, look)
        self.place(field.id, cell_name("F", field.id), at)
        self.book.widths[field.id] = self.layout.across(*place)
        self.validate(at, at, field)
        long = 56 if field.type is FieldType.LONG_TEXT else 0
        return max(
            16 * lines(shown, self.layout.across(*place) - 2) + 8,
            16 * lines(heading(field), self.layout.across(*label)) + 8,
            long,
        )

    def table(self, table: Field, below: float) -> None:
        """Write a table: header, rows, names and validation.

        Args:
            table: the field.
            below: the height of what will stand below it.
        """
        columns, begin = list(table.columns.values()), 0 if own_numbers(table) else 1
        widths = self.layout.widths
        head = self.book.head_format()
        if begin:
            self.sheet.write_string(self.line, 0, "序号", head)
        for index, column in enumerate(columns, begin):
            self.sheet.write_string(self.line, index, folded(heading(column), widths[index]), head)
        tall = max(
            folded(heading(column), widths[index]).count("\n") + 1 for index, column in enumerate(columns, begin)
        )
        self.height(self.line, 16 * tall + 10)
        if self.above <= 300:
            self.sheet.freeze_panes(self.line + 1, 0)
        self.sheet.repeat_rows(self.line)
        first, rows = self.line + 1, self.flow.rows(table)
        final = self.line + max(1, len(rows))
        for index, column in enumerate(columns, begin):
            name = cell_name("T", table.id, column.id)
            self.place(f"{table.id}.{column.id}", name, (first, index), (final, index))
            self.book.widths[f"{table.id}.{column.id}"] = widths[index]
            self.validate((first, index), (final, index), column)
        needs = [
            15.0 * max(lines(show(c, row.get(c.id)), widths[i]) for i, c in enumerate(columns, begin)) + 6
            for row in rows
        ]
        self.book.pages[table.id] = self.layout.height, below
        preferred = FILLED if self.flow.style is Style.FILLED else BY_HAND
        least = row_height(preferred, needs, self.above, below, self.layout.height)
        for offset, (row, need) in enumerate(zip(rows, needs, strict=True)):
            self.row(table, first + offset, row, offset + 1 if begin else 0)
            self.height(first + offset, min(400, max(least, need)))
        self.line = final + 1

    def row(self, table: Field, here: int, row: Mapping[str, Any], number: int) -> None:
        """Write a table's row."""
        if number:
            self.sheet.write_number(here, 0, number, self.book.format(border=1, align="center"))
        for index, column in enumerate(table.columns.values(), 1 if number else 0):
            narrow = column.type not in {FieldType.TEXT, FieldType.LONG_TEXT}
            look: dict[str, Any] = {"border": 1, "text_wrap": True, "align": "center" if narrow else "left"}
            if column.formula:
                formula = "=" + self.book.formula(column.formula, self.name, table, here)
                self.sheet.write_formula(here, index, formula, self.book.format(**look), row.get(column.id, ""))
            else:
                self.put(here, index, column, row.get(column.id), look)

    def formulas(self) -> None:
        """Write the formulas of the fields that stand once, over the values put there before."""
        for field in self.flow.template.fields.values():
            sheet, cell = self.book.places.get(field.id, ("", ""))
            if not field.formula or sheet != self.name:
                continue
            look: dict[str, Any] = {"border": 1, "text_wrap": True, "align": "left", "indent": 1}
            if field.type in FORMATS:
                look["num_format"] = FORMATS[field.type]
            value = self.flow.values.get(field.id)
            cached: Any = "" if not given(value) else value if isinstance(value, int) else show(field, value)
            formula = self.book.formula(field.formula, self.name)
            guard = self.book.guard(field, self.name)
            formula = f'=IF(COUNTA({guard})=0,"",{formula})' if guard else f"={formula}"
            self.sheet.write_formula(cell.replace("$", ""), formula, self.book.format(**look), cached)

    def note(self, text: str) -> None:
        """Write a line of text across the sheet."""
        look = self.book.format(font_size=10, text_wrap=True, font_color="#595959")
        self.sheet.merge_range(self.line, 0, self.line, self.last, text, look)
        self.height(self.line, 16 * lines(text, self.layout.total))
        self.line += 1

    def finish(self) -> None:
        """Write the small last line that names the form, and say how the sheet is printed."""
        text = identity_line(self.flow.template)
        self.sheet.write_string(self.line, 0, text, self.book.format(font_size=8, font_color="#7F7F7F"))
        _printed(self.sheet, wide=self.layout.wide)
        self.sheet.print_area(0, 0, self.line, self.last)


def _printed(sheet: Worksheet, *, wide: bool) -> None:
    """Set up an A4 page as wide as the sheet, with page numbers."""
    sheet.set_paper(9)
    if wide:
        sheet.set_landscape()
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_footer("&C— &P —")


def book_of(flow: Flow, cite: Callable[[str], str] | None = None) -> Book:
    """Write a register's workbook, not closed yet.

    Raises:
        RenderError: when a text is too long for a cell.
    """
    template, book = flow.template, Book(flow)
    book.book.set_properties({"title": template.title, "author": "支部手册", "created": _MADE})
    book.book.set_custom_property("recordTemplate", f"{template.id}@{template.version}", "text")
    tables = [template.fields[block.field] for block in flow.blocks() if isinstance(block, Table)]
    main = _main_sheet(book, tables)
    sheets = [main]
    for table in tables[1:]:
        sheet = _Sheet(book, sheet_title(table.label), layout(table, _sample(flow, table)))
        sheet.title(table.label)
        sheet.table(table, 20)
        sheets.append(sheet)
    for sheet in sheets:
        sheet.formulas()
        sheet.finish()
    if flow.guided:
        _advice(book, template, cite)
    return book


def render_xlsx(
    template: Template, values: Mapping[str, Any] | None, style: Style, *, cite: Callable[[str], str] | None = None
) -> bytes:
    """Return a register as .xlsx; the same input gives the same bytes.

    Raises:
        RenderError: when a text is too long for a cell.
    """
    package = open_package(book_of(Flow.of(template, values, style), cite).close())
    return pack({name: deflated(content) for name, content in package.items()})


def _sample(flow: Flow, table: Field) -> list[Mapping[str, Any]]:
    """Return rows as they are and as they may be; empty ones would only push out those that tell something."""
    rows = [*flow.rows(table), *(flow.template.example.get(table.id) or ())]
    return [row for row in rows if isinstance(row, dict) and row]


def _main_sheet(book: Book, tables: list[Field]) -> _Sheet:
    """Write the first sheet: title, what stands once, the first table, what follows it."""
    flow = book.flow
    blocks = flow.blocks()
    first = tables[0] if tables else None
    sheet = _Sheet(book, sheet_title(flow.template.title), layout(first, _sample(flow, first) if first else ()))
    title = next((block for block in blocks if isinstance(block, Heading) and block.level == 1), None)
    sheet.title("".join(piece.text for piece in flow.pieces(title.inline)) if title else flow.template.title)
    middle = next((number for number, block in enumerate(blocks) if isinstance(block, Table)), len(blocks))
    notes = [
        "".join(piece.text for piece in flow.pieces(block.inline))
        for block in blocks
        if isinstance(block, Paragraph) and not block.flush and not (block.hint and not flow.guided)
    ]
    if tables[1:]:
        names = "、".join(f"“{table.label}”" for table in tables[1:])
        notes.append(f"{names}在这个文件另外的工作表里；打印时选“整个工作簿”。")
    for block in blocks[:middle]:
        if isinstance(block, Form):
            sheet.form(block)
    after = [block for block in blocks[middle:] if isinstance(block, Form)]
    if first:
        sheet.table(first, 20 + 30 * sum(len(form.rows) for form in after) + 16 * len(notes))
    for form in after:
        sheet.form(form)
    for text in notes:
        sheet.note(text)
    return sheet


def _advice(book: Book, template: Template, cite: Callable[[str], str] | None) -> None:
    """Add the sheet of filling notes."""
    sheet = book.book.add_worksheet(_GUIDE)
    widths = (24, 8, 90)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    head, text = book.head_format(), book.format(text_wrap=True, border=1)
    plain, big = book.format(text_wrap=True), book.format(font_name=_HEAD_FONT, font_size=14)
    line = 0

    def across(said: str) -> None:
        nonlocal line
        sheet.merge_range(line, 0, line, 2, said, plain)
        sheet.set_row(line, 18 * lines(said, sum(widths)))
        line += 1

    sheet.write_string(line, 0, _GUIDE, big)
    line += 1
    for note in template.notes:
        across(note)
    for column, label in enumerate(("项目", "必填", "怎么填")):
        sheet.write_string(line, column, label, head)
    sheet.repeat_rows(line)
    line += 1
    for row in advice(template):
        for column, said in enumerate(row):
            sheet.write_string(line, column, said, text)
        sheet.set_row(line, 18 * max(lines(said, width) for said, width in zip(row, widths, strict=True)))
        line += 1
    if template.rules:
        sheet.write_string(line + 1, 0, "检查时会看什么", big)
        line += 2
    for number, rule in enumerate(template.rules.values(), 1):
        basis = f"依据：{'；'.join(cite(ref) for ref in rule.basis)}。" if cite and rule.basis else ""
        across(f"{number}.（{rule.severity.label}）{judged(template, rule)}。{basis}")
    _printed(sheet, wide=True)
