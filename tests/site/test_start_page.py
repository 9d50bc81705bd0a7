"""The first ninety days, the self-test and the card, as they stand before any script runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from branchbook.handbook import load
from branchbook.handbook.references import KINDS, made_pages, page_of
from branchbook.site.pages import Options, nav, pages
from branchbook.site.start_page import CARD_PAGE, START_PAGE, TEST_PAGE, card, letters, opens, topics
from tests.site import world

if TYPE_CHECKING:
    from pathlib import Path

    from branchbook.handbook import Handbook


def test_every_question_stands_with_its_answer_and_its_basis(real: Handbook, real_pages: dict[str, bytes]) -> None:
    text = real_pages[TEST_PAGE].decode()
    asked = topics(real, today=world.TODAY)
    count = sum(len(topic.questions) for topic in asked)
    assert text.count("data-q=") == text.count("<summary>看答案</summary>") == count >= 130
    for topic in asked:
        for question in topic.questions:
            start = text.index(f'data-q="{topic.id}/{question.id}"')
            part = text[start : text.index("</details>", start)]
            assert f"**{letters(question)}**" in part
            assert part.count(".bb-cite ") == len(question.basis)
            right = re.search(r'data-right="([\d ]+)"', part)
            assert right
            assert tuple(question.offered[int(at)] for at in right[1].split()) == tuple(
                item for item in question.offered if item in question.answer
            )


def test_a_question_whose_basis_ended_is_taken_down(tmp_path: Path) -> None:
    root = world.copy(tmp_path)
    before = pages(load(root), Options(today=world.TODAY))[TEST_PAGE].decode()
    assert 'data-q="basics/quorum"' in before
    world.replace(
        root / "docs/regulations/rules-2020.md",
        "    text: 有选举权的党员，实到人数不少于应到会的五分之四才有效。\n",
        "    text: 有选举权的党员，实到人数不少于应到会的五分之四才有效。\n    effective_to: 2026-01-01\n",
    )
    book = load(root)
    after = pages(book, Options(today=world.TODAY))[TEST_PAGE].decode()
    assert 'data-q="basics/quorum"' not in after
    assert 'data-q="basics/win-line"' in after
    assert card(book, today=world.TODAY) == []


def test_the_path_opens_what_is_there_by_its_name(real: Handbook, real_pages: dict[str, bytes]) -> None:
    text = real_pages[START_PAGE].decode()
    assert real.start
    items = [item for stage in real.start.stages for item in stage.items]
    assert re.findall(r'data-tick="([^"]+)"', text) == [item.id for item in items]
    for item in items:
        for target in item.to:
            kind, _, name = target.partition(":")
            assert kind in KINDS
            label, where = opens(real, target)
            assert where == page_of(real, kind, name)
            assert label not in {"", "这一页"}
            assert f"[{label}](" in text


def test_the_card_says_every_number_with_its_source(real: Handbook, real_pages: dict[str, bytes]) -> None:
    text = real_pages[CARD_PAGE].decode()
    rows = [row for _, rows in card(real, today=world.TODAY) for row in rows]
    assert len(rows) > 50
    for row in rows:
        assert f"| **{row.number}** | {row.says} |" in text
    assert all(f"regulations/{row.basis[0].replace('#', '.md#')}" in text for row in rows)


def test_the_pages_stand_in_the_navigation(real: Handbook) -> None:
    assert {START_PAGE, TEST_PAGE, CARD_PAGE} <= made_pages(real)
    said = str(nav(real))
    assert all(page in said for page in (START_PAGE, TEST_PAGE, CARD_PAGE))
