"""What the browser must know of a template, a kind or a procedure, as data; handed over by a script, so that it works from a USB stick."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from branchbook.dossiers.plan import plans_of, rule_data
from branchbook.handbook.kinds import as_data
from branchbook.handbook.parameters import as_data as param_data
from branchbook.handbook.references import defect_anchor
from branchbook.inspection.issues import basis_words
from branchbook.records.layout import Form, Heading, PageBreak, Paragraph, Sign, Table, Text, blocks_of
from branchbook.records.shell import parts_data, writing_data
from branchbook.rules.calendar import as_data as calendar_data
from branchbook.rules.due import year_data
from branchbook.rules.settings import named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from branchbook.handbook import Handbook
    from branchbook.handbook.template import Field, Rule, Template
    from branchbook.records.layout import Block, Inline


def spare(data: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is empty: the browser takes a missing key as nothing."""
    return {key: value for key, value in data.items() if value is not False and value not in (None, "", [], {})}


def field_data(item: Field) -> dict[str, Any]:
    """Return one blank; what is empty is left out, `rows` is given for tables only."""
    return spare(
        {
            "id": item.id,
            "label": item.label,
            "type": item.type.value,
            "required": item.required,
            "required_when": item.required_when,
            "shared": item.shared,
            "min": item.min,
            "max": item.max,
            "unit": item.unit,
            "choices": list(item.choices),
            "columns": [field_data(column) for column in item.columns.values()],
            "rows": item.rows if item.columns else None,
            "help": item.help,
            "aliases": list(item.aliases),
            "formula": item.formula,
            "asked_by": item.asked_by,
        }
    )


def record_rule(rule: Rule) -> dict[str, Any]:
    """Return one rule of a record; its basis and defects are ids, which `citations` tells in words."""
    days = {"effective_from": rule.effective_from, "effective_to": rule.effective_to}
    more = {name: day and str(day) for name, day in days.items()} | {"asked_by": rule.asked_by}
    return spare(rule_data(rule) | more)


def _inline(inline: Inline) -> list[dict[str, Any]]:
    return [
        spare({"text": piece.text, "bold": piece.bold})
        if isinstance(piece, Text)
        else spare({"field": piece.field, "bold": piece.bold})
        for piece in inline
    ]


def block_data(block: Block) -> dict[str, Any]:
    """Return one block of a template's text: `is` tells which, `inline` pieces are `{text}` or `{field}`."""
    match block:
        case Heading():
            return {"is": "heading", "level": block.level, "inline": _inline(block.inline)}
        case Paragraph():
            flags = {"flush": block.flush, "hint": block.hint, "centred": block.centred}
            return {"is": "paragraph", "inline": _inline(block.inline)} | spare(flags)
        case Table():
            return {"is": "table", "field": block.field}
        case Form():
            return {"is": "form", "rows": [list(row) for row in block.rows]}
        case Sign():
            return {"is": "sign", "lines": [_inline(line) for line in block.lines]}
        case PageBreak():
            return {"is": "page-break"}


def kit_of(template: Template) -> dict[str, Any]:
    """Return all that reading, judging and writing a record of a template takes."""
    return spare(
        {
            "id": template.id,
            "code": template.code,
            "version": template.version,
            "title": template.title,
            "kind": template.kind,
            "issuer": template.issuer,
            "area": template.area,
            "archive": {"class": template.archive.class_, "retention": template.archive.retention},
            "dated_by": template.dated_by,
            "counts_as": template.counts_as,
            "aliases": list(template.aliases) if template.counts_as else [],
            "fields": [field_data(item) for item in template.fields.values()],
            "rules": [record_rule(rule) for rule in template.rules.values()],
            "notes": list(template.notes),
            "blocks": [block_data(block) for block in blocks_of(template)],
        }
    )


def fill_kit(template: Template) -> dict[str, Any]:
    """Return a template's kit with what writing its records takes (`writing`); `parts_data` is what all share."""
    return kit_of(template) | {"writing": writing_data(template)}


def params_used(handbook: Handbook, template: Template) -> list[dict[str, Any]]:
    """Return the parameters that a template's rules and fields name."""
    rules = template.rules.values()
    said = [text for rule in rules for text in (rule.when, rule.require, rule.doubt_when, rule.message, rule.doubt)]
    said += [rule.mend for rule in rules] + [item.required_when for item in template.fields.values()]
    return [param_data(handbook.params[name]) for name in named(said) if name in handbook.params]


