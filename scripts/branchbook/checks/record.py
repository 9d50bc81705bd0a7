"""Check one record against its template: blanks, types, then rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branchbook.findings import Finding, Severity, Verdict, Where
from branchbook.handbook.template import FieldType
from branchbook.rules import LARGEST, RuleBook, is_given, readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from branchbook.handbook.template import Field, Template
    from branchbook.rules.engine import Judgement

#: What a field of each type should look like, for the mend sentence.
_FORMS = {
    FieldType.INTEGER: "写整数，如 23",
    FieldType.DATE: "写全年、月、日，如 2026-06-05，并且是真有的一天",
    FieldType.DATETIME: "写全日期和时间，如 2026-06-05 14:30",
    FieldType.RATIO: "写成几分之几，如 21/23",
    FieldType.PEOPLE: "一人一项列出姓名",
    FieldType.TABLE: "一行一条，按列填写",
}


def quoted(value: Any) -> str:
    """Say a value as it was given; the browser says it in the same words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return str(value) if isinstance(value, int) and abs(value) <= LARGEST else "读不出的数"
    if isinstance(value, list):
        return "、".join(quoted(item) for item in value)
    if isinstance(value, dict):
        return "，".join(f"{key}：{quoted(cell)}" for key, cell in value.items())
    return "" if value is None else str(value)


def _of_type(field: Field, value: Any, where: Where, name: str) -> Iterator[Finding]:
    """Say that a given value cannot be read, or lies outside the field's bounds."""
    if not readable(field, value):
        mend = _FORMS.get(field.type) or (f"从 {'、'.join(field.choices)} 中选一个" if field.choices else "写成文字")
        yield Finding("field-type", Severity.MUST, where, f"“{name}”写的是「{quoted(value)}」，读不出来", mend)
        return
    noun = {FieldType.TABLE: "行", FieldType.PEOPLE: "人", FieldType.INTEGER: ""}.get(field.type)
    if noun is None:
        return
    size = len(value) if noun else value
    if field.min is not None and size < field.min:
        message = f"“{name}”是 {size}{noun}，不应少于 {field.min}{noun}"
        yield Finding("field-range", Severity.MUST, where, message, "核对后改正")
    if field.max is not None and size > field.max:
        message = f"“{name}”是 {size}{noun}，不应多于 {field.max}{noun}"
        yield Finding("field-range", Severity.MUST, where, message, "核对后改正")


def _unknown(name: str, message: str) -> Finding:
    return Finding("field-unknown", Severity.MUST, Where(field=name), message, "改成模板里有的，或删去")


def _missing(name: str, label: str, field: Field) -> Finding:
    asked = f"（{field.asked_by}要求）" if field.asked_by else ""
    return Finding("field-missing", Severity.MUST, Where(field=name), f"{label}没有填{asked}", field.help or "补填")


def check_fields(book: RuleBook, values: Mapping[str, Any], *, today: str) -> list[Finding]:
    """Check blanks and types; blanks that must be filled are failures of our own forms."""
    fields = book.template.fields
    findings = [_unknown(name, f"这份材料没有“{name}”这一项") for name in values if name not in fields]
    bound: Mapping[str, Any] | None = None  # made once, and only for forms that ask for it
    for name, field in fields.items():
        value = values.get(name)
        if not is_given(value):
            if field.required_when and bound is None:
                bound = book.bind(values, today=today)
            if field.required or (bound is not None and field.required_when and book.true(field.required_when, bound)):
                findings.append(_missing(name, f"“{field.label}”", field))
            continue
        findings += _of_type(field, value, Where(field=name), field.label)
        if isinstance(value, list) and field.type is FieldType.TABLE and readable(field, value):
            findings += _rows(field, value)
    return findings


def _rows(field: Field, rows: list[dict[str, Any]]) -> Iterator[Finding]:
    for number, row in enumerate(rows, 1):
        for key in row:
            if key not in field.columns:
                yield _unknown(f"{field.id}.{number}.{key}", f"“{field.label}”没有“{key}”这一列")
        for key, column in field.columns.items():
            cell, where = row.get(key), Where(field=f"{field.id}.{number}.{key}")
            name = f"{field.label}第{number}行“{column.label}”"
            if is_given(cell):
                yield from _of_type(column, cell, where, name)
            elif column.required:
                yield _missing(where.field, name, column)


def rule_findings(template: Template, judgements: Iterable[Judgement]) -> list[Finding]:
    """Return what rules said of a record; passes and rules that do not apply yield nothing."""
    findings = []
    for judgement in judgements:
        if judgement.verdict in {None, Verdict.PASS}:
            continue
        rule = judgement.rule
        failed = judgement.verdict is Verdict.FAIL
        findings.append(
            Finding(
                "rule-failed" if failed else "rule-undetermined",
                rule.severity if failed else Severity.HINT,
                Where(field="、".join(judgement.missing)),
                judgement.message,
                judgement.mend,
                judgement.verdict or Verdict.FAIL,
                tuple(rule.basis),
                tuple(rule.defects),
                f"{template.id}#{rule.id}",
            )
        )
    return findings


def check_record(book: RuleBook, values: Mapping[str, Any], *, today: str) -> list[Finding]:
    """Check a record's blanks, types and rules.

    Args:
        book: the compiled rules of the record's template.
        values: the record's values, by field id.
        today: the day of the check, `YYYY-MM-DD`.
    """
    judgements = book.judge_all(values, today=today)
    return check_fields(book, values, today=today) + rule_findings(book.template, judgements)
