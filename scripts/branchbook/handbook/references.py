"""How prose points at things: `[[法规#条款]]`, `【通行做法】`, `[文字](template:id)`, and where each thing stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from branchbook.handbook.base import Weight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.handbook.content import Procedure, Provision, Regulation
    from branchbook.handbook.handbook import Handbook

#: A citation of one provision.
CITE = re.compile(r"\[\[([^\[\]\s]+)\]\]")

#: A mark of what kind of sentence this is.
MARK = re.compile("【(" + "|".join(weight.value for weight in Weight) + ")】")

KINDS = ("template", "procedure", "regulation", "provision", "defect", "case", "guide", "term", "page")

#: A link to a thing of the handbook: text, kind, id.
LINK = re.compile(r"(?<!!)\[([^\[\]]*)\]\((" + "|".join(KINDS) + r"):([^()\s]+)\)")

#: The pages about all cases: the list, the comparison, the charts, the form that writes one.
CASE_PAGES = ("cases/index.md", "cases/compare.md", "cases/charts.md", "cases/write.md")

#: Pages that are made from many things, so no single file stands for them.
SECTION_PAGES = (
    "check.md",
    "procedures/index.md",
    "templates/index.md",
    "regulations/index.md",
    "regulations/changes.md",
    "defects/index.md",
    "defects/by-record.md",
    *CASE_PAGES,
    "guide/index.md",
    "guide/offline.md",
)


#: The page on which dues are reckoned, when the handbook says by what.
DUES_PAGE = "members/dues.md"
#: The page of what falls due in a year, when the handbook says so; and the page of what a branch sets for itself.
YEAR_PAGE = "year.md"
UNIT_PAGE = "guide/unit.md"

#: Where a new secretary starts: the first ninety days, the self-test, the card of numbers.
START_PAGE = "start/index.md"
TEST_PAGE = "start/self-test.md"
CARD_PAGE = "start/numbers.md"


def made_pages(handbook: Handbook) -> set[str]:
    """Return the pages that are made from data that this handbook has."""
    found = {timeline_of(item) for item in handbook.procedures.values()} - {""}
    found |= {DUES_PAGE} if handbook.dues else set()
    found |= {UNIT_PAGE, *([YEAR_PAGE] if handbook.year else [])}
    found |= {START_PAGE} if handbook.start else set()
    found |= {TEST_PAGE} if handbook.questions else set()
    return found | ({CARD_PAGE} if handbook.numbers else set())


def article_of(regulation: Regulation, provision: Provision) -> str:
    """Return short name and article: 支部工作条例第二十一条, 公文格式标准 7.2.5."""
    gap = " " if provision.article[:1].isdigit() else ""
    return f"{regulation.short}{gap}{provision.article}"


def timeline_of(procedure: Procedure) -> str:
    """Return the page of a procedure's timetable, from the docs root; empty when it declares none."""
    return f"procedures/{procedure.area}/{procedure.id}/plan.md" if procedure.timeline else ""


def defect_anchor(defect_id: str) -> str:
    """Return the anchor of a defect on its family's page."""
    return defect_id.lower()


def page_of(handbook: Handbook, kind: str, name: str) -> str | None:
    """Return where a thing stands, as `folder/page.md#anchor`; None when there is no such thing.

    Args:
        handbook: the handbook.
        kind: one of `KINDS`.
        name: its id; a template, procedure, regulation, case, guide or page may carry a `#anchor` of its own.
    """
    base, mark, anchor = name.partition("#")
    end = mark + anchor
    if kind == "provision":
        return f"regulations/{base}.md{end}" if handbook.provision(name) else None
    if kind == "term":
        return f"glossary.md#{name}" if any(term.id == name for term in handbook.terms) else None
    if kind == "defect":
        family = handbook.family_of(name)
        return f"defects/{family.id}.md#{defect_anchor(name)}" if family else None
    if kind == "procedure":
        procedure = handbook.procedures.get(base)
        if procedure is None or (anchor and anchor not in {step.id for step in procedure.steps}):
            return None
        return f"procedures/{procedure.area}/{base}.md{end}"
    if kind == "page":
        known = base in SECTION_PAGES or base in made_pages(handbook) or (handbook.root / "docs" / base).is_file()
        return name if known and base.endswith(".md") else None
    kinds = {
        "template": (handbook.templates, "templates"),
        "regulation": (handbook.regulations, "regulations"),
        "case": (handbook.cases, "cases"),
        "guide": (handbook.pages, "guide"),
    }
    things, folder = kinds[kind]
    return f"{folder}/{base}.md{end}" if base in things else None


def cited(text: str) -> Iterator[str]:
    """Yield every provision that a text cites, in order."""
    for match in CITE.finditer(text):
        yield match.group(1)
