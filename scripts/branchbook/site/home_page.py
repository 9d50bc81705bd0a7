"""What the home page shows of the handbook: a few of each, chosen so that it is grasped at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from branchbook.site.case_pages import FACETS, in_order, values

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from branchbook.handbook import Handbook
    from branchbook.handbook.case import Case
    from branchbook.handbook.content import Change, Procedure, Regulation

#: How many tasks of an area, sets of documents, needs and changes are named before “and so many more”.
TASKS, SETS, NEEDS, CHANGES = 6, 4, 8, 3


def deed(task: str) -> str:
    """Say a procedure's task without “我要”, which stands above them all; 我要不要 keeps its question."""
    return task.removeprefix("我") if task.startswith("我要不要") else task.removeprefix("我要")


@dataclass(frozen=True, slots=True)
class Area:
    """One area with its first tasks and the number of the others."""

    id: str
    title: str
    first: tuple[Procedure, ...]
    more: int


def areas(titles: dict[str, str], procedures: Sequence[Procedure]) -> list[Area]:
    """Return the areas that have procedures, each with its first tasks; a last single one is shown, not counted."""
    found = []
    for name, title in titles.items():
        items = tuple(item for item in procedures if item.area == name)
        shown = len(items) if len(items) <= TASKS + 1 else TASKS
        if items:
            found.append(Area(name, title, items[:shown], len(items) - shown))
    return found


def featured(cases: Iterable[Case], today: str) -> list[Case]:
    """Return three cases of different settings that a branch can do by itself; each month begins with others."""
    known = in_order(cases)
    best = [case for case in known if case.doable_by_branch == "支部自己能做" and case.results_stated]
    pool = best if len(best) >= 3 else known
    start = 3 * (date.fromisoformat(today).month - 1) % len(pool) if pool else 0
    chosen: list[Case] = []
    for fresh in (True, False):
        for case in pool[start:] + pool[:start]:
            taken = case in chosen or (fresh and case.setting in {other.setting for other in chosen})
            if len(chosen) < 3 and not taken:
                chosen.append(case)
    return chosen


def newest(changes: Iterable[tuple[Regulation, Change]]) -> list[tuple[Regulation, Change, str]]:
    """Return the latest changes, one a regulation, each in its first sentence."""
    found: dict[str, tuple[Regulation, Change, str]] = {}
    for regulation, change in changes:
        words = re.split(r"(?<=。)", change.text, maxsplit=1)[0]
        found.setdefault(regulation.id, (regulation, change, words))
    return list(found.values())[:CHANGES]


def about_cases(handbook: Handbook, today: str) -> dict[str, Any]:
    """Return what the home page says of the cases."""
    cases = in_order(handbook.cases.values())
    needs = sorted(values(FACETS[0], cases), key=lambda value: -len(value.cases))[:NEEDS]
    return {"chosen": featured(cases, today), "needs": needs, "case_count": len(cases)}
