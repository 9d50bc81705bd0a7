"""The corpus of returned files: how much is read rightly, and that nothing is read wrongly."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from branchbook.handbook import load
from branchbook.records import open_package
from tests.conformance.accuracy import compare, score, total
from tests.conformance.corpus import Sample, corpus, libreoffice, mangled
from tests.conformance.mangling import MANGLINGS
from tests.conformance.test_readers import hold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchbook.handbook import Handbook
    from branchbook.handbook.template import Template

ROOT = Path(__file__).resolve().parents[2]

#: Of a hundred values, how many are read at least, where it is not (nearly) all.
FLOORS = {
    # A label that nobody knows any more, and no other sign: left unread, as it must be.
    "five labels renamed": 70,
    # Prose inside a cell is not looked for.
    "all in one big cell": 35,
    "several at once": 88,
}


@cache
def handbook() -> Handbook:
    return load(ROOT)


def templates() -> Mapping[str, Template]:
    return handbook().templates


@cache
def samples() -> tuple[Sample, ...]:
    return tuple(corpus(templates()))


def test_the_corpus_is_large_and_the_same_each_time() -> None:
    assert len(samples()) >= 250
    assert len({sample.name for sample in samples()}) == len(samples())
    assert sum(sample.name.startswith("LibreOffice") for sample in samples()) >= 40
    assert set(MANGLINGS) <= {sample.damage for sample in samples()}
    again = mangled(samples()[0].template, [samples()[0].damage])
    assert again is not None
    assert again.data == samples()[0].data


def test_nothing_is_read_wrongly_and_nearly_all_is_read() -> None:
    scores, told = score(samples(), templates())
    every = total(scores)
    wrong = [f"{sample.name}: {fault}" for sample, faults in told for fault in faults if fault.startswith("wrong")]
    assert every.wrong <= every.values * 0.003, wrong
    assert every.right >= every.values * 0.96
    for damage, one in scores.items():
        assert one.right * 100 >= one.values * FLOORS.get(damage, 97), damage
    assert wrong == [], "not one of them is wrong now; one more is a step back"


def test_both_readers_agree_on_every_file() -> None:
    """Values, how they were found, warnings, to the letter."""
    own = [sample for sample in samples() if not sample.name.startswith("LibreOffice")]
    found = hold(((sample.name, sample.data, templates()) for sample in own), templates())
    saved = [sample for sample in samples() if sample.name.startswith("LibreOffice")]
    then = {sample.template.id: sample.template for sample in saved}
    found += hold(((sample.name, sample.data, then) for sample in saved), then)
    assert len(found) == len(samples())
    assert sum(bool(item.get("values")) for item in found) > 0.95 * len(found)


def test_a_wrong_reading_would_be_counted() -> None:
    wanted = {"a": 1, "rows": [{"x": "1"}, {"x": "2"}]}
    assert compare(wanted, wanted)[0].right == 3
    one, told = compare(wanted, {"a": 2, "rows": [{"x": "1"}], "b": "new"})
    assert (one.right, one.wrong, one.unread, one.whole) == (1, 2, 1, 0)
    assert len(told) == 3


@pytest.mark.parametrize("sample", list(libreoffice())[::9], ids=lambda sample: sample.name)
def test_what_libreoffice_saved_is_another_file(sample: Sample) -> None:
    """The archive holds what LibreOffice wrote, not our own files again."""
    main = open_package(sample.data)["word/document.xml" if sample.template.suffix == ".docx" else "xl/workbook.xml"]
    assert b'xmlns:w14="' in main or b'appName="Calc"' in main
