"""Files become one linked handbook, or every reason why they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from branchbook.handbook import load
from tests.handbook.world import BOOK, codes, copied

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copied(tmp_path)


def test_everything_is_there_and_linked() -> None:
    assert set(BOOK.templates) == {"meeting-request", "meeting-reply"}
    assert set(BOOK.defects) == {"E-001", "E-002", "E-003"}
    assert [term.id for term in BOOK.terms] == ["eligible", "present"]
    assert BOOK.templates["meeting-request"].area == "elections"
    assert BOOK.pages["numbers"].id == "numbers"
    family = BOOK.family_of("E-002")
    assert family is not None
    assert family.id == "meetings"
    assert BOOK.family_of("E-999") is None


def test_a_folder_without_glossary_or_shared_files_loads(root: Path) -> None:
    (root / "docs/glossary.md").unlink()
    book = load(root)
    assert book.glossary is None
    assert book.terms == ()


def test_no_handbook_here(tmp_path: Path) -> None:
    assert codes(tmp_path) == [("folder-missing", "docs/"), ("folder-missing", "templates/")]
