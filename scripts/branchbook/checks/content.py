"""What holds the content together: ids that exist, names that are unique, defects that are looked for, dates of review."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from branchbook.checks.numbers import FIRM, quantities
from branchbook.dossiers.told import TOLD
from branchbook.findings import Finding, Severity, Where
from branchbook.handbook.base import Verified
from branchbook.rules.functions import months_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from branchbook.checks.texts import Library
    from branchbook.handbook import Handbook
    from branchbook.handbook.base import Entry
    from branchbook.handbook.content import Regulation

MUST, SHOULD, HINT = Severity.MUST, Severity.SHOULD, Severity.HINT


def _at(entry: Entry, *keys: str | int) -> Where:
    return entry.source.where(*keys) if entry.source else Where(entry.path)


def _item(entry: Entry, keys: tuple[str | int, ...], index: int) -> Where:
    """The place of a list's item; a single word may stand without brackets."""
    return _at(entry, *keys, index)


# ---- ids ------------------------------------------------------------------------------------------------------


#: What is wrong when an id of a kind is not there.
_UNKNOWN = {
    "常见问题": "defect-unknown",
    "案例": "case-unknown",
    "流程": "procedure-unknown",
    "模板": "template-unknown",
}


def _ids(
    entry: Entry, keys: tuple[str | int, ...], named: Iterable[str], kind: str, known: Iterable[str]
) -> Iterator[Finding]:
    known = frozenset(known)
    for index, name in enumerate(named):
        if name not in known:
            where = _item(entry, keys, index)
            yield Finding(_UNKNOWN[kind], MUST, where, f"没有{kind}「{name}」", f"改成已有的{kind} id，或先补上它")


def check_ids(library: Library) -> Iterator[Finding]:
    """Every id that front matter names exists."""
    book = library.handbook
    for template in book.templates.values():
        for rule in template.rules.values():
            yield from _ids(template, ("rules", rule.id, "defects"), rule.defects, "常见问题", book.defects)
    for procedure in book.procedures.values():
        for number, step in enumerate(procedure.steps):
            yield from _ids(procedure, ("steps", number, "defects"), step.defects, "常见问题", book.defects)
        yield from _ids(procedure, ("defects",), procedure.defects, "常见问题", book.defects)
        if procedure.dossier:
            for rule_id, dossier_rule in procedure.dossier.rules.items():
                keys = ("dossier", "rules", rule_id, "defects")
                yield from _ids(procedure, keys, dossier_rule.defects, "常见问题", book.defects)
        yield from _ids(procedure, ("cases",), procedure.cases, "案例", book.cases)
        yield from _ids(procedure, ("related",), procedure.related, "流程", book.procedures)
    for case in book.cases.values():
        yield from _ids(case, ("templates",), case.templates, "模板", book.templates)
        yield from _ids(case, ("related",), case.related, "案例", book.cases)


# ---- names ----------------------------------------------------------------------------------------------------


def _kinds(book: Handbook) -> dict[str, dict[str, Entry]]:
    glossary: dict[str, Entry] = {"glossary": book.glossary} if book.glossary else {}
    return {
        "模板": dict(book.templates),
        "流程": dict(book.procedures),
        "法规": dict(book.regulations),
        "案例": dict(book.cases),
        "说明": dict(book.pages),
        "常见问题": dict(book.families),
        "要求集": dict(book.requirements),
        "术语表": glossary,
    }


def _titles(book: Handbook) -> Iterator[Finding]:
    seen: dict[str, Entry] = {}
    for entries in _kinds(book).values():
        for entry in entries.values():
            title: str = getattr(entry, "title", "")
            owner = seen.setdefault(title, entry)
            if owner is not entry:
                message = f"标题「{title}」和 {owner.path} 的一样，读者分不清"
                yield Finding("title-duplicate", MUST, _at(entry, "title"), message, "改成能分清的标题")


def _codes(book: Handbook) -> Iterator[Finding]:
    seen: dict[str, Entry] = {}
    for template in book.templates.values():
        owner = seen.setdefault(template.code, template)
        if owner is not template:
            message = f"表样编号 {template.code} 已经给了 {owner.path}"
            yield Finding("code-duplicate", MUST, _at(template, "code"), message, "换一个没有用过的编号")


