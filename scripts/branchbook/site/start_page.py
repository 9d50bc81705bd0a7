"""The pages with which a new secretary starts: the first ninety days, the self-test, the card of numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from branchbook.checks.answers import stands
from branchbook.handbook.base import Verified, Weight
from branchbook.handbook.references import CARD_PAGE, START_PAGE, TEST_PAGE, page_of, timeline_of
from branchbook.site.errors import PageError
from branchbook.site.prose import STATUS_CLASS, quoted, relative

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.handbook import Handbook
    from branchbook.handbook.start import NumberGroup, NumberRow, Question, QuestionSet

STYLES = ("assets/start.css",)
SCRIPTS = ("assets/start.js",)

LEVELS = {1: "先会的", 2: "办事时要会的", 3: "容易弄错的"}
TYPES = {"single": "单选", "multiple": "多选", "true-false": "判断"}


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with the questions that may be asked today."""

    id: str
    title: str
    questions: tuple[Question, ...]


def topics(handbook: Handbook, *, today: str) -> list[Topic]:
    """Return the topics in their order; a question whose basis no longer holds is taken down."""
    ordered: list[QuestionSet] = sorted(handbook.questions.values(), key=lambda item: (item.order, item.id))
    found = []
    for topic in ordered:
        asked = tuple(item for item in topic.questions.values() if stands(handbook, item.basis, today=today))
        if asked:
            found.append(Topic(topic.id, topic.title, asked))
    return found


def card(handbook: Handbook, *, today: str) -> list[tuple[NumberGroup, list[NumberRow]]]:
    """Return the groups of the card with the rows whose basis holds today."""
    groups = handbook.numbers.groups if handbook.numbers else ()
    found = [(group, [row for row in group.rows if stands(handbook, row.basis, today=today)]) for group in groups]
    return [(group, rows) for group, rows in found if rows]


def source(handbook: Handbook, ref: str, page: str) -> str:
    """Return a basis as short as a card needs it, as a Markdown link: 支部工作条例第四条, and a mark for what is weaker.

    Raises:
        PageError: when there is no such provision.
    """
    regulation, provision = handbook.provision(ref) or (None, None)
    if regulation is None or provision is None:
        raise PageError.nowhere(ref)
    article = re.split("[、（]|第.款|第.项", provision.article)[0]
    article += "条" if re.search("第[一二三四五六七八九十]+$", article) else ""
    words = regulation.short + article if provision.weight is Weight.RULE else "通行"
    mark = "" if provision.verified is Verified.ARTICLE else "·册"
    target = relative(f"regulations/{regulation.id}.md#{provision.id}", page)
    return f'[{words}{mark}]({target}){{ .bb-cite .bb-cite--{STATUS_CLASS[provision.verified]} title="{quoted(provision.text)}" }}'


def sources(handbook: Handbook, refs: tuple[str, ...], page: str) -> str:
    """Return a row's bases; two clauses of one article are named once."""
    found = [source(handbook, ref, page) for ref in refs]
    words = [text.partition("]")[0] for text in found]
    return " ".join(text for at, text in enumerate(found) if words.index(words[at]) == at)


def letters(question: Question) -> str:
    """Return which choices are right, by letter: A、C; 对 or 错 for what is true or false."""
    if question.type == "true-false":
        return question.answer[0]
    return "、".join(chr(ord("A") + index) for index, text in enumerate(question.offered) if text in question.answer)


def right(question: Question) -> str:
    """Return the places of the right choices, for the script."""
    return " ".join(str(index) for index, text in enumerate(question.offered) if text in question.answer)


def opens(handbook: Handbook, target: str) -> tuple[str, str]:
    """Return what an item of the path opens: its name and where it stands.

    Args:
        handbook: the handbook.
        target: `procedure:by-term#archive`, `template:…`, `guide:…`, `page:…` or `provision:…`.

    Raises:
        PageError: when there is no such thing (`validate` says where).
    """
    kind, _, name = target.partition(":")
    base, _, part = name.partition("#")
    where = page_of(handbook, kind, name)
    if where is None:
        raise PageError.nowhere(target)
    if kind == "procedure":
        procedure = handbook.procedures[base]
        step = next((step.title for step in procedure.steps if step.id == part), "")
        return f"流程：{procedure.title}{f'，{step}' if step else ''}", where
    if kind == "template":
        return f"材料：{handbook.templates[base].title}", where
    if kind == "guide":
        return handbook.pages[base].title, where
    if kind == "provision":
        return f"依据：{handbook.regulations[base].short}", where
    return _page_title(handbook, base), where


_TITLES = {
    "check.md": "自查",
    "cases/index.md": "案例",
    "defects/index.md": "常见问题",
    "members/dues.md": "算党费",
    CARD_PAGE: "记住这些数",
    TEST_PAGE: "自测",
    START_PAGE: "新书记入门",
}


def _page_title(handbook: Handbook, page: str) -> str:
    for procedure in handbook.procedures.values():
        if procedure.timeline and page == timeline_of(procedure):
            return f"时间表：{procedure.timeline.title}"
    return _TITLES.get(page, "这一页")


def start_pages(handbook: Handbook, *, today: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield page, template and values of each page that this handbook has data for."""
    shared = {"scripts": SCRIPTS, "styles": STYLES}
    if handbook.start:
        count = sum(len(stage.items) for stage in handbook.start.stages)
        yield START_PAGE, "start.md.j2", {"path": handbook.start, "count": count, "opens": opens, **shared}
    asked = topics(handbook, today=today)
    if handbook.questions:
        refs = tuple(ref for topic in asked for item in topic.questions for ref in item.basis)
        values = {"topics": asked, "letters": letters, "right": right, "types": TYPES, "levels": LEVELS, "refs": refs}
        count = sum(len(topic.questions) for topic in asked)
        reviewed = min(item.reviewed_on for item in handbook.questions.values())
        yield TEST_PAGE, "self-test.md.j2", {**values, "count": count, "reviewed_on": reviewed, **shared}
    if handbook.numbers:
        yield (
            CARD_PAGE,
            "numbers.md.j2",
            {
                "groups": card(handbook, today=today),
                "numbers": handbook.numbers,
                "sources": sources,
                **shared,
            },
        )


__all__ = ["CARD_PAGE", "START_PAGE", "TEST_PAGE", "card", "opens", "start_pages", "topics"]
