"""Prove the kinds of hand-typed records: what they name exists, examples are read as expected, rules are proven."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from branchbook.checks.record import check_fields
from branchbook.findings import Finding, Severity, Verdict, Where
from branchbook.handbook.template import FieldType
from branchbook.records.layout import LayoutError, blocks_of, fields_in
from branchbook.records.recognise import Recogniser
from branchbook.records.typed import read_typed
from branchbook.records.typed_page import page_of_text
from branchbook.rules import RuleBook, RuleError, Settings
from branchbook.rules.lint import RESERVED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from branchbook.checks.texts import Library
    from branchbook.handbook import Handbook
    from branchbook.handbook.kinds import Kind, KindCounterexample, KindExample
    from branchbook.handbook.template import Template

MUST, SHOULD, HINT = Severity.MUST, Severity.SHOULD, Severity.HINT

#: A kind with rules of its own is shown in at least two layouts.
LEAST_EXAMPLES = 2


def _at(kind: Kind, *keys: str | int) -> Where:
    return kind.source.where(*keys) if kind.source else Where(kind.path)


def _rule_at(kind: Kind, rule: str) -> Where:
    source = kind.rule_sources.get(rule)
    return source.where("rules", rule) if source else _at(kind)


# ---- declarations ------------------------------------------------------------------------------------------------


def _named(kind: Kind) -> Iterator[tuple[tuple[str, str], str, tuple[FieldType, ...]]]:
    """Yield every field that a kind names outside `fields`: where, its id, the types that it may have."""
    days = (FieldType.DATE, FieldType.DATETIME)
    yield from ((("places", place), name, ()) for place, name in kind.places.items())
    for name, raw in kind.written.items():
        yield ("written", name), name, days
        yield ("written", name), raw, (FieldType.TEXT,)
    for name, pair in kind.clock.items():
        yield ("clock", name), name, days
        yield from ((("clock", name), end, (FieldType.TEXT,)) for end in pair)
    yield from ((("lists", name), name, (FieldType.TABLE,)) for name in kind.lists)
    yield from ((("prose", name), name, ()) for name in kind.prose)
    if kind.dated_by:
        yield ("dated_by", ""), kind.dated_by, days


def _declarations(kind: Kind, template: Template) -> Iterator[Finding]:
    for (part, key), name, types in _named(kind):
        field = template.fields.get(name)
        if field is None or (types and field.type not in types):
            what = "没有声明" if field is None else f"的类型是 {field.type.value}，这里用不了"
            yield Finding(
                "kind-field-unknown", MUST, _at(kind, part, key), f"{part} 里的字段「{name}」{what}", "改成合适的字段"
            )
    for name in kind.names:
        if name not in template.fields:
            message = f"names 里的字段「{name}」，模板「{kind.template}」没有"
            yield Finding("kind-field-unknown", MUST, _at(kind, "names", name), message, "改成模板里有的字段")
    for name, columns in kind.columns.items():
        table = template.fields.get(name)
        for column in columns:
            if table is None or column not in table.columns:
                message = f"columns 里的「{name}」的列「{column}」，模板「{kind.template}」没有"
                yield Finding("kind-field-unknown", MUST, _at(kind, "columns", name), message, "改成模板的表格里有的列")
    for name in kind.fields:
        if name in RESERVED:
            message = f"字段名「{name}」是规则语言的保留词"
            yield Finding("template-field-reserved", MUST, _at(kind, "fields", name), message, "换一个名字")
    owners: dict[str, str] = {}
    for name, field in template.fields.items() if kind.template is None else ():
        for word in dict.fromkeys((field.label, *field.aliases)):
            owner = owners.setdefault(word, name)
            if owner != name:
                message = f"“{word}”既是「{owner}」又是「{name}」，读到它不知道是哪一个"
                yield Finding("kind-label-twice", SHOULD, _at(kind, "fields"), message, "只留一处")
    if kind.template and kind.source and "template" in kind.source.data and template.id != kind.template:
        message = f"没有模板「{kind.template}」"
        yield Finding("template-unknown", MUST, _at(kind, "template"), message, "改成已有的模板 id")


def _expressions(kind: Kind, book: RuleBook) -> Iterator[Finding]:
    for rule in kind.rules.values():
        for key, expression, boolean in book.expressions(rule):
            try:
                book.compile(expression, boolean=boolean)
            except RuleError as error:
                message = f"{kind.title}的规则「{rule.id}」的 {key} 不成立：{error}"
                mend = "改正表达式；能用的写法见 docs/contributing/rules.md"
                yield Finding("rule-expression", MUST, _rule_at(kind, rule.id), message, mend)


# ---- examples ----------------------------------------------------------------------------------------------------


def _file(example: KindExample) -> str:
    return f"{example.file.rpartition('.')[0] or 'example'}.txt"


def _shown(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else text[:60] + "…"


def _read(kind: Kind, example: KindExample, recogniser: Recogniser) -> tuple[str, dict[str, Any]]:
    """Return what an example is taken for, and what is read from it."""
    page = page_of_text(example.text)
    known = recogniser.recognise(page, _file(example)).kind
    return known.id if known else "", dict(read_typed(page, kind, recogniser.templates[kind.id]).values)


def expected(kind: Kind, example: KindExample) -> dict[str, Any]:
    """Return what rules see of an example: what should be read from it, and its whole text where the kind keeps it."""
    whole = kind.places.get("whole")
    return {**example.expect, **({whole: example.text} if whole else {})}


def _examples(kind: Kind, book: RuleBook, recogniser: Recogniser, *, today: str) -> Iterator[Finding]:
    aside = {name for place, name in kind.places.items() if place in {"whole", "blanks"}}
    for index, example in enumerate(kind.examples):
        where = _at(kind, "examples", index)
        taken, values = _read(kind, example, recogniser)
        if taken != kind.id:
            message = f"范例“{example.name}”没有认成{kind.title}，认成了「{taken or '不知道是什么'}」"
            yield Finding("kind-example-misread", MUST, where, message, "改 recognise、unless、wording，或改范例的标题")
        for name in dict.fromkeys([*example.expect, *values]):
            wanted, found = example.expect.get(name), values.get(name)
            if name not in aside and wanted != found:
                message = f"范例“{example.name}”的「{name}」应读到「{_shown(wanted)}」，读到的是「{_shown(found)}」"
                mend = "改 aliases、prose、lists，或改 expect"
                yield Finding("kind-example-misread", MUST, where, message, mend)
        judged = book.judge_all(expected(kind, example), today=today)
        for item in judged:
            strict = index == 0 or item.rule.severity is not HINT
            if item.rule.id in kind.rules and strict and item.verdict in {Verdict.FAIL, Verdict.UNDETERMINED}:
                message = f"范例“{example.name}”没有通过规则「{item.rule.id}」：{item.message}"
                yield Finding("example-rule-failed", MUST, where, message, "改范例，或改规则")
    if kind.rules and len(kind.examples) < LEAST_EXAMPLES:
        message = f"{kind.title}有规则，范例只有 {len(kind.examples)} 份"
        yield Finding("kind-examples-few", MUST, _at(kind), message, "写两份样子不同的范例")


# ---- counterexamples ---------------------------------------------------------------------------------------------


def values_of(kind: Kind, case: KindCounterexample, recogniser: Recogniser) -> dict[str, Any]:
    """Return what rules see of a counterexample; a field of another kind that shares the base is left out."""
    if case.text:
        page = page_of_text(case.text)
        return dict(read_typed(page, kind, recogniser.templates[kind.id]).values)
    fields = recogniser.templates[kind.id].fields
    base = expected(kind, kind.examples[0]) if kind.examples else {}
    changed = {**base, **{name: value for name, value in case.change.items() if name in fields}}
    return {name: value for name, value in changed.items() if value is not None}


def _own(kind: Kind, case: KindCounterexample) -> bool:
    """Tell whether a counterexample stands in the kind's own file, where a strange field is a slip."""
    written = (kind.source.data if kind.source else {}).get("counterexamples") or []
    return any(isinstance(item, dict) and item.get("why") == case.why for item in written)


