"""What records say side by side: copied texts, sheets without an opinion, one number twice, two books of one meeting."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from branchbook.dossiers.across import check_across, said
from branchbook.dossiers.seen import ReadRecord
from branchbook.findings import Severity, Verdict
from branchbook.handbook import load
from tests.dossiers.world import TALK, TODAY, record, records
from tests.records.world import make

if TYPE_CHECKING:
    from pathlib import Path

    from branchbook.dossiers.across import Across

_GIST = (
    "{whom}谈了近期的工作和家里的情况，说外勤任务多，和同志们一起学习的时间少，希望支部把学习安排提前一周通知。"
    "{who}说明了下个月的学习安排，提醒{whom}注意把外勤的记录及时补齐，{whom}表示接受，愿意带一带新来的同志。"
)
_OTHER = "说到党小组会上发言不积极，主要是准备不够；商量好下次由本人先讲一件自己经手的事，讲完大家提意见，再由组长小结一下记在本上；外勤的同志轮着来，不能到的隔天补上，月底一起看落实了几条。"

MEETING = make(
    "held",
    "minutes",
    {
        "met_on": {"label": "会议时间", "type": "datetime"},
        "host": {"label": "主持人", "type": "text"},
        "course": {"label": "会议内容", "type": "long_text"},
        "speeches": {
            "label": "发言",
            "type": "table",
            "columns": {
                "name": {"label": "姓名", "type": "text"},
                "words": {"label": "发言内容", "type": "long_text"},
            },
        },
    },
    "# 会议记录\n",
    dated_by="met_on",
)
SHEET = make(
    "sheet",
    "form",
    {
        "name": {"label": "姓名", "type": "text"},
        "on_team": {"label": "对班子的意见", "type": "long_text"},
        "on_members": {"label": "对委员的意见", "type": "long_text"},
    },
    "# 征求意见表\n",
)
SUMMARY = make("duty-report", "report", {"whole": {"label": "全文", "type": "long_text"}}, "# 述职报告\n")


def talk(number: int, gist: str = _GIST, **change: Any) -> ReadRecord:
    who, whom = "甲同志", f"{'乙丙丁戊己庚辛壬癸子'[number]}同志"
    values = {
        "who": who,
        "whom": whom,
        "talked_on": f"2026-03-{number + 1:02d}",
        "gist": gist.format(who=who, whom=whom),
        **change,
    }
    return ReadRecord(f"谈话{number}.docx", "talk", TALK, "", "talk", values=values)


def meeting(path: str, met_on: str, course: str = "", family: str = "meeting", **change: Any) -> ReadRecord:
    values = {"met_on": met_on, "host": "甲同志", "course": course or _OTHER, **change}
    return ReadRecord(path, "held", MEETING, "", family, values=values)


def sheet(number: int, on_team: str | None, on_members: str | None = None, empty: tuple[str, ...] = ()) -> ReadRecord:
    values = {"name": f"第{number}人", "on_team": on_team, "on_members": on_members}
    kept = {key: value for key, value in values.items() if value is not None}
    return ReadRecord(f"意见{number}.docx", "sheet", SHEET, "", "opinion", values=kept, empty=empty)


def seen(found: list[ReadRecord]) -> list[Across]:
    return check_across(found, today=TODAY)


def codes(found: list[ReadRecord]) -> list[str]:
    return [item.noted.finding.code for item in seen(found)]


def test_a_sound_dossier_has_nothing_to_say() -> None:
    assert seen(records()) == []


# ---- copied word for word -------------------------------------------------------------------------------


def test_talks_that_differ_only_by_name_are_told_against_the_first() -> None:
    found = seen([talk(number) for number in range(4)])
    assert [item.noted.finding.where.path for item in found] == ["谈话1.docx", "谈话2.docx", "谈话3.docx"]
    for item in found:
        finding = item.noted.finding
        assert (finding.code, finding.severity, finding.defects) == ("records-alike", Severity.SHOULD, ("D-059",))
        assert "谈话0.docx" in finding.message
        assert "100%" in finding.message
        assert "一共 4 份" in finding.message
        assert item.paths == {"谈话0.docx", finding.where.path}
        assert {quote.path for quote in item.noted.quotes} == item.paths


def test_a_talk_with_a_changed_sentence_is_still_told_and_its_own_words_are_not() -> None:
    changed = _GIST.replace("愿意带一带新来的同志", "愿意帮一帮新来的同志")
    assert codes([talk(0, _GIST * 2), talk(1, _GIST + changed)]) == ["records-alike"]
    assert codes([talk(0), talk(1, _OTHER)]) == []


def test_short_texts_are_alike_by_chance() -> None:
    assert codes([talk(0, "谈了思想和工作，没有别的。"), talk(1, "谈了思想和工作，没有别的。")]) == []


def test_one_file_twice_is_told_as_such() -> None:
    first = talk(0)
    copy = ReadRecord("复件.docx", "talk", TALK, "", "talk", values=first.values)
    found = seen([first, copy])
    assert [item.noted.finding.defects for item in found] == [("D-088",)]
    assert "放了两次" in found[0].noted.finding.message


@pytest.mark.parametrize(
    ("days", "defects"),
    [(("2026-03-05 15:00", "2026-04-09 15:00"), ("D-072",)), (("2025-03-05 15:00", "2026-03-05 15:00"), ("D-064",))],
)
def test_two_meetings_with_one_course(days: tuple[str, str], defects: tuple[str, ...]) -> None:
    found = seen([meeting(f"会{number}.docx", day) for number, day in enumerate(days)])
    assert [item.noted.finding.defects for item in found] == [defects]


def test_speeches_in_another_order_are_still_the_same_speeches() -> None:
    words = [
        "外勤的同志说学习时间少，希望周五下午不要排任务。",
        "财务的同志说报账的单子要按月交，不要攒到年底一起交。",
        "新来的同志说想跟班学习三个月，先从整理档案做起再说别的。",
    ]
    rows = [{"name": f"{name}同志", "words": text} for name, text in zip("甲乙丙", words, strict=True)]
    first = meeting("一.docx", "2026-03-05 15:00", "略", speeches=rows)
    second = meeting("二.docx", "2026-09-05 15:00", "略", speeches=rows[::-1])
    assert codes([first, second]) == ["records-alike"]


def test_reports_of_two_years() -> None:
    whole = _OTHER * 2
    found = [
        ReadRecord(f"{year}.docx", "duty-report", SUMMARY, "", "report", values={"whole": f"{year}年，{whole}"})
        for year in (2024, 2025)
    ]
    assert [item.noted.finding.defects for item in seen(found)] == [("D-061", "D-067")]
    reworded = [
        found[0],
        ReadRecord("改.docx", "duty-report", SUMMARY, "", "report", values={"whole": f"{whole}又去了两户。"}),
    ]
    assert [item.noted.finding.defects for item in seen(reworded)] == [("D-061",)]
    renamed = SUMMARY.model_copy(update={"title": "书记述职报告"})
    named = [ReadRecord(item.path, item.kind, renamed, "", "report", values=item.values) for item in found]
    assert [item.noted.finding.defects for item in seen(named)] == [("D-066", "D-067")]


@pytest.mark.parametrize(
    ("paper", "sort", "family", "defects"),
    [("lesson-plan", "lesson-plan", "", ("D-080",)), ("", "study-notes", "study", ("D-082",))],
)
def test_a_lecture_given_twice_and_notes_of_one_hand(
    paper: str, sort: str, family: str, defects: tuple[str, ...]
) -> None:
    found = [
        ReadRecord(f"{place}.docx", sort, SUMMARY, paper, family, values={"whole": _OTHER * 2}) for place in (1, 2)
    ]
    found[1] = replace(found[1], values={"whole": f"{_OTHER * 2}完。"})
    assert [item.noted.finding.defects for item in seen(found)] == [defects]


def test_families_are_not_compared_with_each_other_nor_forms_with_their_set_phrases() -> None:
    assert codes([talk(0, _OTHER), meeting("会.docx", "2026-03-05 15:00")]) == []
    assert codes([record("result", "一.docx"), record("result", "二.docx", elected=["丁同志"])]) == []


def test_what_is_compared_is_what_was_written_at_length_without_names() -> None:
    assert "乙同志" not in said(talk(0))
    assert "近期的工作" in said(talk(0))
    whole = ReadRecord("文.txt", "talk", TALK, "", "talk", values={"whom": "乙同志"}, text=f"乙同志：{_OTHER}")
    assert said(whole) == f"：{_OTHER}"


@pytest.mark.usefixtures("unburdened")
def test_five_hundred_records_take_no_time() -> None:
    found = [
        talk(number % 10, _OTHER[number % 40 :] + f"第{number}份" + _OTHER[::-1][: number % 50])
        for number in range(500)
    ]
    begun = time.perf_counter()
    seen(found)
    assert time.perf_counter() - begun < 5


# ---- opinions -------------------------------------------------------------------------------------------


def test_sheets_that_all_say_nothing() -> None:
    found = seen([sheet(1, "无"), sheet(2, "没有意见。", "暂无"), sheet(3, None, empty=("on_team",))])
    assert [item.noted.finding.code for item in found] == ["opinions-nothing"]
    finding = found[0].noted.finding
    assert "3÷3＝100%" in finding.message
    assert finding.defects == ("D-006",)
    assert found[0].paths == {"意见1.docx", "意见2.docx", "意见3.docx"}


def test_four_of_five_are_too_many_and_three_of_four_are_not() -> None:
    said_so = sheet(9, "学习安排通知得晚")
    assert codes([*(sheet(number, "无") for number in range(4)), said_so]) == ["opinions-nothing"]
    assert codes([*(sheet(number, "无") for number in range(3)), said_so]) == []


def test_a_sheet_on_which_one_of_two_boxes_is_filled_has_an_opinion() -> None:
    assert codes([sheet(number, "无", "发言少") for number in range(5)]) == []


def test_two_sheets_prove_nothing_and_what_was_not_read_neither() -> None:
    assert codes([sheet(1, "无"), sheet(2, "无")]) == []
    assert codes([sheet(number, None) for number in range(5)]) == []


# ---- numbers and books ----------------------------------------------------------------------------------


def test_one_number_on_two_documents() -> None:
    found = seen(records(result={"doc_no": "示一支〔2026〕3号"}))
    assert [item.noted.finding.code for item in found] == ["doc-no-twice"]
    finding = found[0].noted.finding
    assert (finding.where.path, finding.where.field) == ("result.docx", "doc_no")
    assert "示一支〔2026〕3号" in finding.message
    assert finding.defects == ("D-074",)


def test_the_same_document_twice_may_bear_its_number() -> None:
    assert codes([record("ask"), record("ask", "又一份.docx")]) == []


def test_two_minutes_of_one_day() -> None:
    one = meeting("一.docx", "2026-03-05 15:00")
    found = seen([one, meeting("二.docx", "2026-03-05 15:20", _GIST)])
    assert [item.noted.finding.code for item in found] == ["records-same-day"]
    finding = found[0].noted.finding
    assert (finding.severity, finding.verdict, finding.defects) == (Severity.HINT, Verdict.UNDETERMINED, ("D-010",))


def test_two_meetings_of_one_day_at_different_hours_are_two_meetings() -> None:
    one = meeting("一.docx", "2026-03-05 09:00")
    assert codes([one, meeting("二.docx", "2026-03-05 15:00", _GIST)]) == []
    assert codes([one, meeting("三.docx", "2026-03-06 09:00", _GIST)]) == []


def test_every_finding_rests_on_a_provision_that_the_handbook_has(root: Path) -> None:
    handbook = load(root)
    found = [
        *seen([talk(0), talk(1), talk(2), ReadRecord("复件.docx", "talk", TALK, "", "talk", values=talk(0).values)]),
        *seen([sheet(number, "无") for number in range(3)]),
        *seen(records(result={"doc_no": "示一支〔2026〕3号"})),
        *seen([meeting("一.docx", "2026-03-05 15:00"), meeting("二.docx", "2026-03-05 15:20", _GIST)]),
        *seen([meeting("一.docx", "2026-03-05 15:00"), meeting("二.docx", "2026-04-05 15:20")]),
    ]
    assert {item.noted.finding.code for item in found} == {
        "records-alike",
        "opinions-nothing",
        "doc-no-twice",
        "records-same-day",
    }
    for item in found:
        assert item.noted.finding.basis
        for ref in item.noted.finding.basis:
            assert handbook.provision(ref), ref


def test_what_was_not_recognised_and_blank_forms_are_left_alone() -> None:
    blank = ReadRecord("空.docx", "sheet", SHEET, "sheet", "opinion", ours=True)
    assert seen([ReadRecord("不明.docx"), blank, blank, blank]) == []
