"""Which records belong together: by folder, by procedure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from branchbook.dossiers.plan import Plan
    from branchbook.dossiers.seen import ReadRecord


def folder_of(path: str) -> str:
    """Return the folder of a path; `.` is what was given."""
    return path.rpartition("/")[0] or "."


#: Fewer records than these are no dossier.
LEAST = 2
#: A folder with documents of so many other matters is no dossier with some misfiled, but a heap with a dossier in it.
_MATTERS = 3


@dataclass(frozen=True)
class Group:
    """Records of one folder and their procedure."""

    path: str
    plan: Plan
    records: tuple[ReadRecord, ...]


def choose(
    plans: Sequence[Plan], records: Sequence[ReadRecord], around: Sequence[ReadRecord] | None = None
) -> Plan | None:
    """Return the procedure that records are most likely of; None when fewer than two documents are of any.

    The one that knows the most of the documents wins, those that it merely suffers counting less; of several the one
    that misses the fewest, unless the first in order misses only a few more. Records of meetings that are held again
    and again say nothing of other matters.

    Args:
        plans: the procedures, in their order.
        records: the records.
        around: all that was given with them, by which a meeting is known to have been held again.
    """
    again = _again(plans, records if around is None else around)
    plans = _one_time(plans, records)
    papers = {record.paper for record in records if record.paper}
    known = [(_known(plan, papers - (again - {plan.repeats})), plan) for plan in plans]
    most = max((count for count, _ in known), default=(0, 0))
    if most[0] < LEAST:
        return None
    best = [plan for count, plan in known if count == most]
    lacks = [_lacks(plan, papers) for plan in best]
    if again and min(lacks) >= most[0]:
        return None  # a year's records with a few of some matter among them are no dossier of it
    return next(plan for plan, lack in zip(best, lacks, strict=True) if lack <= min(lacks) + 2)


def _days(plans: Sequence[Plan], records: Sequence[ReadRecord]) -> dict[str, set[str]]:
    """Return the days of the records of meetings that are held again and again, by document."""
    days: dict[str, set[str]] = {plan.repeats: set() for plan in plans if plan.repeats}
    for record in records:
        if record.paper in days:
            days[record.paper].add(record.day)
    return days


def _again(plans: Sequence[Plan], records: Sequence[ReadRecord]) -> set[str]:
    """Return the documents of meetings that are held again and again, of which there are several days."""
    return {name for name, found in _days(plans, records).items() if len(found) > 1}


def _one_time(plans: Sequence[Plan], records: Sequence[ReadRecord]) -> list[Plan]:
    """Return the plans without those of matters that come again and again, unless the records are of one time."""
    held = [(name, found) for name, found in _days(plans, records).items() if found]
    return [
        plan
        for plan in plans
        if not plan.repeats or all(len(found) == 1 and name in plan.papers for name, found in held)
    ]


def _known(plan: Plan, papers: set[str]) -> tuple[int, int]:
    """Return how many documents are of a plan, and how many more it suffers."""
    found = [plan.papers[name].need != "另有" for name in papers if name in plan.papers]
    return sum(found), len(found) - sum(found)


def _lacks(plan: Plan, papers: set[str]) -> int:
    reached = max((paper.step for name, paper in plan.papers.items() if name in papers), default=-1)
    return sum(
        paper.need == "必备" and paper.step <= reached and name not in papers for name, paper in plan.papers.items()
    )


@dataclass
class _Folder:
    path: str
    records: list[ReadRecord] = field(default_factory=list)
    folders: dict[str, _Folder] = field(default_factory=dict)


def _tree(records: Sequence[ReadRecord]) -> _Folder:
    root = _Folder(".")
    for record in records:
        here = root
        folder = folder_of(record.path)
        for part in folder.split("/") if folder != "." else ():
            path = part if here.path == "." else f"{here.path}/{part}"
            here = here.folders.setdefault(part, _Folder(path))
        here.records.append(record)
    return root


def _apart(parts: Sequence[Sequence[ReadRecord]], plan: Plan) -> bool:
    """Tell whether parts are dossiers of their own: the same documents stand in two of them."""
    sets = [
        {record.paper for record in part if record.paper in plan.papers and not plan.papers[record.paper].several}
        for part in parts
    ]
    for index, left in enumerate(sets):
        for right in sets[:index]:
            if len(left & right) * 2 > min(len(left), len(right)):
                return True
    return False


def _groups(
    folder: _Folder, plans: Sequence[Plan], around: Sequence[ReadRecord]
) -> tuple[list[Group], list[ReadRecord]]:
    """Return the dossiers at or below a folder, and the records below it that are in none."""
    groups: list[Group] = []
    loose: list[list[ReadRecord]] = [folder.records] if folder.records else []
    for part in folder.folders.values():
        below, rest = _groups(part, plans, around)
        groups += below
        if rest:
            loose.append(rest)
    parts = loose + [list(group.records) for group in groups]
    whole = [record for part in parts for record in part]
    plan = choose(plans, whole, around)
    if plan is None:
        return groups, whole
    known = [part for part in parts if any(record.paper in plan.papers for record in part)]
    if groups and len(known) == 1 and not any(part is known[0] for part in loose):
        return groups, [record for part in loose for record in part]  # what lies beside is of other matters
    if len(parts) > 1 and _apart(parts, plan):
        own = choose(plans, folder.records, around)
        if own is None:
            return groups, [record for part in loose for record in part]
        return [Group(folder.path, own, tuple(folder.records)), *groups], [
            record for part in loose if part is not folder.records for record in part
        ]
    if groups and any(group.plan is not plan for group in groups):
        return groups, [record for part in loose for record in part]
    inside, beside = _inside(plan, plans, whole)
    return [Group(folder.path, plan, tuple(inside))], beside


def _inside(plan: Plan, plans: Sequence[Plan], records: list[ReadRecord]) -> tuple[list[ReadRecord], list[ReadRecord]]:
    """Return the records of a dossier, and those beside it that are of many other matters."""
    again, matters = _again(plans, records), set()
    for record in records:
        if record.paper and record.paper not in plan.papers:
            homes = (other.id for other in plans if not other.repeats and record.paper in other.papers)
            matters.add(next(homes, ""))
    if len(matters - {""}) < _MATTERS and not again:
        return records, []
    inside = [item for item in records if item.paper in plan.papers and item.paper not in again]
    return inside, [item for item in records if item.paper not in plan.papers or item.paper in again]


def group(records: Sequence[ReadRecord], plans: Sequence[Plan], *, forced: Plan | None = None) -> list[Group]:
    """Return the dossiers among records.

    A folder that holds two or more documents of one procedure is a dossier of it, its folders included; folders that
    hold the same documents as each other are dossiers of their own, and a folder beside a dossier that holds none of
    its documents stays apart. Where the documents of many matters lie in one folder, only those of the one are its
    dossier, and the others are not misfiled.

    Args:
        records: what was read.
        plans: the procedures, in their order.
        forced: the procedure that all of them are of.
    """
    if forced is not None:
        return [Group(".", forced, tuple(records))] if records else []
    known = [record for record in records if record.template is not None]
    groups, _ = _groups(_tree(known), plans, known)
    return sorted(groups, key=lambda item: item.path)
