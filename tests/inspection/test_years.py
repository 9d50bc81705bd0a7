"""The demonstration years, written to files and checked: the clean one is clean, in the sloppy one all that was put there."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import demo_dossiers
from branchbook import cli
from branchbook.handbook import load
from branchbook.inspection.run import inspect
from branchbook.inspection.text import said

if TYPE_CHECKING:
    from branchbook.handbook import Handbook
    from branchbook.inspection.report import Report

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    return load(ROOT)


@pytest.fixture(scope="module")
def folders(handbook: Handbook, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    base = tmp_path_factory.mktemp("年")
    for name in demo_dossiers.YEARS:
        demo_dossiers.write_year(demo_dossiers.read_year(handbook, name), base / name)
    return {name: base / name for name in demo_dossiers.YEARS}


def check(handbook: Handbook, folder: Path, *, whole: bool = True) -> Report:
    year = demo_dossiers.read_year(handbook, folder.name)
    return inspect(handbook, [folder], today=year.today, year=year.year if whole else 0, own=year.settings)


def told(report: Report) -> list[str]:
    return [f"{noted.finding.code} {noted.finding.where.path} {noted.finding.message}" for noted in report.noted()]


def test_the_clean_year_is_clean(handbook: Handbook, folders: dict[str, Path]) -> None:
    report = check(handbook, folders["year-clean"])
    assert told(report) == []
    assert [(item.procedure, item.title, item.verdict.value) for item in report.dossiers] == [
        ("", "2027年的组织生活", "pass")
    ]
    assert report.year is not None
    lines = {line.title: {cell.state for cell in line.cells} for line in report.year.lines}
    held = ("支委会", "党小组会", "主题党日", "党员大会", "党课", "谈心谈话")
    assert {title: {"有"} for title in held} | {"组织生活会": {"还没到"}, "民主评议党员": {"还没到"}} == lines


def test_what_is_wrong_with_the_sloppy_year_is_told_once(handbook: Handbook, folders: dict[str, Path]) -> None:
    report = check(handbook, folders["year-sloppy"])
    assert told(report) == [
        "rule-failed 12月/党员大会通知.docx 通知 2027年12月22日 才发，会 2027年12月20日 就开了",
        "records-alike 8月/支委会记录.docx 去掉人名，和 10月/支委会记录.docx 有 100% 的话一样",
        "date-in-future 12月/主题党日记录.docx “会议日期”是2028年12月17日，今天才2028年1月5日",
        (
            "meeting-twice 4月/支委会记录（另一本）.docx 和 4月/支委会记录.docx 都叫“2027年4月支委会会议”，"
            "一份写2027年4月9日，一份写2027年4月12日；不知道是不是同一次会"
        ),
        "year-lacks . 2027年没有找齐支委会的记录：3月",
        "year-lacks . 2027年没有找齐党小组会的记录：11月只有 1 次（应有 2 次）",
        "year-lacks . 2027年没有找齐主题党日的记录：6月、12月",
        "year-lacks . 2027年没有找齐党员大会的记录：第3季度",
        "year-late 5月/支委会记录.docx 5月没有支委会的记录，2027年6月3日的一次是不是补的，无法判断",
    ]
    assert report.year is not None
    words = {line.title: [said(cell) for cell in line.cells] for line in report.year.lines}
    assert words["支委会"][2:5] == ["✕ 没有", "✓ 有 4月9日、4月12日", "△ 晚了 6月3日"]
    assert words["党小组会"][10] == "△ 少了 1/2 11月18日"


def test_without_a_year_nothing_is_missing(handbook: Handbook, folders: dict[str, Path]) -> None:
    report = check(handbook, folders["year-clean"], whole=False)
    (asked,) = told(report)
    assert asked.startswith("year-unsaid . 有 2027 年的组织生活记录 58 份；没有说这是不是全年的")
    assert report.year is None


def test_a_year_that_nobody_can_judge_is_not_called_good(
    handbook: Handbook, folders: dict[str, Path], tmp_path: Path
) -> None:
    """The clean year of a branch that does not say whether it has party groups, without the records of them."""
    folder = tmp_path / "一年"
    shutil.copytree(folders["year-clean"], folder, ignore=shutil.ignore_patterns("*党小组会记录.docx"))
    year = demo_dossiers.read_year(handbook, "year-clean")
    own = {name: value for name, value in year.settings.items() if name != "groups"}
    report = inspect(handbook, [folder], today=year.today, year=year.year, own=own)
    (lack,) = told(report)
    assert lack.endswith("分了党小组的支部才有，本支部设定里没有填“党小组个数”，无法判断")
    assert [(item.title, item.verdict.value) for item in report.dossiers] == [("2027年的组织生活", "undetermined")]


def test_the_command_shows_the_year(
    folders: dict[str, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    unit = tmp_path / "本支部.yml"
    unit.write_text("committee: 是\ngroups: 2\n", encoding="utf-8")
    folder = str(folders["year-sloppy"])
    asked = ["--root", str(ROOT), "check", folder, "--year", "2027", "--today", "2028-01-05", "--unit", str(unit)]
    assert cli.run(asked) == 1, "a notice that came after its meeting must be mended"
    out = capsys.readouterr().out
    assert "2027年一览\n  支委会：1月 ✓ 有 1月8日；" in out
    assert cli.run([*asked, "--format", "html"]) == 1
    assert '<tr><th>党员大会</th><td colspan="3">✓ 有 3月22日</td>' in capsys.readouterr().out
    assert cli.run(["--root", str(ROOT), "check", folder, "--year", "今年"]) == 2
    assert "不是一个年份" in capsys.readouterr().err
