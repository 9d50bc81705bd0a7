"""What is written is read back, whatever happened to the file in between."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from branchbook.handbook.template import FieldType
from branchbook.records import How, Style, open_package, read, render
from branchbook.records.pack import deflated, pack
from branchbook.records.scan import scan
from branchbook.records.words import clean, is_blank
from branchbook.records.words import given as is_given
from tests.records import world

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from branchbook.handbook.template import Field, Template


def tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    """Drop what was not given, in rows too."""
    kept: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rows = [{key: cell for key, cell in row.items() if is_given(cell)} for row in value]
            value = [row for row in rows if row]  # noqa: PLW2901 -- the tidied value of the same field
        if is_given(value):
            kept[name] = value
    return kept


def changed(data: bytes, change: Callable[[str], str], part: str = "word/document.xml") -> bytes:
    """Return the file with one part changed."""
    package = open_package(data)
    return pack(
        {
            name: deflated(change(content.decode()).encode() if name == part else content)
            for name, content in package.items()
        }
    )


def without(data: bytes, part: str) -> bytes:
    return pack({name: deflated(content) for name, content in open_package(data).items() if name != part})


NO_CONTROLS = re.compile(r"</?w:sdt>|<w:sdtPr>.*?</w:sdtPr>|</?w:sdtContent>", re.DOTALL)
NO_BOOKMARKS = re.compile(r"<w:bookmark(Start|End)\b[^>]*/>")


@pytest.mark.parametrize("style", list(Style))
def test_every_template_comes_back(templates: Mapping[str, Template], style: Style) -> None:
    known = {**templates, **world.ALL}
    for template in known.values():
        reading = read(render(template, template.example, style), known)
        assert (reading.template, reading.version, reading.identified_by) == (template.id, template.version, "property")
        assert reading.values == (tidy(template.example) if style is not Style.BLANK else {}), template.id
        assert reading.warnings == (), template.id
        assert set(reading.found) == set(reading.values)
        assert How.LABEL not in reading.found.values(), template.id


def test_guided_without_values_reads_as_nothing(templates: Mapping[str, Template]) -> None:
    known = {**templates, **world.ALL}
    for template in known.values():
        reading = read(render(template, None, Style.GUIDED), known)
        assert reading.values == {}, template.id
        assert reading.warnings == (), template.id


def test_without_controls(templates: Mapping[str, Template]) -> None:
    """Older programs take the controls off: bookmarks and the text around still tell."""
    known = {**templates, **world.ALL}
    for template in known.values():
        if template.suffix == ".docx":
            data = changed(render(template, template.example, Style.FILLED), lambda xml: NO_CONTROLS.sub("", xml))
            reading = read(data, known)
            assert reading.values == tidy(template.example), template.id
            assert How.TAG not in reading.found.values()
            blank = changed(render(template, None, Style.BLANK), lambda xml: NO_CONTROLS.sub("", xml))
            assert read(blank, known).values == {}, template.id


def test_without_controls_and_bookmarks_labels_tell(templates: Mapping[str, Template]) -> None:
    """Pasted into a new file: labels alone; what is not sure is left unread, never wrong."""
    known = {**templates, **world.ALL}
    right = wanted = 0
    for template in known.values():
        if template.suffix == ".docx":
            data = changed(
                render(template, template.example, Style.FILLED),
                lambda xml: NO_BOOKMARKS.sub("", NO_CONTROLS.sub("", xml)),
            )
            reading = read(without(data, "docProps/custom.xml"), known)
            assert reading.template == template.id
            assert reading.identified_by == "line"
            assert set(reading.found.values()) <= {How.LABEL}
            example = tidy(template.example)
            assert all(example.get(name) == value for name, value in reading.values.items()), template.id
            right += len(reading.values)
            wanted += len(example)
    assert right >= 0.97 * wanted


def cell_of(xml: str, tag: str) -> tuple[int, int]:
    at = xml.index(f'w:val="{tag}"/>')
    return xml.rindex("<w:tc>", 0, at), xml.index("</w:tc>", at)


def test_typed_beside_the_control() -> None:
    data = render(world.FORM, None, Style.BLANK)

    def type_beside(xml: str) -> str:
        _, end = cell_of(xml, "host")
        paragraph = xml.rindex("</w:p>", 0, end)
        return xml[:paragraph] + "<w:r><w:t>庚同志</w:t></w:r>" + xml[paragraph:]

    reading = read(changed(data, type_beside), world.ALL)
    assert reading.values == {"host": "庚同志"}
    assert reading.found == {"host": How.TAG}


def test_cell_wiped_and_typed_anew() -> None:
    data = render(world.FORM, world.FORM.example, Style.FILLED)

    def retype(xml: str) -> str:
        start, end = cell_of(xml, "starts_at")
        return xml[:start] + "<w:tc><w:p><w:r><w:t>二〇二六年六月五日下午2时30分</w:t></w:r></w:p>" + xml[end:]

    reading = read(changed(data, retype), world.ALL)
    assert reading.values == world.FORM.example
    assert reading.found["starts_at"] is How.ANCHOR


def test_typed_beside_a_placeholder_in_prose() -> None:
    data = render(world.LETTER, None, Style.BLANK)
    xml = open_package(data)["word/document.xml"].decode()
    at = xml.index("</w:sdt>", xml.index('w:val="seats"/>')) + len("</w:sdt>")
    typed = changed(data, lambda text: text[:at] + "<w:r><w:t>5</w:t></w:r>" + text[at:])
    assert read(typed, world.ALL).values == {"seats": 5}


def test_more_paragraphs_typed_below_a_long_text() -> None:
    data = render(world.LETTER, world.LETTER.example, Style.FILLED)
    xml = open_package(data)["word/document.xml"].decode()
    at = xml.rindex("<w:p>", 0, xml.index("当否"))
    more = changed(data, lambda text: text[:at] + "<w:p><w:r><w:t>三是公布结果。</w:t></w:r></w:p>" + text[at:])
    assert read(more, world.ALL).values["method"] == "先提名。\n后投票，差额选举。\n三是公布结果。"


def test_rows_added_shuffled_and_numbered() -> None:
    data = render(world.FORM, world.FORM.example, Style.FILLED)

    def more_rows(xml: str) -> str:
        start = xml.rindex("<w:tr>", 0, xml.index("酉同志"))
        end = xml.index("</w:tr>", start) + len("</w:tr>")
        plain = NO_CONTROLS.sub("", xml[start:end].replace("酉同志", "亥同志"))
        empty = re.sub(r"<w:t [^>]*>[^<]*</w:t>", "", plain)
        return xml[:start] + plain + empty + xml[start:]

    rows = read(changed(data, more_rows), world.ALL).values["absent"]
    assert [row["name"] for row in rows] == ["亥同志", "酉同志", "戌同志"]

    def numbered(xml: str) -> str:
        first = xml.rindex("<w:tbl>", 0, xml.index("酉同志"))
        last = xml.index("</w:tbl>", first)
        rows = re.sub(
            r"(</w:trPr>)(?!<w:tc><w:tcPr><w:tcW [^>]*/><w:gridSpan)",
            r"\1<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>",
            xml[first:last],
        )
        return xml[:first] + rows + xml[last:]

    assert read(changed(data, numbered), world.ALL).values["absent"] == world.FORM.example["absent"]


def test_labels_spaced_with_colons_and_by_other_names() -> None:
    data = render(world.FORM, world.FORM.example, Style.FILLED)
    data = changed(
        data,
        lambda xml: (
            NO_BOOKMARKS.sub("", NO_CONTROLS.sub("", xml))
            .replace(">地点<", ">地　　点：<")
            .replace(">主持人<", ">会议主持<")
        ),
    )
    assert read(data, world.ALL).values == world.FORM.example


def test_label_and_value_in_one_cell() -> None:
    data = render(world.FORM, world.FORM.example, Style.FILLED)

    def merge(xml: str) -> str:
        return re.sub(
            r">地点</w:t></w:r>(.*?)</w:p></w:tc><w:tc>.*?</w:tc>",
            r">地点：三楼会议室</w:t></w:r>\1</w:p></w:tc>",
            xml,
            count=1,
        )

    assert read(changed(data, merge), world.ALL).values == world.FORM.example


def test_tracked_changes_and_split_runs() -> None:
    data = render(world.FORM, world.FORM.example, Style.FILLED)

    def track(xml: str) -> str:
        old = '<w:r><w:t xml:space="preserve">三楼会议室</w:t></w:r>'
        assert old in xml
        split = "".join(f'<w:r><w:t>{char}</w:t></w:r><w:proofErr w:type="spellEnd"/>' for char in "三楼会议室")
        gone = '<w:del w:id="9" w:author="x"><w:r><w:delText>二楼</w:delText></w:r></w:del>'
        return xml.replace(old, f'{gone}<w:ins w:id="8" w:author="x">{split}</w:ins>')

    assert read(changed(data, track), world.ALL).values == world.FORM.example


def test_ambiguous_labels_are_left_unread() -> None:
    data = render(world.FORM, world.FORM.example, Style.FILLED)
    twice = changed(
        data,
        lambda xml: NO_BOOKMARKS.sub("", NO_CONTROLS.sub("", xml)).replace(
            "<w:sectPr>",
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>地点</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>别处</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:sectPr>",
        ),
    )
    reading = read(twice, world.ALL)
    assert "place" not in reading.values
    assert any("“地点”" in warning for warning in reading.warnings)


def test_the_same_blank_filled_in_differently_is_told() -> None:
    data = render(world.LETTER, world.LETTER.example, Style.FILLED)
    name = "中共示例市某局第一支部委员会"
    at = open_package(data)["word/document.xml"].decode().rindex(name)
    other = changed(data, lambda xml: xml[:at] + "第二支部" + xml[at + len(name) :])
    reading = read(other, world.ALL)
    assert reading.values["branch"] == name
    assert any("“支部名称”在文中几处写得不一样" in warning for warning in reading.warnings)


def test_old_version_unknown_template_and_no_mark() -> None:
    data = render(world.FORM, world.FORM.example, Style.FILLED)
    old = changed(data, lambda xml: xml.replace("test-form@2", "test-form@1"), "docProps/custom.xml")
    reading = read(old, world.ALL)
    assert reading.version == 1
    assert "第1版" in reading.warnings[0]
    assert read(data, {}).template is None
    bare = without(changed(data, lambda xml: xml.replace("表样", "")), "docProps/custom.xml")
    assert read(bare, world.ALL).template is None
    assert read(bare, world.ALL).warnings


def test_the_scanner_and_lxml_agree(templates: Mapping[str, Template]) -> None:
    for template in [*templates.values(), *world.ALL.values()]:
        if template.suffix == ".docx":
            content = open_package(render(template, template.example, Style.GUIDED))["word/document.xml"]
            other = (
                content.replace(b"<w:", b"<x:")
                .replace(b"</w:", b"</x:")
                .replace(b" w:", b" x:")
                .replace(b"xmlns:w", b"xmlns:x")
            )
            assert scan(other) == scan(content)


# -- any values at all ---------------------------------------------------------------------------

_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40).map(
    lambda text: clean(text).strip()
)


def _of(field: Field) -> st.SearchStrategy[Any]:
    if field.type is FieldType.DATE:
        return st.dates().filter(lambda day: day.year >= 1900).map(lambda day: day.isoformat())
    if field.type is FieldType.DATETIME:
        return st.datetimes().filter(lambda at: at.year >= 1900).map(lambda at: at.strftime("%Y-%m-%d %H:%M"))
    if field.type is FieldType.INTEGER:
        return st.integers(-(10**12), 10**12)
    if field.type is FieldType.RATIO:
        return st.tuples(st.integers(0, 999), st.integers(1, 999)).map(lambda pair: f"{pair[0]}/{pair[1]}")
    if field.type is FieldType.CHOICE:
        return st.sampled_from(field.choices)
    if field.type is FieldType.PEOPLE:
        return st.lists(
            _WORDS.filter(
                lambda name: (
                    name.strip("　") == name and not re.search("[、，,;；]", name) and not is_blank(field, name)
                )
            ),
            min_size=1,
            max_size=5,
        )
    if field.type is FieldType.TABLE:
        row = st.fixed_dictionaries({}, optional={name: _of(column) for name, column in field.columns.items()})
        return st.lists(row.filter(bool), min_size=1, max_size=6)
    plain = _WORDS.filter(
        lambda text: (
            text.strip("　 \n\t") == text
            and not is_blank(field, text)
            and text != field.unit
            and "〔" not in text
            and field.label not in text
            and "表样" not in text
        )
    )
    if field.type is FieldType.LONG_TEXT:
        return st.lists(plain, min_size=1, max_size=3).map("\n".join)
    return plain


@pytest.mark.parametrize("template", list(world.ALL.values()), ids=lambda item: item.id)
@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_record_comes_back(template: Template, data: st.DataObject) -> None:
    every = {name: _of(field) for name, field in template.fields.items() if not field.formula}
    values = data.draw(st.fixed_dictionaries({}, optional=every))
    reading = read(render(template, values, Style.FILLED), world.ALL)
    assert reading.values == values


@settings(max_examples=40)
@given(
    st.text(
        st.sampled_from("中共示例市，。；：、“”〔〕（）一二三人名年月日0123abc <>&\"'𠮷𪚥😀Ａ１　\n"), max_size=300
    ),
    st.integers(1, 400),
)
def test_hard_texts_come_back(text: str, times: int) -> None:
    """Chinese, full-width, astral characters, XML's own signs, line ends and very long texts."""
    value = (text * times)[:20_000].strip(" \n　")
    item = world.SLIP.fields["resume"]
    if is_blank(item, value) or value.startswith(item.label):
        return
    reading = read(render(world.SLIP, {"resume": value, "name": "甲同志"}, Style.FILLED), world.ALL)
    assert reading.values == {"resume": value, "name": "甲同志"}


