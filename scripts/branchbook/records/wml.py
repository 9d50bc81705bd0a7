"""WordprocessingML as text: runs, cells, rows, tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from branchbook.records.measure import CELL_MARGINS
from branchbook.records.parts import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GREY = '<w:rStyle w:val="PlaceholderText"/>'
BREAK = "<w:r><w:br/></w:r>"
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
    for side, size in (("top", 8), ("left", 8), ("bottom", 8), ("right", 8), ("insideH", 4), ("insideV", 4))
)
_MARGINS = (
    f'<w:tblCellMar><w:left w:w="{CELL_MARGINS // 2}" w:type="dxa"/>'
    f'<w:right w:w="{CELL_MARGINS // 2}" w:type="dxa"/></w:tblCellMar>'
)
#: Characters that Word would take for Latin ones, and draw narrow, without being told.
_AMBIGUOUS = re.compile("[“”‘’…—·×○□☑〔①-⑩±]")
_EAST = '<w:rFonts w:hint="eastAsia"/>'
_SPLIT = re.compile("([\n\t])")


def run(text: str, rpr: str = "", *, indent: bool = False) -> str:
    """Return one run; line ends become breaks, in prose each new line indented by two characters."""
    if _AMBIGUOUS.search(text):
        # The schema wants rStyle first, then rFonts, then the rest.
        rpr = GREY + _EAST + rpr[len(GREY) :] if rpr.startswith(GREY) else _EAST + rpr
    wrap = f"<w:rPr>{rpr}</w:rPr>" if rpr else ""
    if "\n" not in text and "\t" not in text:
        return f'<w:r>{wrap}<w:t xml:space="preserve">{escaped(text)}</w:t></w:r>'
    inner = []
    for part in _SPLIT.split(text):
        if part == "\n":
            inner.append("<w:br/>" + ('<w:t xml:space="preserve">　　</w:t>' if indent else ""))
        elif part == "\t":
            inner.append("<w:tab/>")
        elif part:
            inner.append(f'<w:t xml:space="preserve">{escaped(part)}</w:t>')
    return f"<w:r>{wrap}{''.join(inner)}</w:r>"


def paragraph(style: str, inner: str, extra: str = "") -> str:
    """Return a paragraph; `Normal` needs no name."""
    named = "" if style == "Normal" else f'<w:pStyle w:val="{style}"/>'
    ppr = f"<w:pPr>{named}{extra}</w:pPr>" if named or extra else ""
    return f"<w:p>{ppr}{inner}</w:p>"


def table_start(grid: Sequence[int]) -> str:
    """Return the beginning of a table of fixed column widths."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(grid)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/>{_MARGINS}<w:tblLook w:val="04A0"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
    )


def cell(
    width: int, inner: str, *, style: str = "Cell", span: int = 1, shaded: bool = False, keep: bool = False
) -> str:
    """Return a cell of one paragraph; a row whose cells `keep` stays with the next one."""
    merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if shaded else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph(style, inner, '<w:keepNext/>' if keep else '')}</w:tc>"
    )


def row(cells: Iterable[str], height: int, *, head: bool = False, split: bool = False) -> str:
    """Return a row, at least so high; a `head` is repeated on every page, a `split` one may run over to the next."""
    header = "<w:tblHeader/>" if head else ""
    whole = "" if split else "<w:cantSplit/>"
    return (
        f'<w:tr><w:trPr>{whole}<w:trHeight w:val="{height}" w:hRule="atLeast"/>{header}</w:trPr>{"".join(cells)}</w:tr>'
    )
