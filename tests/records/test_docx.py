"""The .docx that is written."""

from __future__ import annotations

import os
import re
import time
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from branchbook.records import Style, open_package, read, render, safe_filename, text_of
from branchbook.records.parts import BALLOT as BALLOT_PAGE
from branchbook.records.parts import FORM as FORM_PAGE
from branchbook.records.parts import OFFICIAL, styles
from tests.records import world

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchbook.handbook.template import Template

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
GOLDEN = Path(__file__).parent / "golden"


def document(template: Template, style: Style, values: Mapping[str, Any] | None = None) -> str:
    data = render(template, values or template.example if style is Style.FILLED else values, style)
    return open_package(data)["word/document.xml"].decode()


def pretty(xml: str) -> str:
    return etree.tostring(etree.fromstring(xml.encode()), pretty_print=True, encoding="unicode")


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize("template", [world.LETTER, world.FORM, world.BALLOT], ids=lambda item: item.id)
def test_golden(template: Template, style: Style) -> None:
    """The XML is what it was; UPDATE_GOLDEN=1 writes it anew, to be looked at before it is kept."""
    file = GOLDEN / f"{template.id}-{style.value}.xml"
    made = pretty(document(template, style))
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(made, encoding="utf-8")
    assert made == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("style", list(Style))
def test_the_same_record_gives_the_same_bytes(templates: Mapping[str, Template], style: Style) -> None:
    for template in templates.values():
        first = render(template, template.example, style)
        assert first == render(template, dict(reversed(list(template.example.items()))), style), template.id
        with zipfile.ZipFile(BytesIO(first)) as package:
            assert package.testzip() is None
            assert {item.date_time for item in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            names = package.namelist()
            assert names == ["[Content_Types].xml", *sorted(names[1:])]


@pytest.mark.parametrize("style", list(Style))
def test_carriers(templates: Mapping[str, Template], style: Style) -> None:
    """Every field has a rich-text run-level control; ids and bookmarks are unique; nothing is bound."""
    for template in [*templates.values(), *world.ALL.values()]:
        if template.suffix != ".docx":
            continue
        package = open_package(render(template, template.example, style))
        for name in package:
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package[name])
        root = etree.fromstring(package["word/document.xml"])
        text = package["word/document.xml"].decode()
        assert not re.search(r"<w:text\b|dataBinding|repeatingSection", text)
        ids = [node.get(f"{W}val") for node in root.iter(f"{W}id")]
        assert len(ids) == len(set(ids))
        marks = [node.get(f"{W}name") for node in root.iter(f"{W}bookmarkStart")]
        assert len(marks) == len(set(marks))
        assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,39}", mark or "") for mark in marks), template.id
        for sdt in root.iter(f"{W}sdt"):
            assert sdt.getparent().tag == f"{W}p"
        tags = {node.get(f"{W}val", "").split(".")[0] for node in root.iter(f"{W}tag")}
        wanted = set(template.fields)
        if style is Style.FILLED:
            wanted = {name for name in wanted if template.fields[name].required or name in template.example}
        assert wanted <= tags, template.id
        for table in root.iter(f"{W}tbl"):
            grid = [int(node.get(f"{W}w")) for node in table.find(f"{W}tblGrid")]
            for row in table.iter(f"{W}tr"):
                widths = [int(node.get(f"{W}w")) for node in row.iter(f"{W}tcW")]
                spans = [
                    int(span.get(f"{W}val")) if (span := cell.find(f"{W}tcPr/{W}gridSpan")) is not None else 1
                    for cell in row.iter(f"{W}tc")
                ]
                assert sum(widths) == sum(grid)
                assert sum(spans) == len(grid)


def test_official_page() -> None:
    xml = document(world.LETTER, Style.FILLED)
    assert '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"' in xml
    assert '<w:docGrid w:type="lines" w:linePitch="579"/>' in xml
    assert OFFICIAL.width == 8845
    package = open_package(render(world.LETTER, world.LETTER.example, Style.FILLED))
    assert b"evenAndOddHeaders" in package["word/settings.xml"]
    assert "footer2" in "".join(package)
    assert '<w:spacing w:val="-5"/>' in styles(OFFICIAL)
    for font in ("仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"):
        assert font in styles(OFFICIAL)