def _aliases(entries: Mapping[str, Entry]) -> Iterator[Finding]:
    """Within one kind an alias leads to one thing."""
    names: dict[str, Entry] = {getattr(entry, "title", ""): entry for entry in entries.values()}
    for entry in entries.values():
        for index, alias in enumerate(getattr(entry, "aliases", ())):
            owner = names.setdefault(alias, entry)
            if owner is not entry:
                message = f"别名“{alias}”也指 {owner.path}，搜到的是哪一个说不准"
                yield Finding(
                    "alias-duplicate", SHOULD, _item(entry, ("aliases",), index), message, "只留一处，或改得更具体"
                )


def check_names(library: Library) -> Iterator[Finding]:
    """Titles, codes and aliases are unique; nothing shared lies unused."""
    book = library.handbook
    yield from _titles(book)
    yield from _codes(book)
    for entries in _kinds(book).values():
        yield from _aliases(entries)
    for key, source in book.unused_shared.items():
        kind, _, name = key.partition(":")
        message = f"共用{kind}「{name}」没有模板用到"
        yield Finding("shared-unused", HINT, source.where(name), message, f"在模板里用 {{use: {name}}}，或删去")


# ---- defects ----------------------------------------------------------------------------------------------------


def check_defects(library: Library) -> Iterator[Finding]:
    """Every defect is looked for by a rule, told at a step, or said to be for human eyes."""
    book = library.handbook
    ruled = {name for template in book.templates.values() for rule in template.rules.values() for name in rule.defects}
    ruled |= {name for kind in book.kinds.values() for rule in kind.rules.values() for name in rule.defects}
    ruled |= {name for names in TOLD.values() for name in names}
    for dossier in (item.dossier for item in book.procedures.values() if item.dossier):
        ruled |= {name for rule in dossier.rules.values() for name in rule.defects}
        ruled |= {name for chain in dossier.order for name in chain.defects}
    told = {name for item in book.procedures.values() for name in item.defects}
    told |= {name for item in book.procedures.values() for step in item.steps for name in step.defects}
    owner: dict[str, Entry] = {}
    for family in book.families.values():
        for index, defect in enumerate(family.defects):
            where = _at(family, "defects", index)
            first = owner.setdefault(defect.id, family)
            if first is not family or [item.id for item in family.defects].index(defect.id) != index:
                message = f"常见问题 {defect.id} 写了两次，另一处在 {first.path}"
                yield Finding("defect-duplicate", MUST, where, message, "换一个没有用过的号")
            if defect.detectable == "机器可判" and defect.id not in ruled:
                message = f"{defect.id} 标着机器可判，却没有一条规则判它"
                yield Finding(
                    "defect-without-rule", SHOULD, where, message, "给有关的模板加规则，或改标 机器给线索、要人看"
                )
            if defect.detectable != "要人看" and defect.id not in ruled | told:
                message = f"{defect.id}「{defect.title}」没有规则、步骤或流程提到它"
                yield Finding(
                    "defect-orphan", MUST, where, message, "在规则、步骤或流程的 defects 里写上它，或标 要人看"
                )


# ---- terms --------------------------------------------------------------------------------------------------------


def check_terms(library: Library) -> Iterator[Finding]:
    """Every term, alias and definition is there once, and `not_in` does what it says."""
    glossary = library.handbook.glossary
    if glossary is None:
        return
    names: dict[str, str] = {}
    ids: set[str] = set()
    definitions: dict[str, str] = {}
    for index, term in enumerate(glossary.terms):
        where = _at(glossary, "terms", index)
        if term.id in ids:
            yield Finding("term-duplicate", MUST, where, f"术语 id「{term.id}」写了两次", "换一个 id")
        ids.add(term.id)
        for name in (term.term, *term.aliases):
            if names.setdefault(name, term.id) != term.id or (name in term.aliases and name == term.term):
                message = f"「{name}」已经是术语 {names[name]} 的名字"
                yield Finding("term-duplicate", MUST, where, message, "一个词只解释一次，删去一处")
        for longer in term.not_in:
            if not any(name in longer and name != longer for name in (term.term, *term.aliases)):
                message = f"not_in 里的“{longer}”不含「{term.term}」或它的别名，不起作用"
                yield Finding(
                    "term-not-in",
                    MUST,
                    _at(glossary, "terms", index, "not_in"),
                    message,
                    "写含有这个词的更长的词，或删去",
                )
        if definitions.setdefault(term.definition, term.id) != term.id:
            message = f"术语 {term.id} 和 {definitions[term.definition]} 的说明一个字不差"
            yield Finding("term-definition-duplicate", MUST, where, message, "并成一个术语加别名，或分清两者")


