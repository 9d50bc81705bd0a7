"""What the tests of office files share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from libreoffice import convert as converted

from branchbook.handbook import load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from branchbook.handbook.template import Template


@pytest.fixture(scope="session")
def templates(root: Path) -> Mapping[str, Template]:
    """Every template of the handbook."""
    return load(root).templates


@pytest.fixture(scope="session")
def convert(soffice_path: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Mapping[str, bytes], str], Path]:
    """Return a converter: many files, one call of soffice, a profile of its own."""
    profile = tmp_path_factory.mktemp("profile")

    def run(files: Mapping[str, bytes], kind: str) -> Path:
        folder = tmp_path_factory.mktemp("convert")
        out = folder / "out"
        for name, data in files.items():
            (folder / name).write_bytes(data)
        converted(soffice_path, [folder / name for name in files], kind, out, profile=profile, timeout=540)
        return out

    return run
