"""What the page needs that checks files in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branchbook.dossiers.plan import plans_of
from branchbook.site.demo import SCRIPT as DEMO
from branchbook.site.demo import YEAR_SCRIPT

if TYPE_CHECKING:
    from collections.abc import Container

    from branchbook.handbook import Handbook

#: The page, from the docs root.
PAGE = "check.md"
#: The data by which it checks.
LIBRARY = "assets/check/library.js"


def check_page(handbook: Handbook, assets: Container[str]) -> dict[str, Any]:
    """Return the page's values: the procedures that can be chosen, the scripts to load, whether there is an example.

    Args:
        handbook: the handbook.
        assets: the docs paths of what other tools made.
    """
    scripts = ["assets/check.js", LIBRARY]
    example = DEMO in assets
    return {
        "plans": plans_of(handbook),
        "example": example,
        "example_year": YEAR_SCRIPT in assets,
        "scripts": [*scripts, DEMO] if example else scripts,
    }


__all__ = ["LIBRARY", "PAGE", "check_page"]
