"""What happens to a .docx in other people's hands: each damage a function on the document's XML.

A damage that finds nothing to damage returns False; where it changes what a right reading is, it changes `expected`.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import etree

from branchbook.handbook.template import FieldType
from branchbook.records.words import bookmark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from branchbook.handbook.template import Template

_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{_SPACE}}}"
_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
_CHINESE = "〇一二三四五六七八九"


@dataclass
class Doc:
    """A file being damaged."""

    root: etree._Element
    template: Template
    expected: dict[str, Any]
    parts: dict[str, bytes]
    #: What each control shows while nobody typed in it, by tag.
    prompts: dict[str, str] = field(default_factory=dict)
    #: The last steps, on the text of the XML.
    finish: list[Callable[[str], str]] = field(default_factory=list)

    def all(self, name: str, under: etree._Element | None = None) -> list[etree._Element]:
        return list((self.root if under is None else under).iter(W + name))

    @property
    def body(self) -> etree._Element:
        return self.all("body")[0]

    def controls(self) -> Iterator[tuple[str, etree._Element, etree._Element]]:
        """Yield tag, control and content of every filled control."""
        for sdt in self.all("sdt"):
            tag = sdt.find(f"{W}sdtPr/{W}tag")
            content = sdt.find(f"{W}sdtContent")
            if tag is not None and content is not None and sdt.find(f"{W}sdtPr/{W}showingPlcHdr") is None:
                yield tag.get(W + "val") or "", sdt, content

    def labels(self) -> Iterator[tuple[str, etree._Element, etree._Element]]:
        """Yield field, label cell and value cell of every pair of a form."""
        marks = {bookmark(name): name for name in self.template.fields}
        for mark in self.all("bookmarkStart"):
            name = marks.get(mark.get(W + "name") or "")
            cell = next(mark.iterancestors(W + "tc"), None)
            value = None if cell is None else cell.getnext()
            if name and cell is not None and value is not None and value.tag == W + "tc":
                yield name, cell, value

    def tables(self) -> Iterator[tuple[str, list[etree._Element], list[etree._Element]]]:
        """Yield each filled table field: its id, its header rows, its rows with values."""
        for name, value in self.expected.items():
            item = self.template.fields[name]
            if item.type is not FieldType.TABLE or not value:
                continue
            rows = [
                row
                for row in self.all("tr")
                if any((tag.get(W + "val") or "").startswith(f"{name}.") for tag in self.all("tag", row))
            ]
            marks = {bookmark(name, column) for column in item.columns}
            heads = [
                row for row in self.all("tr") if marks & {m.get(W + "name") for m in self.all("bookmarkStart", row)}
            ]
            if len(rows) >= len(value) and heads:
                yield name, heads, rows[: len(value)]


def text_of(node: etree._Element) -> str:
    """Return the text under a node, its line ends as such."""
    return "".join(
        "\n" if part.tag == W + "br" else "\t" if part.tag == W + "tab" else part.text or ""
        for part in node.iter(W + "t", W + "br", W + "tab")
    )


def run(text: str) -> etree._Element:
    """Return a run of that text."""
    made = etree.Element(W + "r")
    for number, line in enumerate(text.split("\n")):
        if number:
            etree.SubElement(made, W + "br")
        etree.SubElement(made, W + "t").text = line
    return made


def paragraph(text: str) -> etree._Element:
    """Return a paragraph of that text."""
    made = etree.Element(W + "p")
    made.append(run(text))
    return made


def _replace(node: etree._Element, *others: etree._Element) -> None:
    parent = node.getparent()
    assert parent is not None
    at = parent.index(node)
    parent.remove(node)
    for offset, other in enumerate(others):
        parent.insert(at + offset, other)


def _drop(node: etree._Element) -> None:
    parent = node.getparent()
    assert parent is not None
    parent.remove(node)


# -- carriers -------------------------------------------------------------------------------------


def _unwrap(doc: Doc, most: int = 10**9) -> bool:
    sdts = doc.all("sdt")[:most]
    for sdt in sdts:
        content = sdt.find(W + "sdtContent")
        _replace(sdt, *([] if content is None else list(content)))
    return bool(sdts)


def untouched(_doc: Doc) -> bool:
    return True


def eight_controls_removed(doc: Doc) -> bool:
    return _unwrap(doc, 8)


def all_controls_removed(doc: Doc) -> bool:
    return _unwrap(doc)


def bookmarks_removed(doc: Doc) -> bool:
    marks = doc.all("bookmarkStart") + doc.all("bookmarkEnd")
    for mark in marks:
        _drop(mark)
    return bool(marks)


def property_removed(doc: Doc) -> bool:
    return doc.parts.pop("docProps/custom.xml", None) is not None


def pasted_into_a_new_file(doc: Doc) -> bool:
    """Neither controls nor bookmarks nor the file's property are left."""
    _unwrap(doc)
    bookmarks_removed(doc)
    return property_removed(doc)


