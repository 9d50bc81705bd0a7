"""The browser cuts text as the index was made, and its engine finds what it should in Node."""

from __future__ import annotations

import json
import statistics
import zlib
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from branchbook.handbook import load
from branchbook.site.library import Library, Options
from branchbook.site.search import search
from branchbook.site.search.index import fnv
from branchbook.site.search.units import units
from branchbook.site.search.words import han_number, normal, tokens
from tests.conformance.node import run

if TYPE_CHECKING:
    from pathlib import Path

#: What is promised for the questions of tests/data/search/queries.yml.
MRR, ANSWERED, EMPTY = 0.97, 0.90, 0.01
#: Below this the questions that nobody tuned on must not fall; it is to rise to the promise.
HELD_MRR, HELD_ANSWERED = 0.90, 0.80
#: What people type, and what stands in the handbook, in every script that occurs.
ALPHABET = "换届选举党员票五二十百零〇两天人月份条ＡＷ０３５03%/.-，。：（）《》 \u3000\n五分之四百分之二十選舉𠮷é①"
#: Characters that every version of Unicode since Python 3.11's has: Node and Python each bring their own.
KNOWN = st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs", "Cn"])


def python(text: str) -> dict[str, object]:
    return {"normal": normal(text), "tokens": tokens(text), "hash": fnv(text)}


def test_both_cut_every_text_of_the_handbook_alike(root: Path) -> None:
    library = Library(load(root), Options(today="2026-11-29"))
    texts = sorted({text for unit in units(library) for text in (unit.title, unit.summary, unit.body, *unit.aliases)})
    assert len(texts) > 2000
    told = run("search", [{"do": "words", "text": text} for text in texts])
    assert [text for text, found in zip(texts, told, strict=True) if found != python(text)] == []


@settings(max_examples=25)
@given(st.lists(st.text(ALPHABET, max_size=40) | st.text(KNOWN, max_size=12), min_size=40, max_size=40))
def test_both_cut_anything_alike(texts: list[str]) -> None:
    told = run("search", [{"do": "words", "text": text} for text in texts])
    for text, found in zip(texts, told, strict=True):
        assert found == python(text)


def test_both_read_numbers_alike() -> None:
    texts = ["五", "十二", "一百二十", "二〇二六", "五二十", "两百", "一百零五", "十十", "百"]
    assert run("search", [{"do": "number", "text": text} for text in texts]) == [han_number(text) for text in texts]


@pytest.fixture(scope="module")
def ask(root: Path) -> Any:
    """Return a function that asks the real handbook several questions at once."""
    made = search(Library(load(root), Options(today="2026-11-29")))
    stub = json.loads(made.stub)
    folder = f"search/{stub['config']['branchbook']['hash']}/"
    files = {name.removeprefix(folder): content.decode() for name, content in made.files.items()}
    index = {"do": "index", "manifest": stub["config"]["branchbook"], "files": files}

    weights = {name: len(zlib.compress(text.encode(), 6)) + 250 for name, text in files.items()}

    def all_of(*queries: str, how: str = "ask", afresh: bool = False) -> list[Any]:
        jobs: list[dict[str, Any]] = [index]
        for query in queries:
            jobs += [{"do": "afresh"}] * afresh + [{"do": how, "query": query}]
        told = run("search", jobs)[1:][afresh :: 1 + afresh]
        for item in told:
            if how == "ask":
                item["bytes"] = sum(weights[name] for name in set(item["loaded"]))
        return told

    return all_of


def test_the_whole_set_of_questions_is_answered_as_promised(ask: Any, root: Path) -> None:
    """The same questions as `make bench-search`, in Node: pages, answers, empty results, bytes with nothing cached."""
    queries = yaml.safe_load((root / "tests/data/search/queries.yml").read_text(encoding="utf-8"))
    assert len(queries) >= 220
    assert len({item["q"] for item in queries}) == len(queries)
    assert sum(item.get("held", False) for item in queries) >= 60
    ranks: dict[bool, list[float]] = {False: [], True: []}
    answered: dict[bool, list[bool]] = {False: [], True: []}
    empty, weights = 0, []
    for item, told in zip(queries, ask(*(item["q"] for item in queries), afresh=True), strict=True):
        hits, held = told["hits"], item.get("held", False)
        pages = list(dict.fromkeys(hit["url"].partition("#")[0] for hit in hits))[:10]
        ranks[held].append(next((1 / place for place, page in enumerate(pages, 1) if page in item["pages"]), 0))
        empty += not hits
        weights.append(told["bytes"])
        if "answer" in item:
            answered[held].append(bool(hits) and hits[0]["answer"] and hits[0]["url"] in item["answer"])
    assert len(answered[False]) >= 120
    assert statistics.fmean(ranks[False]) >= MRR
    assert statistics.fmean(answered[False]) >= ANSWERED
    assert statistics.fmean(ranks[True]) >= HELD_MRR
    assert statistics.fmean(answered[True]) >= HELD_ANSWERED
    assert empty <= len(queries) * EMPTY
    assert statistics.median(weights) <= 60_000


