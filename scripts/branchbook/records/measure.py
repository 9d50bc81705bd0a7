"""How much room text takes: widths of columns, folds of titles, boxes in lines, heights of forms."""

from __future__ import annotations

import math
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from branchbook.handbook.template import FieldType
from branchbook.records.words import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from branchbook.handbook.template import Field

#: What a cell keeps free at its sides, left and right together, in twips.
CELL_MARGINS = 170
#: What no line may begin with.
_NOT_FIRST = "，、。；：！？）》”’〕的"


def ems(text: str) -> float:
    """Return a text's width in characters: Latin letters and digits are half as wide."""
    return sum(0.5 if char < "\u0100" else 1.0 for char in text)


def _roomy(text: str) -> float:
    """Return a width that also holds a text when another program takes wider digits."""
    # Whole twentieths, so that no sum of fractions differs between programs.
    return sum(13 if char < "\u0100" else 20 for char in text) / 20


# -- columns ------------------------------------------------------------------------------------


def heading_ems(label: str) -> float:
    """Return the least width of a heading: whole when short, else on two or three lines, no character left alone."""
    length = ems(label)
    if length <= 3:
        return length
    return max(2.0, math.ceil(length / 2)) if length <= 10 else math.ceil(length / 3)


def _needs(column: Field, values: Sequence[str], *, by_hand: bool) -> tuple[float, float]:
    """Return how many characters a column must hold in a line, and how many it had better hold."""
    longest = max((_roomy(line) for value in values for line in value.split("\n")), default=0.0)
    kind = column.type
    label = column.label + (f"（{column.unit}）" if column.unit and column.unit not in column.label else "")
    if kind is FieldType.DATE:
        least = best = 8.2
    elif kind is FieldType.DATETIME:
        least, best = 8.2, 11.5
    elif kind is FieldType.INTEGER:
        least = best = max(longest, 3.0 if by_hand else 2.0)
    elif kind is FieldType.CHOICE:
        widest = max(map(ems, column.choices))
        least, best = min(widest, 6.0), min(widest, 10.0)
    elif kind is FieldType.SIGNATURE:
        least, best = 4.0, 6.0
    elif kind is FieldType.LONG_TEXT:
        least, best = 6.0, max(14.0, min(longest, 24.0))
    else:
        least = longest if 0 < longest <= 6 else 4.0
        best = min(max(longest, 5.0), 20.0)
    least = max(least, heading_ems(label))
    return least, max(least, best, min(ems(label), 5.0))


def spread(
    columns: Sequence[Field], rows: Iterable[Mapping[str, Any]], total: int, em: int, *, by_hand: bool
) -> list[int]:
    """Share a width among columns by what they have to hold, in twips.

    Args:
        columns: the columns.
        rows: rows as they will be and as they may be.
        total: the width to share.
        em: the width of a character.
        by_hand: whether the cells are to be written in with a pen.
    """
    sample = list(rows)[:40]
    needs = [
        _needs(column, [show(column, row.get(column.id)) for row in sample], by_hand=by_hand) for column in columns
    ]
    # A little more than the margins: programs measure a shade differently.
    pad = CELL_MARGINS + 30
    # Every need is a whole number of twentieths, and so a whole number of twips.
    least = [round(need * em) + pad for need, _ in needs]
    best = [round(want * em) + pad for _, want in needs]
    if sum(least) >= total:
        exact = [width * total / sum(least) for width in least]
    elif sum(best) >= total:
        share = (total - sum(least)) / (sum(best) - sum(least))
        exact = [a + (b - a) * share for a, b in zip(least, best, strict=True)]
    else:
        exact = [width * total / sum(best) for width in best]
    exact = _unbroken(columns, exact, least, em, pad)
    widths = [int(width) for width in exact]
    widths[-1] += total - sum(widths)
    return widths


def _unbroken(columns: Sequence[Field], widths: list[float], least: Sequence[int], em: int, pad: int) -> list[float]:
    """Widen headings that would leave their last character alone, at the cost of the widest column."""
    widths = list(widths)
    for index, column in enumerate(columns):
        length = len(column.label)
        short = length * em + pad - widths[index]
        alone = length - 1 <= (widths[index] - CELL_MARGINS) / em < length
        donor = max(range(len(widths)), key=lambda other: widths[other] - least[other])
        if alone and short > 0 and donor != index and widths[donor] - least[donor] >= short:
            widths[donor] -= short
            widths[index] += short
    return widths


# -- titles -------------------------------------------------------------------------------------


def folds(pieces: Sequence[tuple[str, bool]], room: float) -> list[int]:
    """Return where a title that takes more than a line is broken, so that no word is torn and no line is lone.

    Args:
        pieces: the title's texts, and whether each is a value.
        room: how many characters a line holds.

    Returns:
        Places in the joined text; empty when it fits, or when no good places are found.
    """
    text = "".join(said for said, _ in pieces)
    if ems(text) <= room or "\n" in text:
        return []
    places: set[int] = set()
    inside: set[int] = set()
    position = 0
    for said, value in pieces:
        start, position = position, position + len(said)
        if value:
            # A value stands in one control, and so on one line.
            inside.update(range(start + 1, position))
            places |= {start, position} - {0}
    start = text.find("关于", 1)
    about = start if start > 0 else None
    if about is not None:
        places.add(about)
    places -= inside
    good = sorted(place for place in places if 1 < place < len(text) - 1 and text[place] not in _NOT_FIRST)
    least = math.ceil(ems(text) / room)
    for count in range(least - 1, least + 1):
        best: tuple[float, tuple[int, ...]] | None = None
        for cuts in combinations(good, count):
            lines = [ems(text[a:b]) for a, b in pairwise((0, *cuts, len(text)))]
            if max(lines) <= room:
                score = max(lines) - min(lines) - (6 if about in cuts else 0)
                best = min(best, (score, cuts)) if best else (score, cuts)
        if best:
            return list(best[1])
    return []


def even(text: str, room: float) -> float:
    """Return how many characters a line of a title holds at most, so that its lines are about the same."""
    return math.ceil(ems(text) / math.ceil(ems(text) / room)) if ems(text) > room else room


# -- boxes to tick ------------------------------------------------------------------------------


def in_lines(boxes: str, room: float) -> str:
    """Set choices with boxes in as few lines as hold them, none torn apart."""
    lines: list[str] = []
    for box in boxes.split("　"):
        if lines and ems(lines[-1]) + 1 + ems(box) <= room:
            lines[-1] += "　" + box
        else:
            lines.append(box)
    return "\n".join(lines)
