"""How a register is laid out on its sheets: widths, heights, which way the page lies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchbook.handbook.template import FieldType
from branchbook.records.words import show

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from branchbook.handbook.template import Field

#: An A4 page's room between its margins: along the short side and the long one, in inches.
_SHORT, _LONG = 8.27 - 1.2, 11.69 - 1.2
#: Title, page number and margins above and below take the rest of a page's height, in points.
PAGE_HEIGHTS = {False: (11.69 - 1.5) * 72, True: (8.27 - 1.5) * 72}
#: The first column, 序号, and the heights of a row written by hand and of one that is filled.
NUMBER, BY_HAND, FILLED, LEAST = 5.5, 27.0, 22.0, 20.0


def room(*, wide: bool) -> float:
    """Return how wide the columns of a page may be together, in pixels."""
    return (_LONG if wide else _SHORT) * 96


def pixels(width: float) -> float:
    """Return a column's width in pixels: a digit takes seven, the margins five."""
    return width * 7 + 5


def half_widths(text: str) -> int:
    """Return a text's width: a Chinese character takes two."""
    return sum(2 if ord(char) > 0xFF else 1 for char in text)


def lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column."""
    return sum(max(1, math.ceil(half_widths(part) / max(1.0, width - 1))) for part in text.split("\n"))


def heading(column: Field) -> str:
    """Return a column's heading with its unit."""
    unit = f"（{column.unit}）" if column.unit and column.unit not in column.label else ""
    return column.label + unit


def folded(text: str, width: float) -> str:
    """Return a heading on as many lines as it takes, each about as long, a unit in brackets kept whole."""
    if lines(text, width) == 1:
        return text
    label, mark, unit = text.partition("（")
    if mark and lines(label, width) == 1:
        return f"{label}\n{mark}{unit}"
    each = math.ceil(len(text) / lines(text, width))
    return "\n".join(text[at : at + each] for at in range(0, len(text), each))


def own_numbers(table: Field) -> bool:
    """Tell whether a table has a column of numbers of its own, so that we need not add one."""
    return next(iter(table.columns.values())).label in {"序号", "编号", "顺序号", "件号"}


def _needs(column: Field, values: Sequence[str]) -> tuple[float, float]:
    """Return the least and the best width of a column, in digits."""
    longest = max((half_widths(line) for value in values for line in value.split("\n")), default=0)
    kind = column.type
    if kind is FieldType.DATE:
        least = best = 16.0
    elif kind is FieldType.DATETIME:
        least = best = 22.0
    elif kind is FieldType.INTEGER:
        least, best = max(longest + 2, 6), max(longest + 2, 9)
    elif kind is FieldType.CHOICE:
        widest = max(map(half_widths, column.choices)) + 2
        least, best = max(6, min(widest, 14)), max(8, min(widest, 18))
    elif kind is FieldType.SIGNATURE:
        least, best = 12, 14
    elif kind is FieldType.LONG_TEXT:
        least, best = 16, max(24, min(longest + 2, 44))
    else:
        least, best = max(8, min(longest, 10) + 2), max(10, min(longest + 2, 36))
    said = heading(column)
    label = half_widths(said)
    # A heading takes one line, or two, or three, with no character left alone.
    shortest = (
        label + 2 if label <= 6 else 2 * math.ceil(label / 4) + 2 if label <= 20 else 2 * math.ceil(label / 6) + 2
    )
    return max(least, shortest), max(best, least, shortest, min(label + 2, 12))


@dataclass(frozen=True)
class Layout:
    """A sheet's columns and the way its page lies."""

    widths: tuple[float, ...]
    wide: bool

    @property
    def total(self) -> float:
        """The columns' width together, in digits."""
        return sum(self.widths)

    @property
    def scale(self) -> float:
        """How much a page is made smaller to hold the columns."""
        return min(1.0, room(wide=self.wide) / sum(map(pixels, self.widths)))

    @property
    def height(self) -> float:
        """The room for rows on a page, in points."""
        return PAGE_HEIGHTS[self.wide] / self.scale

    def across(self, first: int, last: int) -> float:
        """Return the width of columns `first` to `last`."""
        return sum(self.widths[first : last + 1])


def layout(table: Field | None, rows: Sequence[Mapping[str, Any]]) -> Layout:
    """Return how a table stands on its sheet: upright where it fits, else lying, as wide as the page."""
    if table is None:
        return Layout((14.0,) * 6, wide=False)
    numbers = [] if own_numbers(table) else [(NUMBER, NUMBER)]
    needs = numbers + [
        _needs(column, [show(column, row.get(column.id)) for row in rows[:60]]) for column in table.columns.values()
    ]
    best = [want for _, want in needs]
    wide = sum(map(pixels, best)) > room(wide=False)
    free = (room(wide=wide) - 5 * len(needs)) / 7
    least = [need for need, _ in needs]
    if sum(best) <= free:
        stretch = (free - len(numbers) * NUMBER) / (sum(best) - len(numbers) * NUMBER)
        widths = [want if (need, want) == (NUMBER, NUMBER) else want * stretch for need, want in needs]
    elif sum(least) <= free:
        share = (free - sum(least)) / (sum(best) - sum(least))
        widths = [a + (b - a) * share for a, b in zip(least, best, strict=True)]
    else:
        widths = least
    return Layout(tuple(math.floor(width * 10) / 10 for width in widths), wide=wide)


#: A column, or several merged: first and last.
_Stretch = tuple[int, int]
_LEAST_LABEL, _LEAST_VALUE = 15.0, 14.0


def pairs(widths: Sequence[float], label: float) -> list[tuple[_Stretch, _Stretch]]:
    """Split a sheet's width into one or two pairs of label and value columns, the labels so wide if that can be."""
    count, total = len(widths), sum(widths)
    middle = min(range(1, count), key=lambda i: abs(sum(widths[:i]) - total / 2))
    for wanted in (label, _LEAST_LABEL):
        left, right = _pair(widths, 0, middle, wanted), _pair(widths, middle, count, wanted)
        if left and right:
            return [left, right]
    for wanted in (label, _LEAST_LABEL):
        if whole := _pair(widths, 0, count, wanted):
            return [whole]
    return [((0, 0), (1, max(1, count - 1)))]


def _pair(widths: Sequence[float], a: int, b: int, label: float) -> tuple[_Stretch, _Stretch] | None:
    cut = a
    while cut < b and sum(widths[a : cut + 1]) < label:
        cut += 1
    if cut + 1 >= b or sum(widths[cut + 1 : b]) < _LEAST_VALUE:
        return None
    return (a, cut), (cut + 1, b - 1)


def row_height(preferred: float, heights: Sequence[float], above: float, below: float, page: float) -> float:
    """Return how high rows are, a little lower where that saves a page with a few rows alone on it.

    Args:
        preferred: the height they should have.
        heights: what each row's text needs.
        above: the height of what stands above the rows; its last line, the heading, is repeated.
        below: the height of what stands below.
        page: the room on a page.
    """
    heading = 34.0

    def pages(least: float) -> int:
        count, left = 1, page - above
        for height in (*(max(least, need) for need in heights), below):
            if height > left:
                count, left = count + 1, page - heading
            left -= height
        return count

    wanted = pages(preferred)
    lower = preferred
    while lower - 1 >= max(LEAST, preferred * 0.82):
        lower -= 1
        if pages(lower) < wanted:
            return lower
    return preferred
