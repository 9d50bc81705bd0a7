"""What a secretary does on the site, in a real Chromium."""

from __future__ import annotations

import gzip
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlparse

import pytest
from lxml import etree, html

from branchbook.records import Style, read, safe_filename

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from branchbook.handbook import Handbook

pytestmark = pytest.mark.e2e

#: What the home page may weigh with all that it loads, gzipped, in bytes.
FIRST_PAGE = 80_000

#: One page of each layout.
LAYOUTS = {
    "home": "",
    "procedures": "procedures/",
    "procedure": "procedures/elections/by-term/",
    "templates": "templates/",
    "letter": "templates/election-request/",
    "register": "templates/voter-roll/",
    "regulations": "regulations/",
    "regulation": "regulations/election-2020/",
    "changes": "regulations/changes/",
    "defects": "defects/",
    "family": "defects/elections/",
    "cases": "cases/",
    "case": "cases/yancao-yishi-yidang/",
    "guides": "guide/",
    "guide": "guide/numbers/",
    "types": "guide/branch-types/",
    "glossary": "glossary/",
    "tags": "tags/",
    "404": "404.html",
    "chapter": "procedures/elections/print/",
}


def test_from_home_to_a_file_that_holds_the_example(
    desk: Page, address: str, handbook: Handbook, tmp_path: Path
) -> None:
    """Home → task → step → document → download: the file opens and holds the right fields."""
    desk.goto(address)
    desk.locator(".md-content").get_by_role("link", name="按期换届", exact=True).first.click()
    desk.wait_for_url("**/procedures/elections/by-term/")
    assert desk.get_by_role("heading", level=1).inner_text().startswith("按期换届")
    desk.locator(".bb-papers a", has_text="关于召开党员大会进行换届选举的请示").first.click()
    desk.wait_for_url("**/templates/election-request/")
    template = handbook.templates["election-request"]
    for style in Style:
        with desk.expect_download() as waiting:
            desk.locator(f".bb-quick a[href$='-{style.value}.docx']").click()
        assert waiting.value.suggested_filename == safe_filename(template, style)
        waiting.value.save_as(tmp_path / style.value)
        reading = read((tmp_path / style.value).read_bytes(), handbook.templates)
        assert reading.template == "election-request"
        expected = dict(template.example) if style is Style.FILLED else {}
        assert dict(reading.values) == expected


def test_every_template_offers_three_files_that_are_there(built: Path, handbook: Handbook) -> None:
    for template in handbook.templates.values():
        page = html.parse(str(built / "templates" / template.id / "index.html"))
        links = {a.get("href") for a in page.iter("a") if "bb-file" in (a.get("class") or "")}
        own = {link for link in links if f"/{template.id}/" in link}
        assert len(own) == 3, template.id
        for link in own:
            assert (built / "templates" / template.id / link).resolve().is_file(), link


#: Pages that are worked with, beside the layouts that are read.
TOOLS = {
    "check": "check/",
    "dossier": "procedures/elections/by-term/dossier/",
    "inspection": "procedures/elections/by-term/inspection/",
    "plan": "procedures/elections/by-term/plan/",
    "dues": "members/dues/",
    "start": "start/",
    "self-test": "start/self-test/",
    "year": "year/",
    "unit": "guide/unit/",
    "write": "cases/write/",
}

#: Texts smaller than 16 px and things to press lower than 44 px, of those that are seen.
TOO_SMALL = """() => {
  const seen = node => node.getClientRects().length > 0 && !node.closest(".bb-cell, .headerlink, svg")
  const found = new Set()
  const texts = document.createTreeWalker(document.querySelector(".md-content"), NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const holder = texts.currentNode.parentElement
    if (!texts.currentNode.data.trim() || !seen(holder)) continue
    const size = parseFloat(getComputedStyle(holder).fontSize)
    if (size < 16) found.add(`${size}px ${holder.tagName}.${holder.className}`)
  }
  const pressed = "button, select, textarea, summary, a.bb-file, a.md-button, label:has([type=checkbox], [type=radio]), " +
    "input:not([type=checkbox], [type=radio], [type=file])"
  for (const node of document.querySelectorAll(".md-content :is(" + pressed + ")")) {
    const { height } = node.getBoundingClientRect()
    if (seen(node) && height < 43.5) found.add(`${height} high ${node.tagName}.${node.className}`)
  }
  return [...found]
}"""


@pytest.mark.parametrize("name", [*LAYOUTS, *TOOLS])
def test_a_phone_shows_each_page_whole_and_big_enough_to_read_and_press(phone: Page, address: str, name: str) -> None:
    phone.goto(address + {**LAYOUTS, **TOOLS}[name])
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.evaluate(TOO_SMALL) == []


