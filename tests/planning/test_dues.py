"""Dues by the rules, to the 分, and nothing where the rules are silent."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from branchbook.handbook import load
from branchbook.handbook.dues import DuesCategory
from branchbook.planning.dues import Change, Data, Income, Member, Reduction, dues_data, reckon, yearly

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def data() -> Data:
    dues = load(ROOT).dues
    assert dues
    return dues_data(dues)


def wage(pay: str, tax: str = "0", own: str = "0", **more: Any) -> Member:
    return Member("甲同志", "wage", Income(pay, tax, own), **more)


@pytest.mark.parametrize(
    ("pay", "amount"),
    [
        ("0", 0),
        ("3000", 1500),
        ("3000.01", 3000),
        ("4200", 4200),
        ("5000", 5000),
        ("5001", 7502),
        ("10000", 15000),
        ("10000.01", 20000),
        ("1,2345.67元", 24691),
    ],
)
def test_the_whole_base_takes_the_rate_of_its_band(data: Data, pay: str, amount: int) -> None:
    assert reckon(data, wage(pay)).amount == amount


def test_the_sum_is_shown(data: Data) -> None:
    assert reckon(data, wage("5001")).words == "5001元 × 1.5% = 75.02元"
    assert reckon(data, wage("4300", "100")).words == "4200元 × 1% = 42元"


def test_whether_own_contributions_come_off_is_not_made_up(data: Data) -> None:
    asked = reckon(data, wage("5500", "0", "800"))
    assert (asked.amount, asked.least, asked.most) == (None, 4700, 8250)
    assert "问上级" in asked.doubt
    assert "dues-2017#base-deductions" in asked.basis
    assert reckon(data, wage("5500", "0", "800", deduct="yes")).amount == 4700
    assert reckon(data, wage("5500", "0", "800", deduct="no")).amount == 8250
    silent = reckon(data, wage("5500", "0", ""))
    assert (silent.amount, silent.most) == (None, 8250)
    assert reckon(data, wage("5500", "0", "", deduct="yes")).lack


@pytest.mark.parametrize(
    ("category", "pay", "amount"),
    [
        ("retired", "5000", 2500),
        ("retired", "5000.01", 5000),
        ("annual", "20000", 40000),
        ("self-employed", "9000", 1500),
        ("self-employed", "9000.01", 3000),
        ("self-employed", "10000", 3333),
    ],
)
def test_others_have_bases_of_their_own(data: Data, category: str, pay: str, amount: int) -> None:
    assert reckon(data, Member("乙同志", category, Income(pay))).amount == amount


@pytest.mark.parametrize("category", ["student", "unemployed", "relief"])
def test_fixed_dues(data: Data, category: str) -> None:
    assert reckon(data, Member("丙同志", category)).amount == 20


def test_farmers_pay_between_two_amounts(data: Data) -> None:
    open_ = reckon(data, Member("丁同志", "farmer"))
    assert (open_.amount, open_.least, open_.most) == (None, 20, 100)
    assert reckon(data, Member("丁同志", "farmer", amount="0.5")).amount == 50
    assert reckon(data, Member("丁同志", "farmer", amount="1")).amount == 100
    assert reckon(data, Member("丁同志", "farmer", amount="1.01")).faults


@pytest.mark.parametrize("category", ["rehired", "other"])
def test_what_the_rules_do_not_say_is_not_told(data: Data, category: str) -> None:
    found = reckon(data, Member("戊同志", category, Income("5000", "0", "0")))
    assert (found.amount, found.least, found.most) == (None, None, None)
    assert "问上级" in found.doubt


@pytest.mark.parametrize(
    "member",
    [wage(""), wage("5000", ""), wage("many"), wage("100", "200"), Member("己同志", "nobody"), Member("己同志")],
)
def test_what_is_lacking_or_wrong_gives_no_amount(data: Data, member: Member) -> None:
    found = reckon(data, member)
    assert found.amount is None
    assert found.lack or found.faults


def test_a_year_with_a_rise_and_a_start(data: Data) -> None:
    risen = wage("4200", changes=(Change(7, Income("5001", "0", "0")),))
    year = yearly(data, risen, 2026)
    assert [month.amount for month in year.months] == [4200] * 6 + [7502] * 6
    assert year.total == 6 * 4200 + 6 * 7502
    assert year.lines == ["1 月起：4200元 × 1% = 42元", "7 月起：5001元 × 1.5% = 75.02元"]
    assert "dues-2008#new-salary" in year.basis
    begun = yearly(data, wage("4200", since="2026-09", until="2026-11"), 2026)
    assert [month.state for month in begun.months] == ["none"] * 8 + ["due"] * 3 + ["none"]
    assert begun.total == 3 * 4200


def test_less_only_by_approval(data: Data) -> None:
    without = yearly(data, wage("4200", reduction=Reduction(3, 4, "0", "")), 2026)
    assert without.total == 12 * 4200
    assert any("上一级党委批准" in fault for fault in without.faults)
    allowed = yearly(data, wage("4200", reduction=Reduction(3, 4, "0", "示局机党〔2026〕9号")), 2026)
    assert allowed.total == 10 * 4200
    assert [month.state for month in allowed.months[1:5]] == ["due", "reduced", "reduced", "due"]
    more = yearly(data, wage("4200", reduction=Reduction(3, 3, "50", "某号")), 2026)
    assert any("还多" in fault for fault in more.faults)


def test_a_year_that_cannot_be_told_has_no_total(data: Data) -> None:
    year = yearly(data, wage("5500", "0", "800"), 2026)
    assert year.total is None
    assert {month.state for month in year.months} == {"open"}


def test_the_rates_are_those_of_the_provisions() -> None:
    """`docs/dues.yml` and the regulation say the same numbers."""
    handbook = load(ROOT)
    assert handbook.dues
    for name, ref in (("wage", "rate"), ("retired", "retired")):
        said = handbook.regulations["dues-2008"].provisions[ref].figures
        bands = handbook.dues.categories[name].bands
        ours = [
            figure
            for band in bands
            for figure in (f"{band.up_to}元", f"{band.permille / 10:g}%")
            if "None" not in figure
        ]
        assert set(ours) == set(said)
        text = handbook.regulations["dues-2008"].provisions[ref].text
        assert re.findall(r"[\d.]+%", text) == [f"{band.permille / 10:g}%" for band in bands]
    for name, ref in (("farmer", "farmer"), ("student", "student")):
        category = handbook.dues.categories[name]
        amounts = [category.least, category.most] if category.least != category.most else [category.least]
        figures = handbook.regulations["dues-2008"].provisions[ref].figures
        assert [f"{amount / 100:g}元" for amount in amounts if amount] == list(figures)
    for category in handbook.dues.categories.values():
        assert bool(category.basis) != bool(category.ask)


@pytest.mark.parametrize(
    "change",
    [
        {"base": "none"},
        {"base": "received"},
        {"base": "received", "bands": [{"up_to": 5, "permille": 5}]},
        {"base": "received", "bands": [{"up_to": 9, "permille": 5}, {"up_to": 5, "permille": 5}, {"permille": 9}]},
        {"base": "none", "bands": [{"permille": 5}]},
        {"base": "none", "least": 1, "most": 2, "ask": "问谁"},
    ],
)
def test_a_category_that_makes_no_sense_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        DuesCategory.model_validate({"label": "甲乙", **change})
