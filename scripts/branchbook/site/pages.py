"""`pages(handbook, options)`: the whole site as files, path by path, with nothing read or written."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from branchbook.handbook.references import cited
from branchbook.records import Style, to_html
from branchbook.records.flow import advice, in_words
from branchbook.rules.functions import months_after
from branchbook.site import feed, prose
from branchbook.site.case_pages import (
    COMPARED,
    case_nav,
    case_page,
    compared_script,
    in_order,
    notices,
)
from branchbook.site.check_page import LIBRARY, PAGE
from branchbook.site.defect_page import BY_RECORD, by_record, inspection_of
from branchbook.site.dossier_page import dossier_of, dossier_page, worth
from branchbook.site.forms import fill_scripts, form_html
from branchbook.site.home_page import SETS, about_cases, areas, deed, newest
from branchbook.site.kits import kit_files, library_script
from branchbook.site.library import Options, drawing
from branchbook.site.manifest import MANIFEST, manifest
from branchbook.site.overviews import (
    AREAS,
    OFFLINE,
    by_status,
    chapters,
    groups,
    guides,
    overviews,
    verified_counts,
)
from branchbook.site.plan_page import DUES_PAGE, dues_page, plan_files, plan_page, timeline_of
from branchbook.site.redirects import redirect_pages
from branchbook.site.renderer import Renderer
from branchbook.site.requirements_page import SCRIPT as REQUIREMENTS
from branchbook.site.requirements_page import sets_script
from branchbook.site.search import search
from branchbook.site.start_page import CARD_PAGE, START_PAGE, TEST_PAGE, start_pages
from branchbook.site.terms import NO_TERMS, as_data
from branchbook.site.year_page import UNIT_PAGE, YEAR_PAGE, month_items, unit_page, year_files, year_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from branchbook.handbook import Handbook
    from branchbook.handbook.content import Case, DefectFamily, Page, Procedure, Regulation
    from branchbook.handbook.template import Template

#: What the theme fetches instead of a whole index; the plugin writes it last, over the one of MkDocs.
SEARCH_STUB = "search/search_index.json"

KIND_LABELS = {
    "letter": "公文",
    "minutes": "会议记录",
    "form": "表格",
    "register": "台账",
    "ballot": "选票",
    "notice": "通知公示",
    "catalogue": "目录",
    "report": "报告材料",
}
ISSUER_LABELS = {"branch": "支部制作", "superior": "上级制发"}


def _words(template: Template, text: str) -> str:
    """Say a rule's sentence without values, set as Chinese text is."""
    return re.sub(r" ?(〔[^〔〕]*〕) ?", r"\1", in_words(template, text))


def around_steps(procedure: Procedure) -> tuple[str, str]:
    """Return what stands before the first and after the last step's section of a procedure's body."""
    ids = {step.id for step in procedure.steps}
    found = [
        match
        for match in re.finditer(r"^###[ \t]+.+?\{#([a-z0-9-]+)\}[ \t]*$", procedure.body, re.MULTILINE)
        if match.group(1) in ids
    ]
    if not found:
        return procedure.body.strip(), ""
    before = re.sub(r"\n##[^#\n]*\s*\Z", "\n", procedure.body[: found[0].start()])
    after = re.search(r"^##[ \t]", procedure.body[found[-1].end() :], re.MULTILINE)
    return before.strip(), procedure.body[found[-1].end() + after.start() :].strip() if after else ""


