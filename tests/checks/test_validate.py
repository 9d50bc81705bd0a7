"""`validate` says nothing of a sound handbook, and of each fault exactly what is wrong, where, and how to mend it."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from branchbook.checks.validate import validate
from branchbook.findings import Severity, sort_key
from branchbook.handbook import load
from tests.checks import faults
from tests.checks.world import CASE, EXAMPLE, FIXTURE, GUIDE, REQUEST, TODAY, Fault, copy, keys, replace, run

ROOT = Path(__file__).resolve().parents[2]


def test_a_sound_handbook_has_no_finding() -> None:
    assert run(FIXTURE) == []


@pytest.mark.parametrize("fault", faults.ALL, ids=lambda fault: fault.name)
def test_each_fault_is_named_with_file_and_line(fault: Fault, tmp_path: Path) -> None:
    root = copy(tmp_path)
    fault.plant(root)

    findings = run(root)

    expected = [seen.key(root) for seen in fault.expected]
    assert sorted(keys(findings), key=str) == sorted(expected, key=str), "\n".join(
        f"{item.code} {item.where} {item.message}" for item in findings
    )


@pytest.mark.parametrize("fault", faults.ALL, ids=lambda fault: fault.name)
def test_each_finding_says_what_and_how_to_mend_it(fault: Fault, tmp_path: Path) -> None:
    root = copy(tmp_path)
    fault.plant(root)

    for finding in run(root):
        assert re.search("[\u4e00-\u9fff]", finding.message), finding
        assert len(finding.message) < 200
        assert finding.mend
        assert "\n" not in finding.message + finding.mend


def test_fault_names_are_unique() -> None:
    names = [fault.name for fault in faults.ALL]
    assert len(names) == len(set(names)) > 100


def test_every_broken_file_is_told_at_once(tmp_path: Path) -> None:
    root = copy(tmp_path)
    (root / EXAMPLE).unlink()
    (root / GUIDE).write_bytes(b"\xff\xfe\x00")
    replace(root / CASE, "setting: 机关", "setting: 军营")

    assert {item.code for item in run(root)} == {"source-missing", "source-encoding", "model-literal-error"}


def test_every_fault_of_loadable_files_is_told_at_once(tmp_path: Path) -> None:
    root = copy(tmp_path)
    names = {"norm without citation", "mobile number", "half-width comma", "code twice", "dead anchor in a file"}
    planted = [fault for fault in faults.ALL if fault.name in names]
    for fault in planted:
        fault.plant(root)

    assert sorted(item.code for item in run(root)) == sorted(fault.expected[0].code for fault in planted)


def test_findings_come_sorted_and_the_same_twice(tmp_path: Path) -> None:
    root = copy(tmp_path)
    for fault in faults.WORDING[:4] + faults.LINKS[8:9]:
        fault.plant(root)

    findings = run(root)
    assert findings == sorted(findings, key=sort_key)
    assert findings == run(root)


def test_progress_is_told_every_part() -> None:
    told: list[str] = []
    validate(load(FIXTURE), today=TODAY, progress=told.append)
    assert len(told) == len(set(told)) > 8


def test_empty_template_folders_are_no_templates(tmp_path: Path) -> None:
    root = copy(tmp_path)
    (root / "templates/elections/new one").mkdir()
    (root / "templates/.hidden/x").mkdir(parents=True)
    assert run(root) == []


def test_a_rule_with_effective_to_may_rest_on_what_was_repealed(tmp_path: Path) -> None:
    root = copy(tmp_path)
    replace(
        root / REQUEST,
        "    basis: rules-2020#quorum\n",
        "    basis: [rules-2020#quorum, rules-1990#quorum-old]\n    effective_to: 2027-01-01\n",
    )
    assert run(root) == []


# ---- copied runs ---------------------------------------------------------------------------------------------------


SOURCE = {"种子一": "甲说：外勤的同志平时根本没有办法凑齐来开这个会。另见《关于召开选举大会的请示》。"}


def copied(root: Path) -> list[tuple[str, str, int | None]]:
    return keys(validate(load(root), today=TODAY, sources=SOURCE))


def test_a_copied_run_is_named(tmp_path: Path) -> None:
    root = copy(tmp_path)
    replace(root / CASE, "外勤的同志凑不齐。", "来源说，同志平时根本没有\n办法凑齐来开会。")
    line = (root / CASE).read_text(encoding="utf-8").splitlines().index("来源说，同志平时根本没有") + 1
    assert copied(root) == [("copied-run", CASE, line)]


def test_titles_of_documents_are_not_copied(tmp_path: Path) -> None:
    root = copy(tmp_path)
    replace(root / CASE, "外勤的同志凑不齐。", "先写《关于召开选举大会的请示》，再开会。")
    assert copied(root) == []


def test_eleven_characters_are_no_run(tmp_path: Path) -> None:
    root = copy(tmp_path)
    replace(root / CASE, "外勤的同志凑不齐。", "同志平时根本没有办法凑，齐了才开。")
    assert copied(root) == []


# ---- the real handbook ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("unburdened")
def test_the_real_handbook_is_complete() -> None:
    start = time.process_time()
    findings = validate(load(ROOT), today=TODAY)
    seconds = time.process_time() - start

    must = [f"{item.where} {item.code} {item.message}" for item in findings if item.severity is Severity.MUST]
    assert not must, "\n".join(must)
    assert seconds < 20, "validate is meant to take about 8 s of one core"
