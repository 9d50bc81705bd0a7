"""What falls due in a branch's year: `docs/year.yml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field as Spec
from pydantic import model_validator

from branchbook.handbook.base import Entry, FieldId, Frozen, Id, Model, Refs, Weight, Words

Month = Annotated[int, Spec(ge=1, le=12)]


class Due(Model):
    """One thing that falls due, over and over."""

    id: Id = ""
    """由所在的键填写，不用写。"""
    title: Annotated[str, Spec(min_length=2, max_length=16)]
    """叫什么，印在挂图上，2 到 16 字。"""
    text: Annotated[str, Spec(min_length=6, max_length=120)]
    """一句话：做什么，留下什么。"""
    period: Literal["month", "quarter", "half-year", "year", "term"]
    """month 每月 | quarter 每季度 | half-year 每半年 | year 每年 | term 每届。"""
    times: Annotated[int, Spec(ge=1, le=12)] | FieldId = 1
    """一期里几次；由单位定的写参数的名字，如 lessons_per_quarter。"""
    from_month: Month | None = None
    """每年的事从几月起；不写是全年都可以。"""
    to_month: Month | None = None
    """每年的事到几月底；比 from_month 小，就是到次年那个月。"""
    months_before: Annotated[int, Spec(ge=1, le=24)] | None = None
    """每届的事，届满前几个月起。"""
    when: Frozen[FieldId, bool | str] = Spec(default_factory=dict, validate_default=True)
    """什么样的支部才有：参数或情况等于什么。"""
    least: Frozen[FieldId, int] = Spec(default_factory=dict, validate_default=True)
    """什么样的支部才有：参数或情况至少是几。"""
    whose: str = ""
    """写了 when、least 的，用话说一遍，如 有支委会的支部。"""
    procedure: Id | None = None
    """怎么办，见哪个流程。"""
    templates: Words = ()
    """留下哪几份材料，模板 id。"""
    basis: Refs = Spec(min_length=1)
    """依据。"""
    weight: Weight
    """分量，和依据一样；几条依据分量不同的，写最轻的。"""
    note: str = ""
    """补一句话：弹性、例外。"""
    records: Words = ()
    """哪几种记录算办过一次，手写材料的种类或模板的 id；写了的，查一年的材料时看有没有。"""
    each: FieldId | None = None
    """每一期要几份记录，看哪一项情况，如 groups（每个党小组一份）。"""
    defects: Words = ()
    """没有记录时，归到哪个常见问题。"""

    @model_validator(mode="after")
    def _whole(self) -> Due:
        if (self.from_month is None) != (self.to_month is None) or (self.from_month and self.period != "year"):
            raise ValueError("from_month 和 to_month 一起写，只用在 period: year")
        if (self.period == "term") != (self.months_before is not None):
            raise ValueError("period: term 写 months_before，别的不写")
        if bool(self.when or self.least) != bool(self.whose):
            raise ValueError("写了 when、least 就写 whose，没有就不写")
        if (self.each or self.defects) and not self.records:
            raise ValueError("写了 each、defects 就写 records")
        return self


class Year(Entry):
    """All that falls due: `docs/year.yml`."""

    term_ends: FieldId
    """哪一项情况是本届届满的日子。"""
    entries: Frozen[Id, Due]
    """键是 id，照挂图上的先后。"""


__all__ = ["Due", "Year"]
