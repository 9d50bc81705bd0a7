"""The browser writes the very files that Python writes: documents byte for byte, registers value for value."""

from __future__ import annotations

import base64
import io
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from libreoffice import convert
from openpyxl import load_workbook

from branchbook.handbook import load
from branchbook.handbook.template import FieldType
from branchbook.inspection.issues import basis_words
from branchbook.records import RenderError, Style, open_package, read, render, safe_filename
from branchbook.records.measure import folds
from branchbook.records.shell import parts_data
from branchbook.site.kits import fill_kit
from tests.conformance.node import run
from tests.records.world import ALL as SMALL
from tests.records.world import make

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchbook.handbook.template import Field, Template

#: What no template of the handbook happens to have: a title alone, labels of six characters three in a row, a table
#: right after a page break, signs that mean something to a replacer, rules that name several fields.
ODD = (
    make(
        "odd-bare",
        "letter",
        {"remark": {"label": "其他", "type": "text"}},
        "# 只有标题\n\n其他：{{ remark }}\n",
    ),
    make(
        "odd-form",
        "form",
        {
            "one": {"label": "六个字的标签", "type": "text", "required": True, "help": "写“全称”。"},
            "two": {"label": "只写数字六字", "type": "integer", "unit": "字"},
            "three": {
                "label": "更长的八个字标签",
                "type": "choice",
                "choices": ["甲", "乙"],
                "required_when": "two > 1",
            },
            "four": {
                "label": "四种可选的",
                "type": "choice",
                "choices": ["第一种办法", "第二种办法", "第三种办法", "无"],
            },
            "list": {
                "label": "明细",
                "type": "table",
                "rows": 2,
                "columns": {
                    "no": {"label": "序号", "type": "integer"},
                    "at": {"label": "到会的日期和时间", "type": "datetime"},
                    "sum": {"label": "数量（件）", "type": "integer", "unit": "件"},
                    "part": {"label": "占比", "type": "ratio", "required": True},
                    "sign": {"label": "签字", "type": "signature"},
                },
            },
        },
        "# 表$&一\n\n::: form\none | two | three\nfour\n:::\n\n---\n\n{{ list }}\n\n---\n\n## 小标题\n\n### 再小的\n\n"
        "**粗{{ one }}**{{ two }} {{ three }}\n\n::: sign\n{{ one }}\n{{ four }}\n:::\n",
        title="标题里有 $& 和 <号> 的表",
        rules={
            "sums": {
                "require": "two > 1",
                "severity": "hint",
                "message": "还不够多",
                "mend": "写进{joined(list)}，按{two + 1}和{nothing}改成{one}。。",
            }
        },
        example={"one": "甲", "list": [{"no": 1, "part": "1/2"}]},
    ),
)
ROOT = Path(__file__).resolve().parents[2]


@cache
def handbook() -> Any:
    return load(ROOT)


@cache
def templates() -> dict[str, Template]:
    return {**handbook().templates, **SMALL, **{template.id: template for template in ODD}}


@cache
def kit(name: str) -> dict[str, Any]:
    return fill_kit(templates()[name])


def browser(jobs: list[dict[str, Any]]) -> list[Any]:
    """Do jobs after handing the browser what the site hands it."""
    names = {job["kit"]: None for job in jobs if "kit" in job}
    first = [{"do": "parts", "parts": parts_data()}, *({"do": "kit", "kit": kit(name)} for name in names)]
    return run("write", [*first, *jobs])[len(first) :]


def cite(ref: str) -> str:
    return basis_words(handbook(), ref)


def job(template: Template, values: Mapping[str, Any] | None, style: Style) -> dict[str, Any]:
    refs = {ref for rule in template.rules.values() for ref in rule.basis}
    words = {ref: cite(ref) for ref in refs if ref.partition("#")[0] in handbook().regulations}
    return {"do": "file", "kit": template.id, "values": values, "style": style.value, "cite": words}


def python(template: Template, values: Mapping[str, Any] | None, style: Style) -> bytes:
    words = job(template, values, style)["cite"]
    return render(template, values, style, cite=lambda ref: words.get(ref, ref))


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {item.filename: archive.read(item) for item in archive.infolist()}


def half(template: Template) -> dict[str, Any]:
    """Every other value of the example, every other cell of its tables."""
    found = {name: value for number, (name, value) in enumerate(template.example.items()) if number % 2}
    for name, value in found.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            found[name] = [dict(list(row.items())[::2]) for row in value]
    return found


