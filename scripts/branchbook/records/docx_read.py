"""Find a record's values in a .docx: by tag, by the label's bookmark, by the label's text; the cell's text is the value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from branchbook.handbook.template import FieldType
from branchbook.records.docx_prose import read_prose
from branchbook.records.docx_tables import read_tables
from branchbook.records.found import Found, labels_of, norm
from branchbook.records.layout import Form, Table, blocks_of
from branchbook.records.reading import How, Reading
from branchbook.records.scan import Body, Cell, Grid, Para, scan
from branchbook.records.words import IDENTITY_LINE, bookmark

if TYPE_CHECKING:
    from branchbook.handbook.template import Field, Template


def _stop_at_guide(body: Body) -> Body:
    """Cut off the page of advice, which repeats every label."""
    for index, item in enumerate(body.items):
        if (
            isinstance(item, Para)
            and item.text.strip() == "填写说明"
            and (
                "BB_guide" in item.bookmarks
                or any(isinstance(other, Para) and IDENTITY_LINE.search(other.text) for other in body.items[:index])
            )
        ):
            return Body(body.items[:index])
    return body


def _regridded(body: Body, template: Template) -> Body:
    """Make rows again of lines with tabs, when a program turned the form's tables into text."""
    if not any("\t" in para.text for para in body.paras):
        return body
    known: set[str] = set()
    for item in template.fields.values():
        for named in (item, *item.columns.values()):
            known |= labels_of(named)
    if any(norm(cell.text) in known for grid in body.grids for row in grid.rows for cell in row):
        return body
    items: list[Para | Grid] = []
    open_: Grid | None = None
    for para in body.items:
        if isinstance(para, Grid) or "\t" not in para.text:
            items.append(para)
            open_ = None
            continue
        row = [Cell([Para(part)]) for part in para.value.split("\t")]
        if open_ is None:
            open_ = Grid()
            items.append(open_)
        open_.rows.append(row)
    return Body(items)


def read_docx(content: bytes, template: Template) -> Reading:
    """Read a document.xml as a record of a template."""
    body = _stop_at_guide(scan(content))
    if any(isinstance(block, Form | Table) for block in blocks_of(template)):
        body = _regridded(body, template)
    found = Found(template)
    fields = template.fields
    cells = [(row, index) for grid in body.grids for row in grid.rows for index in range(len(row))]
    in_tables = {name for name, item in fields.items() if item.type is FieldType.TABLE}
    in_forms = {
        name for block in blocks_of(template) if isinstance(block, Form) for row in block.rows for name in row
    } - in_tables
    _by_tag(found, cells, in_forms)
    _by_anchor(found, cells, in_forms)
    read_tables(found, body, in_tables)
    _by_label(found, cells, in_forms)
    read_prose(found, body)
    _by_line(found, body, in_forms)
    missing = [fields[name].label for name in fields if name not in found.seen and fields[name].required]
    if missing:
        found.warnings.append(
            f"没有找到{'、'.join(f'“{label}”' for label in missing)}这几项的位置，已按控件、书签和标签找过"
        )
    ordered = {name: found.values[name] for name in fields if name in found.values}
    return Reading(
        template.id,
        template.version,
        ordered,
        {name: found.how[name] for name in ordered},
        tuple(found.warnings),
    )


# -- forms: label cells and value cells ---------------------------------------------------------


def _by_tag(found: Found, cells: list[tuple[list[Cell], int]], names: set[str]) -> None:
    labels = {name: labels_of(found.template.fields[name]) for name in names}
    for row, index in cells:
        for tag in row[index].tags:
            if tag in names and tag not in found.seen:
                item, text = found.template.fields[tag], row[index].value
                before = norm(row[index - 1].text) if index else ""
                if before and before not in labels[tag]:
                    # In the order of the form, so that every language names the same one.
                    others = (name for name in found.template.fields if name in names and name != tag)
                    other = next((name for name in others if before in labels[name]), "")
                    if other:
                        found.warnings.append(
                            f"“{item.label}”的控件在“{found.template.fields[other].label}”一格里，请核对这两项"
                        )
                found.take(item, _after_label(item, text), How.TAG)


def _after_label(item: Field, text: str) -> str:
    """Take the label off a cell in which label and value were merged; a label alone says nothing."""
    if item.label not in text and norm(text) != norm(item.label):
        return text
    if norm(text) == norm(item.label) and text.strip() not in item.choices:
        return ""
    match = re.match(rf"\s*{re.escape(item.label)}\s*[：:\n]\s*", text)
    return text[match.end() :] if match else text


def _beside(row: list[Cell], index: int) -> str | None:
    """Return the value cell's text: right of the label, or in the label's own cell after a colon."""
    if index + 1 < len(row):
        return row[index + 1].value
    return None


def _by_anchor(found: Found, cells: list[tuple[list[Cell], int]], names: set[str]) -> None:
    marks = {bookmark(name): name for name in names if name not in found.seen}
    for row, index in cells if marks else ():
        for mark in row[index].bookmarks:
            name = marks.get(mark)
            if name is None or name in found.seen:
                continue
            item = found.template.fields[name]
            merged = _after_label(item, row[index].value)
            if merged != row[index].value and merged.strip():
                found.take(item, merged, How.ANCHOR)
                continue
            text = _beside(row, index)
            if text is not None:
                found.take(item, text, How.ANCHOR)


def _by_label(found: Found, cells: list[tuple[list[Cell], int]], names: set[str]) -> None:
    wanted: dict[str, list[str]] = {}
    for name, item in found.template.fields.items():
        if name in names and name not in found.seen:
            for label in labels_of(item):
                wanted.setdefault(label, []).append(name)
    if not wanted:
        return
    hits: dict[str, list[str]] = {}
    for row, index in cells:
        if id(row) in found.rows:
            continue
        raw = row[index].value
        whole = norm(raw)
        for name in wanted.get(whole, ()):
            text = _beside(row, index)
            if text is not None:
                hits.setdefault(name, []).append(text)
        first, mark, rest = (
            raw.partition("：") if "：" in raw else raw.partition(":") if ":" in raw else raw.partition("\n")
        )
        if mark and rest.strip():
            for name in wanted.get(norm(first), ()):
                hits.setdefault(name, []).append(rest)
    owners: dict[str, int] = {}
    for owned in wanted.values():
        for name in owned:
            owners[name] = max(owners.get(name, 0), len(owned))
    for name, texts in hits.items():
        item = found.template.fields[name]
        if len(texts) == 1 and owners[name] == 1:
            found.take(item, texts[0], How.LABEL)
        else:
            found.seen.add(name)
            found.warnings.append(f"表里有几处都像“{item.label}”，分不清是哪一处，没有读")


def _by_line(found: Found, body: Body, names: set[str]) -> None:
    """As a last resort, read `标签：值` lines outside tables (tables that were turned into text)."""
    for name, item in found.template.fields.items():
        if name not in names or name in found.seen:
            continue
        labels = labels_of(item)
        hits = []
        for para in body.paras:
            first, mark, rest = re.sub("[:\t]", "：", para.value, count=1).partition("：")
            if mark and "\t" not in rest and norm(first) in labels:
                hits.append(rest)
        if len(hits) == 1:
            found.take(item, hits[0], How.LABEL)
