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
from branchbook.records.typed_page import Page, page_of_text

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    """

    name: str
    file: str
    text: str = field(repr=False)
    kind: str | None
    expect: dict[str, Any] = field(default_factory=dict, repr=False)
    warns: str = ""

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
        for file in ("meeting.yml", "others.yml", "messy.yml")
        for item in yaml.safe_load((DATA / file).read_text(encoding="utf-8"))
    )


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
    lines = [f"{'kind':12} {'fields':>6} {'right':>6} {'missing':>7} {'wrong':>6}"]
    for name, counts in sums.items():
        lines.append(
            f"{name:12} {counts.total():6} {counts['right']:6} {counts['missing']:7} {counts['wrong']:6}"
            f"  {counts['right'] * 100 / counts.total():.1f} % right, {counts['wrong'] * 100 / counts.total():.2f} % wrong"
        )
    return "\n".join(lines)
