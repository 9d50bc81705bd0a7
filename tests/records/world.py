"""Small templates of every kind, fixed here so that golden files do not move with the handbook."""

from __future__ import annotations

from typing import Any

from branchbook.handbook.template import Template

_BASE: dict[str, Any] = {
    "version": 2,
    "summary": "只供测试用的样子。",
    "archive": {"class": "测试"},
    "reviewed_on": "2026-11-24",
}


def _fields(fields: dict[str, Any]) -> dict[str, Any]:
    for name, field in fields.items():
        field["id"] = name
        if "columns" in field:
            _fields(field["columns"])
    return fields


def make(name: str, kind: str, fields: dict[str, Any], body: str, **more: Any) -> Template:
    """Make a template."""
    rules = {key: {**rule, "id": key} for key, rule in more.pop("rules", {}).items()}
    return Template.model_validate(
        _BASE
        | {
            "id": name,
            "code": "T01",
            "title": f"测试用的{name}",
            "kind": kind,
            "fields": _fields(fields),
            "body": body,
            "rules": rules,
            **more,
        }
    )


LETTER = make(
    "test-letter",
    "letter",
    {
        "branch": {"label": "支部名称", "type": "text", "required": True, "help": "写全称。"},
        "superior": {"label": "主送机关", "type": "text", "required": True},
        "doc_no": {"label": "发文字号", "type": "text", "required": True},
        "met_on": {"label": "会议日期", "type": "date", "required": True},
        "seats": {"label": "名额", "type": "integer", "required": True, "unit": "名"},
        "names": {"label": "人选", "type": "people", "required": True},
        "method": {"label": "办法", "type": "long_text", "required": True, "help": "写清怎么选。"},
        "remark": {"label": "其他", "type": "text"},
        "signed_on": {"label": "落款日期", "type": "date", "required": True},
        "contact": {"label": "联系人", "type": "text"},
    },
    "# {{ branch }}关于测试的请示\n\n{{ doc_no }}\n\n{{ superior }}：\n\n经{{ met_on }}支委会研究，拟设委员{{ seats }}名，"
    "人选为{{ names }}，**无记名**投票。\n\n> 一份请示只报一件事。\n\n## 一、办法\n\n{{ method }}\n\n其他：{{ remark }}\n\n当否，请示复。\n\n"
    "::: sign\n{{ branch }}\n{{ signed_on }}\n:::\n\n联系人：{{ contact }}\n",
    rules={
        "enough": {
            "require": "seats >= 3",
            "severity": "must",
            "message": "只有 {seats} 名",
            "mend": "增加到 {seats + 1} 名以上，写进{names}",
            "basis": ["election-2020#surplus-20pct"],
        },
    },
    notes=["先研究，后行文。"],
    example={
        "branch": "中共示例市某局第一支部委员会",
        "superior": "中共示例市某局机关委员会",
        "doc_no": "示局一支〔2026〕3号",
        "met_on": "2026-04-14",
        "seats": 5,
        "names": ["甲同志", "乙同志"],
        "method": "先提名。\n后投票，差额选举。",
        "signed_on": "2026-04-16",
    },
)

FORM = make(
    "test-form",
    "minutes",
    {
        "place": {"label": "地点", "type": "text", "required": True},
        "starts_at": {"label": "时间", "type": "datetime", "required": True},
        "host": {"label": "主持人", "type": "text", "required": True, "aliases": ["会议主持"]},
        "present": {"label": "实到会人数", "type": "integer", "required": True, "unit": "人"},
        "share": {"label": "到会比例", "type": "ratio"},
        "secret": {"label": "是否无记名", "type": "choice", "choices": ["是", "否"], "required": True},
        "absent": {
            "label": "缺席名单",
            "type": "table",
            "rows": 3,
            "columns": {
                "name": {"label": "姓名", "type": "text", "required": True},
                "reason": {"label": "原因", "type": "choice", "choices": ["病假", "出差"]},
                "days": {"label": "天数", "type": "integer", "unit": "天"},
            },
        },
        "course": {"label": "会议经过", "type": "long_text", "required": True, "help": "写清几项议程。"},
        "host_sign": {"label": "主持人签字", "type": "signature", "required": True},
    },
    "# 会议记录\n\n::: form\nplace | starts_at\nhost | present | share\nsecret\nabsent\ncourse\nhost_sign\n:::\n",
    example={
        "place": "三楼会议室",
        "starts_at": "2026-06-05 14:30",
        "host": "庚同志",
        "present": 20,
        "share": "20/22",
        "secret": "是",
        "absent": [{"name": "酉同志", "reason": "出差", "days": 3}, {"name": "戌同志", "reason": "病假"}],
        "course": "一、听取报告。\n二、选举。",
        "host_sign": "庚同志",
    },
)

