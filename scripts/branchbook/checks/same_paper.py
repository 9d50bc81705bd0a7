"""Prove that a form of ours and the hand-typed kind that it counts as are one paper: same fields, same meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchbook.findings import Finding, Severity, Where
from branchbook.handbook.template import FieldType
from branchbook.records.typed_labels import norm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.checks.texts import Library
    from branchbook.handbook.kinds import Kind
    from branchbook.handbook.template import Field, Template

MUST = Severity.MUST


def _at(template: Template, *keys: str) -> Where:
    return template.source.where(*keys) if template.source else Where(template.path)


def _words(field: Field) -> set[str]:
    return {norm(word) for word in (field.label, *field.aliases)}


def _apart(own: Field, typed: Field) -> str:
    """Say why two fields of one name cannot stand for each other; empty when they can."""
    # What stands in a place for a signature on a typed paper is text.
    if own.type is not typed.type and (own.type, typed.type) != (FieldType.SIGNATURE, FieldType.TEXT):
        return f"类型这里是 {own.type.value}，那里是 {typed.type.value}"
    if own.unit and typed.unit and own.unit != typed.unit:
        return f"单位这里是“{own.unit}”，那里是“{typed.unit}”"
    strange = [word for word in typed.choices if word not in own.choices]
    if strange:
        return f"那里可以选“{'、'.join(strange)}”，这里没有"
    return ""


def _fields(template: Template, kind: Kind) -> Iterator[Finding]:
    """Hold the fields of one name against each other, and the columns of tables."""
    shared = [name for name in template.fields if name in kind.fields]
    if not shared:
        message = f"和“{kind.title}”没有一个同名的字段，读到的对不上"
        yield Finding("counts-as-field", MUST, _at(template, "counts_as"), message, "字段 id 照那一种的写")
    for name in shared:
        own, typed = template.fields[name], kind.fields[name]
        pairs = [(name, own, typed)]
        pairs += [
            (f"{name}.{key}", own.columns[key], typed.columns[key]) for key in own.columns if key in typed.columns
        ]
        for called, left, right in pairs:
            where = _at(template, "fields", name)
            if why := _apart(left, right):
                message = f"字段「{called}」和“{kind.title}”里同名的不是一回事：{why}"
                yield Finding("counts-as-field", MUST, where, message, "改成一样；不是一回事的换一个字段 id")
            elif not _words(left) & _words(right):
                message = f"字段「{called}」这里叫“{left.label}”，“{kind.title}”里叫“{right.label}”，没有一个共同的叫法"
                mend = "在一边的 aliases 里加上另一边的叫法；不是一回事的换一个字段 id"
                yield Finding("counts-as-label", MUST, where, message, mend)


def check_same_paper(library: Library) -> Iterator[Finding]:
    """Prove every template that counts as a kind: the kind is there, has fields of its own, and they agree."""
    kinds = library.handbook.kinds
    bound = {kind.template: kind for kind in kinds.values() if kind.template}
    for template in library.handbook.templates.values():
        if not template.counts_as:
            continue
        kind = kinds.get(template.counts_as)
        where, wanted = _at(template, "counts_as"), template.counts_as
        if kind is None:
            message = f"没有“{wanted}”这一种手写材料"
            yield Finding("counts-as-unknown", MUST, where, message, "改成 templates/_kinds/ 里已有的 id")
        elif kind.template:
            message = f"“{wanted}”的字段取自模板「{kind.template}」，不是自己的，不能再等于它"
            yield Finding("counts-as-unknown", MUST, where, message, "改成自己有字段的种类，或删去 counts_as")
        elif template.id in bound:
            message = f"「{bound[template.id].id}」已经是这份表样手打的样子，不能又等于“{wanted}”"
            yield Finding("counts-as-unknown", MUST, where, message, "删去 counts_as，或删去那一种")
        else:
            yield from _fields(template, kind)


__all__ = ["check_same_paper"]
