"""Prove one template complete: text, fields, rules, example and counterexamples fit each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from branchbook.checks.record import check_fields, check_record
from branchbook.findings import Finding, Severity, Verdict, Where
from branchbook.handbook.source import Source
from branchbook.handbook.template import FieldType
from branchbook.records.layout import Form, Heading, LayoutError, blocks_of, fields_in, parse
from branchbook.rules import NO_SETTINGS, Judgement, RuleBook, RuleError, Settings
from branchbook.rules.lint import KEYWORDS, RESERVED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from branchbook.handbook.template import Counterexample, Field, Template
    from branchbook.records.layout import Block

MUST, SHOULD, HINT = Severity.MUST, Severity.SHOULD, Severity.HINT

_PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z0-9_.-]*)\s*\}\}")
_FORMULA_SLOT = re.compile(r"\{([A-Za-z0-9_.]+)\}")


def _source(template: Template) -> Source:
    if template.source is None:
        raise ValueError(f"template {template.id} was not loaded from a file")
    return template.source


def _body(template: Template, offset: int = 0) -> Where:
    """The place of a line of the body, which may be its shared base's."""
    source = _source(template)
    if template.extends and not source.body.strip():
        return Where(f"templates/_shared/bases/{template.extends}.md")
    return Where(source.path, source.body_line + offset)


# ---- text ----------------------------------------------------------------------------------------------------


def _slips(template: Template) -> Iterator[Finding]:
    """What looks like our marks and is none, so that it would be printed as it stands."""
    open_line: int | None = None
    for number, line in enumerate(template.body.splitlines()):
        if re.match(r"^:::", line.strip()):
            closing = line.strip() == ":::"
            if closing is (open_line is None):
                yield Finding(
                    "template-layout",
                    MUST,
                    _body(template, number),
                    "::: 没有成对",
                    "每个 ::: form、::: sign 都用单独一行 ::: 结束",
                )
            open_line = None if closing else number
        rest = _PLACEHOLDER.sub("", line)
        if "{{" in rest or "}}" in rest or re.search(r"(?<!\{)\{\s*[a-z_]+\s*\}(?!\})", rest):
            yield Finding(
                "template-placeholder-broken",
                MUST,
                _body(template, number),
                f"占位符没有写对：{line.strip()[:30]}",
                "写成 {{ 字段 }}，两边各两个花括号",
            )
    if open_line is not None:
        yield Finding(
            "template-layout", MUST, _body(template, open_line), "::: 没有结束", "在表格或落款后面加单独一行 :::"
        )


def _placeholders(template: Template, used: list[str]) -> Iterator[Finding]:
    lines = template.body.splitlines()
    for name in dict.fromkeys(used):
        if name not in template.fields:
            word = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])")
            line = next((number for number, text in enumerate(lines) if word.search(text)), 0)
            message = f"正文用了没有声明的字段「{name}」"
            yield Finding(
                "template-placeholder-unknown", MUST, _body(template, line), message, "在 fields 里声明它，或改正名字"
            )


def _uses(template: Template, blocks: tuple[Block, ...], used: list[str]) -> Iterator[Finding]:
    source = _source(template)
    cells = [cell for block in blocks if isinstance(block, Form) for row in block.rows for cell in row]
    for name, field in template.fields.items():
        where = source.where("fields", name)
        if name not in used and template.suffix == ".docx":
            message = f"字段「{name}」（{field.label}）正文里没有用到"
            yield Finding("template-field-unused", MUST, where, message, "在正文里放 {{ " + name + " }}，或删去")
        if name in cells and used.count(name) > 1:
            message = f"字段「{name}」放进了表格，又在别处写了一次"
            yield Finding("template-field-twice", MUST, where, message, "表格里的字段只放一处")


