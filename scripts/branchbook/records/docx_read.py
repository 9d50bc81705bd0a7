"""Find a record's values in a .docx: by tag, by the label's bookmark, by the label's text; the cell's text is the value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from branchbook.handbook.template import FieldType
from branchbook.records.layout import Blank, Form, Heading, Paragraph, Sign, Text, blocks_of
from branchbook.records.reading import How, Reading
from branchbook.records.scan import Body, Cell, Grid, Para, scan
from branchbook.records.words import IDENTITY_LINE, bookmark, is_blank, parse, unplaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from branchbook.handbook.template import Field, Template
    from branchbook.records.layout import Inline

_SPACE = re.compile(r"[\s　]+")
_TAIL = re.compile(r"(（[^（）]*）|\([^()]*\))?[：:＊*]*$")


def norm(text: str) -> str:
    """Return a label as it is compared: no spaces, no colon, no unit in brackets."""
    bare = _SPACE.sub("", text).strip("＊*")
    return _TAIL.sub("", bare.rstrip("：:"))


def labels_of(item: Field) -> set[str]:
    """Return the names by which a field may be called, as compared."""
    return {norm(name) for name in (item.label, *item.aliases)} | {_SPACE.sub("", item.label)}


@dataclass
class _Found:
    """What was found for each field, the surest way first."""

    template: Template
    values: dict[str, Any] = field(default_factory=dict)
    how: dict[str, How] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def take(self, item: Field, text: str, how: How) -> None:
        """Keep a value, unless a surer way found one before."""
        self.seen.add(item.id)
        if item.id in self.values:
            return
        value, warning = parse(item, text)
        if value is None:
            return
        self.values[item.id] = value
        self.how[item.id] = how
        if warning:
            self.warnings.append(warning)


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


def read_docx(content: bytes, template: Template) -> Reading:
    """Read a document.xml as a record of a template."""
    body = _stop_at_guide(scan(content))
    found = _Found(template)
    fields = template.fields
    cells = [(row, index) for grid in body.grids for row in grid.rows for index in range(len(row))]
    in_tables = {name for name, item in fields.items() if item.type is FieldType.TABLE}
    in_forms = {
        name for block in blocks_of(template) if isinstance(block, Form) for row in block.rows for name in row
    } - in_tables
    _by_tag(found, cells, in_forms)
    _by_anchor(found, cells, in_forms)
    _by_label(found, cells, in_forms)
    _tables(found, body, in_tables)
    _prose(found, body)
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


def _by_tag(found: _Found, cells: list[tuple[list[Cell], int]], names: set[str]) -> None:
    labels = {name: labels_of(found.template.fields[name]) for name in names}
    for row, index in cells:
        for tag in row[index].tags:
            if tag in names and tag not in found.seen:
                item, text = found.template.fields[tag], row[index].value
                before = norm(row[index - 1].text) if index else ""
                others = [
                    found.template.fields[name].label
                    for name in names
                    if name != tag and before and before in labels[name]
                ]
                if others and before not in labels[tag]:
                    found.warnings.append(f"“{item.label}”的控件在“{others[0]}”一格里，请核对这两项")
                found.take(item, _after_label(item, text), How.TAG)


def _after_label(item: Field, text: str) -> str:
    """Take the label off a cell in which label and value were merged."""
    match = re.match(rf"\s*{re.escape(item.label)}\s*[：:\n]\s*", text)
    return text[match.end() :] if match else text


def _beside(row: list[Cell], index: int) -> str | None:
    """Return the value cell's text: right of the label, or in the label's own cell after a colon."""
    if index + 1 < len(row):
        return row[index + 1].value
    return None


def _by_anchor(found: _Found, cells: list[tuple[list[Cell], int]], names: set[str]) -> None:
    marks = {bookmark(name): name for name in names}
    for row, index in cells:
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


def _by_label(found: _Found, cells: list[tuple[list[Cell], int]], names: set[str]) -> None:
    wanted: dict[str, set[str]] = {}
    for name in names - found.seen:
        for label in labels_of(found.template.fields[name]):
            wanted.setdefault(label, set()).add(name)
    if not wanted:
        return
    hits: dict[str, list[str]] = {}
    for row, index in cells:
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


# -- tables -------------------------------------------------------------------------------------


@dataclass
class _Heading:
    """Where a table's header row stands and which cell is which column."""

    grid: Grid
    row: int
    columns: dict[int, str]
    how: How
    table: str = ""


