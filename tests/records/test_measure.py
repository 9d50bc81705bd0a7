"""How much room text takes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchbook.handbook.template import Field
from branchbook.records.measure import ems, even, folds, in_lines, spread
from branchbook.records.sheets import BY_HAND, LEAST, folded, layout, lines, pairs, pixels, room, row_height


def field(name: str, label: str, kind: str, **more: object) -> Field:
    return Field.model_validate({"id": name, "label": label, "type": kind, **more})


NAME, DAY, WHY = field("a", "姓名", "text"), field("b", "转正日期", "date"), field("c", "理由", "long_text")
SEX = field("d", "性别", "choice", choices=["男", "女"])


def test_latin_is_half_as_wide() -> None:
    assert ems("2026年6月5日") == 6.0
    assert ems("“支部”") == 4.0


@given(
    st.lists(st.sampled_from([NAME, DAY, WHY, SEX]), min_size=1, max_size=9),
    st.integers(4000, 10_000),
    st.text("甲乙0123456789", max_size=60),
    st.booleans(),
)
def test_columns_fill_the_width_exactly(kinds: list[Field], total: int, said: str, by_hand: bool) -> None:  # noqa: FBT001 -- drawn
    columns = [column.model_copy(update={"id": f"c{index}"}) for index, column in enumerate(kinds)]
    widths = spread(columns, [{"c0": said}], total, 240, by_hand=by_hand)
    assert sum(widths) == total
    assert min(widths) > 0


def test_names_dates_and_headings_keep_to_one_line() -> None:
    columns = [NAME, SEX, DAY, WHY, field("e", "候选人姓名", "text")]
    rows = [{"a": "乙同志", "b": "2004-12-10", "c": "说明" * 40, "d": "男", "e": "丙同志"}]
    widths = [(width - 170) / 240 for width in spread(columns, rows, 8845, 240, by_hand=False)]
    assert widths[0] >= 3
    assert widths[1] >= 2
    assert widths[2] >= ems("2004年12月10日")
    assert widths[4] >= 5
    assert widths[3] == max(widths)


@pytest.mark.parametrize(
    ("pieces", "folded_as"),
    [
        ([("关于按期换届的提醒函", False)], "关于按期换届的提醒函"),
        (
            [("中共示例市某局第一支部委员会", True), ("关于书记、副书记选举结果的请示", False)],
            "中共示例市某局第一支部委员会/关于书记、副书记选举结果的请示",
        ),
        (
            [("关于", False), ("中共示例市某局防汛驻点临时支部", True), ("撤销情况的说明", False)],
            "关于中共示例市某局防汛驻点临时支部/撤销情况的说明",
        ),
        (
            [("很长的标题没有可以断开的地方所以只能平均分成两行", False)],
            "很长的标题没有可以断开的地方所以只能平均分成两行",
        ),
    ],
)
def test_titles_fold_where_words_end(pieces: list[tuple[str, bool]], folded_as: str) -> None:
    text = "".join(said for said, _ in pieces)
    cuts = folds(pieces, 20.1)
    assert "/".join(text[a:b] for a, b in pairwise([0, *cuts, len(text)])) == folded_as


@given(
    st.lists(st.tuples(st.text("中共示例市关于的、", min_size=1, max_size=30), st.booleans()), min_size=1, max_size=5)
)
def test_folded_lines_fit(pieces: list[tuple[str, bool]]) -> None:
    text = "".join(said for said, _ in pieces)
    cuts = folds(pieces, 20.1)
    assert cuts == sorted(set(cuts))
    if cuts:
        assert all(ems(text[a:b]) <= 20.1 for a, b in pairwise([0, *cuts, len(text)]))


def test_an_unfolded_title_is_about_even() -> None:
    assert even("字" * 21, 20.1) == 11
    assert even("字" * 20, 20.1) == 20.1


def test_boxes_in_lines() -> None:
    assert in_lines("□是　☑否", 9) == "□是　☑否"
    assert in_lines("□同意　□不同意　□弃权", 8) == "□同意　□不同意\n□弃权"
    assert in_lines("□一个太长的选项　□短", 3) == "□一个太长的选项\n□短"


# -- sheets -------------------------------------------------------------------------------------


def table(*columns: Field) -> Field:
    return field("t", "名册", "table", columns={f"c{index}": column for index, column in enumerate(columns)})


def test_a_narrow_table_stands_upright_and_a_wide_one_lies() -> None:
    narrow, wide = layout(table(NAME, SEX), []), layout(table(*[NAME, DAY, WHY] * 2), [])
    assert (narrow.wide, wide.wide) == (False, True)
    for how in (narrow, wide):
        assert 0.93 < sum(map(pixels, how.widths)) / room(wide=how.wide) <= 1
        assert how.scale == 1


def test_a_table_too_wide_for_any_page_is_made_smaller() -> None:
    how = layout(table(*[WHY] * 12), [])
    assert 0.4 < how.scale < 1


def test_rows_get_lower_to_save_a_page_with_a_few_alone() -> None:
    assert row_height(BY_HAND, [21.0] * 10, 100, 20, 480) == BY_HAND
    saved = row_height(BY_HAND, [21.0] * 14, 100, 20, 480)
    assert LEAST <= saved < BY_HAND
    assert 100 + 14 * saved + 20 <= 480


def test_headings_fold_evenly_and_keep_units_whole() -> None:
    assert folded("姓名", 8) == "姓名"
    assert folded("留党察看期内", 11) == "留党察\n看期内"
    assert folded("到该组织的正式党员（名）", 22) == "到该组织的正式党员\n（名）"
    for width in (7, 8, 10, 12):
        parts = folded("申请不计入应到会", width).split("\n")
        assert max(map(len, parts)) - min(map(len, parts)) <= 2
        assert all(lines(part, width) == 1 for part in parts)


def test_labels_get_the_room_they_need() -> None:
    widths = [6, 12, 12, 12, 16, 12, 12, 12, 12]

    def rooms(label: float) -> list[tuple[int, int]]:
        return [(sum(widths[a : b + 1]), sum(widths[c : d + 1])) for (a, b), (c, d) in pairs(widths, label)]

    assert rooms(15) == [(18, 40), (24, 24)]
    assert rooms(20) == [(30, 28), (24, 24)]
    assert len(pairs([6, 20, 30], 20)) == 1
    assert pairs([6, 20], 20) == [((0, 0), (1, 1))]
