"""What several superiors ask for, chosen once: in the form, in the file, in the check; and a set of one's own."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from branchbook.inspection.record import Inspector
from branchbook.requirements import with_sets
from tests.e2e.forms import kept, saved

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page, Route

    from branchbook.handbook import Handbook

pytestmark = pytest.mark.e2e

NAMES = ["industry-example", "local-example"]
TRADE, LOCAL = "示例行业机关党委", "示例区直机关工委"
OWN = """id: own
title: 我们局的要求
kind: 单位
superior: 我们局
document: 我局〔2026〕1号
weight: 单位规定
summary: 只供测试：会后几天填报。
params: {report_days: %s}
reviewed_on: "2026-11-29"
"""


def choose(page: Page, address: str) -> None:
    page.goto(address + "guide/unit/")
    boxes = page.locator("[data-sets] input")
    boxes.first.wait_for()
    for title in ("示例：行业系统的会议记录要求", "示例：属地党委的会议记录要求"):
        page.get_by_label(title).check()
    assert page.locator("[data-sets] .bb-sum").inner_text() == f"照 {TRADE}、{LOCAL} 的要求填、查。"


def test_one_record_serves_two_superiors(desk: Page, address: str, handbook: Handbook, tmp_path: Path) -> None:
    choose(desk, address)

    desk.goto(address + "templates/committee-record/")
    desk.wait_for_selector(".bb-desk:not([hidden])")
    relayed = desk.locator("form [data-field='relayed']")
    assert relayed.count() == 1
    assert f"{TRADE}、{LOCAL}要求。" in relayed.inner_text()
    assert f"{LOCAL}要求必填。" in desk.locator("form [data-field='attachments']").inner_text()
    relayed.locator("[data-column='name'] input").first.fill("关于做好防汛工作的通知")
    relayed.locator("[data-column='by'] input").first.fill("示例行业党组")
    desk.locator("#f-linked_leader").select_option("没有联系领导")
    desk.get_by_role("button", name="从头查一遍").click()
    found = desk.locator("[data-found]").inner_text()
    assert f"“党建促业务的事”没有填（{TRADE}要求）" in found
    assert f"“附件”没有填（{LOCAL}要求）" in found
    with desk.expect_download() as waiting:
        desk.locator(".bb-do--main").click()
    file = saved(waiting.value, tmp_path)
    record = Inspector(with_sets(handbook, NAMES), today="2026-11-29").read(file, "会.docx")
    assert record.values["relayed"] == [{"name": "关于做好防汛工作的通知", "by": "示例行业党组"}]
    assert record.values["linked_leader"] == "没有联系领导"

    desk.goto(address + "check/")
    desk.wait_for_selector("[data-with]:not([hidden])")
    desk.locator(f"[data-with]:has-text('{LOCAL}')").wait_for()
    record_file = tmp_path / "支委会.docx"
    record_file.write_bytes(file)
    desk.locator("[data-drop] input[multiple]").first.set_input_files(str(record_file))
    desk.locator("#result").wait_for()
    assert f"“党建促业务的事”没有填（{TRADE}要求）" in desk.locator("[data-out]").inner_text()


def test_the_branch_s_file_carries_the_sets_to_another_computer(desk: Page, address: str, tmp_path: Path) -> None:
    choose(desk, address)
    with desk.expect_download() as waiting:
        desk.get_by_role("button", name="导出成文件").click()
    file = tmp_path / "本支部.yml"
    file.write_bytes(saved(waiting.value, tmp_path))
    assert "\nsets: industry-example、local-example\n" in file.read_text(encoding="utf-8")
    desk.get_by_label("示例：行业系统的会议记录要求").uncheck()
    said = desk.locator("[data-unit] .bb-sum")
    desk.locator("[data-unit] input[type=file]").set_input_files(str(file))
    desk.wait_for_function("document.querySelector('[data-unit] .bb-sum').textContent.startsWith('读入了')")
    assert said.inner_text().endswith(f"照 {TRADE}、{LOCAL} 的要求。")
    assert desk.get_by_label("示例：行业系统的会议记录要求").is_checked()
    file.write_text("sets: local-exampel\n", encoding="utf-8")
    desk.locator("[data-unit] input[type=file]").set_input_files(str(file))
    desk.wait_for_function("document.querySelector('[data-unit] .bb-sum').textContent.includes('没有读入')")
    assert "是不是“local-example”" in said.inner_text()
    assert desk.get_by_label("示例：行业系统的会议记录要求").is_checked()


def test_all_documents_of_a_procedure_carry_what_is_asked(
    desk: Page, address: str, handbook: Handbook, tmp_path: Path
) -> None:
    choose(desk, address)
    desk.goto(address + "procedures/life/committee-meeting/dossier/")
    desk.wait_for_selector(".bb-desk:not([hidden])")
    assert (
        f"{TRADE}、{LOCAL}另有要求的，在《支委会会议记录（平时的会）》里标着。"
        in desk.locator("[data-dossier]").inner_text()
    )
    sheet = desk.locator("[data-sheet=committee-record]")
    sheet.locator(".bb-rest > summary").click()
    assert f"{TRADE}、{LOCAL}要求。" in sheet.locator("[data-field=relayed]").inner_text()
    sheet.locator("[data-field=relayed] [data-column=name] input").first.fill("关于做好防汛工作的通知")
    sheet.locator("[data-field=relayed] [data-column=by] input").first.fill("示例行业党组")
    sheet.get_by_label("联系领导到会").select_option("没有联系领导")
    desk.get_by_role("button", name="从头查一遍").click()
    assert f"“党建促业务的事”没有填（{TRADE}要求）" in sheet.inner_text()
    kept(desk)
    desk.reload()
    desk.wait_for_selector(".bb-desk:not([hidden])")
    with desk.expect_download() as waiting:
        desk.locator(".bb-do--main").click()
    with zipfile.ZipFile(io.BytesIO(saved(waiting.value, tmp_path))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    listed = next(content for name, content in files.items() if name.endswith(".txt")).decode("utf-8-sig")
    assert f"党建促业务的事（{TRADE}要求）" in listed
    (file,) = [content for name, content in files.items() if "支委会会议记录" in name]
    record = Inspector(with_sets(handbook, NAMES), today="2026-11-29").read(file, "会.docx")
    assert record.values["relayed"] == [{"name": "关于做好防汛工作的通知", "by": "示例行业党组"}]
    assert record.values["linked_leader"] == "没有联系领导"


def test_a_shared_fact_that_a_superior_must_have_is_marked_where_it_is_asked(desk: Page, address: str) -> None:
    asking = '"templates":{"candidate-request":{"require":["deputy_candidate"]},'

    def more(route: Route) -> None:
        body = route.fetch().text()
        assert '"templates":{' in body
        route.fulfill(body=body.replace('"templates":{', asking), content_type="text/javascript; charset=utf-8")

    desk.route("**/assets/kits/requirements.js", more)
    choose(desk, address)
    desk.goto(address + "procedures/elections/by-term/dossier/")
    desk.wait_for_selector(".bb-desk:not([hidden])")
    box = desk.locator("form[data-shared] [data-field=deputy_candidate]")
    assert f"{TRADE}、{LOCAL}要求必填。" in str(box.text_content())
    assert box.locator(".bb-req").text_content() == "必填"
    desk.get_by_role("button", name="从头查一遍").click()
    sheet = desk.locator("[data-sheet=candidate-request]")
    sheet.locator(".bb-rest > summary").click()
    sheet.get_by_text(f"没有填（{TRADE}、{LOCAL}要求）").first.wait_for()
    assert sheet.locator("[data-field=deputy_candidate]").is_hidden()


def test_a_set_of_ones_own_is_laid_or_refused_in_a_sentence(desk: Page, address: str, tmp_path: Path) -> None:
    choose(desk, address)
    desk.goto(address + "check/")
    desk.locator(f"[data-with]:has-text('{LOCAL}')").wait_for()
    said = desk.locator("[data-with] [role=status]")
    own = tmp_path / "own.yml"
    rule = "    rules: {low: {require: due > %s, severity: hint, message: 应到会的人太少, mend: 照实写数}}"
    title = "《支委会会议记录（平时的会）》"
    ruled = f"templates:\n  committee-record:\n{rule}\n"
    for text, words in (
        (OWN % 5, f"“own.yml”没有用上：“{LOCAL}”要求“会后填报天数”是 3 天，“我们局”要求是 5 天，请上级先统一。"),
        (
            OWN % 3 + ruled % "seets",
            f"“own.yml”没有用上：“我们局”的要求集给{title}的规则「low」的 require 不成立：第 7 字处用了没有声明的字段「seets」。",
        ),
        (OWN % 3 + ruled % "1", f"{TRADE}、{LOCAL}、我们局。"),
    ):
        own.write_text(text, encoding="utf-8")
        desk.locator("[data-with] input").set_input_files(str(own))
        desk.wait_for_function(
            "words => document.querySelector('[data-with] [role=status]').textContent === words", arg=words
        )
        assert said.inner_text() == words
