"""A procedure's timeline as plain data: limits in words, with what they weigh, for Python and the browser alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branchbook.handbook.base import Verified, Weight
from branchbook.planning.timeline import label, span
from branchbook.rules.calendar import known
from branchbook.rules.days import is_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from branchbook.handbook import Handbook
    from branchbook.handbook.content import Procedure, Step
    from branchbook.handbook.timeline import Every, Limit, Point, Timeline

Data = dict[str, Any]

#: From the heaviest to the lightest; a limit weighs what its lightest basis weighs.
_WEIGHTS = (Weight.RULE, Weight.LOCAL, Weight.PRACTICE, Weight.ADVICE)


def weighed(handbook: Handbook, refs: Iterable[str], *, usual: bool = False) -> Data:
    """Return what bases bear together: `weight`, `firm` (bears 必须), `disputed`, and the days `from` and `to`.

    A limit is firm only when every basis is an undisputed 规定 or 地方要求 that was read somewhere.
    """
    hits = [hit for ref in refs if (hit := handbook.provision(ref))]
    provisions = [provision for _, provision in hits]
    weights = [provision.weight for provision in provisions] or [Weight.ADVICE]
    starts = [provision.effective_from or regulation.effective for regulation, provision in hits]
    ends = [provision.effective_to for _, provision in hits if provision.effective_to]
    binding = all(
        provision.weight in {Weight.RULE, Weight.LOCAL} and provision.verified is not Verified.PENDING
        for provision in provisions
    )
    return {
        "weight": max(weights, key=_WEIGHTS.index).value,
        "firm": bool(provisions) and binding and not usual,
        "disputed": any(provision.disputed for provision in provisions),
        "from": max((day for day in starts if is_day(day)), default=""),
        "to": min(ends, default=""),
    }


def _words(limit: Limit, timeline: Timeline, *, late: bool) -> str:
    """Say a limit: 收到申请书后 1 个月以内, 确定为积极分子后满 12 个月, 公示贴出后满 5 个工作日."""
    if limit.says:
        return limit.says
    name = timeline.points[limit.point].label
    long = span(limit.months, limit.days)
    if limit.workdays:
        long = f"{long}又 {limit.workdays} 个工作日" if long else f"{limit.workdays} 个工作日"
    usual = "一般" if limit.usual else ""
    if not long:
        return f"{usual}不晚于{name}" if late else f"{usual}不早于{name}"
    if limit.before:
        return f"{name}前{usual} {long}" if late else f"{name}前{usual} {long}以后"
    if late:
        return f"{name}后{usual} {long}以内"
    return f"{name}的第二天起" if long == "1 天" else f"{name}后{usual}满 {long}"


def _limit(handbook: Handbook, timeline: Timeline, limit: Limit, *, late: bool) -> Data:
    sign = -1 if limit.before else 1
    return {
        "ref": limit.point,
        "months": sign * limit.months,
        "days": sign * limit.days,
        "workdays": sign * limit.workdays,
        "words": _words(limit, timeline, late=late),
        "note": limit.note,
        "basis": list(limit.basis),
        **weighed(handbook, limit.basis, usual=limit.usual),
    }


def _every(handbook: Handbook, every: Every) -> Data:
    return {
        "months": every.months,
        "after": every.after,
        "until": every.until,
        "words": f"每 {every.months} 个月一次",
        "note": every.note,
        "basis": list(every.basis),
        **weighed(handbook, every.basis),
    }


def _guide(procedure: Procedure, timeline: Timeline, step: Step) -> Data | None:
    """Return a step's usual day, when its anchor is one of the points."""
    if step.at is None:
        return None
    ref = next((name for name, point in timeline.points.items() if point.anchor == step.at.anchor), "")
    if not ref:
        return None
    weight = step.timing_weight.value if step.timing_weight else ""
    words = label(step.at, procedure.anchors)
    return {"ref": ref, "months": step.at.months, "days": step.at.days, "words": words, "weight": weight}


def _kind(point: Point) -> str:
    if point.counted:
        return "counted"
    if point.every:
        return "repeated"
    return "act" if point.step else "fact"


def _point(handbook: Handbook, procedure: Procedure, timeline: Timeline, point: Point) -> Data:
    step = next((item for item in procedure.steps if item.id == point.step), None)
    papers = [
        {"template": paper.template, "title": template.title, "need": paper.need}
        for paper in (step.documents if step else ())
        if (template := handbook.templates.get(paper.template))
        and (point.documents is None or paper.template in point.documents)
    ]
    return {
        "id": point.id,
        "label": point.label,
        "kind": _kind(point),
        "step": step.id if step else "",
        "who": step.who if step else "",
        "needs": list(point.needs),
        "optional": point.optional,
        "earliest": [_limit(handbook, timeline, item, late=False) for item in point.earliest],
        "latest": [_limit(handbook, timeline, item, late=True) for item in point.latest],
        "counted": _limit(handbook, timeline, point.counted, late=False) if point.counted else None,
        "every": _every(handbook, point.every) if point.every else None,
        "guide": _guide(procedure, timeline, step) if step and point.guide else None,
        "documents": papers,
    }


def compiled(handbook: Handbook, procedure: Procedure) -> Data | None:
    """Return a procedure's timeline as data, None when it declares none.

    Returns:
        `id`, `title` (of the procedure), `name` (of the timetable), `who`, `page`, `notes`, `basis_order`, `years`
        (first and last year of the working-day calendar) and `points` in order.
    """
    timeline = procedure.timeline
    if timeline is None:
        return None
    calendar = known()
    return {
        "id": procedure.id,
        "title": procedure.title,
        "name": timeline.title,
        "who": timeline.who,
        "page": f"procedures/{procedure.area}/{procedure.id}/",
        "notes": list(timeline.notes),
        "basis_order": list(timeline.basis_order),
        "years": [calendar.first, calendar.last],
        "points": [_point(handbook, procedure, timeline, point) for point in timeline.points.values()],
    }


def bases(data: Data) -> list[str]:
    """Return every provision that a compiled timeline rests on, each once."""
    refs = list(data["basis_order"])
    for point in data["points"]:
        parts = [*point["earliest"], *point["latest"], point["counted"], point["every"]]
        refs += [ref for part in parts if part for ref in part["basis"]]
    return sorted(set(refs))


__all__ = ["Data", "bases", "compiled", "weighed"]
