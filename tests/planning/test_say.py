"""A timetable in words, as a page and for programs."""

from __future__ import annotations

import json

import pytest

from branchbook.planning.say import counts, say
from tests.planning.world import SMALL, made

TABLE = made({"born": "1990-01-01", "asked": "2026-05-01"}, {"chosen": "2026-08-01"})
CITED = {"law#a": "某规定第一条"}


def test_text_says_state_days_papers_and_what_is_wrong() -> None:
    said = say(SMALL, TABLE, "text", CITED).decode()
    assert "小时间表：甲同志（照2026年7月10日看）" in said
    assert "打算：2026年8月1日" in said
    assert "材料：表（必备）" in said
    assert "[必须] TALKED过了期限 39 天" in said
    assert "（依据：某规定第一条）" in said
    assert "2004 年到 2026 年" in said


def test_counts_tell_done_and_planned_apart() -> None:
    assert counts(TABLE).startswith("办了 1 件，打算 1 件，可以办 1 件，要等 6 件，没有填日子 0 件；有 1 处不合规定")


def test_json_has_a_schema_and_every_row() -> None:
    said = json.loads(say(SMALL, TABLE, "json", CITED))
    assert said["schema"] == "branchbook.plan/1"
    assert len(said["rows"]) == len(SMALL["points"])


@pytest.mark.parametrize("form", ["text", "html", "json", "ics"])
def test_the_same_gives_the_same(form: str) -> None:
    assert say(SMALL, TABLE, form, CITED) == say(SMALL, TABLE, form, CITED)


def test_a_page_takes_names_for_text_and_asks_nothing_from_elsewhere() -> None:
    import dataclasses

    page = say(SMALL, dataclasses.replace(TABLE, whose="<img src=x>"), "html", CITED).decode()
    assert "<img" not in page
    assert "&lt;img src=x&gt;" in page
    assert "http" not in page
    assert "<script" not in page
