"""Requirement sets over the small handbook of `tests/dossiers/counted.py`, as the files that superiors would hand out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branchbook.handbook.requirements import RequirementSet, written
from branchbook.requirements import chosen, merge
from tests.dossiers import counted

if TYPE_CHECKING:
    from branchbook.handbook import Handbook

_COMMON: dict[str, Any] = {
    "document": "示例办〔2026〕1号",
    "weight": "地方要求",
    "summary": "只供测试用的要求集。",
    "reviewed_on": "2026-11-24",
}
CODE: dict[str, Any] = {"label": "归口编号", "type": "text", "required": True}
LONG: dict[str, Any] = {
    "require": "chars(said) >= 40",
    "severity": "hint",
    "message": "内容只有 {chars(said)} 字",
    "mend": "照笔记补写，不要编",
}


def data(name: str, superior: str, kind: str = "行业", /, **parts: Any) -> dict[str, Any]:
    """What stands in a file; `form` is what is added to the form of the huddle."""
    form = parts.pop("form", None)
    if form is not None:
        parts["templates"] = {"huddle-form": form, **parts.get("templates", {})}
    return {**_COMMON, "id": name, "title": f"{superior}的要求", "kind": kind, "superior": superior, **parts}


def made(name: str, superior: str, kind: str = "行业", /, **parts: Any) -> RequirementSet:
    """A set."""
    return RequirementSet.model_validate(written(data(name, superior, kind, **parts)))


def laid(*sets: RequirementSet) -> Handbook:
    """The small handbook with sets laid over it."""
    return merge(counted.handbook(), chosen({}, sets))


TRADE = made(
    "trade",
    "行业党组",
    form={
        "fields": {
            "code": CODE,
            "review": {
                "label": "行业传达事项",
                "type": "table",
                "columns": {"item": {"label": "事项", "type": "text", "required": True}},
            },
        },
        "require": ["place"],
        "rules": {"long-enough": LONG},
    },
    params={"member_hours": 40},
)
LOCAL = made(
    "local",
    "市直工委",
    "属地",
    form={
        "fields": {
            "code": {**CODE, "required": False, "help": "照编号表写。"},
            "linked": {"label": "联系领导", "type": "text", "aliases": ["联系人"]},
        },
        "require": ["place", "due"],
        "rules": {
            "long-enough": LONG,
            "most-came": {
                "when": "'due' in given && 'present' in given",
                "require": "present * 3 >= due * 2",
                "severity": "should",
                "message": "到会 {percent(present, due)}",
                "mend": "看缺席的人为什么没来",
            },
        },
    },
    params={"member_hours": 40, "report_days": 5},
)