# -- blanks side by side ------------------------------------------------------------------------


BOTH = {**world.NOTICE.example, "handling": "党费照清单移交。", "demands": "月底前报回执。"}


@pytest.mark.parametrize("style", [Style.GUIDED, Style.FILLED])
@pytest.mark.parametrize("values", [world.NOTICE.example, BOTH], ids=["one", "both"])
def test_marks_tell_blanks_side_by_side_apart(style: Style, values: Mapping[str, Any]) -> None:
    bare = changed(render(world.NOTICE, values, style), lambda xml: NO_CONTROLS.sub("", xml))
    reading = read(bare, world.ALL)
    assert reading.values == tidy(values)
    assert reading.found["handling"] is How.ANCHOR
    assert reading.warnings == ()


def test_blanks_side_by_side_without_marks_are_left_unread() -> None:
    """A date tells itself from its neighbour; two texts do not, and nothing is guessed."""
    bare = changed(render(world.NOTICE, BOTH, Style.FILLED), lambda xml: NO_BOOKMARKS.sub("", NO_CONTROLS.sub("", xml)))
    reading = read(bare, world.ALL)
    assert {"handling", "demands"}.isdisjoint(reading.values)
    assert reading.values["meeting_on"] == "2026-06-05"
    assert reading.values["opens"] == "14:30"
    assert any("“家底的处理”、“有关要求”和别的项写在一起" in warning for warning in reading.warnings)


