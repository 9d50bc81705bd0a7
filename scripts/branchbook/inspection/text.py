"""A report at a terminal, grouped by dossier and by file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchbook.inspection.issues import sheaves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.dossiers.due import Cell, YearSheet
    from branchbook.handbook import Handbook
    from branchbook.inspection.issues import Sheaf
    from branchbook.inspection.report import Report


def counted(report: Report) -> str:
    """Return one line that counts what was found, by weight; apart, what cannot be told because nothing was read."""
    counts = {"must": 0, "should": 0, "hint": 0, "absent": 0}
    for noted in report.noted():
        counts["absent" if noted.absent else noted.finding.severity.value] += 1
    words = {"must": "必须", "should": "建议", "hint": "提示", "absent": "没有读到、判断不了的"}
    told = "，".join(f"{words[key]} {count} 处" for key, count in counts.items() if count)
    if not told and not report.records:
        return "一份也没有读到，说不上有没有问题。"
    return f"{told}。" if told else "没有发现问题。"


def looked_at(report: Report) -> str:
    """Return one line that counts what was looked at."""
    matters = sum(bool(dossier.procedure) for dossier in report.dossiers)
    parts = [f"查了 {len(report.records)} 份材料"]
    if matters:
        parts.append(f"其中成套的 {matters} 套")
    if report.unread:
        parts.append(f"没有读的 {len(report.unread)} 份")
    return "，".join(parts) + "。"


#: What goes before a word of the year, so that a glance is enough.
MARKS = {"有": "✓", "少了": "△", "晚了": "△", "没有": "✕", "无法判断": "？", "还没到": "·"}


def said(cell: Cell) -> str:
    """Return a cell of the year in words: `✓ 有 3月20日`, `△ 少了 1/2`."""
    days = "、".join(f"{int(day[5:7])}月{int(day[8:])}日" for day in cell.days)
    count = f" {cell.held}/{cell.times}" if cell.times > 1 else ""
    return f"{MARKS[cell.state]} {cell.state}{count}{f' {days}' if days else ''}"


def year_lines(sheet: YearSheet) -> list[str]:
    """Return a year at a glance, a line for each thing; what is as it should be is put short."""
    lines = [f"{sheet.year}年一览"]
    for line in sheet.lines:
        cells = "；".join(f"{cell.label} {said(cell)}" for cell in line.cells)
        lines.append(f"  {line.title}：{cells}")
    return lines


def _lines(sheaf: Sheaf, number: int) -> Iterator[str]:
    name = f"{sheaf.path}/" if sheaf.dossier and sheaf.path != "." else sheaf.path
    head = "（整套）" if sheaf.dossier and sheaf.path == "." else name
    title = f"  {sheaf.title}" if sheaf.title else ""
    yield f"{head}{title}  [{sheaf.verdict}]"
    for place, issue in enumerate(sheaf.issues, number):
        yield f"  {place}. [{issue.weight}] {issue.problem}"
        if issue.read:
            yield f"     读到的：{issue.read}"
        if issue.mend:
            yield f"     怎么改：{issue.mend}"
        if issue.basis:
            yield f"     依据：{issue.basis}"


def text_report(handbook: Handbook, report: Report) -> str:
    """Return a report as text in Chinese; files without issues are only counted."""
    blocks, clean, number = [looked_at(report)], 0, 1
    for sheaf in sheaves(handbook, report):
        if not sheaf.issues and not sheaf.dossier:
            clean += 1
            continue
        blocks.append("\n".join(_lines(sheaf, number)))
        number += len(sheaf.issues)
    if clean:
        blocks.append(f"另有 {clean} 份，单独看没有发现问题。")
    for dossier in report.dossiers:
        if dossier.catalogue:
            lines = [f"归档目录（{dossier.title}）"]
            lines += [
                f"  {place}. {filed.day or '日期不明'}  {filed.title}{f'  {filed.doc_no}' if filed.doc_no else ''}  {filed.path}"
                for place, filed in enumerate(dossier.catalogue, 1)
            ]
            blocks.append("\n".join(lines))
    if report.year:
        blocks.append("\n".join(year_lines(report.year)))
    if report.unread:
        blocks.append("\n".join(["没有读的", *(f"  {item.path}：{item.message}" for item in report.unread)]))
    blocks.append(counted(report))
    return "\n\n".join(blocks)
