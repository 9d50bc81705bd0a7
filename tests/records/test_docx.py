"""The .docx that is written: carriers, pages, what stands together."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
import zipfile
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from branchbook.records import Style, open_package, read, render, safe_filename, text_of
from branchbook.records.parts import BALLOT as BALLOT_PAGE
from branchbook.records.parts import FORM as FORM_PAGE
from branchbook.records.parts import OFFICIAL, page_of, styles
from tests.records import world

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from branchbook.handbook.template import Template

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WORDS = [template for template in world.ALL.values() if template.suffix == ".docx"]


def document(template: Template, style: Style, values: Mapping[str, Any] | None = None) -> str:
    data = render(template, values or template.example if style is Style.FILLED else values, style)
    return open_package(data)["word/document.xml"].decode()


def val(node: etree._Element, name: str = "val") -> str:
    return str(node.get(f"{W}{name}", ""))


def paragraphs(xml: str) -> Iterator[tuple[str, str, set[str]]]:
    """Yield each paragraph's style, text and the names of its properties."""
    for node in etree.fromstring(xml.encode()).iter(f"{W}p"):
        properties = [child for ppr in node.iter(f"{W}pPr") for child in ppr]
        style = next((val(child) for child in properties if child.tag == f"{W}pStyle"), "Normal")
        text = "".join(str(child.text) if child.tag == f"{W}t" else "\n" for child in node.iter(f"{W}t", f"{W}br"))
        yield style, text, {str(child.tag).removeprefix(W) for child in properties}


# -- bytes --------------------------------------------------------------------------------------


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


def fingerprints() -> str:
    """Hash every file of the small world."""
    digest = hashlib.sha256()
    for template in world.ALL.values():
        for style in Style:
            digest.update(render(template, template.example, style))
    return digest.hexdigest()


@pytest.mark.parametrize("seed", ["1", "2"])
def test_bytes_do_not_depend_on_the_process(root: Any, seed: str) -> None:
    """Sets are walked in another order in every process; files must not show it."""
    done = subprocess.run(
        [sys.executable, "-c", "from tests.records.test_docx import fingerprints; print(fingerprints())"],
        cwd=root,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{root}{os.pathsep}{root / 'scripts'}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == fingerprints()


# -- carriers -----------------------------------------------------------------------------------


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
        ids = [val(node) for node in root.iter(f"{W}id")]
        assert len(ids) == len(set(ids))
        marks = [val(node, "name") for node in root.iter(f"{W}bookmarkStart")]
        assert len(marks) == len(set(marks))
        assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,39}", mark) for mark in marks), template.id
        for sdt in root.iter(f"{W}sdt"):
            above = sdt.getparent()
            assert above is not None
            assert above.tag == f"{W}p"
        tags = {val(node).split(".")[0] for node in root.iter(f"{W}tag")}
        wanted = set(template.fields)
        if style is Style.FILLED:
            wanted = {name for name in wanted if template.fields[name].required or name in template.example}
        assert wanted <= tags, template.id


@pytest.mark.parametrize("style", list(Style))
def test_tables_stay_within_the_page_and_repeat_their_heading(templates: Mapping[str, Template], style: Style) -> None:
    for template in [*templates.values(), *WORDS]:
        if template.suffix != ".docx":
            continue
        width = page_of(template).width
        for table in etree.fromstring(document(template, style, template.example).encode()).iter(f"{W}tbl"):
            grid = [int(val(node, "w")) for node in table.iter(f"{W}gridCol")]
            assert sum(grid) == width, template.id
            assert min(grid) > 0, template.id
            for row in table.iter(f"{W}tr"):
                widths = [int(val(node, "w")) for node in row.iter(f"{W}tcW")]
                spans = [sum(int(val(span)) for span in cell.iter(f"{W}gridSpan")) or 1 for cell in row.iter(f"{W}tc")]
                assert sum(widths) == sum(grid)
                assert sum(spans) == len(grid)
            rows = list(table.iter(f"{W}tr"))
            heads = [bool(list(row.iter(f"{W}tblHeader"))) for row in rows]
            marks = {val(mark, "name") for mark in table.iter(f"{W}bookmarkStart")}
            if any("." in val(tag) for tag in table.iter(f"{W}tag")) or "L_" not in "".join(marks):
                assert heads[0], template.id
                assert heads == sorted(heads, reverse=True), template.id
            assert all(list(row.iter(f"{W}cantSplit")) for row, head in zip(rows, heads, strict=True) if head)


# -- pages --------------------------------------------------------------------------------------


def test_official_page() -> None:
    """GB/T 9704-2012: A4, 37 and 28 mm, 22 lines of 28 characters, 3号仿宋, 2号小标宋, page numbers outside."""
    for template in (world.LETTER, world.NOTICE, world.REPORT):
        xml = document(template, Style.FILLED)
        assert '<w:pgSz w:w="11906" w:h="16838"/>' in xml
        assert '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"' in xml
        assert '<w:docGrid w:type="lines" w:linePitch="579"/>' in xml
    assert [round(twips * 25.4 / 1440) for twips in (OFFICIAL.top, OFFICIAL.left, OFFICIAL.right)] == [37, 28, 26]
    assert (OFFICIAL.width, OFFICIAL.height) == (8845, 12756)
    # Each of 28 characters is squeezed by a quarter of a point to fit the line.
    assert 28 * (OFFICIAL.body * 10 - 5) <= OFFICIAL.width
    assert 22 * 579 <= OFFICIAL.height < 23 * 579


