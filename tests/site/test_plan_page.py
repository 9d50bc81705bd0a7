"""The pages that reckon, as they stand before any script runs, and what their scripts are handed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from branchbook.planning.compile import bases, compiled
from branchbook.site.plan_page import DUES_PAGE, plan_files, timeline_of
from tests.site.test_kits import handed

if TYPE_CHECKING:
    from branchbook.handbook import Handbook


def test_every_procedure_with_a_timeline_has_its_page_and_leads_to_it(
    real: Handbook, real_pages: dict[str, bytes]
) -> None:
    for item in real.procedures.values():
        page = f"procedures/{item.area}/{item.id}/plan.md"
        assert (page in real_pages) == bool(item.timeline)
        leads = f"({item.id}/plan.md)" in real_pages[f"procedures/{item.area}/{item.id}.md"].decode()
        assert leads == bool(item.timeline)
        assert timeline_of(item) == (page if item.timeline else "")


def test_every_point_has_its_blanks_and_facts_cannot_be_planned(real: Handbook, real_pages: dict[str, bytes]) -> None:
    for item in real.procedures.values():
        data = compiled(real, item)
        if not data:
            continue
        text = real_pages[timeline_of(item)].decode()
        assert re.findall(r'data-point="([^"]+)"', text) == [point["id"] for point in data["points"]]
        assert text.count("data-done") == len(data["points"])
        acts = sum(point["kind"] in {"act", "repeated"} for point in data["points"])
        assert text.count("data-planned") == acts
        steps = {step.id for step in item.steps}
        assert set(re.findall(r'data-step="([^"]+)"', text)) <= steps


def test_the_scripts_hand_over_what_python_reckons_by(real: Handbook, real_pages: dict[str, bytes]) -> None:
    files = plan_files(real)
    assert files.items() <= real_pages.items()
    for item in real.procedures.values():
        data = compiled(real, item)
        if data:
            text = files[f"assets/kits/timeline-{item.id}.js"]
            assert handed(text, "timelines") == [data]
            assert handed(text, "citations")[0].keys() == set(bases(data))


def test_dues_say_every_rate_without_a_script(real: Handbook, real_pages: dict[str, bytes]) -> None:
    text = real_pages[DUES_PAGE].decode()
    assert real.dues
    for category in real.dues.categories.values():
        assert f"| {category.label} |" in text
    assert "3000 元以下（含） 0.5%；5000 元以下（含） 1%；10000 元以下（含） 1.5%；再往上 2%" in text
    assert "0.2 元到 1 元" in text
    assert "无法判断：" in text
    [rates] = handed(plan_files(real)["assets/kits/dues.js"], "dues")
    assert len(rates["categories"]) == len(real.dues.categories)
