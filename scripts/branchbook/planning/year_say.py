"""A branch's year said to people: text for the terminal, a wall chart to print, JSON for programs."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from branchbook.planning.say import basis_line
from branchbook.planning.year import PERIODS, Chart, as_data, chart, year_ics, year_plan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchbook.handbook.parameters import Setting
    from branchbook.planning.year import Item
    from branchbook.rules.due import Data, Row

#: What the mark on the chart means.
STAR = "标 * 的看支部情况，没有这种情况的不用办。"
_QUARTERS = ("第1季度", "第2季度", "第3季度", "第4季度")


def _words(items: list[Item]) -> str:
    return "、".join(item.words + ("" if item.sure else "*") for item in items) or "没有"


def text(data: Data, rows: list[Row], year: int, cited: Mapping[str, str]) -> str:
    """Return a year as plain text: month by month, then each thing with its basis."""
    made = chart(rows, year)
    lines = [f"{year}年支部全年日历", ""]
    for number in range(4):
        lines.append(f"{_QUARTERS[number]}：{_words(made.quarters[number])}")
        lines += [f"  {month + 1}月：{_words(made.months[month])}" for month in range(number * 3, number * 3 + 3)]
    lines += [f"全年：{_words(made.whole)}", STAR, ""]
    for entry in data["entries"]:
        own = [row for row in rows if row.id == entry["id"]]
        if own:
            basis = basis_line(entry["basis"], cited)
            lines.append(f"{entry['title']}（{PERIODS[entry['period']]}，{entry['weight']}）：{entry['text']}")
            lines += [f"    {own[0].note}"] if own[0].note else []
            if entry.get("papers"):
                lines.append(f"    材料：{'、'.join(title for _, title in entry['papers'])}")
            lines.append(f"    依据：{basis}")
    return "\n".join(lines) + "\n"


def _line(item: Item, link: str) -> str:
    words = escape(item.words)
    linked = f'<a href="{escape(link.format(item.id))}">{words}</a>' if link else words
    return f'<li data-due="{escape(item.id)}">{linked}{"" if item.sure else "<span>*</span>"}</li>'


def _cell(title: str, items: list[Item], mark: str = "", link: str = "") -> str:
    listed = "".join(_line(item, link) for item in items)
    return f'<td{mark}><strong>{escape(title)}</strong><ul class="bb-year__list">{listed}</ul></td>'


def chart_html(made: Chart, year: int, link: str = "") -> str:
    """Return the wall chart as a table: a row for each quarter, its three months and the quarter itself.

    Args:
        made: the chart.
        year: the year.
        link: where each line leads, `{}` standing for the entry's id; nowhere when empty.
    """
    rows = []
    for number in range(4):
        cells = [
            _cell(f"{month + 1}月", made.months[month], f' id="m{month + 1}"', link)
            for month in range(number * 3, number * 3 + 3)
        ]
        cells.append(_cell(_QUARTERS[number], made.quarters[number], ' class="bb-year__quarter"', link))
        rows.append(f"<tr>{''.join(cells)}</tr>")
    whole = _cell("全年都可以办的", made.whole, ' colspan="4" class="bb-year__whole"', link)
    return (
        f'<table class="bb-year"><caption>{year}年支部全年日历</caption>'
        f"<tbody>{''.join(rows)}<tr>{whole}</tr></tbody></table>"
    )


_STYLE = (
    "@page{size:A4 landscape;margin:9mm}body{font-family:FangSong,仿宋,serif;font-size:11pt;line-height:1.3;margin:0}"
    "table{border-collapse:collapse;width:100%;height:168mm;table-layout:fixed}caption{font:16pt SimHei,黑体,sans-serif;padding:0 0 2mm}"
    "td{border:1px solid #000;padding:1.2mm 1.6mm;vertical-align:top}strong{font-family:SimHei,黑体,sans-serif;"
    "font-weight:normal}ul{list-style:none;margin:.5mm 0 0;padding:0}li::before{content:'□ '}"
    ".bb-year__quarter,.bb-year__whole{background:#f2f2f2}.bb-year__whole li{display:inline-block;margin-right:5mm}"
    ".bb-year__whole{height:10mm}p{margin:1.5mm 0 0;font-size:9pt}"
)


def html(rows: list[Row], year: int) -> str:
    """Return the wall chart as a page of its own, one sheet of A4; it asks nothing from elsewhere."""
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{year}年支部全年日历</title>'
        f"<style>{_STYLE}</style></head><body>{chart_html(chart(rows, year), year)}<p>{STAR}</p></body></html>\n"
    )


def say(
    data: Data, values: Mapping[str, Setting], year: int, form: str, cited: Mapping[str, str], *, today: str
) -> bytes:
    """Return a year as `text`, `json`, `ics` or `html`.

    Args:
        data: what falls due, of `year_data`.
        values: what the branch set, and the defaults, by id.
        year: the year.
        form: one of the four.
        cited: bases in words, by id.
        today: the day of the run, `YYYY-MM-DD`.
    """
    rows = year_plan(data, values, year)
    if form == "json":
        return (json.dumps(as_data(data, rows, year), ensure_ascii=False, indent=2) + "\n").encode()
    if form == "ics":
        return year_ics(data, rows, year, today=today).encode()
    return (html(rows, year) if form == "html" else text(data, rows, year, cited)).encode()


__all__ = ["STAR", "chart_html", "html", "say", "text"]
