"""One file read as one record, and judged by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchbook.checks.record import check_fields, check_rules
from branchbook.dossiers.noted import Noted, verdict_of, weight
from branchbook.dossiers.seen import ReadRecord
from branchbook.findings import Finding, Severity, Verdict, Where
from branchbook.inspection.report import FieldReport, RecordReport
from branchbook.records.read import read
from branchbook.rules import RuleBook
from branchbook.rules.lint import names_in

if TYPE_CHECKING:
    from branchbook.handbook import Handbook
    from branchbook.handbook.template import Rule, Template

HINT, SHOULD, MUST = Severity.HINT, Severity.SHOULD, Severity.MUST
#: What a file of ours may leave blank without a word when nothing at all was filled in.
_BLANK = "这是一份空白的表样，什么也没有填"


class Inspector:
    """Reads and judges records of one handbook; every template's rules are compiled once."""

    def __init__(self, handbook: Handbook, *, today: str) -> None:
        self.handbook, self.today = handbook, today
        self._books: dict[tuple[str, bool], RuleBook] = {}

    def book(self, record: ReadRecord, template: Template) -> RuleBook:
        """Return the rules of a record's template, compiled; a kind may be bound to a template and say more."""
        key = (record.kind, record.ours)
        if key not in self._books:
            params = {name: param.value for name, param in self.handbook.params.items()}
            self._books[key] = RuleBook(template, params)
        return self._books[key]

    def read(self, data: bytes, path: str) -> ReadRecord:
        """Read a file.

        Raises:
            PackageError: when it cannot be opened safely.
        """
        return read_any(data, path, self.handbook)

    def judge(self, record: ReadRecord) -> RecordReport:
        """Judge a record by itself."""
        template = record.template
        if template is None:
            return _unrecognised(record)
        found = [] if record.blank else self._findings(record, template)
        if record.blank:
            mend = "填好再查；只是留作样子的，不要放进这套材料"
            found = [Finding("record-blank", SHOULD, Where(record.path), _BLANK, mend)]
        doubtful = any(item.verdict is Verdict.UNDETERMINED and _is_must(template, item) for item in found)
        noted = [_noted(record, template, item) for item in found]
        fields = {
            name: FieldReport(record.values[name], record.quote(name).text, record.how.get(name, ""))
            for name in template.fields
            if name in record.values
        }
        return RecordReport(
            record.path,
            record.kind,
            record.paper,
            record.title,
            verdict_of(found, doubtful=doubtful),
            fields,
            tuple(sorted(noted, key=weight)),
        )

    def _findings(self, record: ReadRecord, template: Template) -> list[Finding]:
        book = self.book(record, template)
        found = []
        for item in check_fields(book, record.values, today=self.today):
            name = item.where.field.partition(".")[0]
            if item.code == "field-missing" and not record.ours and name not in record.empty:
                continue  # silence of a file that is not ours is no failure
            found.append(item)
        found += check_rules(book, record.values, today=self.today)
        told = {item.where.field for item in found if item.code == "field-type"}
        known = tuple(f"“{item.label}”写的是「" for name, item in template.fields.items() if name in told)
        for warning in record.warnings:
            if not (known and warning.startswith(known)):  # told already, as a value that cannot be read
                mend = "打开文件核对这一处"
                found.append(Finding("reading-doubt", HINT, Where(), warning, mend, Verdict.UNDETERMINED))
        return found


def _is_must(template: Template, finding: Finding) -> bool:
    rule = template.rules.get(finding.rule.partition("#")[2])
    return rule is not None and rule.severity is MUST


def _noted(record: ReadRecord, template: Template, finding: Finding) -> Noted:
    """Add file, field and the words that were read."""
    rule = template.rules.get(finding.rule.partition("#")[2])
    names = _used(template, rule) if rule else (finding.where.field.partition(".")[0],)
    quotes = tuple(record.quote(name) for name in names if name in record.values)
    place = finding.where.field or "、".join(item.field for item in quotes)
    return Noted(finding.at(Where(record.path, None, place)), quotes)


def _used(template: Template, rule: Rule) -> tuple[str, ...]:
    """Return the fields that a rule is about: those of its demand, or else of its condition."""
    for said in (rule.require, rule.when):
        names = names_in(said)
        found = tuple(name for name in template.fields if name in names)
        if found:
            return found
    return ()


def _unrecognised(record: ReadRecord) -> RecordReport:
    findings = [
        Finding(
            "record-unrecognised",
            HINT,
            Where(record.path),
            warning,
            "在文件开头写清楚是什么材料，如“支部党员大会记录”；或者用本站的表样填",
            Verdict.UNDETERMINED,
        )
        for warning in record.warnings or ("认不出这是哪一种材料",)
    ]
    return RecordReport(
        record.path, "", "", "", Verdict.UNDETERMINED, {}, tuple(Noted(finding) for finding in findings)
    )


def read_any(data: bytes, path: str, handbook: Handbook) -> ReadRecord:
    """Read a file, ours or not.

    Raises:
        PackageError: when it cannot be opened safely.
    """
    reading = read(data, handbook.templates)
    template = handbook.templates.get(reading.template) if reading.template else None
    if template is None:
        return ReadRecord(path, warnings=reading.warnings)
    return ReadRecord(
        path,
        template.id,
        template,
        template.id,
        ours=True,
        values=reading.values,
        how={name: how.value for name, how in reading.found.items()},
        warnings=reading.warnings,
    )
