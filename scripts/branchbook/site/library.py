"""What the pages need to know of the handbook as a whole, worked out once: files to download, who rests on what."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from branchbook.handbook.citations import citations
from branchbook.handbook.references import (
    CARD_PAGE,
    DUES_PAGE,
    START_PAGE,
    TEST_PAGE,
    UNIT_PAGE,
    YEAR_PAGE,
    article_of,
    cited,
    defect_anchor,
    page_of,
    timeline_of,
)
from branchbook.records import RenderError, Style, render, safe_filename
from branchbook.records.layout import LayoutError
from branchbook.rules.functions import months_after
from branchbook.site.defect_page import inspected
from branchbook.site.errors import PageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from branchbook.handbook import Handbook
    from branchbook.handbook.content import Change, Defect, Procedure, Regulation, Step
    from branchbook.handbook.template import Rule, Template
    from branchbook.site.defect_page import Part
    from branchbook.site.offline import Archive

#: Office files by what they are made from, so that a rebuild while serving writes only what changed.
_RENDERED: dict[tuple[str, Style], bytes] = {}


@dataclass(frozen=True, slots=True)
class Options:
    """What a build is told from outside.

    Attributes:
        today: the day of the build, `YYYY-MM-DD`; decides which reviews are due.
        site_url: the public address, for the feed; empty when the site has none.
        assets: files that other tools made, by docs path, such as the browser's bundle.
        directory: whether a page is a folder (`page/`) or a file (`page.html`, for reading from a disk).
        archive: the edition for reading from a disk, when it was built before.
    """

    today: str
    site_url: str = ""
    assets: Mapping[str, bytes] = field(default_factory=dict)
    directory: bool = True
    archive: Archive | None = None


@dataclass(frozen=True, slots=True)
class Download:
    """One office file of a template."""

    style: Style
    path: str
    """Where it stands, from the docs root."""
    name: str
    """What it is called when saved."""
    content: bytes

    @property
    def size(self) -> str:
        """Its size in words."""
        return f"{max(1, round(len(self.content) / 1024))} KB"

    @property
    def kind(self) -> str:
        """Word or Excel."""
        return "Excel" if self.path.endswith(".xlsx") else "Word"


@dataclass(frozen=True, slots=True)
class Use:
    """Somebody who rests on a provision."""

    kind: str
    title: str
    target: str


@dataclass(frozen=True)
class Library:
    """The handbook with everything that several pages ask for."""

    handbook: Handbook
    options: Options

    # -- downloads ---------------------------------------------------------------------------

    def downloads(self, template: Template) -> tuple[Download, ...]:
        """Return the blank, the guided and the example file of a template."""
        fingerprint = _fingerprint(self.handbook, template)
        found = []
        for style in (Style.BLANK, Style.GUIDED, Style.FILLED):
            key = (fingerprint, style)
            if key not in _RENDERED:
                values = template.example if style is Style.FILLED else None
                with drawing(template):
                    _RENDERED[key] = render(template, values, style, cite=lambda ref: say_basis(self.handbook, ref))
            path = f"downloads/{template.id}/{template.id}-{style.value}{template.suffix}"
            found.append(Download(style, path, safe_filename(template, style), _RENDERED[key]))
        return tuple(found)

    # -- who uses what -----------------------------------------------------------------------

    def uses(self, ref: str) -> list[Use]:
        """Return who cites a provision, each once: rules, steps, defects, terms, cases, texts."""
        return self._uses.get(ref, [])

    @cached_property
    def _uses(self) -> dict[str, list[Use]]:
        return _uses(self.handbook)

    @cached_property
    def inspected(self) -> dict[str, list[Part]]:
        """What to look for in the documents of each procedure that has something."""
        return inspected(self.handbook)

    def rules_against(self, defect: Defect) -> list[tuple[Template, Rule]]:
        """Return the rules that catch a defect."""
        return [
            (template, rule)
            for template in self.handbook.templates.values()
            for rule in template.rules.values()
            if defect.id in rule.defects
        ]

    def kinds_against(self, defect: Defect) -> list[str]:
        """Return the titles of the hand-typed records in which a defect is looked for."""
        kinds = self.handbook.kinds.values()
        return [kind.title for kind in kinds if any(defect.id in rule.defects for rule in kind.rules.values())]

    def defects_of(self, template: Template) -> list[Defect]:
        """Return the defects that a template's rules catch, in the order of the rules."""
        names = dict.fromkeys(name for rule in template.rules.values() for name in rule.defects)
        return [self.handbook.defects[name] for name in names if name in self.handbook.defects]

    def steps_against(self, defect: Defect) -> list[tuple[Procedure, Step]]:
        """Return the steps at which a defect happens."""
        return [
            (procedure, step) for procedure in self.by_area for step in procedure.steps if defect.id in step.defects
        ]

    # -- orders ------------------------------------------------------------------------------

    @property
    def by_area(self) -> list[Procedure]:
        """Return the procedures by area and order."""
        return sorted(self.handbook.procedures.values(), key=lambda item: (item.area, item.order, item.id))

    @property
    def by_code(self) -> list[Template]:
        """Return the templates by their code, W first: that is the commonest matter."""
        return sorted(self.handbook.templates.values(), key=lambda item: (item.code[0] != "W", item.code))

    @property
    def changes(self) -> list[tuple[Regulation, Change]]:
        """Return the changes of the rules, the newest first."""
        found = [(item, change) for item in self.handbook.regulations.values() for change in item.changes]
        return sorted(found, key=lambda pair: (pair[1].on, pair[0].id), reverse=True)

    # -- reviews -----------------------------------------------------------------------------

    def changed_since(self, refs: Iterable[str], reviewed_on: str) -> list[tuple[Regulation, Change]]:
        """Return the changes of a page's basis that came after it was last reviewed."""
        wanted = set(refs)
        return [
            (regulation, change)
            for regulation, change in self.changes
            if change.on > reviewed_on and wanted & set(change.touches)
        ]


