"""The HTML of the same blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import etree

from branchbook.records import Style, text_of, to_html
from tests.records import world

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchbook.handbook.template import Template


@pytest.mark.parametrize("style", list(Style))
def test_html_is_well_formed_plain_and_complete(templates: Mapping[str, Template], style: Style) -> None:
    for template in [*templates.values(), *world.ALL.values()]:
        html = to_html(template, template.example, style)
        root = etree.fromstring(html.replace("<br>", "<br/>").replace('<hr class="bb-page">', "<hr/>"))
        assert not root.xpath("//@style")
        assert not root.xpath("//th[not(@scope)]")
        assert not root.xpath("//@id")
        shown = "".join(str(text) for text in root.itertext())
        for line in text_of(template, template.example, style).replace("\t", "\n").split("\n"):
            assert line.strip("　 ") in shown or "".join(line.split()) in "".join(shown.split()), (template.id, line)


def test_markup_in_values_is_escaped() -> None:
    html = to_html(world.LETTER, {**world.LETTER.example, "branch": "<script>alert(1)</script>"}, Style.FILLED)
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_class_names() -> None:
    html = "".join(to_html(template, template.example, style) for template in world.ALL.values() for style in Style)
    for name in (
        "bb-doc",
        "bb-title",
        "bb-docno",
        "bb-flush",
        "bb-form",
        "bb-table",
        "bb-sign",
        "bb-blank",
        "bb-value",
        "bb-hint",
        "bb-h1",
    ):
        assert f'"{name}' in html, name


def test_text_keeps_the_order_of_the_blocks() -> None:
    lines = text_of(world.LETTER, world.LETTER.example).split("\n")
    assert lines[0] == "中共示例市某局第一支部委员会关于测试的请示"
    assert lines[-2:] == ["中共示例市某局第一支部委员会", "2026年4月16日"]
