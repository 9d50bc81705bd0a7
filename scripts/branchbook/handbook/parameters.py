"""What differs by unit: parameters that a unit sets for itself, and facts of one branch (`docs/parameters.yml`)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field as Spec
from pydantic import model_validator

from branchbook.handbook.base import Entry, FieldId, Frozen, Model, Refs, Weight, Words

#: A value of a parameter; rules see it as `params.<id>`.
Setting = bool | int | str


def fits(param: Parameter, value: Any) -> bool:
    """Tell whether a value is one that a parameter may have."""
    if param.type == "yes-no":
        return isinstance(value, bool)
    if param.type == "integer":
        whole = isinstance(value, int) and not isinstance(value, bool)
        return whole and param.min <= value <= param.max
    if not isinstance(value, str):
        return False
    if param.type == "choice":
        return value in param.choices
    try:
        return date.fromisoformat(value).isoformat() == value and value >= "1900"
    except ValueError:
        return False


class Parameter(Model):
    """A thing that each unit sets for itself, or a fact of a branch; rules see it as `params.<id>`."""

    id: FieldId = ""
    """由所在的键填写，不用写。"""
    fact: bool = False
    """是不是本支部的情况；由所在的那一段填写，不用写。"""
    label: Annotated[str, Spec(min_length=2, max_length=24)]
    """给人看的名字，全站不重复。"""
    type: Literal["integer", "yes-no", "choice", "date"] = "integer"
    """integer 整数 | yes-no 是或否 | choice 几个里选一个 | date 日期。"""
    default: bool | int | str | None = None
    """没有另设时用的值；本支部的情况没有默认的，不写。"""
    unit: str = ""
    """单位，如 天、%。"""
    min: Annotated[int, Spec(ge=0)] = 0
    """整数最小是几。"""
    max: Annotated[int, Spec(le=100000)] = 100000
    """整数最大是几。"""
    choices: Words = ()
    """可选的几个（choice 用）。"""
    basis: Refs = ()
    """默认的值出自哪一条。"""
    bound: Literal["", "at-least", "at-most"] = ""
    """另设的只能比默认的多（at-least）还是少（at-most）才不算放宽；说不准的不写。"""
    asked_by: str = ""
    """默认的值是哪个上级要求的；由要求集填写，不用写。"""
    weight: Weight | None = None
    """默认的值的分量；有依据的和依据一样，没有依据的写 本站建议。"""
    note: Annotated[str, Spec(min_length=4, max_length=120)]
    """这个值从哪里来，为什么各单位不同。"""

    @model_validator(mode="after")
    def _whole(self) -> Parameter:
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("choice 要有 choices，其他类型不能有")
        if self.min > self.max:
            raise ValueError("min 不能大于 max")
        if not self.fact and (self.default is None or self.weight is None):
            raise ValueError("单位自己定的，default 和 weight 都要写")
        if self.fact and (self.default is not None or self.weight is not None):
            raise ValueError("本支部的情况没有默认的，不写 default 和 weight")
        if self.default is not None and not fits(self, self.default):
            raise ValueError("default 和 type、min、max、choices 不合")
        return self


class Parameters(Entry):
    """All of them: `docs/parameters.yml`."""

    parameters: Frozen[FieldId, Parameter] = Spec(default_factory=dict, validate_default=True)
    """单位自己定的，键是 id。"""
    facts: Frozen[FieldId, Parameter] = Spec(default_factory=dict, validate_default=True)
    """本支部的情况，键是 id；没有填就是不知道。"""

    @model_validator(mode="after")
    def _apart(self) -> Parameters:
        twice = [name for name in self.facts if name in self.parameters]
        if twice:
            raise ValueError(f"「{twice[0]}」两段里都有，改一个名字")
        return self


def as_data(param: Parameter) -> dict[str, Any]:
    """Return a parameter for the browser; what is empty is left out."""
    data = {
        "id": param.id,
        "fact": param.fact,
        "label": param.label,
        "type": param.type,
        "default": param.default,
        "unit": param.unit,
        "min": param.min if param.type == "integer" else None,
        "max": param.max if param.type == "integer" else None,
        "choices": list(param.choices),
        "bound": param.bound,
        "asked_by": param.asked_by,
        "weight": param.weight.value if param.weight else None,
        "note": param.note,
    }
    return {key: value for key, value in data.items() if value not in (None, "", []) and (key != "fact" or value)}


__all__ = ["Parameter", "Parameters", "Setting", "as_data", "fits"]
