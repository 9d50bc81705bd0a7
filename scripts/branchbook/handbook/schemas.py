"""JSON Schemas of what people write, made from the models, so that an editor can prompt and check."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branchbook.handbook.content import Case, DefectFamily, Glossary, Page, Procedure, Regulation
from branchbook.handbook.kinds import Kind
from branchbook.handbook.parameters import Parameters
from branchbook.handbook.requirements import RequirementSet
from branchbook.handbook.start import Numbers, QuestionSet, StartPath
from branchbook.handbook.template import Counterexample, Field, Rule, Template
from branchbook.handbook.year import Year

if TYPE_CHECKING:
    from pydantic import BaseModel

Schema = dict[str, Any]

#: What the loader fills in, so that nobody writes it, by model.
_FILLED: dict[str, frozenset[str]] = {
    "Template": frozenset(
        {
            "area",
            "example",
            "example_source",
            "counterexamples",
            "counterexamples_source",
        }
    ),
    "Field": frozenset({"id", "asked_by"}),
    "Rule": frozenset({"id", "asked_by"}),
    "DossierRule": frozenset({"id"}),
    "Provision": frozenset({"id"}),
    "Step": frozenset({"text"}),
    "Procedure": frozenset({"area"}),
    "Point": frozenset({"id"}),
    "Page": frozenset({"id"}),
    "Due": frozenset({"id"}),
    "Parameter": frozenset({"id", "fact", "asked_by"}),
    "Kind": frozenset({"rule_sources"}),
    "Question": frozenset({"id"}),
    "QuestionSet": frozenset({"id"}),
}
_ALWAYS_FILLED = frozenset({"source", "body"})

#: Names of the files, with their model and what they describe.
_FRONT_MATTER: dict[str, tuple[type[BaseModel], str]] = {
    "template": (Template, "模板的页头（templates/<领域>/<id>/template.md）"),
    "procedure": (Procedure, "流程的页头（docs/procedures/<领域>/<id>.md）"),
    "regulation": (Regulation, "法规的页头（docs/regulations/<id>.md）"),
    "defects": (DefectFamily, "常见问题的页头（docs/defects/<id>.md）"),
    "glossary": (Glossary, "术语表的页头（docs/glossary.md）"),
    "case": (Case, "案例的页头（docs/cases/<id>.md）"),
    "page": (Page, "普通页面的页头（docs/guide/<id>.md）"),
}

_USE = {"type": "string", "description": "引用 templates/_shared/ 里的名字；后面写的键盖过它的。"}
_HAN = re.compile("[\u4e00-\u9fff]")
_MAPS = ("properties", "patternProperties", "$defs")
_LISTS = ("anyOf", "allOf", "oneOf", "prefixItems")
_SINGLE = ("items", "additionalProperties", "propertyNames")


def _tidy(schema: Schema, name: str = "") -> Schema:
    """Drop made-up titles, English descriptions, empty defaults and `null`; close maps whose keys have a pattern."""
    found: Schema = {}
    for key, value in schema.items():
        if key == "title" or (key == "description" and not _HAN.search(value)):
            continue
        if key == "default" and value in ("", None, [], {}):
            continue
        if key in _MAPS:
            found[key] = {item: _tidy(part, item) for item, part in value.items()}
        elif key in _LISTS:
            found[key] = [_tidy(part) for part in value]
        elif key in _SINGLE and isinstance(value, dict):
            found[key] = _tidy(value)
        else:
            found[key] = " ".join(value.split()) if key == "description" else value
    found = _without_null(found)
    if "patternProperties" in found:
        found["additionalProperties"] = False
        found.pop("propertyNames", None)
    return _without_filled(found, name)


def _without_null(schema: Schema) -> Schema:
    """Nobody writes `key: null` to leave a key out."""
    choices = [part for part in schema.get("anyOf", []) if part != {"type": "null"}]
    if len(choices) == 1:
        return {**choices[0], **{key: value for key, value in schema.items() if key != "anyOf"}}
    return schema


def _without_filled(schema: Schema, name: str) -> Schema:
    filled = _ALWAYS_FILLED | _FILLED.get(name, frozenset()) if "properties" in schema else frozenset()
    if not filled:
        return schema
    found = {**schema, "properties": {key: part for key, part in schema["properties"].items() if key not in filled}}
    if "required" in schema:
        found["required"] = [key for key in schema["required"] if key not in filled]
    return found


def _usable(definitions: Schema) -> None:
    """Let a field or a rule be `{use: name}` with some keys laid over it."""
    for name in ("Field", "Rule"):
        if name in definitions:
            part = definitions[name]
            part["properties"] = {"use": _USE, **part["properties"]}
            part["anyOf"] = [{"required": ["use"]}, {"required": part.pop("required")}]


def _reachable(schema: Schema) -> Schema:
    """Drop definitions that nothing refers to."""
    definitions: Schema = schema.pop("$defs", {})
    wanted: set[str] = set()
    queue = [json.dumps(schema)]
    while queue:
        for name in re.findall(r"#/\$defs/(\w+)", queue.pop()):
            if name not in wanted:
                wanted.add(name)
                queue.append(json.dumps(definitions[name]))
    return {**schema, **({"$defs": {name: definitions[name] for name in sorted(wanted)}} if wanted else {})}


def _of_model(model: type[BaseModel]) -> Schema:
    raw = model.model_json_schema(by_alias=True, mode="validation")
    if "$ref" in raw:
        raw = {**raw["$defs"][model.__name__], "$defs": raw["$defs"]}
    schema = _tidy(raw, model.__name__)
    _usable(schema.get("$defs", {}))
    return schema


def _head(title: str, schema: Schema) -> Schema:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **_reachable(schema)}


def _may_be_null(schema: Schema, names: tuple[str, ...]) -> None:
    for name in names:
        entries = schema["properties"][name]
        for key in ("patternProperties", "additionalProperties"):
            part = entries.get(key)
            if key == "patternProperties" and part:
                entries[key] = {pattern: {"anyOf": [one, {"type": "null"}]} for pattern, one in part.items()}
            elif isinstance(part, dict):
                entries[key] = {"anyOf": [part, {"type": "null"}]}


def _template() -> Schema:
    """A template may leave to its shared base what the base has, or take it away by `null`."""
    schema = _of_model(Template)
    required = schema.pop("required")
    _may_be_null(schema, ("fields", "rules"))
    return {**schema, "anyOf": [{"required": required}, {"required": ["extends", "id", "code", "title"]}]}


def _shared(model: type[Field | Rule], keys: str) -> Schema:
    schema = _of_model(model)
    definitions = schema.pop("$defs", {})
    definitions.setdefault(model.__name__, schema)
    _usable(definitions if "anyOf" not in definitions[model.__name__] else {})
    one = definitions[model.__name__]
    whole = {"allOf": [{"$ref": f"#/$defs/{model.__name__}"}, one["anyOf"][1], {"not": {"required": ["use"]}}]}
    return {"type": "object", "patternProperties": {keys: whole}, "additionalProperties": False, "$defs": definitions}


def _counterexamples() -> Schema:
    schema = _of_model(Counterexample)
    definitions = {**schema.pop("$defs", {}), "Counterexample": schema}
    listed = {"type": "array", "items": {"$ref": "#/$defs/Counterexample"}, "description": "反例，每条规则至少一份。"}
    properties = {"counterexamples": listed}
    return {
        "type": "object",
        "properties": properties,
        "required": ["counterexamples"],
        "additionalProperties": False,
        "$defs": definitions,
    }


def _kind() -> Schema:
    """A kind may take away, by `null`, what its base has."""
    schema = _of_model(Kind)
    _may_be_null(schema, ("fields", "names", "places", "written", "clock", "lists", "prose", "rules"))
    return schema


def _requirement() -> Schema:
    """A requirement set shares nothing with templates, so nothing is `{use: …}`."""
    raw = RequirementSet.model_json_schema(by_alias=True, mode="validation")
    return _tidy(raw, "RequirementSet")


def schemas() -> dict[str, Schema]:
    """Return every schema by name: `template`, `shared-fields`, `shared-rules`, `counterexamples`, `procedure` and so on.

    They describe what a person writes: `{use: …}` for shared fields and rules, one word for a list of one, dates as
    text, and nothing that the loader fills in.
    """
    found = {name: _head(title, _of_model(model)) for name, (model, title) in _FRONT_MATTER.items()}
    found["template"] = _head(_FRONT_MATTER["template"][1], _template())
    found["questions"] = _head("自测题（docs/questions/<类别>.yml）", _of_model(QuestionSet))
    found["numbers"] = _head("要记住的数（docs/numbers.yml）", _of_model(Numbers))
    found["start"] = _head("新书记的头九十天（docs/start.yml）", _of_model(StartPath))
    found["kind"] = _head("自己打的一种材料（templates/_kinds/<id>.yml）", _kind())
    found["parameters"] = _head("各单位不一样的（docs/parameters.yml）", _of_model(Parameters))
    found["year"] = _head("一年里到期的事（docs/year.yml）", _of_model(Year))
    found["shared-fields"] = _head("共用字段（templates/_shared/fields.yml）", _shared(Field, "^[a-z][a-z0-9_]{0,37}$"))
    found["shared-rules"] = _head("共用规则（templates/_shared/rules.yml）", _shared(Rule, "^[a-z0-9]+(-[a-z0-9]+)*$"))
    found["requirement"] = _head("要求集（docs/requirements/<id>.yml）", _requirement())
    found["counterexamples"] = _head("反例（templates/<领域>/<id>/counterexamples.yml）", _counterexamples())
    return dict(sorted(found.items()))


def write_schemas(folder: Path) -> list[Path]:
    """Write every schema to `folder` as `<name>.json` and return the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in schemas().items():
        file = folder / f"{name}.json"
        file.write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
        written.append(file)
    return written


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/contributing/schemas"))
