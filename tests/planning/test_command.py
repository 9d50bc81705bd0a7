"""`branchbook plan` as a person meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from branchbook import cli

ROOT = Path(__file__).resolve().parents[2]
DATES = "name: 贞同志\ndone:\n  applied: 2026-06-01\nplanned:\n  talked: {talked}\n"


def plan(capfd: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    code = cli.run(["--root", str(ROOT), "plan", *map(str, arguments)])
    said = capfd.readouterr()
    return code, said.out + said.err


@pytest.fixture
def dates(tmp_path: Path) -> Path:
    file = tmp_path / "日子.yml"
    file.write_text(DATES.format(talked="2026-06-20"), encoding="utf-8")
    return file


def test_text_json_and_a_file(capfd: pytest.CaptureFixture[str], dates: Path, tmp_path: Path) -> None:
    code, said = plan(capfd, "recruit", dates, "--today", "2026-06-10")
    assert code == 0
    assert "最晚2026年7月1日（收到入党申请书后 1 个月以内，规定）" in said
    code, said = plan(capfd, "recruit", dates, "--today", "2026-06-10", "--format", "json")
    assert json.loads(said)["rows"][2]["latest"] == "2026-07-01"
    target = tmp_path / "日历.ics"
    code, _ = plan(capfd, "recruit", dates, "--today", "2026-06-10", "--format", "ics", "-o", target)
    assert code == 0
    assert b"\r\nSUMMARY:" in target.read_bytes()


@pytest.mark.parametrize("name", ["recruitment", "发展党员（二十五步）"])
def test_a_procedure_answers_to_its_area_and_title(capfd: pytest.CaptureFixture[str], dates: Path, name: str) -> None:
    assert plan(capfd, name, dates, "--today", "2026-06-10") == plan(capfd, "recruit", dates, "--today", "2026-06-10")


def test_what_is_against_a_rule_ends_with_one(capfd: pytest.CaptureFixture[str], dates: Path) -> None:
    dates.write_text(DATES.format(talked="2026-07-02"), encoding="utf-8")
    code, said = plan(capfd, "recruit", dates, "--today", "2026-06-10")
    assert code == 1
    assert "[必须] 派人谈话打算2026年7月2日，晚了 1 天" in said


def test_without_dates_a_file_to_fill_in(capfd: pytest.CaptureFixture[str]) -> None:
    code, said = plan(capfd, "by-term")
    assert code == 0
    assert "  met:  # 选举大会" in said


@pytest.mark.parametrize(
    ("procedure", "text", "word"),
    [
        ("setup", "done: {}", "没有时间表"),
        ("nothing", "done: {}", "有的是 by-term（"),
        ("recruit", "done: {x: 1}", "没有节点「x」"),
    ],
)
def test_what_cannot_be_planned_is_told(
    capfd: pytest.CaptureFixture[str], dates: Path, procedure: str, text: str, word: str
) -> None:
    dates.write_text(text, encoding="utf-8")
    code, said = plan(capfd, procedure, dates)
    assert code == 1
    assert word in said
    assert "Traceback" not in said
