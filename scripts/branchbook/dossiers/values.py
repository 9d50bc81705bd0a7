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


def _organ(name: str) -> str:
    """Return an organisation's name without what people leave out or write in two ways."""
    bare = re.sub("中国共产党|中共|党(?=支部|总支)", "", canonical(name))
    return re.sub("党委(?:员会|会)?|党的委员会", "委员会", bare)


def same_organ(one: str, other: str) -> bool:
    """Tell whether two names may be one organisation's, one of them cut short: 局机关党委, 中共示例市某局机关委员会."""
    left, right = _organ(one), _organ(other)
    return left in right or right in left


def cn_day(day: str) -> str:
    """Return `2026年6月5日`."""
    return f"{int(day[:4])}年{int(day[5:7])}月{int(day[8:10])}日"
