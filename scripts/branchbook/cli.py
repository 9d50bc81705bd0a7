"""Temporary: validate templates while content is being written."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Validate the templates named (or all)."""
    from branchbook.checks.templates import check_template
    from branchbook.handbook import HandbookError, load

    try:
        handbook = load(Path.cwd())
    except HandbookError as error:
        print(error)
        sys.exit(1)
    only = set(sys.argv[1:])
    count = 0
    for template in handbook.templates.values():
        if only and template.id not in only:
            continue
        for finding in check_template(template, today="2026-11-24"):
            count += 1
            print(finding.where, finding.code, finding.message)
    print(len(handbook.templates), "templates", count, "findings")
