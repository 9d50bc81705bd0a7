"""一次跑完所有检查，最后说哪几项没过；不因为前一项没过就停下。"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import setup

BIN = setup.BIN


def commands() -> list[tuple[str, list[str]]]:
    """Name each check; the order is from quick to slow."""
    node, _environment = setup.node_modules()
    tsc = setup.ROOT / "node_modules" / "typescript" / "bin" / "tsc"
    return [
        ("ruff", [str(BIN / "ruff"), "check", "--quiet", "scripts", "tests"]),
        ("ruff format", [str(BIN / "ruff"), "format", "--check", "--quiet", "scripts", "tests"]),
        ("codespell", [str(BIN / "codespell")]),
        ("yamllint", [str(BIN / "yamllint"), "--strict", "."]),
        ("tsc", [*node, str(tsc), "--project", "scripts/web/tsconfig.json"]),
        ("mypy", [str(BIN / "mypy")]),
        ("branchbook validate", [str(setup.PYTHON), "-m", "branchbook", "validate"]),
    ]


def main(only: list[str]) -> int:
    """Run them all (or those named) and sum up."""
    failed = []
    for name, command in commands():
        if only and name not in only:
            continue
        start = time.monotonic()
        done = subprocess.run(command, cwd=setup.ROOT, env={**os.environ, "PYTHONUTF8": "1"}, check=False)
        verdict = "没过" if done.returncode else "通过"
        print(f"{verdict}  {name}（{time.monotonic() - start:.1f} 秒）", flush=True)
        if done.returncode:
            failed.append(name)
    if failed:
        print(f"有 {len(failed)} 项没过：{'、'.join(failed)}。", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    Path(setup.ROOT / "build").mkdir(exist_ok=True)
    sys.exit(main(sys.argv[1:]))
