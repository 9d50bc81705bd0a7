"""Dossiers described in YAML, made into real files: what differs from the examples of the templates, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branchbook.dossiers.catalogue import rows
from branchbook.dossiers.dossier import hold
from branchbook.dossiers.plan import plan_of
from branchbook.dossiers.seen import ReadRecord
from branchbook.records import Style, render, safe_filename

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from branchbook.handbook import Handbook
    from branchbook.handbook.template import Template

#: Files that are not read: what matters is how they begin.
_STUBS = {
    ".pdf": b"%PDF-1.7\n%demo\n",
    ".doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504,
    ".wps": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504,
    ".jpg": b"\xff\xd8\xff\xe0demo",
}


@dataclass(frozen=True)
class Described:
    """A dossier as described in YAML.

    Attributes:
        procedure: the procedure that it is of.
        today: the day on which it is checked.
        title: what it is called.
        story: what kind of dossier it is, for people.
        only: the documents that it has; all of the procedure's when empty.
        leave_out: documents that are not there, with the reason.
        facts: values for every document whose example has the field.
        change: values laid over a document's example, None taking one out; a list makes one document of each;
            `files: made` lists what the dossier holds, in the order in which it is filed.
        blank: documents that lie there without anything filled in.
        more: names of further files, with what document they are `of` and values laid over it.
        stubs: names of files that are no records, with their text where it matters.
    """

    procedure: str
    today: str
    title: str = ""
    story: str = ""
    only: tuple[str, ...] = ()
    leave_out: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    change: Mapping[str, Any] = field(default_factory=dict)
    blank: tuple[str, ...] = ()
    more: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    stubs: Mapping[str, str] = field(default_factory=dict)


def described(data: Mapping[str, Any], over: Mapping[str, Any] | None = None) -> Described:
    """Return a description; `over` lays a variant over it: maps are merged one level deep.

    Raises:
        TypeError: when a key is unknown.
    """
    merged = dict(data)
    for key, value in (over or {}).items():
        known = merged.get(key)
        merged[key] = {**known, **value} if isinstance(known, dict) and isinstance(value, dict) else value
    if "change" in (over or {}) and "change" in data:
        both = (over or {})["change"]
        merged["change"] = {**data["change"], **{key: _laid(data["change"].get(key), both[key]) for key in both}}
    lists = {key: tuple(merged.get(key, ())) for key in ("only", "blank")}
    return Described(**{**merged, **lists})


def _laid(below: Any, above: Any) -> Any:
    return {**below, **above} if isinstance(below, dict) and isinstance(above, dict) else above


def _values(template: Template, facts: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    example = dict(template.example)
    example |= {name: value for name, value in facts.items() if name in example}
    return _over(example, change)


def _over(values: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Lay values over others: None takes one out; `{3: {…}}` changes the third row of a table, `{3: null}` drops it."""
    found = dict(values)
    for name, value in change.items():
        known = found.get(name)
        if isinstance(value, dict) and isinstance(known, (list, tuple)):
            over = {int(number): row for number, row in value.items()}
            laid = [
                _over(row, over.get(number) or {})
                for number, row in enumerate(known, 1)
                if over.get(number, row) is not None
            ]
            found[name] = laid
        else:
            found[name] = value
    return {name: value for name, value in found.items() if value is not None}


def _documents(handbook: Handbook, dossier: Described) -> Iterator[tuple[str, Template, dict[str, Any]]]:
    plan = plan_of(handbook, handbook.procedures[dossier.procedure])
    names = dossier.only or tuple(name for name, paper in plan.papers.items() if paper.need != "另有")
    for name in names:
        if name in dossier.leave_out:
            continue
        template = handbook.templates[name]
        changes = dossier.change.get(name) or {}
        for number, change in enumerate(changes if isinstance(changes, list) else [changes], 1):
            values = _values(template, dossier.facts, change)
            word = str(values.get("name") or number) if isinstance(changes, list) else ""
            yield safe_filename(template, word), template, values


def _listed(
    handbook: Handbook,
    dossier: Described,
    template: Template,
    documents: Sequence[tuple[str, Template, dict[str, Any]]],
) -> dict[str, Any]:
    """Return the list of a catalogue and its totals, one page a document."""
    records = [
        ReadRecord(name, item.id, item, item.id, ours=True, values=values)
        for name, item, values in documents
        if item.kind != "catalogue"
    ]
    held = hold(plan_of(handbook, handbook.procedures[dossier.procedure]), records, today=dossier.today)
    lines = [{**row, "pages": 1, "place": "支部档案柜第一层"} for row in rows(held, template)]
    return {"files": lines, "copies_total": len(lines), "pages_total": len(lines)}


def files(handbook: Handbook, dossier: Described) -> dict[str, bytes]:
    """Return the files of a dossier by name, in the order of its steps.

    Raises:
        KeyError: when a document or its file is unknown.
    """
    made: dict[str, bytes] = {}
    told: dict[str, tuple[Template, dict[str, Any]]] = {}
    documents = list(_documents(handbook, dossier))
    for name, template, values in documents:
        if values.get("files") == "made":
            values.update(_listed(handbook, dossier, template, documents))
        style = Style.BLANK if template.id in dossier.blank else Style.FILLED
        made[name] = render(template, None if style is Style.BLANK else values, style)
        told[template.id] = (template, values)
    for name, change in dossier.more.items():
        document = change["of"]
        template = handbook.templates[document]
        _, values = told.get(document, (template, dict(template.example)))
        laid = _over(values, {key: value for key, value in change.items() if key != "of"})
        made[name] = render(template, laid, Style.FILLED)
    for name, text in dossier.stubs.items():
        made[name] = _STUBS.get(Path(name).suffix, b"") + text.encode()
    return made


__all__ = ["Described", "described", "files"]
