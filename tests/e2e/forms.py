"""How tests fill the forms of the site: as a person would, control by control."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branchbook.handbook.template import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from playwright.sync_api import Download, Locator, Page

    from branchbook.handbook.template import Field

AXE = "axe.run('article', {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"


def put(box: Locator, field: Field, value: Any) -> None:
    """Put a value into one control, typed as people write it."""
    if field.type is FieldType.CHOICE:
        if box.locator("select").count():
            box.locator("select").select_option(str(value))
        else:
            box.locator(f"input[type=radio][value='{value}']").check()
        return
    text = "、".join(value) if isinstance(value, list) else str(value)
    box.locator("[data-control]").first.fill(text)


def fill(root: Locator, fields: Iterable[Field], values: Mapping[str, Any]) -> None:
    """Fill a form; rows are added as needed."""
    for field in fields:
        if field.id not in values:
            continue
        box = root.locator(f"[data-field='{field.id}']")
        if field.type is not FieldType.TABLE:
            put(box, field, values[field.id])
            continue
        for number, row in enumerate(values[field.id]):
            while box.locator("tr[data-row]").count() <= number:
                box.locator("[data-add]").click()
            line = box.locator("tr[data-row]").nth(number)
            for name, value in row.items():
                put(line.locator(f"[data-column='{name}']"), field.columns[name], value)


def saved(waiting: Download, folder: Path) -> bytes:
    """Return what was downloaded."""
    target = folder / waiting.suggested_filename
    waiting.save_as(target)
    return target.read_bytes()


def barriers(page: Page, root: Path) -> list[tuple[str, str, str]]:
    """Return what axe-core calls serious or critical."""
    page.evaluate((root / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    return [
        (item["id"], item["nodes"][0]["html"][:160], item["nodes"][0].get("failureSummary", "")[:200])
        for item in page.evaluate(AXE)["violations"]
        if item["impact"] in {"serious", "critical"}
    ]


def kept(page: Page) -> None:
    """Wait until the draft is kept."""
    page.wait_for_function("document.querySelector('[data-saved]').textContent.startsWith('已存在')")
