"""The one shape of everything that can be wrong, in the handbook or in a filled record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """How much a finding weighs: only `MUST` fails a run."""

    MUST = "must"
    SHOULD = "should"
    HINT = "hint"

    @property
    def label(self) -> str:
        """The word a secretary reads."""
        return {"must": "必须", "should": "建议", "hint": "提示"}[self.value]


class Verdict(StrEnum):
    """What a check can say. Silence is not failure, so there is a third answer."""

    PASS = "pass"  # noqa: S105 -- a verdict, no password
    FAIL = "fail"
    UNDETERMINED = "undetermined"

    @property
    def label(self) -> str:
        """The word a secretary reads."""
        return {"pass": "合格", "fail": "有问题", "undetermined": "无法判断"}[self.value]


@dataclass(frozen=True, slots=True)
class Where:
    """Where a finding points: a file with line, or a field of a record."""

    path: str = ""
    line: int | None = None
    field: str = ""

    def __str__(self) -> str:
        """`file:line 字段`, leaving out what is not known."""
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return " ".join(part for part in (place, self.field) if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or cannot be told, with how to mend it.

    Attributes:
        code: stable English code, documented in `docs/contributing/findings.md`.
        severity: `must` fails the run, `should` and `hint` do not.
        where: file and line, or the field of the record.
        message: what is the case, in Chinese, sums included.
        mend: what to do about it, in Chinese.
        verdict: `fail`, or `undetermined` where nobody may decide.
        basis: provision ids (`regulation#provision`) that the finding rests on.
        defects: ids of the defects that it is an instance of.
        rule: `template#rule` that yielded it, empty for others.
    """

    code: str
    severity: Severity
    where: Where
    message: str
    mend: str = ""
    verdict: Verdict = Verdict.FAIL
    basis: tuple[str, ...] = ()
    defects: tuple[str, ...] = ()
    rule: str = ""

    def at(self, where: Where) -> Finding:
        """Return the same finding pointing somewhere else."""
        return replace(self, where=where)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON, in a stable key order."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "verdict": self.verdict.value,
            "path": self.where.path,
            "line": self.where.line,
            "field": self.where.field,
            "message": self.message,
            "mend": self.mend,
            "basis": list(self.basis),
            "defects": list(self.defects),
            "rule": self.rule,
        }


def sort_key(finding: Finding) -> tuple[int, str, int, str]:
    """Order findings by weight, then file, line and code."""
    weight = [Severity.MUST, Severity.SHOULD, Severity.HINT].index(finding.severity)
    return (weight, finding.where.path, finding.where.line or 0, finding.code)


def has_must(findings: Iterable[Finding]) -> bool:
    """Tell whether any finding fails the run."""
    return any(finding.severity is Severity.MUST for finding in findings)