def tags_lost(doc: Doc) -> bool:
    """LibreOffice 7.4 keeps the control and forgets its name."""
    found = doc.all("tag") + doc.all("alias")
    for item in found:
        _drop(item)
    return bool(found)


# -- typing ---------------------------------------------------------------------------------------


def _typed(doc: Doc, put: Callable[[etree._Element, str], None]) -> bool:
    """Leave controls of form cells prompting, and type the value elsewhere."""
    done = False
    for name, _, cell in list(doc.labels()):
        inside = [(sdt, content) for tag, sdt, content in doc.controls() if tag == name and cell in sdt.iterancestors()]
        prompt = doc.prompts.get(name, "")
        if len(inside) != 1 or "□" in prompt or "\n" in text_of(inside[0][1]):
            continue
        (sdt, content), said = inside[0], text_of(inside[0][1])
        for child in list(content):
            content.remove(child)
        content.append(run(prompt))
        for about in sdt.findall(f"{W}sdtPr"):
            etree.SubElement(about, W + "showingPlcHdr")
        put(sdt, said)
        done = True
    return done


def typed_beside_the_control(doc: Doc) -> bool:
    return _typed(doc, lambda sdt, said: sdt.addnext(run(said)))


def typed_in_a_new_paragraph(doc: Doc) -> bool:
    def put(sdt: etree._Element, said: str) -> None:
        next(sdt.iterancestors(W + "p")).addnext(paragraph(said))

    return _typed(doc, put)


def cells_wiped_and_retyped(doc: Doc) -> bool:
    done = False
    for _, _, cell in list(doc.labels()):
        said = "\n".join(text_of(item) for item in doc.all("p", cell))
        for child in [child for child in cell if child.tag != W + "tcPr"]:
            cell.remove(child)
        for line in said.split("\n"):
            cell.append(paragraph(line))
        done = True
    return done


def _rewrite(doc: Doc, types: set[FieldType], change: Callable[[str], str]) -> bool:
    fields = doc.template.fields
    done = False
    for tag, _, content in doc.controls():
        name, _, column = tag.partition(".")
        item = fields.get(name)
        item = item.columns.get(column) if item and column else item
        if item is None or item.type not in types:
            continue
        for piece in doc.all("t", content):
            new = change(piece.text or "")
            done |= new != piece.text
            piece.text = new
    return done


