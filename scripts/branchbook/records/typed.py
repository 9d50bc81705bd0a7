"""Read a record that is not ours: by labels, tables, patterns of running text and places, each value or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from branchbook.handbook.template import FieldType
from branchbook.records.typed_days import clock, day_of_serial, find_day, range_day
from branchbook.records.typed_labels import (
    INLINE,
    SPACED,
    find_labels,
    index_of,
    is_known_label,
    label_of,
    norm,
    words_of,
)
from branchbook.records.typed_lists import (
    names_within,
    of_everybody,
    read_list,
    read_poll,
    read_tables,
    says_nothing,
    split_items,
)
from branchbook.records.typed_page import Page, fold, squeeze, trim
from branchbook.records.typed_places import find_places
from branchbook.records.typed_prose import Prose
from branchbook.records.typed_words import Said, cut, is_name, is_nothing, is_person, people_within, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from branchbook.handbook.kinds import Kind
    from branchbook.handbook.template import Field, Template
    from branchbook.records.typed_labels import Hit
    from branchbook.records.typed_places import Places
    from branchbook.records.typed_prose import Found

#: What a quote keeps of a long text.
_LONGEST_QUOTE = 200
_STRUCK = re.compile(r"[/\\／—–-]{1,3}")
_FIGURE = re.compile("[0-9一二三四五六七八九十]")
#: Those whose votes must all be told: who stood for election, and who won.
_STOOD = re.compile("候选人|当选")
#: 请假2人（卯、辰）: what is counted are people, however short their names.
_COUNTED = re.compile("[0-9一二三四五六七八九十]{1,3}[人名位个]?（[^（）]*）?\\Z")


@dataclass(frozen=True, slots=True)
class Typed:
    """A record read from a file that is not ours.

    Attributes:
        values: what was read for certain, by field id, in the template's order.
        quotes: the words that were read.
        how: by what: `label`, `table`, `prose` or `place`.
        warnings: what was left unread, and why, in Chinese.
        empty: fields whose label is there with nothing behind it.
        unread: fields of which something is written that was not read for certain, so that they are not missing.
        several: why nothing was read, when several records stand in one file; empty otherwise.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    quotes: Mapping[str, str] = field(default_factory=dict)
    how: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    several: str = ""


def _listed(mechanism: str, hit: Hit) -> str:
    """Return the words of a list: all that follows its label, or only its own line where that numbers several items."""
    return hit.first if mechanism == "items" and len(split_items(hit.first)) > 1 else hit.text


