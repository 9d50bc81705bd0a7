"""Sets of several superiors make one form and one check, and what relaxes or contradicts is refused in one sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from branchbook.checks.record import check_record
from branchbook.handbook.template import FieldType
from branchbook.inspection.record import Inspector
from branchbook.records import Style, render
from branchbook.records.layout import Form, Heading, Table, Text, blocks_of
from branchbook.requirements import RequirementError, chosen, merge, unit_settings
from branchbook.rules import RuleBook, Settings
from tests.dossiers import counted
from tests.requirements.world import CODE, LOCAL, LONG, TRADE, laid, made

BOTH = laid(TRADE, LOCAL)
FORM = BOTH.templates["huddle-form"]


def refusal(*sets: Any) -> str:
    with pytest.raises(RequirementError) as refused:
        laid(*sets)
    return str(refused.value)


# ---- one form, one check --------------------------------------------------------------------------------


def test_each_added_blank_says_who_asks_for_it() -> None:
    own = counted.templates()["huddle-form"].fields
    assert {name: item.asked_by for name, item in FORM.fields.items() if name not in own} == {
        "code": "行业党组、市直工委",
        "review": "行业党组",
        "linked": "市直工委",
    }
    assert FORM.fields["code"].required
    assert FORM.fields["code"].help == "照编号表写。"
    assert (FORM.fields["place"].required, FORM.fields["place"].asked_by) == (True, "行业党组、市直工委")
    assert (FORM.fields["due"].required, FORM.fields["due"].asked_by) == (True, "市直工委")
    assert FORM.fields["met_on"].asked_by == ""


def test_added_blanks_stand_at_the_end_under_who_asks() -> None:
    blocks = blocks_of(FORM)[len(blocks_of(counted.templates()["huddle-form"])) :]
    assert blocks == (
        Heading(2, (Text("行业党组、市直工委要求记的"),)),
        Form((("code",),)),
        Heading(2, (Text("行业党组要求记的"),)),
        Table("review"),
        Heading(2, (Text("市直工委要求记的"),)),
        Form((("linked",),)),
    )


def test_a_merged_form_is_written_and_read_back_with_every_blank() -> None:
    values = {**counted.VALUES, "code": "A-1", "linked": "角同志", "review": [{"item": "传达安全生产的通知"}]}
    file = render(FORM, values, Style.FILLED)
    record = Inspector(BOTH, today=counted.TODAY).read(file, "会.docx")
    assert dict(record.values) == values
    bare = Inspector(counted.handbook(), today=counted.TODAY).read(file, "会.docx")
    assert bare.values.keys() == counted.VALUES.keys()  # who has not chosen the sets reads what he knows


def test_findings_say_who_asks() -> None:
    found = check_record(
        RuleBook(FORM, Settings(BOTH.params)), {"met_on": "2026-06-05", "said": "短"}, today=counted.TODAY
    )
    assert [item.message for item in found] == [
        "“应到会人数”没有填（市直工委要求）",
        "“地点”没有填（行业党组、市直工委要求）",
        "“归口编号”没有填（行业党组、市直工委要求）",
        "内容只有 1 字（行业党组、市直工委要求）",
    ]


def test_the_paper_that_people_type_is_asked_for_the_same() -> None:
    kind = BOTH.kinds["huddle"]
    assert kind.fields["code"].asked_by == "行业党组、市直工委"
    assert kind.rules["most-came"].message == "到会 {percent(present, due)}（市直工委要求）"
    assert "place" not in kind.fields  # people's paper has no such blank, and none is asked for
    record = Inspector(BOTH, today=counted.TODAY).read(counted.text() + "归口编号：B-7\n".encode(), "会.txt")
    assert record.values["code"] == "B-7"


def test_a_rule_that_asks_for_what_typed_papers_lack_stays_with_the_form() -> None:
    rule = {**LONG, "when": "'place' in given", "require": "chars(place) >= 2"}
    merged = laid(made("a", "甲方", form={"rules": {"where": rule}}))
    assert "where" in merged.templates["huddle-form"].rules
    assert "where" not in merged.kinds["huddle"].rules


def test_numbers_come_from_the_superior() -> None:
    assert (BOTH.params["member_hours"].default, BOTH.params["member_hours"].asked_by) == (40, "行业党组、市直工委")
    told = Settings(BOTH.params).told(["report_days"])
    assert told == "（单位规定“会后填报天数”是 5 天，市直工委要求的）"


def test_nothing_else_is_touched() -> None:
    plain = counted.handbook()
    assert BOTH.templates["note-late"] is plain.templates["note-late"]
    assert laid().templates == plain.templates
    assert plain.templates["huddle-form"].fields.keys() < FORM.fields.keys()


def test_a_set_brings_what_it_builds_on_first() -> None:
    base = made("base", "省局", form={"require": ["place"]})
    top = made("top", "市局", form={"require": ["due"]}, builds_on=["base"])
    assert [item.id for item in chosen({"base": base}, [top, base])] == ["base", "top"]


# ---- refused ----------------------------------------------------------------------------------------------

_A, _B = "甲方", "乙方"


def rule(require: str, **more: Any) -> dict[str, Any]:
    return {**LONG, "require": require, "message": "数不对，请核对", **more}


def form(**parts: Any) -> Any:
    return made("a", _A, form=parts)


def other(**parts: Any) -> Any:
    return made("b", _B, form=parts)


def choice(*words: str) -> dict[str, Any]:
    return {"label": "类别", "type": "choice", "choices": list(words)}


REFUSED: dict[str, tuple[tuple[Any, ...], str]] = {
    "a blank that must be filled made optional": (
        (form(fields={"met_on": {"label": "日期", "type": "date"}}),),
        "“甲方”的要求集想把《碰头会表样》必填的“日期”改成可以不填，要求集不能放宽现行的要求",
    ),
    "a blank written anew": (
        (form(fields={"place": {"label": "地点", "type": "text", "required": True}}),),
        "“甲方”的要求集想重写《碰头会表样》已有的“地点”（place），只能加新的，要它必填写在 require 里",
    ),
    "one name for two blanks": (
        (form(fields={"spot": {"label": "开会处", "type": "text", "aliases": ["地 点"]}}),),
        "“甲方”的要求集给《碰头会表样》加的「spot」也叫“地点”，和已有的「place」分不清，换一个叫法",
    ),
    "two superiors' blanks of one name": (
        (form(fields={"code": CODE}), other(fields={"number": CODE})),
        "“乙方”的要求集给《碰头会表样》加的「number」也叫“归口编号”，和“甲方”加的「code」分不清，换一个叫法",
    ),
    "a reserved name": (
        (form(fields={"given": CODE}),),
        "“甲方”的要求集里的字段「given」是规则语言的保留词，换一个名字",
    ),
    "one blank of two types": (
        (form(fields={"code": CODE}), other(fields={"code": {**CODE, "type": "integer"}})),
        "“甲方”和“乙方”都要《碰头会表样》记「code」，叫法、类型或可选的不一样，请上级先统一",
    ),
    "one blank of two lists of choices": (
        (form(fields={"sort": choice("党务", "其他")}), other(fields={"sort": choice("党务", "业务")})),
        "“甲方”和“乙方”都要《碰头会表样》记「sort」，叫法、类型或可选的不一样，请上级先统一",
    ),
    "no such blank to be filled": (
        (form(require=["plase"]),),
        "“甲方”的要求集要《碰头会表样》的「plase」必填，没有这一栏，是不是「place」",
    ),
    "a rule in force replaced": (
        (made("a", _A, kinds={"huddle": {"rules": {"not-more": rule("present <= due + 1")}}}),),
        "“甲方”的要求集里的规则「not-more」和《碰头会记录》现行的规则同名，只能加规则，不能改现行的",
    ),
    "a rule weaker than one in force": (
        (made("a", _A, kinds={"huddle": {"rules": {"nearly": rule("present <= 2 * due")}}}),),
        "“甲方”的规则「nearly」（present <= 2 * due）比《碰头会记录》现行的规则「not-more」（present <= due）松，要求集不能放宽现行的要求",
    ),
    "two rules of one name": (
        (form(rules={"long": rule("chars(said) >= 9")}), other(rules={"long": rule("chars(said) >= 8")})),
        "“甲方”和“乙方”给《碰头会表样》的规则都叫「long」，写的不一样，请上级先统一，或换一个名字",
    ),
    "rules that nobody can keep": (
        (form(rules={"long": rule("chars(said) >= 900")}), other(rules={"short": rule("900 > chars(said)")})),
        "“甲方”的规则「long」（chars(said) >= 900）和“乙方”的规则「short」（900 > chars(said)）不能同时做到，请上级先统一",
    ),
    "days within which and after which": (
        (
            form(rules={"soon": rule("days_between(met_on, today) <= 3")}),
            other(rules={"late": rule("days_between(met_on, today) >= 5")}),
        ),
        (
            "“甲方”的规则「soon」（days_between(met_on, today) <= 3）和"
            "“乙方”的规则「late」（days_between(met_on, today) >= 5）不能同时做到，请上级先统一"
        ),
    ),
    "a rule against a blank's own limit": (
        (
            form(fields={"seen": {"label": "旁听人数", "type": "integer", "min": 3}}),
            other(rules={"few": rule("seen <= 2")}),
        ),
        "“甲方”的“旁听人数”的限度（seen >= 3）和“乙方”的规则「few」（seen <= 2）不能同时做到，请上级先统一",
    ),
    "a rule that does not compile": (
        (form(rules={"long": rule("chars(sayd) >= 9")}),),
        "“甲方”的要求集给《碰头会表样》的规则「long」的 require 不成立：",
    ),
    "no such form": (
        (made("a", _A, templates={"huddle-from": {"require": ["place"]}}),),
        "“甲方”的要求集里的表样「huddle-from」，手册里没有，是不是「huddle-form」",
    ),
    "no such kind": (
        (made("a", _A, kinds={"hudle": {"require": ["due"]}}),),
        "“甲方”的要求集里的手写材料「hudle」，手册里没有，是不是「huddle」",
    ),
    "no such number": (
        (made("a", _A, params={"member_hour": 40}),),
        "“甲方”的要求集里的「member_hour」不是单位可以自己定的数，是不是「member_hours」",
    ),
    "a fact is no number": (
        (made("a", _A, params={"members_full": 40}),),
        "“甲方”的要求集里的「members_full」不是单位可以自己定的数",
    ),
    "a number out of range": (
        (made("a", _A, params={"attendance_min": 120}),),
        "“甲方”的要求集要“到会率下限”是「120%」，应是从 0 到 100 的整数",
    ),
    "a number lower than a regulation's": (
        (made("a", _A, params={"member_hours": 24}),),
        "“甲方”要求“党员年度学时”是 24 学时，规定不少于 32 学时，要求集不能放宽规定",
    ),
    "two numbers": (
        (made("a", _A, params={"report_days": 3}), made("b", _B, params={"report_days": 5})),
        "“甲方”要求“会后填报天数”是 3 天，“乙方”要求是 5 天，请上级先统一",
    ),
    "no such base": (
        (made("a", _A, builds_on=["b"]),),
        "“甲方的要求”以要求集「b」为基础，没有这一个",
    ),
    "one id twice": (
        (form(require=["place"]), made("a", _B, form={"require": ["due"]})),
        "“甲方的要求”和“乙方的要求”的 id 都是「a」，改一个",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_set_is_refused_in_one_sentence(name: str) -> None:
    sets, sentence = REFUSED[name]
    said = refusal(*sets)
    assert said.startswith(sentence)
    assert said == sentence or sentence.endswith("不成立：")


def test_sets_that_build_on_each_other_are_refused() -> None:
    a, b = made("a", _A, builds_on=["b"]), made("b", _B, builds_on=["a"])
    with pytest.raises(RequirementError, match="“乙方的要求”和“甲方的要求”互相以对方为基础，绕成了圈"):
        chosen({"a": a, "b": b}, [a])


def test_no_blank_is_added_to_a_workbook() -> None:
    book = counted.handbook()
    sheet = book.templates["huddle-form"].model_copy(update={"kind": "register"})
    changed = {**book.templates, "huddle-form": sheet}
    with pytest.raises(RequirementError, match="它是 Excel 台账，不能加栏"):
        merge(replace(book, templates=changed), [form(fields={"code": CODE})])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (rule("present * 3 >= due * 2"), rule("present * 4 >= due * 3")),  # of two superiors the stricter holds too
        (rule("chars(said) >= 9"), rule("chars(said) <= 9")),
        (rule("present >= 9 || due <= 3"), rule("present <= 3")),  # says nothing plainly
        (rule("present >= 9", when="due > 20"), rule("present <= 3", when="due < 4")),  # never both
    ],
)
def test_rules_that_can_be_kept_together_are_laid_together(first: Any, second: Any) -> None:
    merged = laid(form(rules={"one": first}), other(rules={"two": second}))
    assert {"one", "two"} <= merged.templates["huddle-form"].rules.keys()


def test_a_must_is_for_regulations_only() -> None:
    with pytest.raises(ValueError, match="必须只由规定来定"):
        form(rules={"long": rule("chars(said) >= 9", severity="must")})


def test_what_the_unit_set_for_itself_yields_to_the_superior() -> None:
    assert unit_settings(BOTH, {"member_hours": 48, "relay_days": 9}) == {"member_hours": 48, "relay_days": 9}
    with pytest.raises(RequirementError) as refused:
        unit_settings(BOTH, {"member_hours": 32})
    assert str(refused.value) == "本支部设定里“党员年度学时”是 32 学时，“行业党组、市直工委”要求是 40 学时，照上级的改"
    with pytest.raises(RequirementError, match="“会后填报天数”是 3 天"):
        unit_settings(BOTH, {"report_days": 3})  # nobody knows which way is more


def test_tables_are_drawn_as_tables() -> None:
    assert FORM.fields["review"].type is FieldType.TABLE
