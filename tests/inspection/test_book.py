"""The minute book: what is bound, in which order, what its contents and register say, and that nothing is lost unsaid."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest

from branchbook import cli
from branchbook.handbook import load
from branchbook.inspection.book import Book, bind, book_docx, book_xlsx
from branchbook.inspection.collect import collect
from branchbook.inspection.record import Inspector
from branchbook.inspection.run import inspect, read_all
from branchbook.records import Style, open_package, render

ROOT = Path(__file__).resolve().parents[2]
BOOK = load(ROOT)
TYPED = "支部委员会会议记录\n会议时间：2026年7月9日14:30\n主持：甲同志\n应到：5人\n议题：研究防汛值守\n会议地点：二楼会议室\n发言记录：\n甲同志：先排班，再说别的。\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year's folder: two forms of ours, minutes typed by hand, a talk, a scan, and a day that is missing."""
    base = tmp_path_factory.mktemp("会议")
    for name in ("committee-record", "theme-day-minutes", "heart-talk-record", "party-lesson-record"):
        template = BOOK.templates[name]
        values = dict(template.example)
        if name == "party-lesson-record":
            del values["meeting_on"], values["recorder"]
        (base / f"{name}.docx").write_bytes(render(template, values, Style.FILLED))
    (base / "支委会记录7月.txt").write_text(TYPED, encoding="utf-8")
    (base / "签到册.pdf").write_bytes(b"%PDF-1.7")
    return base


def bound(folder: Path, year: int = 0) -> Book:
    collected = collect([folder])
    records, unread = read_all(Inspector(BOOK, today="2026-12-31"), collected.entries)
    return bind(BOOK, records, [*unread, *collected.unread], year=year)


def test_meetings_stand_by_day_and_what_is_left_out_says_why(folder: Path) -> None:
    book = bound(folder)
    assert book.title == "2026年会议记录本"
    assert [(item.day, item.sort, item.subject) for item in book.bound] == [
        ("2026年7月9日", "支委会", "研究防汛值守"),
        ("2026年9月8日", "支委会", "2026年9月支委会会议"),
        ("2026年9月11日", "主题党日", "到社区听一听办事难在哪里"),
        ("", "党课", "怎样写好一份会议记录"),
    ]
    assert [item.path for item in book.left] == ["heart-talk-record.docx", "签到册.pdf"]
    assert "不是会议记录" in book.left[0].message
    other = bound(folder, 2027)
    assert [item.record.day for item in other.bound] == [""], "a day that is not known may be of that year"
    assert "不是2027年的" in next(item.message for item in other.left if item.path.startswith("支委会"))


def test_a_copy_of_a_file_is_bound_once(tmp_path: Path) -> None:
    (tmp_path / "7月.txt").write_text(TYPED, encoding="utf-8")
    (tmp_path / "7月 - 副本.txt").write_text(TYPED, encoding="utf-8")
    (tmp_path / "8月.txt").write_text(TYPED.replace("7月9日", "8月9日"), encoding="utf-8")
    book = bound(tmp_path)
    assert [item.day for item in book.bound] == ["2026年7月9日", "2026年8月9日"]
    assert [(item.path, item.message) for item in book.left] == [
        ("7月.txt", "和 7月 - 副本.txt 填的完全一样，没有编进来")
    ]


def test_every_record_begins_a_page_that_the_contents_point_to(folder: Path) -> None:
    data = book_docx(bound(folder))
    xml = open_package(data)["word/document.xml"].decode()
    marks = re.findall(r'w:bookmarkStart w:id="(\d+)" w:name="BK_(\d+)"', xml)
    assert marks == [(str(n), str(n)) for n in range(1, 5)]
    assert re.findall(r"PAGEREF BK_(\d+) ", xml) == ["1", "2", "3", "4"]
    assert xml.count("<w:bookmarkStart") == 4, "marks of forms are unique to one file"
    assert xml.count("<w:pageBreakBefore/>") == 4
    assert "<w:sdt>" not in xml
    assert "updateFields" in open_package(data)["word/settings.xml"].decode()
    words = re.sub(r"<[^>]+>", "", xml)
    assert "甲同志：先排班，再说别的。" in words, "what was typed stands as it was"
    assert "签到册.pdf" in words
    assert book_docx(bound(folder)) == data


def test_the_register_leaves_blank_what_a_record_does_not_say(folder: Path) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(book_xlsx(bound(folder))))["登记"]
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert rows[0] == ["序号", "日期", "种类", "主题", "应到", "实到", "主持", "记录", "页", "文件"]
    assert rows[1] == ["1", "2026年7月9日", "支委会", "研究防汛值守", "5", "", "甲同志", "", "", "支委会记录7月.txt"]
    assert rows[4][:2] == ["4", ""]
    assert rows[4][7] == ""


def test_a_book_is_no_record_of_its_own(folder: Path, tmp_path: Path) -> None:
    book = bound(folder)
    (tmp_path / "记录本.docx").write_bytes(book_docx(book))
    (tmp_path / "登记.xlsx").write_bytes(book_xlsx(book))
    report = inspect(BOOK, [tmp_path], today="2026-12-31", year=2025, own={"committee": True, "groups": 0})
    assert [record.kind for record in report.records] == ["", ""]
    messages = [noted.finding.message for noted in report.noted()]
    assert "这是编好的会议记录本，里面的记录请放原来的一份一份查" in messages
    assert not [text for text in messages if "没有读出来" in text]


def test_the_command_writes_both_and_lists_what_is_left(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["--root", str(ROOT), "book", str(folder), "-o", str(tmp_path / "出")]) == 2
    assert {file.name for file in (tmp_path / "出").iterdir()} == {"2026年会议记录本.docx", "2026年会议记录登记.xlsx"}
    out = capsys.readouterr().out
    assert "没有编进来：签到册.pdf：这是版式文件" in out
    assert "编了 4 份，没有编进来的 2 份" in out
    (tmp_path / "空").mkdir()
    assert cli.run(["--root", str(ROOT), "book", str(tmp_path / "空")]) == 2
    assert "没有可以编进来的会议记录" in capsys.readouterr().err
