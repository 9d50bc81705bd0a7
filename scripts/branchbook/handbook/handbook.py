"""The whole handbook, linked by id and never changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from branchbook.handbook.parameters import Parameters

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from branchbook.handbook.content import (
        Case,
        Defect,
        DefectFamily,
        Glossary,
        News,
        Page,
        Procedure,
        Provision,
        Regulation,
        Step,
        Term,
    )
    from branchbook.handbook.dues import Dues
    from branchbook.handbook.kinds import Kind
    from branchbook.handbook.parameters import Parameter
    from branchbook.handbook.requirements import RequirementSet
    from branchbook.handbook.source import Source
    from branchbook.handbook.start import Numbers, QuestionSet, StartPath
    from branchbook.handbook.template import Template
    from branchbook.handbook.year import Year


@dataclass(frozen=True)
class Handbook:
    """Everything that people read and everything that is derived from it, linked by id."""

    root: Path
    templates: Mapping[str, Template]
    procedures: Mapping[str, Procedure]
    regulations: Mapping[str, Regulation]
    families: Mapping[str, DefectFamily]
    cases: Mapping[str, Case]
    pages: Mapping[str, Page]
    glossary: Glossary | None = None
    unused_shared: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    written: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Pages that are written by hand as plain Markdown: text by path below `docs/`."""
    kinds: Mapping[str, Kind] = field(default_factory=lambda: MappingProxyType({}))
    """Kinds of records that people type by hand: `templates/_kinds/`."""
    parameters: Parameters = field(default_factory=Parameters)
    """What each unit sets for itself, with its default, and the facts of a branch: `docs/parameters.yml`."""
    synonyms: tuple[tuple[str, str], ...] = ()
    """How else people say a word, and our word for it: `docs/synonyms.yml`."""
    news: tuple[News, ...] = ()
    """What is new, the newest first: `docs/news.yml`."""
    redirects: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Pages that moved: where each stood, and where it stands now, below `docs/`: `docs/redirects.yml`."""

    dues: Dues | None = None
    """What Party dues are reckoned by: `docs/dues.yml`."""
    requirements: Mapping[str, RequirementSet] = field(default_factory=lambda: MappingProxyType({}))
    """What one superior or another asks for beyond the handbook: `docs/requirements/`."""
    questions: Mapping[str, QuestionSet] = field(default_factory=lambda: MappingProxyType({}))
    """The self-test, by topic: `docs/questions/`."""
    numbers: Numbers | None = None
    """The card of numbers to remember: `docs/numbers.yml`."""
    start: StartPath | None = None
    """A new secretary's first ninety days: `docs/start.yml`."""

    year: Year | None = None
    """What falls due in a branch's year: `docs/year.yml`."""

    @cached_property
    def params(self) -> Mapping[str, Parameter]:
        """Every parameter, then every fact, by id; rules see them as `params.<id>`."""
        return MappingProxyType({**self.parameters.parameters, **self.parameters.facts})

    @cached_property
    def defects(self) -> Mapping[str, Defect]:
        """Every defect by id."""
        return MappingProxyType({item.id: item for family in self.families.values() for item in family.defects})

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """Every term."""
        return self.glossary.terms if self.glossary else ()

    def provision(self, ref: str) -> tuple[Regulation, Provision] | None:
        """Return regulation and provision of `regulation#provision`, or None."""
        regulation_id, _, provision_id = ref.partition("#")
        regulation = self.regulations.get(regulation_id)
        if regulation is None or provision_id not in regulation.provisions:
            return None
        return regulation, regulation.provisions[provision_id]

    def family_of(self, defect_id: str) -> DefectFamily | None:
        """Return the page on which a defect stands."""
        return next((f for f in self.families.values() if any(d.id == defect_id for d in f.defects)), None)

    @cached_property
    def steps_using(self) -> Mapping[str, tuple[tuple[Procedure, Step], ...]]:
        """For each template id, the steps that name it."""
        found: dict[str, list[tuple[Procedure, Step]]] = {}
        for procedure in self.procedures.values():
            for step in procedure.steps:
                for document in step.documents:
                    found.setdefault(document.template, []).append((procedure, step))
        return MappingProxyType({key: tuple(value) for key, value in found.items()})