def test_a_mark_counts_only_what_was_typed() -> None:
    """A prompt that nobody typed over is no text before the mark."""
    data = render(world.NOTICE, None, Style.BLANK)
    xml = open_package(data)["word/document.xml"].decode()
    at = xml.index("</w:sdt>", xml.index('w:val="demands"/>')) + len("</w:sdt>")
    typed = changed(data, lambda text: text[:at] + "<w:r><w:t>月底前报回执。</w:t></w:r>" + text[at:])
    assert read(typed, world.ALL).values == {"demands": "月底前报回执。"}


def test_advice_with_the_line_s_own_words_reads_as_nothing() -> None:
    """Commas and brackets in the advice are not taken for those of the line."""
    for strip in (NO_CONTROLS, re.compile(NO_CONTROLS.pattern + "|" + NO_BOOKMARKS.pattern, re.DOTALL)):
        guided = changed(render(world.NOTICE, None, Style.GUIDED), lambda xml: strip.sub("", xml))  # noqa: B023 -- used at once
        assert read(guided, world.ALL).values == {}


@pytest.mark.usefixtures("unburdened")
def test_a_long_line_of_fixed_words_over_and_over_takes_no_time() -> None:
    """However a text is made, looking for the template's lines in it takes one pass a line."""
    start = time.process_time()
    data = changed(
        render(world.LETTER, None, Style.BLANK),
        lambda xml: xml.replace(
            "<w:sectPr>", f"<w:p><w:r><w:t>经{'支委会研究，拟设委员名，' * 40_000}</w:t></w:r></w:p><w:sectPr>"
        ),
    )
    read(data, world.ALL)
    assert time.process_time() - start < 5


