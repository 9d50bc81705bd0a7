"""What is asked is settled: sums come out, and no disputed provision has a settled answer. Faults are planted in `faults`."""

from __future__ import annotations

from pathlib import Path

import pytest

from branchbook.checks.start import check_start, computed
from branchbook.checks.texts import Library
from branchbook.handbook import load
from branchbook.rules.engine import RuleError

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("expression", "value"),
    [("quorum(22)", "18"), ("4200 * 1 / 100", "42"), ("cn_date(months_after('2026-06-05', 36))", "2029年6月5日")],
)
def test_a_sum_comes_to_what_is_written(expression: str, value: str) -> None:
    assert computed(expression) == value


@pytest.mark.parametrize("expression", ["1 < 2", "quorum('a')", "[1, 2]", "today", "1 +"])
def test_what_is_no_number_and_no_day_is_refused(expression: str) -> None:
    with pytest.raises(RuleError):
        computed(expression)


def test_nothing_disputed_is_asked_as_settled_and_nothing_unsettled_is_to_be_remembered() -> None:
    book = load(ROOT)
    assert list(check_start(Library(book))) == []
    disputed = 0
    for topic in book.questions.values():
        for question in topic.questions.values():
            provisions = [found[1] for ref in question.basis if (found := book.provision(ref))]
            assert len(provisions) == len(question.basis)
            if any(item.disputed for item in provisions):
                disputed += 1
                assert question.answer == ("无法判断",)
    assert disputed >= 4
    assert book.numbers
    for group in book.numbers.groups:
        for row in group.rows:
            told = [found[1] for ref in row.basis if (found := book.provision(ref))]
            assert not any(item.disputed for item in told)
