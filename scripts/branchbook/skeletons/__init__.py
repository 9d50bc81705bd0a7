"""New content from skeletons: files that validate once their 〔填：…〕 are filled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from typing import TYPE_CHECKING

from branchbook.reports import reason

if TYPE_CHECKING:
    from pathlib import Path

    from branchbook.handbook import Handbook

#: What stands in a skeleton where somebody must write; `validate` finds every one that is left.
BLANK = re.compile(r"〔填：([^〕]*)〕")

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class SkeletonError(ValueError):
    """One sentence for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """Where a kind of content goes, and from which files."""

    label: str
    files: dict[str, str]
    """Skeleton file by the path it becomes; `{area}` and `{id}` are put in."""


KINDS = {
    "template": _Kind(
        "模板",
        {
            "template.md": "templates/{area}/{id}/template.md",
            "template-example.yml": "templates/{area}/{id}/example.yml",
            "template-counterexamples.yml": "templates/{area}/{id}/counterexamples.yml",
        },
    ),
    "procedure": _Kind("流程", {"procedure.md": "docs/procedures/{area}/{id}.md"}),
    "case": _Kind("案例", {"case.md": "docs/cases/{id}.md"}),
    "regulation": _Kind("法规", {"regulation.md": "docs/regulations/{id}.md"}),
}


def next_code(handbook: Handbook | None, letter: str = "W") -> str:
    """Return the first free template code with a letter."""
    used = {item.code for item in handbook.templates.values()} if handbook else set()
    return next(code for number in range(1, 100) if (code := f"{letter}{number:02}") not in used)


def create(root: Path, kind: str, name: str, *, area: str, today: str, handbook: Handbook | None = None) -> list[Path]:
    """Write a skeleton; all of its files or none.

    Args:
        root: the handbook's folder.
        kind: one of `KINDS`.
        name: the new id.
        area: the area of a template or procedure.
        today: written as the day of review, `YYYY-MM-DD`.
        handbook: the handbook, to find a free template code.

    Returns:
        The new files.

    Raises:
        SkeletonError: when the id is no id, is taken, or the place cannot be written.
    """
    for what, text in (("id", name), ("领域", area)):
        if not _ID.fullmatch(text):
            raise SkeletonError(f"{what}「{text}」不能用：只用小写英文字母、数字和连字符，如 election-request。")
    half_year = (date.fromisoformat(today) + timedelta(days=181)).isoformat()
    values = {
        "{id}": name,
        "{area}": area,
        "{today}": today,
        "{half_year}": half_year,
        "{code}": next_code(handbook),
    }
    made: dict[Path, str] = {}
    for source, target in KINDS[kind].files.items():
        text = resources.files(__name__).joinpath(source).read_text(encoding="utf-8")
        for slot, value in values.items():
            text, target = text.replace(slot, value), target.replace(slot, value)  # noqa: PLW2901 -- filled slot by slot
        file = root / target
        if file.exists():
            raise SkeletonError(f"{target} 已经有了，没有动它：换一个 id，或直接改那份文件。")
        made[file] = text
    written: list[Path] = []
    try:
        for file, text in made.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            written.append(file)
    except OSError as error:
        for file in written:
            file.unlink(missing_ok=True)
        raise SkeletonError(f"写不了 {file}（{reason(error)}）：检查这个文件夹的权限。") from None
    return written
