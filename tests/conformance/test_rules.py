"""One rule text, two engines, one answer: on probes, on expressions by lot, on every record of the handbook."""

from __future__ import annotations

import ast
import json
import os
import random
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import branchbook.rules.lint
import branchbook.rules.parse
from branchbook.checks.record import check_record
from branchbook.handbook import load
from branchbook.handbook.template import FieldType
from branchbook.rules import RuleBook
from branchbook.rules.calendar import as_data, known
from branchbook.rules.functions import FUNCTIONS
from branchbook.rules.lint import calls_in
from branchbook.site.kits import kit_of
from tests.conformance.engines import TODAY, Python, apart, browser, context, exactly, probes
from tests.conformance.expressions import Maker
from tests.conformance.node import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.handbook.template import Field, Template

ROOT = Path(__file__).resolve().parents[2]
#: How many expressions by lot; `make fuzz` asks for many more.
MANY = int(os.environ.get("BRANCHBOOK_FUZZ", "600"))


# -- probes ----------------------------------------------------------------------------------------


def test_both_engines_answer_every_probe_as_expected() -> None:
    python, lines = Python(), probes()
    answers = browser([(expression, context(change)) for _, expression, _, change in lines])
    wrong = []
    for (section, expression, expected, change), answer in zip(lines, answers, strict=True):
        wanted = "error" if expected is None else {"value": exactly(expected)}
        said = python.value(expression, context(change))
        if said != wanted or answer != wanted:
            wrong.append(f"{section}: {expression} {change or ''}\n  wanted {wanted}, python {said}, browser {answer}")
        if problems := python.refused(expression):
            wrong.append(f"{section}: {expression}: {problems}")
    assert not wrong, "\n".join(wrong)


def test_the_probes_are_many_and_call_every_function() -> None:
    lines = probes()
    assert len(lines) >= 150
    assert len({(expression, json.dumps(change)) for _, expression, _, change in lines}) == len(lines)
    called = {name for _, expression, _, _ in lines for name in calls_in(expression)}
    assert FUNCTIONS.keys() <= called
    # Each function also when it works and, unless it takes anything, when it cannot.
    works = {name for _, expression, expected, _ in lines if expected is not None for name in calls_in(expression)}
    assert FUNCTIONS.keys() <= works


def test_both_engines_agree_on_expressions_by_lot() -> None:
    python, maker = Python(), Maker(random.Random(20261129))  # noqa: S311 -- no secret
    contexts = [
        context({}),
        context({"remark": "没有意见。", "params": {"members": 23}}),
        context({"present": None, "votes": None, "names": []}),
        context({"met_on": "2024-02-29", "votes": [{"name": "𠮷同志"}, {"yes": 3}], "remark": "𠮷 野"}),
    ]
    asked: list[tuple[str, dict[str, Any]]] = []
    while len(asked) < MANY:
        expression = maker.any()
        if not python.refused(expression):
            asked.append((expression, contexts[len(asked) % len(contexts)]))
    answers = browser(asked)
    said = [python.value(expression, bound) for expression, bound in asked]
    wrong = [
        f"{expression}\n  python {one}, browser {other}"
        for (expression, _), one, other in zip(asked, said, answers, strict=True)
        if one != other
    ]
    assert not wrong, "\n".join(wrong[:20])
    assert sum(one != "error" for one in said) > MANY // 3, "most of them should yield something"


# -- what the lint outlaws -------------------------------------------------------------------------

#: Too long to stand in a table.
LONG = [f"[{', '.join('1' * 201)}] == []", "present > 1" + " || present > 1" * 300]


def test_what_the_lint_outlaws_is_where_the_engines_part_or_has_a_reason() -> None:
    python, bound = Python(), context({"remark": "话"})
    lines = apart()
    answers = browser([(expression, bound) for expression, *_ in lines])
    wrong = []
    for (expression, words, first, second, reason), answer in zip(lines, answers, strict=True):
        if not any(words in problem for problem in python.refused(expression)):
            wrong.append(f"{expression}: the lint does not say 「{words}」")
        said = python.raw(expression, bound)
        if (said, answer) != (first, second):
            wrong.append(f"{expression}: python {said}, browser {answer}; noted {first}, {second}")
        if (first == second) != bool(reason):
            wrong.append(f"{expression}: {'needs a reason' if not reason else 'parts by itself, no reason needed'}")
    assert not wrong, "\n".join(wrong)
    assert sum(first != second for _, _, first, second, _ in lines) >= 20


def sayings() -> Iterator[str]:
    """Yield a pattern for every sentence of the lint and its parser."""
    for module in (branchbook.rules.lint, branchbook.rules.parse):
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
            said: ast.expr | None = None
            if isinstance(node, ast.Yield):
                said = node.value
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"self.say", "ParseError"}:
                said = node.args[0]
            if isinstance(said, ast.BinOp):
                said = said.left
            if isinstance(said, ast.Constant):
                yield re.escape(str(said.value))
            elif isinstance(said, ast.JoinedStr):
                yield "".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in said.values
                )


