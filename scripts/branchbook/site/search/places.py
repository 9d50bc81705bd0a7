"""The pages that hold no content of their own but do something: check, reckon, download, print, list, compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchbook.handbook.references import DUES_PAGE, timeline_of
from branchbook.site.case_pages import CHARTS, COMPARE, FACETS, INDEX, WRITE, in_order, values
from branchbook.site.check_page import PAGE as CHECK
from branchbook.site.defect_page import BY_RECORD, inspection_of
from branchbook.site.dossier_page import dossier_of, worth
from branchbook.site.overviews import OFFLINE, chapters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.site.library import Library


@dataclass(frozen=True, slots=True)
class Place:
    """A page, or a part of one, that can be found.

    Attributes:
        page: where it stands, from the docs root, with its anchor.
        title: what the page is called.
        summary: what one does there.
        aliases: how else people ask for it.
        case: whether it lists cases.
    """

    page: str
    title: str
    summary: str
    aliases: tuple[str, ...] = ()
    case: bool = False


#: The pages that there is one of.
_ALONE = (
    Place(
        CHECK,
        "自查：交之前先查一遍",
        "把填好的一套材料放进来，在这台电脑上读，说出缺哪份、哪里对不上、怎么改。",
        ("材料自查", "检查材料", "自己查一遍材料", "交材料前自查", "材料对不对"),
    ),
    Place(
        OFFLINE,
        "下载整站",
        "整个网站打成一个压缩包，拷到没有外网的电脑上，检索、填写、自查都能用。",
        ("离线版", "没有网怎么用", "U盘版", "下载网站", "断网能用吗"),
    ),
    Place(
        "regulations/changes.md",
        "规定的变化",
        "按日期看规定变了什么，动到本站哪些页面和规则。",
        ("规定更新", "新规定", "规定改了什么", "最近的变化"),
    ),
    Place(BY_RECORD, "按材料找问题", "手上有哪份材料，就看这份材料上常出的问题。", ("材料常见问题", "材料容易错在哪")),
    Place("procedures/index.md", "办事流程", "各件事一步一步怎么办，要哪些材料。", ("全部流程", "流程目录")),
    Place(
        "templates/index.md",
        "材料模板",
        "每份材料的范例，空白和带填写说明的文件。",
        ("全部模板", "模板目录", "表格目录"),
    ),
    Place("defects/index.md", "常见问题", "检查常点出的问题：什么样子、怎么看出来、怎么改。", ("检查问题", "扣分问题")),
    Place(
        "regulations/index.md", "依据", "本站引用的规定，哪部在用、核到哪一步。", ("文件依据", "规定目录", "党内法规")
    ),
    Place("guide/index.md", "指南", "怎样用这本手册，要记住的数，术语和隐私。", ("使用说明",)),
    Place(
        INDEX,
        "案例",
        "别的支部怎么做，按单位、主题、人手、花费筛。",
        ("优秀案例", "典型经验", "先进做法", "全部案例"),
        case=True,
    ),
    Place(COMPARE, "几例并排看", "把两三个案例并排比。", ("案例对比", "比较案例"), case=True),
    Place(CHARTS, "案例的图", "案例分布在哪些单位、哪些主题。", ("案例统计", "案例图表"), case=True),
    Place(
        WRITE,
        "写一个案例",
        "照页上的空填，得到一个案例文件，发给维护的人。",
        ("投稿", "提供案例", "案例怎么写"),
        case=True,
    ),
)

#: What a value of a facet is called by who asks for it, where its name alone says too little.
_SAID = {
    ("cost", "零"): "不花钱的案例",
    ("cost", "少量"): "花钱少的案例",
    ("cost", "需专项"): "要专项经费的案例",
    ("people", "1–3人"): "人手少的案例，一到三个人做得成",
    ("days", "30天"): "30 天做得起来的案例",
    ("days", "90天"): "90 天做得起来的案例",
    ("days", "一年"): "一年做得起来的案例",
}
#: These say what to mind or what is not known: nobody looks for cases by them.
_UNSOUGHT = frozenset({"risk"})
_UNKNOWN = frozenset({"来源未说", "其他", "无"})
_TITLES = 4


def places(library: Library) -> Iterator[Place]:
    """Yield every such page of a site: those there is one of, those of each procedure and area, lists of cases."""
    book = library.handbook
    published = in_order(book.cases.values())
    yield from (place for place in _ALONE if published or not place.case)
    if book.dues:
        summary = "各类党员的党费按什么算、交多少，一年的表直接下载。"
        yield Place(DUES_PAGE, "算党费", summary, ("党费计算器", "党费怎么算", "党费计算", "每月交多少党费"))
    sets = {plan.id for plan in worth(book)}
    for item in library.by_area:
        name = item.title
        if page := timeline_of(item):
            summary = f"填上办过的日子，算出{name}后面每一步最早、最晚哪天。"
            title = item.timeline.title if item.timeline else name
            yield Place(page, title, summary, (f"{name}时间表", f"{name}排日子"))
        if item.id in sets:
            summary = f"共同的事实填一次，{name}的每份材料都带上，一起下载。"
            yield Place(dossier_of(item), f"{name}：全套材料一次生成", summary, (f"{name}全套材料",))
        if item.id in library.inspected:
            summary = f"{name}交材料以前自己对一遍的清单，打印出来一条一条勾。"
            yield Place(inspection_of(item), f"{name}：自查清单", summary, (f"{name}自查", f"{name}检查清单"))
    for area, title, _ in chapters(library):
        yield Place(f"procedures/{area}/print.md", f"{title}（打印本章）", "本章全部流程连成一篇，供打印。")
    for facet in FACETS:
        for value in values(facet, published) if facet.name not in _UNSOUGHT else ():
            if value.name in _UNKNOWN:
                continue
            told = "；".join(case.title for case in value.cases[:_TITLES])
            name = f"{value.name}支部" if facet.name == "setting" else value.name
            title = _SAID.get((facet.name, value.name), f"{name}的案例")
            aliases = (f"{name}案例", f"{name}怎么做") if facet.name in {"setting", "theme"} else ()
            summary = f"{len(value.cases)} 个：{told}"
            yield Place(f"{facet.page}#{value.anchor}", title, summary, aliases, case=True)
