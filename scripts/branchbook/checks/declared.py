"""A procedure's dossier as declared: its documents exist, its rules compile, each rule is seen to fail and spares the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from branchbook.checks.dossier import homes
from branchbook.dossiers.dossier import asked, check_dossier, docs_bound, hold, judge
from branchbook.dossiers.plan import plan_of, slots_of
from branchbook.dossiers.seen import ReadRecord
from branchbook.findings import Finding, Severity, Verdict, Where
from branchbook.handbook.source import Source
from branchbook.handbook.template import FieldType
from branchbook.rules import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from branchbook.checks.texts import Library
    from branchbook.dossiers.plan import Plan
    from branchbook.handbook import Handbook
    from branchbook.handbook.content import Dossier, DossierCounterexample, DossierRule, Procedure
    from branchbook.handbook.template import Template

MUST = Severity.MUST
_DOC = re.compile(r"\bdocs\.([a-z][a-z0-9_]*)")
#: What examples of one matter must bear out; that shared facts are stated alike is told of the examples themselves.
_AGREE = frozenset({"dossier-cites", "dossier-order", "rule-failed"})


# ---- names ----------------------------------------------------------------------------------------------


def _named(declared: Dossier) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every document that a declaration names, with its place."""
    for key in ("documents", "several", "plans", "perhaps", "also"):
        for index, name in enumerate(getattr(declared, key)):
            yield (key, index), name
    for key, sources in declared.cites.items():
        for name in (key, *sources):
            if "." in name:
                yield ("cites", key), name.partition(".")[0]
    for index, chain in enumerate(declared.order):
        for number, name in enumerate(chain.chain):
            yield ("order", index, "chain", number), name.partition(".")[0]
    for rule in declared.rules.values():
        for name in _DOC.findall(f"{rule.require} {rule.when} {rule.doubt_when}"):
            yield ("rules", rule.id), name.replace("_", "-")


def _documents(handbook: Handbook, procedure: Procedure, declared: Dossier, source: Source) -> Iterator[Finding]:
    known = {item.template for step in procedure.steps for item in step.documents} | {*declared.also}
    told: set[str] = set()
    for keys, name in _named(declared):
        if name in told or (name in known and name in handbook.templates):
            continue
        told.add(name)
        where = source.where("dossier", *keys)
        if name in handbook.templates:
            message, mend = f"「{name}」不是这个流程的材料", "先写进某一步的 documents 或这里的 also，或删去"
        else:
            message, mend = f"没有模板「{name}」", "改成已有的模板 id"
        yield Finding("dossier-document-unknown", MUST, where, message, mend)


def _place(plan: Plan, name: str, *, dated: bool) -> str:
    """Say what is wrong with `document` or `document.field`; empty when nothing is."""
    paper, _, field = name.partition(".")
    template = plan.papers[paper].template
    if not field:
        return (
            "" if template.dated_by else f"「{template.title}」没有写 dated_by，要写明用哪个日期，如 {paper}.signed_on"
        )
    if field not in template.fields:
        return f"「{template.title}」没有字段「{field}」"
    if dated and template.fields[field].type not in {FieldType.DATE, FieldType.DATETIME}:
        return f"「{template.title}」的「{field}」不是日期"
    return ""


def _spared(plan: Plan, name: str) -> str:
    """Say what is wrong with `template#rule` or `template.field`; empty when nothing is."""
    paper, rule, what = name.partition("#") if "#" in name else name.partition(".")
    if paper not in plan.papers:
        return f"这套材料里没有「{paper}」"
    template = plan.papers[paper].template
    if what in (template.rules if rule == "#" else template.fields):
        return ""
    return f"「{template.title}」没有{'规则' if rule == '#' else '字段'}「{what}」"


