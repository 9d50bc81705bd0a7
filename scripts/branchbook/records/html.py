"""A record as HTML for the web page: the same blocks as the office file, styled by the page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from branchbook.handbook.template import FieldType
from branchbook.records.flow import Flow
from branchbook.records.layout import Form, Heading, PageBreak, Paragraph, Sign, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from branchbook.handbook.template import Field, Template
    from branchbook.records.flow import Piece
    from branchbook.records.style import Style


def _text(text: str) -> str:
    return escape(text, quote=True).replace("\n", "<br>")


def _pieces(pieces: Iterable[Piece]) -> str:
    parts = []
    for piece in pieces:
        if not piece.text:
            continue
        text = _text(piece.text)
        if piece.field is not None:
            name = "bb-value" if piece.filled else "bb-blank"
            text = f'<span class="{name}" data-field="{escape(piece.field.id)}">{text}</span>'
        parts.append(f"<strong>{text}</strong>" if piece.bold else text)
    return "".join(parts)


def _cell(piece: Piece, unit: str = "") -> str:
    if piece.filled:
        return _text(piece.text) + escape(unit)
    return f'<span class="bb-blank">{_text(piece.text.strip("　"))}</span>{escape(unit)}'


def _heading(column: Field) -> str:
    unit = f"（{column.unit}）" if column.unit and column.unit not in column.label else ""
    return f'<th scope="col">{_text(column.label + unit)}</th>'


def _table(flow: Flow, field: Field, *, caption: bool) -> str:
    rows = "".join(
        "<tr>"
        + "".join(f"<td>{_cell(flow.cell(column, row.get(name)))}</td>" for name, column in field.columns.items())
        + "</tr>"
        for row in flow.rows(field)
    )
    head = "".join(_heading(column) for column in field.columns.values())
    title = f"<caption>{_text(field.label)}</caption>" if caption else ""
    return (
        f'<table class="bb-table" data-field="{escape(field.id)}">{title}'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _form(flow: Flow, rows: tuple[tuple[str, ...], ...]) -> str:
    """Draw label and value cells; shorter rows span the width of the longest."""
    fields = flow.template.fields
    counts = {len(row) for row in rows}
    whole = 1
    for count in counts:
        whole = whole * count // _gcd(whole, count)
    lines = []
    for row in rows:
        span = 2 * (whole // len(row)) - 1
        cells = []
        for name in row:
            field = fields[name]
            unit = field.unit if field.type is FieldType.INTEGER else ""
            wide = f' colspan="{span}"' if span > 1 else ""
            cells.append(
                f'<th scope="row">{_text(field.label)}</th>'
                f'<td{wide} data-field="{escape(name)}">{_cell(flow.piece(name, cell=True), unit)}</td>'
            )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table class="bb-form"><tbody>{"".join(lines)}</tbody></table>'


def _gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a


def _blocks(flow: Flow) -> Iterator[str]:
    for block in flow.blocks():
        if isinstance(block, Heading):
            name = "bb-title" if block.level == 1 else f"bb-h{block.level - 1}"
            yield f'<p class="{name}">{_pieces(flow.pieces(block.inline))}</p>'
        elif isinstance(block, Paragraph):
            name = "bb-hint" if block.hint else "bb-docno" if block.centred else "bb-flush" if block.flush else "bb-p"
            yield f'<p class="{name}">{_pieces(flow.pieces(block.inline))}</p>'
        elif isinstance(block, Table):
            yield _table(flow, flow.template.fields[block.field], caption=False)
        elif isinstance(block, Form):
            for part in flow.form_parts(block):
                yield _form(flow, part) if isinstance(part, tuple) else _table(flow, part, caption=True)
        elif isinstance(block, Sign):
            lines = "".join(f"<p>{_pieces(flow.pieces(line))}</p>" for line in block.lines)
            yield f'<div class="bb-sign">{lines}</div>'
        elif isinstance(block, PageBreak):
            yield '<hr class="bb-page">'


def to_html(template: Template, values: Mapping[str, Any] | None, style: Style) -> str:
    """Return a record as one `div.bb-doc`; nothing in it is styled inline."""
    flow = Flow.of(template, values, style)
    return f'<div class="bb-doc bb-doc--{escape(template.kind)}" lang="zh-CN">{"".join(_blocks(flow))}</div>'
