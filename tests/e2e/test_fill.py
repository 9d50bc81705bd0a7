"""Filling in a template online, in a real Chromium."""

from __future__ import annotations

import gzip
import io
import json
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from branchbook.handbook.template import FieldType
from branchbook.records import Style, read, render, safe_filename, to_html
from tests.e2e.forms import barriers, fill, kept, saved

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from branchbook.handbook import Handbook

pytestmark = pytest.mark.e2e

REQUEST = "templates/election-request/"


def goto(page: Page, address: str, path: str = REQUEST) -> None:
    page.goto(address + path)
    page.wait_for_selector(".bb-desk:not([hidden])")


def message(page: Page, field: str) -> str:
    line = page.locator(f"[data-field='{field}'] > .bb-msg")
    return line.inner_text() if line.is_visible() else ""


def status(page: Page) -> str:
    return page.locator(".bb-sum").inner_text()


def download(page: Page, folder: Path) -> bytes:
    with page.expect_download() as waiting:
        page.locator(".bb-do--main").click()
    return saved(waiting.value, folder)


def outline(text: str) -> list[tuple[Any, ...]]:
    """Return what a document shows, element by element: tag, class, words, span."""
    return [
        (item.tag, item.get("class"), (item.text or "").strip(), (item.tail or "").strip(), item.get("colspan"))
        for item in html.fromstring(text).iter()
    ]


@pytest.mark.parametrize("name", ["election-request", "committee-ballot", "voter-roll"])
def test_what_is_typed_is_what_the_file_holds(
    desk: Page, address: str, handbook: Handbook, tmp_path: Path, name: str
) -> None:
    """A letter, a ballot and a register, typed from their examples: the file reads back the same."""
    template = handbook.templates[name]
    goto(desk, address, f"templates/{name}/")
    fill(desk.locator("form.bb-form-fill"), template.fields.values(), template.example)
    desk.locator(".bb-do").first.click()
    assert "没有查出问题" in status(desk), desk.locator("[data-found]").inner_text()
    with desk.expect_download() as waiting:
        desk.locator(".bb-do--main").click()
    assert waiting.value.suggested_filename == safe_filename(template, "")
    reading = read(saved(waiting.value, tmp_path), handbook.templates)
    assert reading.template == name
    assert dict(reading.values) == dict(template.example)
    desk.evaluate("window.print = () => {}")
    desk.locator(".bb-do", has_text="打印").click()
    printed = desk.locator(".bb-printing .bb-doc").evaluate("paper => paper.outerHTML")
    assert outline(printed) == outline(to_html(template, template.example, Style.FILLED)), (
        "printed as the page shows it"
    )


def test_an_untouched_form_is_quiet_and_an_asked_one_tells_all(desk: Page, address: str, handbook: Handbook) -> None:
    goto(desk, address)
    assert desk.locator(".bb-msg:visible").count() == 0
    assert desk.locator("[aria-invalid]").count() == 0
    assert "没有填" not in status(desk)
    desk.locator(".bb-do").first.click()
    required = [field for field in handbook.templates["election-request"].fields.values() if field.required]
    assert desk.locator(".bb-word--missing").count() == len(required)
    assert all(field.type is not FieldType.SIGNATURE for field in required)
    assert f"还有 {len(required)} 处必填没有填" in status(desk)


