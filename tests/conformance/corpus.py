"""A corpus of returned files, the same each time: what was filled in, what happened to the file, what a right reading is."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from lxml import etree

from branchbook.handbook.template import Template
from branchbook.records import Style, open_package, render
from branchbook.records.pack import deflated, pack
from branchbook.records.words import given
from tests.conformance.mangling import MANGLINGS, Doc, W, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LIBREOFFICE = Path(__file__).resolve().parents[1] / "data" / "corpus" / "libreoffice.zip"


@dataclass(frozen=True, slots=True)
class Sample:
    """One returned file.

    Attributes:
        name: where it comes from and what happened to it.
        damage: what happened to it, for the table of accuracy.
        data: the file.
        template: of which it is a record.
        expected: what a right reading has.
    """

    name: str
    damage: str
    data: bytes
    template: Template
    expected: Mapping[str, Any] = field(repr=False)


def tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    """Drop what was not given, in rows too."""
    kept: dict[str, Any] = {}
    for name, value in values.items():
        known = value
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rows = [{key: cell for key, cell in row.items() if given(cell)} for row in value]
            known = [row for row in rows if row]
        if given(known):
            kept[name] = known
    return kept


# -- .docx -----------------------------------------------------------------------------------------


def _filled(template: Template) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return a filled file's parts, and what its controls show while nobody types in them."""
    parts = dict(open_package(render(template, template.example, Style.FILLED)))
    blank = etree.fromstring(open_package(render(template, None, Style.BLANK))["word/document.xml"])
    prompts: dict[str, str] = {}
    for sdt in blank.iter(W + "sdt"):
        tag, content = sdt.find(f"{W}sdtPr/{W}tag"), sdt.find(f"{W}sdtContent")
        if tag is not None and content is not None:
            prompts.setdefault(tag.get(W + "val") or "", text_of(content))
    return parts, prompts


def mangled(template: Template, damages: Sequence[str], kind: str = "") -> Sample | None:
    """Return a template's example after damages, one upon the other; None when there was nothing to damage.

    Args:
        template: whose example it is.
        damages: their names.
        kind: under what to count it, when not under the first damage.
    """
    parts, prompts = _filled(template)
    doc = Doc(etree.fromstring(parts["word/document.xml"]), template, tidy(template.example), dict(parts), prompts)
    done = [damage for damage in damages if MANGLINGS[damage](doc)]
    if not done:
        return None
    xml = etree.tostring(doc.root, encoding="unicode")
    for step in doc.finish:
        xml = step(xml)
    doc.parts["word/document.xml"] = xml.encode()
    data = pack({name: deflated(content) for name, content in doc.parts.items()})
    return Sample(f"{template.id}, {' and '.join(done)}", kind or damages[0], data, template, doc.expected)


def mixed(templates: Sequence[Template], count: int) -> Iterator[Sample]:
    """Yield files to which two to four things happened, drawn by a fixed lot."""
    lot = random.Random(20261129)  # noqa: S311 -- no secret
    names = list(MANGLINGS)
    for number in range(count):
        damages = sorted(lot.sample(names, lot.randint(2, 4)), key=names.index)
        sample = mangled(templates[number % len(templates)], damages, "several at once")
        if sample:
            yield replace(sample, name=f"{number + 1}. {sample.name}")


# -- .xlsx -----------------------------------------------------------------------------------------


def _names_removed(parts: dict[str, bytes]) -> None:
    book = parts["xl/workbook.xml"].decode()
    parts["xl/workbook.xml"] = re.sub(r"<definedNames>.*?</definedNames>", "", book, flags=re.DOTALL).encode()


def _property_removed(parts: dict[str, bytes]) -> None:
    del parts["docProps/custom.xml"]


def _texts_in_cells(parts: dict[str, bytes]) -> None:
    """Programs that write each text into its cell instead of into one common list."""
    shared = re.findall(r"<si>(.*?)</si>", parts.pop("xl/sharedStrings.xml").decode(), flags=re.DOTALL)
    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        parts[name] = re.sub(
            r'(<c [^>]*?)t="s"([^>]*)><v>(\d+)</v></c>',
            lambda match: f'{match[1]}t="inlineStr"{match[2]}><is>{shared[int(match[3])]}</is></c>',
            parts[name].decode(),
        ).encode()


_XLSX = {
    "sheet, untouched": lambda _: None,
    "sheet, names removed": _names_removed,
    "sheet, property removed": _property_removed,
    "sheet, texts in cells": _texts_in_cells,
}


def sheets(template: Template) -> Iterator[Sample]:
    """Yield a register's example after each damage."""
    data = render(template, template.example, Style.FILLED)
    for damage, change in _XLSX.items():
        parts = dict(open_package(data))
        change(parts)
        made = pack({name: deflated(content) for name, content in parts.items()})
        yield Sample(f"{template.id}, {damage}", damage, made, template, tidy(template.example))


# -- saved by LibreOffice ---------------------------------------------------------------------------


def libreoffice() -> Iterator[Sample]:
    """Yield the files that LibreOffice saved, with the templates as they were then."""
    with ZipFile(LIBREOFFICE) as archive:
        index = json.loads(archive.read("index.json"))
        templates = {name: Template.model_validate(data) for name, data in index["templates"].items()}
        parts: dict[str, dict[str, bytes]] = {}
        for name in archive.namelist():
            file, _, part = name.partition("/")
            if part:
                parts.setdefault(file, {})[part] = archive.read(name)
    for file, template_id in index["files"].items():
        template = templates[template_id]
        route = file.rpartition("-")[2]
        yield Sample(
            f"LibreOffice {file}",
            f"LibreOffice, {route}",
            pack({name: deflated(content) for name, content in parts[file].items()}),
            template,
            tidy(template.example),
        )


# -- all -------------------------------------------------------------------------------------------


def corpus(templates: Mapping[str, Template], each: int | None = 8) -> Iterator[Sample]:
    """Yield the corpus.

    Args:
        templates: the handbook's templates.
        each: how many templates suffer each damage, each damage beginning at another one; None for all.
    """
    words = [template for template in templates.values() if template.suffix == ".docx"]
    for number, damage in enumerate(MANGLINGS):
        start = number * 5 % len(words)
        done = 0
        for template in words[start:] + words[:start]:
            sample = mangled(template, [damage])
            if sample:
                yield sample
                done += 1
            if each is not None and done >= each:
                break
    yield from mixed(words, len(words) * (1 if each is not None else 20))
    for template in templates.values():
        if template.suffix == ".xlsx":
            yield from sheets(template)
    yield from libreoffice()


__all__ = ["Sample", "corpus", "libreoffice", "mangled", "mixed", "sheets", "tidy"]
