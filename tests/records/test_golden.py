"""The XML of every kind of file is what it was; UPDATE_GOLDEN=1 writes it anew, to be looked at before it is kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest
from lxml import etree

from branchbook.handbook.template import Template
from branchbook.records import Style, open_package, render
from tests.records import world

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLDEN = Path(__file__).parent / "golden"


def normalised(template: Template, style: Style) -> Iterator[str]:
    """Yield the parts that hold what people see, pretty-printed."""
    package = open_package(render(template, template.example, style))
    names = ["word/document.xml"]
    if template.suffix == ".xlsx":
        names = ["docProps/custom.xml", "xl/workbook.xml", *sorted(name for name in package if "/sheet" in name)]
        names.append("xl/sharedStrings.xml")
    for name in names:
        if len(names) > 1:
            yield f"<!-- {name} -->\n"
        yield etree.tostring(etree.fromstring(package[name]), pretty_print=True, encoding="unicode")


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize("template", list(world.ALL.values()), ids=lambda item: item.id)
def test_golden(template: Template, style: Style) -> None:
    file = GOLDEN / f"{template.id}-{style.value}.xml"
    made = "".join(normalised(template, style))
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(made, encoding="utf-8")
    assert made == file.read_text(encoding="utf-8")


def test_every_kind_has_a_golden_file() -> None:
    kinds = get_args(Template.model_fields["kind"].annotation)
    assert {template.kind for template in world.ALL.values()} == set(kinds)
    assert {file.stem for file in GOLDEN.iterdir()} == {
        f"{name}-{style.value}" for name in world.ALL for style in Style
    }