def same(template: Template, made: bytes, wanted: bytes) -> None:
    ours, theirs = members(wanted), members(made)
    assert list(theirs) == list(ours)
    for name, content in ours.items():
        if theirs[name] != content:
            a, b = content.decode(), theirs[name].decode()
            at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
            raise AssertionError(
                f"{template.id} {name} differs at {at}:\n{a[max(0, at - 200) : at + 80]}\n{b[max(0, at - 200) : at + 80]}"
            )


DOCX = [name for name, template in templates().items() if template.suffix == ".docx"]
XLSX = [name for name, template in templates().items() if template.suffix == ".xlsx"]


def cases(names: list[str]) -> list[tuple[Template, dict[str, Any] | None, Style]]:
    found: list[tuple[Template, dict[str, Any] | None, Style]] = []
    for name in names:
        template = templates()[name]
        example = dict(template.example)
        found += [(template, None, Style.BLANK), (template, None, Style.GUIDED)]
        found += [(template, example, Style.FILLED), (template, half(template), Style.FILLED)]
        found += [(template, {}, Style.FILLED), (template, half(template), Style.GUIDED)]
    return found


@cache
def documents() -> list[Any]:
    return browser([job(*case) for case in cases(DOCX)])


def test_documents_are_equal_byte_for_byte() -> None:
    for case, made in zip(cases(DOCX), documents(), strict=True):
        same(case[0], base64.b64decode(made["bytes"]), python(*case))


def test_zips_differ_in_compression_only() -> None:
    """Same members, order, flags and times, so that two files of one record are told apart by nothing else."""
    for case, made in list(zip(cases(DOCX), documents(), strict=True))[::12]:
        lists = []
        for content in (base64.b64decode(made["bytes"]), python(*case)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                lists.append(
                    [(i.filename, i.date_time, i.flag_bits, i.compress_type, i.CRC, i.create_version, i.extract_version)
                     for i in archive.infolist()]
                )  # fmt: skip
        assert lists[0] == lists[1]


def test_names_and_kinds_of_files_are_those_of_the_command_line() -> None:
    every = list(templates().values())
    words = ("", "空白", "带填写说明", "一份:材料/?.")
    names = browser([{"do": "name", "kit": template.id, "word": word} for template in every for word in words])
    assert names == [safe_filename(template, word) for template in every for word in words]
    for (template, _, style), made in zip(cases(DOCX), documents(), strict=True):
        assert made["name"] == safe_filename(template, "" if style is Style.FILLED else style)
        assert made["mime"].endswith("wordprocessingml.document")


# -- values as people may type them --------------------------------------------------------------

#: Signs that have their own treatment somewhere: escapes, folds, wide and narrow, breaks, what XML cannot hold.
WORDS = st.text(st.sampled_from("甲乙关于的，。 　a1&<>\"'“”…—○□☑〔〕①\n\t\r\x00\x0b\x85\ufeff𠮷é%$"), max_size=40)
DAYS = st.sampled_from(["2026-06-05", "1899-12-31", "2026-02-30", "２０２６-０６-０５", "2026年6月5日", "2026-06"])


def cell_values(field: Field) -> st.SearchStrategy[Any]:
    kind = field.type
    if kind is FieldType.DATE:
        return DAYS | WORDS
    if kind is FieldType.DATETIME:
        return DAYS.map(lambda day: f"{day} 14:30") | DAYS.map(lambda day: f"{day}T09:05") | WORDS
    if kind is FieldType.INTEGER:
        return st.integers(-5, 10**9) | WORDS
    if kind is FieldType.CHOICE:
        return st.sampled_from(field.choices) | WORDS
    if kind is FieldType.PEOPLE:
        return st.lists(WORDS, max_size=6) | WORDS
    return WORDS | st.just("") | st.none()


def field_values(field: Field) -> st.SearchStrategy[Any]:
    if field.type is not FieldType.TABLE:
        return cell_values(field)
    row = st.fixed_dictionaries({}, optional={name: cell_values(column) for name, column in field.columns.items()})
    return st.lists(row, max_size=5) | st.just("不是表")


def values_of(template: Template) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={name: field_values(field) for name, field in template.fields.items()})


