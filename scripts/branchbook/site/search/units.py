"""Everything that can be found, as what it is: a procedure, a step, a document, a rule, a provision, a defect …"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from pymdownx.slugs import slugify

from branchbook.checks.answers import in_force, stands
from branchbook.handbook.references import (
    CARD_PAGE,
    START_PAGE,
    TEST_PAGE,
    UNIT_PAGE,
    YEAR_PAGE,
    article_of,
    defect_anchor,
)
from branchbook.records import Style
from branchbook.records.flow import in_words
from branchbook.records.plain import text_of
from branchbook.site.prose import clause, plain
from branchbook.site.search.index import Unit
from branchbook.site.search.places import places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from branchbook.handbook.content import Procedure, Provision, Regulation
    from branchbook.handbook.template import Template
    from branchbook.site.library import Library

#: What a result is, in the words of its label; the order is that of the filters.
KINDS = ("流程", "步骤", "材料", "规则", "依据", "问题", "案例", "术语", "指南")
_PROCEDURE, _STEP, _PAPER, _RULE, _BASIS, _DEFECT, _CASE, _TERM, _GUIDE = range(len(KINDS))

#: How else people ask for the pages with which a new secretary starts.
_START_NAMES = ("新任支部书记", "新书记上任", "刚当书记怎么办", "上任头三个月")
_TEST_NAMES = ("测试题", "考试题", "党务知识题", "练习题", "做题")
_CARD_NAMES = ("要记的数字", "数字卡", "常用数字", "一张纸记住")

#: How else people ask for the year and for what a branch sets for itself.
_YEAR_NAMES = ("年度日历", "支部一年要做什么", "全年工作安排", "每个月要做什么", "挂图", "本月要做什么")
_UNIT_NAMES = ("单位设定", "单位规定的数", "到会率设定", "没有支委会怎么设", "本单位的要求")

_slug = slugify(case="lower")
_HEADING = re.compile(r"^(#{2,3})[ \t]+(.+?)[ \t]*$", re.MULTILINE)
_ID = re.compile(r"\s*\{[:\s]*#([^\s}]+)[^}]*\}\s*$")


def sections(body: str) -> Iterator[tuple[str, str, str]]:
    """Yield anchor, heading and text of each section of a page's body; the text before the first heading comes first."""
    matches = list(_HEADING.finditer(body))
    yield "", "", body[: matches[0].start()] if matches else body
    for match, following in zip_longest(matches, matches[1:]):
        named = _ID.search(match[2])
        heading = plain(_ID.sub("", match[2]))
        text = body[match.end() : following.start() if following else len(body)]
        yield named[1] if named else _slug(heading, "-"), heading, text


