"""Which defects the findings about several records name, for `validate` and the list of what is detected."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Defects by the code of the finding that names them, of `across`, `year` and `due`.
TOLD: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "records-alike": ("D-059", "D-061", "D-064", "D-066", "D-067", "D-072", "D-080", "D-082", "D-088"),
        "opinions-nothing": ("D-006",),
        "doc-no-twice": ("D-074",),
        "records-same-day": ("D-010",),
        "life-meeting-lacks": ("D-035", "D-052", "D-053"),
        "life-meeting-order": ("D-052", "D-083"),
        "appraisal-lacks": ("D-035", "D-058"),
        "notice-differs": ("D-002",),
        "sign-in-differs": ("D-002", "D-036"),
        "quarter-empty": ("D-106",),
        "month-empty": ("D-055",),
        "member-unseen": ("D-034", "D-092"),
        "date-in-future": ("D-086",),
        "meeting-twice": ("D-010",),
        "day-in-festival": (),
        "year-lacks": ("D-035", "D-055", "D-106"),
        "year-late": ("D-035", "D-106"),
        "year-undated": (),
        "year-unsaid": (),
    }
)
