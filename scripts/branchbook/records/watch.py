"""What Excel takes in a cell: dates that it counts as people do, and what it watches over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from branchbook.handbook.template import FieldType
from branchbook.records.words import given

if TYPE_CHECKING:
    from collections.abc import Callable

    from branchbook.handbook.template import Field

#: Days that Excel shows as people do; others stay text. It counts a 29 February 1900 that never was.
_FIRST_DAY, _LAST_DAY = datetime(1900, 3, 1, tzinfo=UTC), datetime(2199, 12, 31, 23, 59, 59, tzinfo=UTC)
FORMATS = {FieldType.DATE: 'yyyy"年"m"月"d"日"', FieldType.DATETIME: 'yyyy"年"m"月"d"日"hh:mm'}


def moment_of(value: Any) -> datetime | None:
    """Return a date that Excel can hold as one."""
    try:
        moment = datetime.fromisoformat(str(value)).replace(tzinfo=UTC) if given(value) else None
    except ValueError:
        return None
    return moment.replace(tzinfo=None) if moment and _FIRST_DAY <= moment <= _LAST_DAY else None


def watch(field: Field, listed: Callable[[list[str]], str]) -> dict[str, Any] | None:
    """Return what Excel should accept in a field's cells; `listed` puts a long list elsewhere and names its range."""
    if field.formula:
        return None  # nobody types there
    if field.type is FieldType.CHOICE:
        choices = list(field.choices)
        short = len(",".join(choices)) <= 250 and not any("," in choice for choice in choices)
        return {
            "validate": "list",
            "source": choices if short else listed(choices),
            "error_title": "请从清单中选",
            "error_message": f"可选：{'、'.join(choices)}"[:255],
        }
    if field.type in FORMATS:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": datetime(1900, 1, 1, tzinfo=UTC).replace(tzinfo=None),
            "maximum": datetime(2199, 12, 31, tzinfo=UTC).replace(tzinfo=None),
            "error_title": "请写日期",
            "error_message": "写成 2026-6-5 的样子，年、月、日写全。",
        }
    if field.type is FieldType.INTEGER:
        low, high = field.min if field.min is not None else 0, field.max if field.max is not None else 9_999_999
        return {
            "validate": "integer",
            "criteria": "between",
            "minimum": low,
            "maximum": high,
            "error_title": "请写整数",
            "error_message": f"写 {low} 到 {high} 之间的整数。",
        }
    return None
