"""Working days in China: public holidays and make-up working days, for the years that the State Council has arranged.

The arrangement comes from the package `chinesecalendar`, which appears anew each November with the next year. Outside
the years that it covers nobody can count working days, so every function raises, and a rule says 无法判断.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

import chinese_calendar

from branchbook.rules.days import parse_day


class Calendar(NamedTuple):
    """The days on which the plain rule (Monday to Friday) does not hold, and the years for which they are known."""

    first: int
    last: int
    holidays: frozenset[date]
    workdays: frozenset[date]


@cache
def known() -> Calendar:
    """Return the arrangement that the installed package knows."""
    off, on = chinese_calendar.holidays, chinese_calendar.workdays
    years = [day.year for day in off]
    return Calendar(
        min(years),
        max(years),
        frozenset(day for day in off if day.isoweekday() <= 5),
        frozenset(day for day in on if day.isoweekday() > 5),
    )


def as_data() -> dict[str, Any]:
    """Return the arrangement as the browser gets it: first and last year, and the exceptional days in order."""
    arranged = known()
    return {
        "first": arranged.first,
        "last": arranged.last,
        "holidays": [day.isoformat() for day in sorted(arranged.holidays)],
        "workdays": [day.isoformat() for day in sorted(arranged.workdays)],
    }


def _works(day: date) -> bool:
    arranged = known()
    if not arranged.first <= day.year <= arranged.last:
        raise ValueError(f"no arrangement of holidays for {day.year}")
    return day in arranged.workdays or (day.isoweekday() <= 5 and day not in arranged.holidays)


def is_workday(day: str) -> bool:
    """Tell whether people work on that day."""
    return _works(parse_day(day))


def workdays_between(first: str, last: str) -> int:
    """Return the working days after `first` up to and including `last`: the day of posting does not count.

    Negative when `last` is earlier.
    """
    start, end = parse_day(first), parse_day(last)
    if end < start:
        return -workdays_between(last, first)
    _works(start)
    _works(end)
    return sum(_works(start + timedelta(days=step)) for step in range(1, (end - start).days + 1))


def add_workdays(day: str, days: int) -> str:
    """Return the `days`-th working day after that day (before it, when negative); 0 is the day itself."""
    at = parse_day(day)
    _works(at)
    left, step = abs(days), timedelta(days=1 if days > 0 else -1)
    while left:
        at += step
        left -= _works(at)
    return at.isoformat()
