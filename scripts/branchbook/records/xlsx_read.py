"""Read a register back from .xlsx: defined names first, then labels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from branchbook.handbook.template import FieldType
from branchbook.records.found import labels_of, norm
from branchbook.records.package import PackageError
from branchbook.records.reading import How, Reading
from branchbook.records.words import IDENTITY_LINE, parse
from branchbook.records.xlsx import cell_name
from branchbook.records.xml import unescape, xml_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchbook.handbook.template import Field, Template
    from branchbook.records.package import Package

_MOST_CELLS = 400_000
#: Excel's first day, and that of old Macintoshes.
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 -- Excel has no zones
_ATTRIBUTE = re.compile(r"""([A-Za-z:]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.ASCII)


def _element(name: str) -> re.Pattern[str]:
    """Return a pattern for an element and what is in it; no text, however made, lets it look at anything twice."""
    return re.compile(
        # An atomic group and not `)*+`, which Python before 3.11.5 gets wrong.
        rf"<(?:x:)?{name}(?=[\s/>])([^<>]*+)>(?:(?<=/>)|((?>(?:[^<]++|<(?!/?(?:x:)?{name}[\s/>]))*))</(?:x:)?{name}>)",
        re.ASCII,
    )


_SHARED, _TEXT, _PHONETIC, _CELL, _VALUE = map(_element, ("si", "t", "rPh", "c", "v"))
_SHEET = re.compile(r"<(?:x:)?sheet(?=[\s/>])([^<>]*+)>", re.ASCII)
_NAME = re.compile(r"<(?:x:)?definedName(?=[\s>])([^<>]*+)>([^<]*+)</(?:x:)?definedName>", re.ASCII)
_RELATION = re.compile(r"<(?:\w{1,20}:)?Relationship(?=[\s/>])([^<>]*+)>", re.ASCII)
_PLACE = re.compile(r"^'?((?:[^']|'')+?)'?!\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?\Z")
#: A character that XML cannot hold; halves of one are left as they are written.
_ESCAPED = re.compile(r"_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")
_NUMBER = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*", re.ASCII)
_OLD_DAYS = re.compile(r"""date1904\s*=\s*["'](?:1|true)""", re.ASCII)


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(a or b) for name, a, b in _ATTRIBUTE.findall(text)}


def _string(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), unescape(text))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _texts(inner: str) -> str:
    return "".join(_string(part) for _, part in _TEXT.findall(_PHONETIC.sub("", inner)))


@dataclass
class Sheet:
    """A sheet's cells by row and column, counted from one."""

    cells: dict[tuple[int, int], str | float] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    rows: list[int] = field(default_factory=list)
    """The rows that have cells, in order."""

    def text(self, row: int, column: int) -> str:
        """Return a cell as text."""
        value = self.cells.get((row, column), "")
        if isinstance(value, float):
            return str(int(value)) if value.is_integer() else repr(value)
        return value


@dataclass
class Workbook:
    """Sheets by name, and where the defined names point."""

    sheets: dict[str, Sheet]
    names: dict[str, tuple[str, int, int, int, int]]
    epoch: datetime


def _read(package: Package, name: str) -> str:
    text = xml_text(package[name]) if name in package else None
    if text is None:
        raise PackageError("表格文件不完整或已损坏，请用 Excel 或 WPS 打开，另存为 .xlsx 后再用。")
    return text