def _fields(plan: Plan, declared: Dossier, source: Source) -> Iterator[Finding]:
    shared = {name for paper in plan.papers.values() for name, field in paper.template.fields.items() if field.shared}
    known = {name for paper in plan.papers.values() for name in paper.template.fields}

    def fault(keys: tuple[str | int, ...], message: str) -> Finding:
        return Finding("dossier-field-unknown", MUST, source.where("dossier", *keys), message, "改成已有的材料、字段")

    for key in ("same", "apart"):
        for index, name in enumerate(getattr(declared, key)):
            if name not in shared:
                yield fault((key, index), f"各份材料里没有共用字段「{name}」")
    for index, name in enumerate(declared.spares):
        text = _spared(plan, name)
        if text:
            yield fault(("spares", index), text)
    for key, sources in declared.cites.items():
        owner, _, own = key.rpartition(".")
        wrong = _place(plan, key, dated=False) if owner else "" if own in known else f"没有字段「{own}」"
        for text in (wrong, *(_place(plan, item, dated=False) for item in sources)):
            if text:
                yield fault(("cites", key), text)
    for index, chain in enumerate(declared.order):
        for number, name in enumerate(chain.chain):
            text = _place(plan, name, dated=True)
            if text:
                yield fault(("order", index, "chain", number), text)


def _defects(handbook: Handbook, declared: Dossier, source: Source) -> Iterator[Finding]:
    for index, chain in enumerate(declared.order):
        for name in chain.defects:
            if name not in handbook.defects:
                where = source.where("dossier", "order", index)
                yield Finding("defect-unknown", MUST, where, f"没有常见问题「{name}」", "改成已有的号")


# ---- rules ----------------------------------------------------------------------------------------------


def _expressions(plan: Plan, rule: DossierRule, source: Source) -> Iterator[Finding]:
    for key, expression, boolean in slots_of(rule):
        where = source.where("dossier", "rules", rule.id, key)
        try:
            plan.programs.compile(expression, boolean=boolean)
        except RuleError as error:
            mend = "改正表达式；能用的写法见 docs/contributing/rules.md"
            yield Finding("rule-expression", MUST, where, f"规则「{rule.id}」的 {key} 不成立：{error}", mend)


def _example(template: Template, values: Mapping[str, Any], number: int = 0) -> ReadRecord:
    name = f"{template.id}{number or ''}"
    return ReadRecord(f"{name}{template.suffix}", template.id, template, template.id, ours=True, values=dict(values))


def _base(handbook: Handbook, procedure: Procedure, plan: Plan) -> dict[str, list[ReadRecord]]:
    """The examples that are of this matter: of the documents at home here, or of all when none is."""
    home = homes(handbook)
    own = [name for name in plan.papers if home.get(name) == procedure.id]
    names = own or [name for name, paper in plan.papers.items() if paper.need != "另有"]
    return {name: [_example(plan.papers[name].template, plan.papers[name].template.example)] for name in names}


def _changed(
    plan: Plan, base: Mapping[str, list[ReadRecord]], case: DossierCounterexample
) -> dict[str, list[ReadRecord]]:
    found = dict(base)
    for name, change in case.change.items():
        template = plan.papers[name].template
        if change is None:
            found.pop(name, None)
        elif isinstance(change, list):
            found[name] = [_example(template, values, number) for number, values in enumerate(change, 1)]
        else:
            values = {**(base[name][0].values if name in base else {}), **change}
            kept = {key: value for key, value in values.items() if value is not None}
            found[name] = [_example(template, kept)]
    return found


def _verdicts(plan: Plan, records: Mapping[str, list[ReadRecord]], today: str) -> dict[str, Verdict | None]:
    held = hold(plan, [record for group in records.values() for record in group], today=today)
    bound = docs_bound(held)
    return {rule.id: judge(plan, rule, bound) for rule in plan.rules}


def _latest(records: Mapping[str, list[ReadRecord]]) -> str:
    return max((record.day for group in records.values() for record in group), default="")


