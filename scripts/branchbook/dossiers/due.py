"""A year of a branch's records held against what fell due: what has a record, what is missing, late, twice or odd."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from branchbook.dossiers.across import Across, told
from branchbook.dossiers.noted import Noted
from branchbook.dossiers.values import canonical, cn_day
from branchbook.findings import Finding, Severity, Verdict, Where
from branchbook.rules.calendar import known
from branchbook.rules.days import days_between, parse_day
from branchbook.rules.due import year_plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from branchbook.dossiers.seen import ReadRecord
    from branchbook.handbook.parameters import Setting
    from branchbook.rules.due import Data, Row

SHOULD, HINT = Severity.SHOULD, Severity.HINT

#: What a cell of the year says; a mark goes with each word where it is shown.
HELD, FEW, LATE, NONE, UNSURE, AHEAD = "有", "少了", "晚了", "没有", "无法判断", "还没到"
#: From so many records, in so many months of one year, a heap looks like a year.
_LEAST_RECORDS, _LEAST_MONTHS = 6, 3
#: A meeting so many days into the next month or quarter may be the one that was missed.
_MADE_UP = 7
#: A yearly meeting is looked for so many days beyond its time.
_LATEST = 183
#: The Spring Festival lies within these days; no other public holiday does.
_FESTIVAL = ("-01-20", "-02-28")
#: The rule by which records that people type tell a day to come themselves.
_BY_RULE = "not-in-the-future"
_NUMBER = re.compile("[0-9]")
_LIFE = "practice-organisational-life"
_ONE_RECORD = f"{_LIFE}#one-meeting-one-record"
_MEND = "开过的把记录找齐；没有开的如实写，以后按时开，不要补造"


@dataclass(frozen=True, slots=True)
class Cell:
    """One time of one thing.

    Attributes:
        label: when: `3月`, `第1季度`.
        state: one of the words above.
        times: how often it should have been.
        held: how often there is a record.
        days: the days of its records, in order.
    """

    label: str
    state: str
    times: int
    held: int
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing through the year."""

    id: str
    title: str
    period: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class YearSheet:
    """A year at a glance: a line for each thing that has records."""

    year: int
    lines: tuple[Line, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, in a stable key order."""
        return asdict(self)


@dataclass(frozen=True)
class _Heap:
    """The records of one entry.

    Attributes:
        dated: with a day up to today, in order of it.
        undated: how many have none.
        unseen: how many files were not read or not recognised.
    """

    entry: Data
    dated: tuple[ReadRecord, ...]
    undated: int
    unseen: int


def is_of(record: ReadRecord, entry: Data) -> bool:
    """Tell whether a record shows that a thing was done."""
    return record.sort in entry["records"] or record.paper in entry["records"]


def kept(data: Data | None) -> list[Data]:
    """Return the entries of which records are kept."""
    return [entry for entry in data["entries"] if "records" in entry] if data else []


# ---- what is odd with single records, whether or not the year is told -----------------------------------


def check_days(records: Sequence[ReadRecord], data: Data | None, *, today: str, held: frozenset[str]) -> list[Across]:
    """Say which records of a year bear a day that cannot be, or need not be, and which stand for one meeting.

    Args:
        records: every record that was read.
        data: what falls due, of `year_data`; nothing is said without.
        today: the day of the check.
        held: paths of records that stand in a dossier, whose days are judged there.
    """
    filled = [record for record in records if record.template is not None and not record.blank]
    own = [(record, entry) for record in filled if record.day for entry in kept(data) if is_of(record, entry)]
    return [
        *_future(own, today, held),
        *_festival(own),
        *_twice(own),
    ]


def _future(own: Sequence[tuple[ReadRecord, Data]], today: str, held: frozenset[str]) -> Iterator[Across]:
    for record, _ in own:
        by_rule = record.template is not None and _BY_RULE in record.template.rules
        if record.day > today and record.path not in held and not by_rule:
            message = f"“{record.label(record.dated_by)}”是{cn_day(record.day)}，今天才{cn_day(today)}"
            mend = "日期写错的改正；提前做好的，到那一天再填"
            where = Where(record.path, None, record.dated_by)
            why = ((f"{_LIFE}#minutes-time",), ("D-086",))
            yield told("date-in-future", SHOULD, where, (message, mend), why, record)


def _festival_of(year: int) -> tuple[str, str] | None:
    """Return the first and the last of the weekdays that the Spring Festival takes; None when it is not arranged."""
    arranged = known()
    if not arranged.first <= year <= arranged.last:
        return None
    first, last = (f"{year}{day}" for day in _FESTIVAL)
    days = sorted(day for day in (item.isoformat() for item in arranged.holidays) if first <= day <= last)
    return (days[0], days[-1]) if days else None


def _festival(own: Sequence[tuple[ReadRecord, Data]]) -> Iterator[Across]:
    spans = {year: _festival_of(year) for year in {int(record.day[:4]) for record, _ in own}}
    for record, entry in own:
        span = spans[int(record.day[:4])]
        if span is None or not span[0] <= record.day <= span[1] or parse_day(record.day) in known().workdays:
            continue
        message = f"{cn_day(record.day)}在春节假期里，这天的{entry['title']}是不是真的办了，无法判断"
        mend = "真是这天办的，不用改；日期写错的，照签到改正"
        where = Where(record.path, None, record.dated_by)
        why = ((f"{_LIFE}#minutes-time",), ())
        yield told("day-in-festival", HINT, where, (message, mend), why, record, doubt=True)


def _twice(own: Sequence[tuple[ReadRecord, Data]]) -> Iterator[Across]:
    """Two records that call their meeting the same and give it different days."""
    by: dict[tuple[str, str], list[ReadRecord]] = defaultdict(list)
    for record, entry in own:
        name = record.of("meeting_name")
        if isinstance(name, str) and _NUMBER.search(canonical(name)):  # a name for every time tells nothing
            by[entry["id"], canonical(name)].append(record)
    for found in by.values():
        first = found[0]
        for record in found[1:]:
            if record.day == first.day:
                continue  # told where records of one day are held against each other
            message = (
                f"和 {first.path} 都叫“{record.quote('meeting_name').text}”，一份写{cn_day(first.day)}，"
                f"一份写{cn_day(record.day)}；不知道是不是同一次会"
            )
            mend = "是一次会的，核对签到，留原始的一份；是两次会的，名称改得分得开"
            where = Where(record.path, None, "meeting_name")
            why = ((_ONE_RECORD,), ("D-010",))
            yield told("meeting-twice", HINT, where, (message, mend), why, record, first, doubt=True)


# ---- the year -------------------------------------------------------------------------------------------


def looks_like_a_year(records: Sequence[ReadRecord], data: Data | None) -> list[Across]:
    """Ask which year is to be checked, where records look like a year's: nothing is missed that nobody says is whole."""
    own = [
        record
        for record in records
        if record.template is not None and record.day and any(is_of(record, entry) for entry in kept(data))
    ]
    by: dict[str, list[ReadRecord]] = defaultdict(list)
    for record in own:
        by[record.day[:4]].append(record)
    found = []
    for year, held in sorted(by.items()):
        if len(held) < _LEAST_RECORDS or len({record.day[:7] for record in held}) < _LEAST_MONTHS:
            continue
        message = f"有 {year} 年的组织生活记录 {len(held)} 份；没有说这是不是全年的，缺不缺哪一次，无法判断"
        mend = f"是 {year} 全年的，说明查这一年再查一遍：网页上选“查全年”，命令行加 --year {year}"
        finding = Finding("year-unsaid", HINT, Where("."), message, mend, Verdict.UNDETERMINED)
        found.append(Across(Noted(finding), frozenset(record.path for record in held)))
    return found


def check_due(
    records: Sequence[ReadRecord],
    data: Data | None,
    values: Mapping[str, Setting] = MappingProxyType({}),
    *,
    year: int,
    today: str,
    unseen: int = 0,
) -> tuple[list[Across], YearSheet]:
    """Say what of a year's meetings has no record, or one too late.

    What is not over is not missed, nor what a branch does not have. Where a fact of the branch is not given, where
    records have no day or files were not read, nobody can tell.

    Args:
        records: every record that was read.
        data: what falls due, of `year_data`.
        values: what the branch set, and the defaults, by id.
        year: the year.
        today: the day of the check.
        unseen: how many files were not read or not recognised.
    """
    filled = [record for record in records if record.template is not None and not record.blank]
    found: list[Across] = []
    lines: list[Line] = []
    for entry in kept(data):
        rows = year_plan({"entries": [entry], "term_ends": ""}, values, year)
        rows = [row for row in rows if row.first >= f"{year}-01-01"]  # what began last year is in last year's folder
        own = [record for record in filled if is_of(record, entry)]
        dated = sorted((item for item in own if item.day and item.day <= today), key=lambda item: (item.day, item.path))
        heap = _Heap(entry, tuple(dated), sum(not item.day for item in own), unseen)
        if rows:
            cells = _cells(heap, rows, values, year, today)
            lines.append(Line(entry["id"], entry["title"], entry["period"], tuple(cells)))
            found += _lacks(heap, rows, cells, year)
            found += _late(heap, rows, cells, year)
        found += [_undated(record, entry) for record in own if not record.day]
    return found, YearSheet(year, tuple(lines))


def _undated(record: ReadRecord, entry: Data) -> Across:
    message = f"没有读到{entry['title']}是哪一天的，没有算进这一年"
    mend = "打开文件，把年、月、日写全；一个文件里记了几次会的，一次会存一个文件，再查"
    where = Where(record.path)
    why = ((f"{_LIFE}#minutes-time",), ())
    return told("year-undated", HINT, where, (message, mend), why, record, doubt=True)


def _inside(heap: _Heap, first: str, last: str) -> list[ReadRecord]:
    return [record for record in heap.dated if first <= record.day <= last]


def _meetings(records: Sequence[ReadRecord]) -> int:
    """Return how many meetings records are of: two of one day are of one, but for different groups."""
    return len({(record.day, canonical(record.of("group"))) for record in records})


def _cells(heap: _Heap, rows: Sequence[Row], values: Mapping[str, Setting], year: int, today: str) -> list[Cell]:
    each = values.get(heap.entry.get("each", ""))
    cells = []
    for number, row in enumerate(rows):
        times = each if isinstance(each, int) and not isinstance(each, bool) and each > 0 else row.times
        held = _inside(heap, row.first, row.last)
        count = _meetings(held)
        late: list[ReadRecord] = []
        if count >= times:
            state = HELD
        elif row.last >= today:
            state = AHEAD
        elif not row.sure:
            state = UNSURE
        elif count:
            state = FEW
        else:
            late = _too_late(heap, row, rows[number + 1] if number + 1 < len(rows) else None, year)
            state = LATE if late else UNSURE if heap.undated or heap.unseen else NONE
        days = tuple(dict.fromkeys(record.day for record in late or held))
        cells.append(Cell(row.label, state, times, count, days))
    return cells


def _too_late(heap: _Heap, row: Row, following: Row | None, year: int) -> list[ReadRecord]:
    """Return the record that may be the missed one, made up for: of the same year, or early in the next month."""
    after = [record for record in heap.dated if record.day > row.last]
    if row.period == "year":
        own = [record for record in after if days_between(row.last, record.day) <= _LATEST]
        return [record for record in own if record.of("year") in (None, year)][:1]
    if following is None:
        return []
    held = [record for record in after if record.day <= following.last]
    first = held[:1]
    early = first and days_between(row.last, first[0].day) <= _MADE_UP
    return first if early and _meetings(held) > row.times else []


def _why(entry: Data) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return on what it rests that a thing falls due, and the defects that its absence is."""
    return tuple(entry["basis"]), tuple(entry.get("defects", ()))


def _when(row: Row, cell: Cell) -> str:
    return f"{row.label}只有 {cell.held} 次（应有 {cell.times} 次）" if cell.state == FEW else row.label


def _lacks(heap: _Heap, rows: Sequence[Row], cells: Sequence[Cell], year: int) -> Iterator[Across]:
    """One finding for a thing, however many times of it are missing."""
    entry = heap.entry
    missing = [(row, cell) for row, cell in zip(rows, cells, strict=True) if cell.state in {NONE, FEW, UNSURE}]
    if not missing:
        return
    words = "、".join(_when(row, cell) for row, cell in missing)
    message = f"{year}年没有找齐{entry['title']}的记录：{words}"
    doubt = any(cell.state == UNSURE for _, cell in missing)
    mend = _MEND
    if not missing[0][0].sure:
        asks = "、".join(f"“{ask}”" for ask in entry.get("asks", []))
        message += f"；{entry['whose']}才有，本支部设定里没有填{asks}，无法判断"
        mend = "在本支部设定里填上再查；有的，把记录找齐"
    elif doubt:
        why = [f"有 {heap.unseen} 个文件没有读出来"] if heap.unseen else []
        why += [f"有 {heap.undated} 份没有读到日期"] if heap.undated else []
        message += f"；{'，'.join(why)}，可能在里面，无法判断"
        mend = "先把没有读出来的看一遍；" + _MEND
    severity = SHOULD if entry["weight"] == "规定" and not doubt else HINT
    yield told("year-lacks", severity, Where("."), (message, mend), _why(entry), doubt=doubt)


def _late(heap: _Heap, rows: Sequence[Row], cells: Sequence[Cell], year: int) -> Iterator[Across]:
    entry = heap.entry
    for row, cell in zip(rows, cells, strict=True):
        if cell.state != LATE:
            continue
        record = next(item for item in heap.dated if item.day == cell.days[0])
        yearly = row.period == "year"
        if yearly:
            message = f"{year}年度的{entry['title']}，{cn_day(record.day)}才办，过了{cn_day(row.last)}"
            mend = "晚了的原因如实写明；上级批准推迟的，把批复和记录放在一起"
        else:
            message = f"{row.label}没有{entry['title']}的记录，{cn_day(record.day)}的一次是不是补的，无法判断"
            mend = "是补开的，在记录里写明补哪一次；不是的，把缺的找齐，没有开的如实写"
        where = Where(record.path, None, record.dated_by)
        severity = SHOULD if yearly and entry["weight"] == "规定" else HINT
        yield told("year-late", severity, where, (message, mend), _why(entry), record, doubt=not yearly)


__all__ = ["UNSURE", "Cell", "Line", "YearSheet", "check_days", "check_due", "is_of", "kept", "looks_like_a_year"]
