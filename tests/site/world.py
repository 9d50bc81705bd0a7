"""The small handbook as a site that can be built, and the real one built once for everybody."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "tests" / "data" / "handbook"
TODAY = "2026-11-25"

#: Pages that the overviews point at, and that the small handbook does without.
STANDING = {
    "docs/guide/how-to-use.md": "---\ntitle: 怎样用\nsummary: 只供测试：怎样用。\norder: 10\n---\n先找要办的事。\n",
    "docs/guide/criteria.md": "---\ntitle: 收录标准\nsummary: 只供测试：收什么。\norder: 20\n---\n只收有出处的。\n",
    "docs/tags.md": "---\ntitle: 标签\n---\n\n# 标签\n\n<!-- material/tags -->\n",
    "docs/contributing/index.md": "# 维护者入口\n\n看[怎样改](how.md)。\n",
}


def copy(folder: Path) -> Path:
    """Copy the small handbook, give it the standing pages, and return where it is."""
    root = Path(shutil.copytree(FIXTURE, folder / "handbook"))
    for name, text in STANDING.items():
        file = root / name
        if not file.exists():
            file.write_text(text, encoding="utf-8")
    return root


def buildable(folder: Path) -> Path:
    """Copy the small handbook with everything that a build wants beside it."""
    root = copy(folder)
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    theme = "custom_dir: scripts/branchbook/site/theme"
    assert theme in text
    text = text.replace(theme, f"custom_dir: {ROOT / 'scripts/branchbook/site/theme'}")
    (root / "mkdocs.yml").write_text(text, encoding="utf-8")
    web = ROOT / "build" / "web"
    assert (web / "site.js").is_file(), "先运行 make test，它会打包浏览器脚本"
    shutil.copytree(web, root / "build" / "web")
    return root


def replace(file: Path, old: str, new: str) -> None:
    """Replace words that stand exactly once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def listing(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its content, and every folder: what a failed command must not change."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b"(folder)"
        for path in sorted(folder.rglob("*"))
    }


def branchbook(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "branchbook", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts"), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )


def built_once(factory: pytest.TempPathFactory) -> Path:
    """Build the real site once for all tests and all workers of a run, and return its folder."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    site = base / "real-site"
    with (base / "real-site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not site.is_dir():
            done = branchbook("--today", TODAY, "build", "-o", site)
            assert done.returncode == 0, done.stderr
    return site
