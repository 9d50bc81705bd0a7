"""Dossiers checked on the page in a real Chromium: dropped, chosen, cancelled, taken away, as Python tells them."""

from __future__ import annotations

import json
import unicodedata
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

import demo_dossiers
from branchbook.inspection.issues import sheaves
from branchbook.inspection.run import inspect
from branchbook.site.check_page import LIBRARY
from branchbook.site.demo import SCRIPT
from branchbook.site.web import FILES as SERVED
from tests.e2e.forms import barriers, saved
from tests.records.hostile import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from branchbook.handbook import Handbook

pytestmark = pytest.mark.e2e

DAY = "2026-08-03"
FILES = "[data-drop] input[type=file]:not([webkitdirectory])"
FOLDER = "[data-drop] input[type=file][webkitdirectory]"


@pytest.fixture(scope="module")
def dossiers(handbook: Handbook, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    base = tmp_path_factory.mktemp("自查")
    for name in demo_dossiers.DEMOS:
        demo_dossiers.write(handbook, demo_dossiers.read_demo(name), base / name)
    return {name: base / name for name in demo_dossiers.DEMOS}


def opened(page: Page, address: str, path: str = "check/") -> list[str]:
    """Open the page, set the day, and return the list to which every later request is added."""
    page.goto(address + path)
    page.wait_for_selector("[data-check]:not([hidden])")
    page.locator("[data-day]").fill(DAY)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def ended(page: Page) -> None:
    page.wait_for_selector("#result", timeout=120_000)


def report(page: Page, folder: Path) -> dict[str, Any]:
    """Return the result as the page hands it over."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载结果").click()
    found: dict[str, Any] = json.loads(saved(waiting.value, folder))
    return found


def by_python(handbook: Handbook, *paths: Path, procedure: str = "") -> dict[str, Any]:
    found: dict[str, Any] = inspect(handbook, list(paths), today=DAY, procedure=procedure).as_dict()
    return json.loads(json.dumps(found, ensure_ascii=False))  # type: ignore[no-any-return]


def drop(page: Page, *paths: Path) -> None:
    """Drop files and folders from outside onto the page, as a hand would."""
    session = page.context.new_cdp_session(page)
    box = page.locator("[data-drop]").bounding_box()
    assert box
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": box["x"] + 40, "y": box["y"] + 20, "data": data})


def zipped(folder: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder).as_posix())
    return target


@pytest.mark.parametrize("way", ["clean by folder", "sloppy by drop", "fatal by zip", "sloppy by files"])
def test_a_dossier_is_told_as_the_command_line_tells_it(
    desk: Page, address: str, handbook: Handbook, dossiers: dict[str, Path], way: str
) -> None:
    asked = opened(desk, address)
    name, _, how = way.split()
    folder = dossiers[name]
    if how == "folder":
        desk.locator(FOLDER).set_input_files(folder)
    elif how == "drop":
        drop(desk, folder)
    elif how == "zip":
        desk.locator(FILES).set_input_files(zipped(folder, folder.parent / "材料.zip"))
    else:
        desk.locator(FILES).set_input_files(sorted(folder.iterdir()))
    ended(desk)
    assert desk.evaluate("document.activeElement.id") == "result"
    assert report(desk, folder.parent) == by_python(handbook, folder)
    assert [url for url in asked if not url.startswith("blob:")] == []


def test_every_finding_stands_on_the_page_once_in_both_orders(
    desk: Page, address: str, handbook: Handbook, dossiers: dict[str, Path]
) -> None:
    opened(desk, address)
    desk.locator(FOLDER).set_input_files(dossiers["fatal"])
    ended(desk)
    told = list(sheaves(handbook, inspect(handbook, [dossiers["fatal"]], today=DAY)))
    issues = [issue for sheaf in told for issue in sheaf.issues]
    assert len(issues) > 5
    by_file = desk.locator(".bb-issue__head").all_inner_texts()
    assert by_file == [f"{issue.weight} {issue.problem}" for issue in issues]
    desk.get_by_role("button", name="按轻重看").click()
    assert sorted(desk.locator(".bb-issue__head").all_inner_texts()) == sorted(by_file)
    numbers = [int(item.get_attribute("value") or 0) for item in desk.locator(".bb-issues > li").all()]
    assert sorted(numbers) == list(range(1, len(issues) + 1)), "numbered as in the workbook"
    assert desk.locator("[data-view=weights]").get_attribute("aria-pressed") == "true"
    words = desk.locator(".bb-tally .bb-verdict").all_inner_texts()
    assert any("✕ 有问题" in word for word in words), "an icon and a word"


def test_what_was_not_read_is_one_entry_that_opens_to_each(desk: Page, address: str, tmp_path: Path) -> None:
    paper = tmp_path / "选举大会记录.txt"
    paper.write_text("换届选举大会记录\n时间：2026年4月18日\n应到会：22人\n实到会：17人\n", encoding="utf-8")
    opened(desk, address)
    desk.locator(FILES).set_input_files(paper)
    ended(desk)
    last = desk.locator("ol.bb-issues > li").last
    head = last.locator(".bb-issue__head").first.inner_text()
    each = last.locator("details .bb-issue__head")
    assert "处判断不了，因为没有读到：" in head
    assert each.count() == 0, "drawn when opened"
    last.locator("summary").click()
    each.first.wait_for()  # the browser tells of an opened <details> after the click
    assert f"还有 {each.count()} 处" in head
    assert all("没有读到" in words for words in each.all_inner_texts())
    assert desk.locator("ol.bb-issues > li").first.locator(".bb-weight").inner_text() == "必须"


def test_a_finding_opens_what_was_read_and_leads_to_pages_that_are_there(
    desk: Page, address: str, dossiers: dict[str, Path]
) -> None:
    opened(desk, address)
    desk.locator(FOLDER).set_input_files(dossiers["sloppy"])
    ended(desk)
    item = desk.locator(".bb-issues > li", has_text="应到会人数").first
    button = item.locator(".bb-see").first
    button.click()
    item.locator(".bb-extract mark").first.wait_for()
    assert button.get_attribute("aria-expanded") == "true"
    assert item.locator(".bb-extract mark").first.inner_text() in button.inner_text()
    assert "示例市某局" in item.locator(".bb-extract").inner_text()
    button.click()
    assert item.locator(".bb-original").count() == 0
    desk.locator("details.bb-fold:not([open]) > summary").first.click()
    links = desk.evaluate("[...new Set([...document.querySelectorAll('[data-out] a')].map(link => link.href))]")
    assert {link.removeprefix(address).split("/")[0] for link in links} == {"regulations", "defects", "templates"}
    for link in links[:: max(1, len(links) // 8)]:
        page = desk.context.new_page()
        answer = page.goto(link)
        assert answer
        assert answer.ok, link
        anchor = link.partition("#")[2]
        assert not anchor or page.locator(f"[id='{anchor}']").count() == 1, link
        page.close()


def test_who_is_told_the_kind_of_a_paper_judges_it_again(desk: Page, address: str, tmp_path: Path) -> None:
    file = tmp_path / "记一下.txt"
    file.write_text(
        "上周的事\n时间：2026年6月5日14:30\n应到会：22人\n实到会：20人\n大家都同意。\n",
        encoding="utf-8",
    )
    opened(desk, address)
    desk.locator(FILES).set_input_files(file)
    ended(desk)
    assert report(desk, tmp_path)["records"][0]["kind"] is None
    desk.locator(".bb-kind select").select_option("general-meeting-minutes")
    desk.get_by_role("button", name="按这一种再查").click()
    desk.wait_for_function("document.querySelector('.bb-fold h3, .bb-clean')?.textContent.includes('记录')")
    record = report(desk, tmp_path)["records"][0]
    assert record["kind"] == "general-meeting-minutes"
    assert record["fields"]


def test_hostile_files_are_refused_each_in_its_sentence(
    desk: Page, address: str, handbook: Handbook, tmp_path: Path
) -> None:
    folder = tmp_path / "恶意"
    folder.mkdir()
    for number, (make, _) in enumerate(HOSTILE.values()):
        content = make()
        if len(content) < 4 << 20:
            (folder / f"{number:03}.docx").write_bytes(content)
    (folder / "<img src=x onerror=alert(1)>.txt").write_text(
        "<script>alert(1)</script>\n支部党员大会记录\n", encoding="utf-8"
    )
    alerts: list[str] = []
    desk.on("dialog", lambda dialog: alerts.append(dialog.message))
    opened(desk, address)
    desk.locator(FOLDER).set_input_files(folder)
    ended(desk)
    expected = by_python(handbook, folder)
    assert len(expected["unread"]) >= 20
    assert report(desk, tmp_path)["unread"] == expected["unread"]
    shown = desk.locator(".bb-list--unread").inner_text()
    assert all(item["message"] in shown for item in expected["unread"])
    for see in desk.locator(".bb-tools > .bb-see:visible").all():
        see.click()
    desk.locator(".bb-extract").first.wait_for()
    assert "<script>" in desk.locator(".bb-extract").first.inner_text()
    assert alerts == []


def many(content: bytes, folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:03} 请示.docx").write_bytes(content)
    return folder


def test_five_hundred_files_are_checked_stopped_and_checked_again(
    desk: Page, address: str, dossiers: dict[str, Path], tmp_path: Path
) -> None:
    """While the worker reads, the page answers; what is stopped leaves nothing behind; no more than 500 are looked at."""
    content = next(file for file in dossiers["clean"].iterdir() if file.name.startswith("W18 ")).read_bytes()
    folder = many(content, tmp_path / "很多", 503)
    opened(desk, address)
    desk.locator(FOLDER).set_input_files(folder)
    desk.wait_for_function("/第 \\d+ 份，共 500 份/.test(document.querySelector('[data-running]').textContent)")
    desk.get_by_role("button", name="停下").click()
    assert "停下了" in desk.locator("[data-status]").inner_text()
    assert desk.locator("[data-running]").is_hidden()
    desk.wait_for_timeout(300)
    assert desk.locator("#result").count() == 0
    desk.locator("[data-procedure]").select_option("by-term")
    ended(desk)
    found = report(desk, tmp_path)
    assert len(found["records"]) == 500
    assert [item["message"][:4] for item in found["unread"]] == ["文件太多"]
    assert found["dossiers"][0]["procedure"] == "by-term"
    desk.get_by_role("button", name="清空", exact=True).click()
    assert desk.locator("[data-out]").inner_text() == ""
    assert desk.locator("[data-clear]").is_hidden()


def test_more_files_are_added_and_the_same_one_not_twice(
    desk: Page, address: str, dossiers: dict[str, Path], tmp_path: Path
) -> None:
    names = sorted(file for file in dossiers["clean"].iterdir() if file.suffix == ".docx")
    opened(desk, address)
    desk.locator(FILES).set_input_files(names[0])
    ended(desk)
    desk.locator(FILES).set_input_files(names[:3])
    desk.wait_for_function("document.querySelector('.bb-tally')?.textContent.includes('查了 3 份')")
    assert [record["path"] for record in report(desk, tmp_path)["records"]] == [file.name for file in names[:3]]


def test_the_list_of_issues_opens_as_a_workbook_with_the_same_rows(
    desk: Page, address: str, handbook: Handbook, dossiers: dict[str, Path], tmp_path: Path
) -> None:
    opened(desk, address)
    desk.locator(FOLDER).set_input_files(dossiers["sloppy"])
    ended(desk)
    with desk.expect_download() as waiting:
        desk.get_by_role("button", name="下载问题清单").click()
    assert waiting.value.suggested_filename == f"问题清单（{DAY}）.xlsx"
    saved(waiting.value, tmp_path)
    sheet = load_workbook(tmp_path / waiting.value.suggested_filename)["问题清单"]
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=3)]
    told = sheaves(handbook, inspect(handbook, [dossiers["sloppy"]], today=DAY))
    issues = [issue for sheaf in told for issue in sheaf.issues]
    assert [row[2:7] for row in rows] == [[i.problem, i.read, i.basis, i.mend, i.weight] for i in issues]
    heads = desk.locator(".bb-issue__head").all_inner_texts()
    assert heads == [f"{row[6]} {row[2]}" for row in rows]


def test_the_example_is_the_sloppy_dossier(
    desk: Page, address: str, handbook: Handbook, dossiers: dict[str, Path], tmp_path: Path
) -> None:
    asked = opened(desk, address)
    desk.get_by_role("button", name="看一个例子").click()
    ended(desk)
    assert report(desk, tmp_path) == by_python(handbook, dossiers["sloppy"])
    assert [url for url in asked if not url.startswith("blob:")] == []
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.get_by_role("button", name="复制成文字").click()
    desk.get_by_text("复制好了").wait_for()
    text = desk.evaluate("navigator.clipboard.readText()")
    assert text.startswith("查了 36 份材料")
    assert "归档目录（按期换届" in text


def test_a_procedure_leads_here_and_is_chosen(desk: Page, address: str) -> None:
    desk.goto(f"{address}procedures/elections/change-secretary/")
    desk.get_by_role("link", name="这一套交之前查一遍").click()
    desk.wait_for_selector("[data-check]:not([hidden])")
    assert desk.locator("[data-procedure]").input_value() == "change-secretary"


def test_by_keyboard_alone(desk: Page, address: str) -> None:
    """Every control is reached by Tab, the example is started by Enter, and a finding is opened."""
    opened(desk, address)
    desk.locator("h1").evaluate("title => { title.tabIndex = -1; title.focus() }")
    seen: list[str] = []
    for _ in range(12):
        desk.keyboard.press("Tab")
        seen.append(desk.evaluate("(e => e.type + (e.webkitdirectory ? ' folder' : ''))(document.activeElement)") or "")
        if desk.evaluate("document.activeElement.hasAttribute('data-demo')"):
            break
    assert {"file", "file folder"} <= set(seen)
    desk.keyboard.press("Enter")
    ended(desk)
    for _ in range(40):
        desk.keyboard.press("Tab")
        if desk.evaluate("document.activeElement.classList.contains('bb-see')"):
            break
    desk.keyboard.press("Enter")
    desk.locator(".bb-extract").wait_for()
    assert desk.evaluate("document.activeElement.classList.contains('bb-extract')")


#: A PDF may say that a radical was drawn where the character was; some of them Unicode does not take as the same.
RADICALS = str.maketrans("⻚⻅⻓⻋⻉⻔⻢⻥⻦⻬⻰⻩", "页见长车贝门马鱼鸟齐龙黄")


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).translate(RADICALS).split())


def printed(page: Page, target: Path) -> list[str]:
    page.pdf(path=str(target), format="A4")
    reader = PdfReader(target)
    assert {round(float(sheet.mediabox.width)) for sheet in reader.pages} <= {594, 595, 596}, "A4"
    return [squeezed(sheet.extract_text()) for sheet in reader.pages]


def test_the_print_has_every_finding_and_no_button(
    desk: Page, address: str, handbook: Handbook, dossiers: dict[str, Path], tmp_path: Path
) -> None:
    opened(desk, address)
    desk.locator(FOLDER).set_input_files(dossiers["sloppy"])
    ended(desk)
    text = "".join(printed(desk, tmp_path / "清单.pdf"))
    told = inspect(handbook, [dossiers["sloppy"]], today=DAY)
    for noted in told.noted():
        assert squeezed(noted.finding.message)[:14] in text
    for record in told.records:
        assert squeezed(record.path) in text, "also those without findings"
    for word in ("下载问题清单", "按轻重看", "看原文", "拖到这里", "认错了", "三种结论"):
        assert word not in text


@pytest.mark.parametrize("width", [1280, 390])
def test_no_serious_barrier_and_nothing_too_wide(
    browser: Browser, address: str, root: Path, dossiers: dict[str, Path], width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    opened(page, address)
    assert barriers(page, root) == []
    page.locator(FILES).set_input_files(sorted(dossiers["fatal"].iterdir()))
    ended(page)
    page.locator(".bb-see").first.click()
    page.locator(".bb-extract").wait_for()
    page.evaluate("document.querySelectorAll('details.bb-fold').forEach(fold => { fold.open = true })")
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(page, root) == []
    page.get_by_role("button", name="按轻重看").click()
    assert barriers(page, root) == []
    context.close()


PIECES = {name for name in SERVED if name.startswith("check-")}


def test_the_data_comes_before_anything_is_asked(desk: Page, address: str) -> None:
    """Scripts only, from our own site, all of them when the page is opened."""
    loaded: list[str] = []
    desk.on("request", lambda request: loaded.append(request.url.removeprefix(address)))
    opened(desk, address)
    assert len(PIECES) > 3
    wanted = {"assets/check.js", LIBRARY, SCRIPT, *(f"assets/{name}" for name in PIECES)}
    assert wanted <= {url.partition("?")[0] for url in loaded}


def test_a_piece_that_did_not_come_is_told_and_asked_for_again(desk: Page, address: str, tmp_path: Path) -> None:
    """What is typed by hand needs a piece of its own; a check that goes without one never ends in silence."""
    file = tmp_path / "会.txt"
    file.write_text("支部党员大会记录\n时间：2026年6月5日14:30\n应到会：22人\n实到会：20人\n", encoding="utf-8")
    desk.route("**/assets/check-read-typed.js*", lambda route: route.abort())
    opened(desk, address)
    desk.locator(FILES).set_input_files(file)
    desk.get_by_text("页面没有载入完整").wait_for()
    assert desk.locator("[data-running]").is_hidden()
    desk.unroute("**/assets/check-read-typed.js*")
    desk.locator("[data-day]").fill("2026-08-04")
    ended(desk)
    assert [record["kind"] for record in report(desk, tmp_path)["records"]] == ["general-meeting-minutes"]
