"""The file of dates that people write: read as meant, and every fault told in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from branchbook.planning.dates import DatesError, blank_dates, dates_of, read_dates
from tests.planning.world import SMALL

if TYPE_CHECKING:
    from pathlib import Path


def test_points_are_named_by_id_or_label_and_days_written_as_people_do(tmp_path: Path) -> None:
    file = tmp_path / "dates.yml"
    file.write_text(
        "name: 甲同志\ndone:\n  asked: 2026-07-01\n  TALKED: 2026年7月9日\n  looked: [2026-01-02, 2026.7.2]\n"
        "  chosen:\nplanned:\n  posted: 2026-08-01\n",
        encoding="utf-8",
    )
    dates = read_dates(SMALL, file)
    assert dates.name == "甲同志"
    assert dates.done == {"asked": ["2026-07-01"], "talked": ["2026-07-09"], "looked": ["2026-01-02", "2026-07-02"]}
    assert dates.planned == {"posted": "2026-08-01"}


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ([], "读到的不是“键: 值”"),
        ({"did": {}}, "没有「did」这一项"),
        ({"done": ["asked"]}, "done 下面应是“节点: 日子”"),
        ({"done": {"askd": "2026-07-01"}}, "没有节点「askd」，是不是 asked？"),
        ({"done": {"asked": "2026-02-30"}}, "「2026-02-30」不是一个日子"),
        ({"done": {"asked": "9999-12-01"}}, "「9999-12-01」不是一个日子"),
        ({"planned": {"asked": "0202-12-01"}}, "「0202-12-01」不是一个日子"),
        ({"done": {"asked": ["2026-07-01", "2026-07-02"]}}, "asked 只能写一个日子"),
        ({"planned": {"looked": ["2026-07-01", "2026-07-02"]}}, "looked 只能写一个日子"),
        ({"planned": {"over": "2026-07-01"}}, "OVER不是去办的事"),
    ],
)
def test_faults_are_told(raw: Any, fault: str) -> None:
    with pytest.raises(DatesError, match=r".") as caught:
        dates_of(SMALL, raw)
    assert fault in str(caught.value)


def test_all_faults_at_once() -> None:
    with pytest.raises(DatesError) as caught:
        dates_of(SMALL, {"done": {"x": "2026-07-01", "asked": "soon"}, "y": 1})
    assert len(caught.value.faults) == 3


@pytest.mark.parametrize("content", [b"done: [", b"\xff\xfe", b"a" * 300_000, b"- - -\n" * 9])
def test_what_is_no_file_of_dates_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "dates.yml"
    file.write_bytes(content)
    with pytest.raises(DatesError):
        read_dates(SMALL, file)
    with pytest.raises(DatesError, match="读不到"):
        read_dates(SMALL, tmp_path / "none.yml")


def test_a_blank_file_can_be_read_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "dates.yml"
    file.write_text(blank_dates(SMALL), encoding="utf-8")
    assert read_dates(SMALL, file).done == {}
    assert all(f"{point['id']}:" in file.read_text(encoding="utf-8") for point in SMALL["points"])
