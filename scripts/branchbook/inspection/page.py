"""A report as one page of HTML: no scripts, nothing fetched, to be read and to be printed on A4."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from branchbook.dossiers.values import cn_day
from branchbook.inspection.issues import sheaves
from branchbook.inspection.text import counted, looked_at, said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from branchbook.dossiers.catalogue import Filed
    from branchbook.dossiers.due import YearSheet
    from branchbook.handbook import Handbook
    from branchbook.inspection.collect import Unread
    from branchbook.inspection.issues import Issue, Sheaf
    from branchbook.inspection.report import Report

_STYLE = """
:root{color-scheme:light}
body{font:16px/1.7 "Noto Serif CJK SC","Source Han Serif SC",SimSun,serif;color:#1a1a1a;background:#fff;
max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0 0 .3rem}h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid #bbb;padding-bottom:.2rem}
h2 small{font-weight:normal;color:#555;overflow-wrap:anywhere}
.verdict{float:right;font-size:.95rem;font-weight:normal;margin-left:.8em}
.bad{color:#a3180e}.ok{color:#1d6b34}.open{color:#7a5200}
ol{padding-left:2rem;margin:.3rem 0}li{margin:.6rem 0;break-inside:avoid}
.weight{display:inline-block;min-width:3em;font-weight:bold}
dl{margin:.1rem 0 0;display:grid;grid-template-columns:5em 1fr;column-gap:.5rem;font-size:.93rem;color:#333}
dt{color:#666}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:.93rem}th,td{border:1px solid #999;padding:.2rem .4rem;text-align:left;
vertical-align:top;overflow-wrap:anywhere}th{background:#f0f0f0}
footer{margin-top:2.5rem;font-size:.9rem;color:#555}
@page{size:A4;margin:20mm 18mm}@media print{body{margin:0;max-width:none;font-size:11pt}
h2{break-after:avoid;break-inside:avoid}h2+ol>li:first-child{break-before:avoid}}
""".strip()

_NOTE = (
    "这是照填写的内容机器查的：说“有问题”的，打开文件看一眼再改；说“无法判断”的，是没有读到，或者规定本身说法不一，"
    "要人看或问上级。机器看不出笔迹、盖章和事情真不真。"
)


def _class(verdict: str) -> str:
    return {"有问题": "bad", "合格": "ok"}.get(verdict, "open")


def _issue(issue: Issue) -> str:
    rows = [("读到的", issue.read), ("怎么改", issue.mend), ("依据", issue.basis), ("常见问题", issue.defects)]
    details = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in rows if text)
    kind = "bad" if issue.severity == "must" else "open"
    return (
        f'<li><span class="weight {kind}">{escape(issue.weight)}</span> {escape(issue.problem)}'
        f"{f'<dl>{details}</dl>' if details else ''}</li>"
    )


def _sheaf(sheaf: Sheaf, number: int) -> str:
    path = "整套材料" if sheaf.dossier and sheaf.path == "." else sheaf.path
    issues = "".join(_issue(issue) for issue in sheaf.issues)
    listed = f'<ol start="{number}">{issues}</ol>' if issues else "<p>没有发现问题。</p>"
    return (
        f'<section><h2><span class="verdict {_class(sheaf.verdict)}">{escape(sheaf.verdict)}</span>'
        f"{escape(sheaf.title or '认不出的材料')} <small>{escape(path)}</small></h2>{listed}</section>"
    )


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _catalogue(title: str, lines: tuple[Filed, ...]) -> str:
    rows = (
        (str(number), item.title, item.doc_no, cn_day(item.day) if item.day else "不明", "", item.path)
        for number, item in enumerate(lines, 1)
    )
    return f"<h2>归档目录：{escape(title)}</h2>" + _table(("序号", "题名", "文号", "日期", "页数", "文件"), rows)


def _unread(items: tuple[Unread, ...]) -> str:
    return "<h2>没有读的</h2>" + _table(("文件", "为什么，怎么办"), ((item.path, item.message) for item in items))


#: How many months a cell spans, by how often a thing falls due.
_SPANS = {"month": 1, "quarter": 3, "half-year": 6}


def _year(sheet: YearSheet) -> str:
    head = "".join(f"<th>{month}月</th>" for month in range(1, 13))
    rows = []
    for line in sheet.lines:
        span = _SPANS.get(line.period, 12)
        cells = "".join(f'<td colspan="{span}">{escape(said(cell))}</td>' for cell in line.cells)
        rows.append(f"<tr><th>{escape(line.title)}</th>{cells}</tr>")
    return f"<h2>{sheet.year}年一览</h2><table><thead><tr><th></th>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def html_report(handbook: Handbook, report: Report) -> str:
    """Return a report as one self-contained page."""
    parts, clean, number = [_year(report.year)] if report.year else [], [], 1
    for sheaf in sheaves(handbook, report):
        if sheaf.issues or sheaf.dossier:
            parts.append(_sheaf(sheaf, number))
            number += len(sheaf.issues)
        else:
            clean.append(sheaf)
    if clean:
        rows = ((sheaf.title, sheaf.path) for sheaf in clean)
        parts.append("<h2>单独看没有发现问题的</h2>" + _table(("材料", "文件"), rows))
    parts += [_catalogue(item.title, item.catalogue) for item in report.dossiers if item.catalogue]
    if report.unread:
        parts.append(_unread(report.unread))
    title = f"材料检查报告　{cn_day(report.today)}"
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{title}</h1><p>{escape(looked_at(report))}{escape(counted(report))}</p>"
        f"{''.join(parts)}<footer>{_NOTE}</footer></body></html>\n"
    )
