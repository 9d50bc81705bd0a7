"""The browser's script, as esbuild made it from `scripts/web`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchbook.site.errors import WebMissingError

if TYPE_CHECKING:
    from pathlib import Path

#: Files of `build/web` that the site serves.
FILES = (
    "site.js",
    "iframe-worker-shim.js",
    "fill.js",
    "read.js",
    "dossier.js",
    "check.js",
    "book.js",
    "check-books.js",
    "check-read-typed.js",
    "check-together.js",
    "check-workbook.js",
    "sets.js",
    "own-set.js",
    "plan.js",
    "dues.js",
    "defects.js",
    "start.js",
    "verdicts.js",
    "cases.js",
    "compare.js",
    "case-form.js",
    "year.js",
    "unit.js",
    "month.js",
)


#: The search, which takes the place of the theme's worker.
WORKER = "worker.js"
#: What keeps the search from being fetched before somebody searches; it stands in each page itself.
LAZY = "lazy.js"


def part(root: Path, name: str) -> bytes:
    """Return a bundled script that is not served under its own name: `WORKER` or `LAZY`.

    Raises:
        WebMissingError: when `make` has not bundled it yet.
    """
    file = root / "build" / "web" / name
    if not file.is_file():
        raise WebMissingError(f"build/web/{name} 不存在：浏览器脚本还没有打包，先运行 make build 或 make serve。")
    return file.read_bytes()


def bundle(root: Path) -> dict[str, bytes]:
    """Return the bundled files by docs path.

    Raises:
        WebMissingError: when `make` has not bundled them yet.
    """
    folder = root / "build" / "web"
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise WebMissingError(f"build/web/{missing[0]} 不存在：浏览器脚本还没有打包，先运行 make build 或 make serve。")
    return {f"assets/{name}": (folder / name).read_bytes() for name in FILES}
