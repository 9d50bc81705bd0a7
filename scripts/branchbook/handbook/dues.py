"""Party dues as data: who pays by what, at which rate."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field as Spec
from pydantic import model_validator

from branchbook.handbook.base import Entry, Frozen, Id, Model, Refs


class Band(Model):
    """A rate, for bases up to a sum; the last band has no end."""

    up_to: Annotated[int, Spec(ge=1)] | None = None
    """基数到多少元为止，含这个数；最后一档不写。"""
    permille: Annotated[int, Spec(ge=1, le=1000)]
    """千分之几：0.5% 写 5。"""


class DuesCategory(Model):
    """People whose dues are reckoned alike."""

    id: Id = ""
    """由所在的键填写，不用写。"""
    label: Annotated[str, Spec(min_length=2, max_length=20)]
    """叫什么，2 到 20 字。"""
    base: Literal["after-tax", "received", "quarter", "none"]
    """基数：after-tax 工资扣去个人所得税 | received 实际领到的 | quarter 上季度纯收入的月平均 | none 不看收入。"""
    bands: tuple[Band, ...] = ()
    """各档，从低到高。"""
    least: Annotated[int, Spec(ge=0)] | None = None
    """不看收入的，每月最少几分钱。"""
    most: Annotated[int, Spec(ge=0)] | None = None
    """不看收入的，每月最多几分钱；和最少一样就是定数。"""
    ask: str = ""
    """规定里没有读到的：为什么算不了，该问谁。"""
    hint: str = ""
    """填数时的提示。"""
    basis: Refs = ()
    """依据；说不清的不写。"""

    @model_validator(mode="after")
    def _way(self) -> DuesCategory:
        fixed = self.least is not None and self.most is not None
        if sum((bool(self.bands), fixed, bool(self.ask))) != 1:
            raise ValueError("bands、least 和 most、ask 三样写且只写一样")
        if bool(self.bands) != (self.base != "none"):
            raise ValueError("按比例的写清基数是什么，不看收入的 base 写 none")
        tops = [band.up_to for band in self.bands]
        known = [top for top in tops if top is not None]
        if self.bands and (tops[-1] is not None or len(known) != len(tops) - 1 or known != sorted(set(known))):
            raise ValueError("各档从低到高写，只有最后一档没有 up_to")
        return self


class Dues(Entry):
    """What dues are reckoned by: `docs/dues.yml`."""

    categories: Frozen[Id, DuesCategory]
    """各类党员，键是类别 id。"""
    basis_round: Refs
    """取到分、四舍五入的依据。"""
    basis_deductions: Refs
    """个人缴的公积金、社会保险扣不扣的依据。"""
    basis_change: Refs
    """收入变了从哪个月起按新的算。"""
    basis_start: Refs
    """从哪个月交起。"""
    basis_reduced: Refs
    """少交、免交要谁批。"""
