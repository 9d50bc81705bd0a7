"""Days and times of day as people write them, whole or with something left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from branchbook.records.typed_page import fold, trim
from branchbook.records.words import han_number

# Patterns see folded text. The browser's twin has no lookbehind, so there is none here.
_HAN = "一二三四五六七八九十"
_YEAR = "(?:[12][0-9]{3}|[〇零○Oo0一二三四五六七八九]{4})"
_MONTH = f"(?:[0-9]{{1,2}}|[{_HAN}]{{1,3}})"
_NUMBER = f"(?:[0-9]{{1,2}}|[{_HAN}廿卅]{{1,3}})"
_NONE = "[×Xx*_○〇△.… ]{0,12}"
_S = "[ _]{0,12}"

#: A whole day, unparted: for use inside larger patterns.
WHOLE = (
    f"{_YEAR}{_S}年{_S}{_MONTH}{_S}月{_S}{_NUMBER}{_S}[日号]"
    f"|[12][0-9]{{3}}{_S}[./-]{_S}[0-9]{{1,2}}{_S}[./-]{_S}[0-9]{{1,2}}(?![0-9])[日号]?"
    f"|[12][0-9]{{3}}{_S}年{_S}[0-9]{{1,2}}{_S}月{_S}[0-9]{{1,2}}(?![0-9：时点日号 ])"
)
#: A day with something left out.
PART = (
    f"(?:[12][0-9]{{0,3}}|{_YEAR}|[×Xx*_○〇△]{{1,8}}){_S}年{_S}(?:{_MONTH}|{_NONE}){_S}月{_S}(?:{_NUMBER}|{_NONE}){_S}[日号]"
    f"|年[×Xx*_○〇△. ]{{1,12}}月{_NONE}[日号]"
    f"|{_YEAR}{_S}年{_S}{_MONTH}{_S}月[份底初]?"
    "|[12][0-9]{3}[./-][0-9]{1,2}(?![0-9./-])"
    f"|[0-9]{{2}}{_S}年{_S}{_MONTH}{_S}月{_S}{_NUMBER}{_S}[日号]"
    f"|{_YEAR}{_S}年度?"
    f"|{_MONTH}{_S}月{_S}{_NUMBER}{_S}[日号]"
)
_FIND_WHOLE = re.compile(f"(?:^|[^0-9./-])({WHOLE})")
_FIND_PART = re.compile(f"(?:^|[^0-9./-])({PART})")
_ONLY_YEAR = re.compile(f"{_YEAR}{_S}年度?")
_PARTS = re.compile(rf"({_YEAR}){_S}([年./-]){_S}({_MONTH}){_S}([月./-]){_S}({_NUMBER})")
_EIGHT = re.compile("([12][0-9]{3})([01][0-9])([0-3][0-9])")
_SERIAL = re.compile(r"([2-6][0-9]{4})(?:\.[0-9]+)?")
_TO = "(?:至|到|-{1,2}|~|—{1,2}|–|―)"
_WEEKDAY = f"(?:{_S}(?:（{_S})?(?:星期|周|礼拜)[一二三四五六日天](?:{_S}）)?)?"
_HALF = "上午|下午|晚上|中午|早上|凌晨|晚|早"
#: A time of day, unparted.
TIME = (
    f"(?:(?:{_HALF})?{_S}[0-9]{{1,2}}{_S}(?:：{_S}[0-9]{{2}}|[时点]{_S}(?:[0-9]{{1,2}}{_S}分?|半|整)?)"
    f"|(?:{_HALF})[{_HAN}两]{{1,3}}[时点](?:[{_HAN}]{{1,3}}分|半|整)?)"
)
_TIME = re.compile(
    f"({_HALF})?{_S}([0-9]{{1,2}}|[{_HAN}两]{{1,3}}){_S}"
    f"(?:：{_S}([0-9]{{2}})|[时点]{_S}(?:([0-9]{{1,2}}|[{_HAN}]{{1,3}}(?=分)){_S}分?|(半)|整)?)"
)
_CLOCK = re.compile(f"({TIME})(?:{_S}{_TO}{_S}(?:{WHOLE})?{_S}({TIME}))?")
_BETWEEN = re.compile(f"{_WEEKDAY}[ ，的在于]{{0,4}}")
_RANGE = re.compile(
    f"{_WEEKDAY}{_S}(?:{TIME}|(?:{_HALF}))?{_S}{_TO}{_S}(?:({WHOLE})|({_MONTH}){_S}月{_S}({_NUMBER}){_S}[日号]|({_NUMBER}){_S}[日号])"
)
#: What may stand between a day and the words after it: weekday, part of the day, times.
BEHIND = f"{_WEEKDAY}{_S}(?:{TIME}(?:{_TO}{TIME})?|(?:{_HALF}))?"
_RANGED = re.compile(f"({WHOLE}){BEHIND}{_TO}\\Z")
_MONTH_DAY = re.compile(f"(?:({_MONTH})月)?({_NUMBER})[日号]")
#: A moment, unparted: a whole day and a time of day.
MOMENT = f"(?:{WHOLE}){_WEEKDAY}{_S}(?:{TIME})"


@dataclass(frozen=True, slots=True)
class Written:
    """A day as it stands in a text.

    Attributes:
        raw: its words.
        day: `YYYY-MM-DD`; empty when something is left out, or there is no such day.
        start: where it begins.
        end: where it ends.
    """

    raw: str
    day: str
    start: int
    end: int


def _number(text: str) -> int:
    if text.isascii():
        return int(text.replace("O", "0").replace("o", "0"))
    plain = text.replace("O", "〇").replace("o", "〇").replace("0", "〇")
    value = han_number(plain)
    return -1 if value is None else value


def _made(year: int, month: int, day: int) -> str:
    """Return a day, empty when the calendar has none such or no record is so old."""
    if not 1900 <= year <= 2199:
        return ""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def day_of(whole: str) -> str:
    """Return a whole day's `YYYY-MM-DD` from its folded words; empty when there is no such day."""
    match = _PARTS.match(whole)
    if match is None or (match[2] == "年") != (match[4] == "月") or (match[2] != "年" and match[2] != match[4]):
        return ""
    return _made(_number(match[1]), _number(match[3]), _number(match[5]))


