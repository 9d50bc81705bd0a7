"""Which questions come again, and when: the browser's reckoning, run in Node."""

from __future__ import annotations

import json
from typing import Any

from tests.conformance.node import run

TODAY = "2026-11-29"


def kept(box: int, due: str, right: int = 1, wrong: int = 0) -> dict[str, Any]:
    return {"box": box, "due": due, "right": right, "wrong": wrong, "last": "2026-11-20"}


def one(**job: Any) -> Any:
    return run("quiz", [job])[0]


def test_right_answers_put_a_question_off_and_a_wrong_one_calls_it_back() -> None:
    state: dict[str, Any] | None = None
    due = []
    for _ in range(6):
        state = one(do="answered", before=state, right=True, today=TODAY)
        due.append(state["due"])
    assert due == ["2026-11-30", "2026-12-02", "2026-12-06", "2026-12-13", "2026-12-29", "2026-12-29"]
    wrong = one(do="answered", before=state, right=False, today=TODAY)
    assert wrong == {"box": 0, "due": TODAY, "right": 6, "wrong": 1, "last": TODAY}


def test_what_was_wrong_comes_first_then_what_is_new_then_the_rest() -> None:
    questions = [{"id": f"t/{name}", "level": level} for name, level in zip("abcdef", (3, 1, 1, 2, 1, 1), strict=True)]
    progress = {
        "t/a": kept(0, TODAY, wrong=1),
        "t/b": kept(1, "2026-11-28"),
        "t/c": kept(3, "2026-12-05"),
        "t/e": kept(2, "2026-12-01"),
    }
    for seed in range(5):
        job = {"do": "pick", "questions": questions, "progress": progress, "count": 9, "today": TODAY, "seed": seed}
        assert one(**job) == ["t/a", "t/b", "t/f", "t/d", "t/e", "t/c"]
        assert one(**{**job, "count": 3}) == ["t/a", "t/b", "t/f"]


def test_new_questions_come_in_another_order_each_time() -> None:
    questions = [{"id": f"t/{number}", "level": 1} for number in range(9)]
    job = {"do": "pick", "questions": questions, "progress": {}, "count": 9, "today": TODAY}
    orders = {tuple(order) for order in run("quiz", [{**job, "seed": seed} for seed in range(6)])}
    assert len(orders) > 3
    assert {frozenset(order) for order in orders} == {frozenset(item["id"] for item in questions)}


def test_a_wrong_question_comes_again_after_three_others() -> None:
    assert one(do="again", queue=["b", "c", "d", "e"], id="a") == ["b", "c", "d", "a", "e"]
    assert one(do="again", queue=["b"], id="a") == ["b", "a"]
    assert one(do="again", queue=[], id="a") == ["a"]


def test_progress_is_counted() -> None:
    progress = {"t/a": kept(0, TODAY), "t/b": kept(2, "2026-12-05"), "t/z": kept(5, "2027-01-01")}
    sums = one(do="summary", ids=["t/a", "t/b", "t/c"], progress=progress, today=TODAY)
    assert sums == {"all": 3, "seen": 2, "known": 1, "due": 1}


def test_what_is_kept_is_read_again_and_what_is_strange_is_left() -> None:
    progress = {"t/a": kept(1, TODAY)}
    assert one(do="read", text=one(do="write", progress=progress)) == progress
    strange = {
        "t/a": kept(1, TODAY),
        "t/b": kept(9, TODAY),
        "t/c": {**kept(1, TODAY), "due": "soon"},
        "t/d": {**kept(1, TODAY), "right": -1},
        "t/e": None,
        "<b>": kept(1, TODAY),
    }
    whole = {"is": "branchbook-quiz", "version": 1, "progress": strange}
    assert one(do="read", text=json.dumps(whole)) == progress
    for text in ("", "[]", "null", "{", '{"progress": {}}', '{"is": "branchbook-quiz", "progress": 3}'):
        assert one(do="read", text=text) is None


def test_two_devices_are_brought_together() -> None:
    ours = {"t/a": kept(1, TODAY, right=1), "t/b": kept(3, TODAY, right=5)}
    theirs = {"t/a": kept(2, TODAY, right=2), "t/b": kept(1, TODAY, right=2), "t/c": kept(1, TODAY)}
    found = one(do="merged", ours=ours, theirs=theirs)
    assert found == {"t/a": theirs["t/a"], "t/b": ours["t/b"], "t/c": theirs["t/c"]}
