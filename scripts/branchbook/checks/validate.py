"""`validate`: prove that the handbook is complete, and say in one list what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchbook.checks.templates import check_template
from branchbook.findings import sort_key
from branchbook.handbook import HandbookError, load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from branchbook.findings import Finding
    from branchbook.handbook import Handbook


def validate(
    handbook: Handbook,
    *,
    today: str,
    sources: Mapping[str, str] | None = None,
    progress: Callable[[str], None] | None = None,
) -> list[Finding]:
    """Prove the handbook complete.

    Args:
        handbook: the handbook, loaded.
        today: the day of the run, `YYYY-MM-DD`.
        sources: texts that nothing of ours may copy from, by name.
        progress: told, before each part, what is being looked at.

    Returns:
        What is wrong, sorted by weight, file and line; empty when all is proved.
    """
    del sources
    findings: list[Finding] = []
    for template in handbook.templates.values():
        if progress:
            progress(f"材料 {template.title}")
        findings += check_template(template, today=today)
    return sorted(findings, key=sort_key)


def validate_tree(root: Path, *, today: str) -> list[Finding]:
    """Load the handbook below `root` and validate it; what cannot be loaded is told as findings too."""
    try:
        handbook = load(root)
    except HandbookError as error:
        return sorted(error.findings, key=sort_key)
    return validate(handbook, today=today)
