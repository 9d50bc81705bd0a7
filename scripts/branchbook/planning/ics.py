"""A timetable as an iCalendar file (RFC 5545); the twin of `scripts/web/src/planning/ics.ts`.

What is done is not in it: a calendar is for what is still to come.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchbook.rules.days import days_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from branchbook.planning.engine import Row, Timetable

_OCTETS = 75
_REMIND = ("planned", "latest")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Fold a line to 75 octets, never inside a character."""
    parts, part, size = [], "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > _OCTETS:
            parts.append(part)
            part, size = "", 1  # the space that begins the next line
        part += char
        size += octets
    return "\r\n ".join([*parts, part])


def _events(row: Row) -> Iterator[tuple[str, str, str]]:
    """Yield kind, day and words of what a row has in the calendar."""
    if row.state not in {"planned", "next", "blocked"}:
        return
    if row.planned:
        yield "planned", row.planned, f"打算：{row.label}"
    sure = [bound for bound in row.bounds if bound.day and not bound.doubt]
    firm = [bound for bound in sure if bound.source == "done"]
    for kind, day, words in (
        ("earliest", row.earliest or row.advised_earliest, f"最早：{row.label}"),
        ("latest", row.latest or row.advised_latest, f"最晚：{row.label}"),
    ):
        own = [bound for bound in firm if bound.side == kind and bound.day == day]
        if day and own and not (kind == "earliest" and row.now):
            yield kind, day, f"{words}（{own[0].weight}）"
    for bound in sure:
        if bound.side == "usual" and not row.planned:
            yield "usual", bound.day, f"一般在这天前后：{row.label}"


@dataclass(frozen=True, slots=True)
class Event:
    """A thing that lasts one day.

    Attributes:
        uid: the same for the same thing, so that it can be taken in again when its day has moved.
        day: the day, `YYYY-MM-DD`.
        words: what it is.
        about: more of it.
        remind: whether to remind a week before.
    """

    uid: str
    day: str
    words: str
    about: str
    remind: bool


def calendar(title: str, events: Iterable[Event], *, today: str) -> str:
    """Return events as a calendar; the same events give the same text."""
    stamp = today.replace("-", "") + "T000000Z"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Branchbook//planning//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(title)}",
    ]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.uid}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{event.day.replace('-', '')}",
            f"DTEND;VALUE=DATE:{days_after(event.day, 1).replace('-', '')}",
            f"SUMMARY:{_escaped(event.words)}",
            f"DESCRIPTION:{_escaped(event.about)}",
            "TRANSP:TRANSPARENT",
        ]
        if event.remind:
            alarm = ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escaped(event.words)}", "TRIGGER:-P7D"]
            lines += [*alarm, "END:VALARM"]
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) + "\r\n" for line in lines)


def ics(table: Timetable) -> str:
    """Return a timetable as a calendar: planned days, and the earliest and latest days that follow from done ones.

    The same timetable gives the same text; an event keeps its UID when its day moves, so that it can be taken in again.
    """
    whose = f"{zlib.crc32(table.whose.encode()):08x}"
    events = []
    for row in table.rows:
        papers = ["材料：" + "、".join(paper["title"] for paper in row.documents)] if row.documents else []
        about = "\n".join([*row.lines, *papers])
        for kind, day, words in _events(row):
            said = f"{table.whose} {words}" if table.whose else words
            events.append(
                Event(f"{table.id}-{row.id}-{kind}-{whose}@branchbook", day, said, about, remind=kind in _REMIND)
            )
    title = f"{table.name}：{table.whose}" if table.whose else table.name
    return calendar(title, events, today=table.today)


__all__ = ["Event", "calendar", "ics"]
