"""What was read from a file, and how surely."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class How(StrEnum):
    """By what a value was found; a label alone is the least sure."""

    TAG = "tag"
    ANCHOR = "anchor"
    LABEL = "label"

    @property
    def label(self) -> str:
        """The word a secretary reads."""
        return {"tag": "按控件", "anchor": "按书签", "label": "按标签文字"}[self.value]


@dataclass(frozen=True, slots=True)
class Reading:
    """A record read from a file.

    Attributes:
        template: the template's id; None when the file does not tell it.
        version: the template's version by which the file was made.
        values: what was filled in, by field id; blanks are absent.
        found: by what each value was found.
        warnings: what could not be read or was doubtful, in Chinese.
        identified_by: `property`, `line` (the visible 表样 line), or empty.
        flags: what the file carries beyond a form: `macro`, `external-template`, `embedded`.
    """

    template: str | None
    version: int | None
    values: Mapping[str, Any] = field(default_factory=dict)
    found: Mapping[str, How] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    identified_by: str = ""
    flags: tuple[str, ...] = ()
