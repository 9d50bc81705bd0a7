"""Build the index: postings in shards, texts in fragments, all named by what they hold.

A unit is anything that can be a result: a page, a step, a rule, a provision. For each token there is a list of
units; each entry says in which fields the token stands and how often, so that the browser can rank without the texts.
"""

from __future__ import annotations

import base64
import json
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from branchbook.site.search.words import letters, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Longer lists are cut to their best entries; a token that common says little.
MOST = 3000
#: What a shard should weigh before compression: small, for a query touches one a token; larger in a large
#: handbook, which would else fall into too many files.
SHARD = (2_500, 6_000)
#: About how many shards there are between the two.
SHARDS = 600
#: Units in one fragment: a page of results needs few of each.
FRAGMENT = 4
#: How much text of a unit is kept for the excerpt.
EXCERPT = 420

TITLE, ALIAS, HEADING, SUMMARY = 1, 2, 4, 8


@dataclass(frozen=True, slots=True)
class Unit:
    """Something that can be a result.

    Attributes:
        kind: index into the kinds, see `units.KINDS`.
        url: where it stands, from the site's root.
        title: what it is called.
        heading: the page on which it stands, when it is a part of one.
        aliases: other names.
        summary: one sentence.
        body: the text.
        note: what is shown beside the title: article and date, code, steps.
        files: downloads, as (label, path from the site's root, name).
        asked: whole questions that it settles: shown as the answer when one of them is asked.
        past: out of force: found, but after what holds.
    """

    kind: int
    url: str
    title: str
    heading: str = ""
    aliases: tuple[str, ...] = ()
    summary: str = ""
    body: str = ""
    note: str = ""
    files: tuple[tuple[str, str, str], ...] = ()
    asked: tuple[str, ...] = ()
    past: bool = False


def fnv(text: str) -> int:
    """Return the 32-bit FNV-1a hash of a text's UTF-16 code units, as the browser computes it."""
    value = 0x811C9DC5
    data = text.encode("utf-16-le")
    for index in range(0, len(data), 2):
        value = ((value ^ (data[index] | data[index + 1] << 8)) * 0x01000193) & 0xFFFFFFFF
    return value


def _varint(number: int) -> bytes:
    parts = bytearray()
    while number > 127:
        parts.append(number & 127 | 128)
        number >>= 7
    parts.append(number)
    return bytes(parts)


@dataclass(slots=True)
class _Postings:
    """The entries of one token, packed as they come."""

    packed: bytearray = field(default_factory=bytearray)
    count: int = 0
    last: int = 0

    def add(self, unit: int, flags: int, often: int, length: int) -> None:
        self.packed += _varint(unit - self.last)
        self.packed.append(flags << 4 | often)
        if flags & (TITLE | ALIAS):
            self.packed.append(min(length, 255))
        self.last = unit
        self.count += 1

    def cut(self, most: int) -> bytes:
        """Return the packed entries, the best ones only when there are too many."""
        if self.count <= most:
            return bytes(self.packed)
        entries = list(unpack(bytes(self.packed)))
        entries.sort(key=lambda entry: (-(entry[1] & (TITLE | ALIAS)).bit_count(), -entry[2], entry[0]))
        kept = _Postings()
        for unit, flags, often, length in sorted(entries[:most]):
            kept.add(unit, flags, often, length)
        return bytes(kept.packed)


def unpack(packed: bytes) -> Iterable[tuple[int, int, int, int]]:
    """Yield unit, flags, how often, length of the title, from packed entries."""
    position, unit = 0, 0
    while position < len(packed):
        delta, shift = 0, 0
        while packed[position] > 127:
            delta |= (packed[position] & 127) << shift
            shift += 7
            position += 1
        delta |= packed[position] << shift
        unit += delta
        flags, often = packed[position + 1] >> 4, packed[position + 1] & 15
        position += 2
        length = 0
        if flags & (TITLE | ALIAS):
            length = packed[position]
            position += 1
        yield unit, flags, often, length


def _often(count: int, length: int) -> int:
    """Return a term frequency in 0..15, smaller in longer texts."""
    if not count:
        return 0
    norm = count * 2.2 / (count + 1.2 * (0.4 + 0.6 * length / 120))
    return max(1, min(15, round(norm * 7)))


def _entries(unit: Unit) -> dict[str, tuple[int, int, int]]:
    """Return flags, frequency and title length of every token of a unit."""
    flags: Counter[str] = Counter()
    lengths: dict[str, int] = {}
    for text, bit in [(unit.title, TITLE), *((alias, ALIAS) for alias in (*unit.aliases, *unit.asked))]:
        found = set(tokens(text))
        size = len(found) or 1
        for token in found | (set(letters(text)) if bit == TITLE else set()):
            flags[token] |= bit
            lengths[token] = min(lengths.get(token, 255), size)
    for text, bit in ((unit.heading, HEADING), (unit.summary, SUMMARY)):
        for token in set(tokens(text)):
            flags[token] |= bit
    body = tokens(unit.body)
    counts = Counter(body)
    return {
        token: (flags[token], _often(counts[token], len(body)), lengths.get(token, 0))
        for token in flags.keys() | counts.keys()
    }


def _script(name: str, number: int, data: object) -> bytes:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"{name}({number},{text})\n".replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").encode()


def _fragment(unit: Unit) -> list[object]:
    body = " ".join(unit.body.split())[:EXCERPT]
    parts: list[object] = [unit.kind, unit.url, unit.title, unit.heading, unit.note, unit.summary, body]
    parts.append(list(unit.aliases))
    parts.append([list(file) for file in unit.files])
    parts += [list(unit.asked), int(unit.past)]
    return parts


@dataclass(frozen=True, slots=True)
class Built:
    """An index ready to be written."""

    files: dict[str, bytes]
    """Shards and fragments by name, without folder."""
    manifest: dict[str, object]
    """What the browser must know before it asks."""


def build(units: Sequence[Unit], *, most: int = MOST, shard: int | None = None) -> Built:
    """Build the index of some units.

    Args:
        units: what can be found, in a stable order.
        most: the longest list that is kept whole.
        shard: the size aimed at for a shard, in bytes before compression; by the size of the index when None.
    """
    lists: dict[str, _Postings] = {}
    for number, unit in enumerate(units):
        for token, (flags, often, length) in _entries(unit).items():
            lists.setdefault(token, _Postings()).add(number, flags, often, length)
    packed = {token: (entry.count, entry.cut(most)) for token, entry in sorted(lists.items())}
    lists.clear()
    size = sum(len(token) * 3 + len(data) * 4 // 3 + 8 for token, (_, data) in packed.items())
    shards = max(1, math.ceil(size / (shard or min(max(size // SHARDS, SHARD[0]), SHARD[1]))))
    buckets: list[dict[str, list[object]]] = [{} for _ in range(shards)]
    for token, (count, data) in packed.items():
        buckets[fnv(token) % shards][token] = [count, base64.b64encode(data).decode().rstrip("=")]
    files = {f"s{number}.js": _script("bbs", number, bucket) for number, bucket in enumerate(buckets)}
    for number in range(0, len(units), FRAGMENT):
        part = [_fragment(unit) for unit in units[number : number + FRAGMENT]]
        files[f"f{number // FRAGMENT}.js"] = _script("bbf", number // FRAGMENT, part)
    manifest: dict[str, object] = {"units": len(units), "shards": shards, "fragment": FRAGMENT}
    return Built(files, manifest)
