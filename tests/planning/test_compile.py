"""From front matter to data: words, weights, and nothing heavier than its basis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from branchbook.handbook import load
from branchbook.handbook.timeline import Timeline
from branchbook.planning.compile import bases, compiled, weighed

if TYPE_CHECKING:
    from pathlib import Path

    from branchbook.handbook import Handbook


@pytest.fixture(scope="module")
def handbook(root: Path) -> Handbook:
    return load(root)


def test_recruitment_and_elections_declare_one_and_others_need_not(handbook: Handbook) -> None:
    made = {item.id for item in handbook.procedures.values() if compiled(handbook, item)}
    assert {"recruit", "by-term"} <= made
    assert len(made) < len(handbook.procedures)


def test_limits_say_what_the_rules_say(handbook: Handbook) -> None:
    data = compiled(handbook, handbook.procedures["recruit"])
    assert data
    said = {
        point["id"]: [
            (limit["months"], limit["days"], limit["workdays"], limit["weight"], limit["firm"])
            for limit in (*point["earliest"], *point["latest"], *([point["counted"]] if point["counted"] else []))
        ]
        for point in data["points"]
    }
    assert said["applied"] == [(216, 0, 0, "规定", True)]
    assert said["talked"] == [(1, 0, 0, "规定", True)]
    assert said["proposed"] == [(12, 0, 0, "规定", True)]
    assert said["notice-ended"] == [(0, 0, 4, "规定", True), (0, 0, 5, "本站建议", False)]
    assert said["listed"] == [(0, 1, 0, "规定", True)]
    assert said["accepted"] == [(0, 0, 0, "规定", True), (1, 0, 0, "规定", True)]
    assert said["approved"] == [(3, 0, 0, "规定", False), (6, 0, 0, "规定", True), (3, 0, 0, "本站建议", False)]
    assert said["sworn"] == [(0, 0, 0, "规定", True), (1, 0, 0, "规定", False)]
    assert said["expiry"] == [(12, 0, 0, "规定", True)]
    assert said["conversion-approved"] == [(3, 0, 0, "规定", True), (3, 0, 0, "本站建议", False)]


def test_nothing_is_firm_that_its_basis_does_not_bear(handbook: Handbook) -> None:
    for item in handbook.procedures.values():
        for point in (compiled(handbook, item) or {"points": []})["points"]:
            for limit in [*point["earliest"], *point["latest"]]:
                assert limit["basis"], f"{item.id}: {point['id']}"
                for ref in limit["basis"]:
                    hit = handbook.provision(ref)
                    assert hit
                    if limit["firm"]:
                        assert hit[1].weight.value in {"规定", "地方要求"}
                        assert hit[1].verified.value != "待核"
                        assert not hit[1].disputed


def test_the_rules_of_2026_are_told_to_begin(handbook: Handbook) -> None:
    assert weighed(handbook, ["recruitment-2026#talk-1-month"])["from"] == "2026-05-11"
    mixed = weighed(handbook, ["recruitment-2026#review-half-yearly", "practice-recruitment#review-counted-from"])
    assert (mixed["weight"], mixed["firm"]) == ("本站建议", False)
    assert weighed(handbook, [])["firm"] is False
    assert weighed(handbook, ["practice-recruitment#expiry-day"])["disputed"] is True


def test_every_basis_is_gathered(handbook: Handbook) -> None:
    data = compiled(handbook, handbook.procedures["recruit"])
    assert data
    assert {"recruitment-2026#talk-1-month", "practice-recruitment#dates-run-forward"} <= set(bases(data))
    assert all(handbook.provision(ref) for ref in bases(data))


@pytest.mark.parametrize(
    ("points", "why"),
    [
        ({"a": {"label": "甲甲", "step": "s", "needs": ["b"]}, "b": {"label": "乙乙", "step": "s"}}, "不在它前面"),
        ({"a": {"label": "甲甲", "step": "s", "latest": [{"after": "x"}]}}, "没有的节点 x"),
        ({"a": {"label": "甲甲", "step": "s", "earliest": [{"after": "a"}]}}, "要写在前面"),
        ({"a": {"label": "甲甲", "step": "s", "latest": [{"months": 1}]}}, "写且只写一个"),
        ({"a": {"label": "甲甲", "latest": [{"after": "a"}]}}, "是事实"),
        (
            {"a": {"label": "甲甲", "step": "s", "counted": {"after": "a"}, "latest": [{"after": "a"}]}},
            "没有最早、最晚",
        ),
    ],
)
def test_a_timeline_that_makes_no_sense_is_refused(points: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Timeline.model_validate({"title": "一个时间表", "who": "姓名", "points": points})