class _Writer(Renderer):
    """Writes the pages of one handbook."""

    def __init__(self, handbook: Handbook, options: Options) -> None:
        super().__init__(handbook, options)
        self.sets = worth(handbook)

    # -- one page a thing --------------------------------------------------------------------

    def procedure(self, item: Procedure) -> tuple[str, bytes]:
        """Write a procedure."""
        page = f"procedures/{item.area}/{item.id}.md"
        refs = tuple(dict.fromkeys(ref for step in item.steps for ref in step.basis))
        names = dict.fromkeys([*(name for step in item.steps for name in step.defects), *item.defects])
        intro, outro = around_steps(item)
        return page, self.write(
            "procedure.md.j2",
            page,
            p=item,
            refs=refs,
            intro=intro,
            outro=outro,
            provisions=[(ref, *found) for ref in refs if (found := self.handbook.provision(ref))],
            defects=[self.handbook.defects[name] for name in names if name in self.handbook.defects],
            cases=[case for name in item.cases if (case := self.handbook.cases.get(name)) and case.status == "发布"],
            related=[self.handbook.procedures[name] for name in item.related if name in self.handbook.procedures],
            dossier=dossier_of(item) if item.id in {plan.id for plan in self.sets} else "",
            timetable=timeline_of(item),
            check=f"{PAGE}#{item.id}" if item.documents else "",
            inspection=inspection_of(item) if item.id in self.library.inspected else "",
        )

    def template(self, item: Template) -> tuple[str, bytes]:
        """Write a template's page."""
        page = f"templates/{item.id}.md"
        with drawing(item):
            example = to_html(item, item.example, Style.FILLED)
        rules = [
            (rule, _words(item, rule.message), _words(item, rule.mend).rstrip("。")) for rule in item.rules.values()
        ]
        return page, self.write(
            "template.md.j2",
            page,
            t=item,
            rules=rules,
            advice=advice(item),
            defects=self.library.defects_of(item),
            kind_label=KIND_LABELS[item.kind],
            issuer_label=ISSUER_LABELS[item.issuer],
            refs=tuple(dict.fromkeys(ref for rule in item.rules.values() for ref in rule.basis)),
            example_html=example,
            steps=self.handbook.steps_using.get(item.id, ()),
            form=form_html(item),
            scripts=fill_scripts(item),
        )

    def dossiers(self) -> Iterator[tuple[str, bytes]]:
        """Write, for each procedure with documents, the page on which its documents are made together."""
        for plan in self.sets:
            item = self.handbook.procedures[plan.id]
            page = dossier_of(item)
            yield page, self.write("dossier.md.j2", page, p=item, **dossier_page(plan, item))

    def inspections(self) -> Iterator[tuple[str, bytes]]:
        """Write the lists to inspect by, one a procedure, and the defects by record."""
        for name, parts in self.library.inspected.items():
            item = self.handbook.procedures[name]
            page = inspection_of(item)
            every = [defect for part in parts for defect in part.defects]
            machine = sum(defect.detectable != "要人看" for defect in every)
            values = {
                "parts": parts,
                "count": len(every),
                "machine": machine,
                "check": f"{PAGE}#{item.id}" if item.documents else PAGE,
            }
            yield page, self.write("inspection.md.j2", page, p=item, **values)
        yield BY_RECORD, self.write("defects-by-record.md.j2", BY_RECORD, records=by_record(self.handbook))

    def reckoners(self) -> Iterator[tuple[str, bytes]]:
        """Write the timetables of the procedures that declare one, and the page that reckons dues."""
        for item in self.handbook.procedures.values():
            page = timeline_of(item)
            if page:
                yield page, self.write("plan.md.j2", page, p=item, **plan_page(self.handbook, item))
        if self.handbook.dues:
            yield DUES_PAGE, self.write("dues.md.j2", DUES_PAGE, **dues_page(self.handbook))
        if self.handbook.year:
            yield YEAR_PAGE, self.write("year.md.j2", YEAR_PAGE, **year_page(self.handbook, self.options.today))
        yield UNIT_PAGE, self.write("unit.md.j2", UNIT_PAGE, **unit_page(self.handbook))

    def beginnings(self) -> Iterator[tuple[str, bytes]]:
        """Write the pages with which a new secretary starts."""
        for page, name, values in start_pages(self.handbook, today=self.options.today):
            yield page, self.write(name, page, **values)

    def regulation(self, item: Regulation) -> tuple[str, bytes]:
        """Write a regulation with its provisions."""
        page = f"regulations/{item.id}.md"
        return page, self.write("regulation.md.j2", page, r=item)

    def family(self, item: DefectFamily) -> tuple[str, bytes]:
        """Write a family of defects."""
        page = f"defects/{item.id}.md"
        refs = tuple(ref for defect in item.defects for ref in defect.basis)
        return page, self.write("defects.md.j2", page, f=item, refs=refs)

    def case(self, item: Case) -> tuple[str, bytes]:
        """Write a case."""
        page = f"cases/{item.id}.md"
        return page, self.write("case.md.j2", page, **case_page(self.handbook, item))

    def guide(self, item: Page) -> tuple[str, bytes]:
        """Write a plain page."""
        page = f"guide/{item.id}.md"
        return page, self.write("guide.md.j2", page, g=item, refs=tuple(cited(item.body)))

    def chapter(self, area: str, title: str, items: list[Procedure]) -> tuple[str, bytes]:
        """Write all procedures of an area as one page for printing; their anchors get the procedure's id in front."""
        page = f"procedures/{area}/print.md"
        parts = []
        for item in items:
            text = self.procedure(item)[1].decode()
            text = re.sub(r"\A---\n.*?^---\n", "", text, count=1, flags=re.DOTALL | re.MULTILINE)
            text = re.sub(r"^(#{1,3}) ", r"#\1 ", text, flags=re.MULTILINE)
            text = re.sub(r"\{#([\w-]+)\}", rf"{{#{item.id}-\1}}", text)
            text = re.sub(r"\]\(#([\w-]+)\)", rf"](#{item.id}-\1)", text)
            text = re.sub(r"^(## .+)$", rf"\1 {{#{item.id}-top .bb-chapter}}", text, count=1, flags=re.MULTILINE)
            text = re.sub(r"^<p class=\"bb-print\">.*$", "", text, flags=re.MULTILINE)
            parts.append(text.strip())
        return page, self.write("print.md.j2", page, title=title, items=items, parts=parts)

    # -- hand-written pages ------------------------------------------------------------------

    def written(self) -> Iterator[tuple[str, bytes]]:
        """Return the pages that are written by hand, with our notations turned into Markdown."""
        for path, text in self.handbook.written.items():
            if path == "index.md":
                yield path, self._home(text)
            elif path.startswith("contributing/") and not text.startswith("---\n"):
                # For maintainers: kept out of the search that secretaries use, and out of the hover texts.
                yield path, self._by_hand("---\nsearch: {exclude: true}\nterms: false\n---\n" + text, path).encode()
            else:
                yield path, self._by_hand(text, path).encode()

    def _by_hand(self, text: str, page: str) -> str:
        """Expand a hand-written page; `terms: false` in its front matter becomes a mark that every generator keeps."""
        front = re.match(r"---\n.*?^---$", text, re.DOTALL | re.MULTILINE)
        quiet = front and re.search(r"^terms: false$", front[0], re.MULTILINE)
        return prose.expand(self.handbook, text, page) + (f"\n{NO_TERMS}\n" if quiet else "")

    def _home(self, text: str) -> bytes:
        page = "index.md"
        provisions = verified_counts(self.handbook)["all"]
        rules = sum(len(template.rules) for template in self.handbook.templates.values())
        module = self.environment.get_template("_home.j2").make_module(
            {
                **self.bound(page),
                "rule_count": rules,
                "provision_count": provisions,
                "monthly": month_items(self.handbook),
                "areas": areas(AREAS, self.library.by_area),
                "together": [
                    (self.handbook.procedures[plan.id], dossier_of(self.handbook.procedures[plan.id]))
                    for plan in self.sets[:SETS]
                ],
                "sets_more": len(self.sets[SETS:]),
                "newest": newest(self.library.changes),
                "deed": deed,
                **about_cases(self.handbook, self.options.today),
            }
        )

        def slot(match: re.Match[str]) -> str:
            macro = getattr(module, match[1], None)
            return str(macro()) if macro else match[0]

        return re.sub(r"<!-- bb:(\w+) -->", slot, self._by_hand(text, page)).encode()


