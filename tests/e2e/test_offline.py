"""The edition for reading from a disk, in Chromium with the network off: pages, search, downloads."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

import demo_dossiers
from branchbook.handbook import load
from branchbook.inspection.run import inspect
from branchbook.records.read import read
from branchbook.site.build import build_offline
from tests.e2e.forms import fill, kept, saved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.e2e]


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("offline") / "U 盘" / "手册"
    build_offline(root, made, day="2026-11-29")
    return made


@pytest.fixture
def disk(browser: Browser, folder: Path) -> Iterator[Page]:
    """Yield a page without network; afterwards nothing but files may have been asked for, and no script failed."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True, accept_downloads=True)
    asked: list[str] = []
    broken: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto((folder / "index.html").as_uri())
    yield page
    context.close()
    assert not broken
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


def dead(page: Page, folder: Path) -> list[str]:
    """Return the links of a page, those that scripts made too, that lead to no file of the edition."""
    links: list[str] = page.evaluate(
        "[...document.links].map(link => link.href).filter(href => href.startsWith('file:'))"
    )
    at = unquote(folder.as_uri()) + "/"
    files = {unquote(re.split("[?#]", link)[0]).removeprefix(at) for link in links}
    return sorted(file for file in files if not (folder / file).is_file())


def test_from_home_to_a_document_that_opens(disk: Page, root: Path) -> None:
    disk.locator(".md-content").get_by_role("link", name="按期换届", exact=True).first.click()
    assert disk.url.endswith("/procedures/elections/by-term.html")
    disk.locator(".md-content").get_by_role("link", name="关于召开党员大会进行换届选举的请示").first.click()
    assert disk.url.endswith("/templates/election-request.html")
    with disk.expect_download() as waiting:
        disk.locator(".md-content a.bb-file", has_text="范例").first.click()
    file = waiting.value.path()
    handbook = load(root)
    assert read(file.read_bytes(), handbook.templates).values == handbook.templates["election-request"].example


@pytest.mark.parametrize(
    ("query", "title"), [("换届要提前多久", "届满"), ("实到会几个人才能开", "五分之四"), ("选票", "选票")]
)
def test_the_search_answers(disk: Page, query: str, title: str) -> None:
    disk.locator("[data-md-component=search-query]").click()
    disk.locator("[data-md-component=search-query]").press_sequentially(query, delay=5)
    # What was found for the first characters gives way to what is found for all of them.
    disk.locator(".md-search-result__item").first.filter(has_text=title).wait_for()
    first = disk.locator(".md-search-result__item > a").first
    href = first.get_attribute("href") or ""
    assert ".html" in href
    first.click()
    disk.wait_for_url("**/*.html*")
    assert disk.locator("h1").first.inner_text().strip()


def test_the_page_about_downloading_says_that_this_is_it(disk: Page, folder: Path) -> None:
    disk.goto((folder / "guide" / "offline.html").as_uri())
    assert "您现在看的就是离线版" in disk.locator(".md-content").inner_text()
    assert not (folder / "feed.xml").exists(), "nobody follows a folder on a disk"
    disk.goto((folder / "regulations" / "changes.html").as_uri())
    assert dead(disk, folder) == []


def test_what_reckons_compares_and_quizzes_works_from_a_disk(disk: Page, folder: Path) -> None:
    """The pages that no other test here uses: dues, timetable, comparison, quiz, minute book."""
    disk.goto((folder / "members" / "dues.html").as_uri())
    disk.locator("fieldset select").first.select_option(index=1)
    disk.locator("fieldset input[inputmode]:visible").first.fill("4000")
    with disk.expect_download() as waiting:
        disk.get_by_role("button", name="下载全年的表").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")
    disk.goto((folder / "procedures" / "recruitment" / "recruit" / "plan.html").as_uri())
    disk.locator("input[type=date]").nth(1).fill("2026-06-01")
    with disk.expect_download() as waiting:
        disk.get_by_role("button", name="放进日历").click()
    assert "BEGIN:VEVENT" in waiting.value.path().read_text(encoding="utf-8")
    disk.goto((folder / "cases" / "compare.html").as_uri())
    for _ in range(2):
        disk.locator(".md-content select").first.select_option(index=2)
    assert disk.locator(".md-content table thead th").count() == 2
    disk.goto((folder / "start" / "self-test.html").as_uri())
    disk.get_by_role("button", name="开始").click()
    disk.locator(".md-content form input, .md-content label input").first.wait_for()
    disk.goto((folder / "check.html").as_uri())
    disk.get_by_role("button", name="看一年的例子").click()
    with disk.expect_download() as waiting:
        disk.get_by_role("button", name="编成会议记录本").click()
    assert waiting.value.suggested_filename.endswith("会议记录本.docx")


def test_a_form_is_filled_kept_and_made_into_a_file(disk: Page, folder: Path, root: Path, tmp_path: Path) -> None:
    handbook = load(root)
    template = handbook.templates["election-request"]
    page = folder / "templates" / "election-request.html"
    disk.goto(page.as_uri())
    disk.wait_for_selector(".bb-desk:not([hidden])")
    fill(disk.locator("form.bb-form-fill"), template.fields.values(), template.example)
    kept(disk)
    with disk.expect_download() as waiting:
        disk.locator(".bb-do--main").click()
    assert read(saved(waiting.value, tmp_path), handbook.templates).values == template.example
    disk.locator("#f-candidates").fill("5")
    disk.wait_for_function("!document.querySelector('#f-candidates-msg').hidden")
    href = disk.locator("#f-candidates-msg a").first.evaluate("link => link.href")
    assert "/regulations/election-2020.html#" in href
    disk.reload()
    disk.wait_for_selector(".bb-desk:not([hidden])")
    assert disk.locator("#f-candidates").input_value() == "5"


