"""A small matter with its documents, fixed here so that these tests do not move with the handbook."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from branchbook.dossiers.dossier import check_dossier, hold
from branchbook.dossiers.plan import plan_of
from branchbook.dossiers.seen import ReadRecord
from branchbook.handbook.content import Procedure
from tests.records.world import make

if TYPE_CHECKING:
    from branchbook.dossiers.noted import Noted
    from branchbook.dossiers.plan import Plan
    from branchbook.findings import Verdict
    from branchbook.handbook import Handbook
    from branchbook.handbook.template import Template

TODAY = "2026-07-01"


def _text(label: str, **more: Any) -> dict[str, Any]:
    return {"label": label, "type": "text", **more}


def _day(label: str, **more: Any) -> dict[str, Any]:
    return {"label": label, "type": "date", **more}


def _shared() -> dict[str, Any]:
    return {
        "branch": _text("支部名称", shared=True),
        "meeting_on": _day("大会日期", shared=True),
        "meeting_place": _text("大会地点", shared=True),
        "eligible": {"label": "应到会人数", "type": "integer", "shared": True},
        "elected": {"label": "当选人", "type": "people", "shared": True},
    }


REQUEST = make(
    "ask",
    "letter",
    {**_shared(), "doc_no": _text("文号"), "signed_on": _day("落款日期"), "copies": _text("份数")},
    "# 请示\n",
    code="T01",
    dated_by="signed_on",
)
REPLY = make(
    "answer",
    "letter",
    {
        **_shared(),
        "doc_no": _text("文号"),
        "ask_no": _text("来文文号"),
        "ask_on": _day("来文日期"),
        "signed_on": _day("落款日期"),
    },
    "# 批复\n",
    code="T02",
    dated_by="signed_on",
    issuer="superior",
)
MINUTES = make(
    "minutes",
    "minutes",
    {
        **_shared(),
        "answer_no": _text("批复文号"),
        "absentees": {
            "label": "缺席人员",
            "type": "table",
            "columns": {"name": _text("姓名"), "reason": _text("原因")},
        },
    },
    "# 会议记录\n",
    code="T03",
    dated_by="meeting_on",
)
FORM = make("form", "form", {"branch": _text("支部名称", shared=True), "name": _text("姓名")}, "# 登记表\n", code="T04")
EXTRA = make("extra", "form", {**_shared()}, "# 公示\n", code="T05", dated_by="meeting_on")
RESULT = make(
    "result",
    "report",
    {**_shared(), "doc_no": _text("文号"), "signed_on": _day("落款日期"), "stage": _text("稿次")},
    "# 结果报告\n",
    code="T06",
    dated_by="signed_on",
)
LISTING = make(
    "listing",
    "catalogue",
    {
        "branch": _text("支部名称", shared=True),
        "archived_on": _day("归档日期"),
        "files": {
            "label": "文件",
            "type": "table",
            "columns": {
                "file": {
                    "label": "文件",
                    "type": "choice",
                    "choices": ["T01 请示", "T02 批复", "T03 记录", "T06 结果报告", "其他"],
                },
                "doc_no": _text("文号"),
                "dated": _day("日期"),
            },
        },
    },
    "# 归档目录\n",
    code="T07",
    dated_by="archived_on",
)
STRANGER = make("stranger", "form", {**_shared()}, "# 别的事\n", code="T08")
TALK = make(
    "talk",
    "report",
    {
        "who": _text("谈话人"),
        "whom": _text("谈话对象"),
        "talked_on": _day("谈话日期"),
        "gist": {"label": "谈话内容", "type": "long_text"},
    },
    "# 谈话记录\n",
    code="T09",
    dated_by="talked_on",
)
TEMPLATES: dict[str, Template] = {
    item.id: item for item in (REQUEST, REPLY, MINUTES, FORM, EXTRA, RESULT, LISTING, STRANGER, TALK)
}

_BASIS = "practice#one-file"
PROCEDURE: dict[str, Any] = {
    "id": "matter",
    "title": "办一件事",
    "task": "我要办这件事",
    "summary": "只供测试：请示、批复、开会、报结果。",
    "when": "随时",
    "who": "书记",
    "duration": "一个月",
    "reviewed_on": "2026-11-24",
    "steps": [
        {
            "id": f"step-{number}",
            "title": "一步",
            "who": "书记",
            "timing": "随时",
            "documents": documents,
        }
        for number, documents in enumerate(
            (
                [{"template": "ask"}],
                [{"template": "answer", "need": "上级制发"}],
                [{"template": "form"}, {"template": "extra", "need": "视情况", "note": "上级要求公示的才做"}],
                [{"template": "minutes"}],
                [{"template": "result"}],
                [{"template": "listing"}],
            )
        )
    ],
    "dossier": {
        "several": ["form"],
        "plans": ["ask"],
        "cites": {"answer.ask_no": "ask.doc_no", "answer.ask_on": "ask.signed_on", "answer_no": "answer.doc_no"},
        "order": [
            {"chain": ["ask", "answer", "minutes", "result", "listing"], "basis": _BASIS, "defects": ["D-083"]},
        ],
        "basis_complete": [_BASIS],
        "basis_same": ["practice#one-fact"],
        "rules": {
            "answered": {
                "id": "answered",
                "when": "has(docs.minutes)",
                "require": "has(docs.answer)",
                "severity": "must",
                "message": "会开了，没有看到批复",
                "mend": "要一份批复",
                "basis": [_BASIS],
                "defects": ["D-004"],
            },
            "enough": {
                "id": "enough",
                "when": "has(docs.minutes)",
                "require": "docs.minutes.eligible >= 5",
                "severity": "must",
                "message": "应到会只有 {docs.minutes.eligible} 人",
                "mend": "核对名册",
                "basis": [_BASIS],
                "doubt_when": "docs.minutes.eligible == 4",
                "doubt": "正好 {docs.minutes.eligible} 人，说法不一",
            },
            "forms": {
                "id": "forms",
                "when": "has(docs.form) && has(docs.minutes.elected)",
                "require": "docs.minutes.elected.all(n, docs.form.records.exists(r, has(r.name) && r.name == n))",
                "severity": "should",
                "message": "有人没有登记表",
                "mend": "找出来归档",
                "basis": [_BASIS],
            },
        },
    },
}


def plan(**dossier: Any) -> Plan:
    """The plan of the matter; keyword arguments replace parts of its declaration."""
    procedure = Procedure.model_validate({**PROCEDURE, "dossier": {**PROCEDURE["dossier"], **dossier}})
    return plan_of(cast("Handbook", SimpleNamespace(templates=TEMPLATES)), procedure)


PLAN = plan()

_COMMON = {
    "branch": "示例市某局第一党支部",
    "meeting_on": "2026-06-05",
    "meeting_place": "三楼会议室",
    "eligible": 10,
    "elected": ["甲同志", "乙同志"],
}
VALUES: dict[str, dict[str, Any]] = {
    "ask": {**_COMMON, "doc_no": "示一支〔2026〕3号", "signed_on": "2026-05-06"},
    "answer": {
        **_COMMON,
        "doc_no": "示机党〔2026〕9号",
        "ask_no": "示一支〔2026〕3号",
        "ask_on": "2026-05-06",
        "signed_on": "2026-05-12",
    },
    "minutes": {**_COMMON, "answer_no": "示机党〔2026〕9号", "absentees": [{"name": "丙同志", "reason": "病假"}]},
    "form1": {"branch": _COMMON["branch"], "name": "甲同志"},
    "form2": {"branch": _COMMON["branch"], "name": "乙同志"},
    "extra": {**_COMMON},
    "result": {**_COMMON, "doc_no": "示一支〔2026〕4号", "signed_on": "2026-06-08"},
    "listing": {
        "branch": _COMMON["branch"],
        "archived_on": "2026-06-20",
        "files": [
            {"file": "T01 请示", "doc_no": "示一支〔2026〕3号", "dated": "2026-05-06"},
            {"file": "T02 批复", "doc_no": "示机党〔2026〕9号", "dated": "2026-05-12"},
            {"file": "T03 记录", "dated": "2026-06-05"},
            {"file": "T06 结果报告", "doc_no": "示一支〔2026〕4号", "dated": "2026-06-08"},
        ],
    },
}


def record(name: str, path: str = "", /, **change: Any) -> ReadRecord:
    """A record of ours by the name of its values; keyword arguments change fields, None takes one out."""
    template = TEMPLATES[name.rstrip("0123456789")]
    values = {**VALUES.get(name, {}), **change}
    kept = {key: value for key, value in values.items() if value is not None}
    return ReadRecord(path or f"{name}.docx", template.id, template, template.id, ours=True, values=kept)


def records(without: tuple[str, ...] = (), /, **change: Any) -> list[ReadRecord]:
    """The whole dossier; some records left out, some with other values."""
    return [record(name, **change.get(name, {})) for name in VALUES if name not in without]


def check(
    found: list[ReadRecord], *, today: str = TODAY, of: Plan = PLAN, siblings: dict[str, str] | None = None
) -> tuple[list[Noted], Verdict]:
    """Check a dossier."""
    return check_dossier(hold(of, found, today=today, siblings=siblings), "某事")


def codes(noted: list[Noted]) -> list[tuple[str, str]]:
    """What was said, by code and file."""
    return [(item.finding.code, item.finding.where.path) for item in noted]