def _two(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _CHINESE[ones]
    return ("" if tens == 1 else _CHINESE[tens]) + "十" + (_CHINESE[ones] if ones else "")


def dates_in_chinese_numerals(doc: Doc) -> bool:
    def change(text: str) -> str:
        return re.sub(
            r"(\d{4})年(\d{1,2})月(\d{1,2})日",
            lambda m: "".join(_CHINESE[int(c)] for c in m[1]) + f"年{_two(int(m[2]))}月{_two(int(m[3]))}日",
            text,
        )

    return _rewrite(doc, {FieldType.DATE, FieldType.DATETIME}, change)


def dates_with_points(doc: Doc) -> bool:
    return _rewrite(doc, {FieldType.DATE}, lambda text: re.sub(r"(\d{4})年(\d{1,2})月(\d{1,2})日", r"\1.\2.\3", text))


def full_width_digits(doc: Doc) -> bool:
    kinds = {FieldType.INTEGER, FieldType.RATIO, FieldType.DATE, FieldType.DATETIME}
    return _rewrite(doc, kinds, lambda text: text.translate(_DIGITS))


# -- rows and columns -----------------------------------------------------------------------------


def row_copied(doc: Doc) -> bool:
    """Copied with the same tags and ids, as programs do."""
    done = False
    for name, _, rows in list(doc.tables()):
        rows[0].addnext(copy.deepcopy(rows[0]))
        doc.expected[name] = [doc.expected[name][0], *doc.expected[name]]
        done = True
    return done


def rows_turned_round(doc: Doc) -> bool:
    done = False
    for name, _, rows in list(doc.tables()):
        for row in rows[1:]:
            rows[0].addprevious(row)
        doc.expected[name] = [*doc.expected[name][1:], doc.expected[name][0]]
        done |= len(rows) > 1
    return done


def blank_rows_between(doc: Doc) -> bool:
    done = False
    for _, _, rows in list(doc.tables()):
        for row in rows[:-1]:
            empty = copy.deepcopy(row)
            for cell in doc.all("tc", empty):
                for child in [child for child in cell if child.tag != W + "tcPr"]:
                    cell.remove(child)
                cell.append(etree.Element(W + "p"))
            row.addnext(empty)
            done = True
    return done


def numbers_in_a_column_of_their_own(doc: Doc) -> bool:
    done = False
    for _, heads, rows in list(doc.tables()):
        for number, row in enumerate([heads[-1], *rows]):
            cell = etree.Element(W + "tc")
            cell.append(paragraph(str(number) if number else "序号"))
            doc.all("tc", row)[0].addprevious(cell)
        done = True
    return done


def columns_changed_places(doc: Doc) -> bool:
    done = False
    for _, heads, rows in list(doc.tables()):
        if len(doc.all("tc", heads[-1])) > 1:
            for row in [heads[-1], *rows]:
                cells = doc.all("tc", row)
                cells[0].addprevious(cells[-1])
            done = True
    return done


def _cut(doc: Doc, *, forms: bool) -> bool:
    done = False
    for table in doc.all("tbl"):
        rows = [row for row in table if row.tag == W + "tr"]
        is_form = not any("." in (tag.get(W + "val") or "") for tag in doc.all("tag", table))
        if len(rows) > 3 and is_form is forms:
            half = etree.Element(W + "tbl")
            for child in table:
                if child.tag in {W + "tblPr", W + "tblGrid"}:
                    half.append(copy.deepcopy(child))
            for row in rows[len(rows) // 2 :]:
                half.append(row)
            table.addnext(half)
            table.addnext(etree.Element(W + "p"))
            done = True
    return done


def form_cut_in_two(doc: Doc) -> bool:
    """Somebody puts a line between two rows: a table becomes two."""
    return _cut(doc, forms=True)


def list_cut_in_two(doc: Doc) -> bool:
    return _cut(doc, forms=False)


def labels_merged_with_values(doc: Doc) -> bool:
    """As a program merges two cells: the paragraphs of both, one below the other."""
    done = False
    for _, label, value in list(doc.labels())[:6]:
        for item in doc.all("p", value):
            label.append(item)
        _drop(value)
        done = True
    return done


# -- labels ---------------------------------------------------------------------------------------


def labels_spaced(doc: Doc) -> bool:
    done = False
    for name, cell, _ in doc.labels():
        label = doc.template.fields[name].label
        pieces = doc.all("t", cell)
        if pieces and pieces[0].text == label:
            pieces[0].text = "　".join(label) + "："
            done = True
    _unwrap(doc)
    bookmarks_removed(doc)
    return done


def five_labels_renamed(doc: Doc) -> bool:
    done = 0
    for name, cell, _ in doc.labels():
        pieces = doc.all("t", cell)
        if done < 5 and pieces and pieces[0].text == doc.template.fields[name].label:
            pieces[0].text = f"{pieces[0].text}情况"
            done += 1
    _unwrap(doc)
    bookmarks_removed(doc)
    return bool(done)


def tables_turned_into_text(doc: Doc) -> bool:
    """As programs turn a table into text: a row a paragraph, tabs between the cells; carriers go with it."""
    tables = [table for table in doc.all("tbl") if next(table.iterancestors(W + "tbl"), None) is None]
    for table in tables:
        lines = []
        for row in doc.all("tr", table):
            cells = ["\n".join(text_of(item) for item in doc.all("p", cell)) for cell in doc.all("tc", row)]
            lines.append(paragraph("\t".join(cells)))
        _replace(table, *lines)
    return bool(tables)


# -- habits of programs ---------------------------------------------------------------------------


def changes_tracked(doc: Doc) -> bool:
    done = False
    for _, _, content in doc.controls():
        for item in list(content):
            if item.tag == W + "r":
                gone, came = etree.Element(W + "del"), etree.Element(W + "ins")
                etree.SubElement(etree.SubElement(gone, W + "r"), W + "delText").text = "旧的文字"
                _replace(item, gone, came)
                came.append(item)
                done = True
    return done


def one_run_per_character(doc: Doc) -> bool:
    done = False
    for item in doc.all("r"):
        pieces = [child for child in item if child.tag != W + "rPr"]
        if len(pieces) == 1 and pieces[0].tag == W + "t" and len(pieces[0].text or "") > 1:
            parts = []
            for char in pieces[0].text or "":
                part = copy.deepcopy(item)
                doc.all("t", part)[0].text = char
                parts += [part, etree.Element(W + "proofErr")]
            _replace(item, *parts)
            done = True
    return done


def remarks_before_and_after(doc: Doc) -> bool:
    doc.body.insert(0, paragraph("内部资料，注意保管"))
    table = etree.Element(W + "tbl")
    row = etree.SubElement(table, W + "tr")
    for words in ("审阅人批注", "已阅，同意存档。"):
        etree.SubElement(row, W + "tc").append(paragraph(words))
    last = doc.body[-1]
    last.addprevious(paragraph("存档时请连同附件一并装订。"))
    last.addprevious(table)
    return True


def all_in_one_big_cell(doc: Doc) -> bool:
    """A frame drawn round the whole page: every table is inside a cell."""
    table = etree.Element(W + "tbl")
    cell = etree.SubElement(etree.SubElement(table, W + "tr"), W + "tc")
    for item in [item for item in doc.body if item.tag != W + "sectPr"]:
        cell.append(item)
    doc.body.insert(0, table)
    return True


def another_prefix(doc: Doc) -> bool:
    """Programs that bind the names otherwise."""
    doc.finish.append(
        lambda xml: re.sub(r"(</?|[ :])w:|xmlns:w=", lambda m: f"{m[1] or ' '}q:" if m[1] else "xmlns:q=", xml)
    )
    return True


def strict_names(doc: Doc) -> bool:
    """ISO's own names of the elements, as Word writes them when asked."""
    doc.finish.append(lambda xml: xml.replace(_SPACE, "http://purl.oclc.org/ooxml/wordprocessingml/main"))
    return True


#: Every damage, by its name, in the order in which several may come upon one file.
MANGLINGS: dict[str, Callable[[Doc], bool]] = {
    damage.__name__.replace("_", " "): damage
    for damage in (
        untouched,
        row_copied,
        rows_turned_round,
        blank_rows_between,
        numbers_in_a_column_of_their_own,
        columns_changed_places,
        dates_in_chinese_numerals,
        dates_with_points,
        full_width_digits,
        typed_beside_the_control,
        typed_in_a_new_paragraph,
        one_run_per_character,
        changes_tracked,
        cells_wiped_and_retyped,
        labels_merged_with_values,
        form_cut_in_two,
        list_cut_in_two,
        labels_spaced,
        five_labels_renamed,
        tags_lost,
        eight_controls_removed,
        all_controls_removed,
        bookmarks_removed,
        property_removed,
        pasted_into_a_new_file,
        tables_turned_into_text,
        all_in_one_big_cell,
        remarks_before_and_after,
        strict_names,
        another_prefix,
    )
}