def test_every_page_that_a_question_accepts_is_there(root: Path) -> None:
    made = units(Library(load(root), Options(today="2026-11-29")))
    places = {unit.url for unit in made} | {unit.url.partition("#")[0] for unit in made}
    queries = yaml.safe_load((root / "tests/data/search/queries.yml").read_text(encoding="utf-8"))
    assert {place for item in queries for place in (*item["pages"], *item.get("answer", ()))} <= places


def test_a_question_gets_its_answer_first(ask: Any) -> None:
    (told,) = ask("选举大会多少人到会才有效？")
    first = told["hits"][0]
    assert first["answer"]
    assert first["url"] == "regulations/election-2020/#quorum-election"
    assert "五分之四" in first["summary"]


@pytest.mark.parametrize(
    "queries",
    [
        ("换届", "　换届。", "換屆"),
        ("差额选举20%", "差额选举 百分之二十", "差额选举２０％"),
        ("届满前6个月提醒", "届满前六个月提醒", "届满前 6 个月 提醒"),
        ("监票人", "监 票 人？"),
    ],
)
def test_one_question_in_many_writings(ask: Any, queries: tuple[str, ...]) -> None:
    first, *others = [[hit["title"] for hit in told["hits"][:5]] for told in ask(*queries)]
    for other in others:
        assert other[0] == first[0]
        assert len(set(other) & set(first)) >= 3


def test_a_word_mistyped_by_sound_is_mended(ask: Any) -> None:
    (told,) = ask("监飘人")
    assert told["corrected"] == "监票人"
    assert any("监票人" in hit["title"] for hit in told["hits"][:3])


@pytest.mark.parametrize(
    ("query", "corrected"),
    [
        ("党支部任斯", "党支部任期"),  # by shape
        ("预备党员能不能参加选举投票", ""),  # 选举票 is a word too, yet 投票 is no mistake
        ("党员辞职了组织关系转哪去", ""),
    ],
)
def test_what_looks_alike_is_mended_and_what_is_right_is_left(ask: Any, query: str, corrected: str) -> None:
    (told,) = ask(query)
    assert told["corrected"] == corrected
    assert told["hits"]


def test_a_question_may_end_as_people_talk(ask: Any) -> None:
    """能开不, 能开吗 and 能不能开 are one question; 什么 at the end is none."""
    for one, other in (("预备党员能投票不", "预备党员能投票吗"), ("党费可以代交不啊", "党费可以代交吗")):
        first, second = ask(one, other)
        assert [hit["url"] for hit in first["hits"]] == [hit["url"] for hit in second["hits"]]
        assert first["hits"][0]["answer"]
    (told,) = ask("监票人做什么")
    assert told["hits"][0]["answer"]


def test_pages_that_do_something_are_found(ask: Any) -> None:
    wanted = {
        "下载整站": "guide/offline/",
        "材料自查": "check/",
        "党费计算器": "members/dues/",
        "入党时间表": "procedures/recruitment/recruit/plan/",
        "民主评议党员自查清单": "procedures/life/appraisal/inspection/",
        "医院支部案例": "cases/by-setting/#setting-7",
        "规定的变化": "regulations/changes/",
    }
    found = [{hit["url"] for hit in told["hits"][:3]} for told in ask(*wanted)]
    assert [url for url, urls in zip(wanted.values(), found, strict=True) if url not in urls] == []


def test_another_word_for_it_finds_it(ask: Any) -> None:
    told = ask("废票怎么算", "票箱谁来查")
    assert any("无效" in hit["title"] for hit in told[0]["hits"][:3])
    assert told[1]["hits"]


def test_one_kind_only(ask: Any) -> None:
    (told,) = ask("材料：换届")
    assert told["only"] == "材料"
    assert {hit["kind"] for hit in told["hits"]} == {"材料"}


def test_nothing_found_is_no_dead_end(ask: Any) -> None:
    """How to ask, the tasks, the documents and the terms; only words that look alike are called near."""
    (told,) = ask("量子力学", how="shown")
    first, *others = [item for (item,) in told]
    assert first["title"].endswith("没有找到，换个问法试试")
    assert first["location"] == "guide/how-to-use/"
    assert "相近的词" not in first["text"]
    assert [item["location"] for item in others] == ["procedures/", "templates/", "glossary/"]
    assert all(item["text"] for item in others)


def test_a_query_pulls_a_few_small_files(ask: Any) -> None:
    for told in ask("换届请示怎么写", "补选"):
        assert 0 < len(told["loaded"]) <= 26


def test_what_is_shown_is_never_markup_of_the_text() -> None:
    (told,) = run("search", [{"do": "marked", "text": "<b>选票</b> & 选票", "terms": ["选票"]}])
    assert told == "&lt;b&gt;<mark data-md-highlight>选票</mark>&lt;/b&gt; &amp; <mark data-md-highlight>选票</mark>"
