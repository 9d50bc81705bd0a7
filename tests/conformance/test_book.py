"""The minute book is the same from the command line and from the browser: every part of the .docx, every cell of the register."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl

import demo_dossiers
from branchbook.handbook import load
from branchbook.inspection.book import bind, book_docx, book_xlsx
from branchbook.inspection.collect import collect
from branchbook.inspection.record import Inspector
from branchbook.inspection.run import read_all
from branchbook.records import open_package
from branchbook.records.shell import parts_data
from branchbook.site.kits import library_data
from tests.conformance import node

if TYPE_CHECKING:
    from pathlib import Path


def _cells(data: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: [tuple(cell or "" for cell in row) for row in sheet.iter_rows(values_only=True)] for sheet in book
    }


def test_a_book_is_bound_alike(root: Path, tmp_path: Path) -> None:
    handbook = load(root)
    folder = tmp_path / "一年"
    year = demo_dossiers.read_year(handbook, "year-sloppy")
    few = {name: item for name, item in year.records.items() if name.split("/")[0] in {"1月", "8月", "12月"}}
    demo_dossiers.write_year(replace(year, records=few), folder)
    text = "支部委员会会议记录\n会议时间：2027年2月9日14:30\n主持：甲同志\n应到：5人\n议题：看望老同志\n"
    (folder / "支委会记录.txt").write_text(text, encoding="utf-8")
    (folder / "支委会记录 - 副本.txt").write_text(text, encoding="utf-8")
    (folder / "签到册.pdf").write_bytes(b"%PDF-1.7")
    collected = collect([folder])
    records, unread = read_all(Inspector(handbook, today=year.today), collected.entries)
    sent = [
        {
            "path": f"{folder.name}/{file.relative_to(folder).as_posix()}",
            "base64": base64.b64encode(file.read_bytes()).decode(),
        }
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    ]
    jobs = [
        {"do": "book", "parts": parts_data(), "files": sent, "today": year.today, "year": asked} for asked in (0, 2027)
    ]
    told = node.run("check", [{"do": "library", "data": library_data(handbook)}, *jobs])[1:]
    for asked, theirs in zip((0, 2027), told, strict=True):
        book = bind(handbook, records, [*unread, *collected.unread], year=asked)
        assert book.bound
        assert theirs["title"] == book.title
        ours, found = open_package(book_docx(book)), open_package(bytes(theirs["docx"]))
        assert sorted(found) == sorted(ours)
        for name in ours:
            assert found[name].decode() == ours[name].decode(), name
        assert _cells(bytes(theirs["xlsx"])) == _cells(book_xlsx(book))
        assert open_package(bytes(theirs["xlsx"]))["docProps/custom.xml"]