def drawn(names: list[str], most: int) -> list[tuple[Template, dict[str, Any], Style]]:
    """Draw records with a fixed seed; they are then written by one process for all."""
    found: list[tuple[Template, dict[str, Any], Style]] = []

    @seed(20261129)
    @settings(
        max_examples=most,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        template = templates()[data.draw(st.sampled_from(names))]
        style = data.draw(st.sampled_from([Style.FILLED, Style.GUIDED]))
        found.append((template, data.draw(values_of(template)), style))

    draw()
    return found


def test_documents_are_equal_whatever_is_typed() -> None:
    records = drawn(DOCX, 150)
    for record, made in zip(records, browser([job(*record) for record in records]), strict=True):
        same(record[0], base64.b64decode(made["bytes"]), python(*record))


@pytest.mark.parametrize("room", [8.0, 19.5])
def test_titles_fold_alike(room: float) -> None:
    titles = [
        [("中共示例市某局第一支部委员会", True), ("关于召开党员大会进行换届选举的请示", False)],
        [("关于", False), ("第一支部", True), ("关于关于选举的", True), ("批复", False)],
        [("第一支部", True), ("换届选举关于选票的说明𠮷", False), ("（2026年）", True), ("的报告", False)],
        [("一\n二", True), ("关于三的请示", False)],
        [("短", False)],
        [("中共示例市某局第一支部委员会就关于召开会议的事", True), ("的请示", False)],
    ]
    jobs = [
        {"do": "folds", "room": room, "pieces": [{"text": text, "field": value} for text, value in title]}
        for title in titles
    ]
    assert browser(jobs) == [folds(title, room) for title in titles]


# -- registers -----------------------------------------------------------------------------------


def workbook(made: Any) -> dict[str, bytes]:
    return dict(open_package(base64.b64decode(made["bytes"])))


def test_registers_read_back_as_those_of_python_do() -> None:
    records = cases(XLSX)
    for (template, values, style), made in zip(records, browser([job(*case) for case in records]), strict=True):
        ours = read(render(template, values, style), handbook().templates | SMALL)
        theirs = read(base64.b64decode(made["bytes"]), handbook().templates | SMALL)
        assert (theirs.template, theirs.version) == (template.id, template.version)
        assert dict(theirs.values) == dict(ours.values), template.id
        assert theirs.warnings == ours.warnings
        assert dict(theirs.found) == dict(ours.found)


def test_registers_hold_whatever_is_typed() -> None:
    records = drawn(XLSX, 60)
    for (template, values, style), made in zip(records, browser([job(*record) for record in records]), strict=True):
        ours = read(render(template, values, style), handbook().templates | SMALL)
        theirs = read(base64.b64decode(made["bytes"]), handbook().templates | SMALL)
        assert dict(theirs.values) == dict(ours.values), template.id
        assert theirs.warnings == ours.warnings


def test_what_excel_would_take_for_the_number_of_a_sign_stays_as_typed() -> None:
    template = SMALL["test-register"]
    values = {"branch": "_x0041_支部", "members": [{"name": "_xd83D_", "note": "一\n_x5_ _x0041_x0042_"}]}
    (made,) = browser([job(template, values, Style.FILLED)])
    assert read(base64.b64decode(made["bytes"]), SMALL).values == values


def drawn_alike(content: bytes) -> dict[str, Any]:
    """Return all of a workbook that must not get lost when rows are put in, by openpyxl's reading."""
    book = load_workbook(io.BytesIO(content))
    found: dict[str, Any] = {"names": {name: item.attr_text for name, item in book.defined_names.items()}}
    for sheet in book.worksheets:
        page = sheet.page_setup
        cells = {
            cell.coordinate: (
                cell.value,
                cell.number_format,
                cell.font.name,
                cell.border.left.style,
                cell.alignment.wrap_text,
            )
            for row in sheet.iter_rows()
            for cell in row
        }
        found[sheet.title] = {
            "cells": cells,
            "merged": sorted(map(str, sheet.merged_cells.ranges)),
            "watched": sorted(
                (str(v.sqref), v.type, v.formula1, v.formula2, v.error) for v in sheet.data_validations.dataValidation
            ),
            "widths": {letter: column.width for letter, column in sheet.column_dimensions.items()},
            "page": (page.orientation, page.paperSize, page.fitToHeight, sheet.print_title_rows, sheet.print_area),
            "frozen": sheet.freeze_panes,
            "state": sheet.sheet_state,
            "dimension": sheet.dimensions,
            "heights": {number: round(row.height or 0) for number, row in sheet.row_dimensions.items()},
        }
    return found


def test_rows_that_are_put_in_take_everything_along() -> None:
    """Formulas, names, validation, merged cells and print areas are those of a workbook made with that many rows."""
    for name in XLSX:
        template = templates()[name]
        records: list[tuple[Template, dict[str, Any] | None, Style]] = [
            (template, dict(template.example), Style.FILLED),
            (template, None, Style.BLANK),
        ]
        for record, made in zip(records, browser([job(*record) for record in records]), strict=True):
            ours, theirs = drawn_alike(render(*record)), drawn_alike(base64.b64decode(made["bytes"]))
            for sheet, parts in ours.items():
                for part in parts:
                    assert theirs[sheet][part] == parts[part], (name, record[2], sheet, part)
            assert theirs.keys() == ours.keys()


def test_a_text_too_long_for_a_cell_is_refused_with_the_same_words() -> None:
    values = {"members": [{"name": "甲同志", "note": "字" * 32767 + "𠮷"}]}
    template = SMALL["test-register"]
    with pytest.raises(RenderError) as refused:
        render(template, values, Style.FILLED)
    (made,) = browser([job(template, values, Style.FILLED)])
    assert made == {"refused": str(refused.value)}


@pytest.mark.parametrize("day", ["1900-02-28", "1900-03-01", "2199-12-31", "2200-01-01", "2026-02-30"])
def test_days_are_days_where_a_sheet_counts_as_people_do(day: str) -> None:
    template = SMALL["test-register"]
    values = {"made_on": day, "members": [{"name": "甲同志", "joined_on": day}]}
    (made,) = browser([job(template, values, Style.FILLED)])
    ours, theirs = drawn_alike(render(template, values, Style.FILLED)), drawn_alike(base64.b64decode(made["bytes"]))
    assert theirs["测试用的test-register"]["cells"] == ours["测试用的test-register"]["cells"]


@pytest.mark.office
def test_libreoffice_works_out_the_formulas_of_the_browser_s_registers(soffice_path: str, tmp_path: Path) -> None:
    """Rows put in are counted: every sum is the example's."""
    wanted = {name: templates()[name] for name in XLSX}
    typed = [
        {name: value for name, value in template.example.items() if not template.fields[name].formula}
        for template in wanted.values()
    ]
    jobs = [job(template, values, Style.FILLED) for template, values in zip(wanted.values(), typed, strict=True)]
    files = []
    for template, made in zip(wanted.values(), browser(jobs), strict=True):
        files.append(tmp_path / f"{template.id}.xlsx")
        files[-1].write_bytes(base64.b64decode(made["bytes"]))
    convert(soffice_path, files, "xlsx", tmp_path / "out", profile=tmp_path / "profile", timeout=300)
    for template in wanted.values():
        back = read((tmp_path / "out" / f"{template.id}.xlsx").read_bytes(), wanted)
        assert back.values == template.example, template.id


# -- many files in one ---------------------------------------------------------------------------


def test_a_set_of_files_keeps_order_folder_and_chinese_names() -> None:
    files = [("02 请示.docx", "乙"), ("01 批复.docx", "甲"), ("02 请示.docx", "丙"), ("2", "丁"), ("1", "戊")]
    job_ = {"do": "zip", "folder": "换届材料", "files": [{"name": name, "text": text} for name, text in files]}
    (made,) = browser([job_])
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(made))) as archive:
        assert archive.testzip() is None
        found = [(item.filename, archive.read(item).decode()) for item in archive.infolist()]
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert all(item.flag_bits & 0x800 for item in archive.infolist())
    names = ["02 请示.docx", "01 批复.docx", "02 请示（2）.docx", "2", "1"]
    assert found == [(f"换届材料/{name}", text) for name, (_, text) in zip(names, files, strict=True)]


def test_files_are_made_fast_enough() -> None:
    """A whole set of papers takes less than a second; measured: some hundreds of documents a second."""
    records = [{"kit": name, "values": dict(templates()[name].example)} for name in DOCX]
    *_, told = browser(
        [*({"do": "name", "kit": name, "word": ""} for name in DOCX), {"do": "speed", "records": records, "rounds": 3}]
    )
    assert told["files"] / told["seconds"] > 30, told
