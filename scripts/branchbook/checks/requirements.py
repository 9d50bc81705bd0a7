"""Prove the requirement sets that the handbook ships: each can be laid over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchbook.findings import Finding, Severity, Where
from branchbook.requirements import RequirementError, chosen, merge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.checks.texts import Library
    from branchbook.handbook.requirements import RequirementSet

MUST = Severity.MUST


def _at(item: RequirementSet, *keys: str) -> Where:
    return item.source.where(*keys) if item.source else Where(item.path)


def _defects(library: Library, item: RequirementSet) -> Iterator[Finding]:
    for part in ("templates", "kinds"):
        for name, addition in getattr(item, part).items():
            for rule in addition.rules.values():
                for defect in rule.defects:
                    if defect not in library.handbook.defects:
                        where = _at(item, part, name, "rules", rule.id)
                        message = f"要求集“{item.title}”的规则「{rule.id}」指的常见问题「{defect}」没有"
                        yield Finding("defect-unknown", MUST, where, message, "改成已有的号，或先写进 docs/defects/")


def check_requirements(library: Library) -> Iterator[Finding]:
    """Lay every set over the handbook, with those that it builds on."""
    known = library.handbook.requirements
    for item in known.values():
        yield from _defects(library, item)
        try:
            merge(library.handbook, chosen(known, [item]))
        except RequirementError as error:
            mend = "照这一句改要求集；确实要松的，先看规定"
            yield Finding("requirement-refused", MUST, _at(item, "id"), str(error), mend)


__all__ = ["check_requirements"]
