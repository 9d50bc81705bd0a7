"""Only what both engines treat alike gets through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchbook.handbook.base import Weight
from branchbook.handbook.parameters import Parameter
from branchbook.rules.functions import FUNCTIONS
from branchbook.rules.lint import KEYWORDS, RESERVED, lint, names_in
from tests.rules.world import template

FIELDS = template().fields


@pytest.mark.parametrize(
    "expression",
    [
        "present * 5 >= eligible * 4",
        "way in ['差额', \"等额\"] ? present > 1 : !(present > 2)",
        "votes.all(v, v.yes + 0 == v.yes) && size(votes) == 2 && size(names) > 0",
        "votes.filter(v, has(v.yes)).map(v, v.name).exists(n, n.startsWith('甲') || n.contains('乙'))",
        "months_after(met_on, 36) > today && chars(remark) < 500",
    ],
)
def test_the_shared_profile(expression: str) -> None:
    assert lint(expression, FIELDS) == []


@pytest.mark.parametrize(
    "expression",
    [
        "present > 0.5",
        "present > 5u",
        "present > 0x10",
        "present > 1e3",
        "present > 9007199254740992",
        "remark.matches('^甲')",
        "timestamp(met_on) < timestamp(today)",
        "double(present) > 1",
        "r'甲' == remark",
        "b'a' == remark",
        "remark == '𠮷'",
        "votes[?0].yes > 1",
        "votes.?name == '甲'",
        "size(remark) > 1",
        "present @ 3",
        "system('ls')",
    ],
)
def test_what_the_engines_do_not_share(expression: str) -> None:
    assert lint(expression, FIELDS) != []


def test_largest_whole_number_of_a_browser() -> None:
    assert lint("present < 9007199254740991", FIELDS) == []


def test_names_are_those_that_stand_free() -> None:
    expression = "votes.all(v, v.yes > present) && 'names' in given && has(row.cell) && quorum(eligible) > 1"
    assert names_in(expression) == {"votes", "v", "present", "in", "given", "row", "eligible"}


def test_no_field_may_hide_a_word_of_the_language() -> None:
    assert {"in", "true", "null", "function"} <= KEYWORDS <= RESERVED
    assert FUNCTIONS.keys() <= RESERVED
    assert {"today", "given", "size"} <= RESERVED
    assert "present" not in RESERVED


@given(st.text(max_size=80))
def test_no_text_upsets_it(text: str) -> None:
    assert all(isinstance(problem, str) for problem in lint(text, FIELDS))
    assert isinstance(names_in(text), set)


def test_parameters_are_typed_and_known() -> None:
    known = {
        "come_min": Parameter(id="come_min", label="到会率", default=80, weight=Weight.ADVICE, note="只供测试"),
        "committee": Parameter(id="committee", label="支委会", type="yes-no", fact=True, note="只供测试"),
    }

    def said(expression: str) -> list[str]:
        return lint(expression, {}, params=known)

    assert said("params.come_min > 3") == said("has(params.committee) && params.committee") == []
    assert said("params.come_max > 3") == ["docs/parameters.yml 里没有「come_max」"]
    assert said("params.committee > 3") == ["「>」两边要同是整数或同是日期"]
    assert lint("params.come_min > 3", {}, {}) == ["一事一档的规则看不到 params，写到单份材料的规则里"]
