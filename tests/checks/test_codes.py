"""Every code that can be said is explained to maintainers, and nothing is explained that cannot be said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from branchbook.handbook.errors import EXPECTED
from tests.checks import faults
from tests.checks.codes import codes

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "contributing" / "findings.md"

SAID = codes(ROOT / "scripts" / "branchbook")
ROWS = re.findall(r"^\| `([a-z0-9-]+)` \| (\S+) \| (.+?) \| (.+?) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
EXPLAINED = {code for code, *_ in ROWS}
FAMILIES = {code.removesuffix("*") for code in SAID if code.endswith("*")}


def family(code: str) -> str:
    return next((prefix for prefix in FAMILIES if code.startswith(prefix)), "")


def test_every_code_is_explained() -> None:
    assert not {code for code in SAID if not code.endswith("*")} - EXPLAINED
    assert {"model-", "example-"} == FAMILIES
    assert {family(code) for code in EXPLAINED} - {""} == FAMILIES


def test_every_explained_code_can_be_said() -> None:
    assert not {code for code in EXPLAINED if not family(code)} - SAID.keys()
    records = {"example-" + code for code in SAID if "checks/record.py" in SAID[code] or code.startswith("field-")}
    assert {code for code in EXPLAINED if family(code) == "example-"} <= records


def test_every_code_is_explained_once_with_its_weight() -> None:
    assert len(ROWS) == len(EXPLAINED)
    assert {weight for _, weight, *_ in ROWS} <= {"必须", "建议", "提示", "看规则"}


def test_every_error_of_the_models_that_we_word_is_explained() -> None:
    worded = {"model-" + kind.replace("_", "-") for kind in EXPECTED} - {"model-model-attributes-type"}
    assert not worded - EXPLAINED


@pytest.mark.parametrize("prefix", ["rule-failed", "rule-undetermined", "field-"])
def test_codes_of_records_are_among_them(prefix: str) -> None:
    assert any(code.startswith(prefix) for code in EXPLAINED)


def test_every_code_of_validate_is_planted_once() -> None:
    """A check that no planted fault ever triggers is not proven to work."""
    planted = {seen.code for fault in faults.ALL for seen in fault.expected}
    elsewhere = ("checks/record.py", "dossiers/", "inspection/")
    records = {code for code in SAID if all(file.startswith(elsewhere) for file in SAID[code])}
    apart = {"copied-run"}  # needs sources; has tests of its own
    assert not {code for code in SAID if not code.endswith("*")} - planted - records - apart