@contextmanager
def drawing(template: Template) -> Iterator[None]:
    """Say which template cannot be drawn.

    Raises:
        PageError: when its text or its example is not what a renderer can draw.
    """
    try:
        yield
    except (LayoutError, RenderError) as error:
        raise PageError(f"{template.path}：{error}。运行 branchbook validate，它会说在第几行、怎么改。") from None


def say_basis(handbook: Handbook, ref: str) -> str:
    """Say a basis in words: 选举工作条例第三条（条文已核）."""
    found = handbook.provision(ref)
    if found is None:
        return ref
    regulation, provision = found
    return f"{article_of(regulation, provision)}（{provision.weight.value}，{provision.verified.value}）"


def due_on(reviewed_on: str, months: int) -> str:
    """Return the day by which a page should be reviewed again."""
    return months_after(date.fromisoformat(reviewed_on).isoformat(), months)


def _fingerprint(handbook: Handbook, template: Template) -> str:
    """Return what a template's files depend on: itself and how its bases are said."""
    bases = {ref: say_basis(handbook, ref) for rule in template.rules.values() for ref in rule.basis}
    return f"{template.model_dump_json(by_alias=True)} {sorted(bases.items())}"


def _bodies(handbook: Handbook) -> Iterable[tuple[str, str, str, str]]:
    """Yield kind, title, target and text of everything that cites in prose."""
    for procedure in handbook.procedures.values():
        page = f"procedures/{procedure.area}/{procedure.id}.md"
        for step in procedure.steps:
            yield "流程", f"{procedure.title}：{step.title}", f"{page}#{step.id}", step.text
        rest = procedure.body
        for step in procedure.steps:
            rest = rest.replace(step.text, "", 1)
        yield "流程", procedure.title, page, rest
    for guide in handbook.pages.values():
        yield "说明", guide.title, f"guide/{guide.id}.md", guide.body
    for case in handbook.cases.values():
        if case.status == "发布":
            yield "案例", case.title, f"cases/{case.id}.md", case.body
    for family in handbook.families.values():
        yield "问题", family.title, f"defects/{family.id}.md", family.body
        for defect in family.defects:
            target = f"defects/{family.id}.md#{defect_anchor(defect.id)}"
            yield (
                "问题",
                f"{defect.id} {defect.title}",
                target,
                f"{defect.looks} {defect.why} {defect.see} {defect.mend}",
            )
    for regulation in handbook.regulations.values():
        page = f"regulations/{regulation.id}.md"
        notes = " ".join(f"{item.text} {item.scope} {item.note}" for item in regulation.provisions.values())
        yield "依据", regulation.title, page, f"{regulation.body} {notes}"
    if handbook.glossary:
        yield "说明", handbook.glossary.title, "glossary.md", handbook.glossary.body
        for term in handbook.terms:
            yield "术语", term.term, f"glossary.md#{term.id}", term.definition
    yield "说明", "首页", "index.md", handbook.written.get("index.md", "")


