"""Labels and what stands behind them, in lines and in tables, where every unit words and spaces them its own way."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from branchbook.handbook.template import FieldType
from branchbook.records.typed_page import fold, squeeze, trim
from branchbook.records.typed_words import is_nothing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from branchbook.handbook.template import Field, Template
    from branchbook.records.typed_page import Page

#: Where a label stood, the surest first.
CELL, LINE, INLINE, SPACED = range(4)

_LONGEST_LABEL = 26
_MOST_COLONS = 20
_MOST_JOINED = 20_000
_BRACKET = re.compile(r"（[^（）]{0,24}）\Z")
#: 主持人（签字） is another label than 主持人.
_SIGNED = re.compile("（(签字|签名)）\\Z")
_SIGNATURE = re.compile("(?:签字|签名)\\Z")
_NUMBERING = re.compile(
    r"[ ◆●■▲★◇○▶→]*(?:第?[一二三四五六七八九十]{1,3}[、.．：]|（[一二三四五六七八九十0-9]{1,3}）|[0-9]{1,2}[、.．)）]|[①-⑳])? *[【\[]?"
)
_STYLE = re.compile(
    r" *(?:(第?[一二三四五六七八九十]{1,3}[、.．])|(（[一二三四五六七八九十0-9]{1,3}）)|([0-9]{1,2}[、.．](?![0-9])))"
)
_BOUNDARY = " ，。；、）】]【[|：.\n"
#: What no label holds.
_NO_LABEL = "：。；，"
_UNKNOWN = re.compile(r"(?:^|[ ，。；])([\u4e00-\u9fff]{2,10}) *(?:（[^（）]{0,16}）)? *\Z")
_UNKNOWN_SPACED = re.compile(r"(?:^| {2}|[，。；])((?:[\u4e00-\u9fff] {1,4}){1,6}[\u4e00-\u9fff]) *\Z")
_ENDING = re.compile(r"[，；、 \t\xa0\u2002\u2003\u2009\u202f\u3000]+\Z")
_SENTENCE = re.compile("[。！？]")
_CLOCKS = re.compile("[0-9]{1,2}：[0-9]{2}")
#: What ends the words of the label before: an annex, a closing formula, a vote.
_STOP = re.compile(
    "附件：|附：|（?以下无正文）?|抄送：|主题词："
    "|以上(?:报告|汇报|意见|情况|请示|总结)|此致|敬礼|特此|妥否|当否|恳请|请(?:党组织|予|批示|审查|审批|批准|审议|同志们|各位)|(?:投票|参加)?表决(?:情况|结果)?：|大会(?:采取|以)|结论："
)
_NUMBERED = re.compile(
    r" *(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十0-9]{1,3}）|[0-9]{1,2}[、.．)）]|[①-⑳])"
)


def norm(text: str) -> str:
    """Return a label as it is compared: no spaces, no numbering, no colon, no unit in brackets, no brackets round it."""
    bare = squeeze(text)
    if len(bare) > _LONGEST_LABEL * 2:
        return bare
    bare = _SIGNED.sub(r"\1", bare[_numbering(bare) :].rstrip("：*】]").lstrip("*"))
    return _BRACKET.sub("", bare).rstrip("：*】]") or bare


def label_of(text: str, known: Collection[str]) -> str:
    """Return a label as compared; one with （签字） behind it is its own, or else that without."""
    label = norm(text)
    bare = _SIGNATURE.sub("", label)
    return label if label in known or bare not in known else bare


def _numbering(folded: str) -> int:
    match = _NUMBERING.match(folded)
    return match.end() if match else 0


def _style(folded: str) -> str:
    """Return how a line is numbered: `一、`, `（一）`, `1.`; empty when it is not."""
    match = _STYLE.match(folded)
    return next((name for name, said in zip("hbd", match.groups(), strict=True) if said), "") if match else ""


def index_of(template: Template) -> dict[str, list[str]]:
    """Return the fields that each label may mean, by the label as compared."""
    found: dict[str, list[str]] = {}
    for item in template.fields.values():
        for name in dict.fromkeys(norm(word) for word in (item.label, *item.aliases)):
            if name:
                found.setdefault(name, []).append(item.id)
    return found


@dataclass(slots=True)
class Hit:
    """Words behind a label.

    Attributes:
        label: the label as compared.
        text: the words, with following lines that belong to them.
        rank: where the label stood.
        first: the words on the label's own line.
        soft: whether the label stands alone in a line without a colon, so that nothing behind it is no blank.
    """

    label: str
    text: str
    rank: int
    first: str
    soft: bool = False


@dataclass(slots=True)
class Hits:
    """What was found behind labels, in order."""

    found: list[Hit] = field(default_factory=list)

    def add(self, label: str, text: str, rank: int) -> Hit:
        """Keep a hit."""
        hit = Hit(label, text, rank, text)
        self.found.append(hit)
        return hit


def segments(line: str, known: Collection[str]) -> list[tuple[str, int, int]]:
    """Return the labels with a colon in a line: label as compared (empty when not known), where it and its words begin."""
    folded = fold(line)
    found: list[tuple[str, int, int]] = []
    at, count, floor = folded.find("："), 0, 0
    while at >= 0 and count < _MOST_COLONS:
        count += 1
        place = _label_before(folded, floor, at, known)
        if place:
            found.append((place[0], place[1], at + 1))
            floor = at + 1
        at = folded.find("：", at + 1)
    return found


def _label_before(folded: str, floor: int, colon: int, known: Collection[str]) -> tuple[str, int] | None:
    """Return the label that ends at a colon and where it begins."""
    end = len(folded[floor:colon].rstrip(" *】]")) + floor
    bracket = _BRACKET.search(folded[max(floor, end - 26) : end])
    signed = ""
    if bracket and end - len(bracket[0]) > floor:
        end -= len(bracket[0])
        signed = _SIGNED.sub(r"\1", bracket[0]) if _SIGNED.fullmatch(bracket[0]) else ""
    if end <= floor or folded[end - 1] in "0123456789":
        return None
    word = ""
    best: tuple[str, int] | None = None
    place, numbering = end, _numbering(folded)
    while place > floor and len(word) < _LONGEST_LABEL and folded[place - 1] not in _NO_LABEL:
        place -= 1
        if folded[place] == " ":
            continue
        word = folded[place] + word
        if place in {floor, numbering} or folded[place - 1] in _BOUNDARY:
            best = (
                (word + signed, place)
                if signed and word + signed in known
                else (word, place)
                if word in known
                else best
            )
    if best:
        return best
    before = folded[max(floor, end - 40) : end]
    match = _UNKNOWN.search(before) or _UNKNOWN_SPACED.search(before)
    start = end - len(before) + match.start(1) if match else floor
    return ("", start) if match and (start > floor or not floor) else None


def _spaced(line: str, known: Collection[str]) -> tuple[str, str] | None:
    """Return label and words of a line that parts them by spaces alone."""
    folded = fold(line)
    if len(folded) > 120:
        return None
    chars: list[str] = []
    best: tuple[str, str] | None = None
    for place in range(_numbering(folded), len(folded)):
        if folded[place] == " ":
            word = "".join(chars)
            rest = trim(line[place:])
            if word in known and rest and len(word) > 1:
                best = (word, rest)
            continue
        chars.append(folded[place])
        if len(chars) > _LONGEST_LABEL:
            break
    return best


class _Lines:
    """Reads lines one after the other; words may go on below their label."""

    def __init__(self, hits: Hits, fields: Mapping[str, list[Field]]) -> None:
        self.hits, self.fields = hits, fields
        self.open: Hit | None = None
        self.joined = 0
        self.style = ""
        """How the label of what is open is numbered: the next of its sort ends it."""

    def close(self) -> None:
        """End what is open."""
        self.open = None

    def begin(self, hit: Hit, line: str) -> None:
        """Let following lines go on with a hit."""
        self.open, self.joined, self.style = hit, 0, _style(fold(line))

    def line(self, line: str) -> None:
        """Take a line."""
        folded = fold(line)
        found = segments(line, self.fields)
        opened = bool(found) and found[0][0] != "" and found[0][1] <= _numbering(folded)
        if opened:
            self.close()
        if not opened and self._heading(line):
            return
        if found:
            self._segments(line, found, opened=opened)
        if opened:
            return
        spaced = None if found else _spaced(line, self.fields)
        if spaced:
            self.close()
            self.begin(self.hits.add(spaced[0], spaced[1], SPACED), line)
        elif _STOP.match(trim(folded)) or (self.style and self.style == _style(folded)):
            self.close()
        elif self.open and self.joined < _MOST_JOINED:
            self.open.text += ("\n" if self.open.text else "") + trim(line)
            self.joined += len(line)

    def _segments(self, line: str, found: list[tuple[str, int, int]], *, opened: bool) -> None:
        for number, (label, _, start) in enumerate(found):
            if not label:
                continue
            last = number + 1 == len(found)
            end = len(line) if last else found[number + 1][1]
            if not last and not found[number + 1][0] and self._whole(label):
                end = len(line)  # words such as `甲同志：…` belong to the label before them
            text = _ENDING.sub("", trim(line[start:end])) if end < len(line) else trim(line[start:])
            hit = self.hits.add(label, text, LINE if opened and number == 0 else INLINE)
            if opened and (last or end == len(line)):
                self.begin(hit, line)

    def _whole(self, label: str) -> bool:
        return any(item.type in {FieldType.LONG_TEXT, FieldType.TABLE} for item in self.fields[label])

    def _heading(self, line: str) -> bool:
        """Take a line that is nothing but a label; what belongs to it stands below."""
        label = label_of(line, self.fields)
        if label not in self.fields:
            return False
        self.close()
        hit = self.hits.add(label, "", LINE)
        hit.soft = not trim(line).endswith(("：", ":"))
        self.begin(hit, line)
        return True


def _row(
    hits: Hits, cells: tuple[str, ...], below: tuple[str, ...] | None, known: Collection[str], *, sheet: bool
) -> bool:
    """Read a row's labels and the cells beside them, or below them; tell whether the row below was taken too."""
    labels = [label_of(cell, known) if len(cell) <= 60 else "" for cell in cells]
    marks = [label in known and bool(label) for label in labels]
    filled = [bool(trim(cell)) for cell in cells]
    if (
        below is not None
        and sum(marks) > 1
        and all(mark or not full for mark, full in zip(marks, filled, strict=True))
        and len(below) == len(cells)
        and any(trim(cell) for cell in below)
        and not any(label_of(cell, known) in known for cell in below if len(cell) <= 60 and trim(cell))
    ):
        for label, mark, text in zip(labels, marks, below, strict=True):
            if mark:
                hits.add(label, trim(text), CELL)
        return True
    taken, strange = -1, 0
    for place, mark in enumerate(marks):
        if not mark and place != taken:
            strange += filled[place]
        if not mark or strange > 1 or ("：" in fold(cells[place]).rstrip(" ：")):
            continue  # among cells that no label explains, a label is a column's name
        beside = place + 1
        if sheet:
            while beside < len(cells) and not filled[beside]:
                beside += 1
        after = next((other for other in range(beside, len(cells)) if filled[other]), len(cells))
        if beside < after < len(cells) and not marks[after]:
            continue  # a row of sums: what stands behind the gap is not this label's
        if beside < len(cells) and not marks[beside]:
            hits.add(labels[place], cells[beside], CELL)
            taken = beside
        elif place + 1 < len(cells):
            hits.add(labels[place], "", CELL)
    return False


