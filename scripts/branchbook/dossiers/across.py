"""What records say side by side, whatever matter they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from branchbook.dossiers.noted import Noted
    from branchbook.dossiers.seen import ReadRecord


@dataclass(frozen=True, slots=True)
class Across:
    """A finding about several records."""

    noted: Noted
    paths: frozenset[str]


def check_across(records: Sequence[ReadRecord], *, today: str) -> list[Across]:
    """Say what records do not bear out side by side.

    Args:
        records: every record that was read.
        today: the day of the check.
    """
    del records, today
    return []
