"""Both rule engines behind one door: values out of Python's and out of the browser's, compared as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cel_expr_python import cel

from branchbook.rules import RuleBook, RuleError, Settings
from branchbook.rules.calendar import as_data
from branchbook.rules.lint import lint
from tests.conformance.node import run
from tests.rules.world import FIELDS, RECORD, template

VECTORS = Path(__file__).resolve().parents[1] / "data" / "vectors"
TODAY = "2026-11-25"
#: As the browser declares them.
TYPES = {
    name: {"integer": "int", "people": "list<string>", "table": "list<map<string, dyn>>"}.get(field["type"], "string")
    for name, field in FIELDS.items()
}


def probes() -> list[tuple[str, str, Any, dict[str, Any]]]:
    """Return section, expression, expected value (None: cannot be told) and changes of the record, line by line."""
    sections = json.loads((VECTORS / "probes.json").read_text(encoding="utf-8"))
    return [
        (section, line[0], line[1], line[2] if len(line) > 2 else {})
        for section, lines in sections.items()
        for line in lines
    ]


def apart() -> list[tuple[str, str, Any, Any, str]]:
    """Return expression, what the lint says of it, what Python's engine and the browser's say, and a reason.

    There is a reason only where the two say the same.
    """
    return [tuple(line) for line in json.loads((VECTORS / "apart.json").read_text(encoding="utf-8"))]


def context(change: dict[str, Any]) -> dict[str, Any]:
    """Return what CEL sees of the common record after a change."""
    change = dict(change)
    params = change.pop("params", {})
    values = {**RECORD, **change}
    return RuleBook(template(), Settings(own=params)).bind(values, today=TODAY)


def exactly(value: Any) -> Any:
    """Write whole numbers as the test entry takes and gives them."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return {"int": str(value)}
    if isinstance(value, float):
        return {"double": value}
    if isinstance(value, list):
        return [exactly(item) for item in value]
    if isinstance(value, dict):
        return {key: exactly(item) for key, item in value.items()}
    return {"other": type(value).__name__}


class Python:
    """The C++ engine, with the lint before it or without."""

    def __init__(self) -> None:
        self.book = RuleBook(template())
        self.fields = self.book.template.fields

    def refused(self, expression: str) -> list[str]:
        """Return what the lint has against an expression."""
        return lint(expression, self.fields)

    def value(self, expression: str, bound: dict[str, Any]) -> Any:
        """Return what a rule gets, as data; "error" when nothing can be told."""
        try:
            value = self.book._programs.value(expression, bound)
        except RuleError:
            return "error"
        return "error" if value is None else {"value": exactly(value)}

    def raw(self, expression: str, bound: dict[str, Any]) -> Any:
        """Return what the engine itself says, the lint not asked."""
        try:
            value = self.book._programs._env.compile(expression).eval(data=bound)
        except (RuntimeError, ValueError, TypeError):
            return "error"
        if value.type() == cel.Type.ERROR:
            return "error"
        try:
            return {"value": exactly(value.plain_value())}
        except (RuntimeError, ValueError, TypeError):
            return {"value": "something"}


def browser(asked: list[tuple[str, dict[str, Any]]]) -> list[Any]:
    """Return what the browser's engine says to expressions in their contexts."""
    jobs: list[dict[str, Any]] = [{"do": "calendar", "data": as_data()}]
    jobs += [
        {"do": "probe", "types": TYPES, "expression": expression, "context": exactly(bound)}
        for expression, bound in asked
    ]
    return run("rules", jobs)[1:]
