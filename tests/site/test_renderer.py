"""Page templates are filled with what belongs to their page, and what leads nowhere is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2
import pytest

from branchbook.site.errors import PageError
from branchbook.site.library import Options
from branchbook.site.renderer import Renderer
from tests.site import world

if TYPE_CHECKING:
    from branchbook.handbook import Handbook

PAGES = {
    "links": "{{ rel('guide/a.md') }} {{ to('template', wanted) }}",
    "prose": "{{ text | prose }}",
    "cell": "{{ text | cell }}",
    "gaps": "甲\n\n\n\n{% if true %}\n乙\n{% endif %}\n\n",
    "provision": "{{ provision(ref).title }}",
    "missing": "{{ nobody_gave_this }}",
}


@pytest.fixture
def renderer(small: Handbook) -> Renderer:
    made = Renderer(small, Options(today=world.TODAY))
    made.environment = made.environment.overlay(loader=jinja2.DictLoader(PAGES))
    return made


def test_links_are_seen_from_the_page(renderer: Renderer, small: Handbook) -> None:
    name = next(iter(small.templates))
    said = renderer.write("links", "procedures/elections/x.md", wanted=name).decode()
    assert said == f"../../guide/a.md ../../templates/{name}.md\n"


def test_notations_become_markdown_and_fit_a_cell(renderer: Renderer, small: Handbook) -> None:
    name = next(iter(small.templates))
    said = renderer.write("prose", "index.md", text=f"见[这份](template:{name})").decode()
    assert said == f"见[这份](templates/{name}.md)\n"
    assert renderer.write("cell", "index.md", text="甲|乙\n  丙").decode() == "甲\\|乙 丙\n"


def test_no_gap_is_wider_than_one_line(renderer: Renderer) -> None:
    assert renderer.write("gaps", "index.md").decode() == "甲\n\n乙\n"


def test_what_is_not_there_is_named(renderer: Renderer) -> None:
    with pytest.raises(PageError, match="template:no-such"):
        renderer.write("links", "index.md", wanted="no-such")
    with pytest.raises(PageError, match="no-such#x"):
        renderer.write("provision", "index.md", ref="no-such#x")
    with pytest.raises(jinja2.UndefinedError, match="nobody_gave_this"):
        renderer.write("missing", "index.md")