class _Maker:
    def __init__(self, library: Library, url: Callable[[str], str]) -> None:
        self.library = library
        self.handbook = library.handbook
        self.url = url

    def procedure(self, item: Procedure) -> Iterator[Unit]:
        page = f"procedures/{item.area}/{item.id}.md"
        own = {step.id for step in item.steps}
        rest = "\n".join(text for anchor, _, text in sections(item.body) if anchor not in own)
        yield Unit(
            _PROCEDURE,
            self.url(page),
            item.title,
            aliases=(item.task, *item.aliases),
            summary=plain(item.summary),
            body=plain(f"{item.when} {item.who} {item.duration} {rest}"),
            note=f"{len(item.steps)} 步，{len(item.documents)} 份材料",
        )
        for number, step in enumerate(item.steps, 1):
            settles = bool(step.answers) and stands(self.handbook, step.basis, today=self.library.options.today)
            weight = f"，{step.timing_weight.value}" if settles and step.timing_weight else ""
            yield Unit(
                _STEP,
                self.url(f"{page}#{step.id}"),
                step.title,
                heading=item.title,
                summary=f"{plain(step.timing)}，{plain(step.who)}",
                body=plain(step.text),
                note=f"第 {number} 步{weight}",
                asked=step.answers if settles else (),
            )

    def template(self, item: Template) -> Iterator[Unit]:
        page = f"templates/{item.id}.md"
        files = tuple((file.style.label, file.path, file.name) for file in self.library.downloads(item))
        labels = "、".join(field.label for field in item.fields.values())
        yield Unit(
            _PAPER,
            self.url(page),
            item.title,
            aliases=(item.code, *item.aliases),
            summary=plain(item.summary),
            body=plain(f"{' '.join(item.notes)} {labels} {text_of(item, item.example, Style.FILLED)}"),
            note=item.code,
            files=files,
        )
        for rule in item.rules.values():
            yield Unit(
                _RULE,
                self.url(f"{page}#rule-{rule.id}"),
                plain(in_words(item, rule.message)),
                heading=item.title,
                summary=plain(in_words(item, rule.mend)),
                note=rule.severity.label,
            )

    def regulation(self, item: Regulation) -> Iterator[Unit]:
        page = f"regulations/{item.id}.md"
        dates = "，".join(part for part in (f"{item.effective} 起施行" if item.effective else "", item.status) if part)
        yield Unit(
            _BASIS,
            self.url(page),
            item.title,
            aliases=(item.short, *item.aliases),
            summary=plain(item.summary),
            body=plain(item.body),
            note=dates,
            past=item.status == "已废止",
        )
        for provision in item.provisions.values():
            yield self.provision(item, provision)

    def provision(self, item: Regulation, provision: Provision) -> Unit:
        url = self.url(f"regulations/{item.id}.md#{provision.id}")
        state = f"{provision.weight.value}·{provision.verified.value}" + ("·有争议" if provision.disputed else "")
        since = provision.effective_from or item.effective
        note = "，".join(
            part for part in (article_of(item, provision), f"{since} 起施行" if since else "", state) if part
        )
        settles = stands(self.handbook, (f"{item.id}#{provision.id}",), today=self.library.options.today)
        return Unit(
            _BASIS,
            url,
            clause(provision.text),
            heading=item.title,
            summary=plain(provision.text),
            body=plain(provision.note),
            note=note,
            asked=provision.answers if settles else (),
            past=not in_force(self.handbook, f"{item.id}#{provision.id}", today=self.library.options.today),
        )

    def rest(self) -> Iterator[Unit]:
        for family in self.handbook.families.values():
            page = f"defects/{family.id}.md"
            yield Unit(
                _DEFECT,
                self.url(page),
                family.title,
                aliases=family.aliases,
                summary=plain(family.summary),
                body=plain(family.body),
                note=f"{len(family.defects)} 个",
            )
            for defect in family.defects:
                yield Unit(
                    _DEFECT,
                    self.url(f"{page}#{defect_anchor(defect.id)}"),
                    defect.title,
                    heading=family.title,
                    aliases=(defect.id,),
                    summary=plain(defect.looks),
                    body=plain(f"{defect.why} {defect.see} {defect.mend} {' '.join(defect.records)}"),
                    note=defect.severity,
                )
        for case in self.handbook.cases.values():
            if case.status == "发布":
                page = f"cases/{case.id}.md"
                note = f"{case.setting}，来源 {case.source_grade} 级"
                aliases = tuple(word for word in (case.brand_name, *case.need, *case.theme, *case.aliases) if word)
                whole = Unit(_CASE, page, case.title, aliases=aliases, summary=case.summary, body=case.body, note=note)
                yield from self.prose(page, whole)
        for guide in self.handbook.pages.values():
            page = f"guide/{guide.id}.md"
            whole = Unit(_GUIDE, page, guide.title, aliases=guide.aliases, summary=guide.summary, body=guide.body)
            yield from self.prose(page, whole)
        yield from self.beginnings()
        yield from self.settings()
        for term in self.handbook.terms:
            yield Unit(
                _TERM,
                self.url(f"glossary.md#{term.id}"),
                term.term,
                aliases=term.aliases,
                summary=plain(term.definition),
                heading="术语",
            )

    def beginnings(self) -> Iterator[Unit]:
        """Yield the pages with which a new secretary starts, and each stretch of the first ninety days."""
        path, today = self.handbook.start, self.library.options.today
        if path:
            summary = "第一周、第一个月、九十天各办哪几件事，打开哪个流程、哪份材料，办了打勾。"
            yield Unit(_GUIDE, self.url(START_PAGE), "新书记入门：头九十天", aliases=_START_NAMES, summary=summary)
        for stage in path.stages if path else ():
            refs = tuple(ref for item in stage.items for ref in item.basis)
            yield Unit(
                _GUIDE,
                self.url(f"{START_PAGE}#{stage.id}"),
                stage.title,
                heading="新书记入门：头九十天",
                summary="；".join(item.title for item in stage.items),
                body=" ".join(item.why for item in stage.items),
                note="本站建议",
                asked=stage.answers if stands(self.handbook, refs, today=today) else (),
            )
        if self.handbook.questions:
            topics = "、".join(topic.title for topic in self.handbook.questions.values())
            yield Unit(
                _GUIDE,
                self.url(TEST_PAGE),
                "自测：这些规定您记住了吗",
                aliases=_TEST_NAMES,
                summary=f"按类别做题：{topics}。",
            )
        if self.handbook.numbers:
            body = " ".join(f"{row.number} {row.says}" for group in self.handbook.numbers.groups for row in group.rows)
            summary = "一张 A4 纸，按类别排着支部书记要记住的数，写着出处。"
            yield Unit(_GUIDE, self.url(CARD_PAGE), "记住这些数", aliases=_CARD_NAMES, summary=summary, body=body)

    def settings(self) -> Iterator[Unit]:
        """Yield the page of the year with each thing that falls due, and the page of what a branch sets for itself."""
        year, known = self.handbook.year, self.handbook.params.values()
        if year:
            summary = "每月、每季度、每年到期的事，照本支部的设定列出来，打印成一张挂图，放进日历。"
            yield Unit(_GUIDE, self.url(YEAR_PAGE), "全年日历", aliases=_YEAR_NAMES, summary=summary)
        for due in year.entries.values() if year else ():
            place = self.url(f"{YEAR_PAGE}#due-{due.id}")
            yield Unit(_GUIDE, place, due.title, heading="全年日历", summary=plain(due.text), note=due.weight.value)
        if known:
            summary = "各单位不一样的填一次：有没有支委会、几个党小组、到会率多少，填写和检查都照它。"
            body = " ".join(f"{param.label} {param.note}" for param in known)
            yield Unit(_GUIDE, self.url(UNIT_PAGE), "本支部设定", aliases=_UNIT_NAMES, summary=summary, body=body)

    def prose(self, page: str, whole: Unit) -> Iterator[Unit]:
        """Yield a page and its sections; `whole.body` is the page's source."""
        parts = list(sections(whole.body))
        yield replace(whole, url=self.url(page), summary=plain(whole.summary), body=plain(parts[0][2]))
        for anchor, heading, text in parts[1:]:
            yield Unit(whole.kind, self.url(f"{page}#{anchor}"), heading, heading=whole.title, body=plain(text))


def site_url(target: str, *, directory: bool = True) -> str:
    """Return the address of `folder/page.md#anchor` from the site's root.

    Args:
        target: the page, from the docs root.
        directory: whether pages are folders (`page/`) or files (`page.html`, for reading from a disk).
    """
    path, mark, anchor = target.partition("#")
    stem = path.removesuffix(".md")
    if stem == "index" or stem.endswith("/index"):
        stem = stem.removesuffix("index")
        page = stem if directory else f"{stem}index.html"
    else:
        page = f"{stem}/" if directory else f"{stem}.html"
    return page + mark + anchor


def units(library: Library, *, directory: bool = True) -> list[Unit]:
    """Return everything that can be found, in a stable order."""
    maker = _Maker(library, lambda target: site_url(target, directory=directory))
    found: list[Unit] = []
    for procedure in library.by_area:
        found += maker.procedure(procedure)
    for template in library.by_code:
        found += maker.template(template)
    for regulation in library.handbook.regulations.values():
        found += maker.regulation(regulation)
    found += maker.rest()
    found += (
        Unit(
            _CASE if place.case else _GUIDE,
            maker.url(place.page),
            place.title,
            aliases=place.aliases,
            summary=place.summary,
        )
        for place in places(library)
    )
    return found
