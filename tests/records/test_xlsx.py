"""The .xlsx that is written, as openpyxl sees it and as LibreOffice works it out."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from branchbook.handbook.template import FieldType
from branchbook.records import RenderError, Style, open_package, read, render
from branchbook.records.words import bookmark
from tests.records import world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from branchbook.handbook.template import Template


def book(template: Template, style: Style, values: Mapping[str, Any] | None = None) -> Any:
    return load_workbook(BytesIO(render(template, values if values is not None else template.example, style)))


def registers(templates: Mapping[str, Template]) -> Iterator[Template]:
    yield from (template for template in [*templates.values(), *world.ALL.values()] if template.suffix == ".xlsx")


def place(made: Any, name: str) -> tuple[Any, str]:
    """Return the sheet and the cells that a defined name means."""
    sheet, cells = made.defined_names[name].attr_text.rsplit("!", 1)
    return made[sheet.strip("'")], cells.replace("$", "")


def name_of(kind: str, *ids: str) -> str:
    return kind + bookmark(*ids)[1:]


@pytest.mark.parametrize("style", list(Style))
def test_every_field_has_its_defined_name(templates: Mapping[str, Template], style: Style) -> None:
    for template in registers(templates):
        made = book(template, style)
        names = set(made.defined_names)
        for field in template.fields.values():
            wanted: list[tuple[str, ...]] = [("T", field.id, column) for column in field.columns]
            wanted = wanted or [("F", field.id)]
            for kind, *ids in wanted:
                assert name_of(kind, *ids) in names, (template.id, ids)
                place(made, name_of(kind, *ids))
        assert made.custom_doc_props["recordTemplate"].value == f"{template.id}@{template.version}"


def test_choices_dates_and_whole_numbers_are_watched(templates: Mapping[str, Template]) -> None:
    kinds = {FieldType.CHOICE: "list", FieldType.DATE: "date", FieldType.DATETIME: "date", FieldType.INTEGER: "whole"}
    for template in registers(templates):
        made = book(template, Style.BLANK)
        for field in template.fields.values():
            items = list(field.columns.values()) or [field]
            for item in items:
                kind, ids = ("F", [field.id]) if item is field else ("T", [field.id, item.id])
                sheet, cells = place(made, name_of(kind, *ids))
                found = {
                    rule.type for rule in sheet.data_validations.dataValidation if cells.split(":")[0] in rule.cells
                }
                wanted = {kinds[item.type]} if item.type in kinds and not item.formula else set()
                assert found == wanted, (template.id, ids)


def test_lists_of_choices_hold_every_choice() -> None:
    made = book(world.REGISTER, Style.BLANK)
    sheet, cells = place(made, "T_members_kind")
    rule = next(rule for rule in sheet.data_validations.dataValidation if cells.split(":")[0] in rule.cells)
    assert rule.formula1 == '"正式,预备"'
    made = book(world.CATALOGUE, Style.BLANK)
    sheet, cells = place(made, "T_files_kind")
    rule = next(rule for rule in sheet.data_validations.dataValidation if cells.split(":")[0] in rule.cells)
    assert rule.formula1 == "'选项'!$A$1:$A$24"
    assert made["选项"].sheet_state == "hidden"
    assert [cell.value for cell in made["选项"]["A"]] == list(world.CATALOGUE.fields["files"].columns["kind"].choices)


def test_headings_stay_in_sight_and_are_printed_on_every_page(templates: Mapping[str, Template]) -> None:
    for template in registers(templates):
        for style in Style:
            made = book(template, style)
            for table in template.tables:
                sheet, cells = place(made, name_of("T", table.id, next(iter(table.columns))))
                head = int(re.sub("[A-Z]", "", cells.split(":")[0])) - 1
                assert sheet.print_title_rows == f"${head}:${head}", template.id
                # What would fill the screen is not held in place.
                above = sum(sheet.row_dimensions[row].height for row in range(1, head + 1))
                assert sheet.freeze_panes == (f"A{head + 1}" if above <= 300 else None), template.id
    assert book(world.REGISTER, Style.BLANK).worksheets[0].freeze_panes


def test_sheets_print_one_page_wide_on_a4(templates: Mapping[str, Template]) -> None:
    for template in registers(templates):
        for style in Style:
            for sheet in book(template, style).worksheets:
                if sheet.sheet_state == "visible":
                    assert sheet.page_setup.paperSize == 9
                    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
                    assert sheet.sheet_properties.pageSetUpPr.fitToPage
                    assert sheet.oddFooter.center.text == "— &P —"
                    assert sheet.page_margins.left == sheet.page_margins.right == 0.6
    wide, narrow = (
        book(templates["voter-roll"], Style.BLANK).worksheets[0],
        book(world.REGISTER, Style.BLANK).worksheets[0],
    )
    assert (wide.page_setup.orientation, narrow.page_setup.orientation) == ("landscape", "portrait")


def test_a_second_table_has_its_own_sheet() -> None:
    made = book(world.CATALOGUE, Style.FILLED)
    assert made.sheetnames == ["测试用的test-catalogue", "选票封存", "选项"]
    assert made["选票封存"]["B3"].value == "委员选票"
    notes = [str(row[0].value) for row in made.worksheets[0].iter_rows() if row[0].value]
    assert any("“选票封存”在这个文件另外的工作表里" in note for note in notes)
    assert (
        read(render(world.CATALOGUE, world.CATALOGUE.example, Style.FILLED), world.ALL).values
        == world.CATALOGUE.example
    )


def test_rows_are_high_enough_to_sign_in() -> None:
    sheet = book(world.REGISTER, Style.BLANK).worksheets[0]
    _, cells = place(book(world.REGISTER, Style.BLANK), "T_members_name")
    first, last = (int(cell[1:]) for cell in cells.split(":"))
    heights = {sheet.row_dimensions[row].height for row in range(first, last + 1)}
    assert len(heights) == 1
    assert 22 <= min(heights) <= 27


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@x", "'=1", "http://example.org/", "{=1}", "1e5", "0012"]
)
def test_text_is_never_a_formula_a_link_or_a_number(text: str) -> None:
    values = {"branch": text, "members": [{"name": text, "kind": "正式", "note": text}]}
    data = render(world.REGISTER, values, Style.FILLED)
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert len(cells) == 3
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [
        name for name in open_package(data) if "hyperlink" in open_package(data)[name].decode("utf-8", "replace")
    ]
    assert read(data, world.ALL).values == values


def test_a_text_too_long_for_a_cell_is_refused_in_words() -> None:
    with pytest.raises(RenderError, match=r"“备注”有 32768 个字"):
        render(world.REGISTER, {"members": [{"name": "甲同志", "note": "字" * 32768}]}, Style.FILLED)


@pytest.mark.parametrize("day", ["1900-02-28", "1900-03-01", "2199-12-31", "2200-01-01", "9999-12-31"])
def test_days_that_a_sheet_counts_otherwise_are_text(day: str) -> None:
    values = {"made_on": day, "members": [{"name": "甲同志", "joined_on": day}]}
    assert read(render(world.REGISTER, values, Style.FILLED), world.ALL).values == values


def test_formulas_wait_for_the_first_row() -> None:
    """An empty register shows no noughts; a formula that no table feeds is left as it is."""
    made = book(world.REGISTER, Style.BLANK)
    sheet, cell = place(made, "F_full")
    assert sheet[cell].value == '=IF(COUNTA($B$7:$F$12)=0,"",COUNTIF($C$7:$C$12,"正式"))'
    sheet, cell = place(made, "F_eligible")
    assert sheet[cell].value == '=IF(COUNTA($B$7:$F$12)=0,"",$C$4-0)'
    sheet, cell = place(book(world.CATALOGUE, Style.BLANK), "F_left")
    assert sheet[cell].value.startswith("=IF(COUNTA($A$5:$D$8,'选票封存'!$B$3:$D$4)=0,\"\",")
    assert sheet[cell].value.endswith("-SUM('选票封存'!$C$3:$C$4))")


# -- LibreOffice works it out -------------------------------------------------------------------


def shown(made: Any, template: Template) -> dict[str, Any]:
    """Return what the formulas came to."""
    found = {}
    for field in template.fields.values():
        if field.formula:
            sheet, cell = place(made, name_of("F", field.id))
            found[field.id] = sheet[cell].value
    return found


@pytest.mark.office
def test_formulas_come_to_what_the_examples_say(
    templates: Mapping[str, Template], convert: Callable[[Mapping[str, bytes], str], Path]
) -> None:
    """Worked out anew, N and P and every other sum are the example's; over an empty table they are nothing."""
    counted = [template for template in registers(templates) if any(f.formula for f in template.fields.values())]
    assert {"sign-in-sheet", "voter-roll"} <= {template.id for template in counted}
    files = {}
    for template in counted:
        rows = {name: value for name, value in template.example.items() if not template.fields[name].formula}
        files[f"{template.id}-filled.xlsx"] = render(template, rows, Style.FILLED)
        files[f"{template.id}-blank.xlsx"] = render(template, None, Style.BLANK)
    out = convert(files, "xlsx")
    for template in counted:
        wanted = {name: template.example[name] for name, field in template.fields.items() if field.formula}
        made = load_workbook(out / f"{template.id}-filled.xlsx", data_only=True)
        assert shown(made, template) == wanted, template.id
        assert all(place(made, name_of("T", table.id, next(iter(table.columns)))) for table in template.tables)
        blank = load_workbook(out / f"{template.id}-blank.xlsx", data_only=True)
        assert set(shown(blank, template).values()) <= {None, ""}, template.id
        known = {template.id: template}
        back = read((out / f"{template.id}-filled.xlsx").read_bytes(), known)
        assert back.values == template.example, template.id
        assert read((out / f"{template.id}-blank.xlsx").read_bytes(), known).values == {}, template.id
