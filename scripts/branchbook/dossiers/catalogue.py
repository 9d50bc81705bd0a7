"""The archive catalogue: what a dossier holds, in the order in which it is filed, against what its list says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from branchbook.dossiers.dossier import called, is_stray
from branchbook.dossiers.noted import Noted
from branchbook.dossiers.values import canonical, cn_day
from branchbook.findings import Finding, Severity, Where
from branchbook.handbook.template import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from branchbook.dossiers.dossier import Held
    from branchbook.dossiers.seen import ReadRecord
    from branchbook.handbook.template import Template


@dataclass(frozen=True, slots=True)
class Filed:
    """A line of the archive catalogue; how many pages a file has is not known to us."""

    title: str
    doc_no: str
    day: str
    path: str

    def as_dict(self, number: int) -> dict[str, Any]:
        """Return plain data."""
        return {
            "no": number,
            "title": self.title,
            "doc_no": self.doc_no,
            "date": self.day or None,
            "pages": None,
            "path": self.path,
        }


_CODE = re.compile(r"^([A-Z][0-9]{2}(?:-[0-9])?) ")


def doc_no(record: ReadRecord) -> str:
    """Return a document's own number."""
    value = record.of("doc_no")
    return value if isinstance(value, str) else ""


def in_order(held: Held) -> list[ReadRecord]:
    """Return the records as they are filed: by date; those of one day, and those without, by the steps.

    What was misfiled is left out, for it goes elsewhere.
    """
    ranks = {name: rank for rank, name in enumerate(held.plan.papers)}
    own = [record for record in held.records if not is_stray(held, record)]
    sorted_by_step = sorted(own, key=lambda item: (ranks.get(item.paper, len(ranks)), item.path))
    latest, days = "", {}
    for record in sorted_by_step:
        days[record.path] = record.day or latest
        latest = max(latest, record.day)
    return sorted(sorted_by_step, key=lambda item: (days[item.path], ranks.get(item.paper, len(ranks)), item.path))


def catalogue(held: Held) -> tuple[Filed, ...]:
    """Return the archive catalogue of a dossier; the list itself is not on it."""
    return tuple(
        Filed(record.title, doc_no(record), record.day, record.path)
        for record in in_order(held)
        if record.template and record.template.kind != "catalogue"
    )


def rows(held: Held, template: Template) -> list[dict[str, Any]]:
    """Return the catalogue as rows of a template's list of files, to be filled in; pages are for people to count."""
    table = _table(template)
    if table is None:
        return []
    choices = template.fields[table].columns["file"].choices
    found = []
    for number, record in enumerate(
        (item for item in in_order(held) if item.template and item.template.kind != "catalogue"), 1
    ):
        code = record.template.code if record.template else ""
        named = next((choice for choice in choices if _code(choice) == code), "")
        row: dict[str, Any] = {"no": number, "file": named or ("其他" if "其他" in choices else record.title)}
        if doc_no(record):
            row["doc_no"] = doc_no(record)
        if record.day:
            row["dated"] = record.day
        row["copies"] = 1
        if not named:
            row["note"] = record.title
        found.append(row)
    return found


def _code(choice: str) -> str:
    match = _CODE.match(choice)
    return match[1] if match else ""


def _table(template: Template) -> str | None:
    """Return the table of a catalogue that lists files."""
    for name, field in template.fields.items():
        if field.type is FieldType.TABLE and {"file", "dated"} <= field.columns.keys():
            return name
    return None


def _listed(record: ReadRecord) -> tuple[str, list[dict[str, Any]]]:
    table = _table(record.template) if record.template else None
    value = record.of(table) if table else None
    return table or "", value if isinstance(value, list) else []


def check_catalogue(held: Held) -> Iterator[Noted]:
    """Hold the list of a dossier's files against the files themselves."""
    for record in held.records:
        if record.template is None or record.template.kind != "catalogue":
            continue
        table, lines = _listed(record)
        if not lines:
            continue
        choices = record.template.fields[table].columns["file"].choices
        listable = {_code(choice) for choice in choices}
        by_code: dict[str, list[dict[str, Any]]] = {}
        for line in lines:
            by_code.setdefault(_code(str(line.get("file", ""))), []).append(line)
        for other in in_order(held):
            if other.template and other.template.kind != "catalogue" and other.template.code in listable:
                yield from _held_against(record, table, other, by_code.get(other.template.code, []), held)


def _held_against(
    record: ReadRecord, table: str, other: ReadRecord, lines: Sequence[dict[str, Any]], held: Held
) -> Iterator[Noted]:
    basis = held.plan.basis_complete
    if not lines:
        message = f"目录里没有{called(other)}"
        mend = "补进目录；不该在这套材料里的，拿出去"
        finding = Finding(
            "catalogue-lacks",
            Severity.SHOULD,
            Where(record.path, None, table),
            message,
            mend,
            basis=basis,
            defects=("D-018", "D-088"),
        )
        yield Noted(finding)
        return
    days = [str(line["dated"]) for line in lines if line.get("dated")]
    if other.day and days and other.day not in days and not _other_day(other, days):
        message = f"目录里《{other.title}》的日期是{cn_day(days[0])}，{other.path} 上是{cn_day(other.day)}"
        finding = Finding(
            "catalogue-differs",
            Severity.SHOULD,
            Where(record.path, None, table),
            message,
            "照文件上的日期改目录",
            basis=held.plan.basis_same,
            defects=("D-086",),
        )
        yield Noted(finding, (other.quote(other.dated_by),))
    numbers = [canonical(line["doc_no"]) for line in lines if line.get("doc_no")]
    number = doc_no(other)
    if number and numbers and canonical(number) not in numbers:
        message = f"目录里《{other.title}》的文号是「{numbers[0]}」，{other.path} 上是「{number}」"
        finding = Finding(
            "catalogue-differs",
            Severity.SHOULD,
            Where(record.path, None, table),
            message,
            "照文件上的文号改目录",
            basis=held.plan.basis_same,
            defects=("D-086", "D-103"),
        )
        yield Noted(finding, (other.quote("doc_no"),))


def _other_day(record: ReadRecord, days: Sequence[str]) -> bool:
    """Tell whether a listed date is another date of the same document, such as the day a draft was adopted."""
    fields = record.template.fields if record.template else {}
    return any(
        str(value)[:10] in days
        for name, field in fields.items()
        if field.type in {FieldType.DATE, FieldType.DATETIME} and (value := record.of(name)) is not None
    )
