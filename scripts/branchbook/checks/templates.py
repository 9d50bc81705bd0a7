"""Prove one template complete: text, fields, rules, example and counterexamples fit each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branchbook.checks.record import check_fields, check_record, check_rules
from branchbook.findings import Finding, Severity, Verdict, Where
from branchbook.records.layout import Form, Heading, LayoutError, blocks_of, fields_in, parse
from branchbook.rules import RuleBook, RuleError
from branchbook.rules.lint import RESERVED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.handbook.source import Source
    from branchbook.handbook.template import Template

MUST = Severity.MUST


def _source(template: Template) -> Source:
    if template.source is None:
        raise ValueError(f"template {template.id} was not loaded from a file")
    return template.source


def check_text(template: Template) -> Iterator[Finding]:
    """Every placeholder is a field, every field is used, every label is unique."""
    source = _source(template)
    try:
        parse(template.body)
        blocks = blocks_of(template)
    except LayoutError as error:
        yield Finding(
            "template-layout",
            MUST,
            Where(source.path, source.body_line + error.line),
            str(error),
            "正文的写法见 docs/contributing/add-a-template.md",
        )
        return
    titles = [block for block in blocks if isinstance(block, Heading) and block.level == 1]
    if len(titles) != 1 or blocks[0] != titles[0]:
        yield Finding(
            "template-title", MUST, Where(source.path, source.body_line), "正文第一行应是唯一的 # 标题", "写一个 # 标题"
        )
    used = fields_in(blocks)
    for name in dict.fromkeys(used):
        if name not in template.fields:
            line = next((i for i, text in enumerate(template.body.splitlines()) if name and name in text), 0)
            yield Finding(
                "template-placeholder-unknown",
                MUST,
                Where(source.path, source.body_line + line),
                f"正文用了没有声明的字段「{name}」",
                "在 fields 里声明它，或改正名字",
            )
    in_forms = {cell for block in blocks if isinstance(block, Form) for row in block.rows for cell in row}
    labels: dict[str, str] = {}
    for name, field in template.fields.items():
        where = source.where("fields", name)
        if name in RESERVED:
            yield Finding(
                "template-field-reserved",
                MUST,
                where,
                f"字段名「{name}」是规则语言的保留词",
                "换一个名字，如加后缀 _on、_text",
            )
        if name not in used and template.suffix == ".docx":
            yield Finding(
                "template-field-unused",
                MUST,
                where,
                f"字段「{name}」（{field.label}）正文里没有用到",
                "在正文里放 {{ " + name + " }}，或删去",
            )
        if name in in_forms and used.count(name) > 1:
            yield Finding(
                "template-field-twice", MUST, where, f"字段「{name}」在表格外又写了一次", "表格里的字段只放一处"
            )
        if field.label in labels:
            yield Finding(
                "template-label-duplicate",
                MUST,
                where,
                f"标签「{field.label}」和字段「{labels[field.label]}」重复",
                "改成能分清的标签",
            )
        labels.setdefault(field.label, name)
    if template.dated_by and template.dated_by not in template.fields:
        yield Finding(
            "template-dated-by",
            MUST,
            source.where("dated_by"),
            f"dated_by 指的字段「{template.dated_by}」不存在",
            "改成一个日期字段的 id",
        )


def check_expressions(book: RuleBook) -> Iterator[Finding]:
    """Every expression compiles against the field types and stays in the shared profile."""
    template = book.template
    source = _source(template)
    for rule in template.rules.values():
        for key, expression, boolean in book.expressions(rule):
            try:
                book.compile(expression, boolean=boolean)
            except RuleError as error:
                yield Finding(
                    "rule-expression",
                    MUST,
                    source.where("rules", rule.id, key),
                    f"规则「{rule.id}」的 {key} 不成立：{error}",
                    "改正表达式；能用的写法见 docs/contributing/rules.md",
                )
    for name, field in template.fields.items():
        if field.required_when:
            try:
                book.compile(field.required_when, boolean=True)
            except RuleError as error:
                yield Finding(
                    "rule-expression",
                    MUST,
                    source.where("fields", name, "required_when"),
                    f"字段「{name}」的 required_when 不成立：{error}",
                    "改正表达式",
                )


def check_example(book: RuleBook, *, today: str) -> Iterator[Finding]:
    """The example is complete and passes every rule that applies."""
    template = book.template
    source = template.example_source
    for finding in check_record(book, template.example, today=today):
        keys = [int(part) - 1 if part.isdigit() else part for part in finding.where.field.split(".") if part]
        subject = f"规则「{finding.rule.split('#')[-1]}」：" if finding.rule else ""
        yield Finding(
            "example-" + finding.code,
            MUST,
            source.where(*keys, field_name=finding.where.field),
            f"范例没有通过：{subject}{finding.message}",
            "改正 example.yml，或改正规则",
        )


def changed(template: Template, change: Any) -> dict[str, Any]:
    """Return the example with a counterexample's change laid over it."""
    values = dict(template.example)
    for key, value in change.items():
        if value is None:
            values.pop(key, None)
        else:
            values[key] = value
    return values


