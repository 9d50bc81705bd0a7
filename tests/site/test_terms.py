"""Words that explain themselves where they first stand in a section."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from branchbook.site.terms import NO_TERMS, Finder, TermsExtension, as_data, makeExtension

if TYPE_CHECKING:
    from pathlib import Path

    from branchbook.handbook import Handbook

TERMS: list[dict[str, Any]] = [
    {"id": "branch", "words": ["党支部"], "not_in": ["党支部工作条例"], "definition": "基层的组织"},
    {"id": "committee", "words": ["支部委员会", "支委会"], "not_in": ["总支部委员会"], "definition": "支部的班子"},
    {"id": "member", "words": ["支部委员"], "not_in": [], "definition": "班子里的人"},
    {"id": "eligible", "words": ["应到会"], "not_in": [], "definition": "该来的人，“应”字有讲究 & <不是>全体"},
]

#: What the site turns on, without the parts that only a whole site needs.
BASE = ["attr_list", "md_in_html", "tables", "def_list", "admonition", "pymdownx.superfences"]


def render(text: str, terms: list[dict[str, Any]] | None = None) -> str:
    extension = TermsExtension(terms=TERMS if terms is None else terms)
    return markdown.markdown(text, extensions=[*BASE, extension])


def marked(text: str) -> list[str]:
    """The words that got an explanation, in reading order."""
    return re.findall(r'<abbr class="bb-term"[^>]*>([^<]*)</abbr>', render(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("甲说党支部要开会", ["党支部"]),  # no word boundary on either side
        ("支部委员会", ["支部委员会"]),  # the longest word wins
        ("支部委员和支部委员会", ["支部委员", "支部委员会"]),
        ("支委会", ["支委会"]),
        ("党支部工作条例", []),  # a longer word that means something else
        ("总支部委员会", []),
        ("党支部工作条例说，党支部", ["党支部"]),
        ("党支部，党支部", ["党支部"]),  # once is enough
        ("支部委员会和支委会", ["支部委员会"]),  # an alias is the same word
        ("支部", []),
        ("", []),
    ],
)
def test_which_words_are_explained(text: str, words: list[str]) -> None:
    assert marked(text) == words


def test_once_a_section_and_again_in_the_next() -> None:
    text = "党支部一\n\n党支部二\n\n## 甲\n\n党支部三\n\n党支部四\n\n### 乙\n\n党支部五"
    paragraphs = re.findall(r"<p>(.*?)</p>", render(text))
    assert ["abbr" in paragraph for paragraph in paragraphs] == [True, False, True, False, True]


@pytest.mark.parametrize(
    "text",
    [
        "# 党支部",
        "## 党支部 {#x}",
        "###### 党支部",
        "[党支部](https://a.example/)",
        "[**党支部**](https://a.example/)",
        "`党支部`",
        "```\n党支部\n```",
        "    党支部",
        "*党支部*{ .bb-mark .bb-mark--rule }",
        "*党支部*{ .bb-code }",
        "党支部\n{ .bb-lead }",
        "党支部\n{ .bb-reviewed }",
        '<div class="bb-cards" markdown>\n\n- 党支部\n\n</div>',
        '<div class="bb-no-terms" markdown>\n\n党支部\n\n</div>',
        "| 党支部 |\n| --- |\n| 甲 |",
        "<details markdown>\n<summary>党支部</summary>\n\n甲\n\n</details>",
        '<p><label>党支部 <input aria-label="党支部"></label></p>',
        "<!-- 党支部 -->",
    ],
)
def test_where_no_word_is_explained(text: str) -> None:
    assert "bb-term" not in render(text)


@pytest.mark.parametrize(
    "text",
    [
        "- 党支部",
        "> 党支部",
        "**党支部**",
        "| 甲 |\n| --- |\n| 党支部 |",
        "甲\n:   党支部",
        "!!! note\n    党支部",
        "<details markdown>\n<summary>甲</summary>\n\n党支部\n\n</details>",
        "[甲](https://a.example/)党支部",  # after a link, in the tail of an element
        "`甲`党支部`乙`",
    ],
)
def test_where_words_are_explained(text: str) -> None:
    assert render(text).count("bb-term") == 1


def test_attributes_are_left_alone() -> None:
    text = '![党支部](a.png "支委会") 和 [甲](https://a.example/ "应到会"){ title="支部委员" }'
    assert "bb-term" not in render(text)
    for words in ('alt="党支部"', 'title="支委会"', 'title="支部委员"'):
        assert words in render(text)


def test_the_mark_can_be_reached_by_keyboard_and_says_the_definition() -> None:
    found = list(lxml_html.fromstring(render("数应到会的人")).iter("abbr"))
    assert [dict(mark.attrib) for mark in found] == [
        {"class": "bb-term", "title": TERMS[3]["definition"], "tabindex": "0"}
    ]


def test_surroundings_keep_their_order() -> None:
    text = "先党支部后**甲支委会乙**再应到会完"
    assert re.sub(r"<abbr[^>]*>", "<abbr>", render(text)) == (
        "<p>先<abbr>党支部</abbr>后<strong>甲<abbr>支委会</abbr>乙</strong>再<abbr>应到会</abbr>完</p>"
    )


def test_a_page_can_do_without() -> None:
    text = f"党支部\n\n党支部\n\n{NO_TERMS}\n"
    assert "bb-term" not in render(text)
    assert text_of(render(text)) == text_of(markdown.markdown(text, extensions=BASE))
    assert "bb-term" in render(f"党支部，怎么写 `{NO_TERMS}`"), "to speak of it is not to ask for it"


def test_terms_may_come_from_the_file_that_the_site_writes(tmp_path: Path) -> None:
    file = tmp_path / "术语 terms.json"
    file.write_text(json.dumps(TERMS, ensure_ascii=False), encoding="utf-8")
    text = "党支部的支委会"
    assert markdown.markdown(text, extensions=[makeExtension(file=str(file))]) == markdown.markdown(
        text, extensions=[makeExtension(terms=TERMS)]
    )


def test_without_terms_nothing_happens() -> None:
    assert render("党支部", terms=[]) == "<p>党支部</p>"
    assert Finder([]).split("党支部", set()) == ["党支部"]


# ---- properties -----------------------------------------------------------------------------------------------------

#: Pieces from which pages are put together: words, their longer and shorter neighbours, and all kinds of Markdown.
PIECES = st.sampled_from(
    [
        "党支部", "党支部工作条例", "支部", "支部委员", "支部委员会", "总支部委员会", "支委会", "应到会", "会", "委", "员",
        "，", "。", " ", "\n", "\n\n", "# ", "## ", "- ", "1. ", "> ", "**", "*", "`", "[", "](x.md)", "| ", "\n| --- |\n",
        "<div markdown>\n\n", "\n\n</div>\n\n", "{ .bb-mark }", "{ .bb-lead }", "&", "&amp;", "<b>", "</b>", "\\", "_", "~~~\n",
    ]
)  # fmt: skip
PAGES = st.lists(PIECES, max_size=25).map("".join)


def text_of(page: str) -> str:
    """What a reader sees of a page: its text, spaces included."""
    return "".join(lxml_html.fragment_fromstring(page, create_parent="div").itertext())


@given(PAGES)
def test_the_text_of_a_page_is_not_changed(text: str) -> None:
    with_terms, without = render(text), markdown.markdown(text, extensions=BASE)
    assert text_of(with_terms) == text_of(without)


@given(PAGES)
def test_taking_the_marks_away_gives_the_same_page(text: str) -> None:
    with_terms = re.sub(r'<abbr class="bb-term"[^>]*>([^<]*)</abbr>', r"\1", render(text))
    assert html.unescape(with_terms) == html.unescape(markdown.markdown(text, extensions=BASE))


@given(st.text("党支部委员会工作条例总应到甲，", max_size=30))
def test_splitting_loses_nothing_and_explains_each_term_once(text: str) -> None:
    parts = Finder(TERMS).split(text, set())
    assert "".join(part if isinstance(part, str) else part[0] for part in parts) == text
    explained = [part[1] for part in parts if not isinstance(part, str)]
    assert len(explained) == len(set(explained))


# ---- the real glossary ----------------------------------------------------------------------------------------------


def test_every_real_term_is_found_by_each_of_its_words(real: Handbook) -> None:
    data = as_data(real.terms)
    finder = Finder(data)
    for term in data:
        for word in term["words"]:
            parts = finder.split(f"甲{word}乙", set())
            assert (word, term["id"], term["definition"]) in parts, word


def test_every_longer_word_hides_the_real_term(real: Handbook) -> None:
    data = as_data(real.terms)
    finder = Finder(data)
    for term in data:
        for longer in term["not_in"]:
            found = {part[1] for part in finder.split(longer, set()) if not isinstance(part, str)}
            assert term["id"] not in found, longer
