"""Text as tokens: what people type and what stands on the page come to the same."""

from __future__ import annotations

import pytest

from branchbook.site.search.words import han_number, letters, normal, runs, tokens


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("五", 5), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("一百", 100), ("一百二十", 120),
        ("二〇", 20), ("两", 2), ("一百零五", 105), ("二〇二六", 2026), ("五六七八九", None), ("三五", 35), ("五二十", None),
    ],
)  # fmt: skip
def test_numbers_in_characters(text: str, value: int | None) -> None:
    assert han_number(text) == value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("五天", "5天"), ("５天", "5天"), ("5 天", "5天"), ("二十三人", "23人"), ("五分之四", "4/5"),
        ("百分之二十", "20%"), ("ＡＢｃ", "abc"), ("三分之一", "1/3"), ("第二十一条", "第21条"),
    ],
)  # fmt: skip
def test_one_form_for_many_writings(one: str, other: str) -> None:
    assert normal(one) == normal(other) == other


def test_words_that_are_no_counts_stay() -> None:
    assert normal("一律不得三心二意") == "一律不得三心二意"


def test_tokens_are_pairs_of_characters_and_whole_words() -> None:
    assert tokens("换届选举") == ["换届", "届选", "选举"]
    assert tokens("票") == ["票"]
    assert tokens("W03表") == ["w03", "w03表", "表"]
    assert tokens("提前6个月") == ["提前", "6", "6个", "个月"]
    assert tokens("不少于20%。") == ["不少", "少于", "20%"]
    assert tokens("，。 ！") == []


def test_letters_are_single_characters() -> None:
    assert letters("选票 A4") == ["选", "票"]


def test_runs_split_where_the_script_changes() -> None:
    assert runs(normal("GB/T 9704—2012公文")) == ["gb", "t", "9704", "2012", "公文"]