# ---- regulations ----------------------------------------------------------------------------------------------------


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _says(text: str, figure: str) -> bool:
    """Tell whether a text has a figure in some form: 20% as 五分之一, 3人 as the bare 3 of 3、5、7."""
    wanted = list(quantities(figure))
    said = {item.key for item in quantities(text)}
    bare = {Fraction(number) for number in re.findall(r"\d+", text)}
    if any(item.key in said or (item.dimension not in FIRM and item.value in bare) for item in wanted):
        return True
    return _squeezed(figure) in _squeezed(text)


def _provisions(regulation: Regulation) -> Iterator[Finding]:
    for key, provision in regulation.provisions.items():
        # A sentence may have been read without the number of its article; then the note says so.
        if provision.verified is Verified.ARTICLE and not provision.article and "条" not in provision.note:
            where = _at(regulation, "provisions", key, "verified")
            message = f"{key} 标着条文已核，没有写条号"
            yield Finding("provision-article", MUST, where, message, "写 article；条号没有核到的，在 note 里照实说")
        for index, figure in enumerate(provision.figures):
            if not _says(provision.text, figure):
                where = _item(regulation, ("provisions", key, "figures"), index)
                message = f"{key} 的 figures 里有“{figure}”，text 里没有这个数"
                yield Finding("provision-figure", SHOULD, where, message, "text 里写上它，或从 figures 里删去")


def check_regulations(library: Library) -> Iterator[Finding]:
    """Provisions show their article and figures; what is repealed names its successor; changes name what they touch."""
    book = library.handbook
    for regulation in book.regulations.values():
        yield from _provisions(regulation)
        successor = regulation.replaced_by
        if regulation.status == "已废止" and not successor:
            yield Finding(
                "regulation-successor",
                MUST,
                _at(regulation, "status"),
                f"《{regulation.title}》已经废止，没有写被哪部代替",
                "写 replaced_by",
            )
        if successor and successor not in book.regulations:
            yield Finding(
                "regulation-successor",
                MUST,
                _at(regulation, "replaced_by"),
                f"replaced_by 指的「{successor}」不在手册里",
                "改成已登记的法规 id",
            )
        for number, change in enumerate(regulation.changes):
            if not change.touches:
                message = f"{change.on} 的变化没有写动到哪些条款"
                yield Finding(
                    "change-touches", SHOULD, _at(regulation, "changes", number), message, "写 touches，列出新旧条款"
                )


# ---- review -----------------------------------------------------------------------------------------------------------


def check_reviews(library: Library, *, today: str) -> Iterator[Finding]:
    """Say whose day of review has passed."""
    book = library.handbook
    start: dict[str, Entry] = {**{item.path: item for item in (book.numbers, book.start) if item}, **book.questions}
    for entries in (*_kinds(book).values(), start):
        for entry in entries.values():
            reviewed, months = getattr(entry, "reviewed_on", None), getattr(entry, "review_months", 12)
            due = getattr(entry, "review_by", None) or (months_after(reviewed, months) if reviewed else None)
            if due and due < today:
                keys = "review_by" if hasattr(entry, "review_by") else "reviewed_on"
                yield Finding(
                    "review-due",
                    HINT,
                    _at(entry, keys),
                    f"应在 {due} 以前再核对一次，已经过了",
                    "核对内容和依据，改核对日期",
                )
