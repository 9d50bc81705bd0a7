"""From paths to a report: read, judge each, group, judge together."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from branchbook.dossiers.across import check_across
from branchbook.dossiers.catalogue import catalogue, check_catalogue
from branchbook.dossiers.dossier import check_dossier, hold
from branchbook.dossiers.due import UNSURE, check_days, check_due, looks_like_a_year
from branchbook.dossiers.group import group
from branchbook.dossiers.noted import verdict_of, weight
from branchbook.dossiers.plan import plans_of
from branchbook.dossiers.year import asked_by, check_year
from branchbook.inspection.collect import Unread, collect
from branchbook.inspection.record import Inspector
from branchbook.inspection.report import DossierReport, Report
from branchbook.records.package import PackageError
from branchbook.records.read import BOOK
from branchbook.reports import reason
from branchbook.rules import NO_SETTINGS, Settings
from branchbook.rules.due import year_data

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from branchbook.dossiers.due import YearSheet
    from branchbook.dossiers.plan import Plan
    from branchbook.dossiers.seen import ReadRecord
    from branchbook.handbook import Handbook
    from branchbook.handbook.parameters import Setting
    from branchbook.inspection.collect import Entry
    from branchbook.rules.due import Data

Progress = "Callable[[int, int], None]"


def read_all(
    inspector: Inspector, entries: Sequence[Entry], progress: Callable[[int, int], None] | None = None
) -> tuple[list[ReadRecord], list[Unread]]:
    """Read files one after the other; those that cannot be read are told with the reader's own sentence."""
    records, unread = [], []
    for number, entry in enumerate(entries):
        if progress:
            progress(number, len(entries))
        try:
            records.append(inspector.read(entry.load(), entry.path))
        except PackageError as error:
            unread.append(Unread(entry.path, str(error)))
        except OSError as error:
            unread.append(Unread(entry.path, f"打不开这个文件（{reason(error)}），请检查后再查。"))
    return records, unread


def siblings_of(plans: Sequence[Plan]) -> dict[str, str]:
    """Return the title of the first procedure that each document belongs to, but for what comes again and again.

    The records of a year's meetings lie beside other matters in many a folder, and are not misfiled there.
    """
    found: dict[str, str] = {}
    for plan in plans:
        for name in () if plan.repeats else plan.papers:
            found.setdefault(name, plan.title)
    return found


def spared_of(
    records: Sequence[ReadRecord], plans: Sequence[Plan], *, forced: Plan | None = None
) -> dict[str, tuple[str, ...]]:
    """Return what is spared of each record, by path: what the procedure whose dossier it is in borrows and does not need."""
    return {record.path: item.plan.spares for item in group(records, plans, forced=forced) for record in item.records}


def judge_together(
    records: Sequence[ReadRecord],
    plans: Sequence[Plan],
    *,
    today: str,
    settings: Settings = NO_SETTINGS,
    forced: Plan | None = None,
    due: Data | None = None,
    year: int = 0,
) -> tuple[DossierReport, ...]:
    """Return what records say together: every dossier, then what is seen across them.

    Args:
        records: every record that was read.
        plans: the procedures, in their order.
        today: the day of the check.
        settings: what the branch set for itself.
        forced: the procedure that all of them are of.
        due: what falls due in a year, of `year_data`.
        year: the year that `judge_year` holds against it; none when 0.
    """
    siblings = siblings_of(plans)
    groups = group(records, plans, forced=forced)
    held_in = frozenset(record.path for item in groups for record in item.records)
    seen = [*check_across(records, today=today), *check_year(records, settings.values, year=year)]
    seen += check_days(records, due, today=today, held=held_in)
    if not year:
        own = [{record.path for record in item.records} for item in groups]
        seen += [item for item in looks_like_a_year(records, due) if not any(item.paths <= paths for paths in own)]
    reports = []
    for item in groups:
        held = hold(item.plan, item.records, today=today, siblings=siblings)
        noted, verdict = check_dossier(held, item.path)
        noted += check_catalogue(held)
        paths = {record.path for record in item.records}
        inside = [found for found in seen if found.paths <= paths]
        seen = [found for found in seen if not found.paths <= paths]
        noted += [found.noted for found in inside if not asked_by(item.plan, found, item.records)]
        doubtful = verdict.value == "undetermined"
        reports.append(
            DossierReport(
                item.path,
                item.plan.id,
                item.plan.title,
                verdict_of([found.finding for found in noted], doubtful=doubtful),
                tuple(sorted(paths)),
                tuple(sorted(noted, key=weight)),
                catalogue(held),
            )
        )
    if seen:
        noted = [found.noted for found in seen]
        reports.append(
            DossierReport(
                ".",
                "",
                "几份材料放在一起看",
                verdict_of([found.finding for found in noted], doubtful=False),
                tuple(sorted({path for found in seen for path in found.paths})),
                tuple(sorted(noted, key=weight)),
            )
        )
    return tuple(reports)


def judge_year(
    records: Sequence[ReadRecord],
    due: Data | None,
    *,
    year: int,
    today: str,
    unread: int = 0,
    settings: Settings = NO_SETTINGS,
) -> tuple[DossierReport, YearSheet]:
    """Return what a year's records bear out of what fell due: as a report of its own, and at a glance.

    Args:
        records: every record that was read.
        due: what falls due, of `year_data`.
        year: the year.
        today: the day of the check.
        unread: how many files were not read.
        settings: what the branch set for itself.
    """
    unseen = unread + sum(record.template is None and record.kind != BOOK for record in records)
    found, sheet = check_due(records, due, settings.values, year=year, today=today, unseen=unseen)
    noted = sorted((item.noted for item in found), key=weight)
    files = sorted({record.path for record in records if record.day[:4] == str(year)})
    doubtful = any(cell.state == UNSURE for line in sheet.lines for cell in line.cells)
    verdict = verdict_of([item.finding for item in noted], doubtful=doubtful)
    return DossierReport(".", "", f"{year}年的组织生活", verdict, tuple(files), tuple(noted)), sheet


def inspect(
    handbook: Handbook,
    paths: Sequence[Path],
    *,
    today: str,
    procedure: str = "",
    year: int = 0,
    own: Mapping[str, Setting] = MappingProxyType({}),
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Read and judge everything below some paths.

    Args:
        handbook: the handbook.
        paths: files, folders and zips.
        today: the day of the check, `YYYY-MM-DD`.
        procedure: the procedure that all of it is a dossier of; found by itself when empty.
        year: the year that it is the whole of, so that what is missing is told; 0 when nobody says so.
        own: what the branch set for itself, by id.
        progress: told how many files of how many were read.
    """
    collected = collect(paths)
    inspector = Inspector(handbook, today=today, own=own)
    records, unread = read_all(inspector, collected.entries, progress)
    plans = plans_of(handbook)
    forced = next((plan for plan in plans if plan.id == procedure), None) if procedure else None
    spared = spared_of(records, plans, forced=forced)
    unread = sorted((*collected.unread, *unread), key=lambda item: item.path)
    due, settings = year_data(handbook), inspector.settings
    together = judge_together(records, plans, today=today, settings=settings, forced=forced, due=due, year=year)
    sheet = None
    if year:
        whole, sheet = judge_year(records, due, year=year, today=today, unread=len(unread), settings=settings)
        together = (*together, whole)
    alone = tuple(inspector.judge(record, spared.get(record.path, ())) for record in records)
    return Report(today, alone, together, tuple(unread), sheet)
