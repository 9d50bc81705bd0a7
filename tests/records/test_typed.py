"""Records typed by hand: every case is read as written down, whatever the file, and nothing makes the reader crash or hang."""

from __future__ import annotations

import io
import os
import random
import re
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import docx
import openpyxl
import pytest

from branchbook.handbook import load
from branchbook.inspection.record import Inspector, read_any
from branchbook.records import Style, open_package, render
from branchbook.records.pack import deflated, pack
from branchbook.records.package import PackageError
from branchbook.records.recognise import Recogniser
from branchbook.records.scan import scan
from branchbook.records.typed import read_typed
from branchbook.records.typed_days import clock, day_of_serial, find_day, range_end
from branchbook.records.typed_labels import index_of, norm, segments
from branchbook.records.typed_lists import split_items
from branchbook.records.typed_page import decode, fold, page_of_body, page_of_text
from branchbook.records.typed_places import find_places
from branchbook.records.typed_prose import Found, Prose
from branchbook.records.typed_words import is_name, names_of, person
from tests.conformance.corpus import tidy
from tests.records.typed_world import (
    VARIATIONS,
    WHOLE,
    Case,
    alike,
    cases,
    kinds,
    read,
    recogniser,
    score,
    table,
)

if TYPE_CHECKING:
    from pathlib import Path

    from branchbook.handbook import Handbook

KNOWN = [case for case in cases() if case.kind is not None]
#: How many random texts; `TYPED_MIXES=10000` for the long run.
MIXES = int(os.environ.get("TYPED_MIXES", "150"))


@pytest.fixture(scope="module")
def handbook(root: Path) -> Handbook:
    return load(root)


@pytest.mark.parametrize("case", KNOWN, ids=lambda case: case.name)
def test_a_case_is_read_as_it_was_meant(case: Case) -> None:
    typed = read(case)
    assert {name: value for name, value in typed.values.items() if name != WHOLE} == case.expect
    assert set(typed.quotes) == set(typed.how) == set(typed.values)
    if case.warns:
        assert any(case.warns in warning for warning in typed.warnings), typed.warnings
    else:
        assert not typed.warnings
    assert case.several in typed.several if case.several else not typed.several


def test_almost_nothing_is_read_wrongly(capsys: pytest.CaptureFixture[str]) -> None:
    scores = [(case.kind or "", score(case.expect, dict(read(case).values))) for case in KNOWN]
    with capsys.disabled():
        print("\n" + table(scores))  # noqa: T201 -- the table of accuracy is what this test is for
    total = sum(counts.total() for _, counts in scores)
    assert len(cases()) >= 60
    assert sum(counts["wrong"] for _, counts in scores) * 200 < total
    assert sum(counts["right"] for _, counts in scores) * 100 >= total * 97


def _docx(case: Case) -> bytes:
    """Type a case into Word."""
    made = docx.Document()
    rows: list[tuple[str, ...]] = []

    def flush() -> None:
        if rows:
            grid = made.add_table(len(rows), max(map(len, rows)))
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    grid.cell(number, place).text = cell
            rows.clear()

    for item in case.page.items:
        if isinstance(item, str):
            flush()
            made.add_paragraph(item)
        else:
            if rows and len(rows[-1]) != len(item):
                flush()
            rows.append(item)
    flush()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _txt(case: Case) -> bytes:
    return case.text.encode("gb18030")


def _xlsx(case: Case) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for item in case.page.items:
        sheet.append([item] if isinstance(item, str) else list(item))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("suffix", [".docx", ".txt", ".xlsx"])
def test_the_file_makes_no_difference(suffix: str) -> None:
    differing = []
    for case in KNOWN[:: 4 if suffix != ".txt" else 1]:
        if suffix == ".xlsx" and "：" not in case.text and "|" not in case.text:
            continue
        data = _txt(case) if suffix == ".txt" else _docx(case) if suffix == ".docx" else _xlsx(case)
        path = f"资料/{case.file.rpartition('.')[0]}{suffix}"
        record = read_any(data, path, recogniser())
        assert record.kind == case.kind, case.name
        assert not record.ours
        assert record.family == kinds()[record.kind].family
        got = {name: value for name, value in record.values.items() if name != WHOLE}
        if got != case.expect:
            differing.append((case.name, got))
    assert not differing


