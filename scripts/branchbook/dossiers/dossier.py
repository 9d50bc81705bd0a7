"""一事一档: what several documents of one matter say together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from branchbook.dossiers.noted import Noted, Quote, verdict_of, weight
from branchbook.dossiers.plan import variable
from branchbook.dossiers.values import canonical, cn_day, same_organ
from branchbook.findings import Finding, Severity, Verdict, Where
from branchbook.handbook.template import FieldType
from branchbook.rules.engine import bindings, why_unknown
from branchbook.rules.lint import calls_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from branchbook.dossiers.plan import Paper, Plan
    from branchbook.dossiers.seen import ReadRecord
    from branchbook.handbook.content import DateChain, DossierRule

MUST, SHOULD, HINT = Severity.MUST, Severity.SHOULD, Severity.HINT
_DOC = re.compile(r"\bdocs\.([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?")
#: Records of these families belong to other matters than a procedure that does not name them.
_OTHER_MATTERS = frozenset({"talk", "opinion", "appraisal"})

#: Fields that name an organisation.
_ORGANS = frozenset({"branch", "superior"})
#: Findings that leave it open whether a document that must be there is there.
_DOUBTFUL = frozenset({"dossier-missing-superior", "dossier-unsure"})


@dataclass(frozen=True)
class Held:
    """A dossier as it is: its records, by the plan's documents.

    Attributes:
        plan: what it should be.
        records: every record in it, filled forms only.
        by: the records of each document that is there.
        today: the day of the check.
        siblings: titles of the procedures that the other documents of ours belong to, by template.
    """

    plan: Plan
    records: tuple[ReadRecord, ...]
    by: dict[str, tuple[ReadRecord, ...]]
    today: str
    siblings: dict[str, str]

    def one(self, name: str) -> ReadRecord | None:
        """Return a document; of several drafts the one with the latest date, the last by path."""
        found = self.by.get(name)
        return max(found, key=lambda record: (record.day, record.path)) if found else None

    @property
    def reached(self) -> int:
        """The last step that any document belongs to, by its first step."""
        own = (paper for name, paper in self.plan.papers.items() if name in self.by and paper.need != "另有")
        return max((paper.step for paper in own), default=-1)


def hold(plan: Plan, records: Sequence[ReadRecord], *, today: str, siblings: dict[str, str] | None = None) -> Held:
    """Lay records out by the documents of a plan."""
    known = tuple(record for record in records if record.template is not None and not record.blank)
    by: dict[str, tuple[ReadRecord, ...]] = {}
    for name in plan.papers:
        found = tuple(record for record in known if record.paper == name)
        if found:
            by[name] = found
    return Held(plan, known, by, today, siblings or {})


def called(record: ReadRecord) -> str:
    """Name a document with its file."""
    return f"{record.title}（{record.path}）"


def _titles(papers: Iterable[Paper]) -> str:
    return "、".join(f"《{paper.template.title}》" for paper in papers)


# ---- what is there --------------------------------------------------------------------------------------


def _unsure(held: Held) -> dict[str, list[ReadRecord]]:
    """Return the documents that are not there for sure, with the records that may be them or something else."""
    found = {
        name: [record for record in held.records if name in record.perhaps]
        for name in held.plan.papers
        if name not in held.by
    }
    return {name: records for name, records in found.items() if records}


def _missing(held: Held, path: str, told: frozenset[str]) -> Iterator[Finding]:
    """Documents that should be there by now, that come from above, that depend, that are still to come."""
    plan, reached, here = held.plan, held.reached, Where(path)
    unsure = _unsure(held)
    for name, records in unsure.items():
        others = dict.fromkeys(title for item in records for key, title in item.perhaps.items() if key != name)
        message = (
            f"不知道有没有《{plan.papers[name].template.title}》：{'、'.join(map(called, records[:3]))}可能就是，"
            f"也可能是{'、'.join(f'《{title}》' for title in others)}"
        )
        mend = "在文件的标题里写清楚是哪一份，或者用本站的表样填"
        yield Finding("dossier-unsure", HINT, here, message, mend, Verdict.UNDETERMINED, plan.basis_complete)
    left_out = {*held.by, *told, *unsure}
    absent = [paper for name, paper in plan.papers.items() if name not in left_out]
    for paper in absent:
        if paper.step > reached:
            continue
        if paper.need == "必备":
            message = f"缺《{paper.template.title}》：后面的材料已经有了，这一份没有看到"
            mend = "找出来放进去；当时没有做的，照实写情况说明，不要补做成当时的样子"
            yield Finding("dossier-missing", MUST, here, message, mend, basis=plan.basis_complete, defects=("D-088",))
        elif paper.need == "上级制发":
            message = f"没有看到《{paper.template.title}》，它由上级制发；不知道是没有发，还是没有归进来"
            mend = "向上级要一份，放进这套材料；电话答复的，把时间、谁答复的、怎么说的记下来"
            yield Finding(
                "dossier-missing-superior",
                HINT,
                here,
                message,
                mend,
                Verdict.UNDETERMINED,
                plan.basis_complete,
                ("D-004",),
            )
    perhaps = [paper for paper in absent if paper.need == "视情况" and paper.step <= reached]
    if perhaps:
        message = f"这几份视情况要，没有看到：{_titles(perhaps)}"
        mend = "有那种情况的补进来，没有的不用管：" + "；".join(
            f"{paper.template.title}，{paper.note}" for paper in perhaps if paper.note
        )
        yield Finding("dossier-conditional", HINT, here, message, mend, Verdict.UNDETERMINED)
    ahead = [paper for paper in absent if paper.need in {"必备", "上级制发"} and paper.step > reached]
    if ahead:
        message = f"从材料看，事情还没有办完，后面还有 {len(ahead)} 份：{_titles(ahead)}"
        mend = "办到那一步再补；已经办完的，现在就补齐"
        yield Finding("dossier-ahead", HINT, here, message, mend, Verdict.UNDETERMINED)


def _stage(record: ReadRecord) -> str:
    return canonical(record.of("stage")) + "#" + canonical(record.of("round"))


def _duplicates(held: Held) -> Iterator[Noted]:
    """One document twice, unless they are a draft and the final text, or two rounds of voting."""
    for name, records in held.by.items():
        if held.plan.papers[name].several:
            continue
        by_stage: dict[str, list[ReadRecord]] = {}
        for record in records:
            by_stage.setdefault(_stage(record), []).append(record)
        for alike in by_stage.values():
            for record in alike[1:]:
                first = alike[0]
                apart = [
                    key for key in first.values if canonical(first.values[key]) != canonical(record.values.get(key))
                ]
                apart += [key for key in record.values if key not in first.values]
                apart = [key for key in apart if _both_have(first, record, key)]
                if apart:
                    labels = "、".join(f"“{record.label(key)}”" for key in apart[:3])
                    more = f"等 {len(apart)} 处" if len(apart) > 3 else ""
                    message = f"和 {first.path} 是同一份材料，{labels}{more}不一样，不知道哪一份作数"
                else:
                    message = f"和 {first.path} 是同一份材料，内容一样"
                mend = "留下作数的一份，另一份拿出去；是草稿的写明稿次"
                finding = Finding(
                    "dossier-duplicate",
                    SHOULD,
                    Where(record.path),
                    message,
                    mend,
                    basis=held.plan.basis_complete,
                    defects=("D-088",),
                )
                yield Noted(finding, tuple(_pair(first, record, apart[:3])))


def _pair(first: ReadRecord, second: ReadRecord, names: Sequence[str]) -> Iterator[Quote]:
    for name in names:
        for record in (first, second):
            if name in record.values:
                yield record.quote(name)


def _both_have(first: ReadRecord, second: ReadRecord, name: str) -> bool:
    """Tell whether both papers have such a field: a form of ours and what people type have not all of them."""
    return all(item.template is not None and name in item.template.fields for item in (first, second))


def is_stray(held: Held, record: ReadRecord) -> bool:
    """Tell whether a record is of another matter: of another procedure, or of a sort that none of these has."""
    if record.paper in held.plan.papers or any(name in held.plan.papers for name in record.perhaps):
        return False
    return record.paper in held.siblings or record.family in _OTHER_MATTERS


def _misfiled(held: Held) -> Iterator[Finding]:
    """Records of other matters."""
    for record in held.records:
        if not is_stray(held, record):
            continue
        other = held.siblings.get(record.paper, "")
        belongs = f"，它属于“{other}”" if other else ""
        message = f"{record.title}不是“{held.plan.title}”这套材料里的{belongs}"
        mend = "移到它自己那件事的档案里；确实和这件事有关的，在目录备注里写明"
        basis, defects = held.plan.basis_complete, ("D-008", "D-018")
        yield Finding("dossier-misfiled", SHOULD, Where(record.path), message, mend, basis=basis, defects=defects)


# ---- what agrees ----------------------------------------------------------------------------------------


def _cited(held: Held) -> tuple[list[Noted], set[tuple[str, str]]]:
    """What documents quote from others is what stands there; also says which fields were compared so."""
    found: list[Noted] = []
    compared: set[tuple[str, str]] = set()
    for key, named in held.plan.cites:
        owner, _, own_field = key.rpartition(".")
        sources = [
            (item, field)
            for name, _, field in (source.partition(".") for source in named)
            for item in held.by.get(name, ())
            if item.of(field) is not None
        ]
        if not sources:
            continue
        right = {canonical(item.of(field)) for item, field in sources}
        there, source_field = sources[-1]
        for name, records in held.by.items():
            if owner and name != owner:
                continue
            for record in records:
                value = record.of(own_field)
                if value is None or any(record is item for item, _ in sources):
                    continue
                compared.add((record.path, own_field))
                if canonical(value) in right:
                    continue
                message = (
                    f"“{record.label(own_field)}”写的是「{record.quote(own_field).text}」，"
                    f"{called(there)}上的“{there.label(source_field)}”是「{there.quote(source_field).text}」"
                )
                finding = Finding(
                    "dossier-cites",
                    MUST,
                    Where(record.path, None, own_field),
                    message,
                    "照那份材料上的改；那份写错了的，两处一起改",
                    basis=held.plan.basis_same,
                    defects=("D-002", "D-086") if _dated(record, own_field) else ("E-018",),
                )
                found.append(Noted(finding, (record.quote(own_field), there.quote(source_field))))
    return found, compared


def _dated(record: ReadRecord, name: str) -> bool:
    item = record.template.fields.get(name) if record.template else None
    return item is not None and item.type in {FieldType.DATE, FieldType.DATETIME}


def _same(held: Held, compared: set[tuple[str, str]]) -> Iterator[Noted]:
    """Facts that several documents state are stated alike."""
    for name in held.plan.same:
        told: dict[str, list[tuple[ReadRecord, bool]]] = {}
        for paper_name, records in held.by.items():
            paper = held.plan.papers[paper_name]
            for record in records:
                value = record.of(name)
                if value is None or (record.path, name) in compared or (paper.several and record.dated_by == name):
                    continue
                told.setdefault(canonical(value), []).append((record, paper.plan))
        if len(told) < 2:
            continue
        groups = list(told.values())
        right = max(groups, key=lambda group: (sum(not plan for _, plan in group), len(group)))
        reference = right[0][0]
        others = len(right) - 1
        for group in groups:
            if group is right:
                continue
            for record, plan in group:
                if not _cut_short(record, reference, name):
                    yield _differs(held, name, record, reference, others, plan=plan)


def _cut_short(record: ReadRecord, reference: ReadRecord, name: str) -> bool:
    """Tell whether two papers call an organisation by its whole name and a short one, as people who type them do."""
    one, other = record.of(name), reference.of(name)
    typed = not (record.ours and reference.ours)
    return typed and name in _ORGANS and isinstance(one, str) and isinstance(other, str) and same_organ(one, other)


def _differs(held: Held, name: str, record: ReadRecord, reference: ReadRecord, others: int, *, plan: bool) -> Noted:
    more = f"，另有 {others} 份也是这样写的" if others else ""
    message = (
        f"“{record.label(name)}”这里是「{_value(record, name, reference)}」，"
        f"{called(reference)}里是「{_value(reference, name, record)}」{more}"
    )
    if plan:
        code, severity = "dossier-changed", HINT
        mend = "这一份写的是当时的打算；后来改了的，看批复或记录里有没有写明改的原因"
    else:
        code, severity = "dossier-differs", MUST
        mend = "核对哪一处是对的，几份材料改成一样；真是改过的，附上改的依据"
    defects = ("D-002", "D-086") if _dated(record, name) else ("E-018",)
    where, basis = Where(record.path, None, name), held.plan.basis_same
    finding = Finding(code, severity, where, message, mend, basis=basis, defects=defects)
    return Noted(finding, (record.quote(name), reference.quote(name)))


def _value(record: ReadRecord, name: str, other: ReadRecord) -> str:
    """Say a value; of a list or table only what the other does not have."""
    value, theirs = record.of(name), other.of(name)
    if isinstance(value, list) and isinstance(theirs, list):
        known = {canonical(item) for item in theirs}
        own = [item for item in value if canonical(item) not in known]
        if own:
            return record.said(name, own)
        return f"少 {len(theirs) - len(value)} 项" if len(value) < len(theirs) else f"{len(value)} 项"
    return record.quote(name).text


# ---- dates ----------------------------------------------------------------------------------------------


def _date(held: Held, name: str, *, last: bool) -> tuple[ReadRecord, str, str] | None:
    """Return a document of a chain with its date field and date; of several the earliest or the latest."""
    paper, _, field = name.partition(".")
    found = []
    for record in held.by.get(paper, ()):
        own = field or record.dated_by
        value = record.of(own) if own else None
        if value is not None and _dated(record, own):
            found.append((str(value)[:10], record, own))
    if not found:
        return None
    days = [item[0] for item in found]
    day, record, own = found[days.index(max(days) if last else min(days))]
    return record, own, day


def _chain(held: Held, chain: DateChain, done: set[tuple[str, str, str, str]]) -> Iterator[Noted]:
    present = [name for name in chain.chain if _date(held, name, last=False)]
    for earlier, later in pairwise(present):
        before, after = _date(held, earlier, last=False), _date(held, later, last=True)
        if before is None or after is None or before[2] <= after[2]:
            continue
        key = (before[0].path, before[1], after[0].path, after[1])
        if key in done:
            continue
        done.add(key)
        first, first_field, first_day = before
        second, second_field, second_day = after
        message = (
            f"“{second.label(second_field)}”是{cn_day(second_day)}，"
            f"早于{called(first)}的“{first.label(first_field)}”{cn_day(first_day)}"
        )
        finding = Finding(
            "dossier-order",
            chain.severity,
            Where(second.path, None, second_field),
            message,
            "核对两份材料的日期；写错的照实更正，真是次序倒了的写情况说明，不要改日期凑次序",
            basis=chain.basis,
            defects=chain.defects,
        )
        yield Noted(finding, (second.quote(second_field), first.quote(first_field)))


def _future(held: Held) -> Iterator[Noted]:
    """Nothing that was done bears a date still to come."""
    for name, records in held.by.items():
        if held.plan.papers[name].plan:
            continue
        for record in records:
            if record.day > held.today and record.template and record.template.kind in {"minutes", "letter", "form"}:
                own = record.dated_by
                message = f"“{record.label(own)}”是{cn_day(record.day)}，今天才{cn_day(held.today)}"
                finding = Finding(
                    "date-in-future",
                    SHOULD,
                    Where(record.path, None, own),
                    message,
                    "日期写错的改正；提前做好的，到那一天再填",
                    basis=held.plan.basis_same,
                    defects=("E-019", "D-086"),
                )
                yield Noted(finding, (record.quote(own),))


# ---- rules ----------------------------------------------------------------------------------------------


def docs_bound(held: Held) -> dict[str, Any]:
    """Return what the dossier's rules may see."""
    docs: dict[str, Any] = {}
    for name, records in held.by.items():
        template = held.plan.papers[name].template
        rows = [
            {
                key: value
                for key, value in bindings(template, record.values, held.today).items()
                if key in template.fields
            }
            for record in records
        ]
        if held.plan.papers[name].several:
            docs[variable(name)] = {
                "records": [{key: cell for key, cell in row.items() if not isinstance(cell, list)} for row in rows]
            }
        else:
            one = held.one(name)
            docs[variable(name)] = rows[[record is one for record in records].index(True)]
    return {"today": held.today, "given": [variable(name) for name in held.by], "params": {}, "docs": docs}


