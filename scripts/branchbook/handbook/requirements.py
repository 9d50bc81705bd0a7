"""Requirement sets: what one superior asks for beyond the handbook (`docs/requirements/<id>.yml`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field as Spec
from pydantic import model_validator

from branchbook.findings import Severity
from branchbook.handbook.base import Day, Entry, FieldId, Frozen, Id, Model, Words
from branchbook.handbook.template import Field, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

#: A value that a superior asks for; rules see it as `params.<id>`.
Asked = bool | int | str


class Addition(Model):
    """What a set adds to one template or kind."""

    fields: Frozen[FieldId, Field] = Spec(default_factory=dict, validate_default=True)
    """另外要记的栏目，键是字段 id；已有的栏目不能重写。"""
    require: Words = ()
    """已有的、要它必填的栏目，写字段 id。"""
    rules: Frozen[Id, Rule] = Spec(default_factory=dict, validate_default=True)
    """另外要守的规则，键是规则 id；已有的规则不能重写。"""

    @model_validator(mode="after")
    def _light(self) -> Addition:
        heavy = [name for name, rule in self.rules.items() if rule.severity is Severity.MUST]
        if heavy:
            raise ValueError(f"规则「{heavy[0]}」只能写 should 或 hint，必须只由规定来定")
        counted = [name for name, field in self.fields.items() if field.formula or field.shared]
        if counted:
            raise ValueError(f"栏目「{counted[0]}」不能写 formula 和 shared")
        if not (self.fields or self.require or self.rules):
            raise ValueError("fields、require、rules 至少写一样")
        return self


class RequirementSet(Entry):
    """What one superior asks for: more fields, more rules, other numbers; never less than what is in force."""

    id: Id
    """与文件同名。"""
    title: Annotated[str, Spec(min_length=4, max_length=40)]
    """要求集的名字，全站不重复。"""
    kind: Literal["行业", "属地", "单位"]
    """哪一类上级：行业（系统、条线）| 属地（地方党委）| 单位（本单位党委、机关党委）。"""
    superior: Annotated[str, Spec(min_length=2, max_length=24)]
    """谁要求的，检查时这样称呼。"""
    document: Annotated[str, Spec(min_length=2, max_length=60)]
    """出自哪一份文件，写名称和文号。"""
    weight: Literal["地方要求", "单位规定"]
    """地方要求 | 单位规定；都不是全国的规定。"""
    example: bool = False
    """是不是示例；示例里的单位和文件都是编的。"""
    summary: Annotated[str, Spec(min_length=8, max_length=120)]
    """一句话：多要求什么。"""
    builds_on: tuple[Id, ...] = ()
    """以哪几个要求集为基础，选它就一起选上。"""
    templates: Frozen[Id, Addition] = Spec(default_factory=dict, validate_default=True)
    """对哪几份表样，各加什么，键是表样 id；和它是同一样东西的手写材料也照办。"""
    kinds: Frozen[Id, Addition] = Spec(default_factory=dict, validate_default=True)
    """对哪几种手写材料，各加什么，键是种类 id。"""
    params: Frozen[FieldId, Asked] = Spec(default_factory=dict, validate_default=True)
    """单位自己定的数，它要求是多少，键是 docs/parameters.yml 里的 id。"""
    reviewed_on: Day
    """最近一次核对日期。"""
    review_months: Annotated[int, Spec(ge=1, le=36)] = 12
    """几个月后应再核对。"""

    @model_validator(mode="after")
    def _some(self) -> RequirementSet:
        if not (self.templates or self.kinds or self.params or self.builds_on):
            raise ValueError("templates、kinds、params、builds_on 至少写一样")
        return self


def _with_ids(entries: Any) -> Any:
    """Write each entry's key into it as `id`, columns included."""
    if not isinstance(entries, dict):
        return entries
    found = {}
    for key, item in entries.items():
        found[key] = {**item, "id": key} if isinstance(item, dict) else item
        if isinstance(item, dict) and "columns" in item:
            found[key]["columns"] = _with_ids(item["columns"])
    return found


def written(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a file says, with the ids that nobody writes, for `RequirementSet.model_validate`."""
    found = dict(data)
    for part in ("templates", "kinds"):
        additions = found.get(part)
        if isinstance(additions, dict):
            found[part] = {
                name: {
                    key: _with_ids(value) if key in {"fields", "rules"} else value for key, value in addition.items()
                }
                if isinstance(addition, dict)
                else addition
                for name, addition in additions.items()
            }
    return found


__all__ = ["Addition", "Asked", "RequirementSet", "written"]
