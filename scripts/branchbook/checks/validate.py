"""`validate`: prove that the handbook is complete, and say in one list what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchbook.checks.answers import check_answers
from branchbook.checks.basis import check_basis
from branchbook.checks.cases import check_cases
from branchbook.checks.content import (
    check_defects,
    check_ids,
    check_names,
    check_regulations,
    check_reviews,
    check_terms,
)
from branchbook.checks.copied import check_copied
from branchbook.checks.declared import check_declared
from branchbook.checks.dossier import check_dossiers
from branchbook.checks.kinds import check_kinds
from branchbook.checks.links import check_links
from branchbook.checks.moved import check_moved
from branchbook.checks.prose import check_prose
from branchbook.checks.requirements import check_requirements
from branchbook.checks.same_paper import check_same_paper
from branchbook.checks.start import check_start
from branchbook.checks.templates import check_template
from branchbook.checks.texts import Library
from branchbook.checks.unit import check_unit
from branchbook.checks.wording import check_wording
from branchbook.findings import sort_key
from branchbook.handbook import HandbookError, load
from branchbook.rules import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from branchbook.findings import Finding
    from branchbook.handbook import Handbook


def _templates(library: Library, *, today: str) -> Iterator[Finding]:
    settings = Settings(library.handbook.params)
    for template in library.handbook.templates.values():
        yield from check_template(template, settings, today=today)


def _parts(
    library: Library, today: str, sources: Mapping[str, str]
) -> Iterator[tuple[str, Callable[[], Iterable[Finding]]]]:
    """Yield every check with the words that `progress` is told."""
    yield "材料、范例和反例", lambda: _templates(library, today=today)
    yield "手写的材料", lambda: check_kinds(library, today=today)
    yield "表样和手写的是不是同一样", lambda: check_same_paper(library)
    yield "要求集", lambda: check_requirements(library)
    yield "依据", lambda: check_basis(library, today=today)
    yield "直接回答的问题", lambda: check_answers(library, today=today)
    yield "流程和全套材料", lambda: check_dossiers(library)
    yield "一事一档", lambda: check_declared(library)
    yield "各单位自己定的，全年的事", lambda: check_unit(library)
    yield "编号和名称", lambda: (*check_ids(library), *check_names(library))
    yield "常见问题和术语", lambda: (*check_defects(library), *check_terms(library))
    yield "法规", lambda: check_regulations(library)
    yield "案例", lambda: check_cases(library)
    yield "自测、要记的数和头九十天", lambda: check_start(library)
    yield "正文里的要求和数", lambda: check_prose(library)
    yield "链接和图片", lambda: (*check_links(library), *check_moved(library))
    yield "用字和标点", lambda: check_wording(library)
    yield "核对日期", lambda: check_reviews(library, today=today)
    if sources:
        yield "有没有照抄", lambda: check_copied(library, sources)


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
    library = Library(handbook)
    findings: list[Finding] = []
    for name, check in _parts(library, today, sources or {}):
        if progress:
            progress(name)
        findings += check()
    return sorted(dict.fromkeys([*findings, *library.findings]), key=sort_key)


def validate_tree(root: Path, *, today: str) -> list[Finding]:
    """Load the handbook below `root` and validate it; what cannot be loaded is told as findings too."""
    try:
        handbook = load(root)
    except HandbookError as error:
        return sorted(error.findings, key=sort_key)
    return validate(handbook, today=today)
