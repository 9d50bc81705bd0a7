"""Files damaged by lot: both readers read or refuse each within a second, both the same, and neither breaks.

`make fuzz` tries ten thousand; the suite a few, the same each time.
"""

from __future__ import annotations

import json
import os
import random
import re
import time
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

import pytest

from branchbook.inspection.record import read_any
from branchbook.records import PackageError, Style, open_package, render
from branchbook.records.pack import Member, deflated, pack
from branchbook.records.recognise import Recogniser
from tests.conformance import node
from tests.conformance.corpus import mangled
from tests.conformance.mangling import MANGLINGS
from tests.conformance.test_corpus import handbook, templates
from tests.conformance.test_readers import coded, damaged, hold, kits, ours, plain, rewritten, unusual
from tests.records import hostile, world

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from branchbook.handbook.template import Template

#: How many files.
MANY = int(os.environ.get("BRANCHBOOK_FUZZ", "250"))
SEED = int(os.environ.get("BRANCHBOOK_SEED", "20261129"))
_AT_ONCE = 400
_NUMBER = re.compile(r'(?<=")\d+(?=")')
_TAG = re.compile(r"<[^<>]*>")


@cache
def known() -> Mapping[str, Template]:
    """The tests' own templates and a few of the handbook's."""
    return {**world.ALL, **dict(islice(templates().items(), 0, None, 5))}


@cache
def files() -> tuple[bytes, ...]:
    """Good files to begin with."""
    return tuple(
        render(item, item.example, style) for item in known().values() for style in (Style.FILLED, Style.GUIDED)
    )


def _parts(data: bytes) -> dict[str, str]:
    return {name: content.decode() for name, content in open_package(data).items()}


def _packed(parts: Mapping[str, str]) -> bytes:
    return pack({name: deflated(content.encode("utf-8", "replace"), 1) for name, content in parts.items()})


def _main(parts: Mapping[str, str], lot: random.Random) -> str:
    likely = [
        name for name in parts if name.endswith(("document.xml", ".rels", "custom.xml")) or name.startswith("xl/")
    ]
    return lot.choice(likely)


def _crossed(lot: random.Random, data: bytes) -> bytes:
    """Begin as one file and go on as another."""
    parts, other = _parts(data), _parts(lot.choice(files()))
    name = _main(parts, lot)
    if name in other:
        one, two = parts[name], other[name]
        parts[name] = one[: lot.randrange(len(one) + 1)] + two[lot.randrange(len(two) + 1) :]
    return _packed(parts)


def _numbered(lot: random.Random, data: bytes) -> bytes:
    """Put other numbers where numbers are."""
    parts = _parts(data)
    name = _main(parts, lot)
    odd = ["0", "-1", "99999999999999999999", "1e9", "", "１", "NaN", "0x7f"]
    parts[name] = _NUMBER.sub(lambda m: lot.choice(odd) if lot.random() < 0.05 else m[0], parts[name])
    return _packed(parts)


def _shuffled(lot: random.Random, data: bytes) -> bytes:
    """Leave out, double or move a few tags."""
    parts = _parts(data)
    name = _main(parts, lot)
    tags = list(_TAG.finditer(parts[name]))
    for match in sorted(lot.sample(tags, min(len(tags), lot.randint(1, 8))), key=lambda m: -m.start()):
        new = lot.choice(["", match[0] * 2, lot.choice(tags)[0]])
        parts[name] = parts[name][: match.start()] + new + parts[name][match.end() :]
    return _packed(parts)


def _missing(lot: random.Random, data: bytes) -> bytes:
    """Leave out a part, empty it, or give it the content of another one."""
    parts = _parts(data)
    name = lot.choice(sorted(parts))
    if lot.random() < 0.5:
        del parts[name]
    else:
        parts[name] = lot.choice(["", " ", "<a/>", *parts.values()])
    return _packed(parts)


def _rewritten(lot: random.Random, data: bytes) -> bytes:
    parts = _parts(data)
    name = _main(parts, lot)
    if len(parts[name]) > 300:
        parts[name] = rewritten(lot, parts[name])
        parts[name] = unusual(parts[name]) if lot.random() < 0.3 else parts[name]
    return _packed(parts)


def _mangled(lot: random.Random, data: bytes) -> bytes:
    """As people damage files, and then as lots do."""
    words = [template for template in known().values() if template.suffix == ".docx"]
    names = list(MANGLINGS)
    sample = mangled(lot.choice(words), sorted(lot.sample(names, 3), key=names.index))
    return _rewritten(lot, sample.data if sample else data)


def _unmarked(data: bytes) -> bytes:
    """Take the signs off by which a file of ours is known."""
    try:
        parts = _parts(data)
    except (PackageError, UnicodeDecodeError):
        return data
    parts.pop("docProps/custom.xml", None)
    return _packed({name: content.replace("表样", "") for name, content in parts.items()})


