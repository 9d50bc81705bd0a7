"""Handbooks that the tests of the site look at; read once, for nobody changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from branchbook.handbook import load
from branchbook.site.library import Options
from branchbook.site.pages import pages
from tests.site import world

if TYPE_CHECKING:
    from pathlib import Path

    from branchbook.handbook import Handbook


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Handbook:
    return load(world.copy(tmp_path_factory.mktemp("small")))


@pytest.fixture(scope="session")
def real() -> Handbook:
    return load(world.ROOT)


@pytest.fixture(scope="session")
def real_pages(real: Handbook) -> dict[str, bytes]:
    return pages(real, Options(today=world.TODAY, site_url="https://branch.example/"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return world.built_once(tmp_path_factory)