def test_a_dossier_is_checked_and_its_list_taken_away(disk: Page, folder: Path, root: Path, tmp_path: Path) -> None:
    """From a folder on a disk the worker starts too, and a finding's links lead to files that are there."""
    handbook = load(root)
    dossier = tmp_path / "材料"
    demo_dossiers.write(handbook, demo_dossiers.read_demo("fatal"), dossier)
    disk.locator(".md-content a[href$='check.html']").first.click()
    assert disk.url.endswith("/check.html")
    disk.wait_for_selector("[data-check]:not([hidden])")
    disk.locator("[data-day]").fill("2026-08-03")
    disk.locator("input[type=file][webkitdirectory]").set_input_files(dossier)
    disk.wait_for_selector("#result")
    with disk.expect_download() as waiting:
        disk.get_by_role("button", name="下载结果").click()
    expected = inspect(handbook, [dossier], today="2026-08-03").as_dict()
    assert json.loads(saved(waiting.value, tmp_path)) == json.loads(json.dumps(expected))
    assert disk.locator("[data-out] dd a").count()
    assert dead(disk, folder) == []
    disk.locator(".bb-see").first.click()
    disk.locator(".bb-extract").wait_for()


def test_a_whole_dossier_is_made_from_a_disk(disk: Page, folder: Path, root: Path, tmp_path: Path) -> None:
    handbook = load(root)
    disk.goto((folder / "procedures" / "elections" / "change-secretary" / "dossier.html").as_uri())
    disk.wait_for_selector(".bb-desk:not([hidden])")
    disk.evaluate("document.querySelectorAll('.bb-facts-group').forEach(group => { group.open = true })")
    disk.locator("#s-branch").fill("中共示例市某局第一支部委员会")
    kept(disk)
    with disk.expect_download() as waiting:
        disk.locator(".bb-do--main").click()
    content = saved(waiting.value, tmp_path)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        readings = [read(archive.read(name), handbook.templates) for name in archive.namelist()[1:]]
    assert len(readings) > 1
    assert {reading.values.get("branch") for reading in readings if "branch" in reading.values} == {
        "中共示例市某局第一支部委员会"
    }


def test_settings_year_and_start_live_on_a_disk(disk: Page, folder: Path) -> None:
    """What is set on one page counts on the others, and scripts lead to files as well."""
    disk.goto((folder / "guide" / "unit.html").as_uri())
    disk.locator("#unit-committee").select_option("没有")
    disk.locator("[data-sets] input").first.check()
    assert "的要求填、查" in disk.locator("[data-sets] .bb-sum").inner_text()
    disk.goto((folder / "year.html").as_uri())
    disk.wait_for_selector("[data-year-tools]:not([hidden])")
    assert "没有列：支委会" in disk.locator("[data-year-tools]").inner_text()
    disk.goto((folder / "index.html").as_uri())
    disk.wait_for_selector(".bb-month__title")
    assert "支委会" not in disk.locator("[data-month]").inner_text()
    assert dead(disk, folder) == []
    disk.goto((folder / "start" / "index.html").as_uri())
    disk.locator("[data-tick]").first.check()
    disk.reload()
    assert disk.locator("[data-tick]").first.is_checked()
    disk.goto((folder / "start" / "self-test.html").as_uri())
    disk.locator(".bb-quiz__choose button").click()
    disk.keyboard.press("1")
    disk.keyboard.press("Enter")
    disk.locator(".bb-quiz__told a.bb-cite").first.wait_for()
    assert dead(disk, folder) == []


def test_cases_and_defects_are_narrowed_down_on_a_disk(disk: Page, folder: Path) -> None:
    """What was chosen stands in the address of a file too, and two cases come side by side."""
    disk.goto((folder / "cases" / "index.html").as_uri())
    disk.locator("[data-facet=setting] input[value='机关']").check()
    ticks = disk.locator("[data-case]:visible input[type=checkbox]")
    found = ticks.count()
    disk.reload()
    disk.wait_for_selector("[data-facets]:not([hidden])")
    assert ticks.count() == found < disk.locator("[data-case]").count()
    for number in range(2):
        ticks.nth(number).check()
    disk.locator("[data-bar] a").click()
    disk.locator("table.bb-compare thead a").nth(1).wait_for()
    assert disk.locator("table.bb-compare thead a").count() == 2
    assert dead(disk, folder) == []
    disk.goto((folder / "cases" / "write.html").as_uri())
    disk.locator("#f-title").fill("一个村支部把党课讲到晒场上")
    kept(disk)
    disk.reload()
    disk.wait_for_function("document.querySelector('#f-title').value !== ''")
    disk.goto((folder / "defects" / "index.html").as_uri())
    shown = disk.locator("li:visible > [data-bb-facts]")
    every = shown.count()
    disk.select_option("[data-bb-facet=records]", "请示")
    left = shown.count()
    disk.reload()
    assert 0 < left == shown.count() < every
    disk.goto((folder / "guide" / "two-superiors.html").as_uri())
    assert dead(disk, folder) == []
