"""Cases: the sections that let readers compare, and a source for every number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, get_args

from branchbook.checks.numbers import masked, quantities
from branchbook.findings import Finding, Severity, Where
from branchbook.handbook.case import Case, Element
from branchbook.handbook.references import CITE, LINK, MARK
from branchbook.rules.functions import months_after

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.checks.texts import Block, Document, Library

MUST, SHOULD = Severity.MUST, Severity.SHOULD

#: The `##` sections in their order, as docs/contributing/add-a-case.md has them; the sentence of the case is its
#: `summary`, shown above them.
SECTIONS = (
    "为什么做",
    "怎么做",
    "六要素",
    "用到的记录",
    "结果",
    "你的前90天",
    "当心什么",
    "换个地方还行吗",
    "对照着看",
    "出处",
)
#: The sections that a case may do without.
OPTIONAL = frozenset({"换个地方还行吗"})

#: Where the site speaks and not the source.
OUR_SECTIONS = frozenset({"你的前90天", "当心什么", "出处", "换个地方还行吗", "对照着看"})

#: How many points a section makes.
POINTS = {"怎么做": (3, 5), "你的前90天": (3, 3), "当心什么": (2, 4)}
#: The columns of a section's table.
COLUMNS = {
    "怎么做": ("毛病", "怎么查", "怎么改"),
    "六要素": ("要素", "来源怎么写"),
    "用到的记录": ("记录", "谁填", "什么时候", "本站模板"),
}
#: How many characters a section has at most, and a whole case: one page of A4, three minutes.
LONG = {"为什么做": 150, "怎么做": 480, "结果": 200, "你的前90天": 300, "当心什么": 280, "换个地方还行吗": 150}
PAGE = 1250

NO_RESULT = "来源没有给出结果，请把它当思路看。"
UNSEEN = "来源未见"

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_POINT = re.compile(r"^(?:[-*]|\d+\.)[ \t]+", re.MULTILINE)
_SAID = re.compile(r"[\u4e00-\u9fff]|[A-Za-z0-9]+")
#: In a case, words that say a sentence is ours and not the source's.
CASE_OURS = re.compile(r"本站(?:补充|建议|：)")
_HOW = "照 docs/contributing/add-a-case.md 改"


def section_name(heading: str) -> str:
    """Return a heading as the list above has it, spaces aside."""
    return "".join(heading.split())


def length(text: str) -> int:
    """Count characters as a reader does: a word or number in Latin letters is one, citations and links are none."""
    text = re.sub(r"\{[^{}]*\}|<!--.*?-->", "", CITE.sub("", MARK.sub("", text)))
    return len(_SAID.findall(LINK.sub(r"\1", text)))


@dataclass(frozen=True, slots=True)
class Section:
    """One `##` section of a case.

    Attributes:
        name: its heading, spaces aside.
        where: the line of the heading.
        text: what stands below it.
    """

    name: str
    where: Where
    text: str

    @property
    def points(self) -> int:
        """How many list items it has, not counting items within items."""
        return len(_POINT.findall(self.text))

    @property
    def tables(self) -> list[list[list[str]]]:
        """Its tables as rows of cells, the rule below the head left out."""
        found: list[list[list[str]]] = []
        inside = False
        for line in self.text.splitlines():
            if not line.startswith("|"):
                inside = False
                continue
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]
            if not inside:
                found.append([])
            inside = True
            if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                found[-1].append(cells)
        return found


def sections(document: Document) -> list[Section]:
    """Return the `##` sections of a case."""
    found: list[Section] = []
    lines: list[str] = []
    for number, line in enumerate(document.source.body.splitlines(), document.source.body_line):
        if match := re.match(r"##[ \t]+(.+?)[ \t]*$", line):
            lines = []
            found.append(Section(section_name(match[1]), Where(document.source.path, number), ""))
        elif found:
            lines.append(line)
            last = found[-1]
            found[-1] = Section(last.name, last.where, "\n".join(lines))
    return found


def wanted(case: Case) -> tuple[str, ...]:
    """Return the sections that a case may have, in order."""
    left_out = {"结果"} if case.case_kind == "问题诊断" else set()
    left_out |= set() if case.is_brand else {"六要素"}
    return tuple(name for name in SECTIONS if name not in left_out)


def _order(case: Case, document: Document, found: list[Section]) -> Iterator[Finding]:
    names = [section.name for section in found]
    position = -1
    for name in wanted(case):
        if name not in names:
            if name not in OPTIONAL:
                where = Where(document.source.path, document.source.body_line)
                mend = "照 docs/contributing/add-a-case.md 的次序补上"
                yield Finding("case-section-missing", MUST, where, f"案例缺“{name}”一节", mend)
            continue
        index = names.index(name)
        if index < position:
            message = f"“{name}”一节放早了，各个案例的次序要一样"
            mend = "照 docs/contributing/add-a-case.md 的次序排"
            yield Finding("case-section-order", MUST, found[index].where, message, mend)
        position = max(position, index)
    for index, section in enumerate(found):
        if section.name not in wanted(case) or section.name in names[:index]:
            why = "问题诊断类不设这一节" if section.name == "结果" else "不在规定的各节里，或写了两次"
            message = f"“{section.name}”一节多了：{why}"
            yield Finding("case-section-unknown", MUST, section.where, message, "并进别的一节，或删去")


def _shape(case: Case, section: Section) -> Iterator[Finding]:
    """What a section is made of."""

    def told(message: str) -> Finding:
        return Finding("case-section-shape", MUST, section.where, f"“{section.name}”{message}", _HOW)

    name = section.name
    diagnosis = case.case_kind == "问题诊断" and name == "怎么做"
    if name in COLUMNS and (name != "怎么做" or diagnosis):
        heads = [tuple(table[0]) for table in section.tables]
        if COLUMNS[name] not in heads:
            yield told(f"要有一张表，列是 {'、'.join(COLUMNS[name])}")
    elif name in POINTS:
        low, high = POINTS[name]
        if not low <= section.points <= high:
            many = f"{low} 条" if low == high else f"{low} 到 {high} 条"
            yield told(f"要写 {many}，现在是 {section.points} 条")
    if name == "你的前90天" and "【本站建议】" not in section.text:
        yield told("都是本站建议，要标 `【本站建议】`")
    if name == "对照着看" and not any(match[2] == "case" for match in LINK.finditer(section.text)):
        yield told("至少链接一个案例，写一句不同在哪")
    if name == "结果" and (NO_RESULT in section.text) == case.results_stated:
        yield told(f"{'不能有' if case.results_stated else '要有'}这一句：{NO_RESULT}")
    if name in {"为什么做", "结果", "出处"} and length(section.text) < 4:
        yield told("是空的；来源没有写的，照实写没有写")


def _brand(case: Case, section: Section) -> Iterator[Finding]:
    """The six elements of a brand, and the three questions that unmask one."""
    if section.name == "六要素":
        rows = {row[0]: row[1] for table in section.tables for row in table[1:] if len(row) > 1}
        for element in get_args(Element):
            seen = case.brand_elements.get(element, False)
            if element not in rows:
                message = f"六要素表缺“{element}”一行"
                mend = f"补上一行；来源没有的写“{UNSEEN}”"
                yield Finding("case-brand", MUST, section.where, message, mend)
            elif seen == (UNSEEN in rows[element]):
                message = f"六要素表的“{element}”和 brand_elements 说的不一样"
                mend = f"来源有的写 true，没有的写 false，表里写“{UNSEEN}”"
                yield Finding("case-brand", MUST, section.where, message, mend)
    if section.name == "当心什么" and case.is_brand:
        for question in "虚假断":
            if not re.search(rf"{question}[？?：:]", section.text):
                message = f"品牌类案例要回答“{question}”：“当心什么”里没有"
                yield Finding("case-brand", MUST, section.where, message, f"写一句“{question}：……”")


def _lengths(document: Document, found: list[Section]) -> Iterator[Finding]:
    for section in found:
        most = LONG.get(section.name)
        if most and length(section.text) > most:
            message = f"“{section.name}”有 {length(section.text)} 字，至多 {most} 字"
            yield Finding("case-long", SHOULD, section.where, message, "删去套话和重复的，只留读者用得上的")
    whole = length(document.source.body)
    if whole > PAGE:
        where = Where(document.source.path, document.source.body_line)
        message = f"正文有 {whole} 字，一页 A4 印不下"
        yield Finding("case-long", SHOULD, where, message, f"压到 {PAGE} 字以内")


def _front(case: Case, found: list[Section]) -> Iterator[Finding]:
    """What front matter and text say must agree."""
    if case.source is None:
        return

    def front_finding(code: str, key: str, message: str, mend: str, severity: Severity = MUST) -> Finding:
        assert case.source  # noqa: S101 -- looked at above
        return Finding(code, severity, case.source.where(*key.split(".")), message, mend)

    texts = {section.name: section.text for section in found}
    linked = {match[3] for match in LINK.finditer(texts.get("用到的记录", "")) if match[2] == "template"}
    if linked != set(case.templates):
        odd = "、".join(sorted(linked ^ set(case.templates)))
        message = f"templates 和“用到的记录”里链接的模板不一样：{odd}"
        yield front_finding("case-templates", "templates", message, "两处写成一样", SHOULD)
    beside = {match[3] for match in LINK.finditer(texts.get("对照着看", "")) if match[2] == "case"}
    if not beside <= set(case.related) or case.id in case.related or len(case.related) > 4:
        message = "related 要有“对照着看”里链接的每一个案例，至多 4 个，不写自己"
        yield front_finding("case-related", "related", message, "两处对上")
    if case.review_by > months_after(case.checked_on, case.review_months):
        message = f"{case.source_grade} 级案例 {case.review_months} 个月里要再核对，review_by 太晚"
        yield front_finding("case-review", "review_by", message, "改早")
    source = case.case_source
    if source.url and not source.accessed:
        yield front_finding("case-source", "case_source", "写了 url，没写哪天打开核对的", "写 accessed")


def _known(case: Case) -> set[Fraction]:
    found: set[Fraction] = set()
    for figure in case.figures_quoted:
        for text in (figure.value, figure.period, figure.scope, figure.place):
            found |= {Fraction(number.replace(",", "")) for number in _NUMBER.findall(text)}
            found |= {item.value for item in quantities(text)}
    return found


def _figures(case: Case, block: Block) -> Iterator[Finding]:
    """Every Arabic number that the source is made to say stands in `figures_quoted`."""
    text = block.plain
    known = _known(case)
    shadow = masked(CITE.sub(lambda match: "\0" * len(match.group()), text))
    for match in _NUMBER.finditer(shadow):
        around = {item.value for item in quantities(text) if item.start <= match.start() < item.end}
        if not ({Fraction(match.group().replace(",", ""))} | around) & known:
            where = block.line_of(match.start(), text)
            message = f"正文里的“{match.group()}”没有写在 figures_quoted 里"
            mend = "在 figures_quoted 里写上值、时段和口径；是本站说的，标【本站建议】"
            yield Finding("case-figure", MUST, where, message, mend)


def _hidden(library: Library, document: Document) -> Iterator[Finding]:
    """No page that is shown links to a case that is not."""
    if isinstance(document.entry, Case) and not document.entry.published:
        return
    cases = library.handbook.cases
    for block in document.blocks:
        for match in LINK.finditer(block.raw):
            name = match[3].partition("#")[0]
            if match[2] == "case" and name in cases and not cases[name].published:
                message = f"链接的案例 {name} 还没有发布，读者打不开"
                where = block.line_of(match.start(), block.raw)
                yield Finding("case-unpublished", MUST, where, message, "换一个发布了的，或先发布它")


def check_cases(library: Library) -> Iterator[Finding]:
    """Every case has its sections in order and in shape, and names its source for every number."""
    for document in library.documents:
        yield from _hidden(library, document)
        case = document.entry
        if not isinstance(case, Case):
            continue
        found = sections(document)
        yield from _order(case, document, found)
        for section in (item for item in found if item.name in wanted(case)):
            yield from _shape(case, section)
            yield from _brand(case, section)
        yield from _lengths(document, found)
        yield from _front(case, found)
        for block in document.blocks:
            section_of = section_name(block.sections[1]) if len(block.sections) > 1 else ""
            beside = document.rows.get(block.row, block.raw)
            ours = section_of in OUR_SECTIONS or MARK.search(beside) or CITE.search(beside) or CASE_OURS.search(beside)
            if block.kind in {"text", "cell"} and not ours:
                yield from _figures(case, block)