def nav(handbook: Handbook) -> list[dict[str, Any]]:
    """Return the navigation, as `mkdocs.yml` would have it."""
    writer = _Writer(handbook, Options(today="1970-01-01"))
    procedures: list[Any] = ["procedures/index.md"]
    ordered = [item for _, _, items in chapters(writer.library) for item in items]
    procedures += [{item.title: f"procedures/{item.area}/{item.id}.md"} for item in ordered]
    procedures += [{"算党费": DUES_PAGE}] if handbook.dues else []
    procedures += [{"全年日历": YEAR_PAGE}] if handbook.year else []
    templates: list[Any] = ["templates/index.md"]
    for group, items in groups(writer.library):
        templates.append({group: [{f"{item.code} {item.title}": f"templates/{item.id}.md"} for item in items]})
    regulations: list[Any] = ["regulations/index.md", {"规定的变化": "regulations/changes.md"}]
    regulations += [{item.title: f"regulations/{item.id}.md"} for _, items in by_status(handbook) for item in items]
    defects: list[Any] = ["defects/index.md", {"按材料找": BY_RECORD}]
    defects += [{item.title: f"defects/{item.id}.md"} for item in handbook.families.values()]
    cases: list[Any] = ["cases/index.md", *case_nav(in_order(handbook.cases.values()))]
    first = (("新书记入门", START_PAGE, handbook.start), ("自测", TEST_PAGE, handbook.questions))
    begin = [{title: page} for title, page, there in (*first, ("记住这些数", CARD_PAGE, handbook.numbers)) if there]
    guide: list[Any] = ["guide/index.md", *begin, *({item.title: f"guide/{item.id}.md"} for item in guides(handbook))]
    guide += [{"本支部设定": UNIT_PAGE}, {"下载整站": OFFLINE}]
    guide += [{"术语": "glossary.md"}] if handbook.glossary else []
    guide += [{"标签": "tags.md"}] if "tags.md" in handbook.written else []
    maintain = [path for path in handbook.written if path.startswith("contributing/") and "/decisions/" not in path]
    decisions = [path for path in handbook.written if path.startswith("contributing/decisions/")]
    if maintain:
        inner: list[Any] = sorted(maintain, key=lambda path: (not path.endswith("index.md"), path))
        guide.append({"参与维护": [*inner, *([{"决定记录": decisions}] if decisions else [])]})
    return [
        {"首页": "index.md"},
        {"办事流程": procedures},
        {"材料模板": templates},
        {"自查": PAGE},
        {"常见问题": defects},
        {"案例": cases},
        {"依据": regulations},
        {"指南": guide},
    ]


