"""Lay requirement sets over the handbook; refuse, in one sentence, what relaxes or contradicts.

The twin of `scripts/web/src/requirements/merge.ts`, which does the same to the data of the browser.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from branchbook.handbook.template import FieldType
from branchbook.requirements.bounds import of_field, of_rule, plain, tidy
from branchbook.requirements.numbers import ASK, RequirementError, asked_params, guess, together
from branchbook.rules import RuleBook, RuleError, Settings
from branchbook.rules.lint import RESERVED, names_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from branchbook.handbook import Handbook
    from branchbook.handbook.kinds import Kind
    from branchbook.handbook.requirements import Addition, RequirementSet
    from branchbook.handbook.template import Field, Rule, Template
    from branchbook.requirements.bounds import Bound


@dataclass
class _View:
    """A template or kind while sets are laid over it.

    Attributes:
        title: what it is called.
        sheet: whether it is a workbook, to which no blanks can be added.
        fields: every field, by id.
        rules: every rule, by id.
        asked: who asks for the fields that were added, by id.
        ruled: who asks for the rules that were added, by id.
    """

    title: str
    sheet: bool
    fields: dict[str, Field]
    rules: dict[str, Rule]
    asked: dict[str, list[str]] = field(default_factory=dict)
    ruled: dict[str, list[str]] = field(default_factory=dict)


def chosen(known: Mapping[str, RequirementSet], wanted_sets: Iterable[RequirementSet]) -> list[RequirementSet]:
    """Return sets with those that they build on before them, each once.

    Args:
        known: the sets that may be built on, by id.
        wanted_sets: what was chosen, in its order.

    Raises:
        RequirementError: when one is not known, two have one id, or they build on each other in a circle.
    """
    found: dict[str, RequirementSet] = {}
    by = dict(known)

    def take(item: RequirementSet, above: tuple[RequirementSet, ...]) -> None:
        if any(one.id == item.id for one in above):
            raise RequirementError(f"“{above[-1].title}”和“{item.title}”互相以对方为基础，绕成了圈")
        if item.id in found:
            if found[item.id] is not item:
                raise RequirementError(f"“{found[item.id].title}”和“{item.title}”的 id 都是「{item.id}」，改一个")
            return
        for name in item.builds_on:
            if name not in by:
                raise RequirementError(f"“{item.title}”以要求集「{name}」为基础，没有这一个{guess(name, by)}")
            take(by[name], (*above, item))
        found[item.id] = item

    for item in wanted_sets:
        take(item, ())
    return list(found.values())


# ---- one template or kind ---------------------------------------------------------------------------------


def _same(left: Field, right: Field) -> bool:
    """Tell whether two superiors ask for the same blank; whether it must be filled and what helps may differ."""
    leave = {"required": False, "required_when": "", "help": "", "asked_by": ""}
    return left.model_copy(update=leave) == right.model_copy(update=leave)


def _words(item: Field) -> list[str]:
    return [word.replace(" ", "") for word in (item.label, *item.aliases)]


def _add_field(view: _View, item: RequirementSet, name: str, new: Field) -> None:
    old, who = view.fields.get(name), item.superior
    if old is not None and name not in view.asked:
        if old.required and not (new.required or new.required_when):
            raise RequirementError(
                f"“{who}”的要求集想把《{view.title}》必填的“{old.label}”改成可以不填，要求集不能放宽现行的要求"
            )
        raise RequirementError(
            f"“{who}”的要求集想重写《{view.title}》已有的“{old.label}”（{name}），只能加新的，要它必填写在 require 里"
        )
    if old is None:
        if view.sheet:
            raise RequirementError(f"“{who}”的要求集想给《{view.title}》加“{new.label}”，它是 Excel 台账，不能加栏")
        if name in RESERVED:
            raise RequirementError(f"“{who}”的要求集里的字段「{name}」是规则语言的保留词，换一个名字")
        for other, known in view.fields.items():
            twice = next((word for word in _words(new) if word in _words(known)), "")
            if twice:
                whose = f"“{together(view.asked[other])}”加的" if other in view.asked else "已有的"
                raise RequirementError(
                    f"“{who}”的要求集给《{view.title}》加的「{name}」也叫“{twice}”，和{whose}「{other}」分不清，换一个叫法"
                )
        view.asked[name] = [who]
        view.fields[name] = new.model_copy(update={"asked_by": who})
        return
    if not _same(old, new):
        raise RequirementError(
            f"“{together(view.asked[name])}”和“{who}”都要《{view.title}》记「{name}」，叫法、类型或可选的不一样{ASK}"
        )
    if who not in view.asked[name]:
        view.asked[name].append(who)
    both = {"required": old.required or new.required, "asked_by": together(view.asked[name])}
    when = "" if both["required"] else old.required_when or new.required_when
    view.fields[name] = old.model_copy(update={**both, "required_when": when, "help": old.help or new.help})


def _require(view: _View, item: RequirementSet, name: str) -> None:
    old = view.fields.get(name)
    if old is None:
        raise RequirementError(
            f"“{item.superior}”的要求集要《{view.title}》的「{name}」必填，没有这一栏{guess(name, view.fields)}"
        )
    if old.required and not old.asked_by:
        return  # it must be filled anyway, and not because of them
    names = [*(old.asked_by.split("、") if old.asked_by else []), item.superior]
    update = {"required": True, "required_when": "", "asked_by": together(dict.fromkeys(names))}
    view.fields[name] = old.model_copy(update=update)


def _add_rule(view: _View, item: RequirementSet, name: str, rule: Rule) -> None:
    who, old = item.superior, view.rules.get(name)
    if old is not None and name not in view.ruled:
        raise RequirementError(
            f"“{who}”的要求集里的规则「{name}」和《{view.title}》现行的规则同名，只能加规则，不能改现行的"
        )
    if old is None:
        view.ruled[name] = [who]
    else:
        before = together(view.ruled[name])
        if _signed(rule, before) != old:
            raise RequirementError(
                f"“{before}”和“{who}”给《{view.title}》的规则都叫「{name}」，写的不一样{ASK}，或换一个名字"
            )
        if who not in view.ruled[name]:
            view.ruled[name].append(who)
    view.rules[name] = _signed(rule, together(view.ruled[name]))


def _signed(rule: Rule, who: str) -> Rule:
    """Return a rule whose words say who asks for it."""
    doubt = f"{rule.doubt}（{who}要求）" if rule.doubt else ""
    return rule.model_copy(update={"message": f"{rule.message}（{who}要求）", "doubt": doubt, "asked_by": who})


def _lay(view: _View, item: RequirementSet, addition: Addition) -> None:
    for name, new in addition.fields.items():
        _add_field(view, item, name, new)
    for name in addition.require:
        _require(view, item, name)
    for name, rule in addition.rules.items():
        _add_rule(view, item, name, rule)


# ---- what rules set -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Set:
    """A bound, who sets it (nobody in particular when it is in force), and how it is named."""

    bound: Bound
    who: str
    when: str
    said: str


def _bounds(view: _View, params: Mapping[str, Any]) -> Iterator[_Set]:
    for name, item in view.fields.items():
        owner = together(view.asked.get(name, ()))
        for bound in of_field(item):
            yield _Set(bound, owner, "", f"“{item.label}”的限度（{bound.said}）")
    for name, rule in view.rules.items():
        owner = together(view.ruled.get(name, ()))
        for bound in of_rule(rule, params):
            yield _Set(bound, owner, "" if plain(rule.when) else tidy(rule.when), f"规则「{name}」（{bound.said}）")


def _named(view: _View, item: _Set) -> str:
    return f"“{item.who}”的{item.said}" if item.who else f"《{view.title}》现行的{item.said}"


def _compare(view: _View, params: Mapping[str, Any]) -> None:
    """Refuse what lets through what is refused today, and what nobody can satisfy."""
    for first, second in combinations(_bounds(view, params), 2):
        if not (first.who or second.who):
            continue
        new, old = (first, second) if first.who else (second, first)
        if not old.who and new.when == old.when and new.bound.weaker(old.bound):
            raise RequirementError(f"{_named(view, new)}比{_named(view, old)}松，要求集不能放宽现行的要求")
        if (first.when == second.when or not (first.when and second.when)) and new.bound.against(old.bound):
            raise RequirementError(f"{_named(view, first)}和{_named(view, second)}不能同时做到{ASK}")


def _compile(view: _View, template: Template, settings: Settings) -> None:
    """Prove that what was added can be judged."""
    book = RuleBook(template, settings)
    for name, who in view.asked.items():
        if when := view.fields[name].required_when:
            _expression(book, view, who, f"「{name}」的 required_when", when, boolean=True)
    for name, who in view.ruled.items():
        for key, said, boolean in book.expressions(view.rules[name]):
            _expression(book, view, who, f"规则「{name}」的 {key}", said, boolean=boolean)


def _expression(book: RuleBook, view: _View, who: Sequence[str], what: str, said: str, *, boolean: bool) -> None:
    try:
        book.compile(said, boolean=boolean)
    except RuleError as error:
        raise RequirementError(f"“{together(who)}”的要求集给《{view.title}》的{what} 不成立：{error}") from None


# ---- the whole ----------------------------------------------------------------------------------------------


def _body(view: _View) -> str:
    """Return what is put at the end of a form's text for the blanks that were added."""
    parts: dict[str, list[str]] = {}
    for name, askers in view.asked.items():
        parts.setdefault(together(askers), []).append(name)
    text = ""
    for who, names in parts.items():
        text += f"\n\n## {who}要求记的\n"
        rows = [name for name in names if view.fields[name].type is not FieldType.TABLE]
        if rows:
            text += "\n::: form\n" + "".join(f"{name}\n" for name in rows) + ":::\n"
        for name in names:
            if view.fields[name].type is FieldType.TABLE:
                text += f"\n{{{{ {name} }}}}\n"
    return text