@pytest.mark.parametrize(
    ("text", "raw", "day"),
    [
        ("2026年3月5日下午", "2026年3月5日", "2026-03-05"),
        ("２０２６年３月５号", "２０２６年３月５号", "2026-03-05"),
        ("二〇二六年十二月三十一日", "二〇二六年十二月三十一日", "2026-12-31"),
        ("二O二六年三月五日", "二O二六年三月五日", "2026-03-05"),
        ("2026年三月五日", "2026年三月五日", "2026-03-05"),
        ("2026. 3. 5", "2026. 3. 5", "2026-03-05"),
        ("2026-03-05", "2026-03-05", "2026-03-05"),
        ("20260305", "20260305", "2026-03-05"),
        ("2026年度第3次，2026年3月5日", "2026年3月5日", "2026-03-05"),
        ("2026年3月", "2026年3月", ""),
        ("2026年度", "2026年度", ""),
        ("2026 年   月   日", "2026 年   月   日", ""),
        ("2026年3月×日", "2026年3月×日", ""),
        ("三月五日", "三月五日", ""),
        ("2026.3", "2026.3", ""),
        ("2026年13月5日", "2026年13月5日", ""),
        ("2026-02-30", "2026-02-30", ""),
    ],
)
def test_days_are_found_whole_or_not(text: str, raw: str, day: str) -> None:
    found = find_day(text)
    assert found is not None
    assert (found.raw, found.day) == (raw, day)


def test_what_is_no_day_is_none() -> None:
    assert find_day("会议室") is None
    assert find_day("12345678") is None
    assert find_day("") is None


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("14:30-16:10", ("14:30", "16:10")),
        ("14：30至16：10", ("14:30", "16:10")),
        ("下午2点半到4点", ("14:30", "16:00")),
        ("上午9时", ("09:00", "")),
        ("晚上7:30—9:00", ("19:30", "21:00")),
        ("3:00", ("", "")),
        ("03:00", ("03:00", "")),
        ("上午11时至1时", ("11:00", "")),
        ("25:00", ("", "")),
        ("三楼会议室", ("", "")),
    ],
)
def test_times_are_read_where_the_half_of_the_day_is_sure(text: str, times: tuple[str, str]) -> None:
    assert clock(text) == times


def test_a_span_of_days_ends() -> None:
    def end(text: str) -> str:
        first = find_day(text)
        assert first is not None
        return range_end(text, first)

    assert end("2026年5月27日至6月2日") == "2026-06-02"
    assert end("2026年5月27日-29日") == "2026-05-29"
    assert end("2026年12月30日到2027年1月2日") == "2027-01-02"
    assert end("2026年5月27日14:30—16:00") == ""


def test_a_sheets_numbers_are_days() -> None:
    assert day_of_serial("46086", old_epoch=False) == "2026-03-05"
    assert day_of_serial("44624", old_epoch=True) == "2026-03-05"
    assert day_of_serial("12", old_epoch=False) == ""
    record = Case("", "党员大会记录.xlsx", "党员大会记录\n会议时间|x", "general")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["党员大会记录"])
    sheet.append(["会议时间", None, None])
    sheet["C2"] = 46086
    out = io.BytesIO()
    book.save(out)
    assert read_any(out.getvalue(), record.file, recogniser()).values["meeting_on"] == "2026-03-05"


def test_names_and_offices_are_told_apart() -> None:
    assert names_of("甲同志、乙同志") == ["甲同志", "乙同志"]
    assert names_of("甲同志等21人") is None
    assert names_of("无") == []
    assert person("支部书记甲同志") == "甲同志"
    assert person("甲同志（组织委员）") == "甲同志"
    assert person("书记") == "书记"
    assert is_name("甲同志")
    assert not is_name("与会党员同志")


def test_labels_are_found_in_a_line() -> None:
    known = index_of(recogniser().templates["general"])
    line = "时　间：2026年3月5日 考勤员：丙同志 主持人（签字）：甲"
    assert [(label, line[start:]) for label, _, start in segments(line, known)] == [
        ("时间", "2026年3月5日 考勤员：丙同志 主持人（签字）：甲"),
        ("", "丙同志 主持人（签字）：甲"),
        ("主持人签字", "甲"),
    ]
    assert norm("一、应 到 人 数（人）：") == "应到人数"
    assert segments("14：30开始", known) == []


def test_a_label_that_fits_two_fields_is_left() -> None:
    kind = kinds()["general"]
    fields = {
        name: item.model_copy(update={"aliases": ("人数",)}) if name in {"due", "present"} else item
        for name, item in kind.fields.items()
    }
    template = recogniser().templates["general"].model_copy(update={"fields": fields})
    typed = read_typed(page_of_text("党员大会记录\n人数：23"), kind, template)
    assert not {"due", "present"} & set(typed.values)
    assert typed.warnings == ("“人数”可能是“应到人数”，也可能是“实到人数”，分不清，没有读",)