def test_ballots_have_no_page_number_and_forms_no_grid() -> None:
    assert not any("footer" in name for name in open_package(render(world.BALLOT, None, Style.BLANK)))
    assert "docGrid" not in document(world.FORM, Style.FILLED)
    assert not BALLOT_PAGE.numbered
    assert FORM_PAGE.numbered


def test_optional_lines_are_left_out_of_filled_records_only() -> None:
    assert "其他：" not in text_of(world.LETTER, world.LETTER.example)
    assert "联系人：" not in text_of(world.LETTER, world.LETTER.example)
    assert "其他：〔其他〕" in text_of(world.LETTER, None, Style.BLANK)
    assert "其他：有" in text_of(world.LETTER, {**world.LETTER.example, "remark": "有"})


def test_guided_files_advise_and_blank_files_do_not() -> None:
    guided, blank = (document(world.LETTER, style) for style in (Style.GUIDED, Style.BLANK))
    for said in ("〔办法：写清怎么选。〕", "一份请示只报一件事。", "填写说明", "检查时会看什么", "先研究，后行文。"):
        assert (said in guided, said in blank) == (True, False), said
    assert "增加到 〔按名额算出的数〕 名以上，写进〔人选〕" in guided
    assert "依据" not in guided
    cited = open_package(render(world.LETTER, None, Style.GUIDED, cite=lambda ref: f"《条例》{ref}"))
    assert "依据：《条例》election-2020#surplus-20pct。" in cited["word/document.xml"].decode()


def test_a_blank_forgets_values() -> None:
    assert render(world.FORM, world.FORM.example, Style.BLANK) == render(world.FORM, None, Style.BLANK)


def test_identity_is_in_the_properties_and_in_a_visible_line() -> None:
    package = open_package(render(world.LETTER, None, Style.BLANK))
    assert "test-letter@2" in package["docProps/custom.xml"].decode()
    assert "表样 T01 第2版 · test-letter" in package["word/document.xml"].decode()


def test_hostile_text_is_only_text() -> None:
    nasty = "a\x00b\x0b<w:p>&amp;\"'\ud800]]>\ufffe“引号”\u202e"
    values = {**world.LETTER.example, "branch": nasty, "method": nasty}
    data = render(world.LETTER, values, Style.FILLED)
    etree.fromstring(open_package(data)["word/document.xml"])
    assert read(data, world.ALL).values["branch"] == "ab<w:p>&amp;\"']]>“引号”\u202e"


def test_five_megabytes_of_text() -> None:
    text = "支部大会讨论通过。" * (5 * 1024 * 1024 // 27)
    values = {**world.FORM.example, "course": text}
    data = render(world.FORM, values, Style.FILLED)
    from branchbook.records import Limits

    assert len(open_package(data, Limits(ratio=5000))["word/document.xml"]) > 5_000_000
    assert text in text_of(world.FORM, values)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        (Style.BLANK, "T01 测试用的test-letter（空白）.docx"),
        (Style.FILLED, "T01 测试用的test-letter（范例）.docx"),
        ("甲 乙", "T01 测试用的test-letter（甲 乙）.docx"),
        ("../a:b|c\u202e", "T01 测试用的test-letter（..abc）.docx"),
        ("", "T01 测试用的test-letter.docx"),
    ],
)
def test_file_names(word: Style | str, name: str) -> None:
    assert safe_filename(world.LETTER, word) == name


def test_two_hundred_files_a_second(templates: Mapping[str, Template]) -> None:
    """The best of several rounds, since other work may run beside."""
    words = [template for template in templates.values() if template.suffix == ".docx"]
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for template in words:
            render(template, template.example, Style.FILLED)
        best = min(best, time.process_time() - start)
    assert len(words) / best > 200
