"""How a .docx keeps to its pages: what stays together, and how high the blanks for long text may be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from branchbook.handbook.template import FieldType
from branchbook.records.layout import Form, Heading, PageBreak, Paragraph, Sign, Table
from branchbook.records.measure import ems
from branchbook.records.style import Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from branchbook.handbook.template import Field
    from branchbook.records.flow import Flow
    from branchbook.records.layout import Block
    from branchbook.records.parts import Page

#: Heights in twips; a hand needs nine millimetres for a line.
TITLE_ROW, HEAD_ROW, GAP, IDENTITY = 440, 480, 120, 340
_LONG, _LONG_LEAST, _LONG_MOST, _LONG_FILLED = 1700, 900, 2800, 900
#: What estimates may be wrong by, on one page.
_SLACK = 400
#: So many lines of text go with a signature to a new page.
_WITH_SIGNATURE = 2
#: A longer paragraph is not carried over whole for the sake of what follows it.
_SHORT = 3


def data_row(flow: Flow) -> int:
    """Return the height of a table's row."""
    if flow.template.kind == "ballot":
        return 760
    return 440 if flow.style is Style.FILLED else 560


def form_row(flow: Flow, row: Iterable[str], long: int) -> int:
    """Return the height of a form's row."""
    types = {flow.template.fields[name].type for name in row}
    by_hand = flow.style is not Style.FILLED
    if FieldType.LONG_TEXT in types:
        return long
    if FieldType.SIGNATURE in types:
        return 760 if by_hand else 640
    return 600 if by_hand else 520


def said(flow: Flow, block: Paragraph | Heading) -> str:
    """Return a line's text."""
    return "".join(piece.text for piece in flow.pieces(block.inline))


def _lines(flow: Flow, block: Paragraph, room: float) -> int:
    return math.ceil((ems(said(flow, block)) + 2) / room)


def kept(flow: Flow, blocks: Sequence[Block], page: Page) -> set[int]:
    """Return the blocks that stay on the page of what follows them.

    A signature takes some lines of text along; a line that leads in a table stays with it; nothing is left
    alone with the small last line that names the form.
    """
    found: set[int] = set()
    room = page.width / (page.body * 10)
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if isinstance(block, Sign):
            lines = 0
            for before in range(index - 1, -1, -1):
                other = blocks[before]
                if not isinstance(other, Paragraph) or lines >= _WITH_SIGNATURE:
                    break
                lines += _lines(flow, other, room)
                if lines > _SHORT:
                    break
                found.add(before)
            if isinstance(following, Paragraph):
                found.add(index)
        elif (
            isinstance(block, Paragraph) and isinstance(following, Table | Form) and _lines(flow, block, room) <= _SHORT
        ):
            found.add(index)
    if blocks and not isinstance(blocks[-1], PageBreak):
        found.add(len(blocks) - 1)
    return found


def long_rows(flow: Flow, blocks: Sequence[Block], page: Page) -> list[int]:
    """Return, for each stretch between page breaks, how high a row for long text is.

    A blank form gets what its page has left, within reason.
    """
    stretches: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, PageBreak):
            stretches.append([])
        else:
            stretches[-1].append(block)
    if flow.style is not Style.BLANK:
        return [_LONG_FILLED] * len(stretches)
    heights = []
    for stretch in stretches:
        others, count = IDENTITY + _SLACK, 0
        for block in stretch:
            height, longs = _height(flow, block, page)
            others, count = others + height, count + longs
        left = (page.height - others) // max(1, count)
        heights.append(min(left, _LONG_MOST) if left >= _LONG_LEAST else _LONG)
    return heights


def _height(flow: Flow, block: Block, page: Page) -> tuple[int, int]:
    """Return a block's height without its rows for long text, and how many of those there are."""
    pitch = 579 if page.official else 470
    if isinstance(block, Heading | Paragraph):
        size = page.title if isinstance(block, Heading) and block.level == 1 else page.body
        lines = max(1, math.ceil(ems(said(flow, block)) / (page.width / (size * 10))))
        return lines * max(pitch, size * 14) + 240, 0
    if isinstance(block, Sign):
        return pitch * (2 + len(block.lines)), 0
    if isinstance(block, Table):
        return HEAD_ROW + len(flow.rows(flow.template.fields[block.field])) * data_row(flow) + GAP, 0
    if isinstance(block, Form):
        height = longs = 0
        for part in flow.form_parts(block):
            if isinstance(part, tuple):
                tall = [row for row in part if _is_long(flow.template.fields[name] for name in row)]
                longs += len(tall)
                height += sum(form_row(flow, row, 0) for row in part)
            else:
                height += TITLE_ROW + HEAD_ROW + len(flow.rows(part)) * data_row(flow)
            height += GAP
        return height, longs
    return 0, 0


def _is_long(fields: Iterable[Field]) -> bool:
    return any(field.type is FieldType.LONG_TEXT for field in fields)
