"""What all tests share: the machine's programs, and which tests may run side by side."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

import machine

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]

hypothesis.settings.register_profile("house", deadline=None, print_blob=True, database=None)
hypothesis.settings.register_profile("ci", parent=hypothesis.settings.get_profile("house"), derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep browser tests on one worker and office tests on one; skip office tests without LibreOffice."""
    without_office = pytest.mark.skip(reason="没有 LibreOffice，office 测试没有跑")
    office = machine.soffice() is not None
    for item in items:
        for group in ("e2e", "office"):
            if item.get_closest_marker(group):
                item.add_marker(pytest.mark.xdist_group(group))
        if item.get_closest_marker("office") and not office:
            item.add_marker(without_office)


def pytest_report_header() -> list[str]:
    """Say which programs the tests use."""
    return [
        f"chromium: {machine.chromium() or 'Playwright 自带的'}",
        f"libreoffice: {machine.soffice() or '没有，office 测试不跑'}",
        f"中文字体: {'有' if machine.has_cjk_font() else '没有'}",
    ]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository."""
    return ROOT


@pytest.fixture(scope="session")
def chromium_path() -> str | None:
    """Return the system's Chromium for `launch(executable_path=…)`; None means Playwright's own."""
    return machine.chromium()


@pytest.fixture(scope="session")
def soffice_path() -> str:
    """Return LibreOffice, or skip."""
    found = machine.soffice()
    if found is None:
        pytest.skip("没有 LibreOffice")
    return found


@pytest.fixture
def unburdened() -> Iterator[None]:
    """Freeze what thousands of other tests left in memory: a test that takes the time would measure its rubbish."""
    gc.freeze()
    yield
    gc.unfreeze()
