"""Party dues of a month and of a year; the twin of `scripts/web/src/planning/dues.ts`.

Money is counted in 分. What the rules leave open is never filled in: there is no amount then, and `doubt` says why.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from branchbook.rules.texts import fen, yuan

if TYPE_CHECKING:
    from branchbook.handbook.dues import Dues

Data = dict[str, Any]

#: Three months' income make one month's base.
_QUARTER = 3
_LABELS = {"after-tax": "工资", "received": "实际领到的数", "quarter": "上季度的纯收入"}


@dataclass(frozen=True, slots=True)
class Income:
    """What somebody has in a month, as written: `pay`, `tax`, and `own`, what is paid in for funds and insurance."""

    pay: str = ""
    tax: str = ""
    own: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Another income from a month of the year on."""

    month: int
    income: Income


@dataclass(frozen=True, slots=True)
class Reduction:
    """Less, or nothing, from one month to another; `approval` is the paper by which a committee above allowed it."""

    first: int
    last: int
    amount: str
    approval: str


@dataclass(frozen=True, slots=True)
class Member:
    """Who pays.

    Attributes:
        deduct: whether superiors let `own` be taken off: `yes`, `no`, or empty when nobody asked.
        amount: what was agreed, for those whose dues lie between two amounts.
        since: the month from which dues are paid, `2026-09`; empty for always.
        until: the last month in which dues are paid here; empty for no end.
    """

    name: str = ""
    category: str = ""
    income: Income = field(default_factory=Income)
    deduct: str = ""
    amount: str = ""
    since: str = ""
    until: str = ""
    changes: tuple[Change, ...] = ()
    reduction: Reduction | None = None


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Dues of a month.

    Attributes:
        amount: in 分, None when it cannot be told.
        least: the least it can be, `most` the most, where that is known.
        words: the sum as one would write it.
        doubt: why it cannot be told.
        lack: what is not filled in yet.
        faults: what is wrong with what is filled in.
        basis: what it rests on.
    """

    amount: int | None
    least: int | None
    most: int | None
    words: str
    doubt: str
    lack: str
    faults: list[str]
    basis: list[str]


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the yearly sheet: `due`, `none` (not a payer then), `reduced`, or `open` (cannot be told)."""

    state: str
    amount: int | None


@dataclass(frozen=True, slots=True)
class Year:
    """A member's line of the yearly sheet; `total` is None when a month cannot be told."""

    months: list[Month]
    total: int | None
    lines: list[str]
    faults: list[str]
    basis: list[str]

    def as_data(self) -> Data:
        """Return it as plain data."""
        return asdict(self)


def dues_data(dues: Dues) -> Data:
    """Return the rates as the browser gets them; a band is `[most 分, permille]`, the last without an end."""
    return {
        "categories": [
            {
                "id": item.id,
                "label": item.label,
                "base": item.base,
                "bands": [[band.up_to * 100 if band.up_to else None, band.permille] for band in item.bands],
                "least": item.least,
                "most": item.most,
                "ask": item.ask,
                "hint": item.hint,
                "basis": list(item.basis),
            }
            for item in dues.categories.values()
        ],
        "basis_round": list(dues.basis_round),
        "basis_deductions": list(dues.basis_deductions),
        "basis_change": list(dues.basis_change),
        "basis_start": list(dues.basis_start),
        "basis_reduced": list(dues.basis_reduced),
    }


def _rate(permille: int) -> str:
    return f"{permille // 10}.{permille % 10}%" if permille % 10 else f"{permille // 10}%"


