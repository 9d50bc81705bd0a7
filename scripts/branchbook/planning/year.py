"""A branch's year as a chart, a list of what is due now, and a calendar; the twin of `scripts/web/src/planning/year.ts`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from branchbook.planning.ics import Event, calendar
from branchbook.rules.due import PERIODS, YEARS, Row, applies, year_data, year_plan

if TYPE_CHECKING:
    from branchbook.rules.due import Data


def now_due(rows: list[Row], day: str) -> list[Row]:
    """Return what may be done on a day, what must be done soonest first; what has all year comes last."""
    open_ = [row for row in rows if row.first and row.first <= day <= row.last]
    return sorted(open_, key=lambda row: (row.label == "全年", row.last))


def summary(row: Row) -> str:
    """Return a thing with how often: `党课 2 次`."""
    return f"{row.title} {row.times} 次" if row.times > 1 else row.title


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the wall chart: the entry, the words, whether this branch has it for sure."""

    id: str
    words: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A year on one page: twelve months, four quarters, and what has the whole year."""

    months: list[list[Item]]
    quarters: list[list[Item]]
    whole: list[Item]


def chart(rows: list[Row], year: int) -> Chart:
    """Return where each thing stands on the wall chart.

    What may be done within some months stands where they begin and where they end.
    """
    made = Chart([[] for _ in range(12)], [[] for _ in range(4)], [])
    inside = f"{year}-"
    for row in rows:
        words = summary(row)
        first, last = int(row.first[5:7] or 0), int(row.last[5:7] or 0)
        if row.period == "month":
            made.months[first - 1].append(Item(row.id, words, row.sure))
        elif row.period == "quarter":
            made.quarters[(first - 1) // 3].append(Item(row.id, words, row.sure))
        elif row.period == "half-year":
            made.quarters[(last - 1) // 3].append(Item(row.id, f"{row.label}{words}", row.sure))
        elif row.label == "全年" or not row.first:
            made.whole.append(Item(row.id, words, row.sure and row.first != ""))
        elif row.first[:7] == row.last[:7]:
            made.months[first - 1].append(Item(row.id, words, row.sure))
        else:
            if row.first.startswith(inside):
                made.months[first - 1].append(Item(row.id, f"{words}：着手", row.sure))
            if row.last.startswith(inside):
                end = "届满" if row.period == "term" else "没办的抓紧"
                made.months[last - 1].append(Item(row.id, f"{words}：{end}", row.sure))
    return made


def year_ics(data: Data, rows: list[Row], year: int, *, today: str) -> str:
    """Return a year as a calendar: each thing on the last day of its time, with a reminder a week before."""
    texts = {entry["id"]: entry["text"] for entry in data["entries"]}
    events = []
    for row in rows:
        if not row.first:
            continue
        about = "\n".join([texts[row.id], *([row.note] if row.note else [])])
        words = f"{summary(row)}（{row.label}，这天以前）"
        uid = f"year-{row.id}-{row.first.replace('-', '')}@branchbook"
        events.append(Event(uid, row.last, words, about, remind=True))
    return calendar(f"{year}年支部全年日历", events, today=today)


def as_data(data: Data, rows: list[Row], year: int) -> Data:
    """Return a year as plain data."""
    entries = {entry["id"]: entry for entry in data["entries"]}
    more = [
        {
            key: entries[row.id].get(key, [] if key in {"basis", "papers"} else "")
            for key in ("text", "weight", "basis", "page", "papers")
        }
        for row in rows
    ]
    listed = [{**asdict(row), **extra} for row, extra in zip(rows, more, strict=True)]
    return {"schema": "branchbook.year/1", "year": year, "rows": listed}


__all__ = [
    "PERIODS",
    "YEARS",
    "Chart",
    "Item",
    "Row",
    "applies",
    "as_data",
    "chart",
    "now_due",
    "summary",
    "year_data",
    "year_ics",
    "year_plan",
]
