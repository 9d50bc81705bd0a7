"""The form that writes a case file: its blanks come from the schema, so that a new word of the schema is on it too."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any, get_args

from branchbook.handbook import case as words

SCRIPTS = ("assets/case-form.js",)
STYLES = ("assets/cases.css",)


@dataclass(frozen=True, slots=True)
class Blank:
    """One thing to fill in.

    Attributes:
        name: the key of the front matter, or of a part of the text.
        label: what it is called.
        hint: how to write it.
        kind: `line`, `text`, `lines`, `one`, `many` or `date`.
        choices: what to choose from.
        must: whether a file without it is refused.
        only: shown only when another blank has a value, `theme=品牌创建`; `!` in front turns it round.
    """

    name: str
    label: str
    hint: str = ""
    kind: str = "line"
    choices: tuple[str, ...] = ()
    must: bool = False
    only: str = ""


YES, NO = "有", "没有"
_BRAND = f"theme={words.BRAND}"
_DIAGNOSIS = "case_kind=问题诊断"

PARTS: tuple[tuple[str, tuple[Blank, ...]], ...] = (
    (
        "是哪一件事",
        (
            Blank("title", "标题", "谁加做了哪件事，6 到 28 字，不用口号", must=True),
            Blank("summary", "一句话", "谁，给谁，做什么，多久一次，10 到 60 字", must=True),
            Blank("organisation", "单位", "照来源写全名；来源隐名的写“某……（来源隐名）”", must=True),
            Blank("org_name_verified", "单位全名核实过吗", kind="one", choices=("核实过", "没有核实"), must=True),
            Blank("place_level", "地方", "只写到省、市"),
            Blank("setting", "单位类型", kind="one", choices=get_args(words.Setting), must=True),
            Blank("level", "哪一级的做法", kind="one", choices=get_args(words.Level), must=True),
            Blank("case_kind", "哪一种", kind="one", choices=get_args(words.CaseKind), must=True),
            Blank("theme", "主题", "1 到 3 个", kind="many", choices=get_args(words.Theme), must=True),
            Blank(
                "need", "我要……", "读者为了什么事来看，至少 1 个", kind="many", choices=get_args(words.Need), must=True
            ),
        ),
    ),
    (
        "做起来怎样",
        (
            Blank("doable_by_branch", "支部自己能做吗", kind="one", choices=get_args(words.Doable), must=True),
            Blank("cadence", "多久一次", "照来源写；没写就写“来源未写”"),
            Blank("people_needed", "要几个人", kind="one", choices=get_args(words.People), must=True),
            Blank("cost_band", "花费", kind="one", choices=get_args(words.Cost), must=True),
            Blank("transfer_days", "别的支部多久做得起来", kind="one", choices=get_args(words.Transfer), must=True),
            Blank("risk_flags", "要当心的", "没有就只勾“无”", kind="many", choices=get_args(words.Risk), must=True),
            Blank("records_touched", "用到哪些记录", kind="many", choices=get_args(words.RecordTouched)),
            Blank("brand_name", "品牌名", "照来源写", only=_BRAND),
        ),
    ),
    (
        "出处",
        (
            Blank("url", "网址", "https:// 开头，打开核对过的原页", must=True),
            Blank("source_title", "题目", must=True),
            Blank("publisher", "谁发布的", must=True),
            Blank("date", "发布日期", "没有写的写“来源未写”", must=True),
            Blank("accessed", "哪天打开核对的", kind="date", must=True),
            Blank(
                "source_grade",
                "来源等级",
                "A 官方原页，B 较可靠的转载，S 文库范文、单位隐名；只有摘要的先不收",
                kind="one",
                choices=("A", "B", "S"),
                must=True,
            ),
            Blank("seen_extent", "读到多少", kind="one", choices=("全文", "节选"), must=True),
        ),
    ),
    (
        "正文",
        (
            Blank(
                "why", "为什么做", "来源说到的处境和毛病，150 字以内；没写就写“来源未说明起因”", kind="text", must=True
            ),
            Blank(
                "how",
                "怎么做",
                "一行一条，3 到 5 条：动作、谁做、多久一次、留什么痕",
                kind="lines",
                must=True,
                only=f"!{_DIAGNOSIS}",
            ),
            Blank(
                "faults", "毛病、怎么查、怎么改", "一行一条，三样用 | 隔开", kind="lines", must=True, only=_DIAGNOSIS
            ),
            *(
                Blank(f"element_{number}", f"六要素：{name}", "来源没有就空着", only=_BRAND)
                for number, name in enumerate(get_args(words.Element), 1)
            ),
            Blank(
                "records",
                "用到的记录",
                "一行一样：记录 | 谁填 | 什么时候 | 本站那份模板的网页地址（没有就空着）",
                kind="lines",
                must=True,
            ),
            Blank("has_results", "来源写了结果吗", kind="one", choices=(YES, NO), must=True, only=f"!{_DIAGNOSIS}"),
            Blank(
                "result_type",
                "哪一种结果",
                kind="many",
                choices=get_args(words.ResultType),
                must=True,
                only=f"has_results={YES}",
            ),
            Blank(
                "results",
                "结果",
                "一行一条，只写来源给的数，连时段和口径",
                kind="lines",
                must=True,
                only=f"has_results={YES}",
            ),
            Blank(
                "figures", "文中的数", "正文里来源的每个数一行：数 | 时段 | 数的是什么 | 在来源的什么位置", kind="lines"
            ),
            Blank("month_1", "前 90 天：第一个月做哪一件", "不靠上级拨款", kind="text", must=True),
            Blank("month_2", "第二个月", kind="text", must=True),
            Blank("month_3", "第三个月", kind="text", must=True),
            Blank(
                "care",
                "当心什么",
                "一行一条，2 到 4 条：负担、权限、隐私、数据、过时口径",
                kind="lines",
                must=True,
                only=f"!{_BRAND}",
            ),
            Blank("hollow", "虚？", "去掉口号，落到哪个岗位的哪个动作", must=True, only=_BRAND),
            Blank("sham", "假？", "去掉牌子和展板，还剩什么", must=True, only=_BRAND),
            Blank("short", "断？", "换了书记，还会不会做", must=True, only=_BRAND),
            Blank("elsewhere", "换个地方还行吗", "一行一种：换到哪里 | 改哪一步；可以不写", kind="lines"),
            Blank("beside", "对照着看", "一行一例：那个案例的网页地址 | 名字 | 不同在哪", kind="lines", must=True),
        ),
    ),
    (
        "文件",
        (
            Blank("id", "文件名", "小写英文字母、数字和连字符，如 cun-zhibu-jifen", must=True),
            Blank("checked_by", "核对人的岗位", "不写姓名", must=True),
        ),
    ),
)


def _choices(blank: Blank) -> str:
    kind = "radio" if blank.kind == "one" else "checkbox"
    return "".join(
        f'<label class="bb-choice"><input type="{kind}" name="{blank.name}" value="{escape(value)}"> {escape(value)}</label>'
        for value in blank.choices
    )


def blank_html(blank: Blank) -> str:
    """Return a blank with its label and hint; what is chosen from a list is a group of its own."""
    hint = f'<span class="bb-small" id="h-{blank.name}">{escape(blank.hint)}</span>' if blank.hint else ""
    described = f' aria-describedby="h-{blank.name}"' if blank.hint else ""
    star = ' <span class="bb-small">必填</span>' if blank.must else ""
    marks = (
        f'data-blank="{blank.name}"'
        + (" data-must" if blank.must else "")
        + (f' data-only="{blank.only}"' if blank.only else "")
    )
    label = f"{escape(blank.label)}{star}"
    if blank.kind in {"one", "many"}:
        return f'<fieldset class="bb-field bb-field--wide" {marks}{described}><legend>{label}</legend>{hint}<div class="bb-choices">{_choices(blank)}</div></fieldset>'
    wide = {"text": 3, "lines": 5}.get(blank.kind)
    shape = f'<textarea rows="{wide}"' if wide else f'<input type="{"date" if blank.kind == "date" else "text"}"'
    end = "></textarea>" if wide else ">"
    return (
        f'<div class="bb-field bb-field--wide" {marks}><label for="f-{blank.name}">{label}</label>{hint}'
        f'{shape} id="f-{blank.name}" name="{blank.name}"{described}{end}</div>'
    )


def form_page() -> dict[str, Any]:
    """Return the values of the page that writes a case file."""
    parts = "".join(
        f"<h2>{escape(title)}</h2>" + "".join(blank_html(blank) for blank in blanks) for title, blanks in PARTS
    )
    return {"form": parts, "scripts": SCRIPTS, "styles": STYLES}
