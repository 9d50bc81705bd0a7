"""What a record shows, block by block: the one reading of a body that every renderer follows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from branchbook.handbook.template import FieldType
from branchbook.records.layout import Blank, Block, Form, Heading, Paragraph, Sign, Table, Text, blocks_of
from branchbook.records.style import Style
from branchbook.records.words import boxed, boxes, clean, given, optional, placeholder, show

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from branchbook.handbook.template import Field, Rule, Template
    from branchbook.records.layout import Inline


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line: fixed text, or a field's place with what stands in it."""

    text: str
    bold: bool = False
    field: Field | None = None
    filled: bool = True


@dataclass(frozen=True)
class Flow:
    """One record to be drawn: template, values and style.

    BLANK shows no values, whatever is given.
    """

    template: Template
    values: Mapping[str, Any]
    style: Style

    @classmethod
    def of(cls, template: Template, values: Mapping[str, Any] | None, style: Style) -> Flow:
        """Make a flow; a blank forgets the values."""
        return cls(template, {} if style is Style.BLANK else values or {}, style)

    @property
    def guided(self) -> bool:
        """Tell whether advice is printed."""
        return self.style is Style.GUIDED

    # -- pieces ------------------------------------------------------------------------------

    def piece(self, name: str, *, bold: bool = False, cell: bool = False) -> Piece:
        """Return what stands in a field's place."""
        field = self.template.fields.get(name)
        if field is None:
            return Piece(f"〔{name}〕", bold)
        return self.value(field, self.values.get(name), bold=bold, cell=cell)

    def value(self, field: Field, value: Any, *, bold: bool = False, cell: bool = False) -> Piece:
        """Return a value, or the placeholder that stands for it."""
        text = show(field, value)
        if text:
            if cell and boxed(field) and text in field.choices:
                text = boxes(field, text)
            return Piece(text, bold, field)
        return Piece(placeholder(field, guided=self.guided, cell=cell), bold, field, filled=False)

    def cell(self, column: Field, value: Any) -> Piece:
        """Return what stands in a cell of a table's row; advice would not fit there."""
        text = show(column, value)
        return Piece(text or "　", field=column, filled=bool(text))

    def pieces(self, inline: Inline) -> list[Piece]:
        """Return a line's pieces; in a filled record an optional blank that nothing was given for is empty."""
        found = []
        for item in inline:
            if isinstance(item, Text):
                found.append(Piece(clean(item.text), item.bold))
                continue
            piece = self.piece(item.field, bold=item.bold)
            field = piece.field
            if (
                self.style is Style.FILLED
                and not piece.filled
                and field
                and optional(field)
                and field.type is not FieldType.SIGNATURE
            ):
                piece = replace(piece, text="")
            found.append(piece)
        return found

    def rows(self, field: Field) -> list[Mapping[str, Any]]:
        """Return a table's rows, padded with empty ones where it is to be filled by hand."""
        value = self.values.get(field.id)
        rows: list[Mapping[str, Any]] = (
            [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        )
        rows += [{}] * ((1 if self.style is Style.FILLED else field.rows) - len(rows))
        return rows

    # -- blocks ------------------------------------------------------------------------------

    def _dropped(self, inline: Inline) -> bool:
        """Tell whether a line of a filled record holds nothing but optional, unfilled blanks."""
        names = [item.field for item in inline if isinstance(item, Blank)]
        fields = [self.template.fields[name] for name in names if name in self.template.fields]
        return bool(fields) and not any(field.required or given(self.values.get(field.id)) for field in fields)

    def _kept(self, block: Block) -> bool:
        if isinstance(block, Paragraph):
            if block.hint:
                return self.guided
            return self.style is not Style.FILLED or not self._dropped(block.inline)
        # A sheet keeps its tables, since formulas count in them.
        if isinstance(block, Table) and self.style is Style.FILLED and self.template.suffix == ".docx":
            return self.template.fields[block.field].required or given(self.values.get(block.field))
        return True

    def blocks(self) -> list[Block]:
        """Return the blocks to draw: hints and empty optional paragraphs sorted out."""
        source = blocks_of(self.template)
        if self.template.suffix == ".xlsx":
            source = _sheet_blocks(self.template, source)
        kept: list[Block] = []
        lost = False
        for block in source:
            if isinstance(block, Heading):
                self._drop_bare_heading(kept, block.level if lost else 0)
                lost = False
            if not self._kept(block):
                lost = lost or not (isinstance(block, Paragraph) and block.hint)
            elif isinstance(block, Sign) and self.style is Style.FILLED:
                kept.append(Sign(tuple(line for line in block.lines if not self._dropped(line))))
            else:
                kept.append(block)
        self._drop_bare_heading(kept, 1 if lost else 0)
        return kept

    @staticmethod
    def _drop_bare_heading(kept: list[Block], level: int) -> None:
        """Take off a last heading whose whole text was left out, unless one of a lower level follows."""
        if kept and isinstance(last := kept[-1], Heading) and last.level > 1 and 0 < level <= last.level:
            kept.pop()

    def form_parts(self, form: Form) -> Iterator[tuple[tuple[str, ...], ...] | Field]:
        """Yield a form's stretches of rows, and the table fields that stand between them."""
        rows: list[tuple[str, ...]] = []
        for row in form.rows:
            field = self.template.fields.get(row[0]) if len(row) == 1 else None
            if field and field.type is FieldType.TABLE:
                if rows:
                    yield tuple(rows)
                rows = []
                yield field
            else:
                rows.append(row)
        if rows:
            yield tuple(rows)


def _sheet_blocks(template: Template, source: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks of a workbook: title and text from the body, then the fields in order."""
    fixed = [
        block
        for block in source
        if isinstance(block, Heading)
        or (isinstance(block, Paragraph) and all(isinstance(i, Text) for i in block.inline))
    ]
    if not fixed:
        fixed = [Heading(1, (Text(template.title),))]
    single = [name for name, field in template.fields.items() if field.type is not FieldType.TABLE]
    signed = [name for name in single if template.fields[name].type is FieldType.SIGNATURE]
    rows = _paired(template, [name for name in single if name not in signed])
    tables: list[Block] = []
    for field in template.tables:
        tables.append(Paragraph((Text(field.label, bold=True),), flush=True))
        tables.append(Table(field.id))
    head: list[Block] = [Form(rows)] if rows else []
    foot: list[Block] = [Form(_paired(template, signed))] if signed else []
    return (*fixed[:1], *head, *tables, *foot, *fixed[1:])


def _paired(template: Template, names: list[str]) -> tuple[tuple[str, ...], ...]:
    """Set fields two in a row; long ones stand alone."""
    long = {FieldType.LONG_TEXT, FieldType.PEOPLE}
    rows: list[tuple[str, ...]] = []
    for name in names:
        alone = template.fields[name].type in long
        if rows and len(rows[-1]) == 1 and not alone and template.fields[rows[-1][0]].type not in long:
            rows[-1] = (*rows[-1], name)
        else:
            rows.append((name,))
    return tuple(rows)


# -- advice -------------------------------------------------------------------------------------

_SLOT = re.compile(r"\{([^{}]+)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def in_words(template: Template, text: str) -> str:
    """Return a rule's sentence without values: each `{…}` names the fields that it is worked out from."""

    def word(match: re.Match[str]) -> str:
        inside = match[1].strip()
        names = [name for name in _NAME.findall(inside) if name in template.fields]
        labels = "、".join(dict.fromkeys(template.fields[name].label for name in names))
        if not labels:
            return "规定的"
        plain = inside in template.fields or inside.startswith(("cn_date(", "joined("))
        return f"〔{labels}〕" if plain else f"〔按{labels}算出的数〕"

    return _SLOT.sub(word, text)


def needed(field: Field) -> str:
    """Say whether a field must be filled in."""
    return "必填" if field.required else "有就填" if not field.required_when else "看情况"


def how(field: Field) -> str:
    """Say how a field is filled in."""
    said = [field.help] if field.help else []
    if field.choices:
        said.append(f"从{'、'.join(field.choices)}中选。")
    if not said:
        said.append(
            {
                FieldType.DATE: "写全年、月、日。",
                FieldType.DATETIME: "写全日期和时间。",
                FieldType.INTEGER: "写整数。",
                FieldType.PEOPLE: "写姓名，用顿号隔开。",
                FieldType.SIGNATURE: "本人手写签字。",
                FieldType.RATIO: "写成几分之几，如 21/23。",
                FieldType.TABLE: "一行写一条。",
            }.get(field.type, "照实填写。")
        )
    return "".join(said)


def advice(template: Template) -> list[tuple[str, str, str]]:
    """Return the filling notes: item, whether needed, how; a table's columns follow it."""
    lines = []
    for field in template.fields.values():
        lines.append((field.label, needed(field), how(field)))
        lines += [
            (f"{field.label}·{column.label}", needed(column), how(column))
            for column in field.columns.values()
            if column.help or column.choices or column.required
        ]
    return lines


def judged(template: Template, rule: Rule) -> str:
    """Return what a check looks at, in words."""
    return in_words(template, rule.mend).rstrip("。")
