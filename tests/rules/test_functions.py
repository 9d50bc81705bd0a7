"""Dates and shares, property by property; each function gives the same in Python and through CEL."""

from __future__ import annotations

import math
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchbook.rules import RuleBook
from branchbook.rules.functions import (
    FUNCTIONS,
    chars,
    cn_date,
    day_of,
    days_after,
    days_between,
    distinct,
    joined,
    minimum_candidates,
    months_after,
    percent,
    quorum,
    total,
    winning_line,
)
from tests.rules.world import template

DAYS = st.dates(date(1921, 7, 1), date(2199, 12, 31)).map(date.isoformat)
COUNTS = st.integers(0, 100_000)


@given(COUNTS)
def test_quorum_is_the_least_number_that_reaches_four_fifths(eligible: int) -> None:
    least = quorum(eligible)
    assert least * 5 >= eligible * 4
    assert least == 0 or (least - 1) * 5 < eligible * 4


@given(COUNTS)
def test_the_fewest_candidates_are_a_fifth_more_rounded_up(seats: int) -> None:
    assert minimum_candidates(seats) == math.ceil(Fraction(seats) * Fraction(6, 5))


@pytest.mark.parametrize(("seats", "candidates"), [(3, 4), (4, 5), (5, 6), (6, 8), (7, 9)])
def test_the_table_of_candidates(seats: int, candidates: int) -> None:
    assert minimum_candidates(seats) == candidates


@given(COUNTS)
def test_the_winning_line_is_the_least_number_over_half(voters: int) -> None:
    line = winning_line(voters)
    assert line * 2 > voters
    assert (line - 1) * 2 <= voters


@given(DAYS, st.integers(-600, 600))
def test_months_keep_the_day_or_end_with_the_month(day: str, months: int) -> None:
    start, end = date.fromisoformat(day), date.fromisoformat(months_after(day, months))
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@given(DAYS, st.integers(0, 400), st.integers(0, 400))
def test_more_months_are_never_earlier(day: str, few: int, more: int) -> None:
    assert months_after(day, few) <= months_after(day, few + more)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-06-16", 36, "2026-06-16"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-06-05", -6, "2025-12-05"),
    ],
)
def test_months_at_the_end_of_a_month(day: str, months: int, later: str) -> None:
    assert months_after(day, months) == later


@given(DAYS, st.integers(-40_000, 40_000))
def test_days_go_there_and_back(day: str, days: int) -> None:
    there = days_after(day, days)
    assert days_after(there, -days) == day
    assert days_between(day, there) == days


@given(DAYS, DAYS)
def test_text_order_is_the_order_of_days(one: str, other: str) -> None:
    assert (one < other) is (days_between(one, other) > 0)


@given(DAYS, st.times())
def test_the_day_of_a_moment(day: str, time: object) -> None:
    assert day_of(f"{day} {str(time)[:5]}") == day_of(day) == day
    assert cn_date(day) == cn_date(f"{day} 14:30")
    year, month, number = (int(part) for part in day.split("-"))
    assert cn_date(day) == f"{year}年{month}月{number}日"


@given(COUNTS, st.integers(1, 100_000))
def test_percent_is_rounded_half_up_on_integers(part: int, whole: int) -> None:
    shown = Fraction(percent(part, whole).removesuffix("%"))
    exact = Fraction(part * 100, whole)
    assert abs(shown - exact) <= Fraction(1, 20)
    assert shown - exact != Fraction(-1, 20), "a half goes up"


def test_percent_as_people_write_it() -> None:
    assert [percent(21, 23), percent(1, 2), percent(1, 2000), percent(2, 3)] == ["91.3%", "50%", "0.1%", "66.7%"]


@given(st.lists(st.integers(-1000, 1000)))
def test_total_is_the_sum(numbers: list[int]) -> None:
    assert total(numbers) == sum(numbers)


def test_total_wants_whole_numbers() -> None:
    with pytest.raises(ValueError, match="integers"):
        total([1, "2"])


@given(st.lists(st.text(max_size=3), max_size=6))
def test_distinct_means_no_item_twice(items: list[str]) -> None:
    assert distinct(items) is (len(items) == len(set(items)))
    assert joined(items).count("、") >= max(len(items) - 1, 0)


def test_chars_leave_spaces_out() -> None:
    assert chars(" 甲 同志\n\u3000") == 3


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("minimum_candidates(6)", 8),
        ("quorum(22)", 18),
        ("winning_line(22)", 12),
        ("months_after('2026-01-31', 1)", "2026-02-28"),
        ("days_after('2026-02-28', 1)", "2026-03-01"),
        ("days_between('2026-06-05', '2026-06-16')", 11),
        ("day_of('2026-06-05 14:30')", "2026-06-05"),
        ("cn_date('2026-06-05')", "2026年6月5日"),
        ("total([1, 2, 3])", 6),
        ("distinct(['甲', '甲'])", False),
        ("joined(['甲', '乙'])", "甲、乙"),
        ("percent(21, 23)", "91.3%"),
        ("chars('甲 乙')", 2),
    ],
)
def test_each_answers_through_cel_as_in_python(call: str, expected: object) -> None:
    assert RuleBook(template()).compile(call).eval(data={}).plain_value() == expected


@pytest.mark.parametrize("call", ["months_after(remark, 1)", "days_between(remark, today)", "percent(1, present - 20)"])
def test_nonsense_in_is_undetermined_out(call: str) -> None:
    values = {"remark": "六月五日", "present": 20}
    assert RuleBook(template()).holds(f"{call} == {call}", values, today="2026-11-25") is None


def test_every_function_says_what_it_does() -> None:
    assert all(function.compute.__doc__ for function in FUNCTIONS.values())