def _heads(item: Field, grid: Grid) -> Iterator[_Heading]:
    """Yield the rows that look like a table field's header."""
    marks = {bookmark(item.id, name): name for name in item.columns}
    labels = {label: name for name, column in item.columns.items() for label in labels_of(column)}
    for number, row in enumerate(grid.rows):
        marked = {index: marks[mark] for index, cell in enumerate(row) for mark in cell.bookmarks if mark in marks}
        named: dict[int, str] = {}
        for index, cell in enumerate(row):
            column = labels.get(norm(cell.text)) or labels.get(_SPACE.sub("", cell.text))
            if column and column not in named.values():
                named[index] = column
        if marked:
            # Labels fill in the columns whose bookmark was lost.
            taken = set(marked.values())
            marked |= {index: name for index, name in named.items() if index not in marked and name not in taken}
            yield _Heading(grid, number, marked, How.ANCHOR)
        elif len(named) >= max(1, (len(item.columns) + 1) // 2) and (len(named) > 1 or len(item.columns) == 1):
            yield _Heading(grid, number, named, How.LABEL)


def _tables(found: _Found, body: Body, names: set[str]) -> None:
    fields = found.template.fields
    anchored: dict[str, list[_Heading]] = {}
    guessed: dict[str, list[_Heading]] = {}
    for name in fields:
        if name in names:
            for grid in body.grids:
                for head in _heads(fields[name], grid):
                    head.table = name
                    (anchored if head.how is How.ANCHOR else guessed).setdefault(name, []).append(head)
    tagged = {
        tag.split(".")[0] for grid in body.grids for row in grid.rows for cell in row for tag in cell.tags if "." in tag
    }
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
        if not heads and name in tagged:
            found.seen.add(name)
            how = How.TAG
            rows = _tagged_rows(found, item, body)
        elif name in tagged:
            how = How.TAG
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


def _ours(found: _Found, item: Field, loose: list[_Heading], guessed: Mapping[str, list[_Heading]]) -> list[_Heading]:
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


def _rows(found: _Found, item: Field, head: _Heading, stops: set[int]) -> list[dict[str, Any]]:
    """Read the rows below a header until the table ends or another part begins."""
    width = len(head.grid.rows[head.row])
    rows = []
    for row in head.grid.rows[head.row + 1 :]:
        if id(row) in stops:
            break
        own = {tag.partition(".")[2]: cell for cell in row for tag in cell.tags if tag.startswith(item.id + ".")}
        if len(row) < 2 <= width and not own:
            break
        record: dict[str, Any] = {}
        for index, name in head.columns.items():
            cell = row[index] if index < len(row) and len(row) == width else own.get(name)
            if cell is not None:
                _cell(found, item, record, name, cell.value)
        if record:
            rows.append(record)
    return rows


def _tagged_rows(found: _Found, item: Field, body: Body) -> list[dict[str, Any]]:
    rows = []
    for grid in body.grids:
        for row in grid.rows:
            record: dict[str, Any] = {}
            for cell in row:
                for tag in cell.tags:
                    table, _, name = tag.partition(".")
                    if table == item.id and name in item.columns and name not in record:
                        _cell(found, item, record, name, cell.value)
            if record:
                rows.append(record)
    return rows


def _cell(found: _Found, item: Field, record: dict[str, Any], name: str, text: str) -> None:
    value, warning = parse(item.columns[name], text)
    if value is not None:
        record[name] = value
    if warning:
        found.warnings.append(f"{item.label}：{warning}")


# -- prose --------------------------------------------------------------------------------------


@dataclass
class _Line:
    """A line of the template's text: its pieces and the pattern that finds it again."""

    inline: Inline
    pattern: re.Pattern[str] | None
    names: list[str]

    def bare(self, text: str) -> str:
        """Take the line's few fixed characters, such as the colon after 主送, off a whole paragraph."""
        first, last = self.inline[0], self.inline[-1]
        if isinstance(first, Text):
            text = re.sub(rf"^[\s　]*{_spaced(first.text)}", "", text)
        if isinstance(last, Text):
            text = re.sub(rf"{_spaced(last.text)}[\s　]*$", "", text)
        return text


def _spaced(text: str) -> str:
    return r"[\s　]*".join(re.escape(char) for char in _SPACE.sub("", text))


#: A date as it may be written, for telling it from the blank next to it.
_DAY = r"([\d〇零○一二三四五六七八九]{4}[^，。；]{2,9}?[日号]|〔[^〕]*〕)"


def _line(inline: Inline, fields: Mapping[str, Field]) -> _Line | None:
    """Make a line's pattern; a line without enough fixed text has none."""
    names = [piece.field for piece in inline if isinstance(piece, Blank)]
    fixed = _SPACE.sub("", "".join(piece.text for piece in inline if isinstance(piece, Text)))
    days = {name for name in names if name in fields and fields[name].type is FieldType.DATE}
    pairs = [
        (a.field in days) + (b.field in days)
        for a, b in zip(inline, inline[1:], strict=False)
        if isinstance(a, Blank) and isinstance(b, Blank)
    ]
    # Blanks side by side can be told apart only when one of them is a date.
    beside = 0 in pairs
    pattern = None
    if fixed and not beside and (len(fixed) > 1 or not names):
        parts = [
            _spaced(piece.text) if isinstance(piece, Text) else _DAY if pairs and piece.field in days else "(.*?)"
            for piece in inline
        ]
        pattern = re.compile(r"[\s　]*" + r"[\s　]*".join(parts) + r"[\s　]*", re.DOTALL)
    return _Line(inline, pattern, names) if names or pattern else None


def _lines(template: Template) -> list[_Line]:
    lines: list[_Line | None] = []
    for block in blocks_of(template):
        if isinstance(block, Heading) or (isinstance(block, Paragraph) and not block.hint):
            lines.append(_line(block.inline, template.fields))
        elif isinstance(block, Sign):
            lines += [_line(line, template.fields) for line in block.lines]
    return [line for line in lines if line is not None]


def _hints(template: Template) -> set[str]:
    return {
        _SPACE.sub("", "".join(piece.text for piece in block.inline if isinstance(piece, Text)))
        for block in blocks_of(template)
        if isinstance(block, Paragraph) and block.hint
    }


def _prose(found: _Found, body: Body) -> None:
    fields = found.template.fields
    hints = _hints(found.template)
    paras = [
        para
        for para in body.paras
        if _SPACE.sub("", para.text) and not IDENTITY_LINE.search(para.text) and _SPACE.sub("", para.text) not in hints
    ]
    lines = _lines(found.template)
    matched = _match(lines, paras)
    texts: dict[str, list[tuple[str, How]]] = {}
    # The controls first: a line whose fixed text is untouched says exactly what is in each.
    loose: list[tuple[str, str, Para]] = []
    for para in paras:
        for control in para.controls:
            if control.tag in fields and fields[control.tag].type is not FieldType.TABLE:
                loose.append((control.tag, para.of(control), para))
    exact = {id(paras[at]) for index, at in matched.items() if _untouched(lines[index], paras[at])}
    for name, text, para in loose:
        found.seen.add(name)
        if id(para) in exact:
            texts.setdefault(name, []).append((text, How.TAG))
    for index, at in matched.items():
        line, para = lines[index], paras[at]
        match = line.pattern.fullmatch(para.value) if line.pattern else None
        if match and id(para) not in exact:
            tags = {control.tag for control in para.controls}
            for name, text in zip(line.names, match.groups(), strict=True):
                if name in fields:
                    texts.setdefault(name, []).append((text, How.TAG if name in tags else How.LABEL))
    for name, text in _between(lines, paras, matched, fields):
        how = How.TAG if any(tag == name for tag, _, _ in loose) else How.LABEL
        texts.setdefault(name, []).append((text, how))
    for name, text, para in loose:
        if id(para) not in exact:
            texts.setdefault(name, []).append((text, How.TAG))
    for name, found_texts in texts.items():
        _settle(found, fields[name], found_texts)


def _settle(found: _Found, item: Field, texts: list[tuple[str, How]]) -> None:
    """Take the first value given; say so when the same blank holds different ones."""
    if item.type is FieldType.TABLE:
        return
    found.seen.add(item.id)
    if item.id in found.values:
        return
    given = []
    for text, how in texts:
        bare = "\n".join(line.strip("　 ") if index else line for index, line in enumerate(text.split("\n")))
        if not is_blank(item, bare) and not is_blank(item, unplaced(item, bare)):
            given.append((bare, how))
    if not given:
        return
    found.take(item, *given[0])
    shapes = {norm(unplaced(item, text)) for text, _ in given}
    readings = {repr(parse(item, text)[0]) for text, _ in given}
    if len(shapes) > 1 and len(readings) > 1:
        others = "」和「".join(dict.fromkeys(text.strip()[:20] for text, _ in given))
        found.warnings.append(f"“{item.label}”在文中几处写得不一样：「{others}」，按第一处读")


def _match(lines: list[_Line], paras: list[Para]) -> dict[int, int]:
    """Find each line with fixed text again, in order; return line index → paragraph index."""
    matched: dict[int, int] = {}
    start = 0
    for index, line in enumerate(lines):
        if line.pattern is None:
            continue
        for at in range(start, len(paras)):
            if line.pattern.fullmatch(paras[at].text):
                matched[index] = at
                start = at + 1
                break
    return matched


def _untouched(line: _Line, para: Para) -> bool:
    """Tell whether every blank still has its control and the text around is the template's."""
    controls = sorted(para.controls, key=lambda item: item.start)
    if [control.tag for control in controls] != line.names:
        return False
    around, position = [], 0
    for control in controls:
        around.append(para.text[position : control.start])
        position = control.end
    around.append(para.text[position:])
    fixed = "".join(piece.text for piece in line.inline if isinstance(piece, Text))
    return _SPACE.sub("", "".join(around)) == _SPACE.sub("", fixed)


def _left_out(line: _Line, fields: Mapping[str, Field], shown: str) -> bool:
    """Tell whether an optional line is absent: none of its fixed words is shown."""
    if any(name in fields and fields[name].required for name in line.names):
        return False
    words = [_SPACE.sub("", piece.text) for piece in line.inline if isinstance(piece, Text)]
    return not any(len(word) > 1 and word in shown for word in words)


def _between(
    lines: list[_Line], paras: list[Para], matched: Mapping[int, int], fields: Mapping[str, Field]
) -> Iterator[tuple[str, str]]:
    """Yield the blanks that fill whole paragraphs, found by the fixed lines before and after them."""
    index = 0
    while index < len(lines):
        if index in matched:
            index += 1
            continue
        end = index
        while end < len(lines) and end not in matched:
            end += 1
        first = matched[index - 1] + 1 if index else 0
        last = matched[end] if end < len(lines) else len(paras)
        wanted = [
            line
            for line in lines[index:end]
            if line.pattern is None and len(line.names) == 1 and line.names[0] in fields
        ]
        between = paras[first:last]
        # A line with fixed text that is not there was left out, unless some of its words remain.
        shown = _SPACE.sub("", "".join(para.text for para in between))
        whole = all(line in wanted or _left_out(line, fields, shown) for line in lines[index:end])
        if len(between) < len(wanted):
            wanted = [line for line in wanted if fields[line.names[0]].required]
        if whole and len(wanted) == 1 and between:
            yield wanted[0].names[0], wanted[0].bare("\n".join(para.value for para in between))
        elif whole and len(wanted) == len(between):
            yield from ((line.names[0], line.bare(para.value)) for line, para in zip(wanted, between, strict=True))
        else:
            for line in wanted:
                item = fields[line.names[0]]
                tagged = [para for para in between if any(control.tag == item.id for control in para.controls)]
                if len(tagged) == 1:
                    yield item.id, line.bare(tagged[0].value)
                elif item.type is FieldType.DATE and not tagged:
                    days = [
                        para
                        for para in between
                        if len(para.value) < 24
                        and not parse(item, para.value)[1]
                        and parse(item, para.value)[0] is not None
                    ]
                    if len(days) == 1:
                        yield item.id, days[0].value
        index = end


def _by_line(found: _Found, body: Body, names: set[str]) -> None:
    """As a last resort, read `标签：值` lines outside tables (tables that were turned into text)."""
    for name in names - found.seen:
        item = found.template.fields[name]
        labels = labels_of(item)
        hits = []
        for para in body.paras:
            first, mark, rest = re.sub("[:\t]", "：", para.value, count=1).partition("：")
            if mark and norm(first) in labels:
                hits.append(rest)
        if len(hits) == 1:
            found.take(item, hits[0], How.LABEL)


__all__ = ["labels_of", "norm", "read_docx"]
