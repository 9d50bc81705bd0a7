"""Our own functions in CEL. Each exists once per engine and is pinned by the vectors in tests/data."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from cel_expr_python import cel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_INT, _STRING, _BOOL = cel.Type.INT, cel.Type.STRING, cel.Type.BOOL
_LIST = cel.Type.List(cel.Type.DYN)


def minimum_candidates(seats: int) -> int:
    """候选人数下限 = ⌈应选 × 1.2⌉（practice-elections#surplus-rounding）。"""
    return -(-seats * 6 // 5)


def quorum(eligible: int) -> int:
    """选举大会到会下限 = ⌈应到 × 4/5⌉（election-2020#quorum-election）。"""
    return -(-eligible * 4 // 5)


def winning_line(voters: int) -> int:
    """过半数所需票数 = ⌊人数 ÷ 2⌋ + 1（election-2020#win-threshold，有争议的是以应到还是实到为人数）。"""
    return voters // 2 + 1


def months_after(day: str, months: int) -> str:
    """Return the day `months` calendar months later; a month's end stays a month's end (01-31 → 02-28)."""
    start = date.fromisoformat(day)
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).isoformat()


def days_after(day: str, days: int) -> str:
    """Return the day `days` calendar days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def days_between(first: str, last: str) -> int:
    """Return the calendar days from `first` to `last`, negative when `last` is earlier."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def day_of(moment: str) -> str:
    """Return the day of a `2026-06-05 14:30`, or the day itself."""
    return date.fromisoformat(moment[:10]).isoformat()


def cn_date(day: str) -> str:
    """Return `2026年6月5日` for messages."""
    start = date.fromisoformat(day[:10])
    return f"{start.year}年{start.month}月{start.day}日"


def total(numbers: Sequence[Any]) -> int:
    """Return the sum of a list of whole numbers."""
    if not all(isinstance(number, int) for number in numbers):
        raise ValueError("total: not all integers")
    return sum(numbers)


def distinct(items: Sequence[Any]) -> bool:
    """Tell whether no item stands twice."""
    return len(set(items)) == len(items)


def joined(items: Sequence[Any]) -> str:
    """Join names with 、 for messages."""
    return "、".join(str(item) for item in items)


def percent(part: int, whole: int) -> str:
    """Return `91.3%`, computed on integers and rounded half up."""
    tenths = (part * 2000 + whole) // (whole * 2)
    return f"{tenths // 10}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"


def chars(text: str) -> int:
    """Return the number of characters (code points), spaces left out."""
    return sum(1 for char in text if not char.isspace())


@dataclass(frozen=True, slots=True)
class Function:
    """A CEL function: name, parameter and result types, and what computes it."""

    name: str
    parameters: tuple[Any, ...]
    result: Any
    compute: Callable[..., Any]

    def declare(self) -> Any:
        """Return the declaration that the C++ engine wants."""
        overload = cel.Overload(
            f"branchbook_{self.name}", return_type=self.result, parameters=list(self.parameters), impl=self.compute
        )
        return cel.FunctionDecl(self.name, [overload])


#: Every function that a rule may call besides the profile's built-ins.
FUNCTIONS: dict[str, Function] = {
    item.name: item
    for item in (
        Function("minimum_candidates", (_INT,), _INT, minimum_candidates),
        Function("quorum", (_INT,), _INT, quorum),
        Function("winning_line", (_INT,), _INT, winning_line),
        Function("months_after", (_STRING, _INT), _STRING, months_after),
        Function("days_after", (_STRING, _INT), _STRING, days_after),
        Function("days_between", (_STRING, _STRING), _INT, days_between),
        Function("day_of", (_STRING,), _STRING, day_of),
        Function("cn_date", (_STRING,), _STRING, cn_date),
        Function("total", (_LIST,), _INT, total),
        Function("distinct", (_LIST,), _BOOL, distinct),
        Function("joined", (_LIST,), _STRING, joined),
        Function("percent", (_INT, _INT), _STRING, percent),
        Function("chars", (_STRING,), _INT, chars),
    )
}
