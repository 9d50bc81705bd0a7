"""Steps in words and in days, counted from anchors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from branchbook.handbook import load
from branchbook.handbook.content import Offset
from branchbook.planning.timeline import label, resolve, span

if TYPE_CHECKING:
    from pathlib import Path

ANCHORS = {"E": "届满", "T": "大会", "D": "届满日"}


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        ({"anchor": "E", "months": -6}, "届满前 6 个月"),
        ({"anchor": "T", "days": -21}, "大会前 3 周"),
        ({"anchor": "T", "days": 3}, "大会后 3 天"),
        ({"anchor": "T"}, "大会当天"),
        ({"anchor": "D"}, "届满日"),
    ],
)
def test_label(offset: dict[str, object], words: str) -> None:
    assert label(Offset.model_validate(offset), ANCHORS) == words


def test_span() -> None:
    assert [span(0, 0), span(216, 0), span(12, 0), span(1, 5)] == ["", "18 年", "12 个月", "1 个月 5 天"]


def test_steps_whose_anchor_is_known_have_their_day(root: Path) -> None:
    days = resolve(load(root).procedures["by-term"], {"T": "2026-06-05"})
    assert days["voter-roll"] == "2026-05-15"
    assert "reminder" not in days
