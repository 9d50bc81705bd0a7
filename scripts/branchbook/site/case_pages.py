"""The pages of the cases: what one must own up to, the order and the facets of all, and what is compared side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from branchbook.handbook import case as words
from branchbook.handbook.references import CASE_PAGES
from branchbook.site import prose
from branchbook.site.kits import script

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from branchbook.handbook import Handbook
    from branchbook.handbook.case import Case

GRADES = {"A": "官方原页", "B": "较可靠的转载", "C": "只有摘要", "S": "文库范文或单位隐名"}

INDEX, COMPARE, CHARTS, WRITE = CASE_PAGES

STYLES = ("assets/cases.css",)
#: What the page that compares loads.
COMPARED = "assets/kits/cases.js"


def notices(case: Case) -> list[str]:
    """Return the fixed sentences that a case must show."""
    found = []
    if not case.results_stated:
        found.append("来源没有给出结果，请把它当思路看。")
    if case.seen_extent == "节选":
        found.append("我们只读到来源的前一部分，后文做法可能未收入。")
    if case.case_kind == "对策建议":
        found.append("这是作者的建议，没有看到实施情况。")
    if case.source_grade == "S":
        found.append("出自文库或范文网站，单位名称被隐去，只作练习和思路。")
    if case.level != "支部":
        found.append("这是上级层面的做法，支部能做的部分见“你的前90天”。")
    if {"排名", "加台账"} & set(case.risk_flags):
        found.append("照搬前先看为基层减负的要求，并请示上级。")
    if "旧口径" in case.risk_flags:
        found.append("原文写于规定修订之前，以现行规定为准。")
    return found


# ---- order and facets -----------------------------------------------------------------------------------------------


def recency(date: str) -> tuple[int, ...]:
    """Return the date of a source as numbers to sort by, the latest smallest; without a year it is the oldest."""
    match = re.search(r"(\d{4})(?:\D{1,3}(\d{1,2}))?(?:\D{1,3}(\d{1,2}))?", date)
    return tuple(-int(part or 0) for part in match.groups()) if match else (0, 0, 0)


def in_order(cases: Iterable[Case]) -> list[Case]:
    """Return the published cases as the list shows them.

    What a branch can do by itself comes first, then what has results, the better source, the newer source.
    """
    doable = get_args(words.Doable)

    def key(case: Case) -> tuple[Any, ...]:
        grade = "ABSC".index(case.source_grade)
        date = recency(case.case_source.date)
        return doable.index(case.doable_by_branch), not case.results_stated, grade, date, case.id

    return sorted((case for case in cases if case.published), key=key)


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the list down.

    Attributes:
        name: how it is called in an address, `?setting=农村`.
        label: how it is called on the page.
        values: its values in the order of the schema.
        of: the values that a case has.
        lead: what the page says before its list.
    """

    name: str
    label: str
    values: tuple[str, ...]
    of: Callable[[Case], tuple[str, ...]]
    lead: str

    @property
    def page(self) -> str:
        """The page that lists its values without a script."""
        return f"cases/by-{self.name}.md"


