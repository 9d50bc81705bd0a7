"""What an inspection says, as data: one JSON object, the same from the command line and from the browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from branchbook.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from branchbook.dossiers.catalogue import Filed
    from branchbook.dossiers.due import YearSheet
    from branchbook.dossiers.noted import Noted
    from branchbook.findings import Verdict
    from branchbook.inspection.collect import Unread

#: Raised when the shape of the object changes.
VERSION = 1


@dataclass(frozen=True, slots=True)
class FieldReport:
    """A value as it was read, the words, and by what it was found."""

    value: Any
    quote: str
    how: str

    def as_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {"value": self.value, "quote": self.quote, "how": self.how}


@dataclass(frozen=True, slots=True)
class RecordReport:
    """One file judged by itself."""

    path: str
    kind: str
    template: str
    title: str
    verdict: Verdict
    fields: Mapping[str, FieldReport]
    findings: tuple[Noted, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, in a stable key order."""
        return {
            "path": self.path,
            "kind": self.kind or None,
            "template": self.template or None,
            "title": self.title,
            "verdict": self.verdict.value,
            "fields": {name: item.as_dict() for name, item in self.fields.items()},
            "findings": [item.as_dict() for item in self.findings],
        }


@dataclass(frozen=True, slots=True)
class DossierReport:
    """Several files judged together: a matter's dossier, or (without a procedure) a folder of records."""

    path: str
    procedure: str
    title: str
    verdict: Verdict
    files: tuple[str, ...]
    findings: tuple[Noted, ...]
    catalogue: tuple[Filed, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, in a stable key order."""
        return {
            "path": self.path,
            "procedure": self.procedure or None,
            "title": self.title,
            "verdict": self.verdict.value,
            "files": list(self.files),
            "findings": [item.as_dict() for item in self.findings],
            "catalogue": [item.as_dict(number) for number, item in enumerate(self.catalogue, 1)],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that an inspection says."""

    today: str
    records: tuple[RecordReport, ...] = ()
    dossiers: tuple[DossierReport, ...] = ()
    unread: tuple[Unread, ...] = field(default=())
    year: YearSheet | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object that docs/contributing/schemas/check-report.schema.json describes."""
        return {
            "version": VERSION,
            "today": self.today,
            "records": [item.as_dict() for item in self.records],
            "dossiers": [item.as_dict() for item in self.dossiers],
            "unread": [{"path": item.path, "message": item.message} for item in self.unread],
            "year": self.year.as_dict() if self.year else None,
        }

    @property
    def code(self) -> int:
        """How the command ends: 1 with any must, else 2 with anything unread, else 0."""
        if any(item.finding.severity is Severity.MUST for item in self.noted()):
            return 1
        return 2 if self.unread else 0

    def noted(self) -> Iterator[Noted]:
        """Yield every finding, of records and of dossiers."""
        for record in self.records:
            yield from record.findings
        for dossier in self.dossiers:
            yield from dossier.findings
