"""The pages that list others: all procedures, templates, regulations, defects, cases, guides."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from branchbook.handbook.base import Verified
from branchbook.site.case_form import form_page
from branchbook.site.case_pages import CHARTS, COMPARE, COMPARED, INDEX, STYLES, WRITE, facet_pages, index_page
from branchbook.site.charts import charts_page
from branchbook.site.check_page import PAGE, check_page
from branchbook.site.defect_page import BY_RECORD, defects_page, inspection_of
from branchbook.site.defect_page import SCRIPT as DEFECTS_SCRIPT
from branchbook.site.manifest import MANIFEST
from branchbook.site.offline import ARCHIVE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.handbook import Handbook
    from branchbook.handbook.content import Change, Page, Procedure, Regulation
    from branchbook.handbook.template import Template
    from branchbook.site.library import Library, Use
    from branchbook.site.renderer import Renderer

#: The page that offers the whole site for reading from a disk.
OFFLINE = "guide/offline.md"

#: Areas of procedures: id and the heading that stands over them.
AREAS = {
    "elections": "换届和支部设置",
    "recruitment": "发展党员",
    "members": "党员管理",
    "life": "组织生活",
    "documents": "公文和档案",
    "brand": "品牌创建",
}

#: What the first letter of a template's code stands for.
GROUPS = {
    "W": "换届选举",
    "S": "支部成立",
    "R": "更名、调整和撤销",
    "B": "补选",
    "C": "书记调整",
    "Y": "提前或延期换届",
    "D": "发展党员",
    "G": "组织关系转接",
    "F": "党费",
    "L": "流动党员",
    "Z": "组织处置",
    "J": "党员积分",
    "H": "新书记接手",
    "M": "组织生活和日常材料",
    "P": "品牌创建",
}


def chapters(library: Library) -> list[tuple[str, str, list[Procedure]]]:
    """Return the areas that have procedures: id, heading, procedures in their order."""
    found = [(area, title, [item for item in library.by_area if item.area == area]) for area, title in AREAS.items()]
    return [chapter for chapter in found if chapter[2]]


def overviews(renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Write the pages that list others."""
    book, library = renderer.handbook, renderer.library
    areas = [({"id": area, "title": title}, items) for area, title, items in chapters(library)]
    yield "procedures/index.md", renderer.write("procedures.md.j2", "procedures/index.md", areas=areas)
    yield (
        "templates/index.md",
        renderer.write("templates.md.j2", "templates/index.md", groups=groups(library), count=len(book.templates)),
    )
    yield (
        "regulations/index.md",
        renderer.write(
            "regulations.md.j2", "regulations/index.md", groups=by_status(book), count=verified_counts(book)
        ),
    )
    yield (
        "regulations/changes.md",
        renderer.write(
            "changes.md.j2",
            "regulations/changes.md",
            changes=library.changes,
            touched=partial(touched, library),
            followed=renderer.options.directory,
        ),
    )
    yield (
        "defects/index.md",
        renderer.write(
            "defect-index.md.j2",
            "defects/index.md",
            families=book.families.values(),
            count=len(book.defects),
            areas=[
                (title, items)
                for area, title in AREAS.items()
                if (
                    items := [book.procedures[name] for name in library.inspected if book.procedures[name].area == area]
                )
            ],
            inspection_of=inspection_of,
            by_record=BY_RECORD,
            script=DEFECTS_SCRIPT,
            **defects_page(book),
        ),
    )
    yield from about_cases(renderer)
    yield (
        OFFLINE,
        renderer.write(
            "offline.md.j2",
            OFFLINE,
            archive=renderer.options.archive,
            path=ARCHIVE,
            manifest=MANIFEST,
            here=not renderer.options.directory,
        ),
    )
    yield PAGE, renderer.write("check.md.j2", PAGE, **check_page(book, renderer.options.assets))
    yield "guide/index.md", renderer.write("guides.md.j2", "guide/index.md", guides=guides(book))
    if book.glossary:
        refs = tuple(ref for term in book.terms for ref in term.basis)
        yield "glossary.md", renderer.write("glossary.md.j2", "glossary.md", g=book.glossary, refs=refs)


def about_cases(renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Write the pages about all cases: the list that filters, one list a facet, the comparison, the charts."""
    book = renderer.handbook
    yield INDEX, renderer.write("cases.md.j2", INDEX, **index_page(book))
    for page, values in facet_pages(book):
        yield page, renderer.write("cases-by.md.j2", page, **values)
    yield COMPARE, renderer.write("case-compare.md.j2", COMPARE, scripts=["assets/compare.js", COMPARED], styles=STYLES)
    yield WRITE, renderer.write("case-write.md.j2", WRITE, **form_page())
    yield CHARTS, renderer.write("case-charts.md.j2", CHARTS, **charts_page(book))


def groups(library: Library) -> list[tuple[str, list[Template]]]:
    """Return the templates by matter."""
    found: dict[str, list[Template]] = defaultdict(list)
    for template in library.by_code:
        found[GROUPS.get(template.code[0], "其他")].append(template)
    return list(found.items())


def by_status(handbook: Handbook) -> list[tuple[str, list[Regulation]]]:
    """Return the regulations by status, those in force first."""
    order = ["现行", "试行", "有效性未核", "汇编", "已废止"]
    names = {"汇编": "通行做法汇编", "试行": "现行（试行）"}
    found = [(names.get(s, s), [r for r in handbook.regulations.values() if r.status == s]) for s in order]
    return [(status, items) for status, items in found if items]


def verified_counts(handbook: Handbook) -> dict[str, int]:
    """Count the provisions by how far they were verified."""
    provisions = [item for r in handbook.regulations.values() for item in r.provisions.values()]
    counts = {state.value: sum(item.verified is state for item in provisions) for state in Verified}
    return {"all": len(provisions), **counts}


def touched(library: Library, change: Change) -> list[Use]:
    """Return who rests on what a change touched, each once."""
    return list(dict.fromkeys(use for ref in change.touches for use in library.uses(ref)))


def guides(handbook: Handbook) -> list[Page]:
    """Return the plain pages in their order."""
    return sorted(handbook.pages.values(), key=lambda item: (item.order, item.id))
