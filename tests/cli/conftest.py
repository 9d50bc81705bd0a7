"""A small handbook that may be broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.world import SMALL


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A small handbook at a place with a space and Chinese characters in its name."""
    return Path(shutil.copytree(SMALL, tmp_path / "支部 手册"))
