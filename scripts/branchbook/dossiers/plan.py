"""What a procedure's dossier should hold: its declaration, with everything left out filled in from the steps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from branchbook.handbook.content import Dossier
from branchbook.handbook.template import Field, FieldType
from branchbook.rules.engine import Programs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchbook.handbook import Handbook
    from branchbook.handbook.content import DateChain, DossierRule, Procedure
    from branchbook.handbook.template import Rule, Template


_SLOT = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of a dossier.

    Attributes:
        template: the template.
        need: 必备, 视情况, 上级制发, or 另有 for what may also lie here.
        step: the number of the first step that names it, from 0.
        note: in what case it is needed.
        several: whether there may be more than one.
        plan: whether it states intentions, which may change afterwards.
    """

    template: Template
    need: str
    step: int
    note: str
    several: bool
    plan: bool


@dataclass(frozen=True, eq=False)
class Plan:
    """A dossier as it should be."""

    id: str
    title: str
    area: str
    rank: int
    archive: str
    papers: Mapping[str, Paper]
    same: tuple[str, ...]
    cites: tuple[tuple[str, tuple[str, ...]], ...]
    spares: tuple[str, ...]
    order: tuple[DateChain, ...]
    rules: tuple[DossierRule, ...]
    basis_complete: tuple[str, ...]
    basis_same: tuple[str, ...]
    repeats: str

    @property
    def programs(self) -> Programs:
        """The rules' expressions, compiled once."""
        return _programs(self)

    def as_data(self) -> dict[str, Any]:
        """Return what the browser needs to know, in a stable order."""
        return {
            "id": self.id,
            "title": self.title,
            "area": self.area,
            "rank": self.rank,
            "archive": self.archive,
            "papers": [
                {
                    "template": paper.template.id,
                    "need": paper.need,
                    "step": paper.step,
                    "note": paper.note,
                    "several": paper.several,
                    "plan": paper.plan,
                }
                for paper in self.papers.values()
            ],
            "same": list(self.same),
            "cites": [[key, list(sources)] for key, sources in self.cites],
            "spares": list(self.spares),
            "order": [
                {
                    "chain": list(item.chain),
                    "basis": list(item.basis),
                    "defects": list(item.defects),
                    "severity": item.severity.value,
                }
                for item in self.order
            ],
            "rules": [rule_data(rule) for rule in self.rules],
            "basis_complete": list(self.basis_complete),
            "basis_same": list(self.basis_same),
            "repeats": self.repeats,
        }


def rule_data(rule: DossierRule | Rule) -> dict[str, Any]:
    """Return a rule, a dossier's or a record's, as the browser's rule engine wants it."""
    return {
        "id": rule.id,
        "when": rule.when,
        "require": rule.require,
        "doubt_when": rule.doubt_when,
        "doubt": rule.doubt,
        "severity": rule.severity.value,
        "message": rule.message,
        "mend": rule.mend,
        "basis": list(rule.basis),
        "defects": list(rule.defects),
    }


def slots_of(rule: DossierRule) -> list[tuple[str, str, bool]]:
    """Return every expression of a rule: its key, its text, whether it must be boolean."""
    found = [("require", rule.require, True)]
    found += [("when", rule.when, True)] if rule.when else []
    found += [("doubt_when", rule.doubt_when, True)] if rule.doubt_when else []
    for key, text in (("message", rule.message), ("doubt", rule.doubt), ("mend", rule.mend)):
        found += [(key, slot, False) for slot in _SLOT.findall(text)]
    return found


def variable(template_id: str) -> str:
    """Return the name of a document after `docs.`."""
    return template_id.replace("-", "_")


def _records(template: Template) -> dict[str, Field]:
    """The one thing that rules may ask of a document that may occur several times: its `records`, a table."""
    columns = {name: field for name, field in template.fields.items() if field.type not in _NO_COLUMN}
    return {"records": Field(id="records", label=template.title, type=FieldType.TABLE, columns=columns)}


_NO_COLUMN = frozenset({FieldType.TABLE, FieldType.PEOPLE})


@lru_cache(maxsize=64)
def _programs(plan: Plan) -> Programs:
    docs = {
        variable(name): _records(paper.template) if paper.several else paper.template.fields
        for name, paper in plan.papers.items()
    }
    return Programs({}, {}, docs)


def plan_of(handbook: Handbook, procedure: Procedure) -> Plan:
    """Return what a procedure's dossier should hold; documents without a template are left out."""
    declared = procedure.dossier or Dossier()
    first: dict[str, int] = {}
    notes: dict[str, str] = {}
    for number, step in enumerate(procedure.steps):
        for item in step.documents:
            first.setdefault(item.template, number)
            if item.note:
                notes.setdefault(item.template, item.note)
    needs: dict[str, str] = {item.template: item.need for item in procedure.documents}
    needs |= dict.fromkeys(declared.perhaps, "视情况") | dict.fromkeys(declared.also, "另有")
    names = dict.fromkeys((*(declared.documents or first), *declared.also))
    papers = {
        name: Paper(
            handbook.templates[name],
            needs.get(name, "视情况"),
            first.get(name, 0),
            notes.get(name, ""),
            name in declared.several,
            name in declared.plans,
        )
        for name in names
        if name in handbook.templates
    }
    shared = dict.fromkeys(
        name for paper in papers.values() for name, field in paper.template.fields.items() if field.shared
    )
    same = tuple(name for name in (declared.same or shared) if name not in declared.apart)
    classes = [paper.template.archive.class_ for paper in papers.values()]
    archive = declared.archive or max(dict.fromkeys(classes), key=classes.count, default="")
    return Plan(
        procedure.id,
        procedure.title,
        procedure.area,
        procedure.order,
        archive,
        papers,
        same,
        tuple(declared.cites.items()),
        declared.spares,
        declared.order,
        tuple(declared.rules.values()),
        declared.basis_complete,
        declared.basis_same,
        declared.repeats,
    )


def plans_of(handbook: Handbook) -> tuple[Plan, ...]:
    """Return the plan of every procedure that has documents, in their order."""
    order = sorted(handbook.procedures.values(), key=lambda item: (item.order, item.id))
    return tuple(plan for procedure in order if (plan := plan_of(handbook, procedure)).papers)
