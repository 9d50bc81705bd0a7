"""Days as rules know them: texts `2026-06-05` or `2026-06-05 14:30`, compared and counted, never guessed.

Every function here has its twin in `scripts/web/src/rules/days.ts`; both are held together by the vectors.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?: ([01][0-9]|2[0-3]):([0-5][0-9]))?")
_CHINESE = "〇零○O一二三四五六七八九"
_VALUES = dict(zip(_CHINESE, (0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_WRITTEN = (
    re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})[日号]"),
    re.compile(r"([0-9]{4})([-./])([0-9]{1,2})\2([0-9]{1,2})"),
    re.compile(rf"([{_CHINESE}]{{4}})年([{_CHINESE}十廿卅]{{1,3}})月([{_CHINESE}十廿卅]{{1,3}})[日号]"),
)
_BLANK = re.compile("[\\t\\n\\r\u0020\u00a0\u2000-\u200b\u3000\ufeff]")


def parse_day(text: str) -> date:
    """Read a day, or the day of a moment; anything else is an error."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(f"not a day: {text[:40]}")
    return date.fromisoformat(match[1])


def is_day(text: str) -> bool:
    """Tell whether a text is a day that exists, written `2026-06-05`."""
    try:
        return len(text) == 10 and parse_day(text) is not None
    except ValueError:
        return False


def is_moment(text: str) -> bool:
    """Tell whether a text is a day and a time of day, written `2026-06-05 14:30`."""
    try:
        return len(text) == 16 and parse_day(text) is not None
    except ValueError:
        return False


def day_of(moment: str) -> str:
    """Return the day of a `2026-06-05 14:30`, or the day itself."""
    return parse_day(moment).isoformat()


def months_after(day: str, months: int) -> str:
    """Return the day `months` calendar months later; a month's end stays a month's end (01-31 → 02-28)."""
    start = parse_day(day)
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise ValueError("out of the calendar")
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).isoformat()


def years_after(day: str, years: int) -> str:
    """Return the same day `years` years later (02-29 → 02-28 in a year without one)."""
    return months_after(day, years * 12)


def days_after(day: str, days: int) -> str:
    """Return the day `days` calendar days later."""
    return (parse_day(day) + timedelta(days=days)).isoformat()


def days_between(first: str, last: str) -> int:
    """Return the calendar days from `first` to `last`, negative when `last` is earlier."""
    return (parse_day(last) - parse_day(first)).days


def months_between(first: str, last: str) -> int:
    """Return the whole months from `first` to `last`, negative when `last` is earlier."""
    start, end = parse_day(first), parse_day(last)
    if end < start:
        return -months_between(last, first)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if months_after(start.isoformat(), months) <= end.isoformat() else months - 1


def years_between(first: str, last: str) -> int:
    """Return the whole years from `first` to `last` (an age), negative when `last` is earlier."""
    months = months_between(first, last)
    return months // 12 if months >= 0 else -(-months // 12)


def minutes_between(first: str, last: str) -> int:
    """Return the minutes from one moment to another, negative when `last` is earlier."""
    start, end = _MOMENT.fullmatch(first), _MOMENT.fullmatch(last)
    if start is None or end is None or not start[2] or not end[2]:
        raise ValueError("not a moment")
    days = (date.fromisoformat(end[1]) - date.fromisoformat(start[1])).days
    return days * 1440 + (int(end[2]) - int(start[2])) * 60 + int(end[3]) - int(start[3])


def year_of(day: str) -> int:
    """Return the year."""
    return parse_day(day).year


def month_of(day: str) -> int:
    """Return the month, 1 to 12."""
    return parse_day(day).month


def weekday(day: str) -> int:
    """Return the day of the week, 1 for Monday to 7 for Sunday."""
    return parse_day(day).isoweekday()


def cn_date(day: str) -> str:
    """Return `2026年6月5日` for messages."""
    start = parse_day(day)
    return f"{start.year}年{start.month}月{start.day}日"


def month_name(day: str) -> str:
    """Return `2026年6月`."""
    start = parse_day(day)
    return f"{start.year}年{start.month}月"


def quarter_name(day: str) -> str:
    """Return `2026年第2季度`."""
    start = parse_day(day)
    return f"{start.year}年第{(start.month + 2) // 3}季度"


def half_name(day: str) -> str:
    """Return `2026年上半年` or `2026年下半年`."""
    start = parse_day(day)
    return f"{start.year}年{'上' if start.month <= 6 else '下'}半年"


_LONGEST = 1200


def _names(first: str, last: str, name: Any) -> list[str]:
    start, end = parse_day(first), parse_day(last)
    months = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    if len(months) > _LONGEST:
        raise ValueError("too long a time")
    return list(dict.fromkeys(name(f"{month // 12:04d}-{month % 12 + 1:02d}-01") for month in months))


def months_from(first: str, last: str) -> list[str]:
    """Return every month from the one of `first` to the one of `last`, named as by `month_name`."""
    return _names(first, last, month_name)


def quarters_from(first: str, last: str) -> list[str]:
    """Return every quarter from the one of `first` to the one of `last`, named as by `quarter_name`."""
    return _names(first, last, quarter_name)


def halves_from(first: str, last: str) -> list[str]:
    """Return every half-year from the one of `first` to the one of `last`, named as by `half_name`."""
    return _names(first, last, half_name)


def _days(days: Sequence[Any]) -> list[str]:
    if not all(isinstance(day, str) for day in days):
        raise ValueError("not all days")
    return [day_of(day) for day in days]


def in_order(days: Sequence[Any]) -> bool:
    """Tell whether no day is earlier than the one before it."""
    known = _days(days)
    return known == sorted(known)


def within_months(days: Sequence[Any], months: int) -> bool:
    """Tell whether, put in order, each day comes at most `months` months after the one before it."""
    known = sorted(_days(days))
    return all(later <= months_after(earlier, months) for earlier, later in pairwise(known))


def earliest(days: Sequence[Any]) -> str:
    """Return the earliest day of a list; an empty list is an error."""
    return min(_days(days))


def latest(days: Sequence[Any]) -> str:
    """Return the latest day of a list; an empty list is an error."""
    return max(_days(days))


def _chinese(text: str) -> int:
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        return int("".join(str(_VALUES[char]) for char in text))
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        raise ValueError("not a number")
    return (_VALUES[tens] if tens else 1) * 10 + (_VALUES[ones] if ones else 0)


def written_day(text: str) -> str:
    """Read a whole date as people write it: 2026年6月5日, 2026.6.5, 二〇二六年六月五日."""
    bare = _BLANK.sub("", unicodedata.normalize("NFKC", text))
    for pattern in _WRITTEN:
        match = pattern.fullmatch(bare)
        if match:
            numbers = [part for part in match.groups() if part not in "-./"]
            year, month, day = (int(part) if part.isascii() and part.isdigit() else _chinese(part) for part in numbers)
            return date(year, month, day).isoformat()
    raise ValueError(f"not a whole date: {text[:40]}")


def is_complete_date(text: str) -> bool:
    """Tell whether a text is one whole date, year, month and day, that exists."""
    try:
        return bool(written_day(text))
    except ValueError:
        return False
