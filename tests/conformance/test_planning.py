"""Timetables, calendars and dues: the browser says to the letter what Python says."""

from __future__ import annotations

import dataclasses
import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from branchbook.handbook import load
from branchbook.planning.compile import Data, compiled
from branchbook.planning.dues import Change, Income, Member, Reduction, dues_data, reckon, yearly
from branchbook.planning.engine import Dates, timetable
from branchbook.planning.ics import ics
from branchbook.rules.calendar import as_data
from tests.conformance.node import run
from tests.planning.world import SMALL, again, data, limit, point

ROOT = Path(__file__).resolve().parents[2]
ODD = data(
    point("a", "fact"),
    point("b", earliest=[limit("a", months=1, disputed=True), limit("a", days=3, **{"from": "2026-05-11"})]),
    point("c", "repeated", needs=["b"], every=again("b", "e", firm=False, weight="通行做法", **{"from": "2026-05-11"})),
    point("d", needs=["b"], optional=True, latest=[limit("e", workdays=-3, words="E前 3 个工作日; x, y\\z")]),
    point(
        "e",
        needs=["c", "d"],
        earliest=[limit("b", days=40, note="补一句")],
        latest=[limit("b", days=30), limit("b", months=1, firm=False, weight="本站建议", to="2026-06-30")],
        guide={"ref": "a", "months": -1, "days": 2, "words": "A前 1 个月", "weight": ""},
    ),
    id="odd",
)


def timelines() -> list[Data]:
    handbook = load(ROOT)
    return [SMALL, ODD, *(made for item in handbook.procedures.values() if (made := compiled(handbook, item)))]


def some_dates(timeline: Data, chance: random.Random) -> tuple[Dates, str]:
    """Return dates as people have them: mostly in order, some missing, some planned, some wrong."""
    day = date(2023, 1, 1) + timedelta(days=chance.randrange(1100))
    done: dict[str, list[str]] = {}
    planned: dict[str, str] = {}
    until = chance.randrange(len(timeline["points"]) + 1)
    for number, item in enumerate(timeline["points"]):
        day += timedelta(days=chance.choice((-3, 0, 1, 4, 5, 8, 30, 31, 120, 365)))
        if chance.random() < 0.15:
            continue
        if number < until:
            several = item["kind"] == "repeated" or chance.random() < 0.03
            days = [day + timedelta(days=180 * step) for step in range(chance.randrange(1, 4) if several else 1)]
            done[item["id"]] = [one.isoformat() for one in days]
        if (number >= until and chance.random() < 0.4) or chance.random() < 0.03:
            planned[item["id"]] = day.isoformat()
    today = date(2026, 1, 1) + timedelta(days=chance.randrange(700))
    return Dates(chance.choice(("", "贞同志", "\U00020000，;\\")), done, planned), today.isoformat()


def test_timetables_and_calendars() -> None:
    chance = random.Random(20260511)  # noqa: S311 -- the same cases each time
    jobs: list[dict[str, Any]] = [{"do": "calendar", "data": as_data()}]
    wanted: list[Any] = [None]
    states: set[str] = set()
    severities: set[str] = set()
    for timeline in timelines():
        jobs.append({"do": "timeline", "data": timeline})
        wanted.append(None)
        for _ in range(60):
            dates, today = some_dates(timeline, chance)
            table = timetable(timeline, dates, today=today)
            states |= {row.state for row in table.rows}
            severities |= {problem.severity for row in table.rows for problem in row.problems}
            asked = {"id": timeline["id"], "dates": dataclasses.asdict(dates), "today": today}
            jobs += [{"do": "plan", **asked}, {"do": "ics", **asked}]
            wanted += [json.loads(json.dumps(table.as_data())), ics(table)]
    found = run("plan", jobs)
    for job, ours, theirs in zip(jobs, wanted, found, strict=True):
        assert theirs == ours, job.get("dates")
    assert states == {"done", "planned", "next", "blocked", "unsaid", "counted", "fact"}
    assert severities == {"must", "should", "doubt", "hint"}


def some_member(chance: random.Random, categories: list[str]) -> Member:
    """Return a member as people fill the form in, wrong amounts included."""

    def amount() -> str:
        return chance.choice(
            (
                "",
                "0",
                "3000",
                "3000.01",
                "5000",
                "5001",
                "9999.99",
                "10000.01",
                "￥4,200",
                "12.345",
                "x",
                "0.5",
                "1",
                " 800 ",
            )
        )

    def income() -> Income:
        return Income(amount(), chance.choice(("", "0", "35.5", amount())), chance.choice(("", "0", "612.4")))

    reduction = Reduction(
        chance.randrange(1, 8), chance.randrange(4, 13), amount(), chance.choice(("", "某〔2026〕1号"))
    )
    return Member(
        "甲同志",
        chance.choice([*categories, "", "nobody"]),
        income(),
        chance.choice(("", "yes", "no")),
        amount(),
        chance.choice(("", "2026-04", "2027-01")),
        chance.choice(("", "2026-10")),
        tuple(Change(chance.randrange(1, 13), income()) for _ in range(chance.choice((0, 0, 1, 2)))),
        chance.choice((None, reduction)),
    )


def test_dues() -> None:
    dues = load(ROOT).dues
    assert dues
    rates = dues_data(dues)
    chance = random.Random(2008)  # noqa: S311 -- the same cases each time
    jobs: list[dict[str, Any]] = [{"do": "dues", "data": rates}]
    wanted: list[Any] = [None]
    for _ in range(400):
        member = some_member(chance, list(dues.categories))
        jobs += [
            {"do": "reckon", "member": dataclasses.asdict(member)},
            {"do": "yearly", "member": dataclasses.asdict(member), "year": 2026},
        ]
        wanted += [dataclasses.asdict(reckon(rates, member)), yearly(rates, member, 2026).as_data()]
    for job, ours, theirs in zip(jobs, wanted, run("plan", jobs), strict=True):
        assert theirs == ours, job