def _known(plan: Plan, case: DossierCounterexample, where: Where) -> Iterator[Finding]:
    if case.rule not in {rule.id for rule in plan.rules}:
        yield Finding("counterexample-rule-unknown", MUST, where, f"没有规则「{case.rule}」", "改成已有的规则 id")
    for name, change in case.change.items():
        if name not in plan.papers:
            yield Finding("counterexample-document-unknown", MUST, where, f"这套材料里没有「{name}」", "改成已有的材料")
            continue
        fields = plan.papers[name].template.fields
        for values in change if isinstance(change, list) else [change or {}]:
            for key in values if isinstance(values, dict) else ():
                if key not in fields:
                    message = f"「{name}」没有字段「{key}」"
                    yield Finding("counterexample-field-unknown", MUST, where, message, "改成已有的字段 id")


def _cases(plan: Plan, base: Mapping[str, list[ReadRecord]], declared: Dossier, source: Source) -> Iterator[Finding]:
    proven: set[str] = set()
    for index, case in enumerate(declared.counterexamples):
        where = source.where("dossier", "counterexamples", index)
        wrong = list(_known(plan, case, where))
        yield from wrong
        if wrong:
            continue
        today = case.today or _latest(base)
        before = _verdicts(plan, base, today)
        after = _verdicts(plan, _changed(plan, base, case), today)
        got, wanted = after[case.rule], Verdict(case.expect)
        if case.expect != "pass":
            proven.add(case.rule)
        if got is not wanted:
            said = got.label if got else "不适用"
            message = f"规则「{case.rule}」的反例应是{wanted.label}，得到的是{said}"
            yield Finding("counterexample-passes", MUST, where, message, "改反例，或检查规则是否写反了")
            continue
        others = [
            name
            for name, verdict in after.items()
            if name != case.rule and verdict is Verdict.FAIL and before[name] is not Verdict.FAIL
        ]
        if others:
            message = f"规则「{case.rule}」的反例还触犯了「{others[0]}」"
            yield Finding("counterexample-not-alone", MUST, where, message, "只改这条规则管的那一处")
    for rule in plan.rules:
        if rule.id not in proven:
            where = source.where("dossier", "rules", rule.id)
            message = f"规则「{rule.id}」没有反例"
            yield Finding("rule-without-counterexample", MUST, where, message, "在 counterexamples 里加一份")


def _clean(plan: Plan, base: Mapping[str, list[ReadRecord]], source: Source) -> Iterator[Finding]:
    """The examples of one branch make a dossier that agrees; what the examples do not have is not asked for."""
    copies = {
        rule.id
        for rule in plan.rules
        if ".records" in rule.require or any(name not in base for name, _ in asked(rule.require, plan))
    }
    branches: dict[str, list[ReadRecord]] = {}
    for group in base.values():
        for record in group:
            branches.setdefault(str(record.values.get("branch", "")), []).append(record)
    for records in branches.values():
        day = max((record.day for record in records), default="")
        for noted in check_dossier(hold(plan, records, today=day), ".")[0]:
            item = noted.finding
            if item.code not in _AGREE or item.verdict is not Verdict.FAIL or item.rule.partition("#")[2] in copies:
                continue
            message = f"各份范例放在一起有问题：{item.message}"
            yield Finding(
                "dossier-example", MUST, source.where("dossier"), message, "照示例世界改正范例，或改正这里的声明"
            )


def check_declared(library: Library) -> Iterator[Finding]:
    """Every declared dossier is sound."""
    handbook = library.handbook
    for procedure in handbook.procedures.values():
        if procedure.dossier is None:
            continue
        source = procedure.source or Source(procedure.path, {})
        plan = plan_of(handbook, procedure)
        wrong = list(_documents(handbook, procedure, procedure.dossier, source))
        if not wrong:
            wrong = [
                *_fields(plan, procedure.dossier, source),
                *_defects(handbook, procedure.dossier, source),
                *(finding for rule in plan.rules for finding in _expressions(plan, rule, source)),
            ]
        yield from wrong
        if not wrong:
            base = _base(handbook, procedure, plan)
            yield from _cases(plan, base, procedure.dossier, source)
            if procedure.id in homes(handbook).values():
                yield from _clean(plan, base, source)
