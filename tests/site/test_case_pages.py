"""Cases are found by need and by facet, in one order, and compared in the source's own words."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from branchbook.site.case_pages import FACETS, compared, in_order, points, recency, section, values
from branchbook.site.pages import Options, pages

if TYPE_CHECKING:
    from branchbook.handbook import Handbook
    from branchbook.handbook.case import Case

OPTIONS = Options(today="2026-11-25")


def variants(case: Case, *updates: dict[str, Any]) -> list[Case]:
    return [case.model_copy(update={"id": f"c{number}", **update}) for number, update in enumerate(updates)]


def dated(case: Case, date: str) -> dict[str, Any]:
    return {"case_source": case.case_source.model_copy(update={"date": date})}


def test_what_a_branch_can_do_comes_first_then_results_then_grade_then_the_newest(small: Handbook) -> None:
    case = small.cases["one-branch"]
    cases = variants(
        case,
        {"doable_by_branch": "只能由上级做", "source_grade": "A"},
        {"results_stated": False, "source_grade": "A"},
        {"source_grade": "B", **dated(case, "2024-05-01")},
        {"source_grade": "A", **dated(case, "2021")},
        {"source_grade": "A", **dated(case, "2023 年 5 月 6 日")},
        {"source_grade": "A", "status": "草稿"},
        {"doable_by_branch": "需上级同意"},
    )
    assert [item.id for item in in_order(cases)] == ["c4", "c3", "c2", "c1", "c6", "c0"]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2025-04-09", (-2025, -4, -9)),
        ("2023 年 5 月", (-2023, -5, 0)),
        ("2023（题名）", (-2023, 0, 0)),
        ("来源未写", (0, 0, 0)),
    ],
)
def test_dates_of_sources_are_read_as_far_as_they_go(date: str, expected: tuple[int, ...]) -> None:
    assert recency(date) == expected


def test_every_facet_counts_what_its_cases_have(small: Handbook) -> None:
    cases = in_order(small.cases.values())
    found = {facet.name: {item.name: len(item.cases) for item in values(facet, cases)} for facet in FACETS}
    assert found["setting"] == {"机关": 1, "国企": 1}
    assert found["theme"] == {"组织生活创新": 1, "党员教育": 1, "品牌创建": 1}
    assert found["need"] == {"开好三会一课": 1, "上好党课": 1, "找品牌": 1}
    assert set(found) == {"need", "setting", "doable", "theme", "people", "cost", "days", "level", "risk"}


def test_without_a_script_every_case_stands_under_each_of_its_values(small: Handbook) -> None:
    made = pages(small, OPTIONS)
    for facet in FACETS:
        text = made[facet.page].decode()
        for case in in_order(small.cases.values()):
            assert text.count(f"({case.id}.md)") == len(facet.of(case)), facet.page
    index = made["cases/index.md"].decode()
    anchors = re.findall(r"\(by-need\.md#([\w-]+)\)", index)
    assert len(anchors) == 3
    assert all(f"{{#{anchor}}}" in made["cases/by-need.md"].decode() for anchor in anchors)


def test_a_card_says_seven_things_and_what_to_filter_by(small: Handbook) -> None:
    index = pages(small, OPTIONS)["cases/index.md"].decode()
    card = index[index.index('data-case="other-branch"') :]
    for words in ("每季一次", "国企", "人手", "一个党小组", "花费", "来源未说", "B 级", "形式化、花钱"):
        assert words in card
    assert 'data-theme="品牌创建 党员教育"' in card
    assert 'data-risk="形式化 花钱"' in card


def test_side_by_side_stands_what_the_source_says(small: Handbook) -> None:
    one, other = (compared(small.cases[name]) for name in ("one-branch", "other-branch"))
    assert one["results"] == ["来源说 12 次会人都到齐。"]
    assert other["results"] == ["来源没有给出结果，请把它当思路看。"]
    assert one["first"] == "先问大家哪天有空，30 分钟就够。"
    assert other["care"] == ["虚？课后有没有一件事办成", "假？去掉白板，还讲不讲", "断？换了书记，谁接着讲"]
    handed = pages(small, OPTIONS)["assets/kits/cases.js"].decode()
    data = json.loads("[" + handed.removeprefix("branchbook.cases(").removesuffix(")\n") + "]")
    assert [item["id"] for item in data] == [case.id for case in in_order(small.cases.values())]


def test_a_section_and_its_points(small: Handbook) -> None:
    case = small.cases["one-branch"]
    assert section(case, "怎么做").startswith("- 问大家")
    assert section(case, "六要素") == ""
    assert points("- 甲。\n  还有。\n- **乙**：丙 [[rules-2020#quorum]]\n") == ["甲。还有。", "乙：丙"]
    assert points("只有一段。\n\n| 表 |\n") == ["只有一段。"]


def test_a_source_is_linked_only_when_it_may_be(small: Handbook) -> None:
    case = small.cases["other-branch"]
    address = case.case_source.url
    shown = pages(small, OPTIONS)["cases/other-branch.md"].decode()
    assert f"]({address})" in shown
    assert "compare.md?ids=other-branch,one-branch" in shown
    hidden = case.model_copy(update={"case_source": case.case_source.model_copy(update={"linked": False})})
    assert address not in _page(small, hidden)
    assert address not in _page(small, case.model_copy(update={"source_grade": "S"}))


def _page(handbook: Handbook, case: Case) -> str:
    import dataclasses

    changed = dataclasses.replace(handbook, cases={**handbook.cases, case.id: case})
    return pages(changed, OPTIONS)[f"cases/{case.id}.md"].decode()