def test_items_are_split() -> None:
    assert split_items("1.甲\n2.乙\n接着乙") == ["甲", "乙\n接着乙"]
    assert split_items("一、甲；二、乙") == ["甲", "乙"]
    assert split_items("比三、四月多；三月") == ["比三、四月多；三月"]
    assert split_items("（1）甲；（2）乙") == ["甲", "乙"]
    assert split_items("甲\n乙") == ["甲", "乙"]
    assert split_items("比上年多2.5个") == ["比上年多2.5个"]


def test_patterns_take_values_out_of_sentences() -> None:
    fields = recogniser().templates["general"].fields
    prose = Prose(["应到 会 党员２３人，实到21人。"])
    assert prose.find(fields["due"], ["应到会党员{}人"]) == [
        [Found("２３", "应到 会 党员２３人", "应到 会 党员", "人，实到21人。")]
    ]
    assert prose.find(fields["present"], ["出席{}人"]) == []


def test_places_are_found() -> None:
    case = next(case for case in KNOWN if case.name == "请示")
    places = find_places(case.page, frozenset())
    assert (places.number, places.sender, places.signed) == (
        "示局一支〔2026〕3号",
        "中共示例市某局第一支部委员会",
        "2026年4月16日",
    )
    assert places.ends == len(case.page.items) - 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_files_are_read_in_every_usual_encoding(encoding: str) -> None:
    assert decode("党员大会记录\r\n时间：2026年3月5日".encode(encoding)).startswith("党员大会记录")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"\xef\xbb\xbf \r\n", "空的"),
        (b"\x00\x01\x02\x03", "编码"),
        (b"\xff\xff\xff\x80", "编码"),
        (b"a" * (3 << 20), "MB"),
    ],
)
def test_a_text_file_that_cannot_be_read_says_why(data: bytes, words: str) -> None:
    with pytest.raises(PackageError, match=words):
        decode(data)


def test_folding_keeps_the_length() -> None:
    text = "（１）Ａ：\t\u3000①𠮷，"
    assert len(fold(text)) == len(text)


_MARKS = re.compile(
    r"<w:sdtPr>.*?</w:sdtPr>|</?w:sdt(?:Content)?>|<w:bookmark(?:Start|End)[^>]*/>|<definedName.*?</definedName>",
    re.DOTALL,
)


def without_marks(data: bytes, *, controls: bool) -> bytes:
    """Take away what tells a form of ours, as copying it into a new file does; controls and bookmarks may stay."""
    package = open_package(data)
    members = {name: package[name].decode() for name in package if name != "docProps/custom.xml"}
    for name, text in members.items():
        if name.endswith(".xml"):
            bare = text if controls else _MARKS.sub("", text)
            members[name] = bare.replace("表样 ", "样 ")
    return pack({name: deflated(text.encode()) for name, text in members.items()})


@pytest.mark.parametrize("controls", [True, False], ids=["controls left", "nothing left"])
def test_forms_of_ours_that_lost_their_marks_are_still_read(handbook: Handbook, *, controls: bool) -> None:
    inspector = Inspector(handbook, today="2026-11-29")
    counts: Counter[str] = Counter()
    known = 0
    for template in handbook.templates.values():
        data = without_marks(render(template, template.example, Style.FILLED), controls=controls)
        record = inspector.read(data, f"a{template.suffix}")
        assert not record.ours
        if record.paper == template.id:
            known += 1
            own = {name: value for name, value in record.values.items() if name in template.fields}
            # A form that is the same paper as a hand-typed kind is read as that kind: by the fields that both have.
            asked = (record.template or template).fields
            example = {name: value for name, value in template.example.items() if name in asked}
            counts += score(tidy(example), tidy(own))
    assert known * 100 >= len(handbook.templates) * 80
    assert counts["wrong"] * 200 < counts.total()
    assert counts["right"] * 100 >= counts.total() * 99


def _plain(value: Any) -> Any:
    return [dict(row) if hasattr(row, "items") else row for row in value] if isinstance(value, tuple | list) else value


