"""Values as people write them, and back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchbook.handbook.template import Field, FieldType
from branchbook.records.words import bookmark, boxes, clean, han_number, is_blank, parse, placeholders, show


def field(kind: str, **more: object) -> Field:
    return Field.model_validate({"id": "x", "label": "某一项", "type": kind, **more})


@pytest.mark.parametrize(
    "text",
    [
        "2026年6月5日",
        "2026-06-05",
        "２０２６年６月５日",
        "二〇二六年六月五日",
        "二○二六年六月五日",
        "2026.6.5",
        "2026/06/05",
        " 2026 年 6 月 5 日 ",
        "2026年06月05号",
    ],
)
def test_every_way_of_writing_a_day_is_read(text: str) -> None:
    assert parse(field("date"), text) == ("2026-06-05", "")


@pytest.mark.parametrize("text", ["2026年2月30日", "6月5日", "近日", "2026年13月1日"])
def test_a_day_that_is_none_is_kept_with_a_warning(text: str) -> None:
    value, warning = parse(field("date"), text)
    assert value == text
    assert "读不成日期" in warning


@pytest.mark.parametrize(
    "text",
    [
        "2026年6月5日14:30",
        "2026-06-05 14:30",
        "2026年6月5日下午2时30分",
        "2026年6月5日 14：30",
        "二〇二六年六月五日下午2点半",
    ],
)
def test_every_way_of_writing_a_time_is_read(text: str) -> None:
    assert parse(field("datetime"), text) == ("2026-06-05 14:30", "")


@pytest.mark.parametrize(
    ("text", "number"),
    [("二十三", 23), ("十", 10), ("一百零五", 105), ("二〇二六", 2026), ("廿五", 25), ("三十一", 31), ("甲", None)],
)
def test_chinese_numbers(text: str, number: int | None) -> None:
    assert han_number(text) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("23", 23),
        ("２３人", 23),
        ("23 人", 23),
        ("二十三人", 23),
        ("1,234", 1234),
        ("　　人", None),
        ("人", None),
        ("", None),
    ],
)
def test_integers_lose_their_unit(text: str, value: int | None) -> None:
    assert parse(field("integer", unit="人"), text) == (value, "")


def test_people_are_split_and_keep_their_names() -> None:
    assert parse(field("people"), "张　三、阿卜杜拉·买买提，王五；Li Si")[0] == [
        "张　三",
        "阿卜杜拉·买买提",
        "王五",
        "Li Si",
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("□是　☑否", "否"),
        ("□是　√否", "否"),
        ("是", "是"),
        ("□是　□否", None),
        ("☑是\n□否", "是"),
        ("□是\n□否", None),
        ("是√　否", "是"),
    ],
)
def test_ticked_boxes(text: str, value: str | None) -> None:
    assert parse(field("choice", choices=["是", "否"]), text)[0] == value


def test_two_ticks_are_no_answer_but_are_told() -> None:
    value, warning = parse(field("choice", choices=["是", "否"]), "☑是　☑否")
    assert value == "☑是　☑否"
    assert warning


def test_a_choice_contained_in_another_is_told_apart() -> None:
    item = field("choice", choices=["同意", "不同意"])
    assert parse(item, boxes(item, "不同意"))[0] == "不同意"
    assert parse(item, boxes(item, "同意"))[0] == "同意"


@pytest.mark.parametrize("kind", list(FieldType))
def test_every_placeholder_reads_as_nothing(kind: FieldType) -> None:
    more: dict[str, object] = {"choices": ["是", "否"]} if kind is FieldType.CHOICE else {}
    if kind is FieldType.TABLE:
        more = {"columns": {"a": {"id": "a", "label": "甲", "type": "text"}}}
    item = field(kind, help="照实写，如 23。", **more)
    for text in (*placeholders(item), "", "　　　", "单击或点击此处输入文字。", "＿＿＿＿"):
        assert is_blank(item, text), text
        assert parse(item, text) == (None, "")


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_days_come_back(day: date) -> None:
    item = field("date")
    assert parse(item, show(item, day.isoformat())) == (day.isoformat(), "")


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_integers_come_back(number: int) -> None:
    item = field("integer", unit="人")
    assert parse(item, show(item, number) + "人") == (number, "")


@given(st.text())
def test_clean_text_is_xml(text: str) -> None:
    from lxml import etree

    etree.fromstring(f"<a>{clean(text).replace('&', '').replace('<', '')}</a>")
    assert clean(clean(text)) == clean(text)


def test_bookmarks_are_short_and_tell_apart() -> None:
    long = "a" * 38
    names = {bookmark(long), bookmark(long, "b" * 38), bookmark(long, "c" * 38), bookmark("x"), bookmark("x", "y")}
    assert len(names) == 5
    assert all(len(name) <= 40 for name in names)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "999 999 999 999 999", 999_999_999_999_999),
        ("integer", "1" + "0" * 15, None),
        ("integer", "九" * 400, None),
        ("integer", "٣", None),
        ("date", "٢٠٢٦-01-02", None),
    ],
)
def test_figures_that_the_browser_could_not_hold_stay_text(kind: str, text: str, value: int | None) -> None:
    read, warning = parse(field(kind), text)
    assert read == (text if value is None else value)
    assert bool(warning) is (value is None)