# -- registers ----------------------------------------------------------------------------------


REGISTERS = [template for template in world.ALL.values() if template.suffix == ".xlsx"]


def unnamed(data: bytes) -> bytes:
    return changed(data, lambda xml: re.sub(r"<definedNames>.*</definedNames>", "", xml), "xl/workbook.xml")


def test_a_register_without_names_is_read_by_its_headings(templates: Mapping[str, Template]) -> None:
    for template in [*templates.values(), *REGISTERS]:
        if template.suffix == ".xlsx":
            known = {template.id: template}
            reading = read(
                without(unnamed(render(template, template.example, Style.FILLED)), "docProps/custom.xml"), known
            )
            assert reading.identified_by == "line"
            assert reading.values == tidy(template.example), template.id
            assert set(reading.found.values()) == {How.LABEL}
            assert read(unnamed(render(template, None, Style.BLANK)), known).values == {}, template.id


def test_an_empty_register_reads_as_nothing(templates: Mapping[str, Template]) -> None:
    """A formula's nought over an empty table is no answer."""
    for template in [*templates.values(), *REGISTERS]:
        if template.suffix == ".xlsx":
            data = render(template, None, Style.BLANK)
            for name in open_package(data):
                if "/sheet" in name:
                    data = changed(data, lambda xml: re.sub(r"(</f>)<v></v>", r"\1<v>0</v>", xml), name)
            assert read(data, {template.id: template}).values == {}, template.id


def test_rows_typed_below_a_register_s_table_are_read() -> None:
    """Whoever runs out of rows goes on writing; the signature below is no row."""
    from io import BytesIO

    from openpyxl import load_workbook

    made = load_workbook(BytesIO(render(world.CATALOGUE, world.CATALOGUE.example, Style.FILLED)))
    sheet = made["选票封存"]
    assert sheet["B3"].value == "委员选票"
    sheet["B5"], sheet["C5"], sheet["B6"] = "书记选票", 5, "副书记选票"
    sheet["B4"] = sheet["C4"] = None
    sheet["B9"] = "隔了几行的字"
    out = BytesIO()
    made.save(out)
    rows = read(out.getvalue(), world.ALL).values["sealed"]
    assert [row["what"] for row in rows] == ["委员选票"]
    sheet["B4"] = "补打的选票"
    out = BytesIO()
    made.save(out)
    rows = read(out.getvalue(), world.ALL).values["sealed"]
    assert [row["what"] for row in rows] == ["委员选票", "补打的选票", "书记选票", "副书记选票"]
