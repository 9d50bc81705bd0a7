"""Compile a template's rules and judge one record by them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cel_expr_python import cel

from branchbook.findings import Verdict
from branchbook.handbook.template import FieldType
from branchbook.rules import calendar
from branchbook.rules.days import is_day, is_moment
from branchbook.rules.functions import FUNCTIONS, WORKDAY_FUNCTIONS
from branchbook.rules.lint import RESERVED, calls_in, lint, names_in
from branchbook.rules.settings import NO_SETTINGS, Settings, named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from branchbook.handbook.parameters import Parameter
    from branchbook.handbook.template import Field, Rule, Template

_ROW = cel.Type.Map(cel.Type.STRING, cel.Type.DYN)
_CEL_TYPES = {
    FieldType.INTEGER: cel.Type.INT,
    FieldType.PEOPLE: cel.Type.List(cel.Type.STRING),
    FieldType.TABLE: cel.Type.List(_ROW),
}
_DECLARATIONS = [function.declare() for function in FUNCTIONS.values()]
_RATIO = re.compile(r"([0-9]{1,6})/([1-9][0-9]{0,5})")

#: Whole numbers up to here are exact in the browser too; larger ones are not read.
LARGEST = 2**53 - 1


#: What to do about a fact of the branch that nobody gave.
UNSET_MEND = "在“本支部设定”里填上；命令行用 --unit"


class RuleError(ValueError):
    """An expression that does not compile, or strays outside the shared profile."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one rule says of one record.

    Attributes:
        rule: the rule.
        verdict: None when the rule does not apply to this record.
        message: the sentence for a secretary, values filled in; empty when it passes.
        mend: how to mend it, values filled in.
        missing: fields that the rule needed and did not get.
    """

    rule: Rule
    verdict: Verdict | None
    message: str = ""
    mend: str = ""
    missing: tuple[str, ...] = ()


def is_given(value: Any) -> bool:
    """Tell whether a blank was filled at all."""
    if isinstance(value, str):  # the most there are
        return value != ""
    return value is not None and value not in ([], {})


_WORDS = (FieldType.TEXT, FieldType.LONG_TEXT)


def readable(field_: Field, value: Any) -> bool:
    """Tell whether a given value is what its field's type demands (a real day, a whole number, a listed choice)."""
    kind = field_.type
    if kind in _WORDS:  # the most there are
        return isinstance(value, str)
    if kind is FieldType.INTEGER:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST
    if kind is FieldType.PEOPLE:
        return isinstance(value, list) and all(isinstance(item, str) and item for item in value)
    if kind is FieldType.TABLE:
        return isinstance(value, list) and all(isinstance(row, dict) for row in value)
    if not isinstance(value, str):
        return False
    if kind is FieldType.CHOICE:
        return value in field_.choices
    if kind is FieldType.RATIO:
        return _RATIO.fullmatch(value) is not None
    if kind is FieldType.DATE:
        return is_day(value)
    return is_moment(value) if kind is FieldType.DATETIME else True


def _cells(table: Field, row: Mapping[str, Any]) -> dict[str, Any]:
    columns = table.columns
    return {
        key: cell for key, cell in row.items() if key in columns and is_given(cell) and readable(columns[key], cell)
    }


def bindings(
    template: Template, values: Mapping[str, Any], today: str, params: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, Any]:
    """Return what CEL may see: readable values only, so that an unreadable one is missing, never wrong.

    Args:
        template: whose fields they are.
        values: the record's values, by field id.
        today: the day of the check.
        params: what each unit sets for itself, seen as `params.<id>`.
    """
    given = sorted(name for name, value in values.items() if is_given(value))
    bound: dict[str, Any] = {"today": today, "given": given, "params": dict(params)}
    for name, field_ in template.fields.items():
        value = values.get(name)
        if not is_given(value) or not readable(field_, value):
            continue
        bound[name] = [_cells(field_, row) for row in value] if isinstance(value, list) and field_.columns else value
    return bound


_SLOT = re.compile(r"\{([^{}]+)\}")