_KINDS = {"template": "材料", "procedure": "流程", "defect": "问题", "term": "术语", "case": "案例"}

#: What rests on provisions among the pages with which a new secretary starts.
_AT_START = {
    "start": ("新书记入门", START_PAGE),
    "question": ("自测", TEST_PAGE),
    "numbers": ("记住这些数", CARD_PAGE),
}


def _owner(handbook: Handbook, who: str) -> Use | None:
    """Say who `template:id#rule`, `procedure:id#step` … is."""
    kind, _, rest = who.partition(":")
    name, _, part = rest.partition("#")
    if kind == "template":
        template = handbook.templates[name]
        return Use(_KINDS[kind], f"{template.code} {template.title}", f"templates/{name}.md#rule-{part}")
    if kind == "procedure":
        procedure = handbook.procedures[name]
        step = next(step for step in procedure.steps if step.id == part)
        return Use(_KINDS[kind], f"{procedure.title}：{step.title}", page_of(handbook, "procedure", rest) or "")
    if kind == "timeline":
        procedure = handbook.procedures[name]
        title = procedure.timeline.title if procedure.timeline else ""
        return Use(_KINDS["procedure"], f"{procedure.title}：{title}", timeline_of(procedure))
    if kind == "dues":
        return Use(_KINDS["procedure"], "算党费", DUES_PAGE)
    if kind in _AT_START:
        return Use("说明", *_AT_START[kind])
    if kind == "year" and handbook.year:
        return Use("说明", f"全年日历：{handbook.year.entries[name].title}", f"{YEAR_PAGE}#due-{name}")
    if kind == "parameter":
        return Use("说明", f"本支部设定：{handbook.params[name].label}", f"{UNIT_PAGE}#parameters")
    if kind == "defect":
        return Use(_KINDS[kind], f"{part} {handbook.defects[part].title}", page_of(handbook, "defect", part) or "")
    if kind == "term":
        term = next(term for term in handbook.terms if term.id == name)
        return Use(_KINDS[kind], term.term, f"glossary.md#{name}")
    if kind == "case":
        case = handbook.cases[name]
        return Use(_KINDS[kind], case.title, f"cases/{name}.md") if case.status == "发布" else None
    return None


def _uses(handbook: Handbook) -> dict[str, list[Use]]:
    found: dict[str, dict[Use, None]] = defaultdict(dict)
    for ref, _, _, who in citations(handbook):
        use = _owner(handbook, who)
        if use:
            found[ref][use] = None
    for kind, title, target, text in _bodies(handbook):
        for ref in cited(text):
            if target != f"regulations/{ref.partition('#')[0]}.md":
                found[ref].setdefault(Use(kind, title, target), None)
    order = list(dict.fromkeys(("流程", *_KINDS.values(), "说明", "依据")))
    return {ref: sorted(uses, key=lambda use: order.index(use.kind)) for ref, uses in found.items()}
