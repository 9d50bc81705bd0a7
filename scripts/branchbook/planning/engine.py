"""From the dates that are known to the days that follow; the twin of `scripts/web/src/planning/engine.ts`.

Done and planned dates are never mixed: every day says whether it follows from what was done (`done`), from what is only
planned (`planned`), or from the earliest that is possible (`projected`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from branchbook.rules.calendar import add_workdays
from branchbook.rules.days import cn_date, days_after, days_between, months_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from branchbook.planning.compile import Data

_SOURCES = ("done", "planned", "projected")
_SAID = {"done": "", "planned": "，照打算的日子算", "projected": "，前面的都照最早推算"}
_LAWFUL = ("规定", "地方要求")


@dataclass(frozen=True, slots=True)
class Dates:
    """What somebody knows: `done` (several days for what is done again and again) and `planned`, by point."""

    name: str = ""
    done: Mapping[str, list[str]] = field(default_factory=dict)
    planned: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bound:
    """A day before or after which something may not be.

    Attributes:
        side: `earliest`, `latest`, or `usual` (a day that is usual, no limit).
        day: the day, empty when it cannot be told.
        source: what it follows from: `done`, `planned`, `projected`; empty when unknown.
        doubt: why it cannot be told.
        beyond: whether that is because the calendar of working days ends before.
    """

    side: str
    day: str
    source: str
    weight: str
    firm: bool
    words: str
    note: str
    doubt: str
    basis: list[str]
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong (`must`, `should`), cannot be told (`doubt`), or should be known (`hint`)."""

    severity: str
    message: str
    basis: list[str]


@dataclass(frozen=True, slots=True)
class Row:
    """A point with all that is known of it; `lines` says its days in words.

    Attributes:
        state: `done`, `planned`, `next`, `blocked`, `unsaid` (later ones are done, this has no date), `counted`,
            `fact`.
        earliest: the earliest lawful day, `latest` the latest; `advised_earliest` and `advised_latest` are stricter
            and only advice.
        now: it may be done today.
    """

    id: str
    label: str
    kind: str
    step: str
    state: str
    done: list[str]
    planned: str
    earliest: str
    latest: str
    advised_earliest: str
    advised_latest: str
    now: bool
    blocked_by: list[str]
    documents: list[dict[str, str]]
    bounds: list[Bound]
    lines: list[str]
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class Timetable:
    """A whole timetable on a day."""

    id: str
    title: str
    name: str
    whose: str
    today: str
    rows: list[Row]

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, as the browser has it."""
        return asdict(self)


def _moved(day: str, limit: Data) -> str:
    """Return a day moved by a limit's months, then days, then working days; the calendar may not reach so far."""
    if limit["months"]:
        day = months_after(day, limit["months"])
    if limit["days"]:
        day = days_after(day, limit["days"])
    if limit.get("workdays"):
        day = add_workdays(day, limit["workdays"])
    return day