class _Reader:
    def __init__(self, page: Page, kind: Kind, template: Template) -> None:
        self.page, self.kind, self.template = page, kind, template
        self.values: dict[str, Any] = {}
        self.quotes: dict[str, str] = {}
        self.how: dict[str, str] = {}
        self.warnings: list[str] = []
        self.empty: list[str] = []
        self.closed: set[str] = set()
        """Fields in doubt, which nothing less sure may fill."""
        self.known = index_of(template)
        self.hits: dict[str, list[Hit]] = {}
        self.prose = Prose(page.lines)

    def keep(self, item: Field, value: Any, quote: str, how: str) -> None:
        """Keep a value with the words it was read from."""
        self.values[item.id], self.quotes[item.id], self.how[item.id] = value, cut(trim(quote), _LONGEST_QUOTE), how

    def doubt(self, item: Field, warning: str) -> None:
        """Leave a field unread for good."""
        self.closed.add(item.id)
        self.values.pop(item.id, None)
        self.quotes.pop(item.id, None)
        self.how.pop(item.id, None)
        if warning not in self.warnings:
            self.warnings.append(warning)

    # -- labels ---------------------------------------------------------------------------------

    def labels(self, taken: set[int], ends: int) -> None:
        """Share out what stands behind labels; a label that fits two fields is left, unless one has a name of its own."""
        unclear: dict[str, list[str]] = {}
        fields = {label: [self.template.fields[name] for name in names] for label, names in self.known.items()}
        for hit in find_labels(self.page, fields, taken, ends):
            owners = self.known[hit.label]
            if len(owners) == 1:
                self.hits.setdefault(owners[0], []).append(hit)
            elif not is_nothing(hit.text):
                unclear[hit.label] = owners
        for label, owners in unclear.items():
            if any(name in self.hits for name in owners):
                continue
            names = "”，也可能是“".join(self.template.fields[name].label for name in owners)
            self.warnings.append(f"“{label}”可能是“{names}”，分不清，没有读")

    def by_label(self, item: Field) -> None:
        """Read a field from the surest of its labels; two that differ are left."""
        hits = self.hits.get(item.id, [])
        if not hits:
            return
        best = min((hit.rank for hit in hits if not is_nothing(words_of(item, hit))), default=None)
        if best is None:
            self._blank(item, hits)
            return
        said = [(words_of(item, hit), hit) for hit in hits if hit.rank == best]
        read = [(say(item, text, self.page), self._shown(item, text)) for text, _ in said if not is_nothing(text)]
        if best == SPACED and all(said.value is None for said, _ in read):
            return  # 应到 4 人  实到 3 人: more than one thing, which sentences tell apart
        self._agree(item, read, "label")

    def _shown(self, item: Field, text: str) -> str:
        """Return words as a person sees them: a spreadsheet shows a day where its file has a number."""
        dated = self.page.sheet and item.type in {FieldType.DATE, FieldType.DATETIME}
        return (day_of_serial(text, old_epoch=self.page.old_epoch) if dated else "") or text

    def _blank(self, item: Field, hits: Sequence[Hit]) -> None:
        """Note that nothing stands behind a field's label; a stroke says that there is nothing to write."""
        if any(not hit.soft and not _STRUCK.fullmatch(trim(hit.text)) for hit in hits):
            self.empty.append(item.id)

    def _agree(self, item: Field, read: Sequence[tuple[Said, str]], how: str) -> None:
        """Keep the one value that all readings give."""
        good = [(said, text) for said, text in read if said.value is not None]
        values = [said.value for said, _ in good]
        if any(value != values[0] for value in values):
            shown = "、".join(f"「{cut(trim(text), 20)}」" for text in dict.fromkeys(text for _, text in good[:3]))
            self.doubt(item, f"“{item.label}”有几处写得不一样：{shown}，没有读")
            return
        first = good[0] if good else next(((said, text) for said, text in read if said.warning or said.day), None)
        if first is None:
            return
        said, text = first
        if said.warning and said.warning not in self.warnings:
            self.warnings.append(said.warning)
        if said.value is not None:
            self.keep(item, said.value, text, how)
        elif said.warning:
            self.closed.add(item.id)
        self.written(item, said, text, how)

    def written(self, item: Field, said: Said, text: str, how: str) -> None:
        """Keep a day's own words and the times of day behind it, where the kind asks for them."""
        if item.type not in {FieldType.DATE, FieldType.DATETIME}:
            return
        if said.day and said.value is None and not _FIGURE.search(fold(said.day)):
            self.empty.append(item.id)
        target = self.template.fields.get(self.kind.written.get(item.id, ""))
        words = trim(text) if how == "label" else said.day or trim(text)
        if target and words and target.id not in self.values:
            self.keep(target, words, words, how)
        for name, time in zip(self.kind.clock.get(item.id, ()), said.times, strict=False):
            place = self.template.fields.get(name)
            if not place or not time or name in self.values or self.hits.get(name):
                continue
            if place.type is not FieldType.DATETIME:
                self.keep(place, time, text, how)
            elif isinstance(said.value, str):
                self.keep(place, f"{said.value[:10]} {time}", text, how)

    # -- tables ---------------------------------------------------------------------------------

    def table(self, item: Field) -> None:
        """Read a table that people wrote as running text."""
        mechanism = self.kind.lists.get(item.id)
        hits = self.hits.get(item.id, [])
        if item.id in self.values:
            return
        filled = [hit for hit in hits if not is_nothing(hit.text)]
        if hits and not filled:
            self._blank(item, hits)
        if mechanism is None:
            return
        if mechanism == "poll":
            self._poll(item)
            return
        people = [
            name for value in self.values.values() if isinstance(value, list) for name in value if isinstance(name, str)
        ]
        best = min((hit.rank for hit in filled), default=None)
        surest = [hit for hit in filled if hit.rank == best]
        if mechanism == "items" and surest:  # 会议内容 below 会议议题 is what was said on it, no other agenda
            first = min(self._place(item, hit) for hit in surest)
            surest = [hit for hit in surest if self._place(item, hit) == first]
        labelled = [_listed(mechanism, hit) for hit in surest]
        found = [(rows, text) for text in labelled if (rows := read_list(item, mechanism, text, self.page, people))]
        if labelled and mechanism == "items":
            self._parts(item, found)
        elif labelled:
            self._same(item, found, "label")
            if not found and not all(map(says_nothing, labelled)):
                self.closed.add(item.id)
        elif mechanism == "names":
            self._names(item)
        else:
            said = [hit.said for hits in self.prose.find(item, self.kind.prose.get(item.id, ())) for hit in hits]
            if not said and mechanism in {"speech", "tally"}:
                lines = ["" if label_of(line, self.known) in self.known else line for line in self.page.lines]
                said = ["\n".join("" if is_known_label(line, self.known) else line for line in lines)]
            rows_of = [(read_list(item, mechanism, text, self.page, people, sure=False), text) for text in said]
            self._same(item, [(rows, text) for rows, text in rows_of if rows], "prose")

    @staticmethod
    def _place(item: Field, hit: Hit) -> int:
        """Return how far back a label stands among a field's names: its own name tells most."""
        names = [norm(word) for word in (item.label, *item.aliases)]
        return names.index(hit.label) if hit.label in names else len(names)

    def _same(self, item: Field, found: Sequence[tuple[list[dict[str, Any]], str]], how: str) -> None:
        """Keep the rows that all readings give."""
        if any(rows != found[0][0] for rows, _ in found):
            self.doubt(item, f"“{item.label}”有几处写得不一样，没有读")
        elif found:
            self.keep(item, found[0][0], found[0][1], how)

    def _parts(self, item: Field, found: Sequence[tuple[list[dict[str, Any]], str]]) -> None:
        """Keep the rows of a list that is told in parts: a decision below each thing on the agenda."""
        rows: list[dict[str, Any]] = []
        for part, _ in found:
            rows += [row for row in part if row not in rows]
        if rows:
            self.keep(item, rows, "；".join(dict.fromkeys(text for _, text in found)), "label")

    def _names(self, item: Field) -> None:
        """Read names out of sentences: those that stand right at a pattern's words; several sentences add up."""
        rows: list[dict[str, Any]] = []
        quotes: list[str] = []
        for pattern in self.kind.prose.get(item.id, ()):
            for hits in self.prose.find(item, [pattern]):
                for hit in hits:
                    counted = bool(_COUNTED.search(fold(hit.around)))
                    for row in names_within(item, hit.said, tail=pattern.startswith("{}"), counted=counted):
                        if not any(next(iter(row.values())) in other.values() for other in rows):
                            rows.append(row)
                            quotes += [hit.around] if hit.around not in quotes else []
        if rows:
            self.keep(item, rows, "；".join(quotes), "prose")

    def _poll(self, item: Field) -> None:
        """Read each one's votes out of the whole text, unless some of those who stood or were elected are not there."""
        rows, quote = read_poll(item, self.page)
        if not rows:
            return
        told = {value for row in rows for value in row.values()}
        for other in self.template.fields.values() if of_everybody(item) else ():
            if other.type is not FieldType.PEOPLE or not _STOOD.search(other.label):
                continue
            missing = [name for name in self.values.get(other.id, []) if name not in told]
            if missing:
                self.doubt(item, f"“{item.label}”没有读到{'、'.join(missing[:5])}的，没有读")
                return
        self.keep(item, rows, quote, "prose")

    # -- running text ---------------------------------------------------------------------------

    def by_prose(self, item: Field) -> None:
        """Read a field by the kind's patterns; figures that differ from the labelled one are left unread."""
        patterns = self.kind.prose.get(item.id, ())
        if not patterns or item.id in self.closed:
            return
        known = item.id in self.values
        if known and item.type is not FieldType.INTEGER:
            return
        found = self.prose.find(item, patterns)
        if item.type is FieldType.PEOPLE:
            self._people(item, [hit for hits in found for hit in hits])
            return
        pooled = item.type not in {FieldType.TEXT, FieldType.LONG_TEXT, FieldType.SIGNATURE}
        groups = [[hit for hits in found for hit in hits]] if pooled else found[:1]
        for hits in groups:
            read = []
            for hit in hits:
                said = self._in_sentence(item, hit)
                if (said.warning and said.value is None) or (is_person(item) and not is_name(str(said.value))):
                    continue
                read.append((said, hit.around))
            if known:
                other = next((around for said, around in read if said.value not in {None, self.values[item.id]}), "")
                if other:
                    shown = f"「{cut(self.quotes[item.id], 20)}」、「{cut(other, 20)}」"
                    self.doubt(item, f"“{item.label}”有几处写得不一样：{shown}，没有读")
            elif read:
                self._agree(item, read, "prose")

    def _people(self, item: Field, hits: Sequence[Found]) -> None:
        """Keep the longest of the lists of names that sentences begin; another must not name others."""
        read = [(names, hit.around) for hit in hits if (names := people_within(hit.said))]
        if not read:
            return
        names, around = max(read, key=lambda told: len(told[0]))
        other = next((said for some, said in read if not set(some) <= set(names)), "")
        if other:
            shown = f"「{cut(around, 20)}」、「{cut(other, 20)}」"
            self.doubt(item, f"“{item.label}”有几处写得不一样：{shown}，没有读")
        else:
            self.keep(item, names, around, "prose")

    def _in_sentence(self, item: Field, hit: Found) -> Said:
        """Read what a pattern found; a day may leave out the year that the day before it in the sentence tells."""
        said = say(item, hit.said, self.page)
        if item.type is not FieldType.DATE:
            return said
        if said.value is None and said.day:
            return replace(said, value=range_day(hit.before, said.day) or None)
        return replace(said, times=clock(hit.rest))

    # -- places ---------------------------------------------------------------------------------

    def places(self, places: Places) -> None:
        """Read what is known by its place."""
        for place, name in self.kind.places.items():
            item = self.template.fields.get(name)
            if item is None or name in self.values or name in self.closed:
                continue
            if place == "blanks":
                continue
            text = trim(self.page.text) if place == "whole" else getattr(places, place)
            if not text:
                continue
            if place == "whole" or item.type not in {FieldType.DATE, FieldType.DATETIME}:
                self.keep(item, text, text, "place")
                continue
            said = say(item, text, self.page)
            if said.value is not None:
                self.keep(item, said.value, text, "place")
            self.written(item, said, text, "place")

    def blanks(self) -> None:
        """List the labels with nothing behind them."""
        item = self.template.fields.get(self.kind.places.get("blanks", ""))
        names = [self.template.fields[name].label for name in self.template.fields if name in self.empty]
        if item and names:
            self.keep(item, names if item.type is FieldType.PEOPLE else "、".join(names), "、".join(names), "place")

    def _several(self) -> str:
        """Tell why nothing is read when a file holds several records: their day, and what goes with it, stand twice."""
        item = self.template.fields.get(self.template.dated_by or "")
        if item is None or item.type is FieldType.TABLE:
            return ""
        said = {
            name: [text for hit in hits if (text := self._own_words(name, hit))] for name, hits in self.hits.items()
        }
        days = list(dict.fromkeys(said.get(item.id, ())))
        told = [find_day(text) for text in days]
        known = {found.day or squeeze(found.raw) for found in told if found}
        apart = [day for day in known if not any(day != other and day in other for other in known)]
        twice = [name for name, texts in said.items() if len(texts) > 1 and name != item.id]
        if len(apart) < 2 or len(twice) < 2:
            return ""
        shown = "、".join(f"「{cut(trim(text), 20)}」" for text in days[:3])
        return f"“{item.label}”有{shown}，像是几次的写在一份里，分不清哪一处是哪一次的，没有读"

    def _own_words(self, name: str, hit: Hit) -> str:
        """Return the words behind the label of a field that a record has once; empty for others."""
        item = self.template.fields[name]
        if item.type in {FieldType.TABLE, FieldType.LONG_TEXT} or hit.rank == INLINE:
            return ""
        text = words_of(item, hit)
        return "" if is_nothing(text) else self._shown(item, text)

    def read(self) -> Typed:
        places = find_places(self.page, self.known)
        fields = self.template.fields
        tables, taken = read_tables(self.page, self.template, self.known, self.warnings)
        for name, rows in tables.items():
            self.keep(fields[name], rows, "；".join("，".join(map(str, row.values())) for row in rows), "table")
        self.labels(taken, places.ends)
        several = self._several()
        if several:
            return Typed(several=several)
        for item in fields.values():
            if item.type is not FieldType.TABLE:
                self.by_label(item)
        for item in fields.values():
            if item.type is not FieldType.TABLE:
                self.by_prose(item)
        for item in fields.values():
            if item.type is FieldType.TABLE:
                self.table(item)
        self.places(places)
        self.empty = [name for name in fields if name in self.empty and name not in self.values]
        self.blanks()
        order = [name for name in fields if name in self.values]
        return Typed(
            {name: self.values[name] for name in order},
            {name: self.quotes[name] for name in order},
            {name: self.how[name] for name in order},
            tuple(self.warnings),
            tuple(self.empty),
            tuple(name for name in fields if name in self.closed and name not in self.values),
        )


def read_typed(page: Page, kind: Kind, template: Template) -> Typed:
    """Read a page as a record of a kind.

    Args:
        page: the file's lines and rows.
        kind: what it was recognised as.
        template: the kind's fields, from `Kind.as_template`.
    """
    return _Reader(page, kind, template).read()


__all__ = ["Typed", "read_typed"]
