"""Records as people type them, with what should be read from them; and kinds fixed here, that do not move with the handbook."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from branchbook.handbook.kinds import Kind
from branchbook.records.recognise import Recogniser
from branchbook.records.typed import Typed, read_typed
from branchbook.records.typed_labels import segments
from branchbook.records.typed_page import Page, page_of_text, squeeze, trim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

DATA = Path(__file__).resolve().parents[1] / "data" / "typed"

#: Not told case by case: it is the whole file.
WHOLE = "all_text"


@dataclass(frozen=True)
class Case:
    """A text as somebody typed it.

    Attributes:
        name: what is special about it.
        file: the file's name.
        text: its words; `|` parts cells.
        kind: what it is; None when nothing can tell.
        expect: everything that should be read, and nothing else.
        warns: words that a warning must hold.
        several: words that must say why nothing was read.
        why: what is wrong with the paper itself; empty for a good one.
    """

    name: str
    file: str
    text: str = field(repr=False)
    kind: str | None
    expect: dict[str, Any] = field(default_factory=dict, repr=False)
    warns: str = ""
    several: str = ""
    why: str = ""

    @property
    def page(self) -> Page:
        return page_of_text(self.text)


def _named(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {**item, "id": name, **({"columns": _named(item["columns"])} if "columns" in item else {})}
        for name, item in fields.items()
    }


@cache
def kinds() -> dict[str, Kind]:
    data = yaml.safe_load((DATA / "kinds.yml").read_text(encoding="utf-8"))
    return {
        name: Kind.model_validate(
            {**item, "id": name, "fields": _named(item["fields"]), "reviewed_on": "2026-11-29", "rule_sources": {}}
        )
        for name, item in data.items()
    }


@cache
def recogniser() -> Recogniser:
    return Recogniser(kinds(), {})


@cache
def cases() -> tuple[Case, ...]:
    return tuple(
        Case(**item)
        for file in ("meeting.yml", "others.yml", "messy.yml", "polls.yml", "speeches.yml")
        for item in yaml.safe_load((DATA / file).read_text(encoding="utf-8"))
    )


@cache
def unseen() -> Mapping[str, tuple[Case, ...]]:
    """Return papers for kinds of the handbook, by file: written before anybody looked at what would be read of them.

    Those of the files `…-later` were written after the kinds were mended by the others, and nothing was fitted to them.
    """
    return {
        file.stem: tuple(Case(**item) for item in yaml.safe_load(file.read_text(encoding="utf-8")))
        for file in sorted((DATA / "unseen").glob("*.yml"))
    }


def read(case: Case) -> Typed:
    """Read a case as what it is, whether or not it is recognised."""
    assert case.kind is not None
    return read_typed(case.page, kinds()[case.kind], recogniser().templates[case.kind])


def score(expected: dict[str, Any], values: dict[str, Any]) -> Counter[str]:
    """Count fields: right, missing, wrong; one that should not have been read is wrong."""
    found: Counter[str] = Counter()
    for name in {*expected, *values} - {WHOLE}:
        if name not in values:
            found["missing"] += 1
        else:
            found["right" if name in expected and expected[name] == values[name] else "wrong"] += 1
    return found


def table(scores: Iterable[tuple[str, Counter[str]]]) -> str:
    """Return the accuracy by kind as a table."""
    sums: dict[str, Counter[str]] = {}
    for name, counts in scores:
        sums.setdefault(name, Counter()).update(counts)
    sums["all"] = sum(sums.values(), Counter())
    lines = [f"{'':18} {'fields':>6} {'right':>6} {'missing':>7} {'wrong':>6}"]
    for name, counts in sums.items():
        lines.append(
            f"{name:18} {counts.total():6} {counts['right']:6} {counts['missing']:7} {counts['wrong']:6}"
            f"  {counts['right'] * 100 / counts.total():.1f} % right, {counts['wrong'] * 100 / counts.total():.2f} % wrong"
        )
    return "\n".join(lines)


# -- the same record, typed otherwise --------------------------------------------------------------


def _label(line: str, known: Mapping[str, object]) -> tuple[str, str] | None:
    """Return label and words of a line that is one of each."""
    found = segments(line, known)
    if len(found) != 1 or not found[0][0] or found[0][1] or "|" in line or not trim(line[found[0][2] :]):
        return None
    return line[: found[0][2] - 1], trim(line[found[0][2] :])


def _each(change: Callable[[str, str], str]) -> Callable[[str, Mapping[str, object]], str]:
    def run(text: str, known: Mapping[str, object]) -> str:
        lines = text.split("\n")
        return "\n".join(change(*pair) if (pair := _label(line, known)) else line for line in lines)

    return run


def _merged(text: str, known: Mapping[str, object]) -> str:
    """Put two short labelled lines into one."""
    lines: list[str] = []
    short = False
    for line in text.split("\n"):
        pair = _label(line, known)
        if pair and short and len(line) < 24:
            lines[-1] += "　　" + line
            short = False
        else:
            lines.append(line)
            short = bool(pair) and len(line) < 24
    return "\n".join(lines)


_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

#: Each changes how a record looks and nothing of what it says.
VARIATIONS: dict[str, Callable[[str, Mapping[str, object]], str]] = {
    "as it is": lambda text, _: text,
    "wide figures": lambda text, _: text.translate(_WIDE),
    "narrow colons": lambda text, _: text.replace("：", ": "),
    "spaced labels": _each(lambda label, words: f"{'　'.join(label) if len(label) < 5 else label}：{words}"),
    "numbered labels": _each(lambda label, words: f"（一）{label}：{words}"),
    "labels in brackets": _each(lambda label, words: f"【{label}】：{words}"),
    "rows": _each(lambda label, words: f"| {label} | {words} |"),
    "rows with colons": _each(lambda label, words: f"| {label}： | {words} |"),
    "tabs": _each(lambda label, words: f"{label}\t{words}"),
    "two in a line": _merged,
    "blank lines": lambda text, _: text.replace("\n", "\n\n　\n"),
    "indented": lambda text, _: "\n".join("　　" + line for line in text.split("\n")),
    "a page number": lambda text, _: text + "\n— 1 —",
    "an unknown label": lambda text, _: text.replace("\n", "\n保密等级：内部\n", 1),
}


def alike(value: Any) -> Any:
    """Return a value as it is compared where widths and spaces were changed."""
    if isinstance(value, str):
        return squeeze(value)
    if isinstance(value, list):
        return [alike(item) for item in value]
    return {key: alike(cell) for key, cell in value.items()} if isinstance(value, dict) else value
