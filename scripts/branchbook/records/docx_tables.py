"""Find a table field's rows in a .docx: by the header's bookmarks, by its labels, by the cells' tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from branchbook.records.found import labels_of, norm, squeezed
from branchbook.records.reading import How
from branchbook.records.words import bookmark, parse, per_field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from branchbook.handbook.template import Field
    from branchbook.records.found import Found
    from branchbook.records.scan import Body, Cell, Grid


@dataclass
class _Heading:
    """Where a table's header row stands and which cell is which column."""

    grid: Grid
    row: int
    columns: dict[int, str]
    how: How
    table: str = ""


#: A row as the search for headers looks at it: each cell's two spellings and its bookmarks, and all of them together.
_Look = tuple[list[tuple[str, str]], list[tuple[str, ...]], set[str]]


def _look(row: list[Cell]) -> _Look:
    plain = [norm(cell.text) for cell in row]
    bare = [squeezed(cell.text) for cell in row]
    marks = [cell.bookmarks for cell in row]
    return list(zip(plain, bare, strict=True)), marks, {*plain, *bare}.union(*marks)


@per_field
def _telling(item: Field) -> tuple[dict[str, str], dict[str, str], str]:
    """Return the bookmarks and the labels of a table's columns, and the labels' first characters.

    By the first characters most rows are passed over.
    """
    marks = {bookmark(item.id, name): name for name in item.columns}
    labels = {label: name for name, column in item.columns.items() for label in labels_of(column)}
    return marks, labels, "".join({label[:1] for label in labels})


def _looks(grid: Grid, marks: set[str], firsts: set[str]) -> list[tuple[int, _Look]]:
    """Look at the rows with a cell that begins as a label does, or has a label's bookmark; the others are no headers."""
    return [
        (number, _look(row))
        for number, row in enumerate(grid.rows)
        if any(
            cell.text.lstrip()[:1] in firsts or (cell.bookmarks and not marks.isdisjoint(cell.bookmarks))
            for cell in row
        )
    ]


