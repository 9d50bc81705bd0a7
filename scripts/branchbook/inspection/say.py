"""A report in the form that was asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from branchbook.inspection.page import html_report
from branchbook.inspection.text import text_report
from branchbook.inspection.workbook import workbook

if TYPE_CHECKING:
    from branchbook.handbook import Handbook
    from branchbook.inspection.report import Report


def say_report(handbook: Handbook, report: Report, form: str) -> bytes:
    """Return a report as `text`, `json`, `html` or `xlsx`."""
    if form == "xlsx":
        return workbook(handbook, report)
    if form == "html":
        return html_report(handbook, report).encode()
    if form == "json":
        return (json.dumps(report.as_dict(), ensure_ascii=False, indent=2) + "\n").encode()
    return (text_report(handbook, report) + "\n").encode()
