"""What the browser is handed: everything a template says, nothing that breaks a page, and no more bytes than needed."""

from __future__ import annotations

import json
import re
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from branchbook.handbook.template import FieldType
from branchbook.site.kits import citations, fill_kit, kit_files, script

if TYPE_CHECKING:
    from branchbook.handbook import Handbook


def handed(text: bytes, call: str) -> list[Any]:
    """Return what a script hands over by a call, as the browser would read it."""
    line = next(line for line in text.decode().splitlines() if line.startswith(f"branchbook.{call}("))
    return json.loads(f"[{line.removeprefix(f'branchbook.{call}(').removesuffix(')')}]")  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def files(real: Handbook) -> dict[str, bytes]:
    return kit_files(real)


def test_every_template_and_every_procedure_with_documents_has_its_script(
    real: Handbook, files: dict[str, bytes], real_pages: dict[str, bytes]
) -> None:
    wanted = {f"assets/kits/{name}.js" for name in real.templates}
    wanted |= {f"assets/kits/plan-{item.id}.js" for item in real.procedures.values() if item.documents}
    assert files.keys() == wanted | {f"assets/kits/{name}.js" for name in ("calendar", "parts", "parameters")}
    assert files.items() <= real_pages.items(), "the site serves them as they are"


def test_a_kit_says_all_that_the_template_says(real: Handbook, files: dict[str, bytes]) -> None:
    for template in real.templates.values():
        name, kit, cited, *params = handed(files[f"assets/kits/{template.id}.js"], "kit")
        assert name == kit["id"] == template.id
        assert kit["version"] == template.version
        assert [field["id"] for field in kit["fields"]] == list(template.fields)
        for field, said in zip(template.fields.values(), kit["fields"], strict=True):
            assert (said["label"], said["type"], said.get("required", False)) == (
                field.label,
                field.type.value,
                field.required,
            )
            assert (said.get("min"), said.get("max")) == (field.min, field.max), f"{template.id}: {field.id}"
            assert [column["id"] for column in said.get("columns", [])] == list(field.columns)
        assert [rule["id"] for rule in kit["rules"]] == list(template.rules)
        refs = {ref for rule in template.rules.values() for ref in rule.basis}
        assert cited.keys() == refs
        named = {word for rule in kit["rules"] for word in re.findall(r"params\.(\w+)", rule["require"])}
        assert named <= {param["id"] for known in params for param in known}, f"{template.id} lacks what it names"


def test_a_least_of_nought_is_handed_over(real: Handbook) -> None:
    with_nought = [
        (template, field)
        for template in real.templates.values()
        for field in template.fields.values()
        if field.min == 0 and field.type is FieldType.INTEGER
    ]
    assert with_nought
    for template, field in with_nought:
        said = next(item for item in fill_kit(template)["fields"] if item["id"] == field.id)
        assert said["min"] == 0


def test_a_basis_comes_with_its_weight_and_a_page_that_is_there(real: Handbook, real_pages: dict[str, bytes]) -> None:
    refs = {ref for template in real.templates.values() for rule in template.rules.values() for ref in rule.basis}
    for ref, (words, address) in citations(real, refs).items():
        assert re.search(r"（(规定|通行做法|本站建议|地方要求)，", words), ref
        folder, _, anchor = address.partition("#")
        page = real_pages[f"{folder.rstrip('/')}.md"].decode()
        assert f"{{#{anchor}" in page or f'id="{anchor}"' in page, ref


def test_no_value_can_end_the_script_element() -> None:
    text = script("kit", "x", {"title": "</script><!--<script>"})
    assert b"</" not in text
    assert handed(text, "kit")[1]["title"] == "</script><!--<script>"


def test_one_kit_is_small(files: dict[str, bytes]) -> None:
    """A fill page loads one kit, the calendar and the parts: together less than a picture."""
    sizes = {name: len(zlib.compress(text, 9)) for name, text in files.items()}
    kits = [size for name, size in sizes.items() if "/plan-" not in name]
    assert max(kits) < 24_000, sorted(sizes.items(), key=lambda item: -item[1])[:3]
