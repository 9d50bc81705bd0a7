"""Requirement sets for the browser, and the page that lists them."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from branchbook.handbook.parameters import as_data as param_data
from branchbook.requirements import RequirementError, chosen, merge
from branchbook.rules.lint import RESERVED, signatures
from branchbook.rules.settings import named
from branchbook.site.kits import citations, field_data, record_rule, script, spare

if TYPE_CHECKING:
    from branchbook.handbook import Handbook
    from branchbook.handbook.requirements import Addition, RequirementSet

#: The data by which the browser lays sets over forms.
SCRIPT = "assets/kits/requirements.js"


def _addition(addition: Addition) -> dict[str, Any]:
    return spare(
        {
            "fields": [field_data(item) for item in addition.fields.values()],
            "require": list(addition.require),
            "rules": [record_rule(rule) for rule in addition.rules.values()],
        }
    )


def set_data(item: RequirementSet) -> dict[str, Any]:
    """Return a set as the browser reads it; what is empty is left out."""
    return spare(
        {
            "id": item.id,
            "title": item.title,
            "kind": item.kind,
            "superior": item.superior,
            "document": item.document,
            "weight": item.weight,
            "example": item.example,
            "summary": item.summary,
            "builds_on": list(item.builds_on),
            "templates": {name: _addition(part) for name, part in item.templates.items()},
            "kinds": {name: _addition(part) for name, part in item.kinds.items()},
            "params": dict(item.params),
        }
    )


def apart(handbook: Handbook) -> dict[str, str]:
    """Return why two sets do not go together, by their ids with a space between."""
    known = handbook.requirements
    found = {}
    for left, right in combinations(known.values(), 2):
        try:
            merge(handbook, chosen(known, [left, right]))
        except RequirementError as error:
            found[f"{left.id} {right.id}"] = str(error)
    return found


def sets_data(handbook: Handbook) -> dict[str, Any]:
    """Return all that the browser needs to lay sets over forms and over the check."""
    sets = handbook.requirements.values()
    rules = [
        rule
        for item in sets
        for part in (*item.templates.values(), *item.kinds.values())
        for rule in part.rules.values()
    ]
    said = [text for rule in rules for text in (rule.when, rule.require, rule.doubt_when, rule.message, rule.mend)]
    wanted = dict.fromkeys([name for item in sets for name in item.params] + named(said))
    return {
        "sets": [set_data(item) for item in sets],
        "apart": apart(handbook),
        "reserved": sorted(RESERVED),
        "functions": signatures(),
        "params": [param_data(handbook.params[name]) for name in wanted if name in handbook.params],
        "citations": citations(handbook, (ref for rule in rules for ref in rule.basis)),
    }


def sets_script(handbook: Handbook) -> bytes:
    """Return the script that hands the sets over."""
    return script("requirements", sets_data(handbook))


__all__ = ["SCRIPT", "apart", "set_data", "sets_data", "sets_script"]
