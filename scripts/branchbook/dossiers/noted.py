"""A finding with the words that it rests on, and how findings sum up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from branchbook.findings import Finding, Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that were read in a file, behind a finding."""

    path: str
    field: str
    label: str
    text: str

    def as_dict(self) -> dict[str, str]:
        """Return plain data."""
        return {"path": self.path, "field": self.field, "label": self.label, "text": self.text}


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding with the words that it rests on.

    Attributes:
        finding: the finding.
        quotes: the words.
        absent: the blanks, none of them in the file, for want of which it cannot be told: place in the form, title.
            Empty where anything else is in doubt. It is for showing and no part of the plain data.
    """

    finding: Finding
    quotes: tuple[Quote, ...] = ()
    absent: tuple[tuple[int, str], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, in a stable key order."""
        return {**self.finding.as_dict(), "quotes": [quote.as_dict() for quote in self.quotes]}


def weight(noted: Noted) -> tuple[int, int]:
    """Order findings by weight; of one weight, what is wrong comes before what cannot be told."""
    severities = [Severity.MUST, Severity.SHOULD, Severity.HINT]
    return severities.index(noted.finding.severity), 0 if noted.finding.verdict is Verdict.FAIL else 1


def verdict_of(findings: Iterable[Finding], *, doubtful: bool) -> Verdict:
    """Sum up: a must or should that fails is a failure; a must that cannot be told leaves the whole undetermined."""
    failed = any(item.verdict is Verdict.FAIL and item.severity is not Severity.HINT for item in findings)
    return Verdict.FAIL if failed else Verdict.UNDETERMINED if doubtful else Verdict.PASS
