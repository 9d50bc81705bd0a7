"""The browser writes the very files that Python writes: documents byte for byte, registers value for value."""

from __future__ import annotations

import base64
import io
import re
import subprocess
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from branchbook.handbook import load
from branchbook.handbook.template import FieldType
from branchbook.inspection.issues import basis_words
from branchbook.records import RenderError, Style, open_package, read, render, safe_filename
from branchbook.records.measure import folds
from branchbook.records.shell import parts_data
from branchbook.site.kits import fill_kit
from tests.conformance.node import run
from tests.records.world import ALL as SMALL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchbook.handbook.template import Field, Template

ROOT = Path(__file__).resolve().parents[2]


@cache
def handbook() -> Any:
    return load(ROOT)


@cache
def templates() -> dict[str, Template]:
    return {**handbook().templates, **SMALL}


@cache
def setup() -> tuple[dict[str, Any], ...]:
    """The jobs that hand the browser what the site hands it."""
    kits = [{"do": "kit", "kit": fill_kit(template)} for template in templates().values()]
    return ({"do": "parts", "parts": parts_data()}, *kits)


def browser(jobs: list[dict[str, Any]]) -> list[Any]:
    return run("write", [*setup(), *jobs])[len(setup()) :]


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