FACETS = (
    Facet("need", "我要", get_args(words.Need), lambda c: c.need, "按眼下要办的事找。"),
    Facet("setting", "单位类型", get_args(words.Setting), lambda c: (c.setting,), "先看和自己一样的单位。"),
    Facet("doable", "支部自己能做吗", get_args(words.Doable), lambda c: (c.doable_by_branch,), "先看支部自己能做的。"),
    Facet("theme", "主题", get_args(words.Theme), lambda c: c.theme, "按做的是哪一类事找。"),
    Facet("people", "人手", get_args(words.People), lambda c: (c.people_needed,), "人少的先看一到三个人做得成的。"),
    Facet(
        "cost", "花费", get_args(words.Cost), lambda c: (c.cost_band,), "来源大多没有说花多少钱，没有说的不等于不花。"
    ),
    Facet(
        "days",
        "多久做得起来",
        get_args(words.Transfer),
        lambda c: (c.transfer_days,),
        "照着做，多久能做起来，是本站的估计。",
    ),
    Facet(
        "level",
        "哪一级的做法",
        get_args(words.Level),
        lambda c: (c.level,),
        "上级层面的做法，支部能做的部分看“你的前90天”。",
    ),
    Facet("risk", "要当心", get_args(words.Risk), lambda c: c.risk_flags, "照搬前先看会碰到哪一样。"),
)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet with the cases that have it."""

    name: str
    anchor: str
    cases: tuple[Case, ...]


def values(facet: Facet, cases: list[Case]) -> list[Value]:
    """Return the values of a facet that any case has, in the order of the schema."""
    found = []
    for number, name in enumerate(facet.values, 1):
        having = tuple(case for case in cases if name in facet.of(case))
        if having:
            found.append(Value(name, f"{facet.name}-{number}", having))
    return found


def card_data(case: Case) -> str:
    """Return what the script that filters reads off a card, as attributes."""
    said = {facet.name: " ".join(facet.of(case)) for facet in FACETS}
    return " ".join(f'data-{name}="{value}"' for name, value in said.items())


# ---- side by side ---------------------------------------------------------------------------------------------------


def section(case: Case, name: str) -> str:
    """Return the text of a `##` section of a case, empty when it has none."""
    wanted = r"\s*".join(map(re.escape, name))
    match = re.search(rf"^##[ \t]+{wanted}[ \t]*\n(.*?)(?=^## |\Z)", case.body, re.MULTILINE | re.DOTALL)
    return match[1].strip() if match else ""


def points(text: str) -> list[str]:
    """Return the list items of a section as plain words; without any, its paragraphs."""
    found = re.findall(r"^(?:[-*]|\d+\.)[ \t]+(.+?)(?=^(?:[-*]|\d+\.)[ \t]|^\s*$|\Z)", text, re.MULTILINE | re.DOTALL)
    parts = found or [part for part in re.split(r"\n\s*\n", text) if part and not part.startswith("|")]
    # Chinese points stand close to what follows them: the space was the Markdown's, after a bold start or a line's end.
    return [re.sub(r"(?<=[，。；：！？、）]) +", "", prose.plain(part.replace("**", ""))) for part in parts]


def shown(text: str) -> str:
    """Return the bold start of a point, or its first sentence; a bold question is followed by what answers it."""
    bold = re.match(r"\s*\*\*(.+?)\*\*\s*", text)
    rest = text[bold.end() :] if bold else text
    asked = bold is not None and bold[1].endswith("？")
    first = re.split(r"(?<=[。；])", rest)[0] if asked or not bold else ""
    return prose.plain((bold[1] if bold else "") + first).rstrip("。；")


def compared(case: Case) -> dict[str, Any]:
    """Return what is set side by side of a case; results are the source's own words and numbers, never reckoned with."""
    care = re.findall(r"^(?:[-*]|\d+\.)[ \t]+(.+)$", section(case, "当心什么"), re.MULTILINE)
    return {
        "id": case.id,
        "title": case.title,
        "summary": prose.plain(case.summary),
        "setting": case.setting,
        "level": case.level,
        "doable": case.doable_by_branch,
        "cadence": case.cadence or "来源未写",
        "people": case.people_needed,
        "cost": case.cost_band,
        "records": list(case.records_touched),
        "results": points(section(case, "结果")) if case.results_stated else [notices(case)[0]],
        "first": next(iter(points(section(case, "你的前90天"))), ""),
        "care": [shown(item) for item in care],
        "grade": f"{case.source_grade}（{GRADES[case.source_grade]}），读到{case.seen_extent}",
    }


def compared_script(handbook: Handbook) -> bytes:
    """Return the script that hands the page that compares its cases."""
    return script("cases", *(compared(case) for case in in_order(handbook.cases.values())))


# ---- one case -------------------------------------------------------------------------------------------------------


def case_page(handbook: Handbook, case: Case) -> dict[str, Any]:
    """Return the values of a case's page."""
    related = [other for name in case.related if (other := handbook.cases.get(name)) and other.published]
    source = case.case_source
    # `validate` keeps mirrors out of `url`; `linked: false` keeps out what an editor distrusts.
    address = source.url if source.linked and case.source_grade in {"A", "B"} else ""
    return {
        "c": case,
        "months": case.review_months,
        "notices": notices(case),
        "templates": [handbook.templates[name] for name in case.templates if name in handbook.templates],
        "grade": GRADES[case.source_grade],
        "address": address,
        "compare": f"{COMPARE}?ids={','.join([case.id, *(other.id for other in related)][:3])}" if related else "",
        "styles": STYLES,
    }


def index_page(handbook: Handbook) -> dict[str, Any]:
    """Return the values of the page that lists and filters the cases."""
    cases = in_order(handbook.cases.values())
    return {
        "cases": cases,
        "facets": [(facet, values(facet, cases)) for facet in FACETS],
        "card_data": card_data,
        "scripts": ["assets/cases.js"],
        "styles": STYLES,
    }


def facet_pages(handbook: Handbook) -> list[tuple[str, dict[str, Any]]]:
    """Return, for each facet, the page that lists the cases by its values, with the values of the page."""
    cases = in_order(handbook.cases.values())
    return [
        (facet.page, {"facet": facet, "values": values(facet, cases), "facets": FACETS, "styles": STYLES})
        for facet in FACETS
    ]


def case_nav(cases: list[Case]) -> list[Any]:
    """Return what the navigation has of the cases: the pages about all, then each case under its setting."""
    found: list[Any] = [{"几例并排看": COMPARE}, {"案例的图": CHARTS}, {"写一个案例": WRITE}]
    for setting in get_args(words.Setting):
        inside = [{item.title: f"cases/{item.id}.md"} for item in cases if item.setting == setting]
        found += [{setting: inside}] if inside else []
    return found
