"""Facts carry over, sentences do not: against given sources, and against the seeds, of which only digests are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import seed_runs

from branchbook.checks.copied import RUN, Sources, check_copied, names, texts
from branchbook.checks.texts import Library
from branchbook.handbook import load
from tests.checks.world import CASE, FIXTURE, copy, replace

if TYPE_CHECKING:
    from pathlib import Path

SAID = "书记一家一家上门去问哪一天晚上最有空"


@pytest.mark.parametrize(
    ("ours", "shared"),
    [
        (SAID, SAID),
        (f"（{SAID}）", SAID),
        (SAID[: RUN - 1], ""),
        (SAID[:RUN], SAID[:RUN]),
        (f"{SAID[:8]}，{SAID[8:]}", ""),
        (f"{SAID[:8]}\n{SAID[8:]}", SAID),
        (f"《{SAID}》", ""),
    ],
)
def test_a_run_of_twelve_is_no_coincidence(ours: str, shared: str) -> None:
    found = [words for _, words, _ in Sources({"a.txt": f"听说{SAID}。"}, []).shared(ours)]
    assert found == ([shared] if shared else [])


def test_names_may_be_the_same() -> None:
    name = "某某市某某区某某街道某某社区党支部"
    assert list(Sources({"a.txt": f"{name}开会"}, [name]).shared(name)) == []
    assert list(Sources({"a.txt": f"{name}开会"}, []).shared(name))


def test_a_copied_sentence_is_named_with_its_line(tmp_path: Path) -> None:
    root = copy(tmp_path)
    replace(root / CASE, "- 问大家哪天凑得齐。", f"- {SAID}。")
    (finding,) = check_copied(Library(load(root)), {"来源.txt": f"那时{SAID}了。"})
    assert finding.code == "copied-run"
    assert finding.where.path == CASE
    lines = (root / CASE).read_text(encoding="utf-8").splitlines()
    assert SAID in lines[(finding.where.line or 0) - 1]
    assert f"{len(SAID)} 个字" in finding.message


def test_nothing_of_the_handbook_is_taken_from_the_seeds(root: Path) -> None:
    data = seed_runs.FILE.read_bytes()
    seeds = {data[at : at + seed_runs.SIZE] for at in range(0, len(data), seed_runs.SIZE)}
    assert len(seeds) > 2000
    library = Library(load(root))
    free = Sources({}, names(library.handbook))
    copied = [
        f"{block.where} {run}"
        for block in texts(library)
        for run in free.runs(block.raw)
        if seed_runs.digest(run) in seeds
    ]
    assert copied == []


def test_the_digests_are_of_what_the_check_compares() -> None:
    library = Library(load(FIXTURE))
    runs = {run for block in texts(library) for run in Sources({}, []).runs(block.raw)}
    assert runs
    assert len({seed_runs.digest(run) for run in runs}) == len(runs)
    assert all(len(run) == RUN for run in runs)