def test_each_state_is_told_beside_its_field_with_the_basis(desk: Page, address: str) -> None:
    goto(desk, address)
    desk.locator("#f-meeting_on").fill("二月三十日")
    desk.locator("#f-meeting_on").blur()
    desk.wait_for_function("document.querySelector('#f-meeting_on-msg').textContent.includes('读不出')")
    desk.locator("#f-deputies").fill("3")
    desk.locator("#f-deputies").blur()
    desk.wait_for_function("document.querySelector('#f-deputies-msg').textContent.includes('数不对')")
    desk.locator("#f-seats").fill("5")
    desk.locator("#f-candidates").fill("5")
    desk.wait_for_function("document.querySelector('#f-candidates-msg').textContent.includes('不合规定')")
    assert "至少要 6 名" in message(desk, "candidates")
    link = desk.locator("#f-candidates-msg a").first
    assert link.get_attribute("href") == "../../regulations/election-2020/#surplus-20pct"
    assert desk.locator("#f-candidates").get_attribute("aria-invalid") == "true"
    desk.locator("#f-candidates").fill("6")
    desk.wait_for_function("document.querySelector('#f-candidates-msg').hidden")
    assert desk.locator("#f-candidates").get_attribute("aria-invalid") is None
    desk.locator(".bb-do").first.click()
    assert desk.locator(".bb-word--doubt").count() > 0, "what still waits for other fields cannot be told"


def test_the_summary_leads_to_the_field(desk: Page, address: str) -> None:
    goto(desk, address)
    desk.locator(".bb-do").first.click()
    desk.locator("[data-found] a", has_text="发文字号").first.click()
    assert desk.evaluate("document.activeElement.id") == "f-doc_no"


DATES = {
    "2026.3.5": "2026年3月5日",
    "２０２６年３月５日": "2026年3月5日",
    "二〇二六年三月五日": "2026年3月5日",
    "2026-03-05": "2026年3月5日",
    "2026年2月30日": "2026年2月30日",
    "3月5日": "3月5日",
}


def test_dates_are_taken_as_people_write_them_and_never_guessed(desk: Page, address: str) -> None:
    goto(desk, address)
    for typed, shown in DATES.items():
        desk.locator("#f-meeting_on").fill(typed)
        desk.locator("#f-meeting_on").blur()
        assert desk.locator("#f-meeting_on").input_value() == shown


def test_the_calendar_fills_the_date(desk: Page, address: str) -> None:
    goto(desk, address)
    pick = desk.locator("[data-field=meeting_on] input[type=date]")
    assert pick.is_visible()
    pick.fill("2026-03-05")
    assert desk.locator("#f-meeting_on").input_value() == "2026年3月5日"


def test_a_draft_survives_reload_and_crash(desk: Page, address: str) -> None:
    goto(desk, address)
    desk.locator("#f-branch").fill("示例市某局第一党支部")
    kept(desk)
    desk.locator("#f-doc_no").fill("示局一支〔2026〕3号")
    desk.reload()  # within the wait: the page must write while it goes
    desk.wait_for_selector(".bb-desk:not([hidden])")
    assert desk.locator("#f-branch").input_value() == "示例市某局第一党支部"
    assert desk.locator("#f-doc_no").input_value() == "示局一支〔2026〕3号"
    assert "接着写" in desk.locator("[data-saved]").inner_text()
    other = desk.context.new_page()
    desk.close()
    goto(other, address)
    assert other.locator("#f-branch").input_value() == "示例市某局第一党支部"


def test_drafts_are_kept_without_a_database_too(browser: Browser, address: str) -> None:
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(window, 'indexedDB', {get() { throw new Error('no') }})")
    page = context.new_page()
    goto(page, address)
    page.locator("#f-branch").fill("示例市某局第一党支部")
    kept(page)
    page.reload()
    page.wait_for_selector(".bb-desk:not([hidden])")
    assert page.locator("#f-branch").input_value() == "示例市某局第一党支部"
    context.close()


