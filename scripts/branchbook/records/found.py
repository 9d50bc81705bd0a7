"""What a reader has found so far, and how labels are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from branchbook.records.words import parse

if TYPE_CHECKING:
    from branchbook.handbook.template import Field, Template
    from branchbook.records.reading import How

#: No label is longer; a longer text is not looked at further.
_LONGEST_LABEL = 120
_TAIL = re.compile(r"(（[^（）]*）|\([^()]*\))?[：:＊*]*$")


def squeezed(text: str) -> str:
    """Return a text without spaces of any kind, which are not compared."""
    return "".join(text.split())


def norm(text: str) -> str:
    """Return a label as it is compared: no spaces, no colon, no unit in brackets."""
    return _norm(text) if len(text) <= _LONGEST_LABEL else _norm.__wrapped__(text)


@lru_cache(maxsize=8192)
def _norm(text: str) -> str:
    bare = squeezed(text).strip("＊*")
    if len(bare) > _LONGEST_LABEL:
        return bare
    return _TAIL.sub("", bare.rstrip("：:"))


def labels_of(item: Field) -> frozenset[str]:
    """Return the names by which a field may be called, as compared."""
    return _labels(item.label, item.aliases)


@lru_cache(maxsize=8192)
def _labels(label: str, aliases: tuple[str, ...]) -> frozenset[str]:
    return frozenset({norm(name) for name in (label, *aliases)} | {squeezed(label)})


@dataclass
class Found:
    """What was found for each field, the surest way first."""

    template: Template
    values: dict[str, Any] = field(default_factory=dict)
    how: dict[str, How] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)
    """The `id`s of the rows that were read as a table's, in which no label of a form stands."""

    def take(self, item: Field, text: str, how: How) -> None:
        """Keep a value, unless a surer way found one before."""
        self.seen.add(item.id)
        if item.id in self.values:
            return
        value, warning = parse(item, text)
        if value is None:
            return
        self.values[item.id] = value
        self.how[item.id] = how
        if warning:
            self.warnings.append(warning)