class Programs:
    """Expressions over declared variables, each compiled once.

    Args:
        variables: the CEL type of every variable.
        fields: the fields behind the variables, for the lint.
        docs: for a dossier, the fields of each document, by the name after `docs.`.
        params: what may be named as `params.<id>`; anything, when there is none.
    """

    def __init__(
        self,
        variables: Mapping[str, Any],
        fields: Mapping[str, Field],
        docs: Mapping[str, Mapping[str, Field]] | None = None,
        params: Mapping[str, Parameter] | None = None,
    ) -> None:
        self._fields, self._docs, self._params = fields, docs, params
        known = {**variables, "today": cel.Type.STRING, "given": cel.Type.List(cel.Type.STRING), "params": _ROW}
        if docs is not None:
            known["docs"] = cel.Type.Map(cel.Type.STRING, _ROW)
        self._env = cel.NewEnv(variables=known, functions=_DECLARATIONS)
        self._programs: dict[tuple[str, bool], Any] = {}
        self._named: dict[str, frozenset[str]] = {}

    def compile(self, expression: str, *, boolean: bool = False) -> Any:
        """Compile an expression, or return the one compiled before.

        Raises:
            RuleError: when it does not compile, or strays outside the shared profile.
        """
        key = (expression, boolean)
        if key not in self._programs:
            problems = lint(expression, self._fields, self._docs, self._params)
            if problems:
                raise RuleError("；".join(problems))
            try:
                program = self._env.compile(expression)
            except RuntimeError as error:
                reason = str(error).split(": ERROR: ")[-1].splitlines()[0]
                raise RuleError(_explain(re.sub(r"^<input>:", "", reason))) from None
            if boolean and program.return_type().name() not in {"BOOL", "DYN"}:
                raise RuleError(f"结果应是真假，得到的是 {program.return_type().name()}")
            self._programs[key] = program
            self._named[expression] = frozenset(names_in(expression))
        return self._programs[key]

    def value(self, expression: str, bound: Mapping[str, Any], *, boolean: bool = False) -> Any:
        """Return what an expression yields as plain data; None when it cannot be told."""
        value = self._eval(expression, bound, boolean=boolean)
        return None if value is None or value.type() == cel.Type.ERROR else value.plain_value()

    def _eval(self, expression: str, bound: Mapping[str, Any], *, boolean: bool) -> Any:
        try:
            program = self._programs.get((expression, boolean)) or self.compile(expression, boolean=boolean)
            # The engine takes over everything that it is given, so it gets what the expression names only.
            return program.eval(data={name: bound[name] for name in self._named[expression] if name in bound})
        except RuntimeError:  # a text that is no Unicode, such as half a surrogate pair
            return None

    def truth(self, expression: str, bound: Mapping[str, Any]) -> bool | None:
        """Tell whether an expression holds; None when it cannot be told."""
        value = self._eval(expression, bound, boolean=True)
        plain = None if value is None else value.plain_value()  # of an error, what it says
        return plain if isinstance(plain, bool) else None

    def fill(self, text: str, bound: Mapping[str, Any]) -> str:
        """Fill `{CEL}` slots; what cannot be computed or shown is ＿."""
        return _SLOT.sub(lambda match: _shown(self.value(match[1], bound)), text)