def test_drafts_by_name_and_deleting_one(desk: Page, address: str) -> None:
    goto(desk, address)
    desk.locator("#f-branch").fill("甲")
    kept(desk)
    desk.once("dialog", lambda dialog: dialog.accept("第一稿"))
    desk.locator("[data-do=rename]").click()
    desk.wait_for_function("document.querySelector('[data-drafts]').value === '第一稿'")
    desk.locator("[data-do=new]").click()
    desk.wait_for_function("document.querySelector('#f-branch').value === ''")
    desk.locator("#f-branch").fill("乙")
    desk.wait_for_function("document.querySelectorAll('[data-drafts] option').length === 2")
    desk.locator("[data-drafts]").select_option("第一稿")
    desk.wait_for_function("document.querySelector('#f-branch').value === '甲'")
    desk.once("dialog", lambda dialog: dialog.accept())
    desk.locator("[data-do=delete]").click()
    desk.wait_for_function("document.querySelector('#f-branch').value === '乙'")
    desk.reload()
    desk.wait_for_selector(".bb-desk:not([hidden])")
    assert desk.locator("[data-drafts] option").count() == 1
    assert desk.locator("#f-branch").input_value() == "乙"


def test_a_draft_goes_out_and_comes_in(desk: Page, address: str, handbook: Handbook, tmp_path: Path) -> None:
    template = handbook.templates["election-meeting-minutes"]
    path = "templates/election-meeting-minutes/"
    goto(desk, address, path)
    fill(desk.locator("form.bb-form-fill"), template.fields.values(), template.example)
    kept(desk)
    with desk.expect_download() as waiting:
        desk.locator("[data-do=export]").click()
    exported = tmp_path / "draft.json"
    exported.write_bytes(saved(waiting.value, tmp_path))
    said: dict[str, Any] = json.loads(exported.read_text(encoding="utf-8"))
    assert said["scope"] == "template:election-meeting-minutes"
    assert said["version"] == template.version
    assert said["data"] == dict(template.example)
    desk.once("dialog", lambda dialog: dialog.accept())
    desk.locator("[data-do=delete]").click()
    desk.wait_for_function("document.querySelector('#f-branch').value === ''")
    desk.locator("input[data-do=import]").set_input_files(str(exported))
    desk.wait_for_function("document.querySelector('#f-branch').value !== ''")
    reading = read(download(desk, tmp_path), handbook.templates)
    assert dict(reading.values) == dict(template.example)


_HOSTILE = {
    "is": "branchbook-draft",
    "scope": "template:election-request",
    "name": "<img src=x onerror=alert(1)>",
    "version": 9,
    "saved": "2026-01-01",
    "data": {"branch": {"a": 1}, "nosuch": 1, "constructor": "x", "agenda": ["y"]},
}
STRANGE = {
    "不是草稿": "没有导入",
    json.dumps(_HOSTILE | {"scope": "template:voter-roll"}): "另一种",
    json.dumps(_HOSTILE): "第 9 版",
}


def test_a_strange_draft_does_no_harm(desk: Page, address: str, tmp_path: Path) -> None:
    goto(desk, address)
    file = tmp_path / "x.json"
    for content, said in STRANGE.items():
        file.write_text(content, encoding="utf-8")
        desk.locator("input[data-do=import]").set_input_files(str(file))
        desk.wait_for_function(f"document.querySelector('[data-saved]').textContent.includes('{said}')")
        assert desk.locator("#f-branch").input_value() == ""
    assert desk.locator("img[src=x]").count() == 0
    assert "<img" in desk.locator("[data-drafts]").inner_text(), "shown as the text that it is"


def test_a_filled_file_is_opened_back_and_another_kind_is_not(
    desk: Page, address: str, handbook: Handbook, tmp_path: Path
) -> None:
    template = handbook.templates["election-request"]
    own, other = tmp_path / "请示.docx", tmp_path / "别的.docx"
    own.write_bytes(render(template, template.example, Style.FILLED))
    reply = handbook.templates["election-reply"]
    other.write_bytes(render(reply, reply.example, Style.FILLED))
    goto(desk, address)
    desk.locator("input[data-do=open]").set_input_files(str(other))
    desk.wait_for_function("document.querySelector('[data-saved]').textContent.includes('没有读入')")
    assert desk.locator("#f-branch").input_value() == ""
    desk.locator("#f-branch").fill("原来填着的")
    kept(desk)
    desk.locator("input[data-do=open]").set_input_files(str(other))
    desk.wait_for_function("document.querySelector('[data-saved]').textContent.includes('没有读入')")
    assert desk.locator("[data-drafts] option").count() == 1, "nothing was read, nothing new is kept"
    desk.locator("input[data-do=open]").set_input_files(str(own))
    desk.wait_for_function(
        f"document.querySelector('[data-saved]').textContent.includes('读入了 {len(template.example)} 项')"
    )
    assert desk.locator("[data-drafts] option").count() == 2, "what was there is kept beside it"
    reading = read(download(desk, tmp_path), handbook.templates)
    assert dict(reading.values) == dict(template.example)


