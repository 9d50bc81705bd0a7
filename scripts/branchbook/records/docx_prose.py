"""Find the values in a .docx's running text: by the controls, by marks between blanks, by the fixed words around."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from branchbook.handbook.template import FieldType
from branchbook.records.found import norm, squeezed
from branchbook.records.layout import Blank, Heading, Paragraph, Sign, Text, blocks_of
from branchbook.records.reading import How
from branchbook.records.words import (
    BRACKETED,
    IDENTITY_LINE,
    is_blank,
    optional,
    parse,
    placeholders,
    unplaced,
    value_mark,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from branchbook.handbook.template import Field, Template
    from branchbook.records.found import Found
    from branchbook.records.layout import Inline
    from branchbook.records.scan import Body, Para

#: Stands for the characters of a prompt while a line is looked for, so that its words are not taken for the line's.
_MASK = "\uf8ff"
#: A date as it may be written, for telling it from the blank next to it.
_DAY = rf"([0-9０-９〇零○一二三四五六七八九]{{4}}[^，。；]{{2,9}}?[日号]|{BRACKETED})"
_BLANKS = re.compile(rf"(?:[\s　]|{BRACKETED})*")
#: Blanks side by side that hold more than this are not told apart by the look of a date.
_LONGEST_RUN = 2000

#: Where each blank's text was found in a paragraph: name, text, by what.
_Hit = tuple[str, str, How]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the template's text: fixed words (str) and runs of blanks side by side (tuple), in turn."""

    parts: tuple[str | tuple[str, ...], ...]
    inline: Inline

    @property
    def names(self) -> list[str]:
        """The blanks in order."""
        return [name for part in self.parts if isinstance(part, tuple) for name in part]

    @property
    def fixed(self) -> str:
        """The fixed words without spaces."""
        return "".join(part for part in self.parts if isinstance(part, str))

    @property
    def told(self) -> bool:
        """Whether there are words enough to know the line again."""
        return len(self.fixed) > 1 or (bool(self.fixed) and not self.names)

    def bare(self, text: str) -> str:
        """Take the line's few fixed characters, such as the colon after 主送, off a whole paragraph."""
        first, last = self.parts[0], self.parts[-1]
        if isinstance(first, str):
            text = re.sub(rf"^[\s　]*{_spaced(first)}", "", text)
        if isinstance(last, str):
            text = re.sub(rf"{_spaced(last)}[\s　]*$", "", text)
        return text


def _spaced(text: str) -> str:
    return r"[\s　]*".join(re.escape(char) for char in text)


def _line(inline: Inline) -> _Line | None:
    """Make a line out of a paragraph's pieces."""
    parts: list[str | tuple[str, ...]] = []
    for piece in inline:
        last = parts[-1] if parts else None
        if isinstance(piece, Blank):
            if isinstance(last, tuple):
                parts[-1] = (*last, piece.field)
            else:
                parts.append((piece.field,))
        elif text := squeezed(piece.text):
            if isinstance(last, str):
                parts[-1] = last + text
            else:
                parts.append(text)
    return _Line(tuple(parts), inline) if parts else None


def _lines(template: Template) -> list[_Line]:
    lines: list[_Line | None] = []
    for block in blocks_of(template):
        if isinstance(block, Heading) or (isinstance(block, Paragraph) and not block.hint):
            lines.append(_line(block.inline))
        elif isinstance(block, Sign):
            lines += [_line(line) for line in block.lines]
    return [line for line in lines if line is not None]


def _hints(template: Template) -> set[str]:
    return {
        squeezed("".join(piece.text for piece in block.inline if isinstance(piece, Text)))
        for block in blocks_of(template)
        if isinstance(block, Paragraph) and block.hint
    }


# -- finding a line again -----------------------------------------------------------------------


