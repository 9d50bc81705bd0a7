"""Which sentences are norms, which citation covers which, and when a number contradicts."""

from __future__ import annotations

import pytest

from branchbook.checks.prose import check_sentences, norm_numbers, sentences
from branchbook.checks.texts import Block, plain
from branchbook.findings import Where
from branchbook.handbook import load
from tests.checks.world import FIXTURE

BOOK = load(FIXTURE)


def codes(text: str, **more: object) -> list[str]:
    block = Block("text", text, Where("x.md", 7))
    return [item.code for item in check_sentences(BOOK, block, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "到会不得少于五分之四。",
        "实到人数不少于应到会的 4/5。",
        "**不少于**五分之四才有效。",
        "正式党员 3 名以上就设支部。",
        "批复下来 1 个月以内归档。",
        "委员至少 3 人。",
        "至少要到 18 名。",
        "应当提前六个月提醒。",
        "公示必须满 5 个工作日。",
        "监票人必须有 2 名。",
        "差额不超过百分之二十。",
        "半数以上同意才行。",
    ],
)
def test_norms_with_numbers_want_a_citation(text: str) -> None:
    assert codes(text) == ["prose-uncited"]


@pytest.mark.parametrize(
    "text",
    [
        "应当写清楚开会的日期。",
        "《党员不少于五分之四的规定》已经停用。",
        "看到“超过五分之四以上”，就是旧范文。",
        "例如应到 22 名，至少到 18 名。",
        "到会下限 = 应到 × 4 ÷ 5，不少于 18 名。",
        "必须在 2026 年 6 月 5 日 14:30 开。",
        "必须照第二十一条办。",
        "三份材料的日期必须一样。",
        "两名监票人必须都签字。",
        "至少写一份说明。",
        "不超过 500 字，第 3 页以内。",
        "以上三项都要有。",
        "本届任期 3 年。",
    ],
)
def test_what_is_no_norm_with_a_number(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "到会不少于五分之四 [[rules-2020#quorum]]。",
        "到会不少于五分之四。[[rules-2020#quorum]]",
        "到会不少于五分之四【通行做法】。",
        "【本站建议】先问大家。至少提前 3 天。",
        "到会不少于五分之四 [[rules-2020#quorum]]。应到 22 名，至少到 18 名。",
    ],
)
def test_citations_and_marks_cover(text: str) -> None:
    assert codes(text) == []


def test_a_citation_does_not_cover_the_next_norm() -> None:
    assert codes("到会不少于五分之四 [[rules-2020#quorum]]。还必须提前 3 天通知。") == ["prose-uncited"]


def test_what_stands_beside_covers() -> None:
    assert codes("自费出国 6 个月以上的", beside="下面几类可以：[[rules-2020#reminder]]") == []
    assert codes("自费出国 6 个月以上的", beside="本站建议【本站建议】") == []
    assert codes("自费出国 6 个月以上的", beside="下面几类可以：") == ["prose-uncited"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("不少于五分之四 [[rules-2020#quorum]]。", False),
        ("不少于 80% [[rules-2020#quorum]]。", False),
        ("不少于三分之二 [[rules-2020#quorum]]。", True),
        ("届满前半年提醒 [[rules-2020#reminder]]。", False),
        ("届满前 5 个月提醒 [[rules-2020#reminder]]。", True),
        ("任期 3 年，提前 6 个月提醒 [[rules-2020#reminder]]。", False),
        ("到会五分之四 [[rules-2020#quorum]]，提前 6 个月 [[rules-2020#reminder]]。", False),
        ("到会三分之二 [[rules-2020#quorum]]，提前 6 个月 [[rules-2020#reminder]]。", True),
        ("应到 10 人，到会不少于五分之四 [[rules-2020#quorum]]。", False),
        ("“超过三分之二”是错的，要五分之四 [[rules-2020#quorum]]。", False),
        ("到会 3 人以上 [[rules-2020#reminder]]。", False),
    ],
)
def test_numbers_are_compared_with_what_is_cited(text: str, *, wrong: bool) -> None:
    assert codes(text) == (["prose-number"] if wrong else [])


def test_sentences_end_where_they_end() -> None:
    text = "他说“来。坐。”然后走了。[[a#b]] 第二句！（括号里。）完"
    assert [sentence for _, sentence in sentences(text)] == [
        "他说“来。坐。”然后走了。[[a#b]]",
        "第二句！",
        "（括号里。）",
        "完",
    ]


def test_lines_are_counted_inside_a_paragraph() -> None:
    block = Block("text", "先说一句。\n再说一句，\n到会不得少于五分之四。", Where("x.md", 7))
    (finding,) = check_sentences(BOOK, block)
    assert finding.where == Where("x.md", 8), "the sentence begins on the second line"


def test_plain_keeps_what_is_read() -> None:
    assert plain("见[请示](template:a_(b)){ .x }，**五分之四** [[a#b]]，`code`【本站建议】<b>粗</b>") == (
        "见请示，五分之四 [[a#b]]，\ufffc【本站建议】粗"
    )


def test_norm_numbers_are_the_limits_not_the_context() -> None:
    assert [item.text for item in norm_numbers("应到 22 人，到会不少于五分之四，至少提前 3 天。")] == [
        "五分之四",
        "3 天",
    ]