BALLOT = make(
    "test-ballot",
    "ballot",
    {
        "branch": {"label": "支部名称", "type": "text", "required": True},
        "candidates": {
            "label": "候选人",
            "type": "table",
            "rows": 2,
            "required": True,
            "columns": {"name": {"label": "姓名", "type": "text"}, "mark": {"label": "符号", "type": "text"}},
        },
        "others": {
            "label": "另选人",
            "type": "table",
            "rows": 2,
            "columns": {"name": {"label": "姓名", "type": "text"}, "mark": {"label": "符号", "type": "text"}},
        },
        "note": {"label": "说明", "type": "long_text", "required": True},
    },
    "# {{ branch }}选票\n\n{{ candidates }}\n\n另选人：\n\n{{ others }}\n\n说明：{{ note }}\n",
    example={
        "branch": "第一支部",
        "candidates": [{"name": "甲同志"}, {"name": "乙同志"}],
        "note": "赞成画“○”，不赞成画“×”。",
    },
)

REGISTER = make(
    "test-register",
    "register",
    {
        "branch": {"label": "支部名称", "type": "text", "required": True},
        "made_on": {"label": "造表日期", "type": "date", "required": True},
        "members": {
            "label": "名册",
            "type": "table",
            "rows": 6,
            "required": True,
            "columns": {
                "name": {"label": "姓名", "type": "text", "required": True},
                "kind": {"label": "类别", "type": "choice", "choices": ["正式", "预备"], "required": True},
                "joined_on": {"label": "入党日期", "type": "date"},
                "age": {"label": "年龄", "type": "integer", "min": 18, "max": 120},
                "note": {"label": "备注", "type": "long_text"},
            },
        },
        "full": {"label": "正式党员数", "type": "integer", "unit": "名", "formula": 'COUNTIF({members.kind},"正式")'},
        "eligible": {"label": "应到会人数", "type": "integer", "unit": "人", "formula": "{full}-0"},
        "maker": {"label": "造表人", "type": "signature"},
    },
    "# 党员名册\n\n> 一人一行。\n",
    example={
        "branch": "第一支部",
        "made_on": "2026-05-14",
        "full": 2,
        "eligible": 2,
        "maker": "子同志",
        "members": [
            {"name": "甲同志", "kind": "正式", "joined_on": "2006-06-23", "age": 46, "note": "第一行\n第二行"},
            {"name": "乙同志", "kind": "正式", "joined_on": "2010-07-01"},
            {"name": "亨同志", "kind": "预备"},
        ],
    },
)

NOTICE = make(
    "test-notice",
    "notice",
    {
        "superior": {"label": "上级党组织", "type": "text", "required": True},
        "branch": {"label": "支部名称", "type": "text", "required": True},
        "meeting_on": {"label": "大会日期", "type": "date", "required": True, "help": "照批复写〔年月日〕，不能改。"},
        "opens": {"label": "开会时间", "type": "text", "required": True, "help": "24小时制，如 14:30。"},
        "handling": {"label": "家底的处理", "type": "long_text", "required": True},
        "demands": {"label": "有关要求", "type": "long_text", "help": "没有就不填。"},
        "signed_on": {"label": "落款日期", "type": "date", "required": True},
        "approver": {
            "label": "批准机关的性质",
            "type": "choice",
            "choices": ["有审批权的基层党委", "党总支", "党组", "其他"],
            "required": True,
        },
        "received_on": {"label": "收到日期", "type": "date"},
    },
    "# {{ superior }}关于同意{{ branch }}召开大会的通知\n\n{{ branch }}：\n\n大会定于{{ meeting_on }}{{ opens }}召开。\n\n"
    "> 没有批复不能开会。\n\n一、{{ handling }}{{ demands }}\n\n特此通知。\n\n::: sign\n{{ superior }}\n{{ signed_on }}\n:::\n\n"
    "---\n\n## 收文登记\n\n::: form\napprover | received_on\n:::\n",
    example={
        "superior": "中共示例市某局机关委员会",
        "branch": "中共示例市某局第一支部委员会",
        "meeting_on": "2026-06-05",
        "opens": "14:30",
        "handling": "党费照清单移交，印章照清单移交。",
        "signed_on": "2026-04-22",
        "approver": "有审批权的基层党委",
        "received_on": "2026-04-23",
    },
)

