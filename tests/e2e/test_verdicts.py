"""The self-test of a brand: a plain list without scripts; with them, a verdict for each trouble, and nothing kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.forms import barriers

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.e2e

PATH = "guide/brand-self-test/"


def answer(page: Page, trouble: str, *words: str) -> str:
    """Answer the questions of one trouble in their order and return what is said of it."""
    groups = page.locator(f"#{trouble} + ul [role=radiogroup]")
    for at, word in enumerate(words):
        groups.nth(at).get_by_label(word, exact=True).check()
    return page.locator(f"#{trouble} + ul + .bb-verdict").inner_text()


def test_each_trouble_gets_its_verdict_and_its_cure(desk: Page, address: str) -> None:
    desk.goto(address + PATH)
    cure = desk.locator("#empty + ul + .bb-verdict + p")
    assert not cure.is_visible()
    assert answer(desk, "empty", "是", "不是") == "像是“虚”：1 条说中了，还有 2 条没有弄清。"
    assert cure.inner_text().startswith("怎么治：")
    assert answer(desk, "fake", "不是", "说不准", "不是") == "“假”还说不准：2 条没有弄清，先去问人、翻记录。"
    assert not desk.locator("#fake + ul + .bb-verdict + p").is_visible()
    assert answer(desk, "old", "不是") == "没有看出“旧”。"
    total = desk.locator(".bb-verdict__sum .bb-sum")
    assert total.inner_text() == (
        "像是有的：虚；说不准的：假；没有看出的：旧；还没有答的：断、散、数字空、贵、压、越。"
    )
    assert desk.evaluate("Object.keys(localStorage).filter(key => key.startsWith('branchbook')).length") == 0
    desk.get_by_text("清掉重答").click()
    assert total.inner_text().startswith("还没有答的：虚、假、断")
    assert not cure.is_visible()


def test_without_scripts_it_is_a_list_with_its_cures(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + PATH)
    assert page.locator("h2 + ul").count() == 9
    assert page.locator("h2 + ul + p").filter(has_text="怎么治：").count() == 9
    assert page.locator("#fake + ul > li").first.is_visible()
    context.close()


def test_no_barriers_on_a_phone(phone: Page, address: str, root: Path) -> None:
    phone.goto(address + PATH)
    answer(phone, "empty", "是")
    assert barriers(phone, root) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
