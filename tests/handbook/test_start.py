"""Questions have one right answer by their shape, the path has no id twice, and every basis is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from branchbook.handbook import load
from branchbook.handbook.citations import citations
from branchbook.handbook.start import Question, StartPath, cited_at_start

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests" / "data" / "handbook"

SINGLE: dict[str, Any] = {
    "type": "single",
    "question": "到会的人怎么数才算对？",
    "choices": ["四个", "五个", "六个"],
    "answer": "五个",
    "explanation": "数来的人，一个一个数。",
    "basis": "rules-2020#quorum",
}


@pytest.mark.parametrize(
    "change",
    [
        {"answer": "七个"},
        {"answer": ["四个", "五个"]},
        {"answer": ["五个", "五个"]},
        {"choices": ["四个", "五个"]},
        {"choices": ["四个", "五个", "五个"]},
        {"choices": list("一二三四五六")},
        {"choices": [], "answer": "对"},
        {"type": "multiple", "answer": "五个"},
        {"type": "multiple", "answer": ["四个", "五个", "六个"]},
        {"type": "multiple", "choices": ["四个", "五个", "无法判断"], "answer": ["五个", "无法判断"]},
        {"type": "true-false", "answer": "对"},
        {"type": "true-false", "choices": [], "answer": "无法判断"},
        {"basis": []},
        {"level": 4},
    ],
    ids=str,
)
def test_a_question_of_the_wrong_shape_is_refused(change: dict[str, Any]) -> None:
    assert Question.model_validate(SINGLE).answer == ("五个",)
    with pytest.raises(ValidationError):
        Question.model_validate({**SINGLE, **change})


def test_true_or_false_needs_no_choices_and_may_offer_a_third() -> None:
    plain = Question.model_validate({**SINGLE, "type": "true-false", "choices": [], "answer": "错"})
    assert plain.offered == ("对", "错")
    third = {"choices": ["对", "错", "无法判断"], "answer": "无法判断"}
    assert Question.model_validate({**SINGLE, "type": "true-false", **third}).offered[2] == "无法判断"


def test_two_things_to_do_may_not_share_an_id() -> None:
    item = {"id": "a", "title": "做这一件事", "why": "因为现在该做了。", "to": "guide:numbers"}
    stage = {"id": "week", "title": "第一周", "goal": "先接得住再说。", "items": [item]}
    again = {**stage, "id": "month"}
    StartPath.model_validate({"stages": [stage], "reviewed_on": "2026-11-29"})
    with pytest.raises(ValidationError, match="id 都是 a"):
        StartPath.model_validate({"stages": [stage, again], "reviewed_on": "2026-11-29"})


def test_every_basis_is_told_with_its_place() -> None:
    book = load(SMALL)
    told = {(ref, source.path, who) for ref, source, _, who in citations(book)}
    assert ("rules-2020#win-line", "docs/questions/basics.yml", "question:basics#win-line") in told
    assert ("rules-2020#quorum", "docs/numbers.yml", "numbers") in told
    assert ("rules-2020#quorum", "docs/start.yml", "start:count") in told
    assert list(cited_at_start([], None, None)) == []


def test_there_are_enough_questions_of_every_topic() -> None:
    book = load(ROOT)
    counts = {name: len(topic.questions) for name, topic in book.questions.items()}
    assert sum(counts.values()) >= 130
    assert counts.keys() == {"elections", "recruitment", "life", "members", "dues", "documents", "burden"}
    assert min(counts.values()) >= 10
    questions = [item for topic in book.questions.values() for item in topic.questions.values()]
    assert {item.type for item in questions} == {"single", "multiple", "true-false"}
    assert {item.level for item in questions} == {1, 2, 3}
    spread = [item.offered.index(item.answer[0]) for item in questions if item.type == "single"]
    assert max(spread.count(place) for place in set(spread)) < len(spread) * 0.5, "the right choice stands in one place"
    truths = [item.answer[0] for item in questions if item.type == "true-false"]
    assert truths.count("对") >= 5
