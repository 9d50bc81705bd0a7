"""Two ways of writing one number are one number; dates, ordinals and codes are none."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchbook.checks.numbers import han_number, masked, quantities


def seen(text: str) -> list[tuple[str, Fraction]]:
    return [item.key for item in quantities(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("五分之四", "4/5"),
        ("五分之四", "80%"),
        ("百分之二十", "20 %"),
        ("百分之20", "1/5"),
        ("半数", "50%"),
        ("过半", "二分之一"),
        ("六个月", "6 个月"),
        ("半年", "6个月"),
        ("一年半", "18 个月"),
        ("一个半月", "1个半月"),
        ("两年", "24 个月"),
        ("二十三名", "23 人"),
        ("两周", "14 天"),
        ("三个工作日", "3 个工作日"),
        ("一百人", "100 名"),
        ("一万二千元", "12000 元"),
        ("1,260.50 元", "1260.50元"),
        ("2 万元", "两万元"),
    ],
)
def test_one_number_written_two_ways(one: str, other: str) -> None:
    assert seen(one) == seen(other) != []


@pytest.mark.parametrize(
    "text",
    [
        "2020 年 7 月 13 日起",
        "2026年",
        "6 月 5 日 14:30",
        "六月五日",
        "每月 5 日前",
        "2026-06-05",
        "2026/6/5",
        "第二十一条",
        "第 3 次",
        "第一批",
        "示局一支〔2026〕3号",
        "W08-1 和 D-003",
        "第 12 页、共 30 页",
        "不超过 500 字",
        "统一、一般、一律、一致",
        "同一天",
        "任一名",
        "赞成 18/1/0",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("3 至 5 人", [3, 5]),
        ("取 3、5、7 人", [3, 5, 7]),
        ("1～2 个月", [1, 2]),
        ("三到五名", [3, 5]),
        ("7—10 天", [7, 10]),
        ("应选 3 名提 4 名以上", [3, 4]),
    ],
)
def test_ranges_share_their_unit(text: str, values: list[int]) -> None:
    assert [item.value for item in quantities(text)] == values


def test_a_quantity_knows_where_it_stands() -> None:
    text = "2020 年规定，届满前 6 个月提醒。"
    (item,) = quantities(text)
    assert text[item.start : item.end] == item.text == "6 个月"
    assert len(masked(text)) == len(text)


@given(st.integers(1, 9999))
def test_han_numbers_count_like_arabic_ones(number: int) -> None:
    digits, units = "零一二三四五六七八九", ["", "十", "百", "千"]
    text = ""
    for place, digit in enumerate(reversed(str(number))):
        text = (digits[int(digit)] + units[place] if digit != "0" else "零") + text
    assert han_number(text.rstrip("零")) == number


@given(st.integers(1, 99), st.integers(1, 99))
def test_fractions_agree_however_written(over: int, under: int) -> None:
    expected = [("ratio", Fraction(over, under))]
    assert seen(f"不少于 {over}/{under}。") == seen(f"不少于{under}分之{over}。") == expected


@given(st.text(max_size=60))
def test_no_text_upsets_it(text: str) -> None:
    for item in quantities(text):
        assert 0 <= item.start < item.end <= len(text)


def test_what_is_no_number() -> None:
    assert han_number("") is None
    assert han_number("几") is None
    assert seen("1/0") == []
