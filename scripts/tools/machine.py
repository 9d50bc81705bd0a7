"""这台机器上有什么：Node、Chromium、LibreOffice、中文字体。只找，不装。"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

NODE_MAJOR = 18

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
CHROMIUM_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
SOFFICE_PLACES = ("/Applications/LibreOffice.app/Contents/MacOS/soffice", "/usr/lib/libreoffice/program/soffice")


def _says(*command: str) -> str:
    """What a command prints; empty when it is missing, fails or hangs."""
    try:
        run = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL, errors="replace"
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return run.stdout.strip() if run.returncode == 0 else ""


def node() -> str | None:
    """Find a machine's own Node that is new enough and has npm beside it."""
    found = shutil.which("node")
    if not found or not shutil.which("npm"):
        return None
    major = _says(found, "--version").lstrip("v").partition(".")[0]
    return found if major.isdigit() and int(major) >= NODE_MAJOR else None


def chromium() -> str | None:
    """Find a Chromium that starts: `BRANCHBOOK_CHROMIUM`, then the system's. None means Playwright's own."""
    given = os.environ.get("BRANCHBOOK_CHROMIUM")
    for name in [given] if given else [*CHROMIUM_NAMES, *CHROMIUM_PLACES]:
        path = shutil.which(name)
        if path and _says(path, "--version"):  # Ubuntu 的空壳包也叫 chromium，问一声版本才作数
            return path
    return None


def playwright_chromium() -> bool:
    """Tell whether Playwright has downloaded a browser of its own."""
    places = [os.environ.get("PLAYWRIGHT_BROWSERS_PATH"), "~/.cache/ms-playwright", "~/Library/Caches/ms-playwright"]
    return any(place and any(Path(place).expanduser().glob("chromium*/INSTALLATION_COMPLETE")) for place in places)


def soffice() -> str | None:
    """Find LibreOffice: `BRANCHBOOK_SOFFICE`, then the system's."""
    given = os.environ.get("BRANCHBOOK_SOFFICE")
    for name in [given] if given else ["soffice", "libreoffice", *SOFFICE_PLACES]:
        path = shutil.which(name)
        if path:
            return path
    return None


def has_cjk_font() -> bool:
    """Tell whether a font with Chinese characters is installed (a Mac always has one)."""
    if Path("/System/Library/Fonts").is_dir():
        return True
    return bool(_says("fc-list", ":lang=zh", "family"))
