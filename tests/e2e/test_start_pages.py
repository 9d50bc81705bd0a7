"""The first ninety days, the self-test and the card of numbers, in a real Chromium, by keyboard and on paper."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.e2e.forms import barriers, saved

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.e2e

START, TEST, CARD = "start/", "start/self-test/", "start/numbers/"


def begin(page: Page, address: str) -> None:
    page.clock.set_fixed_time("2026-11-29T09:00:00")
    page.goto(address + TEST)
    page.locator(".bb-quiz__topic", has_text="党费").locator("input").wait_for()


def only(page: Page, topic: str) -> None:
    for box in page.locator(".bb-quiz__topic").all():
        box.locator("input").set_checked(topic in box.inner_text())


def answer(page: Page, *, right: bool) -> str:
    """Answer the question that stands there, by keyboard, and return it."""
    asked = page.locator(".bb-quiz legend").evaluate("node => node.firstChild.textContent")
    source = page.locator(".bb-q", has=page.locator("[data-ask]", has_text=re.compile(f"^{re.escape(asked)}$")))
    places = [int(at) for at in (source.get_attribute("data-right") or "").split()]
    texts = source.locator(".bb-q__choices > li").all_text_contents()
    wanted = (
        {texts[at] for at in places} if right else {next(text for at, text in enumerate(texts) if at not in places)}
    )
    for number, label in enumerate(page.locator(".bb-quiz__choice > span:first-of-type").all_text_contents(), 1):
        if label in wanted:
            page.keyboard.press(str(number))
    page.keyboard.press("Enter")
    return str(asked)


def test_a_wrong_question_comes_again_and_progress_stays_on_the_device(
    desk: Page, address: str, tmp_path: Path
) -> None:
    begin(desk, address)
    only(desk, "党费")
    desk.locator(".bb-quiz__choose button").click()
    first = answer(desk, right=False)
    told = desk.locator(".bb-quiz__told")
    assert "不对。对的是：" in told.inner_text()
    link = told.locator("a.bb-cite").first
    assert re.match(r"\.\./\.\./regulations/[a-z0-9-]+/#", link.get_attribute("href") or "")
    asked = []
    for _ in range(4):
        desk.keyboard.press("Enter")
        asked.append(answer(desk, right=True))
        assert "答对了" in told.inner_text()
    assert asked.index(first) == 3
    desk.get_by_text("停下，看结果").click()
    assert "做了 4 道，第一次就对的 3 道" in desk.locator(".bb-quiz .bb-sum").inner_text()
    assert first in desk.locator(".bb-quiz ul").inner_text()
    desk.get_by_text("回到选题").click()
    assert "做过 4" in desk.locator(".bb-quiz__topic", has_text="党费").inner_text()
    with desk.expect_download() as waiting:
        desk.get_by_text("导出进度").click()
    file = saved(waiting.value, tmp_path)
    assert len(json.loads(file)["progress"]) == 4
    begin(desk, address)
    assert "做过 4" in desk.locator(".bb-quiz__topic", has_text="党费").inner_text()
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.get_by_text("清空进度").click()
    assert "做过" not in desk.locator(".bb-quiz").inner_text()
    begin(desk, address)
    assert "做过" not in desk.locator(".bb-quiz").inner_text()
    desk.locator(".bb-quiz input[type=file]").set_input_files(tmp_path / "自测进度.json")
    desk.wait_for_function("document.querySelector('.bb-quiz').textContent.includes('已导入 4 道题')")
    assert "做过 4" in desk.locator(".bb-quiz__topic", has_text="党费").inner_text()


def test_ticks_stay_on_the_device(desk: Page, address: str) -> None:
    desk.goto(address + START)
    desk.locator("[data-tick=handover]").check()
    said = desk.locator("[data-ticks-said]")
    assert re.match(r"办了 1 件，共 \d+ 件。", said.inner_text())
    desk.goto(address + START)
    assert desk.locator("[data-tick=handover]").is_checked()
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.get_by_text("去掉全部的勾").click()
    assert not desk.locator("[data-tick=handover]").is_checked()
    assert said.inner_text().startswith("办了 0 件")


def test_without_scripts_the_questions_stand_with_their_answers(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + TEST)
    assert page.locator("[data-quiz]").is_hidden()
    question = page.locator(".bb-q").first
    assert question.locator("li").first.is_visible()
    assert not question.locator("details p").is_visible()
    question.locator("summary").click()
    assert question.locator("details p").is_visible()
    context.close()


@pytest.mark.parametrize("path", [START, TEST, CARD])
def test_no_barriers_and_nothing_wider_than_a_phone(phone: Page, address: str, root: Path, path: str) -> None:
    phone.goto(address + path)
    if path == TEST:
        phone.locator(".bb-quiz__choose button").click()
        answer(phone, right=False)
    assert barriers(phone, root) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_card_is_one_sheet(desk: Page, address: str) -> None:
    desk.goto(address + CARD)
    paper = desk.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
