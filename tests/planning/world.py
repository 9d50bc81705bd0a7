"""A small timeline with every kind of point, written as a procedure would have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branchbook.planning.engine import Dates, Row, Timetable, timetable

if TYPE_CHECKING:
    from collections.abc import Mapping


def limit(ref: str, **change: Any) -> dict[str, Any]:
    """Return a compiled limit: a firm 规定 without a span, unless told otherwise."""
    blank = {"months": 0, "days": 0, "workdays": 0, "words": f"照{ref}", "note": "", "basis": ["law#a"]}
    weight = {"weight": "规定", "firm": True, "disputed": False, "from": "", "to": ""}
    return {"ref": ref, **blank, **weight, **change}


ADVICE = {"weight": "本站建议", "firm": False, "basis": ["practice#a"]}


def point(name: str, kind: str = "act", **change: Any) -> dict[str, Any]:
    """Return a compiled point whose label is its id in capitals."""
    return {
        "id": name,
        "label": name.upper(),
        "kind": kind,
        "step": "" if kind == "fact" else name,
        "who": "",
        "needs": [],
        "optional": False,
        "earliest": [],
        "latest": [],
        "counted": None,
        "every": None,
        "guide": None,
        "documents": [],
        **change,
    }


def again(after: str, until: str, **change: Any) -> dict[str, Any]:
    """Return a compiled rule of doing something every six months."""
    weight = {"weight": "规定", "firm": True, "disputed": False, "from": "", "to": ""}
    words = {"words": "每 6 个月一次", "note": "", "basis": ["law#b"]}
    return {"months": 6, "after": after, "until": until, **words, **weight, **change}


def data(*points: dict[str, Any], **change: Any) -> dict[str, Any]:
    """Return a compiled timeline."""
    return {
        "id": "small",
        "title": "小流程",
        "name": "小时间表",
        "who": "姓名",
        "page": "procedures/x/small/",
        "notes": [],
        "basis_order": ["practice#order"],
        "years": [2004, 2026],
        "points": list(points),
        **change,
    }


SMALL = data(
    point("born", "fact"),
    point("asked", earliest=[limit("born", months=216)]),
    point("talked", needs=["asked"], latest=[limit("asked", months=1)]),
    point("chosen", needs=["talked"], documents=[{"template": "t", "title": "表", "need": "必备"}]),
    point("looked", "repeated", needs=["chosen"], every=again("chosen", "listed")),
    point("posted", needs=["chosen"], earliest=[limit("chosen", months=12)]),
    point("ended", needs=["posted"], earliest=[limit("posted", workdays=5)]),
    point("listed", needs=["ended"], earliest=[limit("ended", days=1)]),
    point("met", needs=["listed"], latest=[limit("listed", months=1), limit("listed", days=14, **ADVICE)]),
    point("over", "counted", counted=limit("met", months=12)),
    point("turned", needs=["met", "over"], earliest=[limit("over")]),
)


def made(
    done: Mapping[str, str | list[str]],
    planned: dict[str, str] | None = None,
    *,
    today: str = "2026-07-10",
    timeline: dict[str, Any] = SMALL,
) -> Timetable:
    """Work out a timetable from days, single ones without a list."""
    listed = {name: [day] if isinstance(day, str) else day for name, day in done.items()}
    return timetable(timeline, Dates("甲同志", listed, planned or {}), today=today)


def row(table: Timetable, name: str) -> Row:
    """Return the row of a point."""
    return next(item for item in table.rows if item.id == name)


def told(table: Timetable, name: str) -> list[tuple[str, str]]:
    """Return weight and words of what is wrong with a point."""
    return [(problem.severity, problem.message) for problem in row(table, name).problems]