def _counterexample(
    kind: Kind, case: KindCounterexample, book: RuleBook, values: Mapping[str, Any], *, today: str
) -> Iterator[Finding]:
    judged = book.judge_all(values, today=today)
    where = _rule_at(kind, case.rule)
    own = next(item for item in judged if item.rule.id == case.rule)
    wanted = Verdict(case.expect)
    others = [
        f"规则「{item.rule.id}」：{item.message}"
        for item in judged
        if item.rule.id != case.rule and item.rule.id in kind.rules and item.verdict is Verdict.FAIL
    ]
    others += [item.message for item in check_fields(book, values, today=today) if item.code != "field-missing"]
    if own.verdict is not wanted:
        got = own.verdict.label if own.verdict else "不适用"
        message = f"{kind.title}的规则「{case.rule}」，反例“{case.why}”应是{wanted.label}，得到的是{got}"
        yield Finding("counterexample-passes", MUST, where, message, "改反例的数，或检查规则是否写反了")
    elif others:
        message = f"{kind.title}的规则「{case.rule}」，反例“{case.why}”还触犯了别的：{others[0]}"
        yield Finding("counterexample-not-alone", MUST, where, message, "只改这条规则管的那一处")
    elif "＿" in own.message + own.mend:
        message = f"{kind.title}的规则「{case.rule}」在反例“{case.why}”上说的话有空：{own.message}"
        yield Finding("rule-message-blank", SHOULD, where, message, "{…} 里只用这时一定有值的字段")


