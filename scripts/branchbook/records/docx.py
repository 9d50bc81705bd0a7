"""Write a record as .docx by building its XML as text."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from branchbook.handbook.template import FieldType
from branchbook.records.fit import HEAD_ROW, TITLE_ROW, data_row, form_row, kept, long_rows
from branchbook.records.flow import Flow, Piece, advice, judged
from branchbook.records.layout import Form, Heading, PageBreak, Paragraph, Sign, Table
from branchbook.records.measure import CELL_MARGINS, ems, even, folds, in_lines, spread
from branchbook.records.pack import deflated, pack
from branchbook.records.parts import around, escaped, page_of, parts_of
from branchbook.records.style import Style
from branchbook.records.wml import BREAK, GREY, cell, paragraph, row, run, table_start
from branchbook.records.words import bookmark, boxed, identity_line, placeholder, value_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from branchbook.handbook.template import Field, Template
    from branchbook.records.layout import Block

_PLACEHOLDER = '<w:placeholder><w:docPart w:val="DefaultPlaceholder_-1854013440"/></w:placeholder>'
_KEEP = "<w:keepNext/>"
_NARROW = {FieldType.INTEGER, FieldType.RATIO, FieldType.CHOICE, FieldType.DATE, FieldType.SIGNATURE}


class _Writer:
    """Collects the document's XML.

    A `bare` one draws a record as a part of something greater: words without controls and bookmarks, which are unique
    to one record, and widths by its own rows alone.
    """

    def __init__(self, flow: Flow, *, bare: bool = False) -> None:
        self.flow, self.bare = flow, bare
        self.page = page_of(flow.template)
        self.out: list[str] = []
        self.id = 1000
        self.mark = 0
        self.marked: set[str] = set()
        self.advised: set[str] = set()
        self.blocks = flow.blocks()
        self.keeps = kept(flow, self.blocks, self.page)
        self.longs = long_rows(flow, self.blocks, self.page)
        #: Properties of the next paragraph: a page break before it.
        self.pending = ""
        fields = flow.template.fields
        firsts = [
            fields[row[0]].label
            for block in self.blocks
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
        if self.bare:
            return run(piece.text, rpr, indent=indent)
        self.id += 1
        state = "" if piece.filled else "<w:showingPlcHdr/>"
        locked = '<w:lock w:val="sdtLocked"/>' if lock else ""
        # Grey stays on the typed text in some programs, so only the guided file has it.
        look = GREY + rpr if not piece.filled and self.flow.guided else rpr
        return (
            f'<w:sdt><w:sdtPr><w:alias w:val="{escaped(alias)}"/><w:tag w:val="{tag}"/><w:id w:val="{self.id}"/>{locked}'
            f"{_PLACEHOLDER}{state}</w:sdtPr><w:sdtContent>{run(piece.text, look, indent=indent)}</w:sdtContent></w:sdt>"
        )

    def advised_once(self, pieces: Iterable[Piece], *, terse: bool) -> list[Piece]:
        """Return the pieces with each blank's advice printed once, and not in titles (`terse`)."""
        found = []
        for piece in pieces:
            shown = piece
            if piece.field is not None and not piece.filled and piece.text and self.flow.guided:
                if terse or piece.field.id in self.advised:
                    shown = replace(piece, text=placeholder(piece.field, guided=False))
                else:
                    self.advised.add(piece.field.id)
            found.append(shown)
        return found

    def inline(self, pieces: Iterable[Piece], *, terse: bool = False) -> str:
        """Return a line's runs and controls."""
        parts = []
        behind = False
        for piece in self.advised_once(pieces, terse=terse):
            field, bold = piece.field, "<w:b/>" if piece.bold else ""
            if field is None:
                parts.append(run(piece.text, bold))
                behind = behind and not piece.text.strip()
                continue
            inner = self.control(field.id, field.label, piece, rpr=bold, indent=True) if piece.text else ""
            # Without its control, nothing else would tell a blank from the one before it.
            parts.append(self.anchor(value_mark(field.id), inner) if behind else inner)
            behind = True
        return "".join(parts)

    def paragraph(self, style: str, inner: str, extra: str = "") -> None:
        """Add a paragraph."""
        # The schema wants keepNext before pageBreakBefore, and both before the rest.
        if self.pending:
            keep = _KEEP if extra.startswith(_KEEP) else ""
            extra = keep + self.pending + extra[len(keep) :]
            self.pending = ""
        self.out.append(paragraph(style, inner, extra))

    def anchor(self, name: str, inner: str) -> str:
        """Put a bookmark round a label, the first time the name is used."""
        if name in self.marked or self.bare:
            return inner
        self.marked.add(name)
        self.mark += 1
        return f'<w:bookmarkStart w:id="{self.mark}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{self.mark}"/>'

    # -- tables -------------------------------------------------------------------------------

    def table(self, field: Field, *, titled: bool, last: bool = False) -> None:
        """Draw a table field: header row repeated on every page, then its rows."""
        flow, total = self.flow, self.page.width
        columns = list(field.columns.values())
        example = None if self.bare else flow.template.example.get(field.id)
        sample = [*flow.rows(field), *(example if isinstance(example, list) else ())]
        widths = spread(
            columns,
            [line for line in sample if isinstance(line, dict) and line],
            total,
            self.page.cell * 10,
            by_hand=flow.style is not Style.FILLED,
        )
        self.out.append(table_start(widths))
        if titled:
            label = self.anchor(bookmark(field.id), run(field.label))
            title = cell(total, label, style="Label", span=len(columns), shaded=True, keep=True)
            self.out.append(row([title], TITLE_ROW, head=True))
        heads = []
        for column, width in zip(columns, widths, strict=True):
            unit = f"（{column.unit}）" if column.unit and column.unit not in column.label else ""
            label = self.anchor(bookmark(field.id, column.id), run(column.label)) + (run(unit) if unit else "")
            heads.append(cell(width, label, style="Label", shaded=True, keep=True))
        self.out.append(row(heads, HEAD_ROW, head=True))
        height, rows = data_row(flow), flow.rows(field)
        for number, line in enumerate(rows, 1):
            self.out.append(row(self.cells(field, line, widths, keep=last and number == len(rows)), height))
        self.out.append("</w:tbl>")

    def cells(self, field: Field, line: Mapping[str, Any], widths: Sequence[int], *, keep: bool) -> list[str]:
        """Return the cells of a table's row."""
        found = []
        for column, width in zip(field.columns.values(), widths, strict=True):
            piece = self.flow.cell(column, line.get(column.id))
            narrow = column.type in _NARROW or (column.type is FieldType.TEXT and width < 1800)
            style = "Centre" if narrow or self.flow.template.kind == "ballot" else "Cell"
            inner = self.control(f"{field.id}.{column.id}", column.label, piece)
            found.append(cell(width, inner, style=style, keep=keep))
        return found

    def edges(self, rows: tuple[tuple[str, ...], ...], line: tuple[str, ...]) -> list[int]:
        """Return where the cells of a form's row begin and end, its labels in line with those of like rows."""
        fields, total, count = self.flow.template.fields, self.page.width, len(line)
        labels = [
            self.label_width([fields[other[index]].label for other in rows if len(other) == count], count)
            for index in range(count)
        ]
        labels[0] = self.first_label
        each = (total - sum(labels)) // count
        found = [0]
        for index, label in enumerate(labels):
            found.append(found[-1] + label)
            found.append(total if index == count - 1 else found[-1] + each)
        return found

    def grid(self, rows: tuple[tuple[str, ...], ...], *, last: bool = False) -> None:
        """Draw label and value cells, the label columns of all rows in line."""
        fields = self.flow.template.fields
        layouts = [self.edges(rows, line) for line in rows]
        marks = sorted({edge for edges in layouts for edge in edges})
        place = {edge: index for index, edge in enumerate(marks)}
        self.out.append(table_start([b - a for a, b in pairwise(marks)]))
        for number, (line, edges) in enumerate(zip(rows, layouts, strict=True), 1):
            cells = []
            keep = last and number == len(rows)
            for index, name in enumerate(line):
                a, b, c = edges[2 * index : 2 * index + 3]
                head = self.anchor(bookmark(name), run(fields[name].label))
                cells.append(cell(b - a, head, style="Label", span=place[b] - place[a], shaded=True, keep=keep))
                cells.append(cell(c - b, self.answer(fields[name], c - b), span=place[c] - place[b], keep=keep))
            long = any(fields[name].type is FieldType.LONG_TEXT for name in line)
            self.out.append(row(cells, form_row(self.flow, line, self.longs[0]), split=long))
        self.out.append("</w:tbl>")

    def answer(self, field: Field, width: int) -> str:
        """Return what stands in a form's value cell."""
        piece = self.flow.piece(field.id, cell=True)
        room = (width - CELL_MARGINS) / (self.page.cell * 10)
        if boxed(field) and ems(piece.text) > room:
            piece = replace(piece, text=in_lines(piece.text, room))
        inner = self.control(field.id, field.label, piece, lock=True)
        return inner + run(field.unit) if field.unit and field.type is FieldType.INTEGER else inner

    def label_width(self, labels: Sequence[str], count: int) -> int:
        """Return the width of a column of labels: whole if short, else without a lone last character."""
        cap = 7 if count < 3 else 5
        lengths = [len(label) for label in labels]
        width = max([length for length in lengths if length <= cap] or [0])
        width = max(width, 4 if count < 3 else 2, *((length + 1) // 2 for length in lengths))
        if width + 1 in lengths:
            width += 1
        return width * min(self.page.cell, 24) * 10 + 200

    # -- blocks -------------------------------------------------------------------------------

    def block(self, index: int, block: Block) -> None:
        """Add one block."""
        flow, keep = self.flow, index in self.keeps
        last = index == len(self.blocks) - 1
        if isinstance(block, Heading):
            if block.level == 1:
                self.title(block)
            else:
                self.paragraph(f"Heading{block.level - 1}", self.inline(flow.pieces(block.inline), terse=True))
        elif isinstance(block, Paragraph):
            style = "Hint" if block.hint else "DocNo" if block.centred else "Flush" if block.flush else "Normal"
            line = self.inline(flow.pieces(block.inline), terse=block.centred)
            self.paragraph(style, line, _KEEP if keep else "")
        elif isinstance(block, Table):
            self.before_table()
            self.table(flow.template.fields[block.field], titled=False, last=last)
            self.gap(keep=keep)
        elif isinstance(block, Form):
            self.before_table()
            parts = list(flow.form_parts(block))
            for number, part in enumerate(parts, 1):
                ends = last and number == len(parts)
                if isinstance(part, tuple):
                    self.grid(part, last=ends)
                else:
                    self.table(part, titled=True, last=ends)
                self.gap(keep=ends)
        elif isinstance(block, Sign):
            self.sign(block, keep=keep)
        elif isinstance(block, PageBreak):
            self.longs = self.longs[1:]
            self.pending = "<w:pageBreakBefore/>"

    def gap(self, *, keep: bool) -> None:
        """Add a little room below a table."""
        self.paragraph("Gap", "", _KEEP if keep else "")

    def before_table(self) -> None:
        """Begin a new page with a table: only a paragraph can break the page."""
        if self.pending:
            self.gap(keep=True)

    def title(self, block: Heading) -> None:
        """Draw the title, folded where its words end."""
        pieces = self.advised_once(self.flow.pieces(block.inline), terse=True)
        room = self.page.width / (self.page.title * 10)
        text = "".join(piece.text for piece in pieces)
        cuts = folds([(piece.text, piece.field is not None) for piece in pieces], room)
        if not cuts:
            side = int((room - even(text, room) - 0.6) * self.page.title * 5)
            narrower = (
                f'<w:ind w:left="{side}" w:right="{side}" w:firstLineChars="0" w:firstLine="0"/>' if side > 200 else ""
            )
            self.paragraph("Title", self.inline(pieces, terse=True), narrower)
            return
        lines, position = [], 0
        for piece in pieces:
            start = position
            position += len(piece.text)
            for a, b in pairwise((start, *(cut for cut in cuts if start < cut < position), position)):
                part = piece if piece.field else replace(piece, text=text[a:b])
                lines.append((BREAK if a in cuts else "") + self.inline([part], terse=True))
        self.paragraph("Title", "".join(lines))

    def sign(self, block: Sign, *, keep: bool) -> None:
        """Draw the signature block; the date stands four characters in, the name two."""
        pitch = 579 if self.page.official else 360
        for index, line in enumerate(block.lines):
            pieces = self.flow.pieces(line)
            dated = any(piece.field is not None and piece.field.type is FieldType.DATE for piece in pieces)
            chars = 4 if dated else 2
            before = f'<w:spacing w:before="{pitch * 2}"/>' if index == 0 else ""
            held = _KEEP if keep or index < len(block.lines) - 1 else ""
            indent = f'<w:ind w:rightChars="{chars}00" w:right="{chars * self.page.body * 10}" w:firstLineChars="0" w:firstLine="0"/>'
            self.paragraph("Sign", self.inline(pieces, terse=True), held + before + indent)

    def guide(self, cite: Callable[[str], str] | None) -> None:
        """Add the last page: how each field is filled in, and what a check will look at."""
        template = self.flow.template
        self.paragraph("GuideHead", self.anchor("BB_guide", run("填写说明")), "<w:pageBreakBefore/>")
        for note in template.notes:
            self.paragraph("Guide", run(note))
        total = self.page.width
        widths = [total * 26 // 100, total * 10 // 100]
        widths.append(total - sum(widths))
        self.out.append(table_start(widths))
        heads = ("项目", "必填", "怎么填")
        labels = [cell(w, run(text), style="Label", shaded=True) for w, text in zip(widths, heads, strict=True)]
        self.out.append(row(labels, 400, head=True))
        for line in advice(template):
            cells = [cell(w, run(text), style="Guide") for w, text in zip(widths, line, strict=True)]
            self.out.append(row(cells, 360))
        self.out.append("</w:tbl>")
        if template.rules:
            self.paragraph("GuideHead", run("检查时会看什么"))
        for number, rule in enumerate(template.rules.values(), 1):
            basis = f"依据：{'；'.join(cite(ref) for ref in rule.basis)}。" if cite and rule.basis else ""
            self.paragraph("Guide", run(f"{number}.（{rule.severity.label}）{judged(template, rule)}。{basis}"))

    def document(self, cite: Callable[[str], str] | None) -> str:
        """Return document.xml."""
        for index, block in enumerate(self.blocks):
            self.block(index, block)
        self.paragraph("Identity", run(identity_line(self.flow.template)))
        if self.flow.guided:
            self.guide(cite)
        before, after = around(self.page)
        return "".join((before, *self.out, after))


def render_docx(
    template: Template, values: Mapping[str, Any] | None, style: Style, *, cite: Callable[[str], str] | None = None
) -> bytes:
    """Return a record as .docx; the same input gives the same bytes."""
    writer = _Writer(Flow.of(template, values, style))
    document = writer.document(cite)
    parts = parts_of(template, writer.page)
    parts["word/document.xml"] = deflated(document.encode())
    return pack(parts)


def body_of(template: Template, values: Mapping[str, Any]) -> str:
    """Return what a filled record shows as the XML of paragraphs and tables, to stand among others in one document."""
    writer = _Writer(Flow.of(template, values, Style.FILLED), bare=True)
    for index, block in enumerate(writer.blocks):
        writer.block(index, block)
    return "".join(writer.out)
