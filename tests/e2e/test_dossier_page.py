"""All documents of a procedure made together, in a real Chromium."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from branchbook.dossiers.plan import plan_of
from branchbook.records import read
from branchbook.site.dossier_page import made_here
from branchbook.site.forms import merged
from tests.e2e.forms import barriers, fill, kept, put, saved

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from branchbook.dossiers.plan import Plan
    from branchbook.handbook import Handbook

pytestmark = pytest.mark.e2e

PAGE = "procedures/elections/by-term/dossier/"
SET_OUT = "procedures/elections/change-secretary/dossier/"


def goto(page: Page, address: str, path: str = PAGE) -> None:
    page.goto(address + path)
    page.wait_for_selector(".bb-desk:not([hidden])")


@pytest.fixture(scope="module")
def plan(handbook: Handbook) -> Plan:
    return plan_of(handbook, handbook.procedures["by-term"])


def facts(plan: Plan) -> dict[str, Any]:
    """Return what the examples say of the shared facts."""
    found: dict[str, Any] = {}
    for paper in plan.papers.values():
        if made_here(paper) and paper.need == "必备":
            for name in plan.same:
                if name in paper.template.fields and name in paper.template.example:
                    found.setdefault(name, paper.template.example[name])
    return found


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('.bb-facts-group').forEach(group => { group.open = true })")


def test_facts_once_then_every_document_in_one_archive(
    desk: Page, address: str, handbook: Handbook, plan: Plan, tmp_path: Path
) -> None:
    """Every document holds the facts, one also what was added in place, and nothing else."""
    goto(desk, address)
    open_all(desk)
    given = facts(plan)
    shared = merged((paper.template for paper in plan.papers.values() if made_here(paper)), plan.same)
    fill(desk.locator("form[data-shared]"), [shared[name] for name in given], given)
    sheet = desk.locator("[data-sheet=election-request]")
    sheet.locator(".bb-rest > summary").click()
    put(
        sheet.locator("[data-field=doc_no]"),
        handbook.templates["election-request"].fields["doc_no"],
        "示局一支〔2026〕3号",
    )
    assert sheet.locator("[data-field=branch]").is_hidden(), "a shared fact is not asked twice"
    kept(desk)
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    with desk.expect_download() as waiting:
        desk.locator(".bb-do--main").click()
    assert waiting.value.suggested_filename == f"{plan.title}（全套材料）.zip"
    content = saved(waiting.value, tmp_path)
    assert [url for url in asked if not url.startswith("blob:")] == []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        files = {name: archive.read(name) for name in names}
    must = [paper for paper in plan.papers.values() if made_here(paper) and paper.need == "必备"]
    assert len(names) == len(must) + 1
    assert all(name.startswith(f"{plan.title}（全套材料）/") for name in names)
    assert [int(name.split("/")[1][:2]) for name in names] == list(range(len(names)))
    readings = {}
    for name in names[1:]:
        reading = read(files[name], handbook.templates)
        assert reading.template is not None
        readings[reading.template] = reading
    assert readings.keys() == {paper.template.id for paper in must}
    for paper in must:
        expected = {name: given[name] for name in paper.template.fields if name in given and name in plan.same}
        if paper.template.id == "election-request":
            expected["doc_no"] = "示局一支〔2026〕3号"
        values = dict(readings[paper.template.id].values)
        if paper.template.kind == "catalogue":
            lines = values.pop("files")
            assert len(lines) == len(must) - 1
            assert [line["no"] for line in lines] == list(range(1, len(must)))
            assert all("pages" not in line and "copies" not in line for line in lines), "counts are for people"
        assert values == expected, paper.template.id
    assert names[-1].endswith("归档目录.xlsx")
    listed = files[names[0]].decode("utf-8-sig")
    assert "待补：" in listed
    assert all(name.split("/")[1] in listed for name in names[1:])


def test_what_is_blank_and_what_a_rule_says_is_told_for_each_document(desk: Page, address: str) -> None:
    goto(desk, address)
    open_all(desk)
    sheet = desk.locator("[data-sheet=election-request]")
    before = sheet.locator(".bb-sheet-item__state").inner_text()
    desk.locator("#s-seats").fill("5")
    desk.locator("#s-candidates").fill("5")
    desk.wait_for_function("document.querySelector('[data-sheet=election-request]').textContent.includes('不合规定')")
    after = sheet.locator(".bb-sheet-item__state").inner_text()
    count = re.compile(r"还空着 (\d+) 项")
    assert [int(count.search(text)[1]) for text in (before, after)] in ([23, 21], [22, 20])  # type: ignore[index]
    assert sheet.locator(".bb-sheet-item__against a").first.get_attribute("href") == (
        "../../../../regulations/election-2020/#surplus-20pct"
    )
    desk.locator("#s-candidates").fill("6")
    desk.wait_for_function("!document.querySelector('[data-sheet=election-request]').textContent.includes('不合规定')")


def test_documents_together_are_held_against_each_other(desk: Page, address: str) -> None:
    """The request is signed after the meeting that the minutes tell of."""
    goto(desk, address)
    open_all(desk)
    desk.locator("#s-meeting_on").fill("2026年6月5日")
    request = desk.locator("[data-sheet=election-request]")
    request.locator(".bb-rest > summary").click()
    request.locator("[data-field=signed_on] [data-control]").fill("2026年7月1日")
    request.locator("[data-field=signed_on] [data-control]").blur()
    desk.locator(".bb-do", has_text="从头查一遍").click()
    assert "2026年7月1日" in desk.locator("[data-found]").inner_text()
    assert "没有看到" not in desk.locator("[data-found]").inner_text(), "what superiors issue is not missed here"


def test_papers_are_chosen_and_several_copies_made(desk: Page, address: str, tmp_path: Path) -> None:
    goto(desk, address, SET_OUT)
    desk.locator("#s-branch").fill("示例市某局第一党支部")
    registration = desk.locator("[data-sheet=candidate-registration]")
    registration.locator(".bb-take input").check()
    registration.get_by_role("button", name="再加一份").click()
    for number, name in enumerate(("甲同志", "乙同志")):
        copy = registration.locator(".bb-sheet-copy").nth(number)
        copy.locator(".bb-rest > summary").click()
        copy.locator("[data-field=name] [data-control]").fill(name)
    kept(desk)
    desk.reload()
    desk.wait_for_selector(".bb-desk:not([hidden])")
    assert registration.locator(".bb-take input").is_checked()
    assert registration.locator(".bb-sheet-copy").count() == 2
    with desk.expect_download() as waiting:
        desk.locator(".bb-do--main").click()
    with zipfile.ZipFile(io.BytesIO(saved(waiting.value, tmp_path))) as archive:
        forms = [name for name in archive.namelist() if "登记表" in name]
        texts = [archive.read(name) for name in forms]
    assert len(forms) == 2
    assert len(set(texts)) == 2


def test_a_draft_survives_goes_out_and_comes_in(desk: Page, address: str, tmp_path: Path) -> None:
    goto(desk, address)
    desk.locator("#s-branch").fill("示例市某局第一党支部")
    kept(desk)
    desk.reload()
    desk.wait_for_selector(".bb-desk:not([hidden])")
    assert desk.locator("#s-branch").input_value() == "示例市某局第一党支部"
    with desk.expect_download() as waiting:
        desk.locator("[data-do=export]").click()
    file = tmp_path / "draft.json"
    file.write_bytes(saved(waiting.value, tmp_path))
    desk.once("dialog", lambda dialog: dialog.accept())
    desk.locator("[data-do=delete]").click()
    desk.wait_for_function("document.querySelector('#s-branch').value === ''")
    desk.locator("input[data-do=import]").set_input_files(str(file))
    desk.wait_for_function("document.querySelector('#s-branch').value !== ''")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (390, "light")])
def test_no_serious_barrier_and_nothing_too_wide(
    browser: Browser, address: str, root: Path, width: int, scheme: Any
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    goto(page, address)
    page.locator("#s-branch").fill("示例市某局第一党支部")
    page.locator("[data-sheet=election-request] .bb-rest > summary").click()
    page.locator(".bb-do", has_text="从头查一遍").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(page, root) == []
    context.close()
