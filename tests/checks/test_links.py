"""Links are found where they are written, anchors where the site makes them, mirrors wherever they hide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from branchbook.checks.links import Pages, check_links, refused, refused_hosts, targets
from branchbook.checks.texts import PARSER, Block, Library
from branchbook.findings import Where
from branchbook.handbook import load
from branchbook.handbook.references import page_of
from tests.checks.world import FIXTURE, GUIDE, OTHER, copy, replace

if TYPE_CHECKING:
    from pathlib import Path


def found(raw: str, kind: str = "text") -> list[tuple[str, int | None]]:
    block = Block(kind, raw, Where("x.md", 5), token=PARSER.parseInline(raw)[0])
    return [(item.href, item.where.line) for item in targets(block)]


def test_links_are_found_with_their_lines() -> None:
    raw = "见[甲](a.md)\n和[乙](template:b#c)，\n![图](d.png)，<https://e.cn/>，https://f.cn/x。`[码](g.md)`"
    assert found(raw) == [
        ("a.md", 5),
        ("template:b#c", 6),
        ("d.png", 7),
        ("https://e.cn/", 7),
        ("https://f.cn/x", 7),
    ]


def test_names_with_spaces_and_chinese_characters() -> None:
    assert found("[甲](<支部 手册.md#第一节>)") == [("支部 手册.md#第一节", 5)]


def test_html_is_read_too() -> None:
    assert found('<p>\n<a class="x" href="a.md">甲</a></p>', kind="html") == [("a.md", 6)]


@pytest.mark.parametrize(
    ("url", "is_refused"),
    [
        ("https://www.12371.cn/2020/07/28/x.shtml", False),
        ("https://www-12371-cn.hcv8jop8ns2r.cn/special", True),
        ("https://qingcaishui.com/2020/x.shtml", True),
        ("https://m.QingCaiShui.com/2020/x.shtml", True),
        ("https://notqingcaishui.com/", False),
        ("http://101.200.34.145/a", True),
        ("https://[::1]/a", True),
        ("https://〔填：来源网址〕", True),
        ("https://[12371.cn/a", True),
    ],
)
def test_mirrors_are_known_by_host(url: str, *, is_refused: bool) -> None:
    assert bool(refused(url)) is is_refused


def test_every_refused_host_has_its_reason() -> None:
    assert len(refused_hosts()) > 40
    assert all(host == host.lower() and "." in host and len(why) > 5 for host, why in refused_hosts().items())


@pytest.mark.parametrize("linked", [True, False])
def test_the_address_of_a_case_is_a_link_only_when_it_is_shown_as_one(tmp_path: Path, *, linked: bool) -> None:
    root = copy(tmp_path)
    replace(root / OTHER, "case_source:\n  url: https", f"case_source:\n  linked: {str(linked).lower()}\n  url: http")
    assert ("link-insecure" in {finding.code for finding in check_links(Library(load(root)))}) is linked


@pytest.mark.parametrize("grade", ["A", "B"])
def test_only_an_official_original_may_have_no_encrypted_address(tmp_path: Path, grade: str) -> None:
    root = copy(tmp_path)
    replace(root / OTHER, "case_source:\n  url: https", "case_source:\n  url: http")
    replace(root / OTHER, "source_grade: B", f"source_grade: {grade}")
    assert ("link-insecure" in {finding.code for finding in check_links(Library(load(root)))}) is (grade == "B")


def test_anchors_are_those_that_the_site_makes(tmp_path: Path) -> None:
    root = copy(tmp_path)
    more = "\n## 第一 节：A/B\n\n话。\n\n## 第一 节：A/B\n\n话。\n"
    replace(root / GUIDE, "## 到会 {#come}", f"{more}\n## 到会 {{#come}}")
    pages = Pages(Library(load(root)))

    assert pages.anchors("guide/numbers.md") == frozenset({"come", "第一-节ab", "第一-节ab_1"})
    assert pages.anchors("regulations/rules-1990.md") == frozenset({"quorum-old"})
    assert pages.anchors("defects/meetings.md") == frozenset({"e-001", "e-002", "e-003"})
    assert pages.anchors("procedures/elections/hold-meeting.md") == frozenset({"study", "ask", "先看这个"})
    assert pages.anchors("templates/meeting-request.md") is None, "made by the site"


@pytest.mark.parametrize(
    ("kind", "name", "page"),
    [
        ("template", "meeting-request", "templates/meeting-request.md"),
        ("procedure", "hold-meeting#ask", "procedures/elections/hold-meeting.md#ask"),
        ("procedure", "hold-meeting#none", None),
        ("regulation", "rules-2020", "regulations/rules-2020.md"),
        ("provision", "rules-2020#quorum", "regulations/rules-2020.md#quorum"),
        ("provision", "rules-2020#none", None),
        ("defect", "E-001", "defects/meetings.md#e-001"),
        ("defect", "E-009", None),
        ("case", "one-branch", "cases/one-branch.md"),
        ("guide", "numbers", "guide/numbers.md"),
        ("term", "eligible", "glossary.md#eligible"),
        ("term", "none", None),
        ("page", "index.md", "index.md"),
        ("page", "templates/index.md", "templates/index.md"),
        ("page", "none.md", None),
    ],
)
def test_things_stand_on_pages(kind: str, name: str, page: str | None) -> None:
    assert page_of(load(FIXTURE), kind, name) == page
