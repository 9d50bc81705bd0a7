"""How findings and lists are shown at a terminal and as JSON; what they say is decided elsewhere."""

from __future__ import annotations

import errno
import json
import unicodedata
from typing import TYPE_CHECKING, Any

from branchbook.findings import Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from branchbook.findings import Finding


_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOTDIR: "路径里有一段是文件，不是文件夹",
    errno.EROFS: "这个地方只能读",
    errno.ENOSPC: "磁盘满了",
    errno.ENAMETOOLONG: "名字太长",
    errno.EBUSY: "正被别的程序占用",
}


def reason(error: OSError) -> str:
    """Say in Chinese why the system refused; its own words where they are seldom."""
    return _REASONS.get(error.errno or 0) or error.strerror or "原因不明"


def text_report(findings: Sequence[Finding]) -> str:
    """Return findings as lines: place, weight and code, what is the case, how to mend it."""
    blocks = []
    for finding in findings:
        weight = finding.severity.label
        if finding.verdict is Verdict.UNDETERMINED:
            weight += "·无法判断"
        lines = [f"{finding.where or '（整份）'}  [{weight}] {finding.code}", f"    {finding.message}"]
        if finding.mend:
            lines.append(f"    怎么改：{finding.mend}")
        if finding.basis:
            lines.append(f"    依据：{'、'.join(finding.basis)}")
        blocks.append("\n".join(lines))
    return "\n".join(blocks)


def summary(findings: Iterable[Finding]) -> str:
    """Return one line that counts findings by weight."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    if not any(counts.values()):
        return "没有发现问题。"
    return "，".join(f"{severity.label} {count} 处" for severity, count in counts.items() if count) + "。"


def json_report(findings: Sequence[Finding]) -> str:
    """Return one JSON object: `ok`, counts and the findings in order."""
    counts = {severity.value: sum(item.severity is severity for item in findings) for severity in Severity}
    data = {"ok": not counts["must"], "counts": counts, "findings": [item.as_dict() for item in findings]}
    return json.dumps(data, ensure_ascii=False, indent=2)


def width(text: str) -> int:
    """Return how many columns a text takes at a terminal: Chinese characters take two."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def table(rows: Sequence[dict[str, Any]], headings: dict[str, str]) -> str:
    """Return rows as an aligned table.

    Args:
        rows: the rows.
        headings: the heading of each column by key; it decides which columns are shown, and in what order.
    """
    lines = [list(headings.values())] + [[str(row.get(key, "")) for key in headings] for row in rows]
    widths = [max(width(line[index]) for line in lines) for index in range(len(headings))]
    return "\n".join(
        "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
