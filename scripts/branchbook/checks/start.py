"""The self-test, the numbers to remember and the first ninety days: nothing is asked that its provision does not settle."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from branchbook.checks.numbers import FIRM, Quantity, quantities
from branchbook.findings import Finding, Severity, Where
from branchbook.handbook.base import Verified
from branchbook.handbook.references import KINDS, page_of
from branchbook.handbook.start import UNDETERMINED
from branchbook.rules.engine import Programs, RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.checks.texts import Library
    from branchbook.handbook import Handbook
    from branchbook.handbook.content import Provision
    from branchbook.handbook.start import Question, QuestionSet

MUST, SHOULD = Severity.MUST, Severity.SHOULD
_NOTHING = re.compile(r"[\s，。？?！!、：；“”（）]+")


@lru_cache(maxsize=1)
def _programs() -> Programs:
    return Programs({}, {})


def _provisions(handbook: Handbook, refs: tuple[str, ...]) -> list[tuple[str, Provision]]:
    return [(ref, found[1]) for ref in refs if (found := handbook.provision(ref))]


def _known(provisions: list[tuple[str, Provision]]) -> set[object]:
    """Return every number that provisions give, as `Quantity.key`, and bare numbers as text."""
    texts = [text for _, item in provisions for text in (*item.figures, item.text)]
    return {item.key for text in texts for item in quantities(text)}


def _stray(text: str, known: set[object]) -> Quantity | None:
    """Return the first number of a text that is not known."""
    return next((item for item in quantities(text) if item.key not in known), None)


def computed(expression: str) -> str:
    """Return what a sum comes to, as it is written.

    Raises:
        RuleError: when it does not compile, or comes to nothing.
    """
    value = _programs().value(expression, {})
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise RuleError("算不出一个数或一个日子")
    return str(value)


def _unsettled(question: Question, provisions: list[tuple[str, Provision]], where: Where) -> Iterator[Finding]:
    """What is disputed is never asked as if it were settled; what nobody has verified leaves a way out."""
    disputed = next((ref for ref, item in provisions if item.disputed), None)
    if disputed and question.answer != (UNDETERMINED,):
        message = f"依据 {disputed} 有争议，题目却有定了的答案"
        mend = f"答案改成 {UNDETERMINED}，换没有争议的依据，或删去这道题"
        yield Finding("question-disputed", MUST, where, message, mend)
        return
    pending = next((ref for ref, item in provisions if item.verified is Verified.PENDING), None)
    if pending and UNDETERMINED not in question.offered:
        message = f"依据 {pending} 待核，选项里没有 {UNDETERMINED}"
        yield Finding(
            "question-pending", MUST, where, message, f"加一个选项 {UNDETERMINED}，换核过的依据，或删去这道题"
        )


def _numbers(question: Question, provisions: list[tuple[str, Provision]], place: dict[str, Where]) -> Iterator[Finding]:
    """The numbers of the right choice stand in the provision, or are computed; no wrong choice says the same number."""
    known = _known(provisions) | {item.key for item in quantities(question.question)}
    result = ""
    if question.sum:
        try:
            result = computed(question.sum)
        except RuleError as error:
            message = f"算式 {question.sum} 用不了：{error}"
            yield Finding("question-sum", MUST, place["sum"], message, "照规则的写法改，写出的得数是整数或文字")
            return
        if not any(re.search(rf"(?<!\d){re.escape(result)}(?!\d)", text) for text in question.answer):
            message = f"算式的得数是 {result}，对的选项里没有它"
            yield Finding("question-sum", MUST, place["sum"], message, "改算式，或改答案")
    for text in question.answer:
        stray = _stray(text.replace(result, "") if result else text, known)
        if stray:
            message = f"对的选项写着“{stray.text.strip()}”，依据里没有这个数"
            yield Finding("question-number", MUST, place["answer"], message, "对照条款改正，换依据，算出来的写 sum")
    said = known | {item.key for text in question.offered for item in quantities(text)}
    stray = next(
        (item for item in quantities(question.explanation) if item.dimension in FIRM and item.key not in said), None
    )
    if stray and not question.sum:
        message = f"解释里的“{stray.text.strip()}”，依据、题目和选项里都没有"
        yield Finding("question-number", MUST, place["explanation"], message, "对照条款改正，或补上说这个数的依据")
    yield from _same(question, place["choices"])


def _bare(text: str) -> tuple[str, tuple[object, ...]]:
    """Return a choice's words without its numbers, and its numbers."""
    found = list(quantities(text))
    for item in reversed(found):
        text = text[: item.start] + text[item.end :]
    return _NOTHING.sub("", text), tuple(item.key for item in found)


