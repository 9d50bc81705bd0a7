"""When the steps of a procedure fall, in words and in days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchbook.rules.functions import days_after, months_after

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchbook.handbook.content import Offset, Procedure


def span(months: int, days: int) -> str:
    """Say a length of time: 6 个月, 3 周, 1 个月 5 天, 18 年; empty when there is none."""
    parts = []
    if months:
        parts.append(f"{months // 12} 年" if months % 12 == 0 and months > 12 else f"{months} 个月")
    if days:
        parts.append(f"{days // 7} 周" if days % 7 == 0 and days >= 14 else f"{days} 天")
    return " ".join(parts)


def label(offset: Offset, anchors: Mapping[str, str]) -> str:
    """Say an offset in words: 届满前 6 个月, 大会当天, 批复后 1 个月内."""
    name = anchors[offset.anchor]
    long = span(abs(offset.months), abs(offset.days))
    if not long:
        return f"{name}当天" if not name.endswith(("日", "当天")) else name
    side = "前" if offset.months < 0 or offset.days < 0 else "后"
    return f"{name}{side} {long}"


def resolve(procedure: Procedure, anchors: Mapping[str, str]) -> dict[str, str]:
    """Return the day of each step whose anchor date is given, as `YYYY-MM-DD` by step id."""
    days = {}
    for step in procedure.steps:
        if step.at and step.at.anchor in anchors:
            days[step.id] = days_after(months_after(anchors[step.at.anchor], step.at.months), step.at.days)
    return days