class _Reckoner:
    """Gathers what is lacking and wrong while it reads."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.lack: list[str] = []
        self.faults: list[str] = []

    def money(self, text: str, name: str, *, needed: bool = True) -> int | None:
        if not text.strip():
            if needed:
                self.lack.append(f"没有填{name}")
            return None
        try:
            return fen(text)
        except ValueError:
            self.faults.append(f"{name}「{text.strip()}」不是钱数，写成 4200 或 4200.50")
            return None

    def result(self, words: str = "", basis: list[str] | None = None, **known: Any) -> Reckoning:
        blank: Data = {"amount": None, "least": None, "most": None, "doubt": ""}
        lack = "；".join(self.lack)
        return Reckoning(**{**blank, **known}, words=words, lack=lack, faults=self.faults, basis=basis or [])

    def fixed(self, category: Data, member: Member) -> Reckoning:
        least, most = category["least"], category["most"]
        basis = category["basis"]
        if least == most:
            return self.result(f"每月 {yuan(least)}", basis, amount=least, least=least, most=most)
        own = self.money(member.amount, "每月交多少", needed=False)
        span = f"每月 {yuan(least)}到 {yuan(most)}"
        if own is not None and not least <= own <= most:
            self.faults.append(f"每月交 {yuan(own)}，不在 {yuan(least)}到 {yuan(most)}之间")
            own = None
        if own is None:
            if not self.faults:
                self.lack.append("没有填每月交多少")
            return self.result(span, basis, least=least, most=most)
        return self.result(f"每月 {yuan(own)}（{span}）", basis, amount=own, least=own, most=own)

    def rated(self, category: Data, base: int, parts: int = 1) -> tuple[int, str]:
        """Return the dues on a base, and the sum; the base is in 分 for `parts` months together."""
        permille = next(rate for top, rate in category["bands"] if top is None or base <= top * parts)
        amount = (base * permille * 2 + 1000 * parts) // (2000 * parts)
        of = f"{yuan(base)} ÷ {parts}" if parts > 1 else yuan(base)
        return amount, f"{of} × {_rate(permille)} = {yuan(amount)}"

    def wage(self, category: Data, member: Member, income: Income) -> Reckoning:
        pay = self.money(income.pay, "工资")
        tax = self.money(income.tax, "个人所得税（没有扣的填 0）")
        own = self.money(income.own, "个人缴的公积金、社会保险", needed=False)
        if pay is None or tax is None or self.faults:
            return self.result()
        base = pay - tax
        if own is None and member.deduct == "yes":
            self.lack.append("没有填个人缴的公积金、社会保险（没有缴的填 0）")
            return self.result()
        if base - (own or 0) < 0:
            self.faults.append("扣的比工资还多")
            return self.result()
        basis = [*category["basis"], *self.data["basis_round"]]
        if own == 0 or member.deduct in {"yes", "no"}:
            taken = own if own and member.deduct == "yes" else 0
            amount, words = self.rated(category, base - taken)
            return self.result(words, basis, amount=amount, least=amount, most=amount)
        basis += self.data["basis_deductions"]
        most, whole = self.rated(category, base)
        if own is None:
            doubt = f"个人缴的公积金、社会保险扣不扣，本站没有读到规定，问上级再选。不扣是 {yuan(most)}"
            return self.result(whole, basis, most=most, doubt=doubt)
        least, less = self.rated(category, base - own)
        if least == most:
            return self.result(whole, basis, amount=most, least=most, most=most)
        doubt = (
            f"个人缴的公积金、社会保险扣不扣，本站没有读到规定，问上级再选。不扣是 {yuan(most)}，扣了是 {yuan(least)}"
        )
        return self.result(f"{whole}；{less}", basis, least=least, most=most, doubt=doubt)

    def reckon(self, member: Member, income: Income) -> Reckoning:
        category = next((item for item in self.data["categories"] if item["id"] == member.category), None)
        if category is None:
            self.lack.append("没有选哪一类")
            return self.result()
        if category["ask"]:
            return self.result(doubt=category["ask"])
        if category["base"] == "none":
            return self.fixed(category, member)
        if category["base"] == "after-tax":
            return self.wage(category, member, income)
        base = self.money(income.pay, _LABELS[category["base"]])
        if base is None:
            return self.result()
        amount, words = self.rated(category, base, _QUARTER if category["base"] == "quarter" else 1)
        basis = [*category["basis"], *self.data["basis_round"]]
        return self.result(words, basis, amount=amount, least=amount, most=amount)


def reckon(data: Data, member: Member, income: Income | None = None) -> Reckoning:
    """Reckon a member's dues of a month.

    Args:
        data: the rates, from `dues_data`.
        member: who pays.
        income: another income than the member's own.
    """
    return _Reckoner(data).reckon(member, income or member.income)


def _month(year: int, number: int) -> str:
    return f"{year:04d}-{number:02d}"


def yearly(data: Data, member: Member, year: int) -> Year:
    """Reckon a member's dues month by month.

    A change of income holds from its month on; a reduction only where a committee above allowed it.
    """
    changes = sorted(member.changes, key=lambda change: change.month)
    months: list[Month] = []
    lines: list[str] = []
    faults: list[str] = []
    basis: dict[str, None] = {}
    if member.since:
        basis |= dict.fromkeys(data["basis_start"])
    if changes:
        basis |= dict.fromkeys(data["basis_change"])
    cut = member.reduction
    lower: int | None = None
    if cut:
        basis |= dict.fromkeys(data["basis_reduced"])
        reader = _Reckoner(data)
        lower = reader.money(cut.amount, "少交以后每月交多少（不交填 0）")
        faults += [*reader.lack, *reader.faults]
        if not cut.approval.strip():
            faults.append("少交、不交要上一级党委批准，没有填批准的文号，照应交的算")
            lower = None
    for number in range(1, 13):
        at = _month(year, number)
        if (member.since and at < member.since) or (member.until and at > member.until):
            months.append(Month("none", 0))
            continue
        income = next((change.income for change in reversed(changes) if change.month <= number), member.income)
        found = reckon(data, member, income)
        basis |= dict.fromkeys(found.basis)
        said = found.words or found.doubt or found.lack
        if said and (not lines or not lines[-1].endswith(f"：{said}")):
            lines.append(f"{number} 月起：{said}")
        faults += [item for item in (*found.faults, found.doubt, found.lack) if item and item not in faults]
        if cut and lower is not None and cut.first <= number <= cut.last:
            if found.amount is not None and lower > found.amount:
                faults.append(f"{number} 月少交的 {yuan(lower)}比应交的 {yuan(found.amount)}还多")
            months.append(Month("reduced", lower))
        elif found.amount is None:
            months.append(Month("open", None))
        else:
            months.append(Month("due", found.amount))
    told = [month.amount for month in months if month.amount is not None]
    total = sum(told) if len(told) == len(months) else None
    return Year(months, total, lines, faults, list(basis))


__all__ = ["Change", "Income", "Member", "Month", "Reckoning", "Reduction", "Year", "dues_data", "reckon", "yearly"]