def test_tables_with_many_columns_can_be_read_on_a_phone(phone: Page, address: str) -> None:
    phone.goto(address + TOOLS["inspection"])
    how = phone.locator(".bb-inspect td:nth-child(4)").first.bounding_box()
    assert how is not None
    assert how["width"] > 300, "one below the other, not side by side"
    phone.goto(address + "templates/voter-roll/")
    widths = phone.eval_on_selector_all(".bb-doc thead th", "all => all.map(one => one.clientWidth)")
    assert len(widths) > 6
    assert min(widths) > 64


def test_a_group_without_a_match_hides_its_heading(desk: Page, address: str) -> None:
    desk.goto(address + "templates/")
    desk.locator("[data-bb-filter]").fill("监票人")
    desk.wait_for_selector("#f", state="hidden")
    assert desk.locator("#w").is_visible()
    desk.locator("[data-bb-filter]").fill("")
    desk.wait_for_selector("#f", state="visible")


def test_phone_menu_leads_to_a_page(phone: Page, address: str) -> None:
    phone.goto(address)
    phone.locator("label[for=__drawer].md-header__button").click()
    phone.locator(".md-nav--primary").get_by_text("办事流程").first.click()
    phone.wait_for_url("**/procedures/")
    phone.get_by_role("link", name="我要补选", exact=False).first.click()
    phone.wait_for_url("**/procedures/elections/byelection/")


QUERIES = {
    "换届请示": "templates/election-request/",
    "应到会人数核定": "templates/voter-roll/",
    "选票": "templates/committee-ballot/",
    "签到册": "templates/sign-in-sheet/",
    "选举办法": "templates/election-method/",
    "计票": "templates/ballot-report/",
    "交接清单": "templates/handover-list/",
    "归档目录": "templates/archive-catalogue/",
    "补选": "procedures/elections/byelection/",
    "支部成立": "procedures/elections/setup/",
    "延期换届": "procedures/elections/shift-term/",
    "支部更名": "procedures/elections/reorganise/",
    "书记调整": "procedures/elections/change-secretary/",
    "换届提醒": "procedures/elections/election-reminder/",
    "候选人差额不够": "defects/elections/",
    "没有等到批复就开会": "defects/elections/",
    "支部工作条例": "regulations/branch-2018/",
    "选举工作条例": "regulations/election-2020/",
    "换届要记住的数": "guide/numbers/",
    "收录标准": "guide/criteria/",
    "不设支部委员会": "procedures/elections/by-term-no-committee/",
    "登记表": "templates/candidate-registration/",
}


def ask(page: Page, query: str) -> list[str]:
    """Type a query into the search dialog; return the pages found, in order."""
    box = page.locator("[data-md-component=search-query]")
    box.fill("")
    page.wait_for_function("!document.querySelector('.md-search-result__item')")
    box.press_sequentially(query)
    page.wait_for_selector(".md-search-result__item a")
    page.wait_for_timeout(150)
    links = page.locator(".md-search-result__item > a:first-child").all()
    return [urlparse(link.get_attribute("href") or "").path.lstrip("/") for link in links]


def test_clean_queries_find_their_page_among_the_first(desk: Page, address: str) -> None:
    """Twenty-two queries as people type them; the page is among the first three."""
    desk.goto(address)
    desk.locator("[data-md-component=search-query]").click()
    missed = {query: found[:4] for query, wanted in QUERIES.items() if wanted not in (found := ask(desk, query))[:3]}
    assert missed == {}


def test_pasted_text_searches_and_escape_closes(desk: Page, address: str) -> None:
    desk.goto(address)
    desk.locator("[data-md-component=search-query]").click()
    desk.keyboard.insert_text("补选委员")
    desk.wait_for_selector(".md-search-result__item a")
    desk.keyboard.press("Escape")
    desk.wait_for_function("!document.querySelector('[data-md-toggle=search]').checked")


def test_results_are_narrowed_to_one_kind_and_back(desk: Page, address: str) -> None:
    desk.goto(address)
    desk.locator("[data-md-component=search-query]").click()
    assert ask(desk, "补选")
    chip = desk.locator(".bb-filters button", has_text="材料")
    chip.click()
    desk.wait_for_selector(".bb-filters button[aria-pressed=true]:has-text('材料')")
    kinds = set(desk.locator(".md-search-result__item .bb-hit__kind").all_inner_texts())
    assert kinds == {"材料"}
    count = chip.inner_text().split()[-1]
    assert desk.locator(".md-search-result__meta").inner_text() == f"找到 {count} 条，最像的在前"
    desk.locator(".bb-filters button", has_text="全部").click()
    desk.wait_for_selector(".bb-filters button[aria-pressed=true]:has-text('全部')")
    assert desk.locator(".md-search-result__item .bb-hit__kind").count() > 1


