"""Charts of the cases, drawn at build time: inline SVG that needs no script, each with its numbers in words."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Any, get_args

from branchbook.handbook import case as words
from branchbook.site.case_pages import in_order

if TYPE_CHECKING:
    from branchbook.handbook import Handbook
    from branchbook.handbook.case import Case

#: Sizes are in the units of the drawing; the drawing scales with the page.
ROW, LABEL, CELL = 26, 104, 30


def _svg(name: str, title: str, said: str, size: tuple[int, int], parts: list[str]) -> str:
    """Return a drawing that says in words what it shows."""
    width, height = size
    return (
        f'<svg class="bb-chart" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(said)}</desc>{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, content: object, kind: str = "", anchor: str = "start") -> str:
    mark = f' class="{kind}"' if kind else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{mark}>{escape(str(content))}</text>'


def bars(name: str, title: str, counts: list[tuple[str, int]]) -> str:
    """Return horizontal bars, one a value, with the number at its end."""
    most = max((count for _, count in counts), default=1) or 1
    # Narrow enough for a phone, where it need not be scrolled.
    label, width = LABEL, 400
    room = width - label - 44
    parts = []
    for index, (value, count) in enumerate(counts):
        top = index * ROW
        length = max(room * count / most, 1 if count else 0)
        parts.append(_text(label - 8, top + 18, value, anchor="end"))
        parts.append(
            f'<rect class="bb-chart__bar" x="{label}" y="{top + 5}" width="{length:.1f}" height="{ROW - 10}" rx="2"/>'
        )
        parts.append(_text(label + length + 6, top + 18, count, "bb-chart__n"))
    said = "；".join(f"{value} {count} 例" for value, count in counts)
    return _svg(name, title, said, (width, len(counts) * ROW + 4), parts)


def heat(name: str, title: str, rows: list[str], columns: list[str], count: dict[tuple[str, str], int]) -> str:
    """Return a grid: the more cases, the darker the cell; every cell says its number.

    The longer names belong in the rows: a phone shows some ten narrow columns whole.
    """
    most = max(count.values(), default=1) or 1
    head = 72
    parts = [
        f'<text transform="translate({LABEL + index * CELL + CELL / 2 + 5:g} {head - 8}) rotate(-60)">{escape(column)}</text>'
        for index, column in enumerate(columns)
    ]
    for down, row in enumerate(rows):
        top = head + down * ROW
        parts.append(_text(LABEL - 8, top + 18, row, anchor="end"))
        for across, column in enumerate(columns):
            number = count.get((row, column), 0)
            left = LABEL + across * CELL
            # Half of the darkness at one case, so that a single one is seen against none.
            shade = 0 if not number else 0.18 + 0.72 * (number - 1) / max(most - 1, 1)
            parts.append(
                f'<rect class="bb-chart__cell" x="{left + 1}" y="{top + 1}" width="{CELL - 2}" height="{ROW - 2}" '
                f'rx="2" style="--n:{shade:.2f}"/>'
            )
            if number:
                kind = "bb-chart__n bb-chart__n--on" if shade > 0.5 else "bb-chart__n"
                parts.append(_text(left + CELL / 2, top + 18, number, kind, "middle"))
    totals = {row: sum(count.get((row, column), 0) for column in columns) for row in rows}
    said = "；".join(f"{row} {totals[row]} 例" for row in rows) + "。每一格的数在下面。"
    return _svg(name, title, said, (LABEL + len(columns) * CELL + 20, head + len(rows) * ROW + 4), parts)


def _counted(cases: list[Case], known: tuple[str, ...], of: str) -> list[tuple[str, int]]:
    """Count a list's values, the commonest first."""
    counts = Counter(value for case in cases for value in getattr(case, of))
    return sorted(((value, counts[value]) for value in known if counts[value]), key=lambda item: -item[1])


def charts_page(handbook: Handbook) -> dict[str, Any]:
    """Return the values of the page of charts: each drawing with the numbers that it shows."""
    cases = in_order(handbook.cases.values())
    count: dict[tuple[str, str], int] = Counter((theme, case.setting) for case in cases for theme in case.theme)
    settings = [value for value in get_args(words.Setting) if any(case.setting == value for case in cases)]
    themes = [value for value in get_args(words.Theme) if any(value in case.theme for case in cases)]
    records = _counted(cases, get_args(words.RecordTouched), "records_touched")
    results = _counted(cases, get_args(words.ResultType), "result_type")
    silent = sum(not case.results_stated for case in cases)
    results = [*results, *([("来源没有写结果", silent)] if silent else [])]
    return {
        "cases": cases,
        "settings": settings,
        "themes": themes,
        "count": count,
        "records": records,
        "results": results,
        "grid": heat("c-grid", "各类单位各做了哪些主题", themes, settings, count),
        "record_bars": bars("c-records", "这些做法用到哪些记录", records),
        "result_bars": bars("c-results", "来源写了哪一种结果", results),
        "styles": ("assets/cases.css",),
    }
