"""One file read as one record, and judged by itself."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from branchbook.checks.record import check_fields, rule_findings
from branchbook.dossiers.noted import Noted, verdict_of, weight
from branchbook.dossiers.seen import ReadRecord
from branchbook.findings import Finding, Severity, Verdict, Where
from branchbook.inspection.report import FieldReport, RecordReport
from branchbook.records.package import open_package
from branchbook.records.read import BOOK, BOOK_SAID, made_on, main_part, read_as, read_package
from branchbook.records.reading import How
from branchbook.records.recognise import Recogniser
from branchbook.records.scan import scan
from branchbook.records.typed import read_typed
from branchbook.records.typed_page import decode, page_of_body, page_of_book, page_of_text, trim
from branchbook.records.xlsx_read import load
from branchbook.rules import RuleBook, Settings, readable
from branchbook.rules.lint import names_in

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from branchbook.handbook import Handbook
    from branchbook.handbook.parameters import Setting
    from branchbook.handbook.template import Rule, Template
    from branchbook.records.package import Package
    from branchbook.records.reading import Reading
    from branchbook.records.typed_page import Page

HINT, SHOULD, MUST = Severity.HINT, Severity.SHOULD, Severity.MUST
#: What a file of ours may leave blank without a word when nothing at all was filled in.
_BLANK = "这是一份空白的表样，什么也没有填"
#: What is said, with what to do, of a record in which nothing is wrong only because next to nothing was read.
_UNJUDGED = ("读到的太少，说不上合格不合格", "打开文件，对照这种材料的样子和规则自己看一遍")
#: What every text has, so that having it, and passing the rules on it alone, says nothing of the record.
_WHOLE = frozenset({"all_text", "blanks"})


class Inspector:
    """Reads and judges records of one handbook; every template's rules are compiled once.

    Args:
        handbook: the handbook.
        today: the day of the check, `YYYY-MM-DD`.
        own: what the branch set for itself, by id.
    """

    def __init__(self, handbook: Handbook, *, today: str, own: Mapping[str, Setting] = MappingProxyType({})) -> None:
        self.handbook, self.today = handbook, today
        self.settings = Settings(handbook.params, own)
        self.recogniser = Recogniser(handbook.kinds, handbook.templates)
        self._books: dict[tuple[str, bool], RuleBook] = {}

    def book(self, record: ReadRecord, template: Template) -> RuleBook:
        """Return the rules of a record's template, compiled; a kind may be bound to a template and say more."""
        key = (record.kind, record.ours)
        if key not in self._books:
            self._books[key] = RuleBook(template, self.settings)
        return self._books[key]

    def read(self, data: bytes, path: str) -> ReadRecord:
        """Read a file.

        Raises:
            PackageError: when it cannot be opened safely.
        """
        return read_any(data, path, self.recogniser)

    def judge(self, record: ReadRecord, spares: Collection[str] = ()) -> RecordReport:
        """Judge a record by itself.

        Args:
            record: the record.
            spares: rules (`template#rule`) and fields that must be filled (`template.field`) of which nothing is
                said, for the matter that the record is of borrows the form from another.
        """
        template = record.template
        if template is None:
            return _unrecognised(record)
        found, judged = ([], True) if record.blank or record.several else self._findings(record, template)
        found = [item for item in found if not _spared(item, record.paper, spares)]
        if record.blank:
            mend = "填好再查；只是留作样子的，不要放进这套材料"
            found = [Finding("record-blank", SHOULD, Where(record.path), _BLANK, mend)]
        if record.several:
            mend = "一次的存成一份，再查"
            found = [Finding("record-several", HINT, Where(record.path), record.several, mend, Verdict.UNDETERMINED)]
        doubtful = bool(record.several) or any(
            item.verdict is Verdict.UNDETERMINED and _is_must(template, item) for item in found
        )
        verdict = verdict_of(found, doubtful=doubtful)
        if verdict is Verdict.PASS and not judged:
            found.append(Finding("record-unjudged", HINT, Where(record.path), *_UNJUDGED, Verdict.UNDETERMINED))
            verdict = Verdict.UNDETERMINED
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
            verdict,
            fields,
            tuple(sorted(noted, key=weight)),
        )

    def _findings(self, record: ReadRecord, template: Template) -> tuple[list[Finding], bool]:
        """Return what is found, and whether enough was judged for silence to mean 合格."""
        book = self.book(record, template)
        found = []
        for item in check_fields(book, record.values, today=self.today):
            name = item.where.field.partition(".")[0]
            if item.code == "field-missing" and not record.ours and name not in record.empty:
                continue  # silence of a file that is not ours is no failure
            found.append(item)
        judgements = book.judge_all(record.values, today=self.today)
        by_rules = [_unsure(record, template, item) for item in rule_findings(template, judgements)]
        found += by_rules
        judged = not record.values.keys() <= _WHOLE and (
            all(item.verdict is Verdict.FAIL for item in by_rules)  # no rule had more to ask
            or any(
                item.verdict is Verdict.PASS and not _WHOLE.issuperset(_used(template, item.rule))
                for item in judgements
            )
        )
        told = {item.where.field for item in found if item.code == "field-type"}
        known = tuple(f"“{item.label}”写的是「" for name, item in template.fields.items() if name in told)
        for warning in record.warnings:
            if not (known and warning.startswith(known)):  # told already, as a value that cannot be read
                mend = "打开文件核对这一处"
                found.append(Finding("reading-doubt", HINT, Where(), warning, mend, Verdict.UNDETERMINED))
        return found, judged


def _spared(finding: Finding, paper: str, spares: Collection[str]) -> bool:
    if finding.rule:
        return f"{paper}#{finding.rule.partition('#')[2]}" in spares
    return finding.code == "field-missing" and f"{paper}.{finding.where.field}" in spares


