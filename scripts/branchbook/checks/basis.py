"""What rests on what: every basis exists, is in force, and is strong enough for what is built on it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from branchbook.checks.texts import prose_strings
from branchbook.findings import Finding, Severity, Where
from branchbook.handbook.base import Verified, Weight
from branchbook.handbook.citations import citations
from branchbook.handbook.references import CITE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.checks.texts import Library
    from branchbook.handbook import Handbook
    from branchbook.handbook.content import DossierRule, Provision
    from branchbook.handbook.template import Rule

MUST, SHOULD = Severity.MUST, Severity.SHOULD

#: Functions that carry a number of a regulation inside.
_NORM_FUNCTIONS = frozenset({"minimum_candidates", "quorum", "winning_line"})
_TEXTS = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\"""")
#: Places in a list, and months in years, are no limits.
_NO_LIMIT = re.compile(r"(?<=[\w\])])\[\d+\]|\*\s*12\b")
_LIMITS = re.compile(r"\b(?:[1-9]\d*|" + "|".join(sorted(_NORM_FUNCTIONS)) + r")\b")


def states_limit(expression: str) -> bool:
    """Tell whether a rule brings in a number from outside the record, so that it states a norm and not a sum."""
    return bool(_LIMITS.search(_NO_LIMIT.sub("", _TEXTS.sub("", expression))))


def _citations(library: Library) -> Iterator[tuple[str, Where, str]]:
    """Yield each citation with its place and the kind of thing that cites."""
    book = library.handbook
    seen: Counter[tuple[str, object]] = Counter()
    for ref, source, keys, who in citations(book):
        index = seen[source.path, keys]
        seen[source.path, keys] += 1
        kind = who.partition(":")[0]
        if kind == "template":
            rule = book.templates[who.partition(":")[2].partition("#")[0]].rules[who.partition("#")[2]]
            kind = "dated-rule" if rule.effective_to else kind
        if kind == "provision":
            kind = "also"
        yield ref, source.where(*keys, index), kind
    for regulation in book.regulations.values():
        for number, change in enumerate(regulation.changes):
            for index, ref in enumerate(change.touches):
                if regulation.source:
                    yield ref, regulation.source.where("changes", number, "touches", index), "change"


def _prose(library: Library) -> Iterator[tuple[str, Where, str]]:
    for document in library.documents:
        own = document.name if document.kind == "regulation" else ""
        for block in (*document.blocks, *prose_strings(document.source)):
            text = block.plain
            for match in CITE.finditer(text):
                ref = match.group(1)
                kind = "own" if own and ref.startswith(own + "#") else "prose"
                yield ref, block.line_of(match.start(), text), kind
    for source in library.data:
        if source.path.startswith("templates/"):
            for block in prose_strings(source):
                for match in CITE.finditer(block.raw):
                    yield match.group(1), block.where, "prose"


#: Who may point at what is no longer in force.
_HISTORIANS = frozenset({"own", "also", "change", "dated-rule"})


def _repealed(handbook: Handbook, ref: str, where: Where, kind: str, today: str) -> Iterator[Finding]:
    hit = handbook.provision(ref)
    if hit is None or kind in _HISTORIANS:
        return
    regulation, provision = hit
    if not regulation.in_force:
        new = handbook.regulations.get(regulation.replaced_by or "")
        instead = f"改引《{new.title}》的条款" if new else "改引现行规定的条款"
        message = f"依据 {ref} 出自已经废止的《{regulation.title}》（{regulation.repealed_on} 起不用）"
        yield Finding("basis-repealed", MUST, where, message, f"{instead}；说的是旧规定的，规则写 effective_to")
    elif provision.effective_to and provision.effective_to < today:
        message = f"依据 {ref} 到 {provision.effective_to} 为止，已经不用了"
        yield Finding("basis-repealed", MUST, where, message, "改引现在管用的条款；说的是旧规定的，规则写 effective_to")
    elif provision.effective_from and provision.effective_from > today and kind != "template":
        message = f"依据 {ref} 从 {provision.effective_from} 起才用，现在还没有开始"
        yield Finding("basis-not-yet", Severity.HINT, where, message, "写明从哪天起，在那以前按旧的办")


def _resolve(handbook: Handbook, ref: str, where: Where) -> Iterator[Finding]:
    if handbook.provision(ref) is None:
        name = ref.partition("#")[0]
        near = "没有这部法规" if name not in handbook.regulations else f"{name} 里没有这一条"
        mend = "改成 docs/regulations/ 里已有的 法规id#条款id，或先在那里登记这一条"
        yield Finding("basis-unknown", MUST, where, f"依据 {ref} 查不到：{near}", mend)


def _bears_must(provision: Provision) -> bool:
    """Only an undisputed 规定 (or, where it applies, 地方要求) that was read somewhere bears a 必须."""
    binding = provision.weight in {Weight.RULE, Weight.LOCAL}
    return binding and provision.verified is not Verified.PENDING and not provision.disputed


def _rule(handbook: Handbook, rule: Rule | DossierRule, where: Where) -> Iterator[Finding]:
    """A rule's weight does not exceed what it rests on."""
    hits = [hit[1] for ref in rule.basis if (hit := handbook.provision(ref))]
    if rule.severity is MUST and not rule.basis:
        yield Finding(
            "rule-without-basis", MUST, where, f"规则「{rule.id}」是必须，却没有依据", "写 basis；没有依据的改成 should"
        )
    disputed = [ref for ref in rule.basis if (hit := handbook.provision(ref)) and hit[1].disputed]
    if disputed and not rule.doubt_when:
        message = f"规则「{rule.id}」的依据 {disputed[0]} 有争议，规则却不会说“无法判断”"
        yield Finding("basis-disputed", MUST, where, message, "写 doubt_when 和 doubt，或者换没有争议的依据")
    weak = bool(hits) and len(hits) == len(rule.basis) and not any(_bears_must(provision) for provision in hits)
    if rule.severity is MUST and weak and not disputed and not rule.doubt_when and states_limit(rule.require):
        message = f"规则「{rule.id}」判的是必须，里面有规定的数，依据却没有一条是核到手册以上、没有争议的规定"
        mend = "改成 should 或 hint，或写 doubt_when，或补一条撑得住的依据；道理见决定记录 0009"
        yield Finding("rule-weak-basis", MUST, where, message, mend)


def _rules(handbook: Handbook) -> Iterator[tuple[Rule | DossierRule, Where]]:
    """Yield every rule, of templates, kinds and dossiers, with the place of its basis."""
    rule: Rule | DossierRule
    for template in handbook.templates.values():
        for name, rule in template.rules.items():
            yield rule, template.source.where("rules", name, "basis") if template.source else Where(template.path)
    for kind in handbook.kinds.values():
        for name, rule in kind.rules.items():
            source = kind.rule_sources.get(name)
            yield rule, source.where("rules", name, "basis") if source else Where(kind.path)
    for procedure in handbook.procedures.values():
        for name, rule in procedure.dossier.rules.items() if procedure.dossier else ():
            keys = ("dossier", "rules", name, "basis")
            yield rule, procedure.source.where(*keys) if procedure.source else Where(procedure.path)


def check_basis(library: Library, *, today: str) -> Iterator[Finding]:
    """Every basis resolves to a provision in force, and no rule says more than its basis bears."""
    handbook = library.handbook
    for ref, where, kind in (*_citations(library), *_prose(library)):
        yield from _resolve(handbook, ref, where)
        yield from _repealed(handbook, ref, where, kind, today)
    for rule, where in _rules(handbook):
        yield from _rule(handbook, rule, where)
