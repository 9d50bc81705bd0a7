"""The home page shows a few of each, and says how many more there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchbook.site.home_page import CHANGES, TASKS, areas, deed, featured, newest

if TYPE_CHECKING:
    from branchbook.handbook import Handbook
    from branchbook.handbook.case import Case


def many(small: Handbook, settings: str) -> list[Case]:
    case = small.cases["one-branch"].model_copy(update={"source_grade": "A"})
    names = {"机": "机关", "农": "农村", "企": "国企"}
    return [case.model_copy(update={"id": f"c{at}", "setting": names[word]}) for at, word in enumerate(settings)]


def test_three_cases_of_different_settings_and_others_next_month(small: Handbook) -> None:
    cases = many(small, "机机农企农企")
    assert [case.id for case in featured(cases, "2026-01-15")] == ["c0", "c2", "c3"]
    assert [case.id for case in featured(cases, "2026-02-15")] == ["c3", "c4", "c0"]
    assert [case.id for case in featured(many(small, "机机机"), "2026-01-15")] == ["c0", "c1", "c2"]
    assert featured([], "2026-01-15") == []


def test_what_only_superiors_can_do_gives_way(small: Handbook) -> None:
    cases = many(small, "机农企企")
    cases[0] = cases[0].model_copy(update={"doable_by_branch": "只能由上级做"})
    assert [case.id for case in featured(cases, "2026-01-15")] == ["c1", "c2", "c3"]


def test_the_first_tasks_of_an_area_and_how_many_more(small: Handbook) -> None:
    one = small.procedures["hold-meeting"]
    several = [one.model_copy(update={"id": f"p{number}"}) for number in range(TASKS + 2)]
    area = areas({"elections": "换届", "members": "党员管理"}, several)
    assert [(item.id, len(item.first), item.more) for item in area] == [("elections", TASKS, 2)]
    assert [(len(item.first), item.more) for item in areas({"elections": "换届"}, several[:-1])] == [(TASKS + 1, 0)]


def test_the_latest_change_of_each_regulation_in_one_sentence(real: Handbook) -> None:
    changes = [(item, change) for item in real.regulations.values() for change in item.changes]
    changes.sort(key=lambda pair: pair[1].on, reverse=True)
    found = newest(changes)
    assert len(found) == CHANGES
    assert len({regulation.id for regulation, *_ in found}) == CHANGES
    assert [change.on for _, change, _ in found] == sorted((change.on for _, change, _ in found), reverse=True)
    assert all(words.endswith("。") and words.count("。") == 1 for *_, words in found)


def test_a_task_is_said_without_the_words_above_it() -> None:
    assert [deed(task) for task in ("我要按期换届", "我要不要搞积分")] == ["按期换届", "要不要搞积分"]