def test_every_sentence_of_the_lint_stands_in_the_table() -> None:
    python = Python()
    said = [problem for line in apart() for problem in python.refused(line[0])]
    said += [problem for expression in LONG for problem in python.refused(expression)]
    patterns = list(sayings())
    assert len(patterns) > 45
    missing = [pattern for pattern in patterns if not any(re.match(pattern, problem) for problem in said)]
    assert not missing
    assert all(python.refused(expression) for expression in LONG)


# -- holidays --------------------------------------------------------------------------------------


def test_the_browser_gets_the_same_holidays() -> None:
    arranged, data = known(), as_data()
    assert (data["first"], data["last"]) == (arranged.first, arranged.last)
    assert data["last"] - data["first"] >= 20
    assert set(data["holidays"]) == {day.isoformat() for day in arranged.holidays}
    assert set(data["workdays"]) == {day.isoformat() for day in arranged.workdays}


def test_both_count_every_day_of_the_years_covered_alike() -> None:
    python, arranged = Python(), known()
    asked = [(f"months_from('{year}-01-01', '{year}-12-01').map(m, 1)", context({})) for year in (arranged.first,)]
    for year in range(arranged.first, arranged.last + 1):
        for month in range(1, 13):
            first = f"'{year}-{month:02d}-01'"
            asked.append((f"workdays_between({first}, days_after(months_after({first}, 1), -1))", context({})))
            asked.append((f"add_workdays({first}, 13)", context({})))
    answers = browser(asked)
    said = [python.value(expression, bound) for expression, bound in asked]
    assert said == answers
    # Only where the thirteenth working day is past the last year may nobody tell.
    assert said.count("error") == 0


@pytest.mark.parametrize("day", ["1999-06-01", "2100-06-01"])
def test_outside_the_years_covered_both_say_that_nobody_can_tell(day: str) -> None:
    from tests.rules.world import template

    rule = {"require": "workdays_between(met_on, days_after(met_on, 10)) >= 5"}
    made = template(only=rule)
    findings = check_record(RuleBook(made), {"met_on": day}, today=TODAY)
    jobs = [
        {"do": "calendar", "data": as_data()},
        {"do": "kit", "kit": kit_of(made)},
        {"do": "record", "kit": made.id, "values": {"met_on": day}, "today": TODAY},
    ]
    assert run("rules", jobs)[-1] == [finding.as_dict() for finding in findings]
    (only,) = findings
    assert only.code == "rule-undetermined"
    assert f"只收录了 {known().first} 年到 {known().last} 年" in only.message


# -- records ---------------------------------------------------------------------------------------


@cache
def templates() -> dict[str, Template]:
    return dict(load(ROOT).templates)


def spoilt(item: Field) -> Any:
    """Return a value that the field's type does not take, or that lies outside its bounds."""
    if item.type is FieldType.TABLE:
        return [{"no_such_column": 1, **dict.fromkeys(item.columns, "乱写")}, {}]
    if item.type is FieldType.PEOPLE:
        return ["甲同志", ""]
    if item.type is FieldType.INTEGER:
        return (item.min or 0) - 1 if len(item.id) % 2 else 2**53
    return ["乱写", {"a": True, "b": 1.5, "c": None}]


def records(template: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the example, the counterexamples, the example with one thing missing, and one with all things spoilt."""
    example = {key: value for key, value in template.example.items() if value is not None}
    yield "example", example
    yield "nothing", {}
    for number, counter in enumerate(template.counterexamples, 1):
        changed = {**example, **counter.change}
        yield f"counterexample {number}", {key: value for key, value in changed.items() if value is not None}
    for name in example:
        yield f"without {name}", {key: value for key, value in example.items() if key != name}
    yield "spoilt", {"no_such_field": "x", **{name: spoilt(item) for name, item in template.fields.items()}}


def test_every_record_gets_the_same_findings_to_the_letter() -> None:
    jobs: list[dict[str, Any]] = [{"do": "calendar", "data": as_data()}]
    asked: list[tuple[str, str, dict[str, Any]]] = []
    for template in templates().values():
        jobs.append({"do": "kit", "kit": kit_of(template)})
        for name, values in records(template):
            jobs.append({"do": "record", "kit": template.id, "values": values, "today": TODAY})
            asked.append((template.id, name, values))
    answers = [answer for job, answer in zip(jobs, run("rules", jobs), strict=True) if job["do"] == "record"]
    books = {template.id: RuleBook(template) for template in templates().values()}
    codes: set[str] = set()
    wrong = []
    for (template_id, name, values), answer in zip(asked, answers, strict=True):
        findings = [finding.as_dict() for finding in check_record(books[template_id], values, today=TODAY)]
        codes |= {finding["code"] for finding in findings}
        # As text, so that the order of keys counts too.
        if json.dumps(findings, ensure_ascii=False) != json.dumps(answer, ensure_ascii=False):
            parted = [f"  python  {item}" for item in findings if item not in answer]
            parted += [f"  browser {item}" for item in answer if item not in findings]
            wrong.append("\n".join([f"{template_id}, {name}", *(parted or ["  another order"])]))
    assert not wrong, "\n".join(wrong[:5])
    assert codes >= {
        "field-missing",
        "field-range",
        "field-type",
        "field-unknown",
        "rule-failed",
        "rule-undetermined",
    }
