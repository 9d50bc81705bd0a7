"""The real site, built once, served on a free port, seen in a real Chromium."""

from __future__ import annotations

import functools
import http.server
import os
import threading
from typing import TYPE_CHECKING

import pytest

from branchbook.handbook import load
from branchbook.site.build import build
from tests.e2e.late import delay

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    from branchbook.handbook import Handbook

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
LATE = int(os.environ.get("BRANCHBOOK_LATE", "0"))
"""How many milliseconds later all that a page waits for comes (`make late`); 0 is as it is."""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def handbook(root: Path) -> Handbook:
    return load(root)


@pytest.fixture(scope="session")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built site; a warning of MkDocs (a dead link, a dead anchor) fails it."""
    folder = tmp_path_factory.mktemp("built") / "site"
    assert build(root, folder, day="2026-11-25") == []
    return folder


@pytest.fixture(scope="session")
def address(built: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(built)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser(chromium_path: str | None) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        if LATE:
            delay(browser, LATE)
        yield browser
        browser.close()


def _watched(context: BrowserContext, address: str) -> Iterator[Page]:
    """Yield a page; afterwards nothing may have been asked from elsewhere and no script may have failed."""
    asked: list[str] = []
    broken: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    context.close()
    assert not broken
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Page]:
    yield from _watched(browser.new_context(viewport=DESK, accept_downloads=True), address)  # type: ignore[arg-type]


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    yield from _watched(browser.new_context(viewport=PHONE, has_touch=True), address)  # type: ignore[arg-type]
