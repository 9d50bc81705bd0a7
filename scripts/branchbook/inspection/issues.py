"""A report as a list of issues, one a line, in the order in which people go through files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchbook.findings import Severity, Verdict
from branchbook.handbook.references import article_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.dossiers.noted import Noted
    from branchbook.handbook import Handbook
    from branchbook.inspection.report import RecordReport, Report


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding in words, or several of a record that cannot be told because nothing was read.

    Attributes:
        path: the file, or the folder of a dossier.
        title: what the file is called as a record, or the dossier's matter.
        problem: what is the case.
        read: the words that were read.
        basis: what it rests on, in words, with how far that was verified.
        mend: what to do about it.
        weight: 必须, 建议, 提示, and whether it cannot be told.
        defects: titles of the defects that it is an instance of.
        severity: `must`, `should` or `hint`.
        undetermined: whether nobody may decide.
    """

    path: str
    title: str
    problem: str
    read: str
    basis: str
    mend: str
    weight: str
    defects: str
    severity: str
    undetermined: bool


@dataclass(frozen=True, slots=True)
class Sheaf:
    """The issues of one file, or of one dossier as a whole."""

    path: str
    title: str
    verdict: str
    issues: tuple[Issue, ...]
    dossier: bool = False


def basis_words(handbook: Handbook, ref: str) -> str:
    """Say a basis in words: 选举工作条例第三条（规定，条文已核）."""
    found = handbook.provision(ref)
    if found is None:
        return ref
    regulation, provision = found
    disputed = "，有争议" if provision.disputed else ""
    return f"{article_of(regulation, provision)}（{provision.weight.value}，{provision.verified.value}{disputed}）"


def _issue(handbook: Handbook, noted: Noted, title: str) -> Issue:
    finding = noted.finding
    undetermined = finding.verdict is Verdict.UNDETERMINED
    several = len({quote.path for quote in noted.quotes}) > 1
    read = "；".join(
        f"{f'{quote.path}：' if several else ''}{quote.label}“{quote.text}”" for quote in noted.quotes if quote.text
    )
    return Issue(
        finding.where.path,
        title,
        finding.message,
        read,
        "；".join(dict.fromkeys(basis_words(handbook, ref) for ref in finding.basis)),
        finding.mend,
        finding.severity.label + ("·无法判断" if undetermined else ""),
        "；".join(f"{name} {handbook.defects[name].title}" for name in finding.defects if name in handbook.defects),
        finding.severity.value,
        undetermined,
    )


def _gathered(record: RecordReport, *, alone: bool) -> Issue:
    """Return as one issue all that cannot be told because nothing was read: they would bury what is wrong."""
    silent = [noted for noted in record.findings if noted.absent]
    titles = dict(sorted({item for noted in silent for item in noted.absent})).values()
    also = "" if alone else "还"
    return Issue(
        record.path,
        record.title,
        f"{also}有 {len(silent)} 处判断不了，因为没有读到：{'、'.join(dict.fromkeys(titles))}",
        "",
        "",
        "写了的，自己看一眼对不对；没有写的，补填后再查",
        f"{Severity.HINT.label}·无法判断",
        "",
        Severity.HINT.value,
        undetermined=True,
    )


def sheaves(handbook: Handbook, report: Report) -> Iterator[Sheaf]:
    """Yield the issues by dossier and by file; files without any come too."""
    titles = {record.path: record.title for record in report.records}
    beside: dict[str, list[Issue]] = {}
    for dossier in report.dossiers:
        own = []
        for noted in dossier.findings:
            path = noted.finding.where.path
            issue = _issue(handbook, noted, titles.get(path) or dossier.title)
            if path in titles:
                beside.setdefault(path, []).append(issue)
            else:
                own.append(issue)
        yield Sheaf(dossier.path, dossier.title, dossier.verdict.label, tuple(own), dossier=True)
    for record in report.records:
        gather = sum(bool(noted.absent) for noted in record.findings) > 1
        shown = [noted for noted in record.findings if not (gather and noted.absent)]
        issues = [_issue(handbook, noted, record.title) for noted in shown] + beside.get(record.path, [])
        issues.sort(key=lambda issue: ("must", "should", "hint").index(issue.severity))
        if gather:
            issues.append(_gathered(record, alone=not issues))
        word = record.verdict.label
        if record.verdict is not Verdict.FAIL and any(
            issue.severity != "hint" and not issue.undetermined for issue in issues
        ):
            word = Verdict.FAIL.label
        yield Sheaf(record.path, record.title, word, tuple(issues))
