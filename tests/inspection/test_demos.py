"""The demonstration dossiers, written to files and checked like anybody's: what must be found in them, and no more."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import demo_dossiers
from branchbook.handbook import load
from branchbook.handbook.source import read_yaml
from branchbook.inspection.run import inspect

if TYPE_CHECKING:
    from branchbook.handbook import Handbook
    from branchbook.inspection.report import RecordReport, Report

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    return load(ROOT)


@pytest.fixture(scope="module", params=demo_dossiers.DEMOS)
def demo(request: pytest.FixtureRequest, handbook: Handbook, tmp_path_factory: pytest.TempPathFactory) -> Any:
    name: str = request.param
    dossier = demo_dossiers.read_demo(name)
    folder = tmp_path_factory.mktemp("材料") / name
    demo_dossiers.write(handbook, dossier, folder)
    expected = read_yaml(demo_dossiers.DATA / name / "expected.yml", name).data
    return inspect(handbook, [folder], today=dossier.today), expected


def _alone(record: RecordReport) -> list[str]:
    return [
        f"{item.finding.severity.value} "
        f"{item.finding.rule.partition('#')[2] or f'{item.finding.code} {item.finding.where.field}'}"
        for item in record.findings
    ]


def test_what_is_found_in_a_demonstration_is_what_was_put_there(demo: tuple[Report, dict[str, Any]]) -> None:
    report, expected = demo
    assert report.code == expected["exit"]
    assert [{"procedure": item.procedure, "verdict": item.verdict.value} for item in report.dossiers] == expected[
        "dossiers"
    ]
    together = [
        {
            "code": noted.finding.code,
            "severity": noted.finding.severity.value,
            "path": noted.finding.where.path,
            **({"rule": noted.finding.rule} if noted.finding.rule else {}),
            "says": noted.finding.message,
        }
        for dossier in report.dossiers
        for noted in dossier.findings
    ]
    assert together == expected["together"]
    assert {record.path: _alone(record) for record in report.records if record.findings} == expected["alone"]
    assert dict(Counter(record.verdict.value for record in report.records)) == expected["records"]
    assert [item.path for item in report.unread] == expected["unread"]


def test_a_demonstration_tells_its_story() -> None:
    for name in demo_dossiers.DEMOS:
        dossier = demo_dossiers.read_demo(name)
        assert dossier.title
        assert dossier.story


def test_the_demonstrations_are_written_by_one_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert demo_dossiers.main([str(tmp_path), "sloppy"]) == 0
    names = {file.name for file in (tmp_path / "sloppy").iterdir()}
    assert "W18 换届选举党员大会会议记录（复件）.docx" in names
    assert "签到册扫描件.pdf" in names
    assert not any(name.startswith("W12 ") for name in names)
    assert "branchbook check" in capsys.readouterr().out
    assert demo_dossiers.main([]) == 2
