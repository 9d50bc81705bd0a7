"""A timetable as an iCalendar file (RFC 5545); the twin of `scripts/web/src/planning/ics.ts`.

What is done is not in it: a calendar is for what is still to come.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from branchbook.rules.days import days_after

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def ics(table: Timetable) -> str:
    """Return a timetable as a calendar: planned days, and the earliest and latest days that follow from done ones.

    The same timetable gives the same text; an event keeps its UID when its day moves, so that it can be taken in again.
    """
    stamp = table.today.replace("-", "") + "T000000Z"
    whose = f"{zlib.crc32(table.whose.encode()):08x}"
    title = f"{table.name}：{table.whose}" if table.whose else table.name
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Branchbook//planning//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(title)}",
    ]
    for row in table.rows:
        for kind, day, words in _events(row):
            said = f"{table.whose} {words}" if table.whose else words
            about = [
                *row.lines,
                *(["材料：" + "、".join(paper["title"] for paper in row.documents)] if row.documents else []),
            ]
            lines += [
                "BEGIN:VEVENT",
                f"UID:{table.id}-{row.id}-{kind}-{whose}@branchbook",
                f"DTSTAMP:{stamp}",
                f"DTSTART;VALUE=DATE:{day.replace('-', '')}",
                f"DTEND;VALUE=DATE:{days_after(day, 1).replace('-', '')}",
                f"SUMMARY:{_escaped(said)}",
                f"DESCRIPTION:{_escaped(chr(10).join(about))}",
                "TRANSP:TRANSPARENT",
            ]
            if kind in _REMIND:
                lines += [
                    "BEGIN:VALARM",
                    "ACTION:DISPLAY",
                    f"DESCRIPTION:{_escaped(said)}",
                    "TRIGGER:-P7D",
                    "END:VALARM",
                ]
            lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) + "\r\n" for line in lines)


__all__ = ["ics"]
