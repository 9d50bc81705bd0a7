"""What the page needs on which all documents of a procedure are made together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from branchbook.dossiers.plan import plans_of
from branchbook.site.forms import fields_html, form_html, merged

if TYPE_CHECKING:
    from branchbook.dossiers.plan import Paper, Plan
    from branchbook.handbook import Handbook
    from branchbook.handbook.content import Procedure


@dataclass(frozen=True, slots=True)
class Group:
    """Shared facts that are first needed in one step."""

    id: str
    title: str
    html: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document of the dossier: `form` holds its blanks, ids starting with `@-`, empty for what superiors issue."""

    paper: Paper
    need: str
    form: str


#: Fewer documents are filled in one by one.
_LEAST = 2
_NEEDS = {"必备": "must", "视情况": "maybe", "另有": "also", "上级制发": "superior"}


def made_here(paper: Paper) -> bool:
    """Tell whether the branch writes a document; what superiors issue is never made up."""
    return paper.template.issuer == "branch" and paper.need != "上级制发"


def dossier_of(procedure: Procedure) -> str:
    """Return the page on which a procedure's documents are made together, from the docs root."""
    return f"procedures/{procedure.area}/{procedure.id}/dossier.md"


def worth(handbook: Handbook) -> tuple[Plan, ...]:
    """Return the plans of which the branch writes several documents, so that making them together saves work."""
    return tuple(
        plan for plan in plans_of(handbook) if sum(made_here(paper) for paper in plan.papers.values()) >= _LEAST
    )


def groups(plan: Plan, procedure: Procedure) -> list[Group]:
    """Return the facts that the branch's documents share, by the step that first needs them.

    Those that only documents need which are not always made come last, and need not be filled in.
    """
    papers = [paper for paper in plan.papers.values() if made_here(paper)]
    facts = merged((paper.template for paper in papers), plan.same)
    first: dict[str, int] = {}
    for paper in papers:
        if paper.need == "必备":
            for name in facts.keys() & paper.template.fields.keys():
                first[name] = min(first.get(name, paper.step), paper.step)
    found = []
    for number in sorted(set(first.values())):
        step = procedure.steps[number]
        fields = [field for name, field in facts.items() if first.get(name) == number]
        found.append(Group(step.id, step.title, fields_html(fields, "s-", rows=1)))
    rest = [field.model_copy(update={"required": False}) for name, field in facts.items() if name not in first]
    if rest:
        title = "视情况的材料才用的" if found else "各份要用的"
        found.append(Group("perhaps", title, fields_html(rest, "s-", rows=1)))
    return found


def dossier_page(plan: Plan, procedure: Procedure) -> dict[str, Any]:
    """Return the page's values: the shared facts, the documents in archive order, the scripts to load."""
    sheets = [
        Sheet(
            paper,
            _NEEDS[paper.need],
            form_html(paper.template, prefix="@-", rows=1) if made_here(paper) else "",
        )
        for paper in plan.papers.values()
    ]
    kits = [f"assets/kits/{sheet.paper.template.id}.js" for sheet in sheets if sheet.form]
    return {
        "plan": plan,
        "groups": groups(plan, procedure),
        "sheets": sheets,
        "scripts": [
            "assets/dossier.js",
            "assets/kits/calendar.js",
            "assets/kits/parts.js",
            *kits,
            f"assets/kits/plan-{plan.id}.js",
        ],
    }


__all__ = ["Group", "Sheet", "dossier_of", "dossier_page", "groups", "made_here", "worth"]