def kind_kit(handbook: Handbook, kind_id: str) -> dict[str, Any]:
    """Return a kind of record that people type by hand: how it is known, and the kit by which it is read and judged."""
    kind = handbook.kinds[kind_id]
    return {"kind": as_data(kind), "kit": kit_of(kind.as_template(handbook.templates))}


def citations(handbook: Handbook, refs: Iterable[str]) -> dict[str, list[str]]:
    """Return bases by id: in words, with how far each was verified, and the page that explains it."""
    found = {}
    for ref in sorted(set(refs)):
        regulation, _, provision = ref.partition("#")
        found[ref] = [basis_words(handbook, ref), f"regulations/{regulation}/#{provision}"]
    return found


class _Parts:
    """Fields and rules, each told once, however many kits have it."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def place(self, part: Mapping[str, Any]) -> int:
        return self._places.setdefault(json.dumps(part), len(self._places))

    def lean(self, kit: Mapping[str, Any], *unused: str) -> dict[str, Any]:
        """Return a kit with the places of its fields and rules, without what the check has no use for."""
        kept = {key: value for key, value in kit.items() if key not in {"notes", *unused}}
        return kept | {key: [self.place(part) for part in kit.get(key, ())] for key in ("fields", "rules")}

    @property
    def all(self) -> list[Any]:
        return [json.loads(part) for part in self._places]


def library_data(handbook: Handbook) -> dict[str, Any]:
    """Return everything by which the browser checks strangers' files.

    Returns:
        `kits`, `kinds`, `plans`, `calendar`; `parts`, the fields and rules that kits name by their places in it;
        `params`, what units set for themselves, and the facts of a branch; `citations` and `defects`, each id in words with the page
        that explains it, relative to the site; `year`, what falls due, None when the handbook does not say.
    """
    parts = _Parts()
    kits = [parts.lean(kit_of(template)) for template in handbook.templates.values()]
    kinds = [kind_kit(handbook, name) for name in handbook.kinds]
    lean_kinds = [{"kind": item["kind"], "kit": parts.lean(item["kit"], "blocks")} for item in kinds]
    citable = {
        f"{regulation.id}#{provision}": None
        for regulation in handbook.regulations.values()
        for provision in regulation.provisions
    }
    return {
        "parts": parts.all,
        "kits": kits,
        "kinds": lean_kinds,
        "plans": [plan.as_data() for plan in plans_of(handbook)],
        "calendar": calendar_data(),
        "params": [param_data(param) for param in handbook.params.values()],
        "citations": citations(handbook, citable),
        "defects": {
            defect.id: [defect.title, f"defects/{family.id}/#{defect_anchor(defect.id)}"]
            for family in handbook.families.values()
            for defect in family.defects
        },
        "year": year_data(handbook),
    }


def library_script(handbook: Handbook) -> bytes:
    """Return `assets/check/library.js`, loaded by the page that checks files and by nothing else."""
    return script("library", library_data(handbook))


def kit_files(handbook: Handbook) -> dict[str, bytes]:
    """Return the scripts that pages load, by docs path: a kit for each template, a plan for each procedure, what all share."""
    found = {
        "assets/kits/calendar.js": script("calendar", calendar_data()),
        "assets/kits/parts.js": script("parts", parts_data()),
        "assets/kits/parameters.js": script("parameters", [param_data(param) for param in handbook.params.values()]),
    }
    for template in handbook.templates.values():
        refs = [ref for rule in template.rules.values() for ref in rule.basis]
        params = params_used(handbook, template)
        found[f"assets/kits/{template.id}.js"] = script(
            "kit", template.id, fill_kit(template), citations(handbook, refs), *([params] if params else [])
        )
    for plan in plans_of(handbook):
        rests = [*(rule.basis for rule in plan.rules), *(item.basis for item in plan.order)]
        rests += [plan.basis_complete, plan.basis_same]
        cited = citations(handbook, (ref for basis in rests for ref in basis))
        found[f"assets/kits/plan-{plan.id}.js"] = script("citations", cited) + script("plans", [plan.as_data()])
    return found


def script(call: str, *arguments: Any) -> bytes:
    """Return a script that hands data over: `branchbook.<call>(…)`."""
    words = ",".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in arguments)
    safe = words.replace("</", "<\\/")
    return f"branchbook.{call}({safe})\n".encode()
