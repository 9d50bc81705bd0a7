"""The pages that reckon: a timetable for each procedure that declares one, and Party dues; with what their scripts load."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from branchbook.handbook.references import DUES_PAGE, timeline_of
from branchbook.planning.compile import bases, compiled
from branchbook.planning.dues import dues_data
from branchbook.planning.say import years
from branchbook.site.kits import citations, script

if TYPE_CHECKING:
    from branchbook.handbook import Handbook
    from branchbook.handbook.content import Procedure
    from branchbook.planning.compile import Data

STYLES = ("assets/plan.css",)


def _point_html(point: Data) -> str:
    """Return a point's place on the page: what it is, a blank for its day, a blank for a planned one."""
    name, label = point["id"], escape(point["label"])
    done = "哪天" if point["kind"] in {"fact", "counted"} else "办了"
    several = point["kind"] == "repeated"
    hint = ' placeholder="2026-01-10、2026-07-08"' if several else ""
    kind = f'type="{"text" if several else "date"}"{hint}'
    blanks = f'<label>{done}<input {kind} data-done aria-label="{label}：{done}的日子"></label>'
    if point["kind"] in {"act", "repeated"}:
        blanks += f'<label>打算<input type="date" data-planned aria-label="{label}：打算的日子"></label>'
    # The script gives the address: from a disk and in the offline edition it is another one.
    title = f'<a data-step="{point["step"]}">{label}</a>' if point["step"] else label
    who = f'<span class="bb-small">{escape(point["who"])}</span>' if point["who"] else ""
    return (
        f'<li class="bb-point" id="p-{name}" data-point="{name}"><div class="bb-point__head"><span data-state></span> '
        f'<span class="bb-point__label">{title}</span> {who}</div><div class="bb-point__days">{blanks}</div>'
        f"<div data-told></div></li>"
    )


def plan_page(handbook: Handbook, procedure: Procedure) -> dict[str, Any]:
    """Return the values of a timetable's page; the procedure declares a timeline."""
    data = compiled(handbook, procedure)
    assert data is not None  # noqa: S101 -- only called for those that declare one
    return {
        "timeline": data,
        "years": years(data),
        "points": "".join(_point_html(point) for point in data["points"]),
        "scripts": ["assets/plan.js", "assets/kits/calendar.js", f"assets/kits/timeline-{procedure.id}.js"],
        "styles": STYLES,
    }


def dues_page(handbook: Handbook) -> dict[str, Any]:
    """Return the values of the page on which dues are reckoned."""
    return {
        "dues": handbook.dues,
        "scripts": ["assets/dues.js", "assets/kits/dues.js"],
        "styles": STYLES,
    }


def plan_files(handbook: Handbook) -> dict[str, bytes]:
    """Return the scripts that these pages load, by docs path."""
    found = {}
    for procedure in handbook.procedures.values():
        data = compiled(handbook, procedure)
        if data:
            cited = script("citations", citations(handbook, bases(data)))
            found[f"assets/kits/timeline-{procedure.id}.js"] = cited + script("timelines", data)
    if handbook.dues:
        rates = dues_data(handbook.dues)
        refs = [ref for category in rates["categories"] for ref in category["basis"]]
        refs += [ref for key, value in rates.items() if key.startswith("basis_") for ref in value]
        found["assets/kits/dues.js"] = script("citations", citations(handbook, refs)) + script("dues", rates)
    return found


__all__ = ["DUES_PAGE", "dues_page", "plan_files", "plan_page", "timeline_of"]
