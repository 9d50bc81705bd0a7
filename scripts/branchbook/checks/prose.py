"""Norms in sentences: a requirement with a number says where it comes from, and says the number right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from branchbook.checks.cases import CASE_OURS
from branchbook.checks.numbers import FIRM, Quantity, quantities
from branchbook.checks.texts import Block
from branchbook.findings import Finding, Severity, Where
from branchbook.handbook.content import Case, DefectFamily, Glossary
from branchbook.handbook.references import CITE, MARK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from branchbook.checks.texts import Document, Library
    from branchbook.handbook import Handbook
    from branchbook.handbook.source import Source
    from branchbook.handbook.template import Rule

MUST = Severity.MUST

_MODAL = re.compile(r"应当|必须|不得")
_LIMIT_WORDS = r"(?:不得?少于|不得?低于|不得?小于|不得?超过|不得?多于|不得?高于|至少|最多|最少|至多)"
_LIMIT_BEFORE = re.compile(_LIMIT_WORDS + r"[^，。；、：（）]{0,3}$")
#: Of what a share is taken stands in between: 不少于应到会人数的五分之四.
_SHARE_BEFORE = re.compile(_LIMIT_WORDS + r"[^，。；：]{0,16}$")
_LIMIT_AFTER = re.compile(r"\s*(?:[以之]内|以[上下])")
_NEAR_MODAL = re.compile(r"(?:应当|必须|不得)[^，。；]{0,4}$")
#: A sum worked out on an example states no norm of its own.
_WORKED = re.compile(r"例如|比如|譬如|举例|假如|范例|×|÷|＝|=|⌈")
#: Names of documents and quoted words are mentions, not statements.
_MENTION = re.compile(r"《[^《》]*》|“[^“”]*”|「[^「」]*」")
_SENTENCE = re.compile(
    r"(?:\[\[[^\[\]\s]+\]\]|[^。！？])+(?:[。！？]+[）)]*(?:\s*(?:\[\[[^\[\]\s]+\]\]|【[^【】]*】))*)?", re.DOTALL
)
_COUNTS = frozenset({"people", "votes", "sheets"})


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: re.sub(r"[^\n]", "\0", match.group()), text)


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each sentence with its place; what is quoted does not end one, a citation after the full stop belongs to it."""
    shadow = _MENTION.sub(lambda match: re.sub(r"[。！？]", "，", match.group()), text)
    for match in _SENTENCE.finditer(shadow):
        start = match.end() - len(match.group().lstrip())
        if start < match.end():
            yield start, text[start : match.end()]


def _limit(sentence: str, quantity: Quantity) -> bool:
    before, after = sentence[: quantity.start], sentence[quantity.end :]
    words = _SHARE_BEFORE if quantity.dimension == "ratio" else _LIMIT_BEFORE
    return bool(words.search(before) or _LIMIT_AFTER.match(after))


def norm_numbers(sentence: str) -> list[Quantity]:
    """Return the numbers that make a sentence a norm: limits, and durations and shares beside a modal verb."""
    if _WORKED.search(sentence):
        return []
    text = _blanked(_MENTION, _blanked(CITE, sentence))
    modal = bool(_MODAL.search(text))
    found = []
    for quantity in quantities(text):
        if quantity.han and quantity.dimension == "things" and quantity.value <= 2:
            continue  # 至少有一份 is an article more than a number
        near = quantity.dimension in _COUNTS and bool(_NEAR_MODAL.search(text[: quantity.start]))
        if _limit(text, quantity) or (modal and (quantity.dimension in FIRM or near)):
            found.append(quantity)
    return found


