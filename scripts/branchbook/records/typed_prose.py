"""Values in running text, by patterns such as `应到会党员{}人` and `由{}主持`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from branchbook.handbook.template import FieldType
from branchbook.records.typed_days import BEHIND, MOMENT, PART, WHOLE
from branchbook.records.typed_page import fold
from branchbook.records.typed_words import NAME, is_person

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from branchbook.handbook.template import Field

#: Longer lines are looked at in pieces of this length, and no more than so many characters in all.
_LONGEST_LINE, _MOST_CHARS = 2_000, 60_000
_MOST_HITS = 50
_NUMBER = "([0-9]{1,6}|[〇零一二三四五六七八九十百]{1,6})"
#: Any number, which nothing is made of: `#` in a pattern.
_SIZE = "[0-9〇零一二三四五六七八九十百]{1,6}"
_LOOSE = re.compile("[…#]")
_EITHER = re.compile(r"\[([^\[\]]*)\]")
_GAP = "[^。；\n]{0,60}?"
_STOP = "，。；：\n"
#: Words before a pattern that make it speak of only some of them.
_SOME = re.compile("(?:预备|正式|流动|其中|女|新|应|未|不|没|没有|拟|有表决权的?(?:正式)?(?:党员)?)\\Z")
_RUNNING = re.compile("[，。；]")
_FREE = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.SIGNATURE, FieldType.PEOPLE, FieldType.TABLE})


def _slot(kind: FieldType, choices: tuple[str, ...], *, person: bool, first: bool, last: bool) -> str:
    """Return the pattern of a field's value."""
    lazy = "" if last else "?"
    if kind is FieldType.INTEGER:
        return _NUMBER + ("(?![0-9〇零一二三四五六七八九十百年月日号时点%])" if last else "")
    if kind is FieldType.RATIO:
        return "([0-9]{1,6}/[0-9]{1,6})"
    if kind is FieldType.DATE:
        return f"({WHOLE}|{PART}){BEHIND}"
    if kind is FieldType.DATETIME:
        return f"({MOMENT})"
    if kind is FieldType.CHOICE:
        return "(" + "|".join(map(re.escape, sorted(map(fold, choices), key=lambda word: (-len(word), word)))) + ")"
    if kind in {FieldType.LONG_TEXT, FieldType.TABLE}:
        return f"([^。\n]{{1,400}}{lazy})"
    if kind is FieldType.PEOPLE:
        return f"([^。；：\n]{{1,160}}{lazy})"
    begin = f"(?:^|[{_STOP}])" if first else ""
    if person:
        return begin + NAME + (f"(?=[{_STOP}、（）]|\\Z)" if last else "")
    return f"{begin}((?:《[^《》\\n]{{1,40}}》|“[^“”\\n]{{1,40}}”|[^{_STOP}《“]){{1,40}}{lazy})"


def _folded(pattern: str) -> str:
    return fold(pattern).replace(" ", "").replace("\n", "")


@lru_cache(maxsize=16384)
def _compile(pattern: str, kind: FieldType, choices: tuple[str, ...], *, person: bool) -> re.Pattern[str]:
    before, _, after = _folded(pattern).partition("{}")
    slot = _slot(kind, choices, person=person, first=not before, last=not after)
    guard = "(?:^|[^0-9〇零一二三四五六七八九十百])" if not before and kind is FieldType.INTEGER else ""
    return re.compile(guard + _fixed(before) + slot + _fixed(after))


def _parts(words: str) -> list[list[str]]:
    """Part a pattern's own words into stretches of which each says one thing or the other: `[人|名]`."""
    return [part.split("|") if place % 2 else [part] for place, part in enumerate(_EITHER.split(words))]


def _fixed(words: str) -> str:
    return "".join(f"(?:{'|'.join(map(_plain, part))})" for part in _parts(words))


def _plain(words: str) -> str:
    gapped = (_SIZE.join(map(re.escape, part.split("#"))) for part in words.split("…"))
    return _GAP.join(gapped)


@lru_cache(maxsize=16384)
def _needed(pattern: str) -> tuple[tuple[str, ...], ...]:
    """Return sets of words of which a line must hold one each for a pattern to be found in it: quick to look for."""
    before, _, after = _folded(pattern).partition("{}")
    found = []
    for words in (before, after):
        chunks = [tuple(max(_LOOSE.split(word), key=len) for word in part) for part in _parts(words)]
        sure = [chunk for chunk in chunks if all(chunk)]
        if sure:
            found.append(min(sure, key=len))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Found:
    """What a pattern found.

    Attributes:
        said: the value's words.
        around: the words of the whole pattern.
        before: what stands before the value in its line.
        rest: what stands behind it.
    """

    said: str
    around: str
    before: str
    rest: str


class Prose:
    """The running text of a page, without spaces, and where each character stood."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines: list[tuple[str, str, list[int]]] = []
        room = _MOST_CHARS
        for line in lines:
            for at in range(0, len(line), _LONGEST_LINE):
                piece = line[at : at + _LONGEST_LINE]
                room -= len(piece)
                if room < 0:
                    return
                folded = fold(piece)
                places = [place for place, char in enumerate(folded) if char not in " \n"]
                self.lines.append(("".join(folded[place] for place in places), piece, places))

    def find(self, item: Field, patterns: Sequence[str]) -> list[list[Found]]:
        """Return what each pattern found, those that found nothing left out."""
        found = []
        for pattern in patterns:
            needed = _needed(pattern)
            hits: list[Found] = []
            counted = item.type is FieldType.INTEGER and not pattern.startswith("{}")
            free = pattern.startswith("{}") and item.type in _FREE
            for text, piece, places in self.lines:
                if free and not _RUNNING.search(text):
                    continue  # a title, or a cell, is no sentence
                if not all(any(word in text for word in words) for words in needed):
                    continue
                known = _compile(pattern, item.type, item.choices, person=is_person(item))
                for match in known.finditer(text):
                    if len(hits) >= _MOST_HITS:
                        break
                    if counted and _SOME.search(text[max(0, match.start() - 9) : match.start()]):
                        continue
                    start, end = match.span(1)
                    whole = max(match.start(), 0)
                    said = piece[places[start] : places[end - 1] + 1]
                    around = piece[places[whole] : places[match.end() - 1] + 1]
                    rest = piece[places[end] :] if end < len(places) else ""
                    before = piece[: places[start]]
                    hits.append(Found(said, around.strip(_STOP + " 　"), before, rest))
            if hits:
                found.append(hits)
        return found


__all__ = ["Found", "Prose"]
