"""The published schemas are fresh, say in Chinese what to write, and accept what is written."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from branchbook.handbook import load
from branchbook.handbook.schemas import schemas, write_schemas
from branchbook.handbook.source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.handbook.source import Source

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "tests" / "data" / "handbook"
FOLDER = ROOT / "docs" / "contributing" / "schemas"
SCHEMAS = schemas()

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
    "number": (int, float),
}


def problems(schema: dict[str, Any], value: Any, whole: dict[str, Any], at: str = "") -> Iterator[str]:
    """A validator for the part of JSON Schema that our schemas use, so that none has to be installed."""
    if "$ref" in schema:
        yield from problems(whole["$defs"][schema["$ref"].rpartition("/")[2]], value, whole, at)
    for part in schema.get("allOf", ()):
        yield from problems(part, value, whole, at)
    if "anyOf" in schema and all(list(problems(part, value, whole, at)) for part in schema["anyOf"]):
        yield f"{at}: fits none of the choices"
    if "not" in schema and not list(problems(schema["not"], value, whole, at)):
        yield f"{at}: fits what it must not"
    if "type" in schema and (
        not isinstance(value, _TYPES[schema["type"]]) or (schema["type"] == "integer" and isinstance(value, bool))
    ):
        yield f"{at}: no {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is no choice"
    if isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{at}: {value!r} does not match"
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**9):
            yield f"{at}: wrong length"
    if isinstance(value, int) and not schema.get("minimum", -(10**9)) <= value <= schema.get("maximum", 10**9):
        yield f"{at}: out of bounds"
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from problems(schema["items"], item, whole, f"{at}.{index}")
    if isinstance(value, dict):
        yield from _members(schema, value, whole, at)


def _members(schema: dict[str, Any], value: dict[str, Any], whole: dict[str, Any], at: str) -> Iterator[str]:
    for key in schema.get("required", ()):
        if key not in value:
            yield f"{at}: lacks {key}"
    for key, item in value.items():
        parts = [schema["properties"][key]] if key in schema.get("properties", {}) else []
        parts += [part for pattern, part in schema.get("patternProperties", {}).items() if re.search(pattern, str(key))]
        extra = schema.get("additionalProperties", True)
        if not parts and extra is False:
            yield f"{at}: unknown {key}"
        for part in parts or ([extra] if isinstance(extra, dict) else []):
            yield from problems(part, item, whole, f"{at}.{key}")


def written(root: Path) -> Iterator[tuple[str, Source]]:
    """Every file that a person writes, with the schema that describes it."""
    book = load(root)
    kinds = {
        "template": book.templates,
        "procedure": book.procedures,
        "regulation": book.regulations,
        "defects": book.families,
        "case": book.cases,
        "page": book.pages,
        "kind": book.kinds,
        "requirement": book.requirements,
    }
    for name, entries in kinds.items():
        yield from ((name, entry.source) for entry in entries.values() if entry.source)
    for template in book.templates.values():
        if template.counterexamples_source:
            yield "counterexamples", template.counterexamples_source
    if book.glossary and book.glossary.source:
        yield "glossary", book.glossary.source
    if book.year and book.year.source:
        yield "year", book.year.source
    if book.parameters.source:
        yield "parameters", book.parameters.source
    yield from (("questions", topic.source) for topic in book.questions.values() if topic.source)
    if book.numbers and book.numbers.source:
        yield "numbers", book.numbers.source
    if book.start and book.start.source:
        yield "start", book.start.source
    for name in ("fields", "rules"):
        path = f"templates/_shared/{name}.yml"
        yield f"shared-{name}", read_yaml(root / path, path)


def test_the_published_schemas_are_fresh(tmp_path: Path) -> None:
    """If this fails: .venv/bin/python -m branchbook.handbook.schemas."""
    fresh = {file.name: file.read_text(encoding="utf-8") for file in write_schemas(tmp_path / "new")}
    published = {name: (FOLDER / name).read_text(encoding="utf-8") for name in fresh if (FOLDER / name).exists()}
    assert published == fresh


@pytest.mark.parametrize("root", [FIXTURE, ROOT], ids=["small", "real"])
def test_everything_written_fits_its_schema(root: Path) -> None:
    seen = set()
    for name, source in written(root):
        seen.add(name)
        assert not list(problems(SCHEMAS[name], source.data, SCHEMAS[name])), source.path
    assert seen == SCHEMAS.keys()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("page", {"heading": "写错了"}),
        ("page", {"reviewed_on": "昨天"}),
        ("page", {"body": "正文"}),
        ("template", {"kind": "poster"}),
        ("template", {"area": "elections"}),
        ("template", {"fields": {"x": {"label": "没有类型"}}}),
        ("template", {"fields": {"X": {"use": "branch_name"}}}),
        ("template", {"fields": {"x": {"use": "branch_name", "colour": "red"}}}),
        ("procedure", {"steps": [{"id": "a", "title": "一步", "who": "人", "timing": "会前", "text": "正文"}]}),
        ("regulation", {"status": "有效"}),
        ("defects", {"defects": [{"id": "E-1"}]}),
        ("case", {"theme": {"a": "b"}}),
        ("glossary", {"terms": [{"id": "a", "term": "词"}]}),
        ("counterexamples", {"counterexamples": [{"rule": "a", "why": "写错的", "change": {}, "expect": "maybe"}]}),
        ("shared-fields", {"again": {"use": "branch_name"}}),
        ("shared-rules", {"a": {"require": "true"}}),
        ("kind", {"family": "poem"}),
        ("kind", {"lists": {"people": "guess"}}),
        ("kind", {"rule_sources": {}}),
        ("questions", {"questions": {"a": {"type": "essay"}}}),
        ("numbers", {"groups": {"a": "b"}}),
        ("start", {"stages": [{"id": "a"}]}),
    ],
)
def test_what_the_loader_would_refuse_does_not_fit(name: str, change: dict[str, Any]) -> None:
    data = next(source.data for kind, source in written(FIXTURE) if kind == name)
    assert list(problems(SCHEMAS[name], {**data, **change}, SCHEMAS[name]))


@pytest.mark.parametrize(
    ("name", "change"),
    [("page", {"aliases": "一个词"}), ("template", {"notes": "一句话"}), ("case", {"rule_refs": "a#b"})],
)
def test_one_word_may_stand_for_a_list(name: str, change: dict[str, Any]) -> None:
    data = next(source.data for kind, source in written(FIXTURE) if kind == name)
    assert not list(problems(SCHEMAS[name], {**data, **change}, SCHEMAS[name]))


def properties(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
        for part in schema.values():
            yield from properties(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from properties(part)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_key_is_explained_in_chinese(name: str) -> None:
    for key, part in properties(SCHEMAS[name]):
        if isinstance(part, dict) and "$ref" not in part:
            assert re.search("[\u4e00-\u9fff]", part.get("description", "")), f"{name}: {key}"


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_schemas_are_plain_and_whole(name: str) -> None:
    schema = SCHEMAS[name]
    assert json.loads(json.dumps(schema)) == schema
    named = set(re.findall(r"#/\$defs/(\w+)", json.dumps(schema)))
    assert named == set(schema.get("$defs", {}))
    assert "source" not in dict(properties(schema))
    assert not re.search(r'"description": "[^"\u4e00-\u9fff]*"', json.dumps(schema, ensure_ascii=False))