def _segments(sentence: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each stretch of a sentence with the citations that close it."""
    position, start = 0, 0
    refs: list[str] = []
    for match in CITE.finditer(sentence):
        if refs and sentence[position : match.start()].strip(" 、，"):
            yield sentence[start:position], tuple(refs)
            start, refs = position, []
        refs.append(match.group(1))
        position = match.end()
    if refs:
        yield sentence[start:], tuple(refs)


def known_figures(handbook: Handbook, refs: Iterable[str]) -> dict[str, set[Quantity]]:
    """Return what provisions say in numbers, by dimension: their figures, their text and note, and what they also name."""
    found: dict[str, set[Quantity]] = {}
    queue = list(refs)
    for ref in [*queue, *(also for ref in queue if (hit := handbook.provision(ref)) for also in hit[1].also)]:
        hit = handbook.provision(ref)
        if hit:
            for text in (*hit[1].figures, hit[1].text, hit[1].note):
                for quantity in quantities(text):
                    found.setdefault(quantity.dimension, set()).add(quantity)
    return found


def contradictions(handbook: Handbook, sentence: str, refs: Iterable[str]) -> list[tuple[Quantity, list[str]]]:
    """Return the numbers of a sentence that its provisions do not know though they give numbers of that kind."""
    if _WORKED.search(sentence):
        return []
    known = known_figures(handbook, refs)
    text = _blanked(_MENTION, _blanked(CITE, sentence))
    numbers = [item for item in quantities(text) if item.dimension in known]
    agreed = {
        dimension
        for dimension, figures in known.items()
        if {item.key for item in numbers} & {figure.key for figure in figures}
    }
    wrong = []
    for item in numbers:
        figures = known[item.dimension]
        strict = _limit(text, item)
        loose = item.dimension in FIRM and item.dimension not in agreed
        if (strict or loose) and item.key not in {figure.key for figure in figures}:
            wrong.append((item, sorted({figure.text.strip() for figure in figures})))
    return wrong


def _shown(sentence: str) -> str:
    text = " ".join(CITE.sub("", sentence).replace("\ufffc", "…").split())
    return text if len(text) <= 60 else text[:60] + "…"


def _uncited(where: Where, sentence: str) -> Finding:
    return Finding(
        "prose-uncited",
        MUST,
        where,
        f"这句话提了带数字的要求，没有说依据：{_shown(sentence)}",
        "句末跟着写 [[法规id#条款id]]；不是规定的，标 【通行做法】【本站建议】【地方要求】",
    )


def _wrong(where: Where, item: Quantity, known: list[str], refs: Iterable[str]) -> Finding:
    cited = "、".join(refs)
    return Finding(
        "prose-number",
        MUST,
        where,
        f"写的是“{item.text.strip()}”，引用的 {cited} 里是 {'、'.join(known)}",
        "对照条款改正数字，或改引说这个数的条款",
        basis=tuple(refs),
    )


def check_sentences(
    handbook: Handbook,
    block: Block,
    *,
    beside: str = "",
    refs: tuple[str, ...] = (),
    figures: frozenset[object] = frozenset(),
) -> Iterator[Finding]:
    """Check one block's norms.

    Args:
        handbook: the handbook.
        block: the paragraph, item or cell.
        beside: what stands with it and may carry the citation: the table row, the leading sentence, marked headings.
        refs: provisions that the text rests on by its front matter or its table row.
        figures: numbers (as `Quantity.key`) that need no provision because a source is named for them.
    """
    text = block.plain
    covered = bool(refs or CITE.search(beside) or MARK.search(beside) or MARK.search(text))
    cited_before = False
    for start, sentence in sentences(text):
        where = block.line_of(start, text)
        has_citation = bool(CITE.search(sentence))
        numbers = [item for item in norm_numbers(sentence) if item.key not in figures]
        sums = cited_before and all(item.dimension not in FIRM for item in numbers)
        if numbers and not (covered or has_citation or sums):
            yield _uncited(where, sentence)
        for segment, cited in _segments(sentence):
            for item, known in contradictions(handbook, segment, cited):
                yield _wrong(where, item, known, cited)
        if refs and not has_citation:
            for item, known in contradictions(handbook, sentence, refs) if norm_numbers(sentence) else ():
                yield _wrong(where, item, known, refs)
        cited_before = cited_before or has_citation


def _sourced(case: Case) -> frozenset[object]:
    quoted = (f"{item.value} {item.period} {item.scope} {item.place}" for item in case.figures_quoted)
    return frozenset(item.key for text in quoted for item in quantities(text))


def _document(library: Library, document: Document) -> Iterator[Finding]:
    case = document.entry if isinstance(document.entry, Case) else None
    figures = _sourced(case) if case else frozenset()
    for block in document.blocks:
        row, sections = document.rows.get(block.row, ""), " ".join(block.sections)
        refs = tuple(CITE.findall(row))
        beside = [row, block.lead, sections if MARK.search(sections) else ""]
        if case and CASE_OURS.search(row or block.raw):
            beside.append("【本站建议】")
        yield from check_sentences(library.handbook, block, beside=" ".join(beside), refs=refs, figures=figures)


def _entries(library: Library, document: Document) -> Iterator[Finding]:
    """Check the sentences of a page that stand in its front matter: defects and definitions."""
    source = document.source
    if isinstance(document.entry, DefectFamily):
        for index, defect in enumerate(document.entry.defects):
            for key in ("why", "see", "mend"):
                block = Block("text", getattr(defect, key), source.where("defects", index, key))
                yield from check_sentences(library.handbook, block, refs=tuple(defect.basis))
    if isinstance(document.entry, Glossary):
        for index, term in enumerate(document.entry.terms):
            block = Block("text", term.definition, source.where("terms", index, "definition"))
            yield from check_sentences(library.handbook, block, refs=tuple(term.basis))


def _rule(handbook: Handbook, rule: Rule, source: Source) -> Iterator[Finding]:
    """What a rule says when it fails agrees in its numbers with what it rests on."""
    for key, text in (("message", rule.message), ("mend", rule.mend), ("doubt", rule.doubt)):
        for _, sentence in sentences(re.sub(r"\{[^{}]*\}", "＿", text)):
            if norm_numbers(sentence):
                for item, known in contradictions(handbook, sentence, rule.basis):
                    yield _wrong(source.where("rules", rule.id, key), item, known, rule.basis)


def check_prose(library: Library) -> Iterator[Finding]:
    """Every norm with a number is cited or marked, and agrees with what it cites; maintainers' pages are exempt."""
    for document in library.documents:
        if document.kind != "contributing":
            yield from _document(library, document)
            yield from _entries(library, document)
    for template in library.handbook.templates.values():
        for rule in template.rules.values():
            if template.source:
                yield from _rule(library.handbook, rule, template.source)