def test_the_handbooks_examples_typed_otherwise_are_read_the_same(
    handbook: Handbook, capsys: pytest.CaptureFixture[str]
) -> None:
    known = Recogniser(handbook.kinds, handbook.templates)
    scores = []
    for name, change in VARIATIONS.items():
        counts: Counter[str] = Counter()
        for kind in handbook.kinds.values():
            template = known.templates[kind.id]
            labels = index_of(template)
            for example in kind.examples:
                values = read_typed(page_of_text(change(example.text, labels)), kind, template).values
                expected = {field: alike(_plain(value)) for field, value in example.expect.items() if field != WHOLE}
                counts += score(expected, {field: alike(values[field]) for field in expected if field in values})
        scores.append((name, counts))
    with capsys.disabled():
        print("\n" + table(scores))  # noqa: T201 -- the table of accuracy is what this test is for
    for name, counts in scores:
        assert counts["wrong"] * 200 < counts.total(), name
        assert counts["right"] * 100 >= counts.total() * 97, name


def _mix(chance: random.Random) -> str:
    """Return a random text out of pieces of the cases and of things that nobody types."""
    pieces = [line for case in chance.sample(cases(), 3) for line in case.text.split("\n")]
    odd = [
        "：" * 30,
        "（" * 50,
        "| |",
        "|" * 40,
        "年月日" * 20,
        "2026年" * 30,
        " " * 300,
        "、" * 200,
        "1." * 100,
        "\ufeff\u200b",
        "𠮷：",
        "甲同志：" * 40,
        "〔〕号",
        "—至" * 50,
    ]
    lines = []
    for _ in range(chance.randint(1, 14)):
        line = chance.choice(pieces) if chance.random() < 0.8 else chance.choice(odd)
        if chance.random() < 0.3:
            cut = chance.randint(0, len(line))
            line = line[cut:] + chance.choice(odd)[:20] + line[:cut]
        lines.append(line)
    return "\n".join(lines)


@pytest.mark.usefixtures("unburdened")
def test_no_text_makes_the_reader_crash_or_hang() -> None:
    chance = random.Random(20261129)  # noqa: S311 -- a seed that repeats is the point
    slow = []
    for number in range(MIXES):
        text = _mix(chance)
        page = page_of_text(text)
        start = time.process_time()
        recogniser().recognise(page, "a.txt")
        kind = chance.choice(list(kinds().values()))
        typed = read_typed(page, kind, recogniser().templates[kind.id])
        if time.process_time() - start > 1:
            slow.append((number, text))
        assert set(typed.values) <= set(kind.fields)
    assert not slow


@pytest.mark.parametrize(
    "piece", ["：", "（", "年", "2026年", " ", "、", "甲同志：", "应到", "1.", "×", "主 持 人 ", "赞成", "一"]
)
@pytest.mark.usefixtures("unburdened")
def test_a_long_run_of_anything_takes_no_second(piece: str) -> None:
    for text in (piece * (20_000 // len(piece)), "\n".join([piece * 30] * 600)):
        page = page_of_text("党员大会记录\n会议内容：" + text)
        start = time.process_time()
        recogniser().recognise(page, "a.txt")
        read_typed(page, kinds()["general"], recogniser().templates["general"])
        assert time.process_time() - start < 1


@pytest.mark.usefixtures("unburdened")
@pytest.mark.parametrize(
    "piece",
    [
        "，应到",
        "18票，",
        "《a》",
        "“a”",
        "《",
        "甲同志18票",
        "张三：",
        "张三说：",
        "一、",
        "（张三",
        "张 三 ",
        "等3名",
        "书记",
    ],
)
def test_a_long_run_takes_no_second_as_a_kind_of_the_handbook_either(handbook: Handbook, piece: str) -> None:
    known = Recogniser(handbook.kinds, handbook.templates)
    page = page_of_text("党员大会记录\n会议内容：" + piece * (20_000 // len(piece)))
    slow = {}
    for name in (
        "election-meeting-minutes-typed",
        "general-meeting-minutes",
        "conversion-resolution-typed",
        "year-plan",
    ):
        read_typed(page_of_text("时间：2026年"), handbook.kinds[name], known.templates[name])  # compiles the patterns
        start = time.process_time()
        read_typed(page, handbook.kinds[name], known.templates[name])
        slow[name] = time.process_time() - start
    assert max(slow.values()) < 1, slow


def test_a_prompt_of_ours_that_nobody_typed_over_is_no_text(handbook: Handbook) -> None:
    template = handbook.templates["election-meeting-minutes"]
    blank = open_package(render(template, None, Style.GUIDED))
    assert "〔" not in page_of_body(scan(blank["word/document.xml"])).items[0]