def test_a_question_is_answered_with_article_and_date_and_opened_by_keyboard(desk: Page, address: str) -> None:
    desk.goto(address)
    desk.keyboard.press("/")
    desk.wait_for_function("document.activeElement.matches('[data-md-component=search-query]')")
    assert ask(desk, "选举大会多少人到会才有效")[0] == "regulations/election-2020/"
    first = desk.locator(".md-search-result__item").first
    assert first.locator(".bb-hit__kind--answer").inner_text() == "回答"
    assert "五分之四" in first.locator("h1, h2").first.inner_text()
    assert "2020-07-13 起施行" in first.locator(".bb-hit__note").inner_text()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/regulations/election-2020/**quorum-election")


def test_nothing_of_the_search_is_fetched_before_somebody_searches(desk: Page, address: str, built: Path) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    desk.goto(address, wait_until="networkidle")
    assert not [path for path in asked if "search" in path or "sitemap" in path]
    weight = sum(len(gzip.compress((built / (path or "index.html")).read_bytes(), 9)) for path in asked)
    assert weight <= FIRST_PAGE
    desk.locator("[data-md-component=search-query]").click()
    assert ask(desk, "补选")
    assert [path for path in asked if path.endswith("search_index.json")]


@pytest.mark.parametrize("way", ["q", "h"])
def test_a_shared_search_works_at_once(desk: Page, address: str, way: str) -> None:
    """An address with a query opens the results, one with a word to mark marks it."""
    at = "" if way == "q" else "procedures/elections/byelection/"
    desk.goto(f"{address}{at}?{way}=补选")
    desk.wait_for_selector(".md-search-result__item a" if way == "q" else "article mark")


def test_nothing_found_leads_on(desk: Page, address: str) -> None:
    desk.goto(address)
    desk.locator("[data-md-component=search-query]").click()
    assert ask(desk, "量子力学") == ["guide/how-to-use/", "procedures/", "templates/", "glossary/"]
    assert "没有找到，换个问法试试" in desk.locator(".md-search-result__item").first.inner_text()
    assert desk.locator(".md-search-result__meta").inner_text() == "没有找到"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_barrier_on_any_layout(browser: Browser, address: str, root: Path, scheme: str) -> None:
    """axe-core finds no serious or critical violation."""
    axe = (root / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    found = {}
    for name, path in LAYOUTS.items():
        if name == "chapter":
            continue  # the procedures' own markup once more, a hundred screens of it
        page.goto(address + path)
        # What a long list has scrolled under its sticky heading is no small target: it scrolls out again.
        page.evaluate("document.querySelectorAll('.md-sidebar__scrollwrap').forEach(box => { box.scrollTop = 0 })")
        page.evaluate(axe)
        result = page.evaluate(
            "axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
        )
        bad = [
            (item["id"], item["nodes"][0]["html"][:160], item["nodes"][0].get("failureSummary", "")[:200])
            for item in result["violations"]
            if item["impact"] in {"serious", "critical"}
        ]
        if bad:
            found[name] = bad
    context.close()
    assert found == {}


def test_a_term_explains_itself_by_mouse_and_by_keyboard(desk: Page, address: str) -> None:
    desk.goto(address + "procedures/elections/by-term/#request")
    term = desk.locator("abbr.bb-term").first
    told = term.get_attribute("title") or desk.evaluate("e => e.title", term.element_handle())
    assert told
    term.scroll_into_view_if_needed()
    term.hover()
    desk.wait_for_selector(".md-tooltip2--active")
    size = desk.locator(".md-tooltip2--active .md-tooltip2__inner").evaluate("node => getComputedStyle(node).fontSize")
    assert float(size.removesuffix("px")) >= 15
    assert term.get_attribute("tabindex") == "0"


@pytest.mark.parametrize(
    ("page", "holds"),
    [
        ("procedures/elections/byelection/", ["核对单", "补选以后把任期重新算"]),
        ("procedures/elections/print/", ["目录", "按期换届(设支部委员会)", "支部成立", "核对单"]),
        ("templates/byelection-request/", ["范例", "示例市某局第一支部委员会", "写完查这几条"]),
        ("cases/yancao-yishi-yidang/", ["你的前90天", "出处", "文中的数从哪里来"]),
    ],
)
def test_print_leaves_the_navigation_out_and_numbers_pages_and_links(
    desk: Page, address: str, page: str, holds: list[str]
) -> None:
    import io

    from pypdf import PdfReader

    desk.goto(address + page)
    pdf = PdfReader(io.BytesIO(desk.pdf(prefer_css_page_size=True)))
    texts = ["".join(unicodedata.normalize("NFKC", sheet.extract_text()).split()) for sheet in pdf.pages]
    whole = "".join(texts)
    assert [words for words in holds if words not in whole] == []
    assert ("文中链接" in whole) is not page.startswith("cases/"), "a case is one sheet, its links are not listed"
    assert [words for words in ("全套材料一次生成", "查一遍放进来", "在线填写") if words in whole] == [], (
        "buttons and blanks"
    )
    for number, text in enumerate(texts, 1):
        assert f"{number}/{len(texts)}" in text
    for words in ("换届提醒与届期管理", "返回页面顶部", "下一页", "跳转至"):
        if page != "procedures/elections/print/" or words != "换届提醒与届期管理":
            assert words not in whole, "what belongs to the screen is not printed"
    width, height = (round(float(side)) for side in pdf.pages[0].mediabox[2:])
    assert (width, height) in {(595, 842), (596, 842), (595, 841)}


def test_without_scripts_pages_read_and_download(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "templates/election-request/")
    assert page.locator(".bb-paper .bb-title").is_visible()
    href = page.locator(".bb-quick a").first.get_attribute("href") or ""
    assert context.request.get(urljoin(page.url, href)).status == 200
    context.close()


def test_dark_is_dark(browser: Browser, address: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(address)
    page.wait_for_function("document.body.dataset.mdColorScheme === 'slate'")
    context.close()


def pages_of(built: Path) -> dict[str, etree._ElementTree]:
    return {file.relative_to(built).as_posix(): html.parse(str(file)) for file in sorted(built.rglob("*.html"))}


def test_every_link_inside_the_site_leads_somewhere(built: Path) -> None:
    """Files and fragments, in every page that was built."""
    pages = pages_of(built)
    ids = {
        name: {e.get("id") for e in tree.iter() if isinstance(e.tag, str) and e.get("id")}
        for name, tree in pages.items()
    }
    dead = []
    for name, tree in pages.items():
        if name == "404.html":
            continue
        for link in tree.iter("a"):
            href = link.get("href") or ""
            parts = urlparse(href)
            if parts.scheme or parts.netloc or not href:
                continue
            path = unquote(parts.path)
            target = name if not path else urljoin("/" + name, path).lstrip("/")
            if target == "" or target.endswith("/"):
                target += "index.html"
            if not (built / target).is_file() or (
                parts.fragment
                and target in ids
                and unquote(parts.fragment) not in ids[target]
                and parts.fragment != "__tabbed"
            ):
                dead.append((name, href))
    assert dead[:20] == []


def test_nothing_on_any_page_comes_from_another_host(built: Path) -> None:
    """Scripts, styles, pictures, frames: all from the site itself."""
    for name, tree in pages_of(built).items():
        for tag, key in (("script", "src"), ("img", "src"), ("iframe", "src"), ("link", "href"), ("source", "src")):
            for element in tree.iter(tag):
                if tag == "link" and element.get("rel") not in {
                    "stylesheet",
                    "icon",
                    "preload",
                    "preconnect",
                    "modulepreload",
                }:
                    continue
                address = element.get(key) or ""
                assert not urlparse(address).netloc, (name, address)


def test_headings_have_anchors_that_can_be_read(built: Path) -> None:
    for name, tree in pages_of(built).items():
        for level in ("h2", "h3"):
            for heading in tree.iter(level):
                anchor = heading.get("id")
                if anchor:
                    assert not anchor.startswith("_"), (name, anchor)


def test_sitemap_has_every_page_and_the_feed_is_there(built: Path) -> None:
    home = (built / "index.html").read_text(encoding="utf-8")
    assert "<title>支部手册</title>" in home, "what a chat shows of a shared link"
    urls = etree.parse(str(built / "sitemap.xml")).getroot()
    listed = {urlparse(loc.text or "").path.lstrip("/") for loc in urls.iter("{*}loc")}
    made = {file.parent.relative_to(built).as_posix() + "/" for file in built.rglob("index.html")} - {"./"}
    assert made <= {unquote(path) for path in listed}
    assert etree.parse(str(built / "feed.xml")).getroot().tag.endswith("feed")


def test_the_library_of_defects_is_filtered_by_record_and_gravity(desk: Page, address: str) -> None:
    desk.goto(address + "defects/")
    facts = desk.locator("[data-bb-facts]")
    every = facts.count()
    desk.select_option("[data-bb-facet=records]", "请示")
    desk.select_option("[data-bb-facet=severity]", "一般")
    shown = desk.locator("li:visible > [data-bb-facts]")
    left = shown.count()
    assert 0 < left < every
    assert all("请示" in shown.nth(i).get_attribute("data-records").split("|") for i in range(left))  # type: ignore[union-attr]
    assert desk.locator(".bb-facets [role=status]").inner_text() == f"共 {every} 个，筛出 {left} 个"
    assert not desk.locator("#meetings").is_visible()
    desk.reload()  # what was chosen stands in the address
    assert shown.count() == left
    desk.locator("[data-bb-all]").click()
    assert shown.count() == every
    assert "?" not in desk.url
