"""Our own functions in CEL. Each exists once per engine and is pinned by the vectors in tests/data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cel_expr_python import cel

from branchbook.rules import calendar, days, texts
from branchbook.rules.days import cn_date, day_of, days_after, days_between, months_after
from branchbook.rules.texts import chars

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = [
    "FUNCTIONS",
    "WORKDAY_FUNCTIONS",
    "Function",
    "chars",
    "cn_date",
    "day_of",
    "days_after",
    "days_between",
    "months_after",
]

_INT, _STRING, _BOOL = cel.Type.INT, cel.Type.STRING, cel.Type.BOOL
_LIST, _STRINGS = cel.Type.List(cel.Type.DYN), cel.Type.List(cel.Type.STRING)


def minimum_candidates(seats: int) -> int:
    """候选人数下限 = ⌈应选 × 1.2⌉（practice-elections#surplus-rounding）。"""
    return -(-seats * 6 // 5)


def quorum(eligible: int) -> int:
    """选举大会到会下限 = ⌈应到 × 4/5⌉（election-2020#quorum-election）。"""
    return -(-eligible * 4 // 5)


def quorum_half(due: int) -> int:
    """半数 = ⌈人数 ÷ 2⌉：够半数即可的到会下限。"""
    return -(-due // 2)


def winning_line(voters: int) -> int:
    """过半数所需票数 = ⌊人数 ÷ 2⌋ + 1（election-2020#win-threshold，有争议的是以应到还是实到为人数）。"""
    return voters // 2 + 1


def percent(part: int, whole: int) -> str:
    """Return `91.3%`, computed on integers and rounded half up."""
    if part < 0 or whole <= 0:
        raise ValueError("not a part of a whole")
    tenths = (part * 2000 + whole) // (whole * 2)
    return f"{tenths // 10}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"


def _integers(numbers: Sequence[Any]) -> list[int]:
    if not all(isinstance(number, int) and not isinstance(number, bool) for number in numbers):
        raise ValueError("not all integers")
    return list(numbers)


def _plain(items: Sequence[Any]) -> list[str | int]:
    if not all(isinstance(item, str | int) and not isinstance(item, bool) for item in items):
        raise ValueError("neither texts nor integers")
    return list(items)


def total(numbers: Sequence[Any]) -> int:
    """Return the sum of a list of whole numbers."""
    return sum(_integers(numbers))


def minimum(numbers: Sequence[Any]) -> int:
    """Return the least of a list of whole numbers; an empty list is an error."""
    return min(_integers(numbers))


def maximum(numbers: Sequence[Any]) -> int:
    """Return the greatest of a list of whole numbers; an empty list is an error."""
    return max(_integers(numbers))


def numbered(numbers: Sequence[Any]) -> bool:
    """Tell whether a list holds 1, 2, 3 … each once, in any order."""
    known = sorted(_integers(numbers))
    return known == list(range(1, len(known) + 1))


def count_of(items: Sequence[Any], item: Any) -> int:
    """Return how often an item stands in a list of texts or whole numbers."""
    wanted = _plain([item])[0]
    return sum(1 for known in _plain(items) if known == wanted)


def distinct(items: Sequence[Any]) -> bool:
    """Tell whether no item stands twice."""
    known = _plain(items)
    return len(set(known)) == len(known)


def repeated(items: Sequence[Any]) -> list[str]:
    """Return the texts that stand more than once, each once, in their order."""
    known = texts.plain(items)
    return [item for item in dict.fromkeys(known) if known.count(item) > 1]


def all_same(items: Sequence[Any]) -> bool:
    """Tell whether all items are equal; so they are in an empty list."""
    return len(set(_plain(items))) <= 1


def joined(items: Sequence[Any]) -> str:
    """Join names with 、 for messages."""
    return "、".join(str(item) for item in _plain(items))


@dataclass(frozen=True, slots=True)
class Function:
    """A CEL function: parameter and result types, and what computes it."""

    parameters: tuple[Any, ...]
    result: Any
    compute: Callable[..., Any]
    #: The text it returns is a day, so that it may be compared as one.
    day: bool = False

    @property
    def name(self) -> str:
        """The name that rules use."""
        return self.compute.__name__

    def declare(self) -> Any:
        """Return the declaration that the C++ engine wants; it takes "a text or a whole number" as two overloads."""
        any_of = [_INT, _STRING] if cel.Type.DYN in self.parameters else [cel.Type.DYN]
        overloads = [
            cel.Overload(
                f"branchbook_{self.name}_{number}",
                return_type=self.result,
                parameters=[kind if parameter == cel.Type.DYN else parameter for parameter in self.parameters],
                impl=self.compute,
            )
            for number, kind in enumerate(any_of)
        ]
        return cel.FunctionDecl(self.name, overloads)


#: Every function that a rule may call besides the profile's built-ins.
FUNCTIONS: dict[str, Function] = {
    item.name: item
    for item in (
        Function((_INT,), _INT, minimum_candidates),
        Function((_INT,), _INT, quorum),
        Function((_INT,), _INT, quorum_half),
        Function((_INT,), _INT, winning_line),
        Function((_INT, _INT), _STRING, percent),
        Function((_LIST,), _INT, total),
        Function((_LIST,), _INT, minimum),
        Function((_LIST,), _INT, maximum),
        Function((_LIST,), _BOOL, numbered),
        Function((_LIST, cel.Type.DYN), _INT, count_of),
        Function((_LIST,), _BOOL, distinct),
        Function((_LIST,), _STRINGS, repeated),
        Function((_LIST,), _BOOL, all_same),
        Function((_LIST,), _STRING, joined),
        Function((_STRING,), _BOOL, days.is_day),
        Function((_STRING,), _BOOL, days.is_complete_date),
        Function((_STRING,), _STRING, days.written_day, day=True),
        Function((_STRING,), _STRING, days.day_of, day=True),
        Function((_STRING, _INT), _STRING, days.days_after, day=True),
        Function((_STRING, _INT), _STRING, days.months_after, day=True),
        Function((_STRING, _INT), _STRING, days.years_after, day=True),
        Function((_STRING, _STRING), _INT, days.days_between),
        Function((_STRING, _STRING), _INT, days.months_between),
        Function((_STRING, _STRING), _INT, days.years_between),
        Function((_STRING, _STRING), _INT, days.minutes_between),
        Function((_STRING,), _INT, days.year_of),
        Function((_STRING,), _INT, days.month_of),
        Function((_STRING,), _INT, days.weekday),
        Function((_STRING,), _STRING, days.cn_date),
        Function((_STRING,), _STRING, days.month_name),
        Function((_STRING,), _STRING, days.quarter_name),
        Function((_STRING,), _STRING, days.half_name),
        Function((_STRING, _STRING), _STRINGS, days.months_from),
        Function((_STRING, _STRING), _STRINGS, days.quarters_from),
        Function((_STRING, _STRING), _STRINGS, days.halves_from),
        Function((_LIST,), _BOOL, days.in_order),
        Function((_LIST, _INT), _BOOL, days.within_months),
        Function((_LIST,), _STRING, days.earliest, day=True),
        Function((_LIST,), _STRING, days.latest, day=True),
        Function((_STRING,), _BOOL, calendar.is_workday),
        Function((_STRING, _STRING), _INT, calendar.workdays_between),
        Function((_STRING, _INT), _STRING, calendar.add_workdays, day=True),
        Function((_STRING,), _INT, texts.chars),
        Function((_STRING,), _STRING, texts.norm),
        Function((_STRING, _STRING), _INT, texts.similar),
        Function((_LIST,), _INT, texts.most_similar),
        Function((_STRING, _LIST), _BOOL, texts.contains_any),
        Function((_STRING,), _BOOL, texts.says_nothing),
        Function((_STRING,), _BOOL, texts.is_doc_number),
        Function((_STRING,), _INT, texts.whole),
        Function((_STRING,), _INT, texts.fen),
        Function((_INT,), _STRING, texts.yuan),
    )
}

#: The functions that need the arrangement of public holidays.
WORKDAY_FUNCTIONS = frozenset({"is_workday", "workdays_between", "add_workdays"})
