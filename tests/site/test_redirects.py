"""A page that moved sends on, from a server and from a disk."""

from __future__ import annotations

import pytest

from branchbook.site.redirects import redirect_pages


@pytest.mark.parametrize(
    ("directory", "path", "target"),
    [
        (True, "guide/old/index.html", "../../procedures/elections/by-term/"),
        (False, "guide/old.html", "../procedures/elections/by-term.html"),
    ],
)
def test_it_sends_on_relatively(directory: bool, path: str, target: str) -> None:  # noqa: FBT001 -- a parameter of the test
    found = redirect_pages({"guide/old.md": "procedures/elections/by-term.md"}, directory=directory)
    assert list(found) == [path]
    text = found[path].decode()
    assert f'content="0; url={target}"' in text
    assert f'<a href="{target}">' in text, "a browser that does not send on shows a link"


def test_home_is_reached() -> None:
    assert b'url=../"' in redirect_pages({"old.md": "index.md"}, directory=True)["old/index.html"]
    assert b'url=index.html"' in redirect_pages({"old.md": "index.md"}, directory=False)["old.html"]
