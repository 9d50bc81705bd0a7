"""Questions that a provision or a step settles: each is asked once, and stands only as long as its basis is in force."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchbook.findings import Finding, Severity, Where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.checks.texts import Library
    from branchbook.handbook import Handbook

MUST = Severity.MUST
_NOTHING = re.compile(r"[\s，。？?！!、]+")


@dataclass(frozen=True, slots=True)
class Answered:
    """What answers some questions: a provision, or a step with the provisions that it rests on."""

    refs: tuple[str, ...]
    questions: tuple[str, ...]
    where: Where
    who: str


def in_force(handbook: Handbook, ref: str, *, today: str) -> bool:
    """Tell whether a provision exists and holds on that day."""
    found = handbook.provision(ref)
    if found is None:
        return False
    regulation, provision = found
    if not regulation.in_force or (provision.effective_to and provision.effective_to < today):
        return False
    return not (provision.effective_from and provision.effective_from > today)


def stands(handbook: Handbook, refs: tuple[str, ...], *, today: str) -> bool:
    """Tell whether an answer that rests on these provisions may be shown: there are some, and all hold."""
    return bool(refs) and all(in_force(handbook, ref, today=today) for ref in refs)


def answered(handbook: Handbook) -> Iterator[Answered]:
    """Yield everything that answers questions."""
    for regulation in handbook.regulations.values():
        for name, provision in regulation.provisions.items():
            if provision.answers:
                source = regulation.source
                where = source.where("provisions", name, "answers") if source else Where(regulation.path)
                yield Answered((f"{regulation.id}#{name}",), provision.answers, where, "这一条")
    for procedure in handbook.procedures.values():
        for number, step in enumerate(procedure.steps):
            if step.answers:
                source = procedure.source
                where = source.where("steps", number, "answers") if source else Where(procedure.path)
                yield Answered(step.basis, step.answers, where, "这一步")
    path = handbook.start
    for number, stage in enumerate(path.stages if path else ()):
        if stage.answers:
            refs = tuple(ref for item in stage.items for ref in item.basis)
            where = path.source.where("stages", number, "answers") if path and path.source else Where("docs/start.yml")
            yield Answered(refs, stage.answers, where, "这一段")


def check_answers(library: Library, *, today: str) -> Iterator[Finding]:
    """Every answer rests on provisions in force, and no question is answered in two places."""
    handbook = library.handbook
    first: dict[str, Where] = {}
    for item in answered(handbook):
        if not item.refs:
            message = f"{item.who}回答“{item.questions[0]}”，却没有写依据"
            yield Finding("answer-unbound", MUST, item.where, message, "在同一步的 basis 里写上依据，或删去 answers")
        elif not stands(handbook, item.refs, today=today):
            dead = next(ref for ref in item.refs if not in_force(handbook, ref, today=today))
            message = f"“{item.questions[0]}”的回答靠的 {dead} 现在不管用，网站上已经撤下"
            mend = "把 answers 挪到现在管用的条款上，或删去"
            yield Finding("answer-down", MUST, item.where, message, mend)
        for question in item.questions:
            bare = _NOTHING.sub("", question)
            if bare in first:
                message = f"“{question}”在 {first[bare]} 已经有回答"
                yield Finding("answer-twice", MUST, item.where, message, "只留最能直接回答的一处")
            first.setdefault(bare, item.where)
