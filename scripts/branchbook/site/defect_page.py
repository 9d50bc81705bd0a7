"""The pages of the defect library that are made from many things: the index with its facets, the lists to inspect by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from branchbook.handbook import Handbook
    from branchbook.handbook.content import Defect, Procedure
    from branchbook.handbook.template import Rule, Template

#: The page that lists the defects by the record in which they stand.
BY_RECORD = "defects/by-record.md"
SCRIPT = "assets/defects.js"
#: How grave, the gravest first.
SEVERITIES = ("严重", "重要", "一般", "提示")
SEEN = ("机器可判", "机器给线索", "要人看")
SOURCES = ("立项调研", "检查通报", "督查调研", "报道评论", "手册制度", "编者归纳")
#: Records with fewer defects stand under a heading of their own in the list to choose from.
_OFTEN = 3


@dataclass(frozen=True, slots=True)
class Guard:
    """A template that prevents a defect: the rules that catch it, the first to be opened."""

    template: Template
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list to inspect by: a step's id and title (empty id: the whole procedure), and what to look for."""

    step: str
    title: str
    defects: tuple[Defect, ...]


def inspection_of(procedure: Procedure) -> str:
    """Return the page on which a procedure's list to inspect by stands, from the docs root."""
    return f"procedures/{procedure.area}/{procedure.id}/inspection.md"


def inspection(handbook: Handbook, procedure: Procedure) -> list[Part]:
    """Return what to look for in a procedure's documents, step by step, each defect once, the gravest first.

    A step brings the defects that it names and those that the rules of its documents catch.
    """
    told: set[str] = set()
    parts = []
    for step in procedure.steps:
        papers = [handbook.templates[item.template] for item in step.documents if item.template in handbook.templates]
        caught = (name for paper in papers for rule in paper.rules.values() for name in rule.defects)
        found = _fresh(handbook, (*step.defects, *caught), told)
        if found:
            parts.append(Part(step.id, step.title, found))
    whole = _fresh(handbook, procedure.defects, told)
    return [*parts, Part("", "整件事", whole)] if whole else parts


def _fresh(handbook: Handbook, names: Iterable[str], told: set[str]) -> tuple[Defect, ...]:
    """Return the defects that were not told yet, the gravest first, and remember them."""
    new = [name for name in dict.fromkeys(names) if name in handbook.defects and name not in told]
    told.update(new)
    return tuple(sorted((handbook.defects[name] for name in new), key=lambda item: SEVERITIES.index(item.severity)))


def inspected(handbook: Handbook) -> dict[str, list[Part]]:
    """Return what to look for in each procedure that has something, by its id, in their order within an area."""
    ordered = sorted(handbook.procedures.values(), key=lambda item: (item.area, item.order, item.id))
    return {item.id: parts for item in ordered if (parts := inspection(handbook, item))}


def guards(caught: Iterable[tuple[Template, Rule]]) -> list[Guard]:
    """Return what catches a defect by template, in the order of `Library.rules_against`."""
    found: dict[str, Guard] = {}
    for template, rule in caught:
        before = found.get(template.id)
        found[template.id] = Guard(template, (*(before.rules if before else ()), rule))
    return list(found.values())


def by_record(handbook: Handbook) -> list[tuple[str, tuple[Defect, ...]]]:
    """Return the defects by record, the record with most of them first."""
    found: dict[str, list[Defect]] = {}
    for defect in handbook.defects.values():
        for record in defect.records:
            found.setdefault(record, []).append(defect)
    return [(name, tuple(items)) for name, items in sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))]


def defects_page(handbook: Handbook) -> dict[str, Any]:
    """Return the values of the library's index: what can be chosen, and how often each stands."""
    every = handbook.defects.values()
    records = [(name, len(items)) for name, items in by_record(handbook)]
    return {
        "severities": _counted(SEVERITIES, Counter(item.severity for item in every)),
        "seen": _counted(SEEN, Counter(item.detectable for item in every)),
        "sources": _counted(SOURCES, Counter(name for item in every for name in item.sources)),
        "often": [one for one in records if one[1] >= _OFTEN],
        "seldom": [one for one in records if one[1] < _OFTEN],
        "seeds": sum(item.seed for item in every),
    }


def _counted(names: Iterable[str], counts: Counter[str]) -> list[tuple[str, int]]:
    return [(name, counts[name]) for name in names if counts[name]]


__all__ = [
    "BY_RECORD",
    "SCRIPT",
    "Guard",
    "Part",
    "by_record",
    "defects_page",
    "guards",
    "inspected",
    "inspection",
    "inspection_of",
]