def test_rows_by_keyboard(desk: Page, address: str) -> None:
    """Enter goes down and adds; buttons add and remove, and the focus is never lost."""
    goto(desk, address, "templates/election-meeting-minutes/")
    rows = desk.locator("[data-field=votes] tr[data-row]")
    count = rows.count()
    desk.locator("#f-votes-1-name").focus()
    for number in range(count):
        desk.keyboard.type(f"{'甲乙丙丁戊己'[number]}同志")
        desk.keyboard.press("Enter")
    assert rows.count() == count + 1
    assert desk.evaluate("document.activeElement.id") == f"f-votes-{count + 1}-name"
    desk.locator("[data-field=votes] [data-add]").focus()
    desk.keyboard.press("Enter")
    assert rows.count() == count + 2
    assert desk.evaluate("document.activeElement.id") == f"f-votes-{count + 2}-name"
    desk.locator("[data-field=votes] [data-remove]").nth(1).focus()
    desk.keyboard.press("Enter")
    assert rows.count() == count + 1
    assert desk.locator("#f-votes-1-name").input_value() == "甲同志"
    assert desk.locator("#f-votes-2-name").input_value() == "丙同志"
    assert desk.evaluate("document.activeElement.getAttribute('aria-label')") == "删去第2行"
    labels = desk.locator("[data-field=votes] label").evaluate_all(
        "all => all.map(one => document.getElementById(one.htmlFor) !== null)"
    )
    assert all(labels)
    desk.locator(".bb-do").first.click()
    assert "2 处等签字" in status(desk), "signatures come after printing"


def test_cells_of_a_spreadsheet_are_pasted_cell_by_cell(desk: Page, address: str) -> None:
    goto(desk, address, "templates/election-meeting-minutes/")
    desk.locator("#f-votes-1-name").focus()
    desk.evaluate(
        """() => {
        const data = new DataTransfer()
        data.setData('text/plain', '甲同志\\t20\\t1\\t0\\r\\n乙同志\\t19\\t2\\t0\\r\\n丙同志\\t18\\t3\\t0\\r\\n丁同志\\t17\\t4\\t0\\r\\n')
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}))
        }"""
    )
    assert desk.locator("[data-field=votes] tr[data-row]").count() == 4
    assert desk.locator("#f-votes-4-name").input_value() == "丁同志"
    assert desk.locator("#f-votes-4-yes").input_value() == "17"


def test_what_the_workbook_would_count_is_offered_and_never_filled_in_unasked(
    desk: Page, address: str, handbook: Handbook
) -> None:
    """Formulas of a register, worked out from its rows: the example's own numbers, on a click."""
    template = handbook.templates["voter-roll"]
    rows = template.example["members"]
    goto(desk, address, "templates/voter-roll/")
    draft: dict[str, Any] = {
        "is": "branchbook-draft",
        "scope": "template:voter-roll",
        "name": "x",
        "saved": "2026-01-01",
    }
    draft |= {"version": template.version, "data": {"members": [dict(row) for row in rows]}}
    content = json.dumps(draft).encode()
    desk.locator("input[data-do=import]").set_input_files(
        {"name": "x.json", "mimeType": "application/json", "buffer": content}
    )
    desk.locator("[data-field=voters] .bb-counted").wait_for()
    desk.locator("#f-members-1-vote").select_option("")
    desk.wait_for_function("document.querySelector('[data-field=voters] .bb-counted').hidden")
    desk.locator("#f-members-1-vote").select_option(rows[0]["vote"])
    worked_out = [field for field in template.fields.values() if field.formula]
    assert len(worked_out) >= 5
    for field in worked_out:
        offer = desk.locator(f"[data-field={field.id}] .bb-counted")
        offer.wait_for()
        assert desk.locator(f"#f-{field.id}").input_value() == ""
        offer.locator("button").click()
        assert desk.locator(f"#f-{field.id}").input_value() == str(template.example[field.id])
    desk.wait_for_function("!document.querySelector('.bb-counted:not([hidden])')")