def _of_template(template: Template) -> _View:
    sheet = template.suffix == ".xlsx"
    return _View(template.title, sheet, dict(template.fields), dict(template.rules))


def _of_kind(kind: Kind, templates: Mapping[str, Template]) -> _View:
    whole = kind.as_template(templates)
    return _View(kind.title, sheet=False, fields=dict(whole.fields), rules=dict(whole.rules))


def _counted(view: _View, form: _View, item: RequirementSet, addition: Addition) -> Addition:
    """Return what of an addition to a form goes for the paper that people type: what it has the fields for."""
    fields = {}
    for name, new in addition.fields.items():
        old = view.fields.get(name)
        if old is None or name in view.asked:
            fields[name] = new
        elif old.type is not new.type:
            raise RequirementError(
                f"“{item.superior}”的要求集加的「{name}」，和手写的《{view.title}》里同名的类型不一样，换一个 id"
            )
    known = {*view.fields, *fields}
    rules = {
        name: rule
        for name, rule in addition.rules.items()
        if names_in(f"{rule.when} {rule.require} {rule.doubt_when}") & form.fields.keys() <= known
    }
    require = tuple(name for name in addition.require if name in view.fields)
    return addition.model_copy(update={"fields": fields, "rules": rules, "require": require})


def merge(handbook: Handbook, sets: Sequence[RequirementSet]) -> Handbook:
    """Return the handbook with sets laid over it: one form, one check, each added thing with who asks for it.

    Args:
        handbook: the handbook.
        sets: the sets, those that others build on first (`chosen`).

    Raises:
        RequirementError: when a set relaxes what is in force, contradicts another, or names what there is not.
    """
    templates, kinds = dict(handbook.templates), dict(handbook.kinds)
    views: dict[str, _View] = {}
    kind_views: dict[str, _View] = {}
    for item in sets:
        for name, addition in item.templates.items():
            if name not in templates:
                raise RequirementError(_unknown(item, "表样", name, templates))
            view = views.setdefault(name, _of_template(templates[name]))
            _lay(view, item, addition)
            same = templates[name].counts_as
            if same in kinds and same not in item.kinds:
                typed = kind_views.setdefault(same, _of_kind(kinds[same], templates))
                _lay(typed, item, _counted(typed, view, item, addition))
        for name, addition in item.kinds.items():
            if name not in kinds:
                raise RequirementError(_unknown(item, "手写材料", name, kinds))
            _lay(kind_views.setdefault(name, _of_kind(kinds[name], templates)), item, addition)
    params = asked_params(handbook, sets)
    settings = Settings({**handbook.params, **params})
    for view in (*views.values(), *kind_views.values()):
        _compare(view, settings.values)
    for name, view in views.items():
        body = templates[name].body.rstrip("\n") + _body(view) if view.asked else templates[name].body
        update = {"fields": view.fields, "rules": view.rules, "body": body}
        templates[name] = templates[name].model_copy(update=update)
        _compile(view, templates[name], settings)
    for name, view in kind_views.items():
        kinds[name] = _with(kinds[name], view)
        _compile(view, kinds[name].as_template(templates), settings)
    parameters = handbook.parameters.model_copy(update={"parameters": MappingProxyType(params)})
    return replace(
        handbook,
        templates=MappingProxyType(templates),
        kinds=MappingProxyType(kinds),
        parameters=parameters,
    )


def _with(kind: Kind, view: _View) -> Kind:
    """Return a kind with what was laid over it; what a bound kind has from its template stays there."""
    added = {name: item for name, item in view.fields.items() if name in kind.fields or item.asked_by}
    rules = {name: rule for name, rule in view.rules.items() if name in kind.rules or rule.asked_by}
    return kind.model_copy(update={"fields": added, "rules": rules})


def _unknown(item: RequirementSet, what: str, name: str, known: Iterable[str]) -> str:
    return f"“{item.superior}”的要求集里的{what}「{name}」，手册里没有{guess(name, known)}"


__all__ = ["RequirementError", "chosen", "merge"]