def _spans(line: _Line, text: str, fields: Mapping[str, Field]) -> list[tuple[int, int]] | None:
    """Return where each run of blanks stands in a squeezed text, or None when the text is not this line.

    Each fixed word is looked for once, from left to right: no text, however made, takes long.
    """
    if "〔" in text:
        for name in dict.fromkeys(line.names):
            for prompt in map(squeezed, placeholders(fields[name]) if name in fields else ()):
                if prompt.startswith("〔") and prompt in text:
                    text = text.replace(prompt, _MASK * len(prompt))
    spans: list[tuple[int, int]] = []
    position, end, start = 0, len(text), None
    last = len(line.parts) - 1
    for index, part in enumerate(line.parts):
        if isinstance(part, tuple):
            start = position
            if index == last:
                spans.append((start, end))
                return spans
            continue
        if start is None:
            if not text.startswith(part, position):
                return None
            at = position
        elif index == last:
            at = end - len(part)
            if at < position or not text.endswith(part):
                return None
        else:
            at = text.find(part, position)
            if at < 0:
                return None
        if start is not None:
            spans.append((start, at))
            start = None
        position = at + len(part)
    return spans if position == end else None


def _widened(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Turn places in a squeezed text into places in the text itself, spaces at the ends left out."""
    places = [match.start() for match in re.finditer(r"[^\s　]", text)]
    return [(places[a], places[b - 1] + 1) if b > a else (0, 0) for a, b in spans]


def _hits(line: _Line, para: Para, fields: Mapping[str, Field], unclear: list[tuple[str, ...]]) -> Iterator[_Hit]:
    """Yield what stands in a line's blanks; those side by side that cannot be told apart go to `unclear`."""
    text = para.value
    spans = _spans(line, squeezed(text), fields)
    if spans is None:
        return
    runs = [part for part in line.parts if isinstance(part, tuple)]
    for run, (start, end) in zip(runs, _widened(text, spans), strict=True):
        if len(run) == 1:
            yield run[0], text[start:end], How.LABEL
            continue
        cuts = [para.mark(value_mark(name)) for name in run[1:]]
        edges = [start, *(cut for cut in cuts if cut is not None), end]
        if None not in cuts and edges == sorted(edges):
            yield from ((name, text[a:b], How.ANCHOR) for name, (a, b) in zip(run, pairwise(edges), strict=True))
        elif texts := _by_dates(run, text[start:end], fields):
            yield from ((name, said, How.LABEL) for name, said in zip(run, texts, strict=True))
        elif not _BLANKS.fullmatch(text[start:end]):
            unclear.append(run)


def _by_dates(run: tuple[str, ...], text: str, fields: Mapping[str, Field]) -> tuple[str, ...]:
    """Tell blanks side by side from one another where every second one is a date."""
    days = [name in fields and fields[name].type is FieldType.DATE for name in run]
    if len(text) > _LONGEST_RUN or not all(a or b for a, b in pairwise(days)):
        return ()
    match = re.fullmatch(r"[\s　]*".join(_DAY if day else "(.*?)" for day in days), text, re.DOTALL)
    return match.groups() if match else ()


def _match(lines: list[_Line], paras: list[Para], fields: Mapping[str, Field]) -> dict[int, int]:
    """Find each line with fixed words again, in order; return line index → paragraph index."""
    matched: dict[int, int] = {}
    texts = [squeezed(para.text) for para in paras]
    start = 0
    for index, line in enumerate(lines):
        if not line.told:
            continue
        for at in range(start, len(paras)):
            if _spans(line, texts[at], fields) is not None:
                matched[index] = at
                start = at + 1
                break
    return matched


# -- reading ------------------------------------------------------------------------------------


def read_prose(found: Found, body: Body) -> None:
    """Read the blanks in headings, paragraphs and the signature block."""
    fields = found.template.fields
    hints = _hints(found.template)
    paras = [
        para
        for para in body.paras
        if (bare := squeezed(para.text)) and not IDENTITY_LINE.search(para.text) and bare not in hints
    ]
    lines = _lines(found.template)
    matched = _match(lines, paras, fields)
    exact = {id(paras[at]) for index, at in matched.items() if _untouched(lines[index], paras[at], fields)}
    controls = [
        (control.tag, para.of(control), id(para) in exact)
        for para in paras
        for control in para.controls
        if control.tag in fields and fields[control.tag].type is not FieldType.TABLE
    ]
    tagged = {name for name, _, _ in controls}
    found.seen |= tagged
    texts: dict[str, list[tuple[str, How]]] = {}
    unclear: list[tuple[str, ...]] = []

    def take(name: str, text: str, how: How) -> None:
        if name in fields:
            texts.setdefault(name, []).append((text, how))

    # The controls first: a line whose fixed words are untouched says exactly what is in each.
    for name, text, sure in controls:
        if sure:
            take(name, text, How.TAG)
    for index, at in matched.items():
        para = paras[at]
        if id(para) not in exact:
            here = {control.tag for control in para.controls}
            for name, text, how in _hits(lines[index], para, fields, unclear):
                take(name, text, How.TAG if name in here else how)
    for name, text in _between(lines, paras, matched, fields):
        take(name, text, How.TAG if name in tagged else How.LABEL)
    for name, text, sure in controls:
        if not sure:
            take(name, text, How.TAG)
    for name, found_texts in texts.items():
        _settle(found, fields[name], found_texts)
    for run in unclear:
        if names := [name for name in run if name in fields and name not in found.seen]:
            found.seen |= set(names)
            labels = "、".join(f"“{fields[name].label}”" for name in names)
            found.warnings.append(f"{labels}和别的项写在一起，分不清从哪里断开，没有读")


def _settle(found: Found, item: Field, texts: list[tuple[str, How]]) -> None:
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


def _untouched(line: _Line, para: Para, fields: Mapping[str, Field]) -> bool:
    """Tell whether every blank that is there still has its control, and the words around are the template's."""
    controls = sorted(para.controls, key=lambda item: item.start)
    tags = [control.tag for control in controls]
    # A filled file leaves out the optional blanks that nothing was given for.
    names = [name for name in line.names if name in tags or name not in fields or not optional(fields[name])]
    if tags != names:
        return False
    around, position = [], 0
    for control in controls:
        around.append(para.text[position : control.start])
        position = control.end
    around.append(para.text[position:])
    return squeezed("".join(around)) == line.fixed


# -- blanks that fill whole paragraphs ----------------------------------------------------------


def _left_out(line: _Line, fields: Mapping[str, Field], shown: str) -> bool:
    """Tell whether an optional line is absent: none of its fixed words is shown."""
    if any(name in fields and fields[name].required for name in line.names):
        return False
    return not any(len(word) > 1 and word in shown for word in line.parts if isinstance(word, str))


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
        yield from _stretch(lines[index:end], paras[first:last], fields)
        index = end


def _stretch(lines: list[_Line], between: list[Para], fields: Mapping[str, Field]) -> Iterator[tuple[str, str]]:
    """Deal out the paragraphs between two fixed lines among the blanks that belong there."""
    wanted = [line for line in lines if not line.told and len(line.names) == 1 and line.names[0] in fields]
    # A line with fixed words that is not there was left out, unless some of its words remain.
    shown = squeezed("".join(para.text for para in between))
    whole = all(line in wanted or _left_out(line, fields, shown) for line in lines)
    if len(between) < len(wanted):
        wanted = [line for line in wanted if fields[line.names[0]].required]
    if whole and len(wanted) == 1 and between:
        yield wanted[0].names[0], wanted[0].bare("\n".join(para.value for para in between))
    elif whole and len(wanted) == len(between):
        yield from ((line.names[0], line.bare(para.value)) for line, para in zip(wanted, between, strict=True))
    else:
        for line in wanted:
            text = _one_of(fields[line.names[0]], between)
            if text is not None:
                yield line.names[0], line.bare(text)


def _one_of(item: Field, between: list[Para]) -> str | None:
    """Pick a blank's paragraph out of several: by its control, or as the only date."""
    tagged = [para for para in between if any(control.tag == item.id for control in para.controls)]
    if len(tagged) == 1:
        return tagged[0].value
    if item.type is not FieldType.DATE or tagged:
        return None
    days = []
    for para in between:
        if len(para.value) < 24:
            value, warning = parse(item, para.value)
            if value is not None and not warning:
                days.append(para.value)
    return days[0] if len(days) == 1 else None
