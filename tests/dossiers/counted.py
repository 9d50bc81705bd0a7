"""Forms of ours that are the same paper as what people type by hand, fixed here: one form, and two that share a kind."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branchbook.handbook import load
from branchbook.handbook.content import Procedure
from branchbook.handbook.kinds import Kind
from branchbook.records import Style, render
from tests.records.world import make

if TYPE_CHECKING:
    from branchbook.handbook import Handbook
    from branchbook.handbook.template import Template

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-07-01"


def _named(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: {**item, "id": name} for name, item in fields.items()}


def _kind(name: str, title: str, family: str, words: list[str], fields: dict[str, Any], **more: Any) -> Kind:
    base = {"summary": "只供测试用的材料种类。", "recognise": [words], "reviewed_on": "2026-11-24", "places": {}}
    return Kind.model_validate(
        base
        | {"id": name, "title": title, "family": family, "fields": _named(fields), "dated_by": "met_on"}
        | {"rule_sources": {}}
        | more
    )


_DUE: dict[str, Any] = {"label": "应到人数", "type": "integer", "aliases": ["应到"]}
_PRESENT: dict[str, Any] = {"label": "实到人数", "type": "integer", "aliases": ["实到"]}
_DAY: dict[str, Any] = {"label": "日期", "type": "date"}
_SAID: dict[str, Any] = {"label": "内容", "type": "long_text"}
_RULE: dict[str, Any] = {
    "id": "not-more",
    "when": "'due' in given && 'present' in given",
    "require": "present <= due",
    "severity": "should",
    "message": "应到 {due} 人，实到 {present} 人",
    "mend": "照签到数一遍",
}


@cache
def kinds() -> dict[str, Kind]:
    found = [
        _kind(
            "huddle",
            "碰头会记录",
            "meeting",
            ["碰头会", "记录"],
            {"met_on": _DAY, "due": _DUE, "present": _PRESENT, "said": _SAID, "only_typed": {**_SAID, "label": "备忘"}},
            rules={"not-more": _RULE},
        ),
        _kind("note", "情况说明", "report", ["情况说明"], {"met_on": _DAY, "said": _SAID}),
    ]
    return {kind.id: kind for kind in found}


@cache
def templates() -> dict[str, Template]:
    met_on = {**_DAY, "required": True, "shared": True}
    own = {
        "met_on": met_on,
        "due": {**_DUE, "label": "应到会人数", "aliases": ["应到"]},
        "present": _PRESENT,
        "said": _SAID,
        "place": {"label": "地点", "type": "text"},
    }
    body = "# 碰头会记录（表样）\n\n日期：{{ met_on }}\n\n应到：{{ due }}\n\n实到：{{ present }}\n\n地点：{{ place }}\n\n## 内容\n\n{{ said }}\n"
    notes = "日期：{{ met_on }}\n\n## 内容\n\n{{ said }}\n"
    found = [
        make(
            "huddle-form", "minutes", own, body, code="Z01", dated_by="met_on", counts_as="huddle", title="碰头会表样"
        ),
        *(
            make(
                f"note-{name}",
                "report",
                {"met_on": met_on, "said": _SAID},
                f"# {word}情况说明\n\n{notes}",
                code=f"Z0{number}",
                dated_by="met_on",
                counts_as="note",
                title=f"{word}情况说明",
                aliases=[f"{word}的说明"],
            )
            for number, name, word in ((2, "late", "延期"), (3, "gap", "缺额"))
        ),
    ]
    return {item.id: item for item in found}


@cache
def procedure() -> Procedure:
    steps = [
        {
            "id": f"step-{number}",
            "title": "一步",
            "who": "书记",
            "timing": "随时",
            "documents": [{"template": name, "need": need}],
        }
        for number, (name, need) in enumerate((("note-late", "必备"), ("note-gap", "视情况"), ("huddle-form", "必备")))
    ]
    rule = {
        "id": "came",
        "when": "has(docs.huddle_form)",
        "require": "docs.huddle_form.present >= 2",
        "severity": "must",
        "message": "只来了 {docs.huddle_form.present} 人",
        "mend": "核对人数",
    }
    late = {
        "id": "late",
        "when": "has(docs.huddle_form)",
        "require": "has(docs.note_late)",
        "severity": "must",
        "message": "开了会，没有延期的说明",
        "mend": "找出来归档",
    }
    data: dict[str, Any] = {
        "id": "huddle-matter",
        "title": "办碰头会",
        "task": "我要开碰头会",
        "summary": "只供测试：说明、开会。",
        "when": "随时",
        "who": "书记",
        "duration": "一天",
        "reviewed_on": "2026-11-24",
        "steps": steps,
        "dossier": {"rules": {"came": rule, "late": late}},
    }
    return Procedure.model_validate(data)


@cache
def handbook() -> Handbook:
    """A handbook of nothing but these; what rules may cite is the real one's."""
    return replace(load(ROOT), templates=templates(), kinds=kinds(), procedures={"huddle-matter": procedure()})


_LONG = "说了三件事：外勤的同志轮流来，材料隔周报一次，欠的两份说明由甲同志月底前补上，补好了放进档案柜第二层给大家看；下次碰头先对这三件的进度，没有办完的说清楚卡在哪里、要谁帮忙。"
VALUES: dict[str, Any] = {"met_on": "2026-06-05", "due": 8, "present": 7, "said": _LONG, "place": "二楼会议室"}


def form(name: str = "huddle-form", style: Style = Style.FILLED, /, **change: Any) -> bytes:
    """A form of ours, filled in; keyword arguments change fields."""
    template = templates()[name]
    values = {key: value for key, value in {**VALUES, **change}.items() if key in template.fields}
    return render(template, values, style)


def text(title: str = "碰头会记录", day: str = "2026年6月5日", came: str = "7", said: str = _LONG) -> bytes:
    """What somebody typed."""
    return f"{title}\n日期：{day}\n应到：8\n实到：{came}\n备忘：带本子\n内容：{said}\n".encode()


#: Folders of files by what is told of them.
FOLDERS: dict[str, dict[str, bytes]] = {
    "typed fills the place": {"会.txt": text(), "延期情况说明.txt": text("延期情况说明", "2026年6月1日")},
    "two that may be it": {"会.docx": form(), "情况说明.txt": text("情况说明", "2026年6月1日")},
    "typed and form of one paper": {"会.txt": text(), "也是会.docx": form(present=6), "延.docx": form("note-late")},
    "form copied from what was typed": {"三月.txt": text("碰头会记录", "2026年3月5日"), "六月.docx": form()},
    "typed judged once": {"会.txt": text(came="9"), "延期的说明.txt": text("延期的说明")},
    "too few came": {"会.txt": text(came="1"), "延期情况说明.txt": text("延期情况说明")},
}