def check_text(template: Template) -> Iterator[Finding]:
    """The body can be drawn: one title, whole marks, every placeholder a field, every field used."""
    slips = list(_slips(template))
    yield from slips
    try:
        parse(template.body)
        blocks = blocks_of(template)
    except LayoutError as error:
        if not any(finding.code == "template-layout" for finding in slips):
            where = _body(template, error.line)
            yield Finding(
                "template-layout", MUST, where, str(error), "正文的写法见 docs/contributing/add-a-template.md"
            )
        return
    titles = [block for block in blocks if isinstance(block, Heading) and block.level == 1]
    if len(titles) != 1 or blocks[0] != titles[0]:
        yield Finding("template-title", MUST, _body(template), "正文第一行应是唯一的 # 标题", "写一个 # 标题")
    if not slips:
        used = fields_in(blocks)
        yield from _placeholders(template, used)
        yield from _uses(template, blocks, used)


# ---- fields --------------------------------------------------------------------------------------------------


def _names(fields: Mapping[str, Field], source: Source, keys: tuple[str, ...]) -> Iterator[Finding]:
    """Names and labels of fields, or of one table's columns."""
    reserved = KEYWORDS if len(keys) > 1 else RESERVED
    labels: dict[str, str] = {}
    for name, field in fields.items():
        where = source.where(*keys, name)
        if name in reserved:
            mend = "换一个名字，如加后缀 _on、_text"
            yield Finding("template-field-reserved", MUST, where, f"字段名「{name}」是规则语言的保留词", mend)
        other = labels.setdefault(field.label, name)
        if other != name:
            message = f"标签「{field.label}」和字段「{other}」重复"
            yield Finding("template-label-duplicate", MUST, where, message, "改成能分清的标签")
        if field.min is not None and field.max is not None and field.min > field.max:
            message = f"字段「{name}」的下限 {field.min} 大于上限 {field.max}"
            yield Finding("template-field-bounds", MUST, where, message, "改正 min 或 max")
        if field.columns:
            yield from _names(field.columns, source, (*keys, name, "columns"))


def _formulas(template: Template) -> Iterator[Finding]:
    source = _source(template)
    for name, field in template.fields.items():
        if field.formula and template.suffix != ".xlsx":
            where = source.where("fields", name, "formula")
            yield Finding(
                "template-formula", MUST, where, f"字段「{name}」的公式用不上，这份材料不是表格文件", "删去 formula"
            )
        for slot in _FORMULA_SLOT.findall(field.formula):
            base, _, column = slot.partition(".")
            target = template.fields.get(base)
            if target is None or (column and column not in target.columns):
                where = source.where("fields", name, "formula")
                yield Finding(
                    "template-formula",
                    MUST,
                    where,
                    f"公式里的 {{{slot}}} 没有这个字段或列",
                    "改成已有的 {字段} 或 {表.列}",
                )


def check_declarations(template: Template) -> Iterator[Finding]:
    """Every field's name, label, bounds and formula make sense, and the date of the record is a date."""
    source = _source(template)
    yield from _names(template.fields, source, ("fields",))
    yield from _formulas(template)
    dated_by = template.dated_by
    if dated_by is None:
        return
    field = template.fields.get(dated_by)
    if field is None or field.type not in {FieldType.DATE, FieldType.DATETIME}:
        what = "不存在" if field is None else "不是日期"
        where = source.where("dated_by")
        yield Finding(
            "template-dated-by", MUST, where, f"dated_by 指的字段「{dated_by}」{what}", "改成一个日期字段的 id"
        )


# ---- expressions ---------------------------------------------------------------------------------------------


def _compiles(book: RuleBook, expression: str, where: Where, what: str, *, boolean: bool) -> Iterator[Finding]:
    try:
        book.compile(expression, boolean=boolean)
    except RuleError as error:
        mend = "改正表达式；能用的写法见 docs/contributing/rules.md"
        yield Finding("rule-expression", MUST, where, f"{what}不成立：{error}", mend)


