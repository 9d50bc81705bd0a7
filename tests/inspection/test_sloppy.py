"""Papers as sloppy people type them: nothing is read wrongly, nothing sound is blamed, what is evidently wrong is told."""

from __future__ import annotations

import io
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from branchbook.dossiers.values import same_organ
from branchbook.findings import Verdict
from branchbook.inspection.record import Inspector
from tests.inspection.world import check, handbook, put

FILE = Path(__file__).resolve().parents[1] / "data" / "typed" / "sloppy.yml"
PAPERS: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
TODAY = "2026-11-29"


@cache
def inspector() -> Inspector:
    return Inspector(handbook(), today=TODAY)


def failed(report: Any) -> list[str]:
    found = [item.finding for item in report.findings if item.finding.verdict is Verdict.FAIL]
    assert all(item.code == "rule-failed" for item in found), found
    return sorted(item.rule.partition("#")[2] for item in found)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper["file"]))
def test_a_sloppy_paper(paper: dict[str, Any]) -> None:
    record = inspector().read(paper["text"].encode(), f"{paper['file'].partition('.')[0]}.txt")
    assert record.kind == paper["kind"]
    assert {name: record.values.get(name) for name in paper["values"]} == paper["values"]
    assert not set(paper.get("unread", ())) & set(record.values)
    assert failed(inspector().judge(record)) == sorted(paper["fails"])


def test_what_is_written_but_not_read_is_not_missing() -> None:
    text = "党员大会记录\n时间：2026年6月18日\n应到：23人\n实到：20人\n缺席人员及原因：{}\n"
    unread = inspector().judge(inspector().read(text.format("见后附请假条，共3份").encode(), "大会.txt"))
    assert "absent-named" not in failed(unread)
    told = [item.finding for item in unread.findings if item.finding.rule.endswith("#absent-named")]
    assert [(item.verdict, item.message) for item in told] == [
        (Verdict.UNDETERMINED, "“缺席人员”写了，没有读准，无法判断")
    ]
    assert "absent-named" in failed(inspector().judge(inspector().read(text.format("无").encode(), "大会.txt")))


def test_a_workbook_with_a_meeting_a_sheet_is_not_mixed_up() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    rows: list[list[Any]] = [
        ["支委会会议记录"],
        ["时间", "4月2日 上午9点", "地点", "书记办公室"],
        ["主持", "庚同志", "记录", "乙同志"],
        ["应到", 5, "实到", 4],
        ["缺席", "癸同志（去省里开会）"],
    ]
    later: list[list[Any]] = [
        ["支委会会议记录"],
        ["时间", datetime(2026, 5, 7, 9), "地点", "书记办公室"],  # noqa: DTZ001 -- a sheet's days have no zone
        ["主持", "庚同志", "记录", "乙同志"],
        ["应到", 5, "实到", 3],
    ]
    second = book.create_sheet("5月")
    for target, lines in ((sheet, rows), (second, later)):
        for line in lines:
            target.append(line)
    data = io.BytesIO()
    book.save(data)
    record = inspector().read(data.getvalue(), "支委会记录.xlsx")
    report = inspector().judge(record)
    assert (record.kind, dict(record.values), report.verdict) == ("committee-minutes", {}, Verdict.UNDETERMINED)
    assert [item.finding.code for item in report.findings] == ["record-several"]
    assert "「4月2日 上午9点」、「2026-05-07」" in report.findings[0].finding.message


def test_a_superior_may_be_called_by_its_short_name(tmp_path: Path) -> None:
    papers = {paper["file"].partition(".")[0]: paper["text"] for paper in PAPERS}
    folder = put(tmp_path, {f"{name}.txt": papers[name].encode() for name in ("换届请示", "批复", "选举大会记录")})
    found = [item.finding for dossier in check(folder).dossiers for item in dossier.findings]
    assert found
    assert not [item for item in found if item.where.field in {"branch", "superior"}]
    other = {"批复.txt": papers["批复"].replace("某局机关委员会", "某区机关委员会").encode()}
    again = [item.finding for dossier in check(put(tmp_path, other)).dossiers for item in dossier.findings]
    assert [item.where.field for item in again if item.where.field in {"branch", "superior"}] == ["superior"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("局机关党委", "中共示例市某局机关委员会", True),
        ("第一党支部", "中共示例市某局第一支部委员会", True),
        ("第二党支部", "中共示例市某局第一支部委员会", False),
        ("局直属党委", "中共示例市某局机关委员会", False),
    ],
)
def test_names_of_one_organisation(one: str, other: str, same: bool) -> None:  # noqa: FBT001 -- a case's answer
    assert same_organ(one, other) is same
    assert same_organ(other, one) is same