def _rules(held: Held, path: str) -> Iterator[tuple[Noted, bool, frozenset[str]]]:
    """Judge by the declared rules; yields the finding, whether it leaves a must undecided, and absent documents."""
    bound, unsure = docs_bound(held), _unsure(held).keys()
    for rule in held.plan.rules:
        verdict = judge(held.plan, rule, bound)
        if verdict is Verdict.PASS or verdict is None:
            continue
        fields = asked(rule.require, held.plan)
        absent = frozenset(name for name, _ in (*fields, *asked(rule.when, held.plan)) if name not in held.by)
        if verdict is Verdict.FAIL and absent & unsure:
            continue  # that it may be there was told
        doubted = verdict is Verdict.UNDETERMINED and not absent and _disputed(held.plan, rule, bound)
        if verdict is Verdict.FAIL or doubted:
            said = rule.message if verdict is Verdict.FAIL else rule.doubt
            message, mend = held.plan.programs.fill(said, bound), held.plan.programs.fill(rule.mend, bound)
        else:
            if absent:
                continue  # that it is not there was told
            labels = [
                f"{record.title}：{record.label(field)}"
                for name, field in fields
                if field and field != "records" and (record := held.one(name)) and record.of(field) is None
            ]
            message, mend = why_unknown(labels, calls_in(f"{rule.when} {rule.require}"))
        quotes = [
            record.quote(field)
            for name, field in fields
            if field and (record := held.one(name)) and field in record.values
        ]
        place = "、".join(dict.fromkeys(item.field for item in quotes))
        finding = Finding(
            "rule-failed" if verdict is Verdict.FAIL else "rule-undetermined",
            rule.severity if verdict is Verdict.FAIL else HINT,
            Where(quotes[0].path if quotes else path, None, place),
            message,
            mend,
            verdict,
            rule.basis,
            rule.defects,
            f"{held.plan.id}#{rule.id}",
        )
        yield Noted(finding, tuple(quotes)), verdict is Verdict.UNDETERMINED and rule.severity is MUST, absent


