"""Records typed by hand, read from files, held against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchbook.findings import Verdict
from tests.inspection.world import check, made, put

if TYPE_CHECKING:
    from pathlib import Path

_TALK = """谈心谈话记录
谈话人：庚同志
谈话对象：{name}
谈话时间：2026年1月{day}日
谈话地点：示例市某局二楼小会议室
谈话内容：{name}说外勤的同志常常赶不上晚上的学习，希望分两批学，通知提前一周发。庚同志说自己布置任务常在下班前，这一点要改，请{name}在会上当面提，大家一起看着改。
"""
_SHEET = """征求意见表
填表日期：2026年1月20日
对支部班子的意见：{words}
"""


def talks(*, own: bool = False) -> dict[str, bytes]:
    texts = {
        f"谈心谈话记录 {name}.txt": _TALK.format(name=f"{name}同志", day=20 + number)
        for number, name in enumerate("丁戊己")
    }
    if own:
        own_words = "说到年底的总结，他讲了三件没有做完的事：台账、值班表、新人带教；两个人把每件事排了日子，月底再看。"
        head, _, _ = texts["谈心谈话记录 己.txt"].partition("谈话内容：")
        texts = {
            "谈心谈话记录 丁.txt": texts["谈心谈话记录 丁.txt"],
            "谈心谈话记录 己.txt": f"{head}谈话内容：{own_words * 2}",
        }
    return {name: text.encode() for name, text in texts.items()}


def test_copied_talks_are_told_from_the_files(tmp_path: Path) -> None:
    report = check(put(tmp_path, talks()))
    assert [record.kind for record in report.records] == ["talk-record"] * 3
    assert [(item.procedure, item.verdict) for item in report.dossiers] == [("", Verdict.FAIL)]
    found = [item.finding for item in report.dossiers[0].findings]
    assert [(item.code, item.where.path) for item in found] == [
        ("records-alike", "谈心谈话记录 己.txt"),
        ("records-alike", "谈心谈话记录 戊.txt"),
    ]
    assert report.code == 0, "a clue is no must"


def test_talks_in_their_own_words_are_left_alone(tmp_path: Path) -> None:
    assert check(put(tmp_path, talks(own=True))).dossiers == ()


def test_sheets_that_all_say_nothing(tmp_path: Path) -> None:
    sheets = {
        f"征求意见表{number}.txt": _SHEET.format(words=words).encode()
        for number, words in enumerate(("无", "没有", "暂无"))
    }
    report = check(put(tmp_path, sheets))
    assert [item.finding.code for item in report.dossiers[0].findings] == ["opinions-nothing"]
    heard = sheets | {"征求意见表9.txt": _SHEET.format(words="书柜的事拖了半年").encode()}
    assert check(put(tmp_path, heard)).dossiers == ()


def test_talks_beside_a_dossier_stay_apart_and_among_it_are_misfiled(tmp_path: Path) -> None:
    papers = {f"{name}.docx": made(name) for name in ("shift-request", "shift-reply", "shift-notice")}
    beside = {f"延期/{name}": data for name, data in papers.items()} | {
        f"谈话/{name}": data for name, data in talks(own=True).items()
    }
    report = check(put(tmp_path / "一", beside), today="2026-11-01")
    assert [item.path for item in report.dossiers] == ["延期"]
    assert "dossier-misfiled" not in {item.finding.code for item in report.dossiers[0].findings}
    report = check(put(tmp_path / "二", papers | talks(own=True)), today="2026-11-01")
    assert [item.finding.code for item in report.dossiers[0].findings].count("dossier-misfiled") == 2