def test_official_styles() -> None:
    """Fonts are named for Chinese text, sized as the standard says, and not embedded."""
    root = etree.fromstring(styles(OFFICIAL).encode())
    looks = {}
    for style in root.iter(f"{W}style"):
        fonts = [val(node, "eastAsia") for node in style.iter(f"{W}rFonts")]
        looks[val(style, "styleId")] = (fonts[0] if fonts else "", [val(node) for node in style.iter(f"{W}sz")])
    assert looks["Normal"] == ("仿宋_GB2312", ["32"])
    assert looks["Title"] == ("方正小标宋简体", ["44"])
    assert looks["Heading1"][0] == "黑体"
    assert looks["Heading2"][0] == "楷体_GB2312"
    assert looks["Footer"] == ("宋体", ["28"])
    normal = styles(OFFICIAL).split("</w:style>")[0]
    assert '<w:spacing w:val="-5"/>' in normal
    assert '<w:autoSpaceDN w:val="0"/>' in normal
    assert 'w:firstLineChars="200"' in normal
    package = open_package(render(world.LETTER, None, Style.BLANK))
    assert not [name for name in package if "font" in name.lower()]


def test_page_numbers_stand_outside_between_dashes() -> None:
    package = open_package(render(world.LETTER, world.LETTER.example, Style.FILLED))
    assert b"<w:evenAndOddHeaders/>" in package["word/settings.xml"]
    for name, side in (("footer1", "right"), ("footer2", "left")):
        footer = package[f"word/{name}.xml"].decode()
        assert "".join(re.findall(r"<w:(?:t|instrText)[^>]*>([^<]*)<", footer)) == "—  PAGE 1 —"
        assert f'<w:jc w:val="{side}"/>' in footer
    section = document(world.LETTER, Style.FILLED)
    assert '<w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/>' in section
    assert b'Id="rId3"' in package["word/_rels/document.xml.rels"]


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


@pytest.mark.usefixtures("unburdened")
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


# -- what stands together -----------------------------------------------------------------------


def test_a_long_title_is_folded_before_what_it_is_about() -> None:
    titles = [text for style, text, _ in paragraphs(document(world.NOTICE, Style.FILLED)) if style == "Title"]
    assert titles == ["中共示例市某局机关委员会\n关于同意中共示例市某局第一支部委员会\n召开大会的通知"]
    assert [text for style, text, _ in paragraphs(document(world.REPORT, Style.FILLED)) if style == "Title"] == [
        "工作报告"
    ]


def test_a_signature_takes_text_along() -> None:
    """此复 and a signature are never alone on a page; nor is the line that names the form."""
    found = list(paragraphs(document(world.LETTER, Style.FILLED)))
    index = next(number for number, (style, _, _) in enumerate(found) if style == "Sign")
    assert found[index - 1][1] == "当否，请示复。"
    assert "keepNext" in found[index - 1][2]
    assert "keepNext" in found[index - 2][2]
    assert [("keepNext" in names) for style, _, names in found if style == "Sign"] == [True, True]
    assert found[-1][0] == "Identity"
    for xml in (document(template, style) for template in WORDS for style in (Style.BLANK, Style.FILLED)):
        for (style, _, names), (following, _, _) in pairwise(paragraphs(xml)):
            if following == "Identity":
                assert "keepNext" in names or style in {"Heading1", "Heading2"}


def test_what_leads_in_a_table_stays_with_it() -> None:
    found = {text: names for _, text, names in paragraphs(document(world.REPORT, Style.FILLED))}
    assert "keepNext" in found["分工如下："]
    assert "keepNext" in found["姓名"]
    assert "keepNext" not in found["甲同志"]


def test_a_page_break_is_put_on_what_follows() -> None:
    found = {text: names for _, text, names in paragraphs(document(world.NOTICE, Style.FILLED))}
    assert "pageBreakBefore" in found["收文登记"]
    assert sum("pageBreakBefore" in names for names in found.values()) == 1


def test_boxes_are_set_in_few_lines_and_none_is_torn() -> None:
    text = next(text for _, text, _ in paragraphs(document(world.NOTICE, Style.FILLED)) if "党总支" in text)
    assert text == "☑有审批权的基层党委\n□党总支　□党组\n□其他"


def test_blanks_side_by_side_have_a_mark_between_them() -> None:
    for style in Style:
        xml = document(world.NOTICE, style, world.NOTICE.example)
        assert xml.count('w:name="V_demands"') == 1
        assert xml.count('w:name="V_opens"') == 1
        assert 'w:name="V_handling"' not in xml


def test_optional_blanks_within_a_line_are_empty_in_filled_records_only() -> None:
    assert "有关要求" not in document(world.NOTICE, Style.FILLED)
    assert "〔有关要求〕" in document(world.NOTICE, Style.BLANK)
    assert "〔落款日期〕" in document(world.NOTICE, Style.FILLED, {"branch": "第一支部"})


def test_a_blank_form_uses_its_page() -> None:
    """Rows for long text take what the page has left."""
    heights = [int(height) for height in re.findall(r'<w:trHeight w:val="(\d+)"', document(world.SLIP, Style.BLANK))]
    assert heights[1] == heights[2] == 2800
    many = "resume\nopinion\n" * 6
    crowded = world.SLIP.model_copy(update={"body": f"# 登记表\n\n::: form\nname | sex | born\n{many}sign\n:::\n"})
    heights = [int(height) for height in re.findall(r'<w:trHeight w:val="(\d+)"', document(crowded, Style.BLANK))]
    assert 900 <= heights[1] < 1200
    assert sum(heights) < FORM_PAGE.height - 1000
