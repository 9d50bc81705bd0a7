"""The command line run as a person runs it, and small handbooks to break."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests" / "data" / "handbook"


def run(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts"), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "branchbook", *map(str, arguments)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )


def tree(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*")}


def refused(done: subprocess.CompletedProcess[str], *words: str, code: int = 1) -> None:
    said = done.stderr + done.stdout
    assert done.returncode == code, said
    assert "Traceback" not in said
    for word in words:
        assert word in said, said