def check_expressions(book: RuleBook) -> Iterator[Finding]:
    """Every expression compiles against the field types and stays in the shared profile."""
    source = _source(book.template)
    for rule in book.template.rules.values():
        for key, expression, boolean in book.expressions(rule):
            where = source.where("rules", rule.id, key)
            yield from _compiles(book, expression, where, f"规则「{rule.id}」的 {key} ", boolean=boolean)
        if rule.effective_from and rule.effective_to and rule.effective_from > rule.effective_to:
            where = source.where("rules", rule.id, "effective_to")
            message = f"规则「{rule.id}」从 {rule.effective_from} 起、到 {rule.effective_to} 止，没有一天管用"
            yield Finding("rule-never-applies", MUST, where, message, "改正 effective_from 或 effective_to")
    for name, field in book.template.fields.items():
        if field.required_when:
            where = source.where("fields", name, "required_when")
            yield from _compiles(book, field.required_when, where, f"字段「{name}」的 required_when ", boolean=True)


# ---- example and counterexamples -----------------------------------------------------------------------------


def _keys(field: str) -> list[str | int]:
    """`votes.2.yes` as keys of the example: votes, 1, yes."""
    first = field.partition("、")[0]
    return [int(part) - 1 if part.isdigit() else part for part in first.split(".") if part]


def check_example(book: RuleBook, *, today: str) -> Iterator[Finding]:
    """The example is complete and passes every rule that applies."""
    source: Source = book.template.example_source
    for finding in check_record(book, book.template.example, today=today):
        where = source.where(*_keys(finding.where.field), field_name=finding.where.field)
        subject = f"规则「{finding.rule.split('#')[-1]}」：" if finding.rule else ""
        message = f"范例没有通过：{subject}{finding.message}"
        yield Finding("example-" + finding.code, MUST, where, message, "改正 example.yml，或改正规则")


def changed(template: Template, change: Mapping[str, Any]) -> dict[str, Any]:
    """Return the example with a counterexample's change laid over it; None takes a value away."""
    values = {**template.example, **change}
    return {name: value for name, value in values.items() if value is not None}


def _others(book: RuleBook, case: Counterexample, judged: list[Judgement], *, today: str) -> Iterator[str]:
    """Yield what else is wrong with a counterexample besides its own rule."""
    for item in judged:
        if item.rule.id != case.rule and item.verdict is Verdict.FAIL:
            yield f"规则「{item.rule.id}」：{item.message}"
    for finding in check_fields(book, changed(book.template, case.change), today=today):
        if finding.code != "field-missing":
            yield finding.message


def _counterexample(
    book: RuleBook, case: Counterexample, where: Where, judged: list[Judgement], *, today: str
) -> Iterator[Finding]:
    wanted = Verdict(case.expect)
    own = next(item for item in judged if item.rule.id == case.rule)
    others = list(_others(book, case, judged, today=today))
    if own.verdict is not wanted:
        message = (
            f"规则「{case.rule}」的反例应是{wanted.label}，得到的是{own.verdict.label if own.verdict else '不适用'}"
        )
        yield Finding("counterexample-passes", MUST, where, message, "改反例的数，或检查规则是否写反了")
    elif others:
        message = f"规则「{case.rule}」的反例还触犯了别的：{others[0]}"
        yield Finding("counterexample-not-alone", MUST, where, message, "只改这条规则管的那一处")
    elif "＿" in own.message + own.mend:
        message = f"规则「{case.rule}」在这份反例上说的话有空：{own.message}"
        yield Finding("rule-message-blank", SHOULD, where, message, "{…} 里只用这时一定有值的字段")


def _unknown(template: Template, case: Counterexample, where: Where) -> Iterator[Finding]:
    if case.rule not in template.rules:
        yield Finding("counterexample-rule-unknown", MUST, where, f"没有规则「{case.rule}」", "改成已有的规则 id")
    for key in case.change:
        if key not in template.fields:
            yield Finding("counterexample-field-unknown", MUST, where, f"没有字段「{key}」", "改成已有的字段 id")


