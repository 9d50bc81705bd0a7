"""The timetable and the dues, in a real Chromium: reckoned while typing, kept on the device, taken away."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tests.e2e.forms import barriers, kept, saved

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.e2e

PLAN = "procedures/recruitment/recruit/plan/"
ELECTION = "procedures/elections/by-term/plan/"
DUES = "members/dues/"


def goto(page: Page, url: str) -> None:
    page.clock.set_fixed_time("2026-07-10T09:00:00")
    page.goto(url)
    page.wait_for_selector(".bb-desk:not([hidden])")


def told(page: Page, point: str) -> str:
    return page.locator(f"[data-point='{point}']").inner_text()


def test_days_follow_from_what_is_filled_in_and_stay_on_the_device(desk: Page, address: str, tmp_path: Path) -> None:
    goto(desk, address + PLAN)
    desk.locator("[data-name]").fill("贞同志")
    desk.locator("#p-applied [data-done]").fill("2026-07-01")
    desk.wait_for_function("document.querySelector('#p-talked').dataset.is === 'next'")
    assert "最晚2026年8月1日" in told(desk, "talked")
    assert "要等：派人谈话" in told(desk, "activist")
    desk.locator("#p-talked [data-planned]").fill("2026-08-02")
    desk.wait_for_function("document.querySelector('#p-talked').textContent.includes('不合规定')")
    assert "晚了 1 天" in told(desk, "talked")
    link = desk.locator("#p-talked .bb-say__basis a").first
    assert link.get_attribute("href") == "../../../../regulations/recruitment-2026/#talk-1-month"
    assert "打算 1 件" in desk.locator(".bb-sum").inner_text()
    kept(desk)
    with desk.expect_download() as waiting:
        desk.locator(".bb-do--main").click()
    assert waiting.value.suggested_filename == "一名同志的入党时间表：贞同志.ics"
    calendar = saved(waiting.value, tmp_path).decode()
    assert calendar.startswith("BEGIN:VCALENDAR\r\n")
    assert "DTSTART;VALUE=DATE:20260802" in calendar
    assert "DTSTART;VALUE=DATE:20260801" in calendar
    goto(desk, address + PLAN)
    desk.wait_for_function("document.querySelector('#p-applied [data-done]').value === '2026-07-01'")
    assert desk.locator("[data-name]").input_value() == "贞同志"


def test_several_days_in_one_blank_and_what_cannot_be_read(desk: Page, address: str) -> None:
    goto(desk, address + PLAN)
    desk.locator("#p-activist [data-done]").fill("2025-06-20")
    blank = desk.locator("#p-reviewed-half-yearly [data-done]")
    blank.fill("2025年12月19日、2026-06-18")
    desk.wait_for_function("document.querySelector('#p-reviewed-half-yearly').textContent.includes('2026年12月18日')")
    blank.fill("去年冬天")
    desk.wait_for_selector("#p-reviewed-half-yearly [aria-invalid]")
    assert "读不出日子" in told(desk, "reviewed-half-yearly")
    desk.locator("#p-accepted [data-done]").fill("9999-12-01")
    desk.wait_for_selector("#p-accepted [aria-invalid]")


def test_an_election_has_one_too_and_leads_to_its_papers(desk: Page, address: str) -> None:
    goto(desk, address + ELECTION)
    desk.locator("#p-term-ends [data-done]").fill("2026-12-16")
    desk.wait_for_function("document.querySelector('#p-studied').textContent.includes('2026年10月16日')")
    assert "通行做法" in told(desk, "studied")
    paper = desk.locator("#p-studied .bb-point__told a").first
    assert paper.get_attribute("href") == "../../../../templates/election-committee-minutes/"


def test_it_works_from_a_disk(browser: Browser, built: Path) -> None:
    page = browser.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    goto(page, (built / PLAN / "index.html").as_uri())
    page.locator("#p-applied [data-done]").fill("2026-07-01")
    page.wait_for_function("document.querySelector('#p-talked').textContent.includes('2026年8月1日')")
    page.locator("#p-talked a[data-step]").click()
    page.wait_for_selector("h3#talk")
    goto(page, (built / DUES / "index.html").as_uri())
    page.locator("fieldset select").first.select_option("student")
    page.wait_for_function("document.querySelector('.bb-due__sum').textContent.includes('每月 0.20元')")
    page.close()
    assert broken == []


def due(name: str) -> str:
    return f"fieldset:last-of-type [data-blank='{name}'] :is(input, select)"


def test_dues_of_several_and_a_sheet_for_the_year(desk: Page, address: str, tmp_path: Path) -> None:
    goto(desk, address + DUES)
    desk.locator(due("name")).fill("甲同志")
    desk.locator(due("category")).select_option("wage")
    for name, amount in (("pay", "4200"), ("tax", "0"), ("own", "0")):
        desk.locator(due(name)).fill(amount)
    desk.wait_for_function("document.querySelector('.bb-due__sum').textContent === '每月 42元，全年 504元'")
    desk.locator(due("own")).fill("1300")
    desk.wait_for_function("document.querySelector('fieldset').textContent.includes('无法判断')")
    assert desk.locator(".bb-due__sum").inner_text() == "还算不出来"
    desk.locator(due("deduct")).select_option("yes")
    desk.wait_for_function("document.querySelector('.bb-due__sum').textContent.startsWith('每月 14.50元')")
    desk.locator(".bb-do", has_text="再加一名").click()
    desk.locator(due("name")).fill("乙同志")
    desk.locator(due("category")).select_option("farmer")
    assert desk.locator("fieldset:last-of-type [data-blank='tax']").is_hidden()
    desk.wait_for_function("document.querySelector('.bb-sum').textContent.includes('1 名算不出来')")
    kept(desk)
    with desk.expect_download() as waiting:
        desk.locator(".bb-do--main").click()
    assert waiting.value.suggested_filename == "2026 年党费核定表.xlsx"
    content = saved(waiting.value, tmp_path)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
    rows = list(load_workbook(io.BytesIO(content))["党费"].values)
    assert rows[2][:5] == ("1", "甲同志", "按月领工资的", "14.50", "14.50")
    assert rows[2][15] == "174.00"
    assert rows[3][3] == "无法判断"


@pytest.mark.parametrize("path", [PLAN, DUES])
def test_no_barriers_and_nothing_wider_than_a_phone(phone: Page, address: str, root: Path, path: str) -> None:
    goto(phone, address + path)
    if path == PLAN:
        phone.locator("#p-applied [data-done]").fill("2026-05-20")
        phone.wait_for_function("document.querySelector('#p-talked').textContent.includes('过了期限')")
    assert barriers(phone, root) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_page_of_the_procedure_leads_to_it(desk: Page, address: str) -> None:
    desk.goto(address + "procedures/recruitment/recruit/")
    desk.locator("a.md-button", has_text="时间表").click()
    desk.wait_for_selector("[data-plan]")
    assert re.search(r"recruit/plan/$", desk.url)
