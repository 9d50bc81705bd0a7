"""Our notations as Markdown that any generator understands."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchbook.handbook.base import Verified, Weight
from branchbook.handbook.content import Provision
from branchbook.site import prose
from branchbook.site.errors import SiteError

if TYPE_CHECKING:
    from branchbook.handbook import Handbook

HERE = "procedures/elections/hold-meeting.md"


@pytest.mark.parametrize(
    ("target", "page", "seen"),
    [
        ("regulations/a.md", "index.md", "regulations/a.md"),
        ("regulations/a.md#x", "index.md", "regulations/a.md#x"),
        ("regulations/a.md#x", "regulations/b.md", "a.md#x"),
        ("regulations/a.md#x", "procedures/elections/p.md", "../../regulations/a.md#x"),
        ("index.md", "procedures/elections/p.md", "../../index.md"),
        ("feed.xml", "regulations/changes.md", "../feed.xml"),
        ("a/p.md#x", "a/p.md", "#x"),  # on the page itself: the anchor alone
        ("a/p.md", "a/p.md", "p.md"),
    ],
)
def test_a_path_is_seen_from_the_page(target: str, page: str, seen: str) -> None:
    assert prose.relative(target, page) == seen


segment = st.text("abcde-", min_size=1, max_size=4).filter(lambda text: text.strip("-"))
path = st.lists(segment, min_size=1, max_size=4).map(lambda parts: "/".join(parts) + ".md")


@given(path, path)
def test_a_relative_path_leads_back(target: str, page: str) -> None:
    import posixpath

    seen = prose.relative(target, page)
    assert posixpath.normpath(posixpath.join(posixpath.dirname(page), seen)) == target


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("到会 [[rules-2020#quorum]]才算", "到会 才算"),
        ("【本站建议】先问", "先问"),
        ("看[请示](template:a)和[这里](https://x.example/)", "看请示和这里"),
        ("| 甲 | 乙 |\n| --- | :-: |\n| 一 | |", "甲 乙 一"),
        ("《巡礼|案例》", "《巡礼|案例》"),
        ("**粗**和 `码` 和\n换行", "粗 和 码 和 换行"),
        ("  两头  空  ", "两头 空"),
        ("- **算办完** ：有 。\n- 再看", "算办完：有。 再看"),
        ("| 谁 | 办 |\n| --- | --- |\n| 书记 | 签 |", "谁 办 书记 签"),
    ],
)
def test_plain_drops_the_notations(text: str, left: str) -> None:
    assert prose.plain(text) == left


@given(st.text())
def test_quoted_never_ends_an_attribute_list_early(text: str) -> None:
    assert not set(prose.quoted(text)) & set('"{}\n')


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("先开会研究，再写请示。", "先开会研究"),
        ("届满前 6 个月（或更早）提醒", "届满前 6 个月"),
        ("一句没有标点的话", "一句没有标点的话"),
        ("甲" * 22, "甲" * 22),
        ("甲" * 23, "甲" * 21 + "…"),
        ("先看 [[rules-2020#quorum]] 再说；别急", "先看 再说"),
    ],
)
def test_clause_is_what_stands_before_the_first_stop(text: str, heading: str) -> None:
    assert prose.clause(text) == heading
    assert len(heading) <= 22


@given(st.text(), st.integers(2, 40))
def test_clause_is_never_longer_than_asked(text: str, longest: int) -> None:
    assert len(prose.clause(text, longest)) <= longest


# ---- citations ------------------------------------------------------------------------------------------------------


def cite(handbook: Handbook, ref: str, **options: Any) -> str:
    return prose.citation(handbook, ref, HERE, **options)


def changed(handbook: Handbook, ref: str, status: str = "", **values: Any) -> Handbook:
    """The same handbook with another provision at `ref`."""
    regulation, provision = handbook.provision(ref) or (None, None)
    assert regulation
    assert provision
    provisions = {**regulation.provisions, provision.id: provision.model_copy(update=values)}
    new = regulation.model_copy(update={"provisions": provisions, **({"status": status} if status else {})})
    return dataclasses.replace(handbook, regulations=MappingProxyType({**handbook.regulations, new.id: new}))


def test_a_citation_names_regulation_article_and_state(small: Handbook) -> None:
    assert cite(small, "rules-2020#reminder") == (
        "[测试规定第三条·条文已核](../../regulations/rules-2020.md#reminder)"
        '{ .bb-cite .bb-cite--checked title="届满前 6 个月，上级提醒换届。" }'
    )


def test_a_disputed_citation_says_so(small: Handbook) -> None:
    text = cite(small, "rules-2020#win-line")
    assert text.startswith("[测试规定·据手册·有争议](")
    assert ".bb-cite--manual" in text


def test_advice_is_never_shown_as_a_rule(small: Handbook) -> None:
    """What is not 规定 says what it is, before how far it was verified."""
    assert cite(small, "rules-2020#study-first").startswith("[测试规定·本站建议·待核](")
    for weight in (Weight.PRACTICE, Weight.LOCAL):
        words = cite(changed(small, "rules-2020#study-first", weight=weight), "rules-2020#study-first")
        assert words.startswith(f"[测试规定·{weight.value}·待核](")


def test_collected_practice_is_cited_by_its_kind(small: Handbook) -> None:
    """A compilation is no regulation, so its title does not stand where a regulation's would."""
    handbook = changed(small, "rules-2020#study-first", "汇编", weight=Weight.PRACTICE)
    assert cite(handbook, "rules-2020#study-first").startswith("[通行做法·待核](")
    assert cite(handbook, "rules-2020#reminder").startswith("[测试规定第三条·条文已核]("), "a rule in it stays one"


