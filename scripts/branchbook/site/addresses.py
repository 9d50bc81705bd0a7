"""Every address that the site publishes, so that none is ever lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchbook.site.search.units import site_url

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What people never link to, and what is named anew with each build.
_PASSING = ("search/", "assets/")


def addresses(paths: Iterable[str]) -> list[str]:
    """Return the addresses that people may have kept, from the site's root, sorted.

    Args:
        paths: the files that `pages` makes.
    """
    return sorted(
        site_url(path) or "./" if path.endswith(".md") else path.removesuffix("index.html")
        for path in paths
        if not path.startswith(_PASSING)
    )
