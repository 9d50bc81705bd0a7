"""Charts say in words what they draw, and draw what the cases have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from branchbook.site.charts import bars, charts_page, heat

if TYPE_CHECKING:
    from branchbook.handbook import Handbook


def widths(drawing: str) -> list[float]:
    return [float(item.get("width", "0")) for item in etree.fromstring(drawing).iter("{*}rect")]


def test_bars_are_as_long_as_their_numbers() -> None:
    drawing = bars("b", "标题<", [("甲", 4), ("乙", 2), ("丙", 0)])
    four, two, none = widths(drawing)
    assert four == 2 * two > none == 0
    assert '<title id="b-t">标题&lt;</title>' in drawing
    assert "甲 4 例；乙 2 例；丙 0 例" in drawing
    assert 'aria-labelledby="b-t b-d"' in drawing


def test_a_grid_has_a_cell_for_every_pair_and_darker_for_more() -> None:
    drawing = heat(
        "h", "标题", ["机关", "农村"], ["廉洁", "服务群众", "人才培养"], {("机关", "廉洁"): 1, ("农村", "服务群众"): 7}
    )
    shades = [float(item) for item in re.findall(r"--n:([\d.]+)", drawing)]
    assert len(shades) == 6
    assert sorted(shades) == [0, 0, 0, 0, 0.18, 0.9]
    texts = [item.text for item in etree.fromstring(drawing).iter("{*}text")]
    assert {"机关", "农村", "廉洁", "1", "7"} <= set(texts)
    assert "0" not in texts


def test_nothing_to_draw_is_drawn_too() -> None:
    assert widths(bars("b", "空", [])) == []
    assert widths(heat("h", "空", [], [], {})) == []


def test_the_charts_count_the_published_cases(small: Handbook) -> None:
    page = charts_page(small)
    assert page["records"] == [("党课", 1)]
    assert page["results"] == [("结果", 1), ("来源没有写结果", 1)]
    assert page["count"][("品牌创建", "国企")] == 1
    assert "来源没有写结果 1 例" in page["result_bars"]