def pages(handbook: Handbook, options: Options) -> dict[str, bytes]:
    """Return every file of the site before the generator runs: Markdown pages, data, office files.

    Args:
        handbook: the handbook.
        options: the day, the public address, files made by other tools.

    Returns:
        Content by path from the docs root, in a stable order.

    Raises:
        PageError: when something points at a thing that does not exist, or a document cannot be drawn.
    """
    writer = _Writer(handbook, options)
    found: dict[str, bytes] = {}
    makers: tuple[tuple[Callable[[Any], tuple[str, bytes]], Any], ...] = (
        (writer.procedure, handbook.procedures),
        (writer.template, handbook.templates),
        (writer.regulation, handbook.regulations),
        (writer.family, handbook.families),
        (writer.guide, handbook.pages),
    )
    for make, things in makers:
        found.update(make(item) for item in things.values())
    found.update(writer.case(item) for item in in_order(handbook.cases.values()))
    found.update(writer.dossiers())
    found.update(writer.inspections())
    found.update(writer.reckoners())
    found.update(writer.beginnings())
    found.update(writer.chapter(*chapter) for chapter in chapters(writer.library))
    found.update(overviews(writer))
    found.update(writer.written())
    for template in handbook.templates.values():
        found.update((file.path, file.content) for file in writer.library.downloads(template))
    found["assets/terms.json"] = json.dumps(as_data(handbook.terms), ensure_ascii=False, indent=1).encode()
    found[MANIFEST] = manifest(writer.library)
    found.update(redirect_pages(handbook.redirects, directory=options.directory))
    if options.directory:  # nobody follows a folder on a disk
        found["feed.xml"] = feed.atom(writer.library)
    found.update(kit_files(handbook))
    found[REQUIREMENTS] = sets_script(handbook)
    found.update(plan_files(handbook))
    found.update(year_files(handbook))
    found[LIBRARY] = library_script(handbook)
    found[COMPARED] = compared_script(handbook)
    finder = search(writer.library, directory=options.directory)
    found.update(finder.files)
    found[SEARCH_STUB] = finder.stub
    found.update(options.assets)
    return dict(sorted(found.items()))


__all__ = ["Options", "around_steps", "months_after", "nav", "notices", "pages"]
