"""Read a filled file back into a record."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from branchbook.records import xlsx_read
from branchbook.records.docx_read import read_docx
from branchbook.records.package import PackageError, open_package
from branchbook.records.reading import Reading
from branchbook.records.scan import scan
from branchbook.records.words import IDENTITY_LINE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchbook.handbook.template import Template
    from branchbook.records.package import Package

_PROPERTY = re.compile(
    r"<(?:\w{1,20}:)?property(?=\s)([^<>]*+)>\s*+<[^<>]*+>\s*+([a-z0-9-]{1,80}+)@([0-9]{1,6})\s*+<", re.ASCII
)
_OURS = re.compile(r"""\bname\s*=\s*["']recordTemplate["']""", re.ASCII)
_RELATION = re.compile(r"<(?:\w{1,20}:)?Relationship(?=[\s/>])([^<>]*+)>", re.ASCII)
_MAIN = re.compile("/officeDocument[\"']")
_TARGET = re.compile(r"""Target\s*=\s*["']([^"']+)["']""", re.ASCII)
_CREATED = re.compile(
    r"<(?:\w{1,20}:)?created(?=[\s>])[^<>]*>\s*([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})Z?\s*<", re.ASCII
)

#: What a minute book says of itself where a record names its template: it holds other records.
BOOK = "minute-book"
BOOK_SAID = "这是编好的会议记录本，里面的记录请放原来的一份一份查"
_FLAGS = {
    "macro": "文件里带有宏，没有运行，建议另存为不带宏的 .docx",
    "external-template": "文件连着外部模板，没有打开它",
}


def main_part(package: Package) -> str:
    """Return the name of the main part.

    Raises:
        PackageError: when there is none that holds a document or a workbook.
    """
    if "_rels/.rels" in package:
        relations = _RELATION.findall(package["_rels/.rels"].decode("utf-8", "replace"))
        target = _TARGET.search(next((found for found in relations if _MAIN.search(found)), ""))
        if target and target[1].lstrip("/") in package:
            return target[1].lstrip("/")
    for name in ("word/document.xml", "xl/workbook.xml"):
        if name in package:
            return name
    raise PackageError("这个压缩包里没有 Word 或 Excel 的内容，请用 .docx 或 .xlsx 文件。")


def _property(package: Package) -> tuple[str, int] | None:
    """Return the template and version that the file's properties name."""
    if "docProps/custom.xml" in package:
        for match in _PROPERTY.finditer(package["docProps/custom.xml"].decode("utf-8", "replace")):
            if _OURS.search(match[1]):
                return match[2], int(match[3])
    return None


def made_on(package: Package) -> str:
    """Return the day, in China, on which the file says it was made; empty when it does not say so."""
    name = "docProps/core.xml"
    match = _CREATED.search(package[name].decode("utf-8", "replace")) if name in package else None
    if match is None:
        return ""
    try:
        made = datetime.fromisoformat(f"{match[1]}+00:00") + timedelta(hours=8)
    except (ValueError, OverflowError):
        return ""
    return made.date().isoformat()


def read_as(package: Package, template: Template) -> Reading:
    """Read an opened file as a record of a template, whether or not it says that it is one.

    Raises:
        PackageError: when it is broken.
    """
    main = main_part(package)
    if main.startswith("xl/"):
        return xlsx_read.read_xlsx(xlsx_read.load(package, main), template)
    return read_docx(package[main], template)


def read(data: bytes, handbook_templates: Mapping[str, Template]) -> Reading:
    """Read a .docx or .xlsx as a record of the template it was made from.

    Args:
        data: the file's bytes; nothing of it is written to disk.
        handbook_templates: the templates by id.

    Returns:
        The reading; `template` is None when the file does not tell its template.

    Raises:
        PackageError: when the file cannot be opened safely.
    """
    return read_package(open_package(data), handbook_templates)


def read_package(package: Package, handbook_templates: Mapping[str, Template]) -> Reading:
    """Read an opened file as a record of the template it was made from, as `read` does.

    Raises:
        PackageError: when it is broken.
    """
    main = main_part(package)
    known = _property(package)
    by = "property" if known else ""
    book = xlsx_read.load(package, main) if main.startswith("xl/") else None
    if known is None or known[0] not in handbook_templates:
        if book:
            line = xlsx_read.identity(book) or ""
        else:
            texts = [para.text for para in scan(package[main]).paras]
            line = next((text for text in reversed(texts) if IDENTITY_LINE.search(text)), "")
        match = IDENTITY_LINE.search(line)
        if match:
            known, by = (match[3], int(match[2])), "line"
            if known[0] not in handbook_templates:
                same = [template.id for template in handbook_templates.values() if template.code == match[1]]
                known = (same[0], known[1]) if len(same) == 1 else known
    flags = tuple(package.flags)
    notes = tuple(_FLAGS[flag] for flag in flags if flag in _FLAGS)
    if known is None:
        return Reading(
            None, None, warnings=("认不出这是哪一种表样：没有表样标记，也没有“表样”编号那一行", *notes), flags=flags
        )
    template = handbook_templates.get(known[0])
    if template is None:
        if known[0] == BOOK:
            return Reading(None, known[1], warnings=(BOOK_SAID, *notes), identified_by=by, flags=flags)
        return Reading(
            None,
            known[1],
            warnings=(f"文件是按“{known[0]}”填的，手册里没有这个表样", *notes),
            identified_by=by,
            flags=flags,
        )
    reading = xlsx_read.read_xlsx(book, template) if book else read_docx(package[main], template)
    if known[1] != template.version:
        notes = (f"文件用的是第{known[1]}版表样，现在是第{template.version}版，新旧不同的项请核对", *notes)
    return replace(reading, version=known[1], warnings=(*notes, *reading.warnings), identified_by=by, flags=flags)