def _same(question: Question, where: Where) -> Iterator[Finding]:
    right = {_bare(text): text for text in question.answer if _bare(text)[1]}
    for text in question.offered:
        if text not in question.answer and _bare(text) in right:
            message = f"错的选项“{text}”和对的“{right[_bare(text)]}”是一个数"
            yield Finding("question-same", MUST, where, message, "换一个真的不对的选项")


def _topic(handbook: Handbook, topic: QuestionSet, asked: dict[str, str]) -> Iterator[Finding]:
    source = topic.source
    for name, question in topic.questions.items():
        keys = ("question", "choices", "answer", "explanation", "sum", "basis")
        place = {key: source.where("questions", name, key) if source else Where(topic.path) for key in keys}
        provisions = _provisions(handbook, question.basis)
        yield from _unsettled(question, provisions, place["basis"])
        yield from _numbers(question, provisions, place)
        bare = _NOTHING.sub("", question.question)
        if bare in asked:
            message = f"这道题和 {asked[bare]} 的问法一样"
            yield Finding("question-twice", MUST, place["question"], message, "只留一道，或换一个问法")
        asked.setdefault(bare, f"{topic.id}/{name}")


def _card(handbook: Handbook) -> Iterator[Finding]:
    """Only what is settled is to be remembered, and as the provision says it."""
    card = handbook.numbers
    for index, group in enumerate(card.groups if card else ()):
        for number, row in enumerate(group.rows):
            keys = ("groups", index, "rows", number)
            where = card.source.where(*keys) if card and card.source else Where("docs/numbers.yml")
            provisions = _provisions(handbook, row.basis)
            weak = next((ref for ref, item in provisions if item.disputed or item.verified is Verified.PENDING), None)
            if weak:
                message = f"“{row.number}”的依据 {weak} 有争议或者待核，不能让人记"
                yield Finding("card-unsettled", MUST, where, message, "换没有争议、核到手册以上的依据，或删去这一行")
            texts = " ".join(text for _, item in provisions for text in (*item.figures, item.text))
            there = _stray(row.number, _known(provisions)) is None
            bare = set(re.findall(r"\d+(?:\.\d+)?", row.number)) <= set(re.findall(r"\d+(?:\.\d+)?", texts))
            if provisions and not there and not bare:
                message = f"“{row.number}”在依据 {'、'.join(row.basis)} 里没有"
                yield Finding("card-number", MUST, where, message, "对照条款改正，或换依据")


def _path(handbook: Handbook) -> Iterator[Finding]:
    path = handbook.start
    for index, stage in enumerate(path.stages if path else ()):
        for number, item in enumerate(stage.items):
            for place, target in enumerate(item.to):
                kind, _, name = target.partition(":")
                if kind not in KINDS or page_of(handbook, kind, name) is None:
                    keys = ("stages", index, "items", number, "to", place)
                    where = path.source.where(*keys) if path and path.source else Where("docs/start.yml")
                    message = f"「{item.title}」要打开的 {target} 没有"
                    yield Finding("start-link", MUST, where, message, "写成 procedure:id、template:id、guide:id 的样子")


def check_start(library: Library) -> Iterator[Finding]:
    """Every question has one right answer that its provisions bear; the card is settled; the path leads somewhere."""
    handbook = library.handbook
    asked: dict[str, str] = {}
    for topic in handbook.questions.values():
        yield from _topic(handbook, topic, asked)
    yield from _card(handbook)
    yield from _path(handbook)
