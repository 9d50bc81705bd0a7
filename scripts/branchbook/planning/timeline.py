"""When the steps of a procedure fall, in words and in days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchbook.rules.functions import days_after, months_after

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchbook.handbook.content import Offset, Procedure


def label(offset: Offset, anchors: Mapping[str, str]) -> str:
    """Say an offset in words: 届满前 6 个月, 大会当天, 批复后 1 个月内."""
    name = anchors[offset.anchor]
    months, days = abs(offset.months), abs(offset.days)
    parts = [f"{months} 个月"] if months else []
    if days:
        parts.append(f"{days // 7} 周" if days % 7 == 0 and days >= 14 else f"{days} 天")
    if not parts:
        return f"{name}当天" if not name.endswith(("日", "当天")) else name
    side = "前" if offset.months < 0 or offset.days < 0 else "后"
    return f"{name}{side} {' '.join(parts)}"


def resolve(procedure: Procedure, anchors: Mapping[str, str]) -> dict[str, str]:
    """Return the day of each step whose anchor date is given, as `YYYY-MM-DD` by step id."""
    days = {}
    for step in procedure.steps:
        if step.at and step.at.anchor in anchors:
            days[step.id] = days_after(months_after(anchors[step.at.anchor], step.at.months), step.at.days)
    return days
