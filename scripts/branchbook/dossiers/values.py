"""How values of different documents are compared."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

_SPACES = re.compile("[\t\n\r \xa0\u3000]+")


def canonical(value: Any) -> str:
    """Return a value as it is compared: width and spaces do not count, nor does the order of names and rows."""
    if isinstance(value, str):
        return _SPACES.sub("", unicodedata.normalize("NFKC", value))
    if isinstance(value, list):
        return "；".join(sorted(canonical(item) for item in value))
    if isinstance(value, dict):
        return "，".join(sorted(f"{key}={canonical(cell)}" for key, cell in value.items() if cell not in (None, "")))
    return "" if value is None else str(value)


def cn_day(day: str) -> str:
    """Return `2026年6月5日`."""
    return f"{int(day[:4])}年{int(day[5:7])}月{int(day[8:10])}日"
