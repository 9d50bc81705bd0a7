"""The three ways a template is handed out."""

from __future__ import annotations

from enum import StrEnum


class Style(StrEnum):
    """How a file is made: empty, empty with advice, or filled."""

    BLANK = "blank"
    GUIDED = "guided"
    FILLED = "filled"

    @property
    def label(self) -> str:
        """The word a secretary reads."""
        return {"blank": "空白", "guided": "带填写说明", "filled": "范例"}[self.value]


class RenderError(ValueError):
    """A record that no office file can hold; the message is for a secretary."""
