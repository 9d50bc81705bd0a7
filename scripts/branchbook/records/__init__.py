"""Office files of records: write them, show them, read them back, open strangers' files safely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branchbook.records.docx import render_docx
from branchbook.records.html import to_html
from branchbook.records.names import safe_filename
from branchbook.records.package import DOSSIER, OFFICE, Limits, Package, PackageError, open_package
from branchbook.records.plain import text_of
from branchbook.records.read import read
from branchbook.records.reading import How, Reading
from branchbook.records.style import RenderError, Style

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from branchbook.handbook.template import Template


def render(
    template: Template, values: Mapping[str, Any] | None, style: Style, *, cite: Callable[[str], str] | None = None
) -> bytes:
    """Return a record as the office file of its template.

    Args:
        template: the template.
        values: the record's values by field id; a blank shows none of them.
        style: blank, guided or filled.
        cite: says a basis (`regulation#provision`) in words on the guided file's last page.

    Raises:
        RenderError: when no office file can hold the values.
    """
    if template.suffix == ".xlsx":
        from branchbook.records.xlsx import render_xlsx  # noqa: PLC0415 -- XlsxWriter takes its time to load

        return render_xlsx(template, values, style, cite=cite)
    return render_docx(template, values, style, cite=cite)


__all__ = [
    "DOSSIER",
    "OFFICE",
    "How",
    "Limits",
    "Package",
    "PackageError",
    "Reading",
    "RenderError",
    "Style",
    "open_package",
    "read",
    "render",
    "safe_filename",
    "text_of",
    "to_html",
]
