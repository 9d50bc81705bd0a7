"""What falls due in a year for one branch's settings: the entries as data, and their times; the chart is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from branchbook.rules.days import cn_date, days_after, months_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from branchbook.handbook import Handbook
    from branchbook.handbook.parameters import Setting
    from branchbook.handbook.year import Due

    Data = dict[str, Any]

#: Periods in the order of the chart, with how they are called.
PERIODS = {"month": "每月", "quarter": "每季度", "half-year": "每半年", "year": "每年", "term": "每届"}
#: A year that can be planned.
YEARS = (2000, 2199)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing at one time.

    Attributes:
        id: the entry.
        title: what it is called.
        period: one of `PERIODS`.
        label: when, in words: `3月`, `第1季度`, `10月到次年3月`.
        first: the first day, `YYYY-MM-DD`; empty when it is not known.
        last: the last day; empty when it is not known.
        times: how often, within that time.
        sure: whether this branch has it; no, where a fact is not given on which it depends.
        note: what to say besides.
    """

    id: str
    title: str
    period: str
    label: str
    first: str
    last: str
    times: int
    sure: bool
    note: str


def year_data(handbook: Handbook) -> Data | None:
    """Return what falls due as data, for both languages; None when the handbook does not say."""
    year = handbook.year
    if year is None:
        return None
    return {"term_ends": year.term_ends, "entries": [_entry(handbook, due) for due in year.entries.values()]}


def _entry(handbook: Handbook, due: Due) -> Data:
    procedure = handbook.procedures.get(due.procedure or "")
    papers = [handbook.templates[name] for name in due.templates if name in handbook.templates]
    asks = [name for name in (*due.when, *due.least) if name in handbook.params]
    data: Data = {
        "id": due.id,
        "title": due.title,
        "text": due.text,
        "period": due.period,
        "times": due.times,
        "months": [due.from_month, due.to_month] if due.from_month else [],
        "before": due.months_before,
        "when": dict(due.when),
        "least": dict(due.least),
        "whose": due.whose,
        "asks": [handbook.params[name].label for name in asks],
        "page": f"procedures/{procedure.area}/{procedure.id}/" if procedure else "",
        "papers": [[paper.id, paper.title] for paper in papers],
        "basis": list(due.basis),
        "weight": due.weight.value,
        "note": due.note,
        "records": list(due.records),
        "each": due.each,
        "defects": list(due.defects),
    }
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}


def applies(entry: Data, values: Mapping[str, Setting]) -> bool | None:
    """Tell whether a branch has an entry; None when a fact is not given on which it depends."""
    sure: bool | None = True
    for name, wanted in entry.get("when", {}).items():
        if name not in values:
            sure = None
        elif values[name] != wanted:
            return False
    for name, least in entry.get("least", {}).items():
        value = values.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            sure = None
        elif value < least:
            return False
    return sure


def _times(entry: Data, values: Mapping[str, Setting]) -> int:
    times = values.get(entry["times"], 0) if isinstance(entry["times"], str) else entry["times"]
    return times if isinstance(times, int) else 0


def _month(year: int, first: int, last: int) -> tuple[str, str]:
    """Return the first day of one month and the last day of another; months may go beyond 12."""
    start = f"{year + (first - 1) // 12}-{(first - 1) % 12 + 1:02}-01"
    after = f"{year + last // 12}-{last % 12 + 1:02}-01"
    return start, days_after(after, -1)


def _windows(entry: Data, year: int, values: Mapping[str, Setting], ends: str) -> Iterator[tuple[str, str, str]]:
    """Yield when, in words, and its first and last day."""
    match entry["period"]:
        case "month":
            for month in range(1, 13):
                yield f"{month}月", *_month(year, month, month)
        case "quarter":
            for number in range(4):
                yield f"第{number + 1}季度", *_month(year, number * 3 + 1, number * 3 + 3)
        case "half-year":
            yield "上半年", *_month(year, 1, 6)
            yield "下半年", *_month(year, 7, 12)
        case "year":
            first, last = entry.get("months") or (1, 12)
            if first <= last:
                yield _span(first, last), *_month(year, first, last)
            else:
                yield f"到{last}月底（{year - 1}年度的）", *_month(year - 1, first, last + 12)
                yield f"{first}月到次年{last}月（{year}年度的）", *_month(year, first, last + 12)
        case _:
            day = values.get(ends)
            if not isinstance(day, str):
                yield "", "", ""
                return
            start = months_after(day, -entry["before"])
            if start <= f"{year}-12-31" and day >= f"{year}-01-01":
                yield f"{cn_date(start)}到{cn_date(day)}", start, day


def _span(first: int, last: int) -> str:
    if (first, last) == (1, 12):
        return "全年"
    return f"{first}月" if first == last else f"{first}月到{last}月"


def year_plan(data: Data, values: Mapping[str, Setting], year: int) -> list[Row]:
    """Return what falls due in a year, by entry and then by day.

    Args:
        data: what falls due, of `year_data`.
        values: what the branch set, and the defaults, by id.
        year: the year, within `YEARS`.
    """
    rows = []
    for entry in data["entries"]:
        sure, times = applies(entry, values), _times(entry, values)
        if sure is False or times == 0:
            continue
        for label, first, last in _windows(entry, year, values, data["term_ends"]):
            notes = [entry["note"]] if "note" in entry else []
            if sure is None:
                notes.insert(
                    0,
                    f"{entry['whose']}才有；本支部设定里没有填{'、'.join(f'“{ask}”' for ask in entry.get('asks', ()))}",
                )
            if not label:
                notes.insert(0, "本支部设定里没有填届满的日子，算不出来")
            title, period = entry["title"], entry["period"]
            rows.append(Row(entry["id"], title, period, label, first, last, times, sure is True, "；".join(notes)))
    return rows


__all__ = ["PERIODS", "YEARS", "Row", "applies", "year_data", "year_plan"]
