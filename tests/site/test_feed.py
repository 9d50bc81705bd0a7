"""The feed of changes: valid Atom, newest first, ids that stay."""

from __future__ import annotations

import dataclasses
import re
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlparse

import pytest
from lxml import etree

from branchbook.handbook.content import News
from branchbook.site.errors import PageError
from branchbook.site.feed import atom
from branchbook.site.library import Library, Options
from tests.site import world

if TYPE_CHECKING:
    from branchbook.handbook import Handbook

ATOM = {"a": "http://www.w3.org/2005/Atom"}
BASE = "https://branch.example/手册/"


def feed(handbook: Handbook, site_url: str = BASE) -> etree._Element:
    return etree.fromstring(atom(Library(handbook, Options(today=world.TODAY, site_url=site_url))))


def texts(element: etree._Element, path: str) -> list[str]:
    found = element.xpath(path, namespaces=ATOM)
    assert isinstance(found, list)
    return [str(item) for item in found]


def elements(element: etree._Element, path: str) -> list[etree._Element]:
    return element.findall(path, namespaces=ATOM)


def test_titles_end_where_a_reader_would_stop(real: Handbook) -> None:
    """A title is a whole first sentence, or is cut at a comma and says so."""
    titles = texts(feed(real), "a:entry/a:title/text()")
    assert [title for title in titles if len(title) > 70] == []
    summaries = texts(feed(real), "a:entry/a:summary/text()")
    for title, summary in zip(titles, summaries, strict=True):
        said = title.partition("：")[2]
        if not title.startswith("新上："):
            assert summary.startswith(said.removesuffix("…"))
            assert summary[len(said.removesuffix("…")) :][:1] in set("。，；、") | {""}


@pytest.mark.parametrize("which", ["small", "real"])
def test_it_has_what_atom_asks_for(which: str, request: pytest.FixtureRequest) -> None:
    found = feed(request.getfixturevalue(which))
    assert found.tag == "{http://www.w3.org/2005/Atom}feed"
    day = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})")
    for holder in (found, *elements(found, "a:entry")):
        for name in ("id", "title", "updated"):
            assert len(elements(holder, f"a:{name}")) == 1
            assert texts(holder, f"a:{name}/text()")[0].strip()
        assert day.fullmatch(texts(holder, "a:updated/text()")[0])
        assert urlparse(texts(holder, "a:id/text()")[0]).scheme
        assert len(texts(holder, "a:link[@rel='alternate']/@href")) == 1
    assert texts(found, "a:author/a:name/text()"), "entries without an author need the feed's"
    assert texts(found, "a:link[@rel='self']/@href") == [BASE + "feed.xml"]


def test_there_is_an_entry_for_each_change(real: Handbook) -> None:
    found = feed(real)
    changes = sum(len(item.changes) for item in real.regulations.values())
    assert len(elements(found, "a:entry")) == changes + len(real.news)
    assert changes
    assert real.news
    days = texts(found, "a:entry/a:updated/text()")
    assert days == sorted(days, reverse=True)
    assert texts(found, "a:updated/text()") == [days[0]]


def test_ids_are_different_and_do_not_depend_on_the_address_s_path(real: Handbook) -> None:
    ids = texts(feed(real), "a:entry/a:id/text()")
    assert len(ids) == len(set(ids))
    assert ids == texts(feed(real, "https://branch.example/elsewhere"), "a:entry/a:id/text()")


def test_entries_link_to_their_regulation(real: Handbook) -> None:
    for href in texts(feed(dataclasses.replace(real, news=())), "a:entry/a:link/@href"):
        match = re.fullmatch(re.escape(BASE) + r"regulations/([a-z0-9-]+)/", href)
        assert match
        assert match[1] in real.regulations


def test_news_link_to_their_page_and_keep_their_ids(small: Handbook) -> None:
    first = News(on="2026-11-25", title="要记住的数", text="一页记住要用的数，开会以前看一眼。", page="guide:numbers")
    second = first.model_copy(update={"title": "开会的流程", "page": "procedure:hold-meeting#ask"})
    one = feed(dataclasses.replace(small, news=(first,)))
    two = feed(dataclasses.replace(small, news=(second, first)))
    assert texts(one, "a:entry[1]/a:title/text()") == ["新上：要记住的数"]
    assert texts(one, "a:entry[1]/a:link/@href") == [BASE + "guide/numbers/"]
    assert BASE + "procedures/elections/hold-meeting/#ask" in texts(two, "a:entry/a:link/@href")
    assert texts(one, "a:entry[1]/a:id/text()")[0] in texts(two, "a:entry[a:title='新上：要记住的数']/a:id/text()")


def test_news_of_nothing_stop_the_build(small: Handbook) -> None:
    lost = News(on="2026-11-25", title="没有这一页", text="一页记住要用的数，开会以前看一眼。", page="guide:none")
    with pytest.raises(PageError, match="guide:none"):
        feed(dataclasses.replace(small, news=(lost,)))


def test_two_changes_of_one_day_are_two_entries(small: Handbook) -> None:
    regulation = small.regulations["rules-2020"]
    twice = regulation.model_copy(update={"changes": regulation.changes * 2})
    handbook = dataclasses.replace(small, regulations=MappingProxyType({**small.regulations, twice.id: twice}))
    ids = texts(feed(handbook), "a:entry/a:id/text()")
    assert len(ids) == len(set(ids)) == 2
    assert ids[0] == texts(feed(small), "a:entry/a:id/text()")[0], "a second one does not rename the first"


def test_text_is_plain_and_safe(small: Handbook) -> None:
    regulation = small.regulations["rules-2020"]
    change = regulation.changes[0].model_copy(
        update={"text": "【通行做法】a < b & c，见[请示](template:meeting-request) [[rules-2020#quorum]]。" + "长" * 80}
    )
    odd = regulation.model_copy(update={"changes": (change,)})
    handbook = dataclasses.replace(small, regulations=MappingProxyType({**small.regulations, odd.id: odd}))
    found = feed(handbook)
    summary = texts(found, "a:entry/a:summary/text()")[0]
    assert summary.startswith("a < b & c，见请示")
    assert len(texts(found, "a:entry/a:title/text()")[0]) < 80


def test_a_site_without_an_address_still_has_a_feed(small: Handbook) -> None:
    found = feed(small, "")
    assert texts(found, "a:link[@rel='self']/@href") == []
    assert texts(found, "a:entry/a:link/@href") == ["regulations/rules-2020/"]


def test_a_handbook_without_changes_has_an_empty_feed(small: Handbook) -> None:
    none = {name: item.model_copy(update={"changes": ()}) for name, item in small.regulations.items()}
    found = feed(dataclasses.replace(small, regulations=MappingProxyType(none)))
    assert elements(found, "a:entry") == []
    assert texts(found, "a:updated/text()") == [f"{world.TODAY}T00:00:00+08:00"]
