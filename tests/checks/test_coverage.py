"""The list of what is detected is fresh, says why the rest is not, and keeps what was promised."""

from __future__ import annotations

from pathlib import Path

from branchbook.checks.coverage import WHY_NOT, detectors, page, write
from branchbook.handbook import load

ROOT = Path(__file__).resolve().parents[2]
BOOK = load(ROOT)
FOUND = detectors(BOOK)
KNOWN = {name: defect for name, defect in BOOK.defects.items() if name.startswith("D-")}


def test_the_page_is_fresh() -> None:
    assert (ROOT / "docs" / "contributing" / "defect-coverage.md").read_text(encoding="utf-8") == page(BOOK), (
        "run python -m branchbook.checks.coverage"
    )


def test_every_defect_is_detected_or_it_is_said_why_not() -> None:
    assert KNOWN.keys() - FOUND.keys() == WHY_NOT.keys()
    assert all(len(reason) > 5 for reason in WHY_NOT.values())


def test_what_a_page_says_of_a_defect_is_so() -> None:
    for name, defect in KNOWN.items():
        assert (defect.detectable == "要人看") == (name not in FOUND), name


def test_every_defect_of_the_study_has_a_page_and_most_are_detected() -> None:
    assert KNOWN.keys() == {f"D-{number:03}" for number in range(1, 115)}
    assert sum(item.detectable == "机器可判" and name in FOUND for name, item in KNOWN.items()) >= 80


def test_the_page_is_written_where_it_belongs(tmp_path: Path) -> None:
    for name in ("docs", "templates"):
        (tmp_path / name).mkdir()
    (tmp_path / "docs" / "contributing").mkdir()
    assert write(tmp_path).read_text(encoding="utf-8").startswith("# 缺陷覆盖")