def _unsure(record: ReadRecord, template: Template, finding: Finding) -> Finding:
    """Say of a rule that misses something that it cannot be told, where something is written but was not read."""
    rule = template.rules.get(finding.rule.partition("#")[2])
    if rule is None or finding.verdict is not Verdict.FAIL:
        return finding
    names = [name for name in record.unread if name not in record.values and f"'{name}' in given" in rule.require]
    if not names:
        return finding
    shown = "、".join(f"“{template.fields[name].label}”" for name in names)
    message = f"{shown}写了，没有读准，无法判断"
    where, mend = Where(field="、".join(names)), "打开文件核对这一处"
    return Finding(
        "rule-undetermined",
        HINT,
        where,
        message,
        mend,
        Verdict.UNDETERMINED,
        finding.basis,
        finding.defects,
        finding.rule,
    )


def _is_must(template: Template, finding: Finding) -> bool:
    rule = template.rules.get(finding.rule.partition("#")[2])
    return rule is not None and rule.severity is MUST


def _noted(record: ReadRecord, template: Template, finding: Finding) -> Noted:
    """Add file, field and the words that were read."""
    rule = template.rules.get(finding.rule.partition("#")[2])
    names = _used(template, rule) if rule else (finding.where.field.partition(".")[0],)
    quotes = tuple(record.quote(name) for name in names if name in record.values)
    place = finding.where.field or "、".join(item.field for item in quotes)
    return Noted(finding.at(Where(record.path, None, place)), quotes, _absent(record, template, finding))


def _absent(record: ReadRecord, template: Template, finding: Finding) -> tuple[tuple[int, str], ...]:
    """Return what a rule missed, where all of it is absent, not merely unreadable."""
    names = finding.where.field.split("、")
    if finding.code != "rule-undetermined" or any(name in record.values or name in record.unread for name in names):
        return ()
    return tuple((place, item.label) for place, (name, item) in enumerate(template.fields.items()) if name in names)


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


def read_any(data: bytes, path: str, recogniser: Recogniser) -> ReadRecord:
    """Read a file, ours or not; one that is not is read by its labels and its wording, as far as they are certain.

    Raises:
        PackageError: when it cannot be opened safely.
    """
    papers = recogniser.papers
    if path.lower().endswith(".txt") and not data.startswith(b"PK\x03\x04"):
        return _typed(page_of_text(decode(data)), path, recogniser)
    package = open_package(data)
    reading = read_package(package, papers)
    template = papers.get(reading.template) if reading.template else None
    if template is not None:
        family = recogniser.families.get(template.counts_as, "")
        return ReadRecord(
            path,
            template.id,
            template,
            template.id,
            family,
            ours=True,
            values=reading.values,
            how={name: how.value for name, how in reading.found.items()},
            warnings=reading.warnings,
            text=trim(_page(package).text) if family else "",
        )
    if reading.version is not None:  # a form of ours that the handbook no longer has
        return ReadRecord(path, BOOK if reading.warnings[:1] == (BOOK_SAID,) else "", warnings=reading.warnings)
    record = _typed(_page(package), path, recogniser)
    own = papers.get(record.paper)
    if own is not None and (own.suffix == ".xlsx") == main_part(package).startswith("xl/"):
        record = _with_marks(record, read_as(package, own), own)
    return replace(record, warnings=(*reading.warnings[1:], *record.warnings), made_on=made_on(package))


def _page(package: Package) -> Page:
    """Return a file's lines and rows."""
    main = main_part(package)
    return page_of_book(load(package, main)) if main.startswith("xl/") else page_of_body(scan(package[main]))


def _typed(page: Page, path: str, recogniser: Recogniser) -> ReadRecord:
    """Read a page as the kind that it is recognised as."""
    known = recogniser.recognise(page, path)
    text = trim(page.text)
    if known.kind is None:
        return ReadRecord(path, text=text, warnings=(known.warning,))
    kind, template = known.kind, recogniser.templates[known.kind.id]
    typed = read_typed(page, kind, template)
    paper, perhaps = recogniser.paper(kind, page, path)
    return ReadRecord(
        path,
        kind.id,
        template,
        paper,
        kind.family if kind.template != kind.id else "",
        values=typed.values,
        quotes=typed.quotes,
        how=typed.how,
        warnings=typed.warnings,
        text=text,
        empty=typed.empty,
        unread=typed.unread,
        several=typed.several,
        perhaps=perhaps,
    )


def _with_marks(record: ReadRecord, reading: Reading, own: Template) -> ReadRecord:
    """Put what a form of ours tells, whose properties were lost, before what its words tell.

    Controls and bookmarks are sure. Where most of what must be filled in is found, it is that very form, and its
    labels and fixed words are surer than labels in general, which then have no say in its fields.
    """
    template = record.template
    needed = [name for name, item in own.fields.items() if item.required]
    whole = sum(name in reading.values for name in needed) * 2 > len(needed) > 0
    sure = {
        name: value
        for name, value in reading.values.items()
        if reading.found[name] is not How.LABEL or (whole and readable(own.fields[name], value))
    }
    if template is None or not sure:
        return record
    kept = {name: value for name, value in record.values.items() if not (whole and name in own.fields)}
    values = {**kept, **sure}
    how = {**record.how, **{name: reading.found[name].value for name in sure}}
    return replace(
        record,
        values={name: values[name] for name in template.fields if name in values},
        how={name: how[name] for name in template.fields if name in values},
        quotes={name: quote for name, quote in record.quotes.items() if name in kept and name not in sure},
        empty=tuple(name for name in record.empty if name not in values),
    )
