"""What a new secretary starts with, as data: a path, questions to test oneself, numbers to remember."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field as Spec
from pydantic import model_validator

from branchbook.handbook.base import Day, Entry, Frozen, Id, Model, Refs, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from branchbook.handbook.source import KeyPath, Source

#: What is right where the sources differ or nobody has read the article.
UNDETERMINED = "无法判断"

_TRUE_FALSE = ("对", "错")


class Question(Model):
    """One question of the self-test, settled by provisions."""

    id: Id = ""
    """由所在的键填写，不用写。"""
    type: Literal["single", "multiple", "true-false"]
    """single 单选 | multiple 多选 | true-false 判断。"""
    question: Annotated[str, Spec(min_length=6, max_length=120)]
    """题目，照书记会碰到的样子问。"""
    choices: Words = ()
    """选项，3 到 5 个；判断题不写，就是 对、错；要加 无法判断 的，三个都写。"""
    answer: Words
    """对的选项，照抄选项的字；多选写清单。"""
    explanation: Annotated[str, Spec(min_length=6, max_length=160)]
    """答完显示的一两句话：为什么，常在哪里弄错。"""
    basis: Annotated[Refs, Spec(min_length=1)]
    """依据，至少一条；依据不管用了，这道题自己撤下。"""
    level: Annotated[int, Spec(ge=1, le=3)] = 1
    """1 先会的 | 2 办事时要会的 | 3 容易弄错的。"""
    sum: str = ""
    """答案是算出来的：CEL，如 quorum(22)，得数要写在对的选项里。"""

    @property
    def offered(self) -> tuple[str, ...]:
        """Return what can be chosen."""
        return self.choices or _TRUE_FALSE

    @model_validator(mode="after")
    def _shape(self) -> Question:
        few, many = 3, 5
        offered = self.offered
        if self.type == "true-false":
            if self.choices not in ((), (*_TRUE_FALSE, UNDETERMINED)):
                raise ValueError("判断题的选项是 对、错，或者 对、错、无法判断")
        elif not few <= len(offered) <= many or not self.choices:
            raise ValueError("选项写 3 到 5 个")
        if len(set(offered)) != len(offered):
            raise ValueError("有两个选项一样")
        strange = [text for text in self.answer if text not in offered]
        if strange:
            raise ValueError(f"答案“{strange[0]}”不在选项里")
        if len(set(self.answer)) != len(self.answer):
            raise ValueError("答案写重了")
        if self.type == "multiple":
            if not 1 < len(self.answer) < len(offered):
                raise ValueError("多选题对的至少两个，也要有不对的")
            if UNDETERMINED in self.answer:
                raise ValueError("答案是 无法判断 的，写成单选或判断")
        elif len(self.answer) != 1:
            raise ValueError("对的选项只有一个")
        return self


class QuestionSet(Entry):
    """The questions of one topic: `docs/questions/<id>.yml`."""

    id: Id = ""
    """由文件名填写，不用写。"""
    title: Annotated[str, Spec(min_length=2, max_length=16)]
    """这一组题叫什么，2 到 16 字。"""
    order: int = 100
    """先后，小的在前。"""
    questions: Frozen[Id, Question]
    """题目，键是题目 id；定了就不改，读者做过哪些题靠它记。"""
    reviewed_on: Day
    """最近一次核对日期。"""
    review_months: Annotated[int, Spec(ge=1, le=36)] = 6
    """几个月后应再核对。"""


class NumberRow(Model):
    """One number on the card."""

    number: Annotated[str, Spec(min_length=1, max_length=16)]
    """数，连单位，如 4/5、6 个月；要在条款里找得到。"""
    says: Annotated[str, Spec(min_length=2, max_length=40)]
    """它说的是什么，短到一行。"""
    basis: Annotated[Refs, Spec(min_length=1)]
    """依据，至少一条，没有争议、核到手册以上的。"""


class NumberGroup(Model):
    """The numbers of one topic."""

    title: Annotated[str, Spec(min_length=2, max_length=16)]
    """这一栏的标题。"""
    rows: Annotated[tuple[NumberRow, ...], Spec(min_length=1)]
    """一行一个数。"""


class Numbers(Entry):
    """The card of numbers to remember, one printed page: `docs/numbers.yml`."""

    groups: tuple[NumberGroup, ...]
    """各栏，按先后。"""
    reviewed_on: Day
    """最近一次核对日期。"""
    review_months: Annotated[int, Spec(ge=1, le=36)] = 6
    """几个月后应再核对。"""


class StartItem(Model):
    """One thing to do."""

    id: Id
    """在全页里不重复；打的勾靠它记，定了就不改。"""
    title: Annotated[str, Spec(min_length=4, max_length=30)]
    """做什么，动词开头。"""
    why: Annotated[str, Spec(min_length=6, max_length=90)]
    """为什么现在做，做到什么程度算完。"""
    to: Annotated[Words, Spec(min_length=1)]
    """打开哪里：procedure:id、procedure:id#步骤、template:id、guide:id、page:路径.md，可以几个。"""
    only: str = ""
    """只有什么样的支部要做；都要做的不写。"""
    basis: Refs = ()
    """这件事本身的依据。"""


class Stage(Model):
    """A stretch of the first ninety days."""

    id: Id
    """页面里的锚点。"""
    title: Annotated[str, Spec(min_length=2, max_length=12)]
    """如 第一周。"""
    goal: Annotated[str, Spec(min_length=6, max_length=80)]
    """这一段做成什么样。"""
    answers: Words = ()
    """这一段能直接回答的问题，照人们的问法写。"""
    items: Annotated[tuple[StartItem, ...], Spec(min_length=1)]
    """要做的事，按先后。"""


class StartPath(Entry):
    """The first ninety days: `docs/start.yml`."""

    stages: tuple[Stage, ...]
    """各段，按先后。"""
    reviewed_on: Day
    """最近一次核对日期。"""
    review_months: Annotated[int, Spec(ge=1, le=36)] = 6
    """几个月后应再核对。"""

    @model_validator(mode="after")
    def _ids(self) -> StartPath:
        ids = [item.id for stage in self.stages for item in stage.items]
        twice = next((name for name in ids if ids.count(name) > 1), None)
        if twice:
            raise ValueError(f"有两件事的 id 都是 {twice}")
        return self


def cited_at_start(
    topics: Iterable[QuestionSet], numbers: Numbers | None, path: StartPath | None
) -> Iterator[tuple[str, Source, KeyPath, str]]:
    """Yield every basis of the questions, the numbers and the path: ref, file, key path, who cites it."""
    for topic in topics:
        if topic.source is None:
            continue
        for name, question in topic.questions.items():
            for ref in question.basis:
                yield ref, topic.source, ("questions", name, "basis"), f"question:{topic.id}#{name}"
    if numbers and numbers.source:
        for index, group in enumerate(numbers.groups):
            for place, row in enumerate(group.rows):
                for ref in row.basis:
                    yield ref, numbers.source, ("groups", index, "rows", place, "basis"), "numbers"
    if path and path.source:
        for index, stage in enumerate(path.stages):
            for place, item in enumerate(stage.items):
                keys = ("stages", index, "items", place)
                for ref in item.basis:
                    yield ref, path.source, (*keys, "basis"), f"start:{item.id}"
                for target in item.to:
                    if target.startswith("provision:"):
                        yield target.removeprefix("provision:"), path.source, (*keys, "to"), f"start:{item.id}"
