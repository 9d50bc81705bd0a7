"""A template made in memory, for rules alone."""

from __future__ import annotations

from typing import Any

from branchbook.handbook.template import Template

FIELDS: dict[str, Any] = {
    "met_on": {"label": "会议日期", "type": "date"},
    "opened_at": {"label": "开会时间", "type": "datetime"},
    "eligible": {"label": "应到", "type": "integer"},
    "present": {"label": "实到", "type": "integer"},
    "way": {"label": "方式", "type": "choice", "choices": ["差额", "等额"]},
    "share": {"label": "比例", "type": "ratio"},
    "names": {"label": "名单", "type": "people"},
    "remark": {"label": "说明", "type": "text"},
    "votes": {
        "label": "得票",
        "type": "table",
        "columns": {
            "name": {"id": "name", "label": "姓名", "type": "text"},
            "yes": {"id": "yes", "label": "赞成", "type": "integer"},
        },
    },
}

RECORD: dict[str, Any] = {
    "met_on": "2026-06-05",
    "opened_at": "2026-06-05 14:30",
    "eligible": 22,
    "present": 20,
    "way": "差额",
    "share": "20/22",
    "names": ["甲同志", "乙同志"],
    "votes": [{"name": "甲同志", "yes": 19}, {"name": "乙同志", "yes": 18}],
}


def template(**rules: dict[str, Any]) -> Template:
    """Return a template with the fields above and the rules given."""
    common = {"severity": "must", "message": "这里不合格", "mend": "改正它吧"}
    return Template.model_validate(
        {
            "id": "test",
            "code": "T01",
            "title": "测试用的材料",
            "version": 1,
            "kind": "form",
            "summary": "只供测试用的材料。",
            "archive": {"class": "测试"},
            "reviewed_on": "2026-11-24",
            "dated_by": "met_on",
            "fields": {name: {**field, "id": name} for name, field in FIELDS.items()},
            "rules": {
                name.replace("_", "-"): {**common, **rule, "id": name.replace("_", "-")} for name, rule in rules.items()
            },
        }
    )
