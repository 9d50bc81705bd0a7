"""The form asks for everything that the schema wants, in the schema's own words."""

from __future__ import annotations

import re
from typing import get_args

from branchbook.handbook import case as words
from branchbook.handbook.case import Case
from branchbook.site.case_form import PARTS, Blank, blank_html, form_page

BLANKS = {blank.name: blank for _, blanks in PARTS for blank in blanks}
#: What the form asks for in other words, or fills in by itself.
OTHERWISE = {"results_stated", "case_source", "status", "checked_on", "review_by"}


def test_everything_that_must_be_there_is_asked_for() -> None:
    must = {name for name, field in Case.model_fields.items() if field.is_required()}
    assert must - OTHERWISE <= {name for name, blank in BLANKS.items() if blank.must}
    assert set(BLANKS) >= {"url", "source_title", "publisher", "date", "accessed", "has_results"}


def test_what_is_chosen_from_are_the_words_of_the_schema() -> None:
    for name, known in (
        ("theme", words.Theme),
        ("need", words.Need),
        ("risk_flags", words.Risk),
        ("level", words.Level),
    ):
        assert BLANKS[name].choices == get_args(known)
        assert all(f'value="{value}"' in form_page()["form"] for value in get_args(known))


def test_a_blank_is_labelled_and_described() -> None:
    line = blank_html(Blank("title", "标题<", "怎么写", must=True))
    assert '<label for="f-title">标题&lt;' in line
    assert 'id="h-title"' in line
    assert 'aria-describedby="h-title"' in line
    assert "data-must" in line
    group = blank_html(Blank("level", "层级", kind="one", choices=("甲", "乙"), only="theme=品牌创建"))
    assert group.startswith("<fieldset")
    assert re.findall(r'type="radio" name="level" value="(.)"', group) == ["甲", "乙"]
    assert 'data-only="theme=品牌创建"' in group