def _counterexamples(kind: Kind, book: RuleBook, recogniser: Recogniser, *, today: str) -> Iterator[Finding]:
    proven: dict[str, set[str]] = {name: set() for name in kind.rules}
    held = set().union(*(_held(book, expected(kind, item), today=today) for item in kind.examples))
    for case in kind.counterexamples:
        if case.rule not in kind.rules:
            where = _at(kind, "counterexamples")
            yield Finding("counterexample-rule-unknown", MUST, where, f"没有规则「{case.rule}」", "改成已有的规则 id")
            continue
        strange = [name for name in case.change if name not in book.template.fields] if _own(kind, case) else []
        if strange:
            where = _at(kind, "counterexamples")
            yield Finding("counterexample-field-unknown", MUST, where, f"没有字段「{strange[0]}」", "改成已有的字段 id")
            continue
        proven[case.rule].add(case.expect)
        judge = RuleBook(book.template, book.settings.but(case.params)) if case.params else book
        values = values_of(kind, case, recogniser)
        held |= _held(judge, values, today=today)
        yield from _counterexample(kind, case, judge, values, today=today)
    for rule in kind.rules.values():
        if not proven[rule.id] - {"pass"}:
            message = f"{kind.title}的规则「{rule.id}」没有反例"
            mend = "在 counterexamples 里加一份只触犯它的"
            yield Finding("rule-without-counterexample", MUST, _rule_at(kind, rule.id), message, mend)
        elif rule.doubt_when and "undetermined" not in proven[rule.id]:
            message = f"{kind.title}的规则「{rule.id}」的“无法判断”没有反例"
            mend = "加一份 expect: undetermined 的"
            yield Finding("rule-doubt-without-counterexample", MUST, _rule_at(kind, rule.id), message, mend)
        elif rule.id not in held:
            message = f"{kind.title}的规则「{rule.id}」没有一份记录是合格的，看不出它会不会错怪人"
            mend = "加一份 expect: pass 的"
            yield Finding("rule-never-passes", HINT, _rule_at(kind, rule.id), message, mend)


def _held(book: RuleBook, values: Mapping[str, Any], *, today: str) -> set[str]:
    """Return the rules that a record keeps."""
    return {item.rule.id for item in book.judge_all(values, today=today) if item.verdict is Verdict.PASS}


def check_kind(
    handbook: Handbook, kind: Kind, recogniser: Recogniser, settings: Settings, *, today: str
) -> list[Finding]:
    """Prove one kind; what stands on broken declarations waits until they are mended.

    Args:
        handbook: the handbook.
        kind: one of its kinds.
        recogniser: knows all of its kinds.
        settings: what each unit sets for itself.
        today: the day of the check, `YYYY-MM-DD`.
    """
    template = recogniser.templates[kind.id]
    findings = list(_declarations(kind, template))
    for rule in kind.rules.values():
        for defect in rule.defects:
            if defect not in handbook.defects:
                message = f"{kind.title}的规则「{rule.id}」指的常见问题「{defect}」没有"
                findings.append(
                    Finding(
                        "defect-unknown", MUST, _rule_at(kind, rule.id), message, "改成已有的号，或先写进 docs/defects/"
                    )
                )
    if any(item.code in {"kind-field-unknown", "template-field-reserved", "template-unknown"} for item in findings):
        return findings
    book = RuleBook(template, settings)
    broken = list(_expressions(kind, book))
    if broken:
        return [*findings, *broken]
    findings += _examples(kind, book, recogniser, today=today)
    return [*findings, *_counterexamples(kind, book, recogniser, today=today)]


def _drawable(handbook: Handbook) -> dict[str, Template]:
    """Return the templates whose text can be drawn; what is wrong with the others is told where it stands."""
    found = {}
    for name, template in handbook.templates.items():
        with suppress(LayoutError):
            if template.fields.keys() >= set(fields_in(blocks_of(template))):
                found[name] = template
    return found


def check_kinds(library: Library, *, today: str) -> Iterator[Finding]:
    """Prove every kind of hand-typed record."""
    handbook = library.handbook
    if not handbook.kinds:
        return
    recogniser = Recogniser(handbook.kinds, _drawable(handbook))
    settings = Settings(handbook.params)
    for kind in handbook.kinds.values():
        yield from check_kind(handbook, kind, recogniser, settings, today=today)
