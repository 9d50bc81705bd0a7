"""What differs by unit, and what falls due in a year: names exist, weights are those of the bases, rules only hint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branchbook.findings import Finding, Severity, Where
from branchbook.handbook.base import Weight
from branchbook.rules.settings import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.checks.texts import Library
    from branchbook.handbook import Handbook
    from branchbook.handbook.parameters import Parameter
    from branchbook.handbook.source import Source
    from branchbook.handbook.template import Rule
    from branchbook.handbook.year import Due

MUST = Severity.MUST
#: From the heaviest to the lightest; a thing that rests on several weighs as much as the lightest.
_WEIGHTS = (Weight.RULE, Weight.LOCAL, Weight.PRACTICE, Weight.ADVICE)


def _weighs(
    handbook: Handbook, refs: tuple[str, ...], weight: Weight | None, where: Where, who: str
) -> Iterator[Finding]:
    weights = [hit[1].weight for ref in refs if (hit := handbook.provision(ref))]
    lightest = max(weights, key=_WEIGHTS.index, default=Weight.ADVICE)
    if weight is not lightest and len(weights) == len(refs):
        message = f"{who}的分量写的是{weight.value if weight else '没有'}，照依据是{lightest.value}"
        yield Finding("weight-differs", MUST, where, message, f"改成 {lightest.value}，或换依据")


def _parameters(handbook: Handbook) -> Iterator[Finding]:
    source = handbook.parameters.source
    labels: dict[str, str] = {}
    for name, param in handbook.params.items():
        part = "facts" if param.fact else "parameters"
        where = source.where(part, name) if source else Where("docs/parameters.yml")
        other = labels.setdefault(param.label, name)
        if other != name:
            yield Finding("parameter-label-twice", MUST, where, f"“{param.label}”和「{other}」同名", "换一个名字")
        if not param.fact:
            yield from _weighs(handbook, param.basis, param.weight, where, f"“{param.label}”")


def _rules(handbook: Handbook) -> Iterator[Finding]:
    """A rule that rests on what a unit sets for itself is no 必须."""
    own = handbook.parameters.parameters

    def told(rule: Rule, source: Source | None) -> Iterator[Finding]:
        names = [name for name in named((rule.when, rule.require)) if name in own]
        if rule.severity is MUST and names:
            where = source.where("rules", rule.id) if source else Where()
            message = f"规则「{rule.id}」靠单位自己定的“{own[names[0]].label}”，不能判必须"
            yield Finding("rule-parameter-must", MUST, where, message, "severity 改成 hint 或 should")

    for template in handbook.templates.values():
        for rule in template.rules.values():
            yield from told(rule, template.source)
    for kind in handbook.kinds.values():
        for rule in kind.rules.values():
            yield from told(rule, kind.rule_sources.get(rule.id))


def _same_type(param: Parameter, value: Any) -> bool:
    if param.type == "yes-no":
        return isinstance(value, bool)
    return value in param.choices if param.type == "choice" else False


def _due(handbook: Handbook, due: Due, source: Source) -> Iterator[Finding]:
    def fault(code: str, key: str, message: str, mend: str) -> Finding:
        return Finding(code, MUST, source.where("entries", due.id, key), message, mend)

    known = handbook.params
    numbers = [*due.least, *([due.times] if isinstance(due.times, str) else []), *([due.each] if due.each else [])]
    for name in numbers:
        if name not in known or known[name].type != "integer":
            key = "least" if name in due.least else "each" if name == due.each else "times"
            message = f"「{due.title}」要的「{name}」不是 docs/parameters.yml 里的整数"
            yield fault("parameter-unknown", key, message, "改成已有的整数，或先在那里写上")
    for name, value in due.when.items():
        if name not in known or not _same_type(known[name], value):
            message = f"「{due.title}」的 when 里「{name}」没有，或者值不合它的类型"
            yield fault("parameter-unknown", "when", message, "改成 docs/parameters.yml 里已有的名字和值")
    if due.procedure and due.procedure not in handbook.procedures:
        yield fault("procedure-unknown", "procedure", f"没有流程「{due.procedure}」", "改成已有的流程 id，或先补上它")
    for name in due.templates:
        if name not in handbook.templates:
            yield fault("template-unknown", "templates", f"没有模板「{name}」", "改成已有的模板 id，或先补上它")
    for name in due.records:
        if name not in handbook.templates and name not in handbook.kinds:
            mend = "改成已有的模板或手写材料的 id"
            yield fault("template-unknown", "records", f"没有模板或手写材料「{name}」", mend)
    for name in due.defects:
        if name not in handbook.defects:
            yield fault("defect-unknown", "defects", f"没有问题「{name}」", "改成已有的号")
    yield from _weighs(handbook, due.basis, due.weight, source.where("entries", due.id, "weight"), f"「{due.title}」")


def check_unit(library: Library) -> Iterator[Finding]:
    """What each unit sets for itself and what falls due in a year fit the rest of the handbook."""
    handbook = library.handbook
    yield from _parameters(handbook)
    yield from _rules(handbook)
    year = handbook.year
    if year is None or year.source is None:
        return
    if year.term_ends not in handbook.params or handbook.params[year.term_ends].type != "date":
        message = f"term_ends 写的「{year.term_ends}」不是 docs/parameters.yml 里的日期"
        yield Finding("parameter-unknown", MUST, year.source.where("term_ends"), message, "改成已有的日期")
    for due in year.entries.values():
        yield from _due(handbook, due, year.source)
