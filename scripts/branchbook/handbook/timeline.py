"""The dated points of a procedure: what must have happened, how early and how late each may lawfully be."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Spec
from pydantic import model_validator

from branchbook.handbook.base import Frozen, Id, Model, Refs, Words

Count = Annotated[int, Spec(ge=0, le=2400)]


class Limit(Model):
    """A day counted from another point: so long after it, or so long before it."""

    after: Id | None = None
    """从哪个节点往后数；和 before 只写一个。"""
    before: Id | None = None
    """从哪个节点往前数。"""
    months: Count = 0
    """几个月。"""
    days: Count = 0
    """几天。"""
    workdays: Count = 0
    """几个工作日，当天不算。"""
    usual: bool = False
    """条文用的是“一般”，或者另有例外，不是死的。"""
    says: str = ""
    """怎么说这个期限；不写照数生成，如“上报后 3 个月以内”。"""
    basis: Refs = ()
    """依据；只有全部是没有争议、核到手册以上的规定，才算必须。"""
    note: str = ""
    """补一句话，如从哪天数没有写。"""

    @model_validator(mode="after")
    def _one(self) -> Limit:
        if bool(self.after) == bool(self.before):
            raise ValueError("after 和 before 写且只写一个")
        return self

    @property
    def point(self) -> str:
        """The point from which it is counted."""
        return self.after or self.before or ""


class Every(Model):
    """How often something is done again, from one point until another."""

    months: Annotated[int, Spec(ge=1, le=120)]
    """隔几个月。"""
    after: Id
    """从哪个节点数起。"""
    until: Id
    """到哪个节点为止。"""
    basis: Refs = ()
    """依据。"""
    note: str = ""
    """补一句话。"""


class Point(Model):
    """Something with a date. An act is done or planned; a fact is only known; a counted day follows from another."""

    id: Id = ""
    """由所在的键填写，不用写。"""
    label: Annotated[str, Spec(min_length=2, max_length=20)]
    """说法，2 到 20 字，如“支委会研究拟列”。"""
    step: Id | None = None
    """属于哪一步；材料和说明取自它。事实（如出生日期）不写。"""
    anchor: Annotated[str, Spec(pattern=r"^[A-Z]$")] | None = None
    """它就是流程的哪个锚点；各步的 at 从它数。"""
    needs: Words = ()
    """先要有哪些节点：它们没有办完，这一个就被挡住。"""
    optional: bool = False
    """可以没有的，挡不住后面的。"""
    earliest: tuple[Limit, ...] = ()
    """最早哪天；几条都要满足。"""
    latest: tuple[Limit, ...] = ()
    """最晚哪天；几条都要满足。"""
    counted: Limit | None = None
    """不是办的事，是数出来的日子，如预备期满；填了的以填的为准。"""
    every: Every | None = None
    """要一次一次办的，如半年考察。"""
    guide: bool = False
    """把这一步的 at 也告诉读者，作为一般在哪天前后。"""
    documents: Words | None = None
    """这一步的材料里只和它有关的几份；不写是全部。"""

    @model_validator(mode="after")
    def _kind(self) -> Point:
        if self.counted and (self.earliest or self.latest or self.every):
            raise ValueError("数出来的日子（counted）没有最早、最晚")
        if self.step is None and (self.needs or self.every or self.latest or self.earliest):
            raise ValueError("不属于哪一步的是事实，没有最早、最晚和先后")
        return self

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Every limit of it."""
        return (*self.earliest, *self.latest, *((self.counted,) if self.counted else ()))


class Timeline(Model):
    """What a personal timetable of a procedure is made from."""

    title: Annotated[str, Spec(min_length=4, max_length=20)]
    """时间表的名称，如“一名同志的入党时间表”。"""
    who: Annotated[str, Spec(min_length=2, max_length=12)]
    """是谁的、哪里的：填表时问的那一格，如“同志姓名”。"""
    points: Frozen[Id, Point]
    """节点，照先后写，键是节点 id。"""
    basis_order: Refs = ()
    """先后不能倒的依据。"""
    notes: Words = ()
    """用的人要先知道的话。"""

    @model_validator(mode="after")
    def _named(self) -> Timeline:
        seen: set[str] = set()
        for name, point in self.points.items():
            for need in point.needs:
                if need not in seen:
                    raise ValueError(f"节点 {name} 的 needs 里的 {need} 不在它前面")
            named = [limit.point for limit in point.limits]
            named += [point.every.after, point.every.until] if point.every else []
            for other in named:
                if other not in self.points:
                    raise ValueError(f"节点 {name} 的期限指着没有的节点 {other}")
            for limit in (*point.earliest, *([point.counted] if point.counted else [])):
                if limit.point not in seen:
                    raise ValueError(f"节点 {name} 的最早日子从 {limit.point} 数，它要写在前面")
            seen.add(name)
        return self