def find_labels(page: Page, fields: Mapping[str, list[Field]], taken: Collection[int], ends: int) -> list[Hit]:
    """Return what stands behind labels, in order.

    Args:
        page: the file.
        fields: what each label may mean.
        taken: numbers of items that belong to tables with a heading, in which no label stands.
        ends: the number of the item with which the record's text ends and its sign-off begins.
    """
    hits = Hits()
    lines = _Lines(hits, fields)
    skip = -1
    for number, item in enumerate(page.items):
        if number in taken or number in {skip, ends}:
            lines.close()
        if number in taken or number == skip:
            continue
        if isinstance(item, str):
            lines.line(item)
            continue
        lines.close()
        after = page.items[number + 1] if number + 1 < len(page.items) and number + 1 not in taken else None
        if _row(hits, item, after if isinstance(after, tuple) else None, fields, sheet=page.sheet):
            skip = number + 1
            continue
        for cell in item:
            inner = _Lines(hits, fields)
            if "：" in fold(cell) or "\n" in cell:
                inner_lines = cell.split("\n")
                first = label_of(inner_lines[0], fields)
                if first in fields and len(inner_lines) > 1 and label_of(cell, fields) not in fields:
                    hits.add(first, trim("\n".join(inner_lines[1:])), CELL)
                    inner_lines = inner_lines[1:]
                for line in inner_lines:
                    inner.line(line)
    return hits.found


