"""Who cites which provision, and where: every basis named in the handbook's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchbook.handbook.start import cited_at_start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.handbook.content import Procedure
    from branchbook.handbook.handbook import Handbook
    from branchbook.handbook.source import Source

    Citation = tuple[str, Source, tuple[str | int, ...], str]


def citations(book: Handbook) -> Iterator[Citation]:
    """Yield every basis that the handbook's files name: ref, file, key path, who cites it."""
    for template in book.templates.values():
        if template.source:
            for rule in template.rules.values():
                for ref in rule.basis:
                    yield ref, template.source, ("rules", rule.id, "basis"), f"template:{template.id}#{rule.id}"
    yield from _kind_citations(book)
    yield from _dues_citations(book)
    for name, due in book.year.entries.items() if book.year else ():
        if book.year and book.year.source:
            for ref in due.basis:
                yield ref, book.year.source, ("entries", name, "basis"), f"year:{name}"
    yield from _requirement_citations(book)
    for name, param in book.parameters.parameters.items():
        if book.parameters.source:
            for ref in param.basis:
                yield ref, book.parameters.source, ("parameters", name, "basis"), f"parameter:{name}"
    yield from cited_at_start(book.questions.values(), book.numbers, book.start)
    for procedure in book.procedures.values():
        if procedure.source:
            for index, step in enumerate(procedure.steps):
                for ref in step.basis:
                    yield ref, procedure.source, ("steps", index, "basis"), f"procedure:{procedure.id}#{step.id}"
            yield from _timeline_citations(procedure)
            if procedure.dossier:
                for rule_id, dossier_rule in procedure.dossier.rules.items():
                    for ref in dossier_rule.basis:
                        yield (
                            ref,
                            procedure.source,
                            ("dossier", "rules", rule_id, "basis"),
                            f"dossier:{procedure.id}#{rule_id}",
                        )
                for index, chain in enumerate(procedure.dossier.order):
                    for ref in chain.basis:
                        yield (
                            ref,
                            procedure.source,
                            ("dossier", "order", index, "basis"),
                            f"dossier:{procedure.id}",
                        )
                for key in ("basis_complete", "basis_same"):
                    for ref in getattr(procedure.dossier, key):
                        yield ref, procedure.source, ("dossier", key), f"dossier:{procedure.id}"
    for family in book.families.values():
        if family.source:
            for index, defect in enumerate(family.defects):
                for ref in defect.basis:
                    yield ref, family.source, ("defects", index, "basis"), f"defect:{family.id}#{defect.id}"
    if book.glossary and book.glossary.source:
        for index, term in enumerate(book.glossary.terms):
            for ref in term.basis:
                yield ref, book.glossary.source, ("terms", index, "basis"), f"term:{term.id}"
    for case in book.cases.values():
        if case.source:
            for ref in case.rule_refs:
                yield ref, case.source, ("rule_refs",), f"case:{case.id}"
    for regulation in book.regulations.values():
        if regulation.source:
            for key, provision in regulation.provisions.items():
                for ref in provision.also:
                    yield (
                        ref,
                        regulation.source,
                        ("provisions", key, "also"),
                        f"provision:{regulation.id}#{key}",
                    )


def _timeline_citations(procedure: Procedure) -> Iterator[Citation]:
    """Yield every basis of a procedure's timeline."""
    if procedure.timeline is None or procedure.source is None:
        return
    who = f"timeline:{procedure.id}"
    for name, point in procedure.timeline.points.items():
        for side in ("earliest", "latest"):
            for index, limit in enumerate(getattr(point, side)):
                for ref in limit.basis:
                    yield ref, procedure.source, ("timeline", "points", name, side, index, "basis"), who
        for key, part in (("counted", point.counted), ("every", point.every)):
            for ref in part.basis if part else ():
                yield ref, procedure.source, ("timeline", "points", name, key, "basis"), who
    for ref in procedure.timeline.basis_order:
        yield ref, procedure.source, ("timeline", "basis_order"), who


def _requirement_citations(book: Handbook) -> Iterator[Citation]:
    """Yield every basis of what superiors ask for."""
    for item in book.requirements.values():
        for part, additions in (("templates", item.templates), ("kinds", item.kinds)):
            for key, addition in additions.items():
                for rule in addition.rules.values():
                    for ref in rule.basis:
                        if item.source:
                            keys = (part, key, "rules", rule.id, "basis")
                            yield ref, item.source, keys, f"requirement:{item.id}#{rule.id}"


def _dues_citations(book: Handbook) -> Iterator[Citation]:
    """Yield every basis of the dues."""
    if book.dues is None or book.dues.source is None:
        return
    for name, category in book.dues.categories.items():
        for ref in category.basis:
            yield ref, book.dues.source, ("categories", name, "basis"), f"dues:{name}"
    for key in ("basis_round", "basis_deductions", "basis_change", "basis_start", "basis_reduced"):
        for ref in getattr(book.dues, key):
            yield ref, book.dues.source, (key,), "dues"


def _kind_citations(book: Handbook) -> Iterator[Citation]:
    """Yield every basis of the rules of kinds; a base's rules are told once, by the first kind that has them."""
    told: set[tuple[str, str]] = set()
    for kind in book.kinds.values():
        for rule in kind.rules.values():
            source = kind.rule_sources.get(rule.id)
            if source and (source.path, rule.id) not in told:
                told.add((source.path, rule.id))
                for ref in rule.basis:
                    yield ref, source, ("rules", rule.id, "basis"), f"kind:{kind.id}#{rule.id}"