def find_day(text: str) -> Written | None:
    """Return the first day in a text, whole or not."""
    folded = fold(text)
    whole, part = _FIND_WHOLE.search(folded), _FIND_PART.search(folded)
    if whole and (part is None or whole.start(1) <= part.start(1) or _ONLY_YEAR.fullmatch(part[1])):
        return Written(text[whole.start(1) : whole.end(1)], day_of(whole[1]), whole.start(1), whole.end(1))
    if part:
        raw = trim(text[part.start(1) : part.end(1)])
        return Written(raw, "", part.start(1), part.end(1))
    bare = trim(folded)
    eight = _EIGHT.fullmatch(bare)
    if eight:
        return Written(trim(text), _made(int(eight[1]), int(eight[2]), int(eight[3])), 0, len(text))
    return None


def day_in(year: str, words: str) -> str:
    """Return a day told by month and day in a year told elsewhere; empty when the words are something else."""
    rest = _MONTH_DAY.fullmatch(fold(words).replace(" ", ""))
    return _made(int(year), _number(rest[1]), _number(rest[2])) if year and rest and rest[1] else ""


def day_of_serial(text: str, *, old_epoch: bool) -> str:
    """Return the day that a spreadsheet's number stands for; empty when it stands for none."""
    match = _SERIAL.fullmatch(trim(text))
    if match is None:
        return ""
    epoch = date(1904, 1, 1) if old_epoch else date(1899, 12, 30)
    return (epoch + timedelta(days=int(match[1]))).isoformat()


def range_end(text: str, first: Written) -> str:
    """Return the last day of a span that begins with a day; empty when it is no span, or ends on no real day."""
    match = _RANGE.match(fold(text), first.end)
    if match is None or not first.day:
        return ""
    if match[1]:
        return day_of(match[1])
    year, month = int(first.day[:4]), int(first.day[5:7])
    if match[2]:
        return _made(year, _number(match[2]), _number(match[3]))
    return _made(year, month, _number(match[4]))


def range_day(before: str, words: str) -> str:
    """Return the last day of a span, when its words leave out the year, or year and month, that its first day tells."""
    match = _RANGED.search(fold(before).replace(" ", ""))
    rest = _MONTH_DAY.fullmatch(fold(words).replace(" ", ""))
    first = day_of(match[1]) if match else ""
    if rest is None or not first:
        return ""
    month = _number(rest[1]) if rest[1] else int(first[5:7])
    return _made(int(first[:4]), month, _number(rest[2]))


def _minutes(words: str, before: str) -> tuple[int, str]:
    """Return a time of day in minutes, -1 when morning and afternoon cannot be told apart, and its half of the day."""
    match = _TIME.match(words)
    if match is None:
        return -1, before
    half = match[1] or before
    hour = _number(match[2].replace("两", "二"))
    minute = 30 if match[5] else _number(match[3] or match[4] or "0")
    if not 0 <= hour <= 23 or not 0 <= minute <= 59:
        return -1, half
    if half in {"下午", "晚上", "晚"}:
        hour += 12 if hour < 12 else 0
    elif half == "中午":
        hour += 12 if hour < 3 else 0
    elif not half and 0 < hour < 8 and not match[2].startswith("0"):
        return -1, half
    return hour * 60 + minute, half


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def clock(text: str, start: int = 0) -> tuple[str, str]:
    """Return the times of day, `HH:MM`, from and to, that follow at a place; empty where there is none or doubt."""
    folded = fold(text)
    between = _BETWEEN.match(folded, start)
    match = _CLOCK.match(folded, between.end() if between else start)
    if match is None:
        return "", ""
    first, half = _minutes(match[1], "")
    if not match[2]:
        return (_time(first), "") if first >= 0 else ("", "")
    last, _ = _minutes(match[2], half if half in {"下午", "晚上", "晚"} else "上午" if half else "")
    if first < 0 or last <= first:
        return (_time(first), "") if first >= 0 else ("", "")
    return _time(first), _time(last)
