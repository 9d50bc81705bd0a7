"""What is wrong is said in words that fit a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from branchbook.handbook import HandbookError, load
from tests.handbook.world import copied

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copied(tmp_path)


def test_long_values_are_cut_in_messages(root: Path) -> None:
    page = root / "docs/guide/numbers.md"
    page.write_text(
        page.read_text(encoding="utf-8").replace("title: 要记住的数", "title: " + "长" * 500), encoding="utf-8"
    )
    with pytest.raises(HandbookError) as caught:
        load(root)
    assert len(caught.value.findings[0].message) < 120
