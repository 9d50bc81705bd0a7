"""A timetable said to people: text for the terminal, a page to print, JSON for programs."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from branchbook.planning.ics import ics
from branchbook.rules.days import cn_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from branchbook.planning.compile import Data
    from branchbook.planning.engine import Problem, Row, Timetable

#: States in words.
STATES = {
    "done": "办了",
    "planned": "打算",
    "next": "可以办",
    "blocked": "要等",
    "unsaid": "没有填日子",
    "counted": "数出来的",
    "fact": "知道的",
}
#: Problems in words.
SEVERITIES = {"must": "必须", "should": "建议", "doubt": "无法判断", "hint": "提示"}


def basis_line(refs: Iterable[str], cited: Mapping[str, str]) -> str:
    """Return provisions in words, each once."""
    return "；".join(dict.fromkeys(cited.get(ref, ref) for ref in refs))


def _papers(row: Row) -> str:
    return "、".join(f"{paper['title']}（{paper['need']}）" for paper in row.documents)


def counts(table: Timetable) -> str:
    """Return one sentence: how many are done, planned, can be done, have to wait."""
    acts = [row for row in table.rows if row.kind in {"act", "repeated"}]
    told = [
        f"{words} {sum(row.state == state for row in acts)} 件" for state, words in STATES.items() if state in _ACTS
    ]
    wrong = sum(problem.severity == "must" for row in table.rows for problem in row.problems)
    return "，".join(told) + (f"；有 {wrong} 处不合规定" if wrong else "") + "。"


_ACTS = frozenset({"done", "planned", "next", "blocked", "unsaid"})


def _said(problem: Problem, cited: dict[str, str]) -> str:
    basis = f"（依据：{basis_line(problem.basis, cited)}）" if problem.basis else ""
    return f"[{SEVERITIES[problem.severity]}] {problem.message}{basis}"


def text(data: Data, table: Timetable, cited: dict[str, str]) -> str:
    """Return a timetable as plain text.

    Args:
        data: the compiled timeline.
        table: what was worked out.
        cited: bases in words, by id.
    """
    lines = [f"{table.name}{f'：{table.whose}' if table.whose else ''}（照{cn_date(table.today)}看）", ""]
    lines += [f"· {note}" for note in data["notes"]]
    for row in table.rows:
        lines.append(f"{STATES[row.state]:　<5} {row.label}")
        lines += [f"        {line}" for line in row.lines]
        if row.documents:
            lines.append(f"        材料：{_papers(row)}")
        lines += [f"        {_said(problem, cited)}" for problem in row.problems]
    lines += ["", counts(table), years(data)]
    return "\n".join(lines) + "\n"


def years(data: Data) -> str:
    """Say where the calendar of working days ends."""
    first, last = data["years"]
    return f"工作日照 {first} 年到 {last} 年的放假安排数，别的年份没有收，数不出来的说无法判断。"


_STYLE = (
    "body{font-family:FangSong,仿宋,serif;font-size:12pt;line-height:1.5;margin:2em}"
    "h1{font-family:SimHei,黑体,sans-serif;font-size:16pt;text-align:center}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #000;padding:.25em .4em;vertical-align:top;"
    "text-align:left}th{font-family:SimHei,黑体,sans-serif;font-weight:normal}p{margin:.2em 0}"
    "tr{page-break-inside:avoid}thead{display:table-header-group}@page{size:A4;margin:2cm}"
)


def html(data: Data, table: Timetable, cited: dict[str, str]) -> str:
    """Return a timetable as a page of its own, to be printed; it asks nothing from elsewhere."""
    rows = []
    for row in table.rows:
        said = [*row.lines, *([f"材料：{_papers(row)}"] if row.documents else [])]
        said += [_said(problem, cited) for problem in row.problems]
        cell = "".join(f"<p>{escape(line)}</p>" for line in said)
        rows.append(f"<tr><td>{STATES[row.state]}</td><td>{escape(row.label)}</td><td>{cell}</td></tr>")
    title = escape(f"{table.name}：{table.whose}" if table.whose else table.name)
    notes = "".join(f"<p>{escape(note)}</p>" for note in [*data["notes"], counts(table), years(data)])
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        f"</head><body><h1>{title}</h1><p>照{cn_date(table.today)}看。</p>{notes}"
        f"<table><thead><tr><th>情况</th><th>节点</th><th>日子、材料、要注意的</th></tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></body></html>\n"
    )


def say(data: Data, table: Timetable, form: str, cited: dict[str, str]) -> bytes:
    """Return a timetable as `text`, `json`, `ics` or `html`."""
    if form == "json":
        said = {"schema": "branchbook.plan/1", **table.as_data()}
        return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
    if form == "ics":
        return ics(table).encode()
    return (html if form == "html" else text)(data, table, cited).encode()


__all__ = ["SEVERITIES", "STATES", "counts", "html", "say", "text", "years"]
