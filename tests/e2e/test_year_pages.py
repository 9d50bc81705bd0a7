"""A branch's settings, its year and the box of this month, in a real Chromium: set once, they count on every page."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from tests.e2e.forms import barriers, saved

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, FilePayload, Page

pytestmark = pytest.mark.e2e

UNIT, YEAR = "guide/unit/", "year/"


def settings(page: Page, address: str) -> None:
    page.clock.set_fixed_time("2027-03-10T09:00:00")
    page.goto(address + UNIT)
    page.wait_for_selector("[data-unit-form]:not([hidden])")


def a_file(text: str) -> FilePayload:
    return {"name": "本支部.yml", "mimeType": "text/yaml", "buffer": text.encode()}


def test_what_is_set_once_counts_in_the_year_on_the_home_page_and_in_a_file(
    desk: Page, address: str, root: Path, tmp_path: Path
) -> None:
    settings(desk, address)
    desk.locator("#unit-attendance_min").fill("200")
    assert "应是从 0 到 100 的整数" in desk.locator("[data-unit] .bb-sum").inner_text()
    desk.locator("#unit-attendance_min").fill("")
    desk.locator("#unit-committee").select_option("没有")
    desk.locator("#unit-groups").fill("2")
    desk.locator("#unit-lessons_per_quarter").fill("2")
    desk.locator("#unit-term_ends").fill("2027-09-05")
    assert "设了 4 项" in desk.locator("[data-unit] .bb-sum").inner_text()
    assert not barriers(desk, root)
    with desk.expect_download() as waiting:
        desk.get_by_role("button", name="导出成文件").click()
    file = saved(waiting.value, tmp_path).decode()
    assert "\ncommittee: 否\n" in file
    assert "\nterm_ends: 2027-09-05\n" in file

    desk.goto(address + YEAR)
    desk.wait_for_selector("[data-year-tools]:not([hidden])")
    chart = desk.locator("table.bb-year")
    assert "2027年支部全年日历" in chart.inner_text()
    assert desk.locator("#m3").inner_text().split("\n")[1:] == [
        "党小组会",
        "主题党日",
        "收党费",
        "组织生活会：没办的抓紧",
        "民主评议党员：没办的抓紧",
        "书记述职：没办的抓紧",
        "准备换届：着手",
    ]
    assert "党课 2 次" in chart.inner_text()
    assert "没有列：支委会。" in desk.locator("[data-year-tools]").inner_text()
    assert not barriers(desk, root)
    desk.locator("#m3 a", has_text="党小组会").click()
    assert desk.locator("#due-group-meeting").evaluate("node => node.getBoundingClientRect().top < innerHeight")
    with desk.expect_download() as waiting:
        desk.get_by_role("button", name="放进日历（.ics）").click()
    calendar = saved(waiting.value, tmp_path).decode()
    assert waiting.value.suggested_filename == "2027年支部全年日历.ics"
    assert "UID:year-group-meeting-20270301@branchbook" in calendar
    assert "committee-meeting" not in calendar

    desk.goto(address)
    box = desk.locator("[data-month]")
    desk.wait_for_selector(".bb-month__title")
    assert box.inner_text().startswith("2027年3月，月底以前")
    assert "支委会" not in box.inner_text()
    assert "党课 2 次（第1季度）" in box.inner_text()
    link = box.locator("a", has_text="党小组会")
    assert str(link.get_attribute("href")).endswith("procedures/life/group-meeting/")


def test_a_file_is_taken_in_and_a_bad_one_is_not(desk: Page, address: str) -> None:
    settings(desk, address)
    pick = desk.locator("input[type=file]")
    pick.set_input_files(a_file("党小组个数: 3\ncommittee: 是\n"))
    desk.wait_for_function("document.querySelector('.bb-sum').textContent.startsWith('读入了')")
    assert desk.locator("#unit-groups").input_value() == "3"
    pick.set_input_files(a_file("comittee: 否\n"))  # codespell:ignore comittee
    desk.wait_for_function("document.querySelector('.bb-sum').textContent.includes('是不是“committee”')")
    assert desk.locator("#unit-groups").input_value() == "3", "what was there stays"
    settings(desk, address)
    assert desk.locator("#unit-committee").input_value() == "有", "it is kept on the device"
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.get_by_role("button", name="全部不设").click()
    settings(desk, address)
    assert desk.locator("#unit-committee").input_value() == ""


def test_a_form_and_the_check_go_by_what_was_set(desk: Page, address: str) -> None:
    settings(desk, address)
    desk.locator("#unit-attendance_min").fill("90")
    desk.goto(address + "templates/general-meeting-record/")
    desk.wait_for_selector(".bb-desk:not([hidden])")
    form = desk.locator("[data-fill='general-meeting-record']")
    form.locator("[data-field='due'] [data-control]").first.fill("20")
    form.locator("[data-field='present'] [data-control]").first.fill("17")
    desk.get_by_role("button", name="从头查一遍").click()
    desk.wait_for_function("document.body.innerText.includes('“到会率下限”是 90%，本单位设的')")

    desk.goto(address + "check/")
    desk.wait_for_selector("[data-check]:not([hidden])")
    text = "支部党员大会记录\n会议时间：2026年3月5日14:30\n应到：20人\n实到：17人\n议题：学习\n"
    file: FilePayload = {"name": "党员大会记录.txt", "mimeType": "text/plain", "buffer": text.encode()}
    desk.locator("input[type=file]").first.set_input_files(file)
    desk.wait_for_selector("#result")
    desk.wait_for_function("document.body.innerText.includes('“到会率下限”是 90%，本单位设的')")


@pytest.mark.parametrize("path", [UNIT, YEAR, "guide/two-superiors/"])
def test_no_barriers_and_nothing_wider_than_a_phone(phone: Page, address: str, root: Path, path: str) -> None:
    phone.goto(address + path)
    if path == UNIT:
        phone.wait_for_selector("[data-unit-form]:not([hidden])")
        phone.locator("[data-sets] input").first.check()
    assert barriers(phone, root) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_wall_chart_is_one_sheet(desk: Page, address: str) -> None:
    from pypdf import PdfReader

    desk.clock.set_fixed_time("2027-03-10T09:00:00")
    desk.goto(address + YEAR)
    desk.wait_for_selector("[data-year-tools]:not([hidden])")
    sheets = PdfReader(io.BytesIO(desk.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) == 1
    assert sheets[0].mediabox.width > sheets[0].mediabox.height, "it lies"


def test_without_a_script_the_year_and_the_defaults_are_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert "每月：支委会（有支委会的支部）" in page.locator("[data-month]").inner_text()
    page.locator("[data-month] a", has_text="11月").click()
    assert page.url.endswith("/year/#m11")
    assert "支委会*" in page.locator("#m11").inner_text()
    page.goto(address + UNIT)
    row = page.locator("#parameters ~ * tr", has_text="到会率下限").first
    assert "80%" in row.inner_text()
    assert "通行做法" in row.inner_text()
    context.close()
