"""The site's small script in a real Chromium, on a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.e2e

HTML = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>测试</title><body>
<input data-md-component="search-query" aria-label="检索">
<p class="bb-filter" hidden><label for="f">筛选</label> <input id="f" type="search" data-bb-filter=".list">
<span role="status" aria-live="polite"></span></p>
<ul class="list"><li data-bb-item>关于换届选举的请示 W03</li><li data-bb-item>选举办法（草案）Ｗ10</li><li data-bb-item>签到册</li></ul>
<p class="bb-filter" hidden><label for="g">筛选</label> <input id="g" type="search" data-bb-filter="#t">
<span role="status" aria-live="polite"></span></p>
<table id="t"><thead><tr><th>名</th></tr></thead><tbody><tr><td>甲</td></tr><tr><td>乙</td></tr></tbody></table>
<p id="past" data-bb-due-banner="2020-01-01" hidden>过期</p><p id="later" data-bb-due-banner="2999-01-01" hidden>未到</p>
<script>window.heard=[];document.querySelector('[data-md-component]').addEventListener('keyup',e=>heard.push(e.target.value))</script>
<script src="site.js"></script></body></html>"""


@pytest.fixture(scope="module")
def page(root: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    bundle = root / "build" / "web" / "site.js"
    if not bundle.exists():
        pytest.fail("先运行 make test，它会打包浏览器脚本")
    folder = tmp_path_factory.mktemp("site")
    (folder / "index.html").write_text(HTML, encoding="utf-8")
    (folder / "site.js").write_bytes(bundle.read_bytes())
    tab = browser.new_page()
    problems: list[str] = []
    asked: list[str] = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto((folder / "index.html").as_uri())
    yield tab
    assert not problems
    assert all(url.startswith("file:") for url in asked), "the script asks nobody for anything"
    tab.close()


@pytest.mark.parametrize(
    ("typed", "shown", "said"),
    [
        ("换届", 1, "共 3 项，筛出 1 项"),
        ("w10", 1, "共 3 项，筛出 1 项"),  # 全角半角、大小写都算同一个
        ("选举 请示", 1, "共 3 项，筛出 1 项"),
        ("没有这个", 0, "没有筛到，换个词试试"),
        ("", 3, ""),
    ],
)
def test_filter_shows_what_matches_and_says_how_many(page: Page, typed: str, shown: int, said: str) -> None:
    from playwright.sync_api import expect

    box = page.locator("#f")
    expect(box).to_be_visible()
    box.fill(typed)
    expect(page.locator(".list > li:visible")).to_have_count(shown)
    expect(page.locator("[role=status]").first).to_have_text(said)


def test_escape_brings_everything_back(page: Page) -> None:
    from playwright.sync_api import expect

    page.locator("#f").fill("没有这个")
    expect(page.locator(".list > li:visible")).to_have_count(0)
    page.locator("#f").press("Escape")
    expect(page.locator(".list > li:visible")).to_have_count(3)


def test_filter_works_on_table_rows_and_keeps_the_head(page: Page) -> None:
    from playwright.sync_api import expect

    page.locator("#g").fill("乙")
    expect(page.locator("#t td:visible")).to_have_count(1)
    expect(page.locator("#t th")).to_be_visible()


def test_text_that_comes_without_keys_still_searches(page: Page) -> None:
    page.locator("[data-md-component]").focus()
    page.keyboard.insert_text("支部")
    page.wait_for_function("heard.includes('支部')")


def test_banner_shows_only_once_the_review_is_due(page: Page) -> None:
    assert page.locator("#past").is_visible()
    assert not page.locator("#later").is_visible()
