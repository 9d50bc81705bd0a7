"""Write a record as .docx by building its XML as text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from branchbook.handbook.template import FieldType
from branchbook.records.flow import Flow, Piece, advice, judged
from branchbook.records.layout import Form, Heading, PageBreak, Paragraph, Sign, Table
from branchbook.records.pack import deflated, pack
from branchbook.records.parts import HEAD, R, W, escaped, page_of, parts_of, section
from branchbook.records.style import Style
from branchbook.records.words import bookmark, boxed, identity_line, placeholder, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from branchbook.handbook.template import Field, Template

_PLACEHOLDER = '<w:placeholder><w:docPart w:val="DefaultPlaceholder_-1854013440"/></w:placeholder>'
_GREY = '<w:rStyle w:val="PlaceholderText"/>'
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
    for side, size in (("top", 8), ("left", 8), ("bottom", 8), ("right", 8), ("insideH", 4), ("insideV", 4))
)
_MARGINS = '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
#: Characters that Word would take for Latin ones, and draw narrow, without being told.
_AMBIGUOUS = re.compile("[“”‘’…—·×○□☑〔①-⑩±]")
_EAST = '<w:rFonts w:hint="eastAsia"/>'
_SPLIT = re.compile("([\n\t])")
_NARROW = {FieldType.INTEGER, FieldType.RATIO, FieldType.CHOICE, FieldType.DATE, FieldType.SIGNATURE}


def _run(text: str, rpr: str = "", *, indent: bool = False) -> str:
    """Return one run; line ends become breaks, in prose each new line indented by two characters."""
    if _AMBIGUOUS.search(text):
        # The schema wants rStyle first, then rFonts, then the rest.
        rpr = _GREY + _EAST + rpr[len(_GREY) :] if rpr.startswith(_GREY) else _EAST + rpr
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


def spread(columns: Sequence[Field], rows: Iterable[Mapping[str, Any]], total: int, *, least: int = 3) -> list[int]:
    """Share a width among columns by what they have to hold: label and longest example, within bounds."""
    weights = []
    sample = list(rows)[:40]
    for column in columns:
        label = len(column.label) + (len(column.unit) + 2 if column.unit else 0)
        longest = max((len(show(column, row.get(column.id))) for row in sample), default=0)
        if column.type is FieldType.LONG_TEXT:
            longest = max(longest, 12)
        elif column.type in {FieldType.DATE, FieldType.DATETIME}:
            longest = max(longest, 8)
        elif column.type is FieldType.SIGNATURE:
            longest = max(longest, 5)
        weights.append(max(least, min(label, 6), min(longest + 1, 18)))
    whole = sum(weights)
    widths = [total * weight // whole for weight in weights]
    widths[-1] += total - sum(widths)
    return widths


class _Writer:
    """Collects the document's XML."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.page = page_of(flow.template)
        self.out: list[str] = []
        self.id = 1000
        self.mark = 0
        self.marked: set[str] = set()
        self.advised: set[str] = set()
        fields = flow.template.fields
        firsts = [
            fields[row[0]].label
            for block in flow.blocks()
            if isinstance(block, Form)
            for row in block.rows
            if row[0] in fields and fields[row[0]].type is not FieldType.TABLE
        ]
        self.first_label = self.label_width(firsts, 2) if firsts else 0

    # -- runs ---------------------------------------------------------------------------------

    def control(
        self, tag: str, alias: str, piece: Piece, *, lock: bool = False, rpr: str = "", indent: bool = False
    ) -> str:
        """Return a rich-text run-level control; typed text in it is only a cache of nothing."""
        self.id += 1
        state = "" if piece.filled else "<w:showingPlcHdr/>"
        locked = '<w:lock w:val="sdtLocked"/>' if lock else ""
        # Grey stays on the typed text in some programs, so only the guided file has it.
        look = _GREY + rpr if not piece.filled and self.flow.guided else rpr
        return (
            f'<w:sdt><w:sdtPr><w:alias w:val="{escaped(alias)}"/><w:tag w:val="{tag}"/><w:id w:val="{self.id}"/>{locked}'
            f"{_PLACEHOLDER}{state}</w:sdtPr><w:sdtContent>{_run(piece.text, look, indent=indent)}</w:sdtContent></w:sdt>"
        )

    def inline(self, pieces: Iterable[Piece], *, terse: bool = False) -> str:
        """Return a line's runs and controls; advice is printed once, and not in titles (`terse`)."""
        parts = []
        for piece in pieces:
            field = piece.field
            if field is None:
                parts.append(_run(piece.text, "<w:b/>" if piece.bold else ""))
                continue
            if not piece.filled and self.flow.guided:
                if terse or field.id in self.advised:
                    piece = replace(piece, text=placeholder(field, guided=False))  # noqa: PLW2901
                else:
                    self.advised.add(field.id)
            bold = "<w:b/>" if piece.bold else ""
            parts.append(self.control(field.id, field.label, piece, rpr=bold, indent=True))
        return "".join(parts)

    def paragraph(self, style: str, inner: str, extra: str = "") -> None:
        """Add a paragraph; `Normal` needs no name."""
        named = "" if style == "Normal" else f'<w:pStyle w:val="{style}"/>'
        ppr = f"<w:pPr>{named}{extra}</w:pPr>" if named or extra else ""
        self.out.append(f"<w:p>{ppr}{inner}</w:p>")

    def anchor(self, name: str, inner: str) -> str:
        """Put a bookmark round a label, the first time the name is used."""
        if name in self.marked:
            return inner
        self.marked.add(name)
        self.mark += 1
        return f'<w:bookmarkStart w:id="{self.mark}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{self.mark}"/>'

    # -- tables -------------------------------------------------------------------------------

    def open_table(self, grid: Sequence[int]) -> None:
        """Begin a table of fixed column widths."""
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
        self.out.append(
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(grid)}" w:type="dxa"/><w:jc w:val="center"/>'
            f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
            f'<w:tblLayout w:type="fixed"/>{_MARGINS}<w:tblLook w:val="04A0"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        )

    @staticmethod
    def cell(width: int, inner: str, *, style: str = "Cell", span: int = 1, shaded: bool = False) -> str:
        """Return a cell of one paragraph."""
        merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if shaded else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}{shade}<w:vAlign w:val="center"/></w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inner}</w:p></w:tc>'
        )

    def row(self, cells: Iterable[str], height: int, *, head: bool = False, split: bool = False) -> None:
        """Add a row, at least so high."""
        header = "<w:tblHeader/>" if head else ""
        whole = "" if split else "<w:cantSplit/>"
        self.out.append(
            f'<w:tr><w:trPr>{whole}<w:trHeight w:val="{height}" w:hRule="atLeast"/>{header}</w:trPr>{"".join(cells)}</w:tr>'
        )

    def table(self, field: Field, *, titled: bool) -> None:
        """Draw a table field: header row repeated on every page, then its rows."""
        flow, ballot = self.flow, self.flow.template.kind == "ballot"
        columns = list(field.columns.values())
        example = flow.template.example.get(field.id)
        sample = [*flow.rows(field), *(example if isinstance(example, list) else ())]
        widths = spread(columns, [row for row in sample if isinstance(row, dict)], self.page.width)
        self.open_table(widths)
        if titled:
            label = self.anchor(bookmark(field.id), _run(field.label))
            self.row([self.cell(self.page.width, label, style="Label", span=len(columns), shaded=True)], 440, head=True)
        heads = []
        for column, width in zip(columns, widths, strict=True):
            unit = f"（{column.unit}）" if column.unit and column.unit not in column.label else ""
            label = self.anchor(bookmark(field.id, column.id), _run(column.label)) + (_run(unit) if unit else "")
            heads.append(self.cell(width, label, style="Label", shaded=True))
        self.row(heads, 480, head=True)
        height = 760 if ballot else 440 if flow.style is Style.FILLED else 560
        for row in flow.rows(field):
            cells = []
            for column, width in zip(columns, widths, strict=True):
                piece = flow.cell(column, row.get(column.id))
                centred = ballot or column.type in _NARROW or (column.type is FieldType.TEXT and width < 1800)
                inner = self.control(f"{field.id}.{column.id}", column.label, piece)
                cells.append(self.cell(width, inner, style="Centre" if centred else "Cell"))
            self.row(cells, height)
        self.out.append("</w:tbl>")

    def grid(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """Draw label and value cells, the label columns of all rows in line."""
        fields, total = self.flow.template.fields, self.page.width
        layouts = []
        for row in rows:
            count, edges = len(row), [0]
            labels = [
                self.label_width([fields[other[index]].label for other in rows if len(other) == count], count)
                for index in range(count)
            ]
            labels[0] = self.first_label
            each = (total - sum(labels)) // count
            for index, label in enumerate(labels):
                edges.append(edges[-1] + label)
                edges.append(total if index == count - 1 else edges[-1] + each)
            layouts.append(edges)
        marks = sorted({edge for edges in layouts for edge in edges})
        place = {edge: index for index, edge in enumerate(marks)}
        self.open_table([b - a for a, b in zip(marks, marks[1:], strict=False)])
        for row, edges in zip(rows, layouts, strict=True):
            cells = []
            for index, name in enumerate(row):
                field = fields[name]
                a, b, c = edges[2 * index : 2 * index + 3]
                head = self.anchor(bookmark(name), _run(field.label))
                cells.append(self.cell(b - a, head, style="Label", span=place[b] - place[a], shaded=True))
                piece = self.flow.piece(name, cell=True)
                if boxed(field) and len(piece.text) * self.page.cell * 10 > c - b - 170:
                    # Choices that do not fit in one line stand one below the other.
                    piece = replace(piece, text=re.sub("　(?=[□☑])", "\n", piece.text))
                inner = self.control(name, field.label, piece, lock=True)
                if field.unit and field.type is FieldType.INTEGER:
                    inner += _run(field.unit)
                cells.append(self.cell(c - b, inner, span=place[c] - place[b]))
            long = any(fields[name].type is FieldType.LONG_TEXT for name in row)
            self.row(cells, self.height(row), split=long)
        self.out.append("</w:tbl>")

    def label_width(self, labels: Sequence[str], count: int) -> int:
        """Return the width of a column of labels: whole if short, else without a lone last character."""
        cap = 7 if count < 3 else 5
        lengths = [len(label) for label in labels]
        width = max([length for length in lengths if length <= cap] or [0])
        width = max(width, 4 if count < 3 else 2, *((length + 1) // 2 for length in lengths))
        if width + 1 in lengths:
            width += 1
        return width * min(self.page.cell, 24) * 10 + 200

    def height(self, row: tuple[str, ...]) -> int:
        """Return how high a form's row must at least be to be written in by hand."""
        types = {self.flow.template.fields[name].type for name in row}
        by_hand = self.flow.style is not Style.FILLED
        if FieldType.LONG_TEXT in types:
            return 1700 if by_hand else 900
        if FieldType.SIGNATURE in types:
            return 760 if by_hand else 640
        return 600 if by_hand else 520

    # -- blocks -------------------------------------------------------------------------------

    def block(self, block: object, following: object) -> None:
        """Add one block."""
        flow = self.flow
        if isinstance(block, Heading):
            style = "Title" if block.level == 1 else f"Heading{block.level - 1}"
            self.paragraph(style, self.inline(flow.pieces(block.inline), terse=True))
        elif isinstance(block, Paragraph):
            style = "Hint" if block.hint else "DocNo" if block.centred else "Flush" if block.flush else "Normal"
            keep = "<w:keepNext/>" if isinstance(following, Sign) else ""
            self.paragraph(style, self.inline(flow.pieces(block.inline), terse=block.centred), keep)
        elif isinstance(block, Table):
            self.table(flow.template.fields[block.field], titled=False)
            self.paragraph("Gap", "")
        elif isinstance(block, Form):
            for part in flow.form_parts(block):
                if isinstance(part, tuple):
                    self.grid(part)
                else:
                    self.table(part, titled=True)
                self.paragraph("Gap", "")
        elif isinstance(block, Sign):
            self.sign(block)
        elif isinstance(block, PageBreak):
            self.paragraph("Gap", "", "<w:pageBreakBefore/>")

    def sign(self, block: Sign) -> None:
        """Draw the signature block; the date stands four characters in, the name two."""
        pitch = 579 if self.page.official else 360
        for index, line in enumerate(block.lines):
            pieces = self.flow.pieces(line)
            dated = any(piece.field is not None and piece.field.type is FieldType.DATE for piece in pieces)
            chars = 4 if dated else 2
            before = f'<w:spacing w:before="{pitch * 2}"/>' if index == 0 else ""
            keep = "<w:keepNext/>" if index < len(block.lines) - 1 else ""
            indent = f'<w:ind w:rightChars="{chars}00" w:right="{chars * self.page.body * 10}" w:firstLineChars="0" w:firstLine="0"/>'
            self.paragraph("Sign", self.inline(pieces, terse=True), keep + before + indent)

    def guide(self, cite: Callable[[str], str] | None) -> None:
        """Add the last page: how each field is filled in, and what a check will look at."""
        template = self.flow.template
        self.paragraph("GuideHead", self.anchor("BB_guide", _run("填写说明")), "<w:pageBreakBefore/>")
        for note in template.notes:
            self.paragraph("Guide", _run(note))
        total = self.page.width
        widths = [total * 26 // 100, total * 10 // 100]
        widths.append(total - sum(widths))
        self.open_table(widths)
        self.row(
            [
                self.cell(width, _run(text), style="Label", shaded=True)
                for width, text in zip(widths, ("项目", "必填", "怎么填"), strict=True)
            ],
            400,
            head=True,
        )
        for line in advice(template):
            self.row(
                [self.cell(width, _run(text), style="Guide") for width, text in zip(widths, line, strict=True)], 360
            )
        self.out.append("</w:tbl>")
        if template.rules:
            self.paragraph("GuideHead", _run("检查时会看什么"))
        for number, rule in enumerate(template.rules.values(), 1):
            basis = f"依据：{'；'.join(cite(ref) for ref in rule.basis)}。" if cite and rule.basis else ""
            self.paragraph("Guide", _run(f"{number}.（{rule.severity.label}）{judged(template, rule)}。{basis}"))

    def document(self, cite: Callable[[str], str] | None) -> str:
        """Return document.xml."""
        blocks = self.flow.blocks()
        for block, following in zip(blocks, [*blocks[1:], None], strict=True):
            self.block(block, following)
        self.paragraph("Identity", _run(identity_line(self.flow.template)))
        if self.flow.guided:
            self.guide(cite)
        return f"{HEAD}<w:document {W} {R}><w:body>{''.join(self.out)}{section(self.page)}</w:body></w:document>"


def render_docx(
    template: Template, values: Mapping[str, Any] | None, style: Style, *, cite: Callable[[str], str] | None = None
) -> bytes:
    """Return a record as .docx; the same input gives the same bytes."""
    writer = _Writer(Flow.of(template, values, style))
    document = writer.document(cite)
    parts = parts_of(template, writer.page)
    parts["word/document.xml"] = deflated(document.encode())
    return pack(parts)
