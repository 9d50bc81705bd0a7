"""A whole dossier of every procedure has nothing wrong in it, and a sloppy one is named correctly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest

import demo_dossiers
from branchbook.dossiers.plan import plan_of
from branchbook.findings import Severity, Verdict
from branchbook.handbook.source import read_yaml
from branchbook.records import Style, render, safe_filename
from tests.inspection.world import check, handbook

if TYPE_CHECKING:
    from pathlib import Path

    from branchbook.dossiers.noted import Noted
    from branchbook.inspection.report import Report

FOLDER = demo_dossiers.DATA / "procedures"
FILES = sorted(FOLDER.glob("*.yml"))


def _read(file: Path) -> dict[str, Any]:
    data = dict(read_yaml(file, file.name).data)
    if isinstance(data["clean"], str):
        data["clean"] = read_yaml(file.parent / data["clean"], data["clean"]).data
    return data


def _check(dossier: demo_dossiers.Described, folder: Path) -> Report:
    demo_dossiers.write(handbook(), dossier, folder)
    procedure = dossier.procedure if dossier.procedure == "election-reminder" else ""  # one file is no dossier
    return check(folder, today=dossier.today, procedure=procedure)


def told(noted: Noted) -> str:
    """A finding by its code, and by its rule, the document that is missing, or the file."""
    finding = noted.finding
    title = re.search("《(.+?)》", finding.message)
    place = finding.rule.partition("#")[2] or (title[1] if title and finding.code == "dossier-missing" else "")
    return f"{finding.code} {place or finding.where.path.partition(' ')[0]}"


def test_every_procedure_has_its_dossiers() -> None:
    procedures = {_read(file)["clean"]["procedure"] for file in FILES}
    procedures |= {demo_dossiers.read_demo(name).procedure for name in demo_dossiers.DEMOS}
    declared = {item.id for item in handbook().procedures.values() if item.dossier is not None}
    assert procedures >= declared
    assert procedures >= {item.id for item in handbook().procedures.values() if item.area == "elections"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_whole_dossier_has_nothing_wrong_in_it(file: Path, tmp_path: Path) -> None:
    dossier = demo_dossiers.described(_read(file)["clean"])
    report = _check(dossier, tmp_path)
    wrong = [
        f"{item.finding.where.path} {item.finding.message}"
        for item in report.noted()
        if item.finding.severity is not Severity.HINT
    ]
    assert wrong == []
    assert report.code == 0
    assert [(item.procedure, item.path, item.verdict) for item in report.dossiers] == [
        (dossier.procedure, ".", Verdict.PASS)
    ]
    assert Verdict.FAIL not in {record.verdict for record in report.records}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_sloppy_dossier_is_named_correctly(file: Path, tmp_path: Path) -> None:
    data = _read(file)
    report = _check(demo_dossiers.described(data["clean"], data["sloppy"]), tmp_path)
    assert [item.verdict for item in report.dossiers] == [Verdict.FAIL]
    found = [told(item) for item in report.dossiers[0].findings if item.finding.severity is not Severity.HINT]
    assert found == list(data["expect"])


#: Papers that came with the rules of 2026, or that are no part of one person's dossier.
_NEW = ("object-reply", "object-notice", "notice-report", "prereview-notice")
_BESIDE = ("applicant-roll", "cultivation-ledger", "cultivation-handover", "extension-resolution")


def _earlier(value: Any) -> Any:
    """Four years earlier, in whatever is written."""
    if isinstance(value, str):
        return re.sub("202[4-7]", lambda year: str(int(year[0]) - 4), value)
    if isinstance(value, Mapping):
        return {key: _earlier(item) for key, item in value.items()}
    return [_earlier(item) for item in value] if isinstance(value, (list, tuple)) else value


def test_a_dossier_from_before_the_rules_of_2026_is_not_held_to_them(tmp_path: Path) -> None:
    for name in plan_of(handbook(), handbook().procedures["recruit"]).papers:
        if name in _NEW + _BESIDE:
            continue
        template = handbook().templates[name]
        values = _earlier(dict(template.example))
        (tmp_path / safe_filename(template, "")).write_bytes(render(template, values, Style.FILLED))
    report = check(tmp_path, today="2024-06-01")
    assert [item.finding.message for item in report.noted() if item.finding.severity is not Severity.HINT] == []
    assert [(item.procedure, item.verdict) for item in report.dossiers] == [("recruit", Verdict.UNDETERMINED)]
