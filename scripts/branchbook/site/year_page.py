"""The pages of a branch's own settings and of its year, the box of this month on the home page, and what their scripts load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branchbook.handbook.references import UNIT_PAGE, YEAR_PAGE
from branchbook.handbook.unit import said
from branchbook.planning.year import PERIODS, chart, year_data, year_plan
from branchbook.planning.year_say import STAR, chart_html
from branchbook.rules import Settings
from branchbook.site.kits import citations, script
from branchbook.site.requirements_page import SCRIPT as SETS

if TYPE_CHECKING:
    from branchbook.handbook import Handbook
    from branchbook.handbook.parameters import Parameter

STYLES = ("assets/plan.css", "assets/year.css")
_PARAMETERS = "assets/kits/parameters.js"
#: What the box on the home page needs of an entry.
_LEAN = ("id", "title", "period", "times", "months", "before", "when", "least", "page")


def year_page(handbook: Handbook, today: str) -> dict[str, Any]:
    """Return the values of the year's page; the handbook says what falls due.

    Args:
        handbook: the handbook.
        today: the day of the build, `YYYY-MM-DD`.
    """
    data, year = year_data(handbook), int(today[:4])
    assert data is not None  # noqa: S101 -- only called where it says so
    rows = year_plan(data, Settings(handbook.params).values, year)
    return {
        "entries": [(due, PERIODS[due.period]) for due in handbook.year.entries.values()] if handbook.year else [],
        "year": year,
        "chart": chart_html(chart(rows, year), year, link="#due-{}"),
        "star": STAR,
        "scripts": ["assets/year.js", _PARAMETERS, "assets/kits/year.js"],
        "styles": (*STYLES, "assets/wall.css"),
    }


def unit_page(handbook: Handbook) -> dict[str, Any]:
    """Return the values of the page on which a branch sets what is its own."""

    def shown(param: Parameter) -> str:
        return "" if param.default is None else f"{said(param.default)}{param.unit}"

    return {
        "facts": list(handbook.parameters.facts.values()),
        "parameters": [(param, shown(param)) for param in handbook.parameters.parameters.values()],
        "sets": list(handbook.requirements.values()),
        "scripts": ["assets/unit.js", _PARAMETERS, *(["assets/sets.js", SETS] if handbook.requirements else [])],
        "styles": STYLES,
    }


def month_items(handbook: Handbook) -> list[str]:
    """Return what falls due every month, in words, for the box as it stands without a script."""
    entries = handbook.year.entries.values() if handbook.year else ()
    return [due.title + (f"（{due.whose}）" if due.whose else "") for due in entries if due.period == "month"]


def year_files(handbook: Handbook) -> dict[str, bytes]:
    """Return the scripts that these pages load, by docs path."""
    data = year_data(handbook)
    if data is None:
        return {}
    refs = [ref for entry in data["entries"] for ref in entry["basis"]]
    lean = [{key: entry[key] for key in _LEAN if key in entry} for entry in data["entries"]]
    named = {str(entry["times"]) for entry in lean}
    defaults = {name: param.default for name, param in handbook.params.items() if name in named}
    month = {"term_ends": data["term_ends"], "entries": lean, "defaults": defaults}
    return {
        "assets/kits/year.js": script("citations", citations(handbook, refs)) + script("year", data),
        "assets/kits/month.js": script("month", month),
    }


__all__ = ["UNIT_PAGE", "YEAR_PAGE", "month_items", "unit_page", "year_files", "year_page"]
