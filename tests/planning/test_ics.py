"""The calendar file, held against RFC 5545."""

from __future__ import annotations

import re
from typing import Any

from branchbook.planning.ics import ics
from tests.planning.world import data, limit, made, point


def unfolded(text: str) -> list[str]:
    """Return the content lines."""
    return re.sub(r"\r\n ", "", text).split("\r\n")[:-1]


def events(text: str) -> list[dict[str, Any]]:
    """Return each event's properties; an alarm's own stand under `alarm`."""
    found: list[dict[str, Any]] = []
    inside = ""
    for line in unfolded(text):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif name == "BEGIN":
            inside = value
        elif name == "END":
            inside = ""
        elif found:
            found[-1][("alarm " if inside == "VALARM" else "") + name] = value
    return found


DONE: dict[str, str | list[str]] = {"born": "1990-01-01", "asked": "2026-07-01"}


def test_lines_are_folded_at_75_octets_and_end_as_they_must() -> None:
    text = ics(made(DONE, {"posted": "2027-08-01"}))
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert text.endswith("END:VCALENDAR\r\n")
    lines = text.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode()  # never cut inside a character
    assert any(len(line) > 70 for line in lines), "something was folded"


def test_what_is_planned_and_what_is_due_but_never_what_is_done() -> None:
    found = events(ics(made(DONE, {"posted": "2027-08-01"})))
    assert [event["SUMMARY"] for event in found] == [
        "甲同志 最晚：TALKED（规定）",
        "甲同志 打算：POSTED",
    ]
    assert [event["DTSTART;VALUE=DATE"] for event in found] == ["20260801", "20270801"]
    assert [event["DTEND;VALUE=DATE"] for event in found] == ["20260802", "20270802"]
    assert found[0]["alarm TRIGGER"] == "-P7D"
    assert all(event["DTSTAMP"] == "20260710T000000Z" for event in found)


def test_a_day_that_only_follows_from_a_plan_is_no_deadline() -> None:
    found = events(ics(made({"chosen": "2025-07-01"}, {"listed": "2026-08-01"})))
    assert [event["SUMMARY"] for event in found if "MET" in event["SUMMARY"]] == []


def test_an_event_keeps_its_name_when_its_day_moves_and_people_do_not_share_one() -> None:
    first = events(ics(made(DONE, {"posted": "2027-08-01"})))
    moved = events(ics(made({"asked": "2026-07-03"}, {"posted": "2027-09-01"})))
    assert [event["UID"] for event in first] == [event["UID"] for event in moved]
    assert len({event["UID"] for event in first}) == len(first)


def test_text_is_escaped() -> None:
    timeline = data(point("a"), point("b", needs=["a"], latest=[limit("a", months=1, words="x, y; z\\")]))
    described = events(ics(made({"a": "2026-07-01"}, timeline=timeline)))[0]["DESCRIPTION"]
    assert "x\\, y\\; z\\\\" in described
