"""Cases in a real Chromium: found, narrowed down, shared, compared, printed on one page, written on a form."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from branchbook.checks.cases import length
from branchbook.checks.validate import validate_tree
from branchbook.site.case_pages import in_order
from tests.checks.world import copy
from tests.e2e.forms import barriers, kept, saved

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from branchbook.handbook import Handbook

pytestmark = pytest.mark.e2e


def shown(page: Page) -> list[str]:
    found: list[str] = page.locator("[data-case]:visible").evaluate_all("all => all.map(one => one.dataset.case)")
    return found


def goto(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector("[data-facets]:not([hidden])")


def test_facets_combine_count_and_stand_in_the_address(desk: Page, address: str, handbook: Handbook) -> None:
    cases = in_order(handbook.cases.values())
    goto(desk, address + "cases/")
    assert shown(desk) == [case.id for case in cases]
    desk.locator("a[data-need='按期换届']").click()
    wanted = [case.id for case in cases if "按期换届" in case.need]
    assert shown(desk) == wanted
    assert f"筛出 {len(wanted)} 例" in desk.locator("[data-said]").inner_text()
    count = desk.locator("[data-facet=setting] label", has_text="机关").locator("[data-count]").inner_text()
    organs = [case.id for case in cases if "按期换届" in case.need and case.setting == "机关"]
    assert int(count) == len(organs) > 0
    desk.locator("[data-facet=setting] input[value='机关']").check()
    assert shown(desk) == organs
    assert unquote(desk.url).endswith("/cases/?need=按期换届&setting=机关")
    again = desk.context.new_page()
    goto(again, desk.url)
    assert shown(again) == organs
    assert again.locator("[data-facet=setting] input[value='机关']").is_checked()
    again.locator("[data-chips] button", has_text="全部清掉").click()
    assert shown(again) == [case.id for case in cases]
    assert again.url == address + "cases/"


def test_on_a_phone_a_choice_shows_what_it_found(phone: Page, address: str) -> None:
    in_sight = "() => { const box = document.querySelector('[data-said]').getBoundingClientRect(); return box.top >= 0 && box.bottom <= window.innerHeight }"
    goto(phone, address + "cases/")
    phone.locator("a[data-need='做服务']").click()
    phone.wait_for_function(in_sight)
    phone.locator("[data-panel] > summary").click()
    phone.locator("[data-facet=setting] input[value='社区']").check()
    number = re.search(r"\d+", phone.locator("[data-said]").inner_text())
    assert number
    see = phone.locator("button.bb-find__see")
    assert see.inner_text() == f"看这 {number[0]} 例"
    see.click()
    phone.wait_for_function(in_sight)
    assert phone.locator("[data-panel]").get_attribute("open") is None


def test_words_narrow_down_too(desk: Page, address: str) -> None:
    """Words parted by a space or by a comma of any kind are the same, as in the other lists that filter."""
    goto(desk, address + "cases/")
    for words in ("烟草 档案", "档案、烟草"):
        desk.locator("input[name=words]").fill(words)
        desk.wait_for_function("words => new URLSearchParams(location.search).get('words') === words", arg=words)
        assert shown(desk) == ["yancao-yishi-yidang"]


def test_an_empty_result_says_what_to_relax_and_how_many_that_gives(
    desk: Page, address: str, handbook: Handbook
) -> None:
    cases = in_order(handbook.cases.values())
    query = "?need=按期换届&setting=机关&words=没有人会写的这几个字"
    goto(desk, address + "cases/" + query)
    assert shown(desk) == []
    way = desk.locator("[data-none] button")
    left = [case.id for case in cases if "按期换届" in case.need and case.setting == "机关"]
    assert way.all_inner_texts() == [f"放宽“含有的字”，能看到 {len(left)} 例"]
    way.click()
    assert shown(desk) == left
    assert desk.locator("[data-none]").is_hidden()


@pytest.mark.parametrize("who", ["desk", "phone"])
def test_three_are_set_side_by_side(who: str, request: pytest.FixtureRequest, address: str, handbook: Handbook) -> None:
    page: Page = request.getfixturevalue(who)
    goto(page, address + "cases/")
    ids = [case.id for case in in_order(handbook.cases.values())][:3]
    for name in ids:
        page.locator(f"[data-case={name}] input[type=checkbox]").check()
    assert "选了 3 例，最多三例" in page.locator("[data-bar]").inner_text()
    page.locator("[data-bar] a").click()
    page.wait_for_selector("table.bb-compare")
    assert page.url == f"{address}cases/compare/?ids={','.join(ids)}"
    heads = page.locator("table.bb-compare thead a")
    assert heads.all_inner_texts() == [handbook.cases[name].title for name in ids]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    first = page.locator("table.bb-compare tbody th").first
    before = first.bounding_box()
    page.locator(".bb-compare__box").evaluate("box => { box.scrollLeft = 200 }")
    after = first.bounding_box()
    assert before
    assert after
    assert before["x"] == after["x"], "what a row is about stays in sight"
    page.locator("table.bb-compare thead button").first.click()
    assert heads.count() == 2
    page.locator(".bb-compare__more select").select_option(ids[0])
    assert page.url.endswith(f"?ids={ids[1]},{ids[2]},{ids[0]}")


def test_without_a_script_there_are_plain_lists(browser: Browser, address: str, handbook: Handbook) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "cases/")
    assert page.locator("[data-facets]").is_hidden()
    assert len(shown(page)) == len(in_order(handbook.cases.values()))
    page.locator("[data-needs] a").first.click()
    assert "/cases/by-need/#need-" in page.url
    page.goto(address + "cases/by-setting/")
    assert page.locator("article h2", has_text="机关").count() == 1
    context.close()


def test_a_case_is_printed_on_one_page(browser: Browser, address: str, handbook: Handbook, tmp_path: Path) -> None:
    longest = sorted(in_order(handbook.cases.values()), key=lambda case: -length(case.body))[:3]
    page = browser.new_page()
    for case in longest:
        page.goto(f"{address}cases/{case.id}/")
        file = tmp_path / f"{case.id}.pdf"
        page.pdf(path=str(file), prefer_css_page_size=True)
        told = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
        assert re.search(r"^Pages:\s+1$", told, re.MULTILINE), case.id
    page.close()


FORM = {
    "title": "一个村支部把党课讲到晒场上",
    "summary": "某村支部给在家的党员，每季在晒场讲一次党课，讲完答问。",
    "organisation": "某村党支部（来源隐名）",
    "place_level": "示例省",
    "cadence": "每季一次",
    "url": "https://www.12371.cn/example.shtml",
    "source_title": "晒场上的党课",
    "publisher": "示例日报",
    "date": "2025-03-02",
    "accessed": "2026-11-25",
    "why": "外出的多，来不齐。",
    "how": "书记每季讲一次\n- 讲完留半小时答问\n问到的事记在本子上",
    "records": "党课记录 | 记录人 | 讲完 | https://example.cn/templates/meeting-request/\n问答本｜书记｜当天",
    "results": "一年里讲了 4 次",
    "figures": "4 次 | 2024 年 | 讲课次数 | 第二段",
    "month_1": "找个地方讲一次。",
    "month_2": "把问到的事办一件。",
    "month_3": "回头告诉大家。",
    "care": "人不齐不要重复开\n不要拍照凑数",
    "beside": "file:///D:/支部手册/cases/one-branch/index.html?from=x | 开在周三的会 | 那里改的是日子",
    "id": "shaichang-dangke",
    "checked_by": "内容编辑",
}
PICKED = {
    "org_name_verified": "没有核实",
    "setting": "农村",
    "level": "支部",
    "case_kind": "做法",
    "theme": "党员教育",
    "need": "上好党课",
    "doable_by_branch": "支部自己能做",
    "people_needed": "1–3人",
    "cost_band": "零",
    "transfer_days": "30天",
    "risk_flags": "无",
    "records_touched": "党课",
    "source_grade": "B",
    "seen_extent": "节选",
    "has_results": "有",
    "result_type": "数量",
}


def test_the_form_writes_a_file_that_validates(desk: Page, address: str, tmp_path: Path) -> None:
    desk.clock.set_fixed_time("2026-11-25T09:00:00")
    desk.goto(address + "cases/write/")
    desk.wait_for_selector(".bb-desk:not([hidden])")
    for name, value in PICKED.items():
        desk.locator(f"input[name={name}][value='{value}']").check()
    desk.locator(".bb-do--main").click()
    assert "还差" in desk.locator(".bb-sum").inner_text()
    for name, value in FORM.items():
        desk.locator(f"#f-{name}").fill(value)
    desk.wait_for_function("document.querySelector('.bb-sum').textContent === '都填了，可以下载。'")
    kept(desk)
    with desk.expect_download() as waiting:
        desk.locator(".bb-do--main").click()
    assert waiting.value.suggested_filename == "shaichang-dangke.md"
    root = copy(tmp_path)
    (root / "docs" / "cases" / "shaichang-dangke.md").write_bytes(saved(waiting.value, tmp_path))
    assert [str(item.message) for item in validate_tree(root, today="2026-11-25")] == []
    desk.reload()
    desk.wait_for_function("document.querySelector('#f-title').value !== ''")
    assert desk.locator("#f-how").input_value() == FORM["how"]


def test_a_brand_answers_three_questions_and_shows_six_elements(desk: Page, address: str, tmp_path: Path) -> None:
    desk.clock.set_fixed_time("2026-11-25T09:00:00")
    desk.goto(address + "cases/write/")
    desk.wait_for_selector(".bb-desk:not([hidden])")
    assert desk.locator("#f-hollow").is_hidden()
    for name, value in {**PICKED, "theme": "品牌创建", "has_results": "没有"}.items():
        if name != "result_type":
            desk.locator(f"input[name={name}][value='{value}']").check()
    desk.wait_for_selector("#f-care", state="hidden")
    brand = {"hollow": "每季真讲一次。", "sham": "没有牌子也讲。", "short": "换了书记接着讲。", "element_1": "晒场课"}
    for name, value in {**FORM, **brand}.items():
        if name not in {"care", "results", "figures"}:
            desk.locator(f"#f-{name}").fill(value)
    desk.wait_for_function("document.querySelector('.bb-sum').textContent === '都填了，可以下载。'")
    with desk.expect_download() as waiting:
        desk.locator(".bb-do--main").click()
    root = copy(tmp_path)
    (root / "docs" / "cases" / "shaichang-dangke.md").write_bytes(saved(waiting.value, tmp_path))
    assert [str(item.message) for item in validate_tree(root, today="2026-11-25")] == []


@pytest.mark.parametrize(
    "path", ["cases/", "cases/compare/?ids=yancao-yishi-yidang", "cases/charts/", "cases/write/", ""]
)
def test_no_barriers_and_nothing_wider_than_a_phone(phone: Page, address: str, root: Path, path: str) -> None:
    phone.goto(address + path)
    phone.wait_for_timeout(300)
    assert barriers(phone, root) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_box_on_the_home_page_leads_into_the_search(desk: Page, address: str) -> None:
    desk.goto(address)
    desk.locator("button[data-bb-ask]").click()
    assert desk.evaluate("document.activeElement.getAttribute('data-md-component')") == "search-query"