def _heads(item: Field, looks: list[tuple[Grid, list[tuple[int, _Look]]]]) -> Iterator[_Heading]:
    """Yield the rows that look like a table field's header."""
    marks, labels, _ = _telling(item)
    likely = (
        (grid, number, look)
        for grid, rows in looks
        for number, look in rows
        if not (look[2].isdisjoint(labels) and look[2].isdisjoint(marks))
    )
    for grid, number, (spelt, marked_by, _) in likely:
        marked = {index: marks[mark] for index, own in enumerate(marked_by) for mark in own if mark in marks}
        named: dict[int, str] = {}
        for index, (plain, bare) in enumerate(spelt):
            column = labels.get(plain) or labels.get(bare)
            if column and column not in named.values():
                named[index] = column
        if marked:
            # Labels fill in the columns whose bookmark was lost.
            taken = set(marked.values())
            marked |= {index: name for index, name in named.items() if index not in marked and name not in taken}
            yield _Heading(grid, number, marked, How.ANCHOR)
        elif len(named) >= max(1, (len(item.columns) + 1) // 2) and (len(named) > 1 or len(item.columns) == 1):
            yield _Heading(grid, number, named, How.LABEL)


def read_tables(found: Found, body: Body, names: set[str]) -> None:
    """Read every table field."""
    fields = found.template.fields
    anchored: dict[str, list[_Heading]] = {}
    guessed: dict[str, list[_Heading]] = {}
    telling = [_telling(fields[name]) for name in fields if name in names]
    marks = {mark for own, _, _ in telling for mark in own}
    firsts = {first for *_, own in telling for first in own}.union("＊*")
    looks = [(grid, _looks(grid, marks, firsts)) for grid in body.grids] if names else []
    for name in fields:
        if name in names:
            for head in _heads(fields[name], looks):
                head.table = name
                (anchored if head.how is How.ANCHOR else guessed).setdefault(name, []).append(head)
    tagged: dict[str, dict[int, list[Cell]]] = {}
    for grid in body.grids:
        for row in grid.rows:
            for cell in row:
                for tag in cell.tags:
                    if "." in tag:
                        tagged.setdefault(tag.partition(".")[0], {})[id(row)] = row
    stops = {id(head.grid.rows[head.row]) for heads in (*anchored.values(), *guessed.values()) for head in heads}
    claimed = {id(head.grid.rows[head.row]) for heads in anchored.values() for head in heads}
    for name in fields:
        if name not in names:
            continue
        item = fields[name]
        heads = anchored.get(name, [])
        loose = [head for head in guessed.get(name, []) if id(head.grid.rows[head.row]) not in claimed]
        if not heads and loose:
            loose = _ours(found, item, loose, guessed)
        heads = heads + (
            loose
            if not heads
            else [
                head
                for head in loose
                if set(head.columns.values()) == set(heads[0].columns.values())
                and not _rivals(head, guessed, name, anchored)
            ]
        )
        rows: list[dict[str, Any]] = []
        how = How.LABEL
        for head in heads:
            found.seen.add(name)
            how = head.how if head.how is How.ANCHOR else how
            rows += _rows(found, item, head, stops)
        if name in tagged:
            # Rows without a header above them: it was lost, or the table was cut in two.
            found.seen.add(name)
            how = How.TAG
            rows += _tagged_rows(found, item, tagged[name].values())
        if rows:
            found.values[name], found.how[name] = rows, how


def _rivals(
    head: _Heading, guessed: Mapping[str, list[_Heading]], name: str, anchored: Mapping[str, list[_Heading]]
) -> bool:
    """Tell whether another table field lays claim to the same header row."""
    row = head.grid.rows[head.row]
    return any(
        other != name and any(rival.grid.rows[rival.row] is row for rival in heads)
        for found in (guessed, anchored)
        for other, heads in found.items()
    )


def _ours(found: Found, item: Field, loose: list[_Heading], guessed: Mapping[str, list[_Heading]]) -> list[_Heading]:
    """Sort out header rows that fit several table fields: by tags, by best fit, then by order."""
    mine = []
    for head in loose:
        row = head.grid.rows[head.row]
        below = [tag for line in head.grid.rows[head.row + 1 :] for cell in line for tag in cell.tags]
        if any(tag.startswith(item.id + ".") for tag in below):
            return [head]
        rivals = [
            (len(rival.columns), other)
            for other, heads in guessed.items()
            if other != item.id
            for rival in heads
            if rival.grid.rows[rival.row] is row
        ]
        if not any(size > len(head.columns) for size, _ in rivals):
            mine.append((head, [other for size, other in rivals if size == len(head.columns)]))
    if mine and all(rivals for _, rivals in mine):
        group = [name for name in found.template.fields if name == item.id or name in mine[0][1]]
        if len(group) > len(mine):
            # Tables that nobody filled in are left out, so only the required ones can be counted on.
            group = [name for name in group if found.template.fields[name].required]
            if len(group) == len(mine) and item.id not in group:
                return []
        if len(group) == len(mine):
            return [mine[group.index(item.id)][0]]
        found.seen.add(item.id)
        found.warnings.append(f"有几张表都像“{item.label}”，分不清是哪一张，没有读")
        return []
    return [head for head, _ in mine]


def _rows(found: Found, item: Field, head: _Heading, stops: set[int]) -> list[dict[str, Any]]:
    """Read the rows below a header until the table ends or another part begins."""
    width = len(head.grid.rows[head.row])
    start = item.id + "."
    rows = []
    for row in head.grid.rows[head.row + 1 :]:
        if id(row) in stops:
            break
        own = {tag.partition(".")[2]: cell for cell in row for tag in cell.tags if tag.startswith(start)}
        if len(row) < 2 <= width and not own:
            break
        found.rows.add(id(row))
        record: dict[str, Any] = {}
        for index, name in head.columns.items():
            cell = row[index] if index < len(row) and len(row) == width else own.get(name)
            if cell is not None:
                _cell(found, item, record, name, cell.value)
        if record:
            rows.append(record)
    return rows


def _tagged_rows(found: Found, item: Field, rows: Iterable[list[Cell]]) -> list[dict[str, Any]]:
    """Read the rows that tell their columns themselves, but those that were read under a header."""
    read = []
    for row in rows:
        if id(row) in found.rows:
            continue
        record: dict[str, Any] = {}
        for cell in row:
            for tag in cell.tags:
                table, _, name = tag.partition(".")
                if table == item.id and name in item.columns and name not in record:
                    _cell(found, item, record, name, cell.value)
        if record:
            read.append(record)
    return read


def _cell(found: Found, item: Field, record: dict[str, Any], name: str, text: str) -> None:
    value, warning = parse(item.columns[name], text)
    if value is not None:
        record[name] = value
    if warning:
        found.warnings.append(f"{item.label}：{warning}")