def _proven(template: Template, verdicts: Mapping[str, set[Verdict | None]]) -> Iterator[Finding]:
    """Every rule was seen to apply, to fail and to hold."""
    for rule in template.rules.values():
        where = _source(template).where("rules", rule.id)
        expected = {case.expect for case in template.counterexamples if case.rule == rule.id} - {"pass"}
        seen = verdicts[rule.id]
        if not expected:
            continue
        if rule.doubt_when and "undetermined" not in expected:
            message = f"规则「{rule.id}」的“无法判断”没有反例"
            yield Finding(
                "rule-doubt-without-counterexample", MUST, where, message, "加一份 expect: undetermined 的记录"
            )
        elif seen == {None}:
            message = f"规则「{rule.id}」在范例和全部反例上都不适用，等于没有试过"
            yield Finding("rule-never-applies", MUST, where, message, "检查 when，让至少一份记录用得上它")
        elif Verdict.PASS not in seen:
            message = f"规则「{rule.id}」没有一份记录是合格的，看不出它会不会错怪人"
            yield Finding(
                "rule-never-passes", HINT, where, message, "在 counterexamples.yml 里加一份 expect: pass 的记录"
            )


def _judged(book: RuleBook, *, today: str) -> Iterator[Finding]:
    template = book.template
    source: Source = template.counterexamples_source or Source(_source(template).path, {})
    verdicts: dict[str, set[Verdict | None]] = {name: set() for name in template.rules}
    for item in book.judge_all(template.example, today=today):
        verdicts[item.rule.id].add(item.verdict)
    for index, case in enumerate(template.counterexamples):
        if case.rule in template.rules and case.change.keys() <= template.fields.keys():
            own = RuleBook(template, book.settings.but(case.params)) if case.params else book
            judged = own.judge_all(changed(template, case.change), today=today)
            for item in judged:
                verdicts[item.rule.id].add(item.verdict)
            yield from _counterexample(own, case, source.where("counterexamples", index), judged, today=today)
    yield from _proven(template, verdicts)


def check_counterexamples(book: RuleBook, *, today: str, sound: bool = True) -> Iterator[Finding]:
    """Every rule has a counterexample that fails it and only it.

    Args:
        book: the compiled rules of a template.
        today: the day of the check, `YYYY-MM-DD`.
        sound: whether the example that they change is sound; if not, what they prove waits until it is.
    """
    template = book.template
    source: Source = template.counterexamples_source or Source(_source(template).path, {})
    for index, case in enumerate(template.counterexamples):
        yield from _unknown(template, case, source.where("counterexamples", index))
    covered = {case.rule for case in template.counterexamples if case.expect != "pass"}
    for name in template.rules:
        if name not in covered:
            where = _source(template).where("rules", name)
            mend = "在 counterexamples.yml 里加一份只触犯它的记录"
            yield Finding("rule-without-counterexample", MUST, where, f"规则「{name}」没有反例", mend)
    if sound:
        yield from _judged(book, today=today)


def check_template(template: Template, settings: Settings = NO_SETTINGS, *, today: str) -> list[Finding]:
    """Prove one template complete; expressions that do not compile stop the rest.

    Args:
        template: a template that was loaded from files.
        settings: what each unit sets for itself, by default.
        today: the day of the check, `YYYY-MM-DD`.

    Raises:
        ValueError: when the template was not loaded from files.
    """
    declared = list(check_declarations(template))
    findings = [*check_text(template), *declared]
    if any(finding.code == "template-field-reserved" for finding in declared):
        return findings
    book = RuleBook(template, settings)
    expressions = list(check_expressions(book))
    findings += expressions
    if any(finding.code == "rule-expression" for finding in expressions):
        return findings
    example = list(check_example(book, today=today))
    return [*findings, *example, *check_counterexamples(book, today=today, sound=not example)]
