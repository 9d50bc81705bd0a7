"""A small handbook, and copies of it that may be broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from branchbook.handbook import HandbookError, load

FIXTURE = Path(__file__).resolve().parents[1] / "data" / "handbook"
BOOK = load(FIXTURE)


def copied(folder: Path) -> Path:
    """Return a copy at a place with a space and Chinese characters in its name."""
    return Path(shutil.copytree(FIXTURE, folder / "支部 手册"))


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def codes(root: Path) -> list[tuple[str, str]]:
    with pytest.raises(HandbookError) as caught:
        load(root)
    assert "\n".join(f"{item.where}：{item.message}" for item in caught.value.findings) == str(caught.value)
    return [(item.code, item.where.path) for item in caught.value.findings]
