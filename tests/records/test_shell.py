"""What the browser is handed to write files itself."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from branchbook.records import Style, render
from branchbook.records.pack import fixed, pack
from branchbook.records.shell import IDENTITY, THEME, TITLE, parts_data, workbook_data, writing_data
from tests.records import world

if TYPE_CHECKING:
    from branchbook.handbook.template import Template


def parts_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_pages_hold_every_part_that_a_document_has_but_its_own() -> None:
    data = parts_data()
    pages = {"test-letter": "official", "test-notice": "official", "test-ballot": "ballot", "test-form": "form"}
    for name, page in pages.items():
        template = world.ALL[name]
        parts = parts_of(render(template, template.example, Style.FILLED))
        document = parts.pop("word/document.xml")
        handed = data["pages"][page]
        assert document.startswith(handed["before"])
        assert document.endswith(handed["after"])
        assert parts.pop("docProps/core.xml") == data["core"].replace(TITLE, template.title)
        assert parts.pop("docProps/custom.xml") == data["custom"].replace(IDENTITY, f"{name}@{template.version}")
        assert parts == handed["parts"]


def test_places_stand_once_in_the_parts_that_hold_them() -> None:
    data = parts_data()
    assert data["core"].count(TITLE) == 1
    assert data["custom"].count(IDENTITY) == 1


def cell(template: Template, sheet: int, place: str) -> object:
    data = workbook_data(template)
    content = {**data["parts"], THEME: parts_data()["theme"]}
    book = load_workbook(io.BytesIO(pack({name: fixed(text) for name, text in content.items()})))
    return book.worksheets[sheet - 1][place].value


def test_a_workbook_tells_where_its_cells_are() -> None:
    data = workbook_data(world.CATALOGUE)
    assert data["fields"]["branch"][:3] == [1, 2, "B"]
    files, sealed = data["tables"]["files"], data["tables"]["sealed"]
    assert (files["sheet"], files["counted"]) == (1, False)
    assert (sealed["sheet"], sealed["counted"]) == (2, True)
    assert [column for column, _ in sealed["columns"].values()] == ["B", "C", "D"]
    assert all(width > 4 for _, width in files["columns"].values())
    assert cell(world.CATALOGUE, 1, f"B{files['row'] - 1}") == "题名"
    assert cell(world.CATALOGUE, 2, f"A{sealed['row']}") == 1


def test_a_workbook_has_one_row_in_each_table_and_no_values() -> None:
    parts = workbook_data(world.REGISTER)["parts"]
    row = workbook_data(world.REGISTER)["tables"]["members"]["row"]
    assert f"$C${row}:$C${row}" in parts["xl/workbook.xml"]
    assert THEME not in parts
    assert not re.search("甲同志|第一支部", "".join(parts.values()))


def test_documents_get_the_example_s_rows_for_their_columns() -> None:
    assert writing_data(world.FORM) == {"samples": {"absent": world.FORM.example["absent"]}}
    assert writing_data(world.LETTER) == {"samples": {}}
    assert set(writing_data(world.REGISTER)) == {"book"}
