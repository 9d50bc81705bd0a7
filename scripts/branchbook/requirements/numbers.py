"""Numbers that superiors ask for instead of what units set; the twin of `requirements/numbers.ts`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branchbook.handbook.parameters import fits
from branchbook.handbook.unit import nearest, wanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from branchbook.handbook import Handbook
    from branchbook.handbook.parameters import Parameter
    from branchbook.handbook.requirements import RequirementSet


class RequirementError(ValueError):
    """One sentence: which superiors, or which superior and which rule in force, do not go together."""


#: How a refusal of a contradiction ends.
ASK = "，请上级先统一"


def together(names: Iterable[str]) -> str:
    """Name several superiors."""
    return "、".join(names)


def guess(word: str, known: Iterable[str]) -> str:
    """Ask whether another word was meant; empty when none is near."""
    near = nearest(word, known)
    return f"，是不是「{near}」" if near else ""


def _value(param: Parameter, value: Any) -> str:
    said = ("是" if value else "否") if isinstance(value, bool) else str(value)
    return said + (f" {param.unit}" if param.unit and param.unit != "%" else param.unit)


def looser(param: Parameter, value: Any, other: Any) -> bool:
    """Tell whether a value asks for less than another, where it is known which way is more."""
    if param.bound == "at-least":
        return bool(value < other)
    return param.bound == "at-most" and bool(value > other)


def asked_params(handbook: Handbook, sets: Sequence[RequirementSet]) -> dict[str, Parameter]:
    """Return the parameters that units set, with what superiors ask for in place of their defaults.

    Raises:
        RequirementError: when one is not known, does not fit, is less than what a regulation says, or two differ.
    """
    found = dict(handbook.parameters.parameters)
    asked: dict[str, tuple[str, Any]] = {}
    for item in sets:
        who = item.superior
        for name, value in item.params.items():
            known = handbook.params.get(name)
            if known is None or known.fact:
                own = [key for key, param in handbook.params.items() if not param.fact]
                raise RequirementError(f"“{who}”的要求集里的「{name}」不是单位可以自己定的数{guess(name, own)}")
            if not fits(known, value):
                raise RequirementError(
                    f"“{who}”的要求集要“{known.label}”是「{_value(known, value)}」，应是{wanted(known)}"
                )
            if known.weight == "规定" and known.default is not None and looser(known, value, known.default):
                side = "不少于" if known.bound == "at-least" else "不多于"
                raise RequirementError(
                    f"“{who}”要求“{known.label}”是 {_value(known, value)}，"
                    f"规定{side} {_value(known, known.default)}，要求集不能放宽规定"
                )
            before, other = asked.get(name, (who, value))
            if other != value:
                raise RequirementError(
                    f"“{before}”要求“{known.label}”是 {_value(known, other)}，“{who}”要求是 {_value(known, value)}{ASK}"
                )
            names = [*(before.split("、") if name in asked else []), who]
            asked[name] = (together(dict.fromkeys(names)), value)
    for name, (who, value) in asked.items():
        found[name] = found[name].model_copy(update={"default": value, "asked_by": who})
    return found


def unit_settings(handbook: Handbook, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a unit set, as far as superiors leave it to it: a number that they ask for is theirs, or more.

    Args:
        handbook: the handbook with its sets laid over it.
        own: what the unit set for itself.

    Raises:
        RequirementError: when the unit set something else than what is asked for.
    """
    for name, value in own.items():
        param = handbook.params[name]
        if not param.asked_by or value == param.default:
            continue
        if not param.bound or looser(param, value, param.default):
            raise RequirementError(
                f"本支部设定里“{param.label}”是 {_value(param, value)}，"
                f"“{param.asked_by}”要求是 {_value(param, param.default)}，照上级的改"
            )
    return dict(own)


__all__ = ["ASK", "RequirementError", "asked_params", "guess", "looser", "together", "unit_settings"]
