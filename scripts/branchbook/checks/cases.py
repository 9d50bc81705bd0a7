"""Cases: the sections that let readers compare, and a source for every number."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from branchbook.checks.numbers import masked, quantities
from branchbook.findings import Finding, Severity, Where
from branchbook.handbook.content import Case
from branchbook.handbook.references import CITE, MARK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.checks.texts import Block, Document, Library

#: The `##` sections in their order, as docs/contributing/add-a-case.md has them.
SECTIONS = ("为什么做", "怎么做", "用到的记录", "结果", "你的前90天", "当心什么", "出处")

#: Where the site speaks and not the source.
OUR_SECTIONS = frozenset({"你的前90天", "当心什么", "出处", "换个地方还行吗", "对照着看"})

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
#: In a case, words that say a sentence is ours and not the source's.
CASE_OURS = re.compile(r"本站(?:补充|建议|：)")


def section_name(heading: str) -> str:
    """Return a heading as the list above has it, spaces aside."""
    return "".join(heading.split())


def _sections(case: Case, document: Document) -> Iterator[Finding]:
    headings = [block for block in document.blocks if block.kind == "heading" and block.level == 2]
    names = [section_name(block.raw) for block in headings]
    position = -1
    for wanted in SECTIONS:
        if case.case_kind == "问题诊断" and (
            wanted == "结果" or (wanted == "怎么做" and any("毛病" in name for name in names))
        ):
            continue
        if wanted not in names:
            where = Where(document.source.path, document.source.body_line)
            yield Finding(
                "case-section-missing",
                Severity.MUST,
                where,
                f"案例缺“{wanted}”一节",
                "照 docs/contributing/add-a-case.md 的次序补上",
            )
            continue
        index = names.index(wanted)
        if index < position:
            message = f"“{wanted}”一节放早了，各个案例的次序要一样"
            yield Finding(
                "case-section-order",
                Severity.MUST,
                headings[index].where,
                message,
                "照 docs/contributing/add-a-case.md 的次序排",
            )
        position = max(position, index)


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
            yield Finding("case-figure", Severity.SHOULD, where, message, mend)


def check_cases(library: Library) -> Iterator[Finding]:
    """Every case has its sections in order, and names its source for every number."""
    for document in library.documents:
        if not isinstance(document.entry, Case):
            continue
        yield from _sections(document.entry, document)
        for block in document.blocks:
            section = section_name(block.sections[1]) if len(block.sections) > 1 else ""
            beside = document.rows.get(block.row, block.raw)
            ours = section in OUR_SECTIONS or MARK.search(beside) or CITE.search(beside) or CASE_OURS.search(beside)
            if block.kind in {"text", "cell"} and not ours:
                yield from _figures(document.entry, block)
