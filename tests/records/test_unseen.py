"""Papers as branches type them, written before looking at what is read of them: how much is, and that next to nothing is wrong."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from branchbook.handbook import load
from branchbook.inspection.issues import sheaves
from branchbook.inspection.run import inspect
from branchbook.records.recognise import Recogniser
from branchbook.records.typed import read_typed
from tests.records.typed_world import WHOLE, score, table, unseen

if TYPE_CHECKING:
    from pathlib import Path

    from branchbook.handbook import Handbook
    from tests.records.typed_world import Case

TODAY = "2026-12-31"
#: Not told paper by paper: the words of a day as they stand, and the blanks.
_ASIDE = ("_written", "_text")


@pytest.fixture(scope="module")
def handbook(root: Path) -> Handbook:
    return load(root)


def _told(values: dict[str, object]) -> dict[str, object]:
    return {
        name: value for name, value in values.items() if name not in {WHOLE, "blanks"} and not name.endswith(_ASIDE)
    }


def test_much_is_read_and_next_to_nothing_is_wrong(handbook: Handbook, capsys: pytest.CaptureFixture[str]) -> None:
    known = Recogniser(handbook.kinds, handbook.templates)
    scores: list[tuple[str, Counter[str]]] = []
    mistaken: list[str] = []
    for name, cases in unseen().items():
        counts: Counter[str] = Counter()
        for case in cases:
            assert case.kind
            found = known.recognise(case.page, case.file).kind
            if found is None or found.id != case.kind:
                mistaken.append(case.name)
            typed = read_typed(case.page, handbook.kinds[case.kind], known.templates[case.kind])
            counts += score(_told(case.expect), _told(dict(typed.values)))
        scores.append((name, counts))
    with capsys.disabled():
        print("\n" + table(scores))  # noqa: T201 -- the table is what is promised
    first = sum((counts for name, counts in scores if "-" not in name), Counter[str]())
    later = sum((counts for name, counts in scores if "-" in name), Counter[str]())
    assert first["right"] * 100 >= first.total() * 85
    assert later["right"] * 100 >= later.total() * 68
    assert (first["wrong"] + later["wrong"]) * 100 < first.total() + later.total(), "a wrong value is worse than none"
    assert len(mistaken) * 50 < sum(map(len, unseen().values())), mistaken


def _blamed(handbook: Handbook, case: Case, folder: Path) -> list[str]:
    """Return what a good paper is told to mend."""
    paper = folder / case.file.replace(".docx", ".txt").replace(".xlsx", ".txt")
    paper.write_text(case.text, encoding="utf-8")
    found = sheaves(handbook, inspect(handbook, [paper], today=TODAY))
    return [
        issue.problem
        for sheaf in found
        for issue in sheaf.issues
        if issue.severity != "hint" and not issue.undetermined
    ]


def test_good_papers_are_let_be(handbook: Handbook, tmp_path: Path) -> None:
    """Silence is not failure, and what was not read is not missing: next to no good paper is told to mend anything."""
    good = [case for cases in unseen().values() for case in cases if not case.why]
    blamed = {case.name: told for case in good if (told := _blamed(handbook, case, tmp_path))}
    assert len(good) > 250
    assert len(blamed) * 20 < len(good), blamed