def check_counterexamples(book: RuleBook, *, today: str) -> Iterator[Finding]:
    """Every rule has a counterexample that fails it and only it."""
    template = book.template
    source = template.counterexamples_source
    covered: set[tuple[str, str]] = set()
    for index, case in enumerate(template.counterexamples):
        where = source.where("counterexamples", index)
        if case.rule not in template.rules:
            yield Finding("counterexample-rule-unknown", MUST, where, f"没有规则「{case.rule}」", "改成已有的规则 id")
            continue
        unknown = [key for key in case.change if key not in template.fields]
        if unknown:
            yield Finding("counterexample-field-unknown", MUST, where, f"没有字段「{unknown[0]}」", "改成已有的字段 id")
            continue
        values = changed(template, case.change)
        findings = check_rules(book, values, today=today)
        wanted = Verdict(case.expect)
        hit = [item for item in findings if item.rule.endswith("#" + case.rule) and item.verdict is wanted]
        others = [item for item in findings if item.verdict is Verdict.FAIL and not item.rule.endswith("#" + case.rule)]
        others += [item for item in check_fields(book, values, today=today) if item.code != "field-missing"]
        if not hit:
            yield Finding(
                "counterexample-passes",
                MUST,
                where,
                f"规则「{case.rule}」的反例没有被判为{wanted.label}",
                "改反例的数，或检查规则是否写反了",
            )
        elif others:
            yield Finding(
                "counterexample-not-alone",
                MUST,
                where,
                f"规则「{case.rule}」的反例还触犯了别的：{others[0].message}",
                "只改这条规则管的那一处",
            )
        else:
            covered.add((case.rule, case.expect))
    for rule in template.rules.values():
        where = _source(template).where("rules", rule.id)
        if not any(name == rule.id for name, _ in covered) and not any(
            c.rule == rule.id for c in template.counterexamples
        ):
            yield Finding(
                "rule-without-counterexample",
                MUST,
                where,
                f"规则「{rule.id}」没有反例",
                "在 counterexamples.yml 里加一份只触犯它的记录",
            )
        elif rule.doubt_when and not any(
            c.rule == rule.id and c.expect == "undetermined" for c in template.counterexamples
        ):
            yield Finding(
                "rule-doubt-without-counterexample",
                MUST,
                where,
                f"规则「{rule.id}」的“无法判断”没有反例",
                "加一份 expect: undetermined 的记录",
            )


def check_template(template: Template, *, today: str) -> list[Finding]:
    """Prove one template complete; expressions that do not compile stop the rest."""
    book = RuleBook(template)
    findings = [*check_text(template), *check_expressions(book)]
    if any(finding.code in {"rule-expression", "template-field-reserved"} for finding in findings):
        return findings
    return [*findings, *check_example(book, today=today), *check_counterexamples(book, today=today)]
