"""A record as plain text, for tests and for search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branchbook.records.flow import Flow
from branchbook.records.layout import Form, Heading, Paragraph, Sign, Table
from branchbook.records.style import Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from branchbook.handbook.template import Field, Template


def _table(flow: Flow, field: Field) -> Iterator[str]:
    yield "\t".join(column.label for column in field.columns.values())
    for row in flow.rows(field):
        cells = [flow.cell(column, row.get(name)).text.strip("　") for name, column in field.columns.items()]
        if any(cells):
            yield "\t".join(cells)


def _lines(flow: Flow) -> Iterator[str]:
    for block in flow.blocks():
        if isinstance(block, Heading | Paragraph):
            yield "".join(piece.text for piece in flow.pieces(block.inline))
        elif isinstance(block, Table):
            yield from _table(flow, flow.template.fields[block.field])
        elif isinstance(block, Form):
            for part in flow.form_parts(block):
                if isinstance(part, tuple):
                    for row in part:
                        for name in row:
                            yield f"{flow.template.fields[name].label}\t{flow.piece(name, cell=True).text}".rstrip("　")
                else:
                    yield part.label
                    yield from _table(flow, part)
        elif isinstance(block, Sign):
            for line in block.lines:
                yield "".join(piece.text for piece in flow.pieces(line))


def text_of(template: Template, values: Mapping[str, Any] | None, style: Style = Style.FILLED) -> str:
    """Return a record's text, one line a paragraph or row."""
    return "\n".join(line for line in _lines(Flow.of(template, values, style)) if line.strip())