class _Engine:
    def __init__(self, data: Data, dates: Dates, today: str) -> None:
        self.data = data
        self.today = today
        self.points: dict[str, Data] = {point["id"]: point for point in data["points"]}
        self.done = {name: sorted(days) for name, days in dates.done.items() if name in self.points and days}
        self.planned = {
            name: day for name, day in dates.planned.items() if name in self.points and name not in self.done and day
        }
        self.both = {name for name, day in dates.planned.items() if name in self.done and day}
        self._earliest: dict[str, tuple[str, str]] = {}
        self._uncounted: set[str] = set()

    # -- days ---------------------------------------------------------------------------------

    def known(self, name: str) -> tuple[str, str]:
        """Return day and source of a point, empty when neither done, planned nor counted."""
        point = self.points[name]
        if name in self.done:
            return self.done[name][-1], "done"
        if name in self.planned:
            return self.planned[name], "planned"
        if point["counted"]:
            day, source = self.known(point["counted"]["ref"])
            if day:
                return _moved(day, point["counted"]), source
        return "", ""

    def possible(self, name: str) -> tuple[str, str]:
        """Return the known day, or the earliest that follows from what comes before.

        Empty when nothing does, or when something before it cannot be counted: an earliest day that leaves out the
        working days of a notice would be too early.
        """
        if name in self._earliest:
            return self._earliest[name]
        day, source = self.known(name)
        point = self.points[name]
        if not day and point["kind"] != "repeated":
            limits = (*point["earliest"], *([point["counted"]] if point["counted"] else []))
            floors = [self.possible(need)[0] for need in point["needs"]]
            for limit in limits:
                start = self.possible(limit["ref"])[0]
                try:
                    floors.append(_moved(start, limit) if start and not limit["disputed"] else "")
                except ValueError:
                    self._uncounted.add(name)
            if not self._uncounted.isdisjoint([*point["needs"], *(limit["ref"] for limit in limits)]):
                self._uncounted.add(name)
            day = "" if name in self._uncounted else max(floors, default="")
            source = "projected" if day else ""
            if day and day < self.today and point["kind"] == "act":
                day = self.today
        self._earliest[name] = (day, source)
        return day, source

    @cached_property
    def _followed(self) -> set[str]:
        """The points of which something that needs them, at once or later, is done."""
        found: set[str] = set()
        for point in reversed(self.data["points"]):
            if point["id"] in self.done or point["id"] in found:
                found.update(point["needs"])
        return found

    def missing(self, point: Data) -> list[str]:
        """Return the needs that hold a point up today."""
        found = []
        for need in point["needs"]:
            other = self.points[need]
            if other["kind"] == "counted":
                if not self.known(need)[0] or self.known(need)[1] != "done" or self.known(need)[0] > self.today:
                    found.append(need)
            elif need not in self.done and not other["optional"] and need not in self._followed:
                found.append(need)
        return found

    def state(self, point: Data) -> str:
        name = point["id"]
        if point["kind"] in {"fact", "counted"}:
            return str(point["kind"])
        if point["every"]:
            every = point["every"]
            if every["until"] in self.done or every["until"] in self._followed:
                return "done" if name in self.done else "unsaid"
            return "planned" if name in self.planned else "next" if every["after"] in self.done else "blocked"
        if name in self.done:
            return "done"
        if name in self.planned:
            return "planned"
        if name in self._followed:
            return "unsaid"
        return "blocked" if self.missing(point) else "next"

    # -- bounds -------------------------------------------------------------------------------

    def bound(self, point: Data, limit: Data, side: str, own: str) -> Bound:
        """Return a limit as a day. `own` is the day of the act itself, empty when it is still open."""
        day, source = self.possible(limit["ref"]) if side == "earliest" else self.known(limit["ref"])
        if own and source not in {"done", ""} and point["id"] in self.done:
            day, source = "", ""
        doubt, beyond = "", False
        if limit["disputed"]:
            day, source, doubt = "", "", "依据有争议"
        elif day:
            try:
                day = _moved(day, limit)
            except ValueError:
                first, last = self.data["years"]
                start = cn_date(day)
                day, source = "", ""
                doubt, beyond = f"工作日历只收了 {first} 年到 {last} 年，从{start}数不出来", True
        elif self.points[limit["ref"]]["kind"] == "fact":
            doubt = f"没有填{self.points[limit['ref']]['label']}"
        if day and not doubt:
            at = own or max(day, self.today)
            if limit["from"] and at < limit["from"]:
                doubt = f"{cn_date(limit['from'])}以前的规定没有核到"
            elif side == "latest" and limit["from"] and day < limit["from"]:
                doubt = f"期限在{cn_date(limit['from'])}以前就到了，那时的规定没有核到"
            elif limit["to"] and at > limit["to"]:
                doubt = f"这一条到{cn_date(limit['to'])}为止"
        return Bound(
            side,
            day,
            source,
            limit["weight"],
            limit["firm"],
            limit["words"],
            limit["note"],
            doubt,
            limit["basis"],
            beyond,
        )

    def again(self, point: Data) -> Bound:
        """Return until when something that is done again and again is due next."""
        every = point["every"]
        name = point["id"]
        day, source = self.known(every["after"])
        if name in self.done:
            day, source = self.done[name][-1], "done"
        doubt = "依据有争议" if every["disputed"] else ""
        end = months_after(day, every["months"]) if day and not doubt else ""
        words = f"{self.points[every['after']]['label']}起{every['words']}"
        source = source if end else ""
        note, basis = every["note"], every["basis"]
        return Bound("latest", end, source, every["weight"], every["firm"], words, note, doubt, basis)

    def bounds(self, point: Data, own: str) -> list[Bound]:
        if point["kind"] in {"fact", "counted"}:
            return []
        if point["every"]:
            return [self.again(point)] if self.state(point) in {"next", "planned", "blocked"} else []
        found = [self.bound(point, limit, "earliest", own) for limit in point["earliest"]]
        found += [self.bound(point, limit, "latest", own) for limit in point["latest"]]
        guide = point["guide"]
        if guide and not own:
            day, source = self.known(guide["ref"])
            if day:
                day = _moved(day, guide)
                found.append(Bound("usual", day, source, guide["weight"], False, guide["words"], "", "", []))  # noqa: FBT003 -- a row of data
        return found

    # -- problems -----------------------------------------------------------------------------

    def held(self, point: Data, own: str, word: str, bounds: list[Bound]) -> Iterator[Problem]:
        """Yield what is wrong with a day that was done or is planned."""
        for bound in bounds:
            if bound.beyond:
                yield Problem(
                    "doubt",
                    f"{point['label']}{word}{cn_date(own)}，{bound.words}：{bound.doubt}，无法判断",
                    bound.basis,
                )
            if not bound.day or bound.side == "usual":
                continue
            early = bound.side == "earliest" and own < bound.day
            late = bound.side == "latest" and own > bound.day
            if not early and not late:
                continue
            apart = abs(days_between(own, bound.day))
            told = f"早了 {apart} 天" if early else f"晚了 {apart} 天"
            edge = f"{'最早' if early else '最晚'}{cn_date(bound.day)}"
            says = f"{point['label']}{word}{cn_date(own)}，{told}：{bound.words}，{edge}（{bound.weight}）"
            if bound.doubt:
                yield Problem("doubt", f"{says}。{bound.doubt}，对不对无法判断", bound.basis)
            else:
                yield Problem("must" if bound.firm else "should", says, bound.basis)

    def before(self, point: Data, own: str) -> Iterator[Problem]:
        """Yield where a day is earlier than that of something it needs."""
        told = {limit["ref"] for limit in point["earliest"]}
        for need in point["needs"]:
            day, source = self.known(need)
            if need in told or not day or source != "done" or own >= day:
                continue
            says = f"{point['label']}（{cn_date(own)}）早于{self.points[need]['label']}（{cn_date(day)}）"
            yield Problem("should", says, self.data["basis_order"])

    def gaps(self, point: Data) -> Iterator[Problem]:
        """Yield where something that is done again and again was done too late."""
        every = point["every"]
        start, source = self.known(every["after"])
        if not start or source != "done":
            return
        end = self.done.get(every["until"], [""])[-1]
        days = [start, *[day for day in self.done.get(point["id"], []) if day >= start], *([end] if end else [])]
        for first, last in pairwise(days):
            due = months_after(first, every["months"])
            if last <= due:
                continue
            says = (
                f"{point['label']}：从{cn_date(first)}到{cn_date(last)}超过 {every['months']} 个月（{every['weight']}）"
            )
            if every["disputed"] or (every["from"] and last < every["from"]):
                yield Problem("doubt", f"{says}。当时的规定没有核到，对不对无法判断", every["basis"])
            else:
                yield Problem("must" if every["firm"] else "should", says, every["basis"])

    def problems(self, point: Data, state: str, bounds: list[Bound]) -> Iterator[Problem]:
        name, label = point["id"], point["label"]
        own = self.done.get(name, [])
        if name in self.both:
            yield Problem("hint", f"{label}办了的日子和打算的日子都填了，照办了的算", [])
        for day in own:
            if day > self.today and point["kind"] in {"act", "repeated"}:
                yield Problem("must", f"{label}填的是办了，{cn_date(day)}还没有到：没有办的填在打算里", [])
        if point["every"]:
            yield from self.gaps(point)
        elif own and point["kind"] == "act":
            if len(own) > 1:
                yield Problem("should", f"{label}只办一次，填了 {len(own)} 个日子，照最后一个算", [])
            yield from self.held(point, own[-1], "是", bounds)
            yield from self.before(point, own[-1])
        if state == "planned":
            day = self.planned[name]
            if day < self.today:
                yield Problem("should", f"{label}打算{cn_date(day)}办，日子已经过了：办了就填到办了的那一栏", [])
            yield from self.held(point, day, "打算", bounds)
            yield from self.before(point, day)
        if point["kind"] == "counted" and own:
            ref, source = self.known(point["counted"]["ref"])
            day = _moved(ref, point["counted"]) if source == "done" else ""
            if day and day != own[-1]:
                says = f"{label}填的是{cn_date(own[-1])}，数出来是{cn_date(day)}，照填的算"
                yield Problem("hint", says, point["counted"]["basis"])
        if state in {"next", "blocked"}:
            for bound in bounds:
                late = bound.side == "latest" and bound.source == "done" and not bound.doubt
                if late and bound.day and bound.day < self.today:
                    days = days_between(bound.day, self.today)
                    says = f"{label}过了期限 {days} 天：{bound.words}，最晚{cn_date(bound.day)}（{bound.weight}）"
                    mend = "马上办，照实写日子和为什么晚了"
                    yield Problem("must" if bound.firm else "should", f"{says}。{mend}", bound.basis)
        if state == "unsaid":
            yield Problem("hint", f"{label}没有填日子，后面的已经办了：补填，或者查一查办了没有", [])

    # -- rows ---------------------------------------------------------------------------------

    def _waits(self, name: str) -> str:
        """Say what holds a point up: 派人谈话, 预备期满（2027年9月18日）."""
        label: str = self.points[name]["label"]
        day, source = self.known(name)
        if self.points[name]["kind"] == "counted" and day and source == "done":
            return f"{label}（{cn_date(day)}）"
        return label

    def lines(self, point: Data, state: str, bounds: list[Bound], blocked: list[str]) -> list[str]:
        name = point["id"]
        said = []
        if name in self.done and point["kind"] != "counted":
            said.append(
                ("" if point["kind"] == "fact" else "办了：") + "、".join(cn_date(day) for day in self.done[name])
            )
        if name in self.planned:
            said.append(f"打算：{cn_date(self.planned[name])}")
        if point["kind"] == "counted":
            day, source = self.known(name)
            if day:
                said.append(f"{cn_date(day)}（{point['counted']['words']}{_SAID[source]}）")
            elif self.possible(name)[0]:
                said.append(f"最早{cn_date(self.possible(name)[0])}（{point['counted']['words']}{_SAID['projected']}）")
            if point["counted"]["note"]:
                said.append(point["counted"]["note"])
        if state in {"done", "unsaid", "fact", "counted"}:
            return said
        if blocked:
            said.append("要等：" + "、".join(self._waits(need) for need in blocked))
        for bound in bounds:
            head = {"earliest": "最早", "latest": "最晚", "usual": "一般在"}[bound.side]
            weight = f"，{bound.weight}" if bound.weight else ""
            note = f"；{bound.note}" if bound.note else ""
            if bound.doubt:
                said.append(f"{head}：无法判断，{bound.doubt}（{bound.words}{weight}）")
            elif bound.day:
                said.append(f"{head}{cn_date(bound.day)}（{bound.words}{weight}{_SAID[bound.source]}{note}）")
            else:
                words = bound.words if bound.words.startswith("不") else f"{head}：{bound.words}"
                said.append(f"{words}（{bound.weight}{note}）")
        return said

    def row(self, point: Data) -> Row:
        name = point["id"]
        state = self.state(point)
        own = self.done.get(name, [])
        at = own[-1] if own else self.planned.get(name, "")
        bounds = self.bounds(point, at)
        open_ = state in {"next", "planned", "blocked"}
        blocked = self.missing(point) if open_ and not point["every"] else []
        if state == "blocked" and point["every"]:
            blocked = [point["every"]["after"]]
        sure = [bound for bound in bounds if bound.day and not bound.doubt] if open_ else []

        def edge(side: str, *, lawful: bool) -> str:
            days = [bound.day for bound in sure if bound.side == side and (bound.weight in _LAWFUL) == lawful]
            return (max if side == "earliest" else min)(days, default="")

        earliest, latest = edge("earliest", lawful=True), edge("latest", lawful=True)
        softer, stricter = edge("earliest", lawful=False), edge("latest", lawful=False)
        problems = list(self.problems(point, state, bounds))
        if earliest and latest and earliest > latest:
            says = f"{point['label']}最早{cn_date(earliest)}，最晚却是{cn_date(latest)}，两头对不上：先问上级"
            problems.append(Problem("should", says, []))
        return Row(
            name,
            point["label"],
            point["kind"],
            point["step"],
            state,
            own,
            self.planned.get(name, ""),
            earliest,
            latest,
            softer if softer > earliest else "",
            stricter if stricter and (not latest or stricter < latest) else "",
            open_ and not blocked and max(earliest, softer) <= self.today,
            blocked,
            point["documents"] if open_ else [],
            bounds,
            self.lines(point, state, bounds, blocked),
            problems,
        )


def timetable(data: Data, dates: Dates, *, today: str) -> Timetable:
    """Work out a timetable.

    Args:
        data: a procedure's timeline, from `compile.compiled`.
        dates: what is known; points that the timeline does not have are passed over.
        today: the day, `YYYY-MM-DD`.

    Returns:
        One row a point, in the timeline's order.
    """
    engine = _Engine(data, dates, today)
    rows = [engine.row(point) for point in data["points"]]
    return Timetable(data["id"], data["title"], data["name"], dates.name, today, rows)


__all__ = ["Bound", "Dates", "Problem", "Row", "Timetable", "timetable"]
