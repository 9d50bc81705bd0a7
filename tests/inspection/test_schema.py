"""The JSON report is what its published schema says, and the schema is fresh."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

import demo_dossiers
from branchbook.handbook import load
from branchbook.inspection.report import VERSION, Report
from branchbook.inspection.run import inspect
from branchbook.inspection.say import say_report
from branchbook.inspection.schema import PLACE, CheckReport, report_schema, write_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The report of a dossier with nearly every sort of finding in it."""
    handbook = load(ROOT)
    dossier = demo_dossiers.read_demo("sloppy")
    folder = tmp_path_factory.mktemp("材料")
    demo_dossiers.write(handbook, dossier, folder)
    data = say_report(handbook, inspect(handbook, [folder], today=dossier.today), "json")
    found: dict[str, Any] = json.loads(data)
    return found


def test_the_published_schema_is_fresh(tmp_path: Path) -> None:
    assert write_schema(tmp_path).read_bytes() == (ROOT / PLACE).read_bytes()


def test_a_real_report_fits(said: dict[str, Any]) -> None:
    report = CheckReport.model_validate(said)
    assert report.model_dump() == said
    assert report.version == VERSION
    assert report.dossiers[0].findings
    assert report.unread


def test_an_empty_report_fits() -> None:
    CheckReport.model_validate(Report("2026-08-03").as_dict())


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("version",), 2),
        (("today",), "2026年8月3日"),
        (("records", 0, "verdict"), "ok"),
        (("records", 0, "more"), 1),
        (("dossiers", 0, "findings", 0, "severity"), "fatal"),
        (("dossiers", 0, "catalogue", 0, "no"), 0),
        (("unread", 0, "message"), ""),
    ],
)
def test_another_shape_does_not_fit(said: dict[str, Any], place: tuple[str | int, ...], value: object) -> None:
    changed = json.loads(json.dumps(said))
    here = changed
    for key in place[:-1]:
        here = here[key]
    here[place[-1]] = value
    with pytest.raises(ValidationError):
        CheckReport.model_validate(changed)


def _properties(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, part in [("", schema), *schema["$defs"].items()]:
        for key, value in part["properties"].items():
            yield f"{name}.{key}", value


def test_every_key_is_explained_in_chinese_and_in_the_docs() -> None:
    page = (ROOT / "docs" / "contributing" / "check-format.md").read_text(encoding="utf-8")
    for name, value in _properties(report_schema()):
        assert not value["description"].isascii(), name
        assert f"`{name.rpartition('.')[2]}`" in page, name
    assert "schemas/check-report.schema.json" in page