def asked(expression: str, plan: Plan) -> list[tuple[str, str]]:
    """Return the documents and fields that an expression speaks of."""
    names = {variable(name): name for name in plan.papers}
    found = dict.fromkeys((names[match[1]], match[2] or "") for match in _DOC.finditer(expression) if match[1] in names)
    return list(found)


def judge(plan: Plan, rule: DossierRule, bound: dict[str, Any]) -> Verdict | None:
    """Judge a dossier, given as `docs_bound`, by one rule; None when the rule does not apply."""
    truth = plan.programs.truth
    if rule.when:
        applies = truth(rule.when, bound)
        if not applies:
            return None if applies is False else Verdict.UNDETERMINED
    holds = truth(rule.require, bound)
    if holds is None:
        return Verdict.UNDETERMINED
    if holds:
        return Verdict.PASS
    if rule.doubt_when and truth(rule.doubt_when, bound) is not False:
        return Verdict.UNDETERMINED
    return Verdict.FAIL


def _disputed(plan: Plan, rule: DossierRule, bound: dict[str, Any]) -> bool:
    """Tell whether nothing is missing, and only what the rule says is open to doubt."""
    truth = plan.programs.truth
    return bool(rule.doubt_when and (not rule.when or truth(rule.when, bound)) and truth(rule.require, bound) is False)


# ---- all together ---------------------------------------------------------------------------------------


def check_dossier(held: Held, path: str) -> tuple[list[Noted], Verdict]:
    """Say everything that a dossier's documents do not bear out together.

    Args:
        held: the dossier.
        path: where it is, for what is missing.
    """
    noted: list[Noted] = []
    doubtful = False
    told: set[str] = set()
    for item, undecided, absent in _rules(held, path):
        noted.append(item)
        doubtful = doubtful or undecided
        if item.finding.verdict is Verdict.FAIL:
            told |= absent
    missing = list(_missing(held, path, frozenset(told)))
    doubtful = doubtful or any(item.code in _DOUBTFUL for item in missing)
    noted += [Noted(item) for item in missing]
    noted += _duplicates(held)
    noted += [Noted(item) for item in _misfiled(held)]
    cited, compared = _cited(held)
    noted += cited
    noted += _same(held, compared)
    done: set[tuple[str, str, str, str]] = set()
    for chain in held.plan.order:
        noted += _chain(held, chain, done)
    noted += _future(held)
    return sorted(noted, key=weight), verdict_of([item.finding for item in noted], doubtful=doubtful)
