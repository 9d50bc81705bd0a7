"""What helps to understand a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branchbook.site.library import Library, Options
from branchbook.site.search.index import Unit
from branchbook.site.search.lexicon import ASKS, STOPS, lexicon, nearby
from branchbook.site.search.units import units
from tests.site import world

if TYPE_CHECKING:
    from branchbook.handbook import Handbook

UNITS = [
    Unit(0, "a/", "选举办法", aliases=("选举规则",)),
    Unit(4, "b/", "长长的一条规定", asked=("要几个人到会",)),
]


def of(**more: Any) -> dict[str, Any]:
    return lexicon(more.get("synonyms", []), UNITS)


def test_longer_sayings_are_tried_first() -> None:
    pairs = of(synonyms=[("改选", "换届"), ("换届改选", "换届"), ("五天", "五日")])["synonyms"]
    assert pairs[0] == ["换届改选", "换届"]
    assert ["5天", "5日"] in pairs, "said as everything is indexed"


def test_traditional_characters_only_where_they_can_occur() -> None:
    found = of()["simplified"]
    assert (found["選"], found["舉"], found["辦"]) == ("选", "举", "办")
    assert "體" not in found


def test_phrases_that_say_nothing_go_longest_first() -> None:
    stops = of()["stops"]
    assert sorted(stops, key=len, reverse=True) == stops
    assert set(stops) == set(STOPS)


def test_what_is_asked_for_is_told_apart() -> None:
    asks = of()["asks"]
    assert len(asks) == len(ASKS)
    (times,) = [words for words in asks if "多久" in words]
    assert "什么时候" in times
    assert "由谁" not in times
    assert {word for words in asks for word in words} <= set(STOPS)


def test_sounds_lead_from_a_mistyped_word_to_ours() -> None:
    found = nearby(UNITS, ["补选", "监票人"])
    words, sounds = found["words"], found["sounds"]
    assert isinstance(words, list)
    assert isinstance(sounds, dict)
    assert {"补选", "监票人", "选举规则"} <= set(words)
    assert "要几个人到会" not in words, "whole questions are no words"
    assert {"补", "捕"} <= set(sounds["bu"])


def test_sounds_that_are_often_mixed_up_are_one() -> None:
    sounds = nearby([], ["更名", "主持"])["sounds"]
    assert isinstance(sounds, dict)
    assert {"更", "跟"} <= set(sounds["gen"])
    assert {"主", "组"} & set(sounds["zu"]) == {"主", "组"}


def test_neighbours_in_names_are_told_but_not_those_of_parts() -> None:
    found = str(nearby([*UNITS, Unit(1, "c/#d", "步骤名", heading="一个流程")], [])["pairs"])
    pairs = {found[at : at + 2] for at in range(0, len(found), 2)}
    assert {"选举", "举办", "办法", "规则"} <= pairs
    assert "步骤" not in pairs


def test_the_handbook_knows_two_hundred_other_ways_to_ask(real: Handbook) -> None:
    assert len(real.synonyms) >= 200
    words = {word for word, _ in real.synonyms}
    for word in ("改选", "三会", "预备期满", "入党积极分子", "党组织关系"):
        assert word in words


#: Words of areas that are still to come.
COMING = {"入党介绍人", "入党申请书", "发展对象", "积极分子"}


def test_every_synonym_leads_to_something_that_is_found(real: Handbook) -> None:
    made = units(Library(real, Options(today=world.TODAY)))
    text = " ".join(part for unit in made for part in (unit.title, unit.summary, unit.body, *unit.aliases, *unit.asked))
    lost = {ours for _, ours in real.synonyms if ours not in text}
    assert lost <= COMING