def test_print_brings_the_document_alone_on_official_margins(desk: Page, address: str, handbook: Handbook) -> None:
    from pypdf import PdfReader

    template = handbook.templates["election-request"]
    goto(desk, address)
    fill(desk.locator("form.bb-form-fill"), template.fields.values(), template.example)
    desk.evaluate("window.print = () => {}")
    desk.locator(".bb-do", has_text="打印").click()
    pdf = PdfReader(io.BytesIO(desk.pdf(prefer_css_page_size=True)))
    whole = "".join(unicodedata.normalize("NFKC", "".join(page.extract_text() for page in pdf.pages)).split())
    assert "请示如下" in whole
    assert "在线填写" not in whole
    assert "必填" not in whole
    left = min(float(matrix[4]) for matrix in _places(pdf.pages[0]))
    assert 75 <= left <= 84, "28 mm are 79 pt"
    desk.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert desk.locator(".bb-printing").count() == 0


def _places(page: Any) -> list[Any]:
    found: list[Any] = []

    def visit(text: str, _cm: Any, matrix: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            found.append(_multiplied(matrix, _cm))

    page.extract_text(visitor_text=visit)
    return found


def _multiplied(inner: Any, outer: Any) -> list[float]:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_no_serious_barrier_and_nothing_too_wide(
    browser: Browser, address: str, root: Path, width: int, scheme: Any
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    for path in (REQUEST, "templates/voter-roll/", "templates/election-meeting-minutes/"):
        goto(page, address, path)
        page.locator("#f-branch").fill("示例市某局第一党支部")
        page.locator(".bb-do").first.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert barriers(page, root) == [], path
    context.close()


def test_nothing_is_asked_while_it_is_used(desk: Page, address: str, handbook: Handbook, tmp_path: Path) -> None:
    goto(desk, address)
    desk.wait_for_load_state("networkidle")
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.context.set_offline(offline=True)
    template = handbook.templates["election-request"]
    fill(desk.locator("form.bb-form-fill"), template.fields.values(), template.example)
    kept(desk)
    content = download(desk, tmp_path)
    file = tmp_path / "again.docx"
    file.write_bytes(content)
    desk.locator("input[data-do=open]").set_input_files(str(file))
    desk.wait_for_function("document.querySelector('[data-saved]').textContent.includes('读入了')")
    assert [url for url in asked if not url.startswith("blob:")] == []


def test_without_scripts_the_form_is_there_to_be_printed(browser: Browser, address: str, handbook: Handbook) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + REQUEST)
    for field in handbook.templates["election-request"].fields.values():
        assert page.locator(f"form [data-field='{field.id}']").is_visible()
    assert page.locator(".bb-desk").is_hidden()
    assert page.locator(".bb-bar").is_hidden()
    assert page.locator(".bb-fill__plain").is_visible()
    context.close()


def test_the_code_of_the_page_stays_small(root: Path) -> None:
    """What the form takes, and apart from it what opening a filled file takes, which comes last."""
    sizes = {
        name: len(gzip.compress((root / "build" / "web" / f"{name}.js").read_bytes(), 9))
        for name in ("fill", "read", "dossier")
    }
    assert sizes["fill"] <= 48_000
    assert sizes["read"] <= 22_500
    assert sizes["dossier"] <= 55_000
