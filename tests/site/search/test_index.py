"""The index: complete, in small pieces, the same each time."""

from __future__ import annotations

import base64
import json
import re

import pytest

from branchbook.site.search import ordered
from branchbook.site.search.index import ALIAS, FRAGMENT, HEADING, SHARD, SUMMARY, TITLE, Unit, build, fnv, unpack
from branchbook.site.search.words import tokens

UNITS = [
    Unit(0, "a/", "按期换届", aliases=("改选",), summary="届满以前选出新班子", body="开党员大会，差额选举委员。"),
    Unit(1, "a/#vote", "发票投票", heading="按期换届", body="无记名投票，收回以后清点。"),
    Unit(2, "b/", "选票", summary="印选票用", body="选票 " * 40),
]


def shards(units: list[Unit], **more: int) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    built = build(units, **more)
    for name, content in built.files.items():
        if name.startswith("s"):
            match = re.fullmatch(r"bbs\((\d+),(.*)\)\n", content.decode(), re.DOTALL)
            assert match
            for token, entry in json.loads(match[2]).items():
                assert fnv(token) % int(str(built.manifest["shards"])) == int(match[1])
                found[token] = entry
    return found


def entries(packed: object) -> list[tuple[int, int, int, int]]:
    text = str(packed)
    return list(unpack(base64.b64decode(text + "=" * (-len(text) % 4))))


def test_every_word_of_every_field_is_found_where_it_stands() -> None:
    index = shards(UNITS)
    for number, unit in enumerate(UNITS):
        for text, flag in ((unit.title, TITLE), (unit.heading, HEADING), (unit.summary, SUMMARY)):
            for token in tokens(text):
                hits = {entry[0]: entry for entry in entries(index[token][1])}
                assert hits[number][1] & flag, (token, unit.title)
        for token in tokens(unit.body):
            assert number in {entry[0] for entry in entries(index[token][1])}
    assert entries(index["改选"][1]) == [(0, ALIAS, 0, 1)]


def test_a_word_said_often_weighs_more_but_not_without_end() -> None:
    index = shards([Unit(0, "a", "甲", body="选票，旁的话很多"), Unit(0, "b", "乙", body="选票 " * 12)])
    once, often = entries(index["选票"][1])
    assert 0 < once[2] < often[2] <= 15


def test_a_list_too_long_keeps_the_titles_and_its_true_length() -> None:
    units = [Unit(0, f"{n}/", "选票" if n == 40 else "别的", body="选票") for n in range(50)]
    count, packed = shards(units, most=10)["选票"]
    kept = entries(packed)
    assert count == 50
    assert len(kept) == 10
    assert 40 in {entry[0] for entry in kept}


def test_shards_stay_small_as_the_handbook_grows() -> None:
    units = [
        Unit(0, f"{n}/", f"题目{n}", body=f"第{n}份材料的正文，写着{chr(0x4E00 + n)}{chr(0x5E00 + n)}")
        for n in range(900)
    ]
    built = build(units)
    sizes = [len(content) for name, content in built.files.items() if name.startswith("s")]
    assert len(sizes) > 3
    assert max(sizes) < 16_000
    texts = [name for name in built.files if name.startswith("f")]
    assert len(texts) == 900 / FRAGMENT


def test_the_same_units_give_the_same_bytes() -> None:
    assert build(UNITS) == build(list(UNITS))


def test_odd_characters_do_not_break_the_scripts() -> None:
    built = build([Unit(0, "a/", "甲\u2028乙</script>", body='"引号"\\ \u2029')])
    for content in built.files.values():
        assert "\u2028" not in content.decode()
        assert "\u2029" not in content.decode()


@pytest.mark.parametrize("text", ["", "选", "换届", "W03", "𠮷选"])
def test_the_hash_is_fnv(text: str) -> None:
    value = 0x811C9DC5
    for unit in (text.encode("utf-16-le"),):
        for low, high in zip(unit[::2], unit[1::2], strict=True):
            value = ((value ^ (low + (high << 8))) * 0x01000193) % 2**32
    assert fnv(text) == value


def test_units_go_kind_by_kind_those_that_settle_a_question_first() -> None:
    units = [
        Unit(4, "p", "依据"),
        Unit(3, "r", "规则"),
        Unit(4, "q", "管这个问题的", asked=("几天",)),
        Unit(0, "f", "流程"),
    ]
    kept, starts = ordered(units)
    assert [unit.url for unit in kept] == ["f", "r", "q", "p"]
    assert starts == [0, 0, 1, 1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4, 4, 4, 4, 4]


def test_a_larger_handbook_has_larger_shards_within_bounds() -> None:
    def mean(count: int) -> float:
        units = [Unit(0, f"{n}/", f"{chr(0x4E00 + n)}{chr(0x5E00 + n % 50)}", body="选举 " * 9) for n in range(count)]
        sizes = [len(content) for name, content in build(units).files.items() if name.startswith("s")]
        return sum(sizes) / len(sizes)

    assert mean(200) < SHARD[0] * 1.5
    assert SHARD[1] / 1.5 > mean(4000) > SHARD[0] / 3


def test_questions_that_a_unit_settles_are_found_like_its_other_names() -> None:
    index = shards([Unit(4, "q", "补选要及时", asked=("补选有没有时间限制",))])
    assert entries(index["限制"][1])[0][1] == ALIAS