def words_of(item: Field, hit: Hit) -> str:
    """Return the words of a hit that belong to a field: all of them, or only those on the label's line."""
    if item.type in {FieldType.LONG_TEXT, FieldType.TABLE}:
        return hit.text
    lines = hit.text.split("\n")
    first = trim(hit.first)
    if hit.rank == CELL:
        return hit.text
    rest = lines[1:] if first else [line for line in lines if line]
    if item.type is FieldType.PEOPLE:
        said = first
        while rest and (not said or said[-1] in "、，,"):
            said += rest.pop(0)
        return said
    if first and rest and _NUMBERED.match(fold(first)):
        while rest and _NUMBERED.match(fold(rest[0])):
            first += "\n" + rest.pop(0)
    if first:
        return "" if is_nothing(first) else first
    below = rest[0] if rest else ""
    if (
        len(below) > 40
        or _SENTENCE.search(below)
        or _NUMBERED.match(fold(below))
        or "：" in _CLOCKS.sub("", fold(below))
    ):
        return ""
    return below


def is_label(text: str, known: Collection[str]) -> bool:
    """Tell whether a line begins with a label, known or not, so that it is no title."""
    found = segments(text, known)
    return bool(found) and found[0][1] <= _numbering(fold(text))


def is_known_label(text: str, known: Collection[str]) -> bool:
    """Tell whether a line begins with a label that is known."""
    found = segments(text, known)
    return bool(found) and bool(found[0][0]) and found[0][1] <= _numbering(fold(text))


__all__ = [
    "CELL",
    "INLINE",
    "LINE",
    "SPACED",
    "Hit",
    "Hits",
    "find_labels",
    "index_of",
    "is_known_label",
    "is_label",
    "norm",
    "segments",
    "words_of",
]