REPORT = make(
    "test-report",
    "report",
    {
        "branch": {"label": "支部名称", "type": "text", "required": True},
        "meetings": {"label": "开会次数", "type": "integer", "required": True, "unit": "次"},
        "work": {"label": "主要工作", "type": "long_text", "required": True},
        "members": {
            "label": "班子分工",
            "type": "table",
            "rows": 3,
            "required": True,
            "columns": {
                "name": {"label": "姓名", "type": "text", "required": True},
                "since": {"label": "任职日期", "type": "date"},
                "duty": {"label": "分管工作", "type": "long_text"},
            },
        },
        "visits": {"label": "走访情况", "type": "long_text"},
    },
    "# 工作报告\n\n各位党员：\n\n## 一、会议\n\n{{ branch }}开会{{ meetings }}次。\n\n### （一）做了什么\n\n{{ work }}\n\n"
    "## 二、走访\n\n{{ visits }}\n\n## 三、分工\n\n分工如下：\n\n{{ members }}\n\n以上报告，请审查。\n",
    example={
        "branch": "第一支部",
        "meetings": 12,
        "work": "一是开会。\n二是学习。",
        "members": [{"name": "甲同志", "since": "2026-12-10", "duty": "全面工作"}, {"name": "乙同志", "duty": "宣传"}],
    },
)

SLIP = make(
    "test-slip",
    "form",
    {
        "name": {"label": "姓名", "type": "text", "required": True},
        "sex": {"label": "性别", "type": "choice", "choices": ["男", "女"], "required": True},
        "born": {"label": "出生年月", "type": "text", "required": True},
        "resume": {"label": "简历", "type": "long_text", "required": True},
        "opinion": {"label": "支部委员会意见", "type": "long_text", "required": True},
        "sign": {"label": "书记签字", "type": "signature", "required": True},
    },
    "# 登记表\n\n::: form\nname | sex | born\nresume\nopinion\nsign\n:::\n",
    example={
        "name": "甲同志",
        "sex": "男",
        "born": "1980年5月",
        "resume": "2003年7月参加工作。",
        "opinion": "同意。",
        "sign": "庚同志",
    },
)

CATALOGUE = make(
    "test-catalogue",
    "catalogue",
    {
        "branch": {"label": "支部名称", "type": "text", "required": True},
        "pages_total": {"label": "页数合计", "type": "integer", "formula": "SUM({files.pages})"},
        "files": {
            "label": "文书目录",
            "type": "table",
            "rows": 4,
            "required": True,
            "columns": {
                "number": {"label": "序号", "type": "integer", "required": True},
                "title": {"label": "题名", "type": "text", "required": True},
                "kind": {
                    "label": "类别",
                    "type": "choice",
                    "choices": [f"第{number}类材料，共同保管的第{number}种" for number in range(1, 25)],
                },
                "pages": {"label": "页数", "type": "integer", "unit": "页"},
            },
        },
        "sealed": {
            "label": "选票封存",
            "type": "table",
            "rows": 2,
            "columns": {
                "what": {"label": "选票", "type": "text", "required": True},
                "sheets": {"label": "张数", "type": "integer", "unit": "张"},
                "sealed_on": {"label": "封存日期", "type": "date"},
            },
        },
        "left": {"label": "没有封存的张数", "type": "integer", "formula": "{pages_total}-SUM({sealed.sheets})"},
    },
    "# 归档目录\n\n照这张目录逐件核对。\n",
    example={
        "branch": "第一支部",
        "pages_total": 5,
        "files": [
            {"number": 1, "title": "请示", "kind": "第1类材料，共同保管的第1种", "pages": 3},
            {"number": 2, "title": "批复", "pages": 2},
        ],
        "sealed": [{"what": "委员选票", "sheets": 4, "sealed_on": "2026-06-05"}],
        "left": 1,
    },
)

ALL = {template.id: template for template in (LETTER, FORM, BALLOT, REGISTER, NOTICE, REPORT, SLIP, CATALOGUE)}