def test_a_citation_that_stands_alone_says_what_it_is_about(small: Handbook) -> None:
    assert cite(small, "rules-2020#quorum", alone=True).startswith("[测试规定：有选举权的党员·据手册](")
    with_article = cite(small, "rules-2020#reminder", alone=True)
    assert with_article == cite(small, "rules-2020#reminder"), "an article says it already"


@pytest.mark.parametrize("state", list(Verified))
def test_each_state_has_its_own_class_and_its_words(small: Handbook, state: Verified) -> None:
    handbook = changed(small, "rules-2020#quorum", verified=state)
    assert state.value in cite(handbook, "rules-2020#quorum")
    assert f".bb-cite--{prose.STATUS_CLASS[state]} " in cite(handbook, "rules-2020#quorum")
    assert len(set(prose.STATUS_CLASS.values())) == len(Verified)


def test_a_citation_of_nothing_is_refused_in_one_sentence(small: Handbook) -> None:
    for ref in ("rules-2020#nothing", "nothing#quorum", "nothing"):
        with pytest.raises(SiteError, match=f"{ref}.*branchbook validate"):
            cite(small, ref)


def test_a_citation_s_title_cannot_break_out(small: Handbook) -> None:
    handbook = changed(small, "rules-2020#quorum", text='他说 "到会" 要 {4/5} 以上 <b>')
    title = cite(handbook, "rules-2020#quorum").rsplit('title="', 1)[1]
    assert title == "他说 ”到会” 要 （4/5） 以上 &lt;b" + '" }'


# ---- expanding ------------------------------------------------------------------------------------------------------


def test_expand_turns_every_notation_into_markdown(small: Handbook) -> None:
    text = "【通行做法】先看[请示](template:meeting-request)和[第一步](procedure:hold-meeting#study) [[rules-2020#reminder]]。"
    assert prose.expand(small, text, HERE) == (
        "*通行做法*{ .bb-mark .bb-mark--practice }先看[请示](../../templates/meeting-request.md)和[第一步](#study) "
        + cite(small, "rules-2020#reminder")
        + "。"
    )


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("template:meeting-reply", "../../templates/meeting-reply.md"),
        ("procedure:hold-meeting", "hold-meeting.md"),
        ("regulation:rules-1990", "../../regulations/rules-1990.md"),
        ("provision:rules-1990#quorum-old", "../../regulations/rules-1990.md#quorum-old"),
        ("defect:E-001", "../../defects/meetings.md#e-001"),
        ("case:one-branch", "../../cases/one-branch.md"),
        ("guide:numbers", "../../guide/numbers.md"),
        ("term:eligible", "../../glossary.md#eligible"),
        ("page:templates/index.md", "../../templates/index.md"),
    ],
)
def test_every_kind_of_link_finds_its_page(small: Handbook, written: str, target: str) -> None:
    assert prose.expand(small, f"[去]({written})", HERE) == f"[去]({target})"


def test_what_does_not_resolve_stays_for_the_strict_build(small: Handbook) -> None:
    text = "[没有](template:nothing) [[nothing#nothing]] [没有](term:nothing)"
    assert prose.expand(small, text, HERE) == text


def test_ordinary_markdown_is_left_alone(small: Handbook) -> None:
    text = "# 题\n\n[外](https://a.example/) ![图](assets/x.svg) `[[x]]`\n\n- 【别的】记号\n"
    assert prose.expand(small, text, HERE) == text


@pytest.mark.parametrize(
    "code",
    [
        "`[[rules-2020#quorum]]`",
        "``a ` [[rules-2020#quorum]] 【规定】``",
        "```\n[[rules-2020#quorum]]\n```",
        "~~~ yaml\n[请示](template:meeting-request)\n\n【规定】\n~~~",
    ],
)
def test_code_shows_how_to_write(small: Handbook, code: str) -> None:
    expanded = prose.expand(small, f"写【规定】：\n\n{code}\n\n得到 [[rules-2020#quorum]]", HERE)
    assert code in expanded
    assert expanded.startswith("写*规定*{ .bb-mark")
    assert expanded.endswith(cite(small, "rules-2020#quorum"))


def test_marks_tell_the_four_weights_apart() -> None:
    marks = [prose.weight_mark(weight) for weight in Weight]
    assert len(set(marks)) == len(Weight) == 4
    for weight, mark in zip(Weight, marks, strict=True):
        assert mark.startswith(f"*{weight.value}*{{ .bb-mark ")


def test_a_status_mark_says_when_sources_disagree() -> None:
    given_ = Provision(id="x", text="票要过半数才行", verified=Verified.MANUAL, disputed=True)
    assert prose.status_mark(given_) == "*据手册·有争议*{ .bb-mark .bb-mark--manual }"
