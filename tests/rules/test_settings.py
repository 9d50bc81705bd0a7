"""What a unit set, as rules see it and as findings say it."""

from __future__ import annotations

import pytest

from branchbook.findings import Verdict
from branchbook.handbook.base import Weight
from branchbook.handbook.parameters import Parameter, fits
from branchbook.rules import RuleBook, Settings
from branchbook.rules.settings import named
from tests.rules.world import template

TODAY = "2026-11-29"

KNOWN = {
    "least": Parameter(id="least", label="最少人数", default=5, unit="人", weight=Weight.ADVICE, note="只供测试"),
    "committee": Parameter(id="committee", label="有没有支委会", type="yes-no", fact=True, note="只供测试"),
}


def judged(require: str, when: str = "", **own: bool | int | str) -> tuple[Verdict | None, str, str]:
    rule = {
        "id": "only",
        "when": when,
        "require": require,
        "severity": "hint",
        "message": "人少了啊",
        "mend": "核对人数",
    }
    book = RuleBook(template(only=rule), Settings(KNOWN, own))
    (judgement,) = book.judge_all({"present": 4}, today=TODAY)
    return judgement.verdict, judgement.message, judgement.mend


def test_a_finding_says_which_number_it_rests_on_and_whose_it_is() -> None:
    said = judged("present >= params.least")[1]
    assert said == "人少了啊（单位规定“最少人数”是 5 人，没有另设，用的是默认的）"
    assert judged("present >= params.least", least=6)[1] == "人少了啊（单位规定“最少人数”是 6 人，本单位设的）"
    assert judged("present >= params.least", least=4)[0] is Verdict.PASS
    assert judged("present >= 9")[1] == "人少了啊", "nothing of it where it rests on none"


def test_a_fact_that_nobody_gave_leaves_it_open() -> None:
    verdict, said, mend = judged("present >= 9", when="params.committee")
    assert verdict is Verdict.UNDETERMINED
    assert said == "本支部设定里没有填“有没有支委会”，无法判断"
    assert "--unit" in mend
    assert judged("present >= 9", when="params.committee", committee=False)[0] is None
    said = judged("present >= 9", when="params.committee", committee=True)[1]
    assert said == "人少了啊（本支部设定“有没有支委会”是 有）"
    assert judged("present >= 9", when="has(params.committee) && params.committee")[0] is None


def test_names_in_texts_are_no_parameters() -> None:
    assert named(["a == 'params.x' && params.b > params.a", 'params.b == "params.y"']) == ["b", "a"]


@pytest.mark.parametrize(
    ("changes", "value", "expected"),
    [
        ({}, 3, True),
        ({}, True, False),
        ({"max": 2}, 3, False),
        ({"type": "yes-no"}, 1, False),
        ({"type": "choice", "choices": ("甲", "乙")}, "乙", True),
        ({"type": "choice", "choices": ("甲", "乙")}, "丙", False),
        ({"type": "date"}, "2026-02-29", False),
        ({"type": "date"}, "20260228", False),
        ({"type": "date"}, "2026-02-28", True),
    ],
)
def test_what_a_parameter_may_be(changes: dict[str, object], value: object, *, expected: bool) -> None:
    made = Parameter.model_validate({"id": "a", "fact": True, "label": "一项", "note": "只供测试", **changes})
    assert fits(made, value) is expected
