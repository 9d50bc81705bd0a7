"""The handbook as lists: one row a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from branchbook.handbook import Handbook

Rows = list[dict[str, Any]]


def _templates(handbook: Handbook) -> tuple[dict[str, str], Rows]:
    rows = [
        {
            "code": item.code,
            "id": item.id,
            "title": item.title,
            "kind": item.kind,
            "issuer": item.issuer,
            "version": item.version,
            "fields": len(item.fields),
            "rules": len(item.rules),
            "counterexamples": len(item.counterexamples),
            "path": item.path,
        }
        for item in sorted(handbook.templates.values(), key=lambda item: (item.area, item.code[0] != "W", item.code))
    ]
    return {
        "code": "编号",
        "id": "id",
        "title": "标题",
        "kind": "种类",
        "rules": "规则",
        "counterexamples": "反例",
    }, rows


def _procedures(handbook: Handbook) -> tuple[dict[str, str], Rows]:
    rows = [
        {
            "id": item.id,
            "title": item.title,
            "area": item.area,
            "steps": len(item.steps),
            "documents": [document.template for document in item.documents],
            "papers": len(item.documents),
            "path": item.path,
        }
        for item in sorted(handbook.procedures.values(), key=lambda item: (item.area, item.order, item.id))
    ]
    return {"id": "id", "title": "标题", "area": "领域", "steps": "步", "papers": "材料"}, rows


def _cases(handbook: Handbook) -> tuple[dict[str, str], Rows]:
    rows = [
        {
            "id": item.id,
            "title": item.title,
            "setting": item.setting,
            "grade": item.source_grade,
            "status": item.status,
            "path": item.path,
        }
        for item in handbook.cases.values()
    ]
    return {"id": "id", "title": "标题", "setting": "单位类型", "grade": "来源", "status": "状态"}, rows


def _regulations(handbook: Handbook) -> tuple[dict[str, str], Rows]:
    rows = []
    for item in handbook.regulations.values():
        states = [provision.verified.value for provision in item.provisions.values()]
        rows.append(
            {
                "id": item.id,
                "title": item.title,
                "status": item.status,
                "effective": item.effective,
                "provisions": len(states),
                "checked": states.count("条文已核"),
                "manual": states.count("据手册"),
                "pending": states.count("待核"),
                "path": item.path,
            }
        )
    return {
        "id": "id",
        "title": "标题",
        "status": "状态",
        "provisions": "条款",
        "checked": "条文已核",
        "manual": "据手册",
        "pending": "待核",
    }, rows


def _defects(handbook: Handbook) -> tuple[dict[str, str], Rows]:
    caught: dict[str, int] = {}
    for template in handbook.templates.values():
        for rule in template.rules.values():
            for name in rule.defects:
                caught[name] = caught.get(name, 0) + 1
    rows = [
        {
            "id": item.id,
            "title": item.title,
            "severity": item.severity,
            "detectable": item.detectable,
            "rules": caught.get(item.id, 0),
            "path": family.path,
        }
        for family in handbook.families.values()
        for item in family.defects
    ]
    return {"id": "id", "title": "标题", "severity": "轻重", "detectable": "怎么判", "rules": "规则"}, rows


def _requirements(handbook: Handbook) -> tuple[dict[str, str], Rows]:
    rows = [
        {
            "id": item.id,
            "title": item.title,
            "kind": item.kind,
            "superior": item.superior,
            "weight": item.weight,
            "example": item.example,
            "templates": list(item.templates),
            "kinds": list(item.kinds),
            "params": list(item.params),
            "path": item.path,
        }
        for item in handbook.requirements.values()
    ]
    return {"id": "id", "title": "标题", "kind": "哪一类", "superior": "谁要求", "weight": "分量"}, rows


_MAKERS = {
    "templates": _templates,
    "procedures": _procedures,
    "cases": _cases,
    "regulations": _regulations,
    "defects": _defects,
    "requirements": _requirements,
}


def inventory(handbook: Handbook, kind: str) -> tuple[dict[str, str], Rows]:
    """Return the columns to show and the rows of one kind of content.

    Args:
        handbook: the handbook.
        kind: templates, procedures, cases, regulations, defects or requirements.
    """
    return _MAKERS[kind](handbook)
