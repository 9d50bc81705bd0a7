"""A small, complete handbook that nothing is wrong with, and a way to put one fault into it."""

from __future__ import annotations

import dataclasses
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from branchbook.checks.validate import validate_tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from branchbook.findings import Finding

FIXTURE = Path(__file__).resolve().parents[1] / "data" / "handbook"
TODAY = "2026-11-25"

REQUEST = "templates/elections/meeting-request/template.md"
EXAMPLE = "templates/elections/meeting-request/example.yml"
COUNTER = "templates/elections/meeting-request/counterexamples.yml"
REPLY = "templates/elections/meeting-reply/template.md"
REPLY_EXAMPLE = "templates/elections/meeting-reply/example.yml"
REPLY_COUNTER = "templates/elections/meeting-reply/counterexamples.yml"
FIELDS = "templates/_shared/fields.yml"
RULES = "templates/_shared/rules.yml"
KIND = "templates/_kinds/branch-note.yml"
PROCEDURE = "docs/procedures/elections/hold-meeting.md"
REGULATION = "docs/regulations/rules-2020.md"
OLD = "docs/regulations/rules-1990.md"
DEFECTS = "docs/defects/meetings.md"
CASE = "docs/cases/one-branch.md"
OTHER = "docs/cases/other-branch.md"
GUIDE = "docs/guide/numbers.md"
GLOSSARY = "docs/glossary.md"
INDEX = "docs/index.md"
SYNONYMS = "docs/synonyms.yml"
REDIRECTS = "docs/redirects.yml"
NEWS = "docs/news.yml"
HOW = "docs/contributing/how.md"
QUESTIONS = "docs/questions/basics.yml"
NUMBERS = "docs/numbers.yml"
START = "docs/start.yml"


@dataclass(frozen=True)
class Seen:
    """A finding that is expected: its code, its file, and words that stand on its line (or the line itself)."""

    code: str
    file: str
    at: str | int | None = None

    def line(self, root: Path) -> int | None:
        if not isinstance(self.at, str):
            return self.at
        lines = (root / self.file).read_text(encoding="utf-8").splitlines()
        found = [number for number, line in enumerate(lines, 1) if self.at in line]
        assert len(found) == 1, f"{self.at!r} stands on {len(found)} lines of {self.file}"
        return found[0]

    def key(self, root: Path) -> tuple[str, str, int | None]:
        return (self.code, self.file, self.line(root))


@dataclass(frozen=True)
class Fault:
    """One fault: what to replace, or what to do, and what `validate` must say, no more and no less."""

    name: str
    expected: tuple[Seen, ...]
    edits: tuple[tuple[str, str, str], ...] = ()
    act: Callable[[Path], object] | None = None

    def with_more(self, *more: Seen) -> Fault:
        """The same fault is seen in more places."""
        return dataclasses.replace(self, expected=(*self.expected, *more))

    def with_edit(self, file: str, old: str, new: str) -> Fault:
        """The fault takes one more change."""
        return dataclasses.replace(self, edits=(*self.edits, (file, old, new)))

    def instead(self, *expected: Seen) -> Fault:
        """The fault is seen elsewhere than where it was made."""
        return dataclasses.replace(self, expected=expected)

    def plant(self, root: Path) -> None:
        for file, old, new in self.edits:
            replace(root / file, old, new)
        if self.act:
            self.act(root)


def replace(file: Path, old: str, new: str) -> None:
    """Replace words that stand exactly once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def copy(folder: Path) -> Path:
    """Copy the handbook and return where it is."""
    return Path(shutil.copytree(FIXTURE, folder / "handbook"))


def keys(findings: list[Finding]) -> list[tuple[str, str, int | None]]:
    """Return what a test compares: code, file, line."""
    return [(item.code, item.where.path, item.where.line) for item in findings]


def run(root: Path, today: str = TODAY) -> list[Finding]:
    return validate_tree(root, today=today)