def load(package: Package, main: str) -> Workbook:
    """Read a workbook's cells and names.

    Raises:
        PackageError: when it is broken or has too many cells.
    """
    folder = main.rpartition("/")[0]
    book = _read(package, main)
    shared: list[str] = []
    if f"{folder}/sharedStrings.xml" in package:
        shared = [_texts(inner) for _, inner in _SHARED.findall(_read(package, f"{folder}/sharedStrings.xml"))]
    targets = {}
    for relation in _RELATION.findall(_read(package, f"{folder}/_rels/{main.rpartition('/')[2]}.rels")):
        known = _attributes(relation)
        target = known.get("Target", "")
        targets[known.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
    sheets: dict[str, Sheet] = {}
    room = _MOST_CELLS
    for described in _SHEET.findall(book):
        known = _attributes(described)
        part = targets.get(next((value for key, value in known.items() if key.endswith(":id")), ""), "")
        if part in package and part.startswith(folder):
            sheet, room = _sheet(_read(package, part), shared, room)
            sheets[known.get("name", "")] = sheet
    old = _OLD_DAYS.search(book)
    return Workbook(sheets, _names(book), _EPOCH_1904 if old else _EPOCH)


def _sheet(xml: str, shared: list[str], room: int) -> tuple[Sheet, int]:
    """Read a sheet's cells; return how many more the workbook may have."""
    sheet = Sheet()
    row, column = 1, 0
    for attributes, inner in _CELL.findall(xml):
        room -= 1
        if room < 0:
            raise PackageError(f"表格里的格子超过 {_MOST_CELLS} 个，不予打开，请删去多余的行列后再用。")
        own = _attributes(attributes)
        match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", own.get("r", ""))
        if match:
            row, column = int(match[2]), _column(match[1])
        else:
            column += 1
        value = _value(own.get("t", "n"), inner, shared)
        if "<f" in inner or "<x:f" in inner:
            sheet.formulas.add((row, column))
        if value != "":
            sheet.cells[row, column] = value
    sheet.rows = sorted({row for row, _ in sheet.cells})
    return sheet, room


def _names(book: str) -> dict[str, tuple[str, int, int, int, int]]:
    """Return where the defined names point: sheet, first row and column, last row and column."""
    names = {}
    for attributes, target in _NAME.findall(book):
        match = _PLACE.match(unescape(target))
        if match:
            names[_attributes(attributes).get("name", "")] = (
                match[1].replace("''", "'"),
                int(match[3]),
                _column(match[2]),
                int(match[5] or match[3]),
                _column(match[4] or match[2]),
            )
    return names


def _value(kind: str, inner: str, shared: list[str]) -> str | float:
    if kind == "inlineStr":
        return _texts(inner)
    match = _VALUE.search(inner)
    if match is None or kind == "e":
        return ""
    text = match[2] or ""
    if kind == "s":
        index = int(text) if re.fullmatch("[0-9]{1,7}", text) else len(shared)
        return shared[index] if index < len(shared) else ""
    if kind in {"str", "d"} or not _NUMBER.fullmatch(text):
        return _string(text)
    return float(text)


def _parsed(book: Workbook, item: Field, value: str | float) -> tuple[Any, str]:
    """Read a cell: numbers in date columns are Excel's days."""
    if isinstance(value, float):
        if item.type in {FieldType.DATE, FieldType.DATETIME} and 1 <= value < 200_000:
            moment = book.epoch + timedelta(days=value) + timedelta(milliseconds=500)
            return moment.strftime("%Y-%m-%d" if item.type is FieldType.DATE else "%Y-%m-%d %H:%M"), ""
        if value.is_integer():
            return parse(item, str(int(value)))
        return parse(item, repr(value))
    return parse(item, value)


def identity(book: Workbook) -> str | None:
    """Return the visible 表样 line, if some cell has it."""
    for sheet in book.sheets.values():
        for value in sheet.cells.values():
            if isinstance(value, str) and IDENTITY_LINE.search(value):
                return value
    return None


@dataclass
class _Reader:
    book: Workbook
    template: Template
    sheet: Sheet
    values: dict[str, Any] = field(default_factory=dict)
    how: dict[str, How] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def single(self, item: Field) -> None:
        """Read a field that stands once."""
        place = self.book.names.get(cell_name("F", item.id))
        if place and place[0] in self.book.sheets:
            sheet, at, how = self.book.sheets[place[0]], (place[1], place[2]), How.ANCHOR
        else:
            found = self.beside(item)
            if found is None:
                if item.required:
                    self.warnings.append(f"没有找到“{item.label}”的位置，已按名称和标签找过")
                return
            sheet, at, how = self.sheet, found, How.LABEL
        raw = sheet.cells.get(at, "")
        if (
            item.formula
            and at in sheet.formulas
            and raw == 0
            and not any(self.values.get(t.id) for t in self.template.tables)
        ):
            return
        value, warning = _parsed(self.book, item, raw)
        if warning:
            self.warnings.append(warning)
        if value is not None:
            self.values[item.id], self.how[item.id] = value, how

    def beside(self, item: Field) -> tuple[int, int] | None:
        """Return the cell right of a label, when only one place has the label."""
        labels = labels_of(item)
        hits = [at for at, value in self.sheet.cells.items() if isinstance(value, str) and norm(value) in labels]
        if len(hits) != 1:
            if hits:
                self.warnings.append(f"表里有几处都像“{item.label}”，分不清是哪一处，没有读")
            return None
        row, column = hits[0]
        every = {label for other in self.template.fields.values() for label in labels_of(other)}
        right = sorted(c for r, c in self.sheet.cells if r == row and c > column)
        if right and norm(self.sheet.text(row, right[0])) not in every:
            return row, right[0]
        return row, column + 1

    def table(self, item: Field) -> None:
        """Read a table, downwards until an empty stretch or the next part."""
        columns: dict[str, int] = {}
        sheet, start, stop, how = self.sheet, 0, 0, How.ANCHOR
        for name in item.columns:
            place = self.book.names.get(cell_name("T", item.id, name))
            if place and place[0] in self.book.sheets:
                sheet, start, columns[name] = self.book.sheets[place[0]], place[1], place[2]
                stop = max(stop, place[3])
        if not columns:
            how = How.LABEL
            head = self.heading(item)
            if head is None:
                self.warnings.append(f"没有找到“{item.label}”的表头，已按名称和标签找过")
                return
            sheet, start, columns = head[0], head[1] + 1, head[2]
            stop = start - 1
        rows = []
        edges = self.edges(item, sheet, start)
        following = start
        for row in sheet.rows:
            if not start <= row < edges:
                continue
            if row > max(stop + 1, following):
                break
            following = row + 1
            record: dict[str, Any] = {}
            for name, column in columns.items():
                raw = sheet.cells.get((row, column), "")
                value, warning = _parsed(self.book, item.columns[name], raw)
                if value is not None and not ((row, column) in sheet.formulas and raw == 0):
                    record[name] = value
                if warning and row <= stop:
                    self.warnings.append(f"{item.label}：{warning}")
            if row > stop and (not record or not self.like(item, record)):
                break
            if record:
                rows.append(record)
        if rows:
            self.values[item.id], self.how[item.id] = rows, how

    def like(self, item: Field, record: Mapping[str, Any]) -> bool:
        """Tell whether what stands below a table's range still is a row of it, added by hand."""
        needed = [name for name, column in item.columns.items() if column.required]
        return all(name in record for name in needed) if needed else len(record) > 1 or len(item.columns) == 1

    def edges(self, item: Field, sheet: Sheet, start: int) -> int:
        """Return the row where the next named part of the sheet begins."""
        own = {cell_name("T", item.id, name) for name in item.columns}
        below = [
            place[1]
            for name, place in self.book.names.items()
            if name[:2] in {"F_", "T_"} and name not in own and self.book.sheets.get(place[0]) is sheet
        ]
        # A following table has its header and perhaps its name above the range.
        return min((row for row in below if row > start), default=10**7)

    def heading(self, item: Field) -> tuple[Sheet, int, dict[str, int]] | None:
        """Find a table's header row by its labels, on the first sheet that has it."""
        labels = {label: name for name, column in item.columns.items() for label in labels_of(column)}
        for sheet in self.book.sheets.values():
            by_row: dict[int, dict[str, int]] = {}
            for (row, column), value in sheet.cells.items():
                name = labels.get(norm(value)) if isinstance(value, str) else None
                if name:
                    by_row.setdefault(row, {}).setdefault(name, column)
            good = [(row, found) for row, found in by_row.items() if len(found) * 2 > len(item.columns)]
            if good:
                row, columns = max(good, key=lambda pair: (len(pair[1]), -pair[0]))
                return sheet, row, columns
        return None


def read_xlsx(book: Workbook, template: Template) -> Reading:
    """Read a workbook as a record of a template."""
    named = {place[0] for name, place in book.names.items() if name.startswith("F_")}
    sheets = [sheet for name, sheet in book.sheets.items() if name in named] or list(book.sheets.values())
    sheet = sheets[0] if sheets else Sheet()
    reader = _Reader(book, template, sheet)
    for item in template.tables:
        reader.table(item)
    for item in template.fields.values():
        if item.type is not FieldType.TABLE:
            reader.single(item)
    ordered = {name: reader.values[name] for name in template.fields if name in reader.values}
    return Reading(
        template.id,
        template.version,
        ordered,
        {name: reader.how[name] for name in ordered},
        tuple(reader.warnings),
    )


__all__ = ["Sheet", "Workbook", "identity", "load", "read_xlsx"]