def _shown(value: Any) -> str:
    """Return a computed value as it stands in a sentence."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, list) and all(isinstance(item, str | int) and not isinstance(item, bool) for item in value):
        return "、".join(str(item) for item in value)
    return "＿"


@dataclass(frozen=True)
class RuleBook:
    """A template's rules, compiled once.

    Attributes:
        template: whose rules they are.
        settings: what each unit sets for itself, seen as `params.<id>`.

    Raises:
        RuleError: from `compile`, naming expression and reason.
    """

    template: Template
    settings: Settings = NO_SETTINGS
    _programs: Programs = field(init=False, repr=False, compare=False)
    _kept: dict[tuple[str, bool], Judgement] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        fields = self.template.fields
        variables = {
            name: _CEL_TYPES.get(item.type, cel.Type.STRING) for name, item in fields.items() if name not in RESERVED
        }
        object.__setattr__(self, "_programs", Programs(variables, fields, params=self.settings.known))

    def compile(self, expression: str, *, boolean: bool = False) -> Any:
        """Compile an expression, or return the one compiled before."""
        return self._programs.compile(expression, boolean=boolean)

    def expressions(self, rule: Rule) -> list[tuple[str, str, bool]]:
        """Return every expression of a rule: its key, its text, whether it must be boolean."""
        found = [("require", rule.require, True)]
        found += [("when", rule.when, True)] if rule.when else []
        found += [("doubt_when", rule.doubt_when, True)] if rule.doubt_when else []
        for key, text in (("message", rule.message), ("doubt", rule.doubt), ("mend", rule.mend)):
            found += [(key, slot, False) for slot in _SLOT.findall(text)]
        return found

    def bind(self, values: Mapping[str, Any], *, today: str) -> dict[str, Any]:
        """Return what CEL may see of a record."""
        return bindings(self.template, values, today, self.settings.values)

    def judge(self, rule: Rule, bound: Mapping[str, Any]) -> Judgement:
        """Judge one record, given as `bindings`, by one rule."""
        day = self._day(bound)
        if day and (
            (rule.effective_from and day < rule.effective_from) or (rule.effective_to and day > rule.effective_to)
        ):
            return self._plain(rule, passed=False)
        if rule.when:
            applies = self._truth(rule.when, bound)
            if applies is None:
                return self._unknown(rule, bound)
            if not applies:
                return self._plain(rule, passed=False)
        holds = self._truth(rule.require, bound)
        if holds:
            return self._plain(rule, passed=True)
        if holds is None:
            return self._unknown(rule, bound)
        if rule.doubt_when and self._truth(rule.doubt_when, bound) is not False:
            doubt = self.fill(rule.doubt, bound) + self._rests(rule)
            return Judgement(rule, Verdict.UNDETERMINED, doubt, self.fill(rule.mend, bound))
        message = self.fill(rule.message, bound) + self._rests(rule)
        return Judgement(rule, Verdict.FAIL, message, self.fill(rule.mend, bound))

    def _plain(self, rule: Rule, *, passed: bool) -> Judgement:
        """Return that a rule passes, or does not apply: the same for every record."""
        known = self._kept.get((rule.id, passed))
        if known is None or known.rule is not rule:
            known = self._kept[rule.id, passed] = Judgement(rule, Verdict.PASS if passed else None)
        return known

    def _rests(self, rule: Rule) -> str:
        """Say which of a unit's settings a rule rests on."""
        return self.settings.told(named((rule.when, rule.require, rule.doubt_when)))

    def judge_all(self, values: Mapping[str, Any], *, today: str) -> list[Judgement]:
        """Judge a record by every rule of the template, in their order."""
        bound = self.bind(values, today=today)
        return [self.judge(rule, bound) for rule in self.template.rules.values()]

    def holds(self, expression: str, values: Mapping[str, Any], *, today: str) -> bool | None:
        """Tell whether an expression holds; None when it cannot be told."""
        return self._truth(expression, self.bind(values, today=today))

    def true(self, expression: str, bound: Mapping[str, Any]) -> bool:
        """Tell whether an expression surely holds of a record given as `bindings`."""
        return self._truth(expression, bound) is True

    def fill(self, text: str, bound: Mapping[str, Any]) -> str:
        """Fill `{CEL}` slots; what cannot be computed shows as ＿."""
        return self._programs.fill(text, bound)

    def _day(self, bound: Mapping[str, Any]) -> str | None:
        dated_by = self.template.dated_by
        return str(bound[dated_by])[:10] if dated_by and dated_by in bound else None

    def _truth(self, expression: str, bound: Mapping[str, Any]) -> bool | None:
        return self._programs.truth(expression, bound)

    def _unknown(self, rule: Rule, bound: Mapping[str, Any]) -> Judgement:
        said = f"{rule.when} {rule.require}"
        needed = names_in(said) & self.template.fields.keys()
        asked = {name for name in needed if f"'{name}' in given" in said}
        missing = tuple(name for name in self.template.fields if name in needed - asked and name not in bound)
        unset = self.settings.unknown(named((rule.when, rule.require)))
        if unset and not missing:
            labels = "、".join(f"“{label}”" for label in unset)
            return Judgement(rule, Verdict.UNDETERMINED, f"本支部设定里没有填{labels}，无法判断", UNSET_MEND)
        text, mend = why_unknown(
            [self.template.fields[name].label for name in missing],
            calls_in(said),
            [item.label for name, item in self.template.fields.items() if name in needed],
        )
        return Judgement(rule, Verdict.UNDETERMINED, text, mend, missing)


def why_unknown(labels: list[str], calls: set[str], read: Sequence[str] = ()) -> tuple[str, str]:
    """Say why a rule could not be judged, and what to do.

    Args:
        labels: of what was not read.
        calls: the functions that the rule calls.
        read: the labels of all that the rule reads, one of which it could not make out.
    """
    if labels:
        return f"没有读到{'、'.join(f'“{label}”' for label in labels)}，无法判断", "补填后再查"
    if calls & WORKDAY_FUNCTIONS:
        years = calendar.known()
        text = f"放假和调休安排只收录了 {years.first} 年到 {years.last} 年，这里的日期不在其中或读不懂，数不出工作日，无法判断"
        return text, "照公布的放假安排自己数一遍工作日"
    where = f"{'、'.join(f'“{label}”' for label in read)}里" if read else ""
    return f"{where}有没填的格子，或者写的样子读不懂，无法判断", "照填写说明补填、改写，再查"


def _explain(reason: str) -> str:
    match = re.match(r"\d+:(\d+): undeclared reference to '([\w.]+)'", reason)
    if match:
        return f"第 {match.group(1)} 字处用了没有声明的字段「{match.group(2)}」"
    match = re.match(r"\d+:(\d+): (.*)", reason)
    return f"第 {match.group(1)} 字处：{match.group(2)}" if match else reason
