"""File names that every system takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from branchbook.records.style import Style

if TYPE_CHECKING:
    from branchbook.handbook.template import Template

_UNSAFE = re.compile('[\\\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]')


def safe_filename(template: Template, style: Style | str = "") -> str:
    """Return a file's name, such as `W03 关于召开党员大会进行换届选举的请示（空白）.docx`.

    Args:
        template: the template.
        style: a style, or any word to stand in the brackets.
    """
    word = style.label if isinstance(style, Style) else style
    bracket = f"（{word}）" if word else ""
    name = re.sub(r"\s+", " ", _UNSAFE.sub("", f"{template.code} {template.title}{bracket}")).strip(" .")
    return name[:80] + template.suffix
