"""Hostile files: refused or read, at once, in little memory, and told in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from branchbook.records import PackageError, read
from tests.records import world
from tests.records.hostile import FLAGGED, HEAVY, HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

    from branchbook.records import Reading

pytestmark = pytest.mark.usefixtures("unburdened")


def measured(data: bytes) -> tuple[float, Reading | str]:
    """Return seconds of one core's time, the better of two (a neighbour makes any file slow), and what was said."""
    seconds = float("inf")
    for _ in range(2):
        begin = time.process_time()
        try:
            found: Reading | str = read(data, world.ALL)
        except PackageError as refused:
            found = str(refused)
        seconds = min(seconds, time.process_time() - begin)
        if seconds < 1:
            break
    return seconds, found


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_at_once_in_one_sentence(name: str) -> None:
    make, reason = HOSTILE[name]
    data = make()
    seconds, said = measured(data)
    assert isinstance(said, str), "it was read"
    assert reason in said
    assert said.endswith("。")
    assert "\n" not in said
    assert seconds < 1


@pytest.mark.parametrize("name", FLAGGED)
def test_what_a_form_has_no_need_of_is_flagged_and_not_touched(name: str) -> None:
    make, flag = FLAGGED[name]
    _, reading = measured(make())
    assert not isinstance(reading, str)
    assert reading.flags == (flag,)
    assert reading.values == world.FORM.example
    said = {"macro": "宏", "external-template": "外部模板"}.get(flag)
    assert any(said in warning for warning in reading.warnings) if said else reading.warnings == ()


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_files_within_the_budgets_take_no_longer_than_a_second(name: str) -> None:
    data = HEAVY[name]()
    seconds, found = measured(data)
    assert seconds < 1
    assert not isinstance(found, str) or found.endswith("。")


def test_there_are_many_of_them() -> None:
    assert len(HOSTILE) + len(FLAGGED) + len(HEAVY) >= 80


_READ_ALL = """
import resource
from branchbook.records import PackageError, read
from tests.records import world
from tests.records.hostile import HEAVY, HOSTILE
files = [make() for make, _ in HOSTILE.values()] + [make() for make in HEAVY.values()]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for data in files:
    try:
        read(data, world.ALL)
    except PackageError:
        pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss 的单位各系统不同")
def test_all_of_them_take_little_memory(root: Path) -> None:
    """One process of its own reads them all; its peak grows by less than 256 MB over having the files at hand."""
    done = subprocess.run(
        [sys.executable, "-c", _READ_ALL],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": f"{root / 'scripts'}{os.pathsep}{root}"},
    )
    assert int(done.stdout) < 256 << 10