def drawn(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield damaged files with what was done to them."""
    ways = [damaged, _crossed, _numbered, _shuffled, _missing, _rewritten, _mangled]
    for number in range(count):
        lot = random.Random(f"{seed} {number}")  # noqa: S311 -- no secret
        way = lot.choice(ways)
        yield f"{number} {way.__name__}", way(lot, lot.choice(files()))


@pytest.mark.usefixtures("unburdened")
def test_damaged_files_are_read_or_refused_alike_at_once() -> None:
    cases = drawn(MANY, SEED)
    refused = read = 0
    wrong: list[str] = []
    while chunk := list(islice(cases, _AT_ONCE)):
        jobs = [{"do": "timed", "data": coded(data)} for _, data in chunk]
        theirs = node.run("read", [kits(known().values()), *jobs])[1:]
        for (name, data), other in zip(chunk, theirs, strict=True):
            begin = time.process_time()
            mine = ours(data, known())
            seconds = time.process_time() - begin
            if seconds > 1 or other["seconds"] > 3:
                wrong.append(f"{name}: {seconds:.1f} s of Python, {other['seconds']:.1f} s in Node")
            if json.dumps(plain(mine), ensure_ascii=False) != json.dumps(plain(other["found"]), ensure_ascii=False):
                wrong.append(f"{name}\n  python  {mine}\n  browser {other['found']}")
            refused += "refused" in mine
            read += bool(mine.get("values"))
    assert not wrong, "\n".join(wrong[:5])
    assert refused > MANY // 20
    assert read > MANY // 4


def test_heavy_files_are_no_burden_to_a_page() -> None:
    jobs = [{"do": "timed", "data": coded(make())} for make in hostile.HEAVY.values()]
    theirs = node.run("read", [kits(world.ALL.values()), *jobs])[1:]
    slow = {name: item["seconds"] for name, item in zip(hostile.HEAVY, theirs, strict=True) if item["seconds"] > 3}
    assert not slow


def test_what_once_differed() -> None:
    """Wide digits beside another blank in a line without carriers; two parts that are both broken."""
    wide = mangled(world.NOTICE, ["full width digits", "pasted into a new file"])
    assert wide is not None
    parts = {name: deflated(content) for name, content in open_package(wide.data).items()}
    broken = {**parts, "docProps/custom.xml": Member(b"\x03\x00", 9, 1), "word/document.xml": Member(b"\x03\x00", 9, 1)}
    found = hold((("wide", wide.data, world.ALL), ("two", pack(broken), world.ALL)), world.ALL)
    assert found[0]["values"]["opens"] == "14:30"
    assert "custom.xml" in found[1]["refused"]


@pytest.mark.usefixtures("unburdened")
def test_files_without_our_mark_are_read_or_refused_at_once() -> None:
    """As a kind that they are recognised as, or as nothing; damaged, heavy, or no text at all."""
    recogniser = Recogniser(handbook().kinds, handbook().templates)
    cases = [(f"{name}.docx", data) for name, data in drawn(MANY // 5, SEED + 1)]
    cases = [(name, _unmarked(data)) for name, data in cases]
    cases += [(f"{name}.docx", _unmarked(make())) for name, make in hostile.HEAVY.items()]
    lot = random.Random(SEED)  # noqa: S311 -- no secret
    signs = [
        *"\n\n\t 　：、，。0123456789年月日一二三（）",
        "会议记录",
        "时间：",
        "应到",
        "实到",
        "2026年6月5日",
        "甲同志",
        "党员大会",
        "通知",
        "\x00",
        "𠮷",
    ]
    for number in range(MANY // 5):
        text = "".join(lot.choices(signs, k=lot.randint(0, 400)))
        cases.append((f"{number}.txt", text.encode(lot.choice(["utf-8", "gb18030", "utf-16"]))))
    cases += [(f"{sign!r} again and again.txt", (sign * 100_000).encode()) for sign in signs]
    wrong = []
    for name, data in cases:
        begin = time.process_time()
        try:
            read_any(data, name, recogniser)
        except PackageError as refused:
            wrong += [] if str(refused).endswith("。") else [f"{name}: {refused}"]
        seconds = time.process_time() - begin
        if seconds > 2:
            wrong.append(f"{name}: {seconds:.1f} s")
    assert not wrong


def test_a_file_by_lot_is_the_same_each_time() -> None:
    assert list(drawn(12, 1)) == list(drawn(12, 1))
    assert list(drawn(12, 1)) != list(drawn(12, 2))


def test_damage_is_damage() -> None:
    """Most of the files differ from every good one."""
    good = set(files())
    assert sum(data not in good for _, data in drawn(40, SEED)) > 30
    try:
        open_package(b"PK\x03\x04")
    except PackageError:
        return
    raise AssertionError("a broken file was opened")
