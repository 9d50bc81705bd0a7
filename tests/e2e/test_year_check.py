"""A year checked on the page in a real Chromium: the example, its table, and the minute book that is made of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from branchbook.records import open_package
from tests.e2e.forms import barriers

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Download, Page

pytestmark = pytest.mark.e2e


def test_a_year_is_seen_at_a_glance_and_bound(desk: Page, address: str, root: Path, tmp_path: Path) -> None:
    page = desk
    page.goto(address + "check/")
    page.wait_for_selector("[data-check]:not([hidden])")
    page.get_by_role("button", name="看一年的例子").click()
    page.wait_for_selector("#result", timeout=120_000)
    table = page.locator("table.bb-list--year")
    words = table.inner_text()
    assert "2027 年一览" in words
    for state in ("有", "少了 1/2", "晚了", "没有", "还没到"):
        assert state in words, "told in words, not by colour alone"
    assert page.get_by_text("2027年没有找齐党员大会的记录：第3季度").count()
    together = page.locator("summary", has_text="几份材料放在一起看").inner_text()
    assert "有问题" in together
    assert "问题写在各份材料里" in together
    assert barriers(page, root) == []
    files: list[Download] = []
    page.on("download", lambda item: files.append(item))  # noqa: PLW0108 -- playwright cannot wrap a built-in
    page.get_by_role("button", name="编成会议记录本").click()
    page.get_by_text(re.compile("编了 53 份")).wait_for(timeout=60_000)
    page.wait_for_timeout(500)
    names = {item.suggested_filename: item for item in files}
    assert set(names) == {"2027年会议记录本.docx", "2027年会议记录登记.xlsx"}
    for name, item in names.items():
        item.save_as(tmp_path / name)
    xml = open_package((tmp_path / "2027年会议记录本.docx").read_bytes())["word/document.xml"].decode()
    assert xml.count("PAGEREF") == 53
    assert load_workbook(tmp_path / "2027年会议记录登记.xlsx")["登记"].max_row == 55
    page.locator("[data-clear]").click()
    assert page.locator("[data-year]").input_value() == ""
