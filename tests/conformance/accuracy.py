"""How much of the corpus is read rightly: `python -m tests.conformance.accuracy` prints it by damage."""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branchbook.handbook import load
from branchbook.records import read
from tests.conformance.corpus import Sample, corpus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass
class Score:
    """Values read rightly, read wrongly, not read; files without a mistake among all."""

    right: int = 0
    wrong: int = 0
    unread: int = 0
    whole: int = 0
    files: int = 0

    @property
    def values(self) -> int:
        return self.right + self.wrong + self.unread

    def add(self, other: Score) -> None:
        self.right += other.right
        self.wrong += other.wrong
        self.unread += other.unread
        self.whole += other.whole
        self.files += other.files


def leaves(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield each value by its place: a cell of a table by its row's number and its column."""
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for number, row in enumerate(value, 1):
                for column, cell in row.items():
                    yield f"{name}.{number}.{column}", cell
        else:
            yield name, value


def compare(expected: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[Score, list[str]]:
    """Score one reading; a value that nobody wrote counts as wrong. Also return where it is wrong or unread."""
    wanted, got = dict(leaves(expected)), dict(leaves(found))
    right = sum(1 for place, value in wanted.items() if place in got and got[place] == value)
    wrong = [place for place, value in got.items() if place not in wanted or wanted[place] != value]
    unread = [place for place in wanted if place not in got]
    told = [f"wrong {place}: {got[place]!r}, not {wanted.get(place)!r}" for place in wrong]
    told += [f"unread {place}: {wanted[place]!r}" for place in unread]
    return Score(right, len(wrong), len(unread), int(not told), 1), told


def score(
    samples: Iterable[Sample], templates: Mapping[str, Any]
) -> tuple[dict[str, Score], list[tuple[Sample, list[str]]]]:
    """Read samples; return the scores by damage, and what went wrong in which file."""
    scores: dict[str, Score] = defaultdict(Score)
    told = []
    for sample in samples:
        reading = read(sample.data, {**templates, sample.template.id: sample.template})
        one, faults = compare(sample.expected, reading.values)
        scores[sample.damage].add(one)
        if faults:
            told.append((sample, faults))
    return scores, told


def total(scores: Mapping[str, Score]) -> Score:
    """Add the scores up."""
    every = Score()
    for one in scores.values():
        every.add(one)
    return every


def main(arguments: list[str]) -> int:
    """Print the table; with `-v` what went wrong, with `--all` every damage on every template."""
    templates = load(Path(__file__).resolve().parents[2]).templates
    scores, told = score(corpus(templates, None if "--all" in arguments else 8), templates)
    lines = [f"{'损坏':40}{'文件':>6}{'值':>8}{'读对':>9}{'读错':>9}{'整份全对':>9}"]
    for name, one in [*scores.items(), ("合计", total(scores))]:
        lines.append(
            f"{name:40}{one.files:6}{one.values:8}{one.right / one.values:9.2%}"
            f"{one.wrong / one.values:9.2%}{one.whole / one.files:9.1%}"
        )
    if "-v" in arguments:
        for sample, faults in told:
            lines += ["", sample.name, *(f"  {fault}" for fault in faults)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
