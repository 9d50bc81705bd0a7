"""A record as it was read from a file, ours or not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from branchbook.dossiers.noted import Quote
from branchbook.records.words import show
from branchbook.rules import is_given, readable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchbook.handbook.template import Field, Template

_LONGEST_QUOTE = 60
_SPACES = re.compile("[\t\n\r \xa0\u3000]+")


@dataclass(frozen=True)
class ReadRecord:
    """What was read from a file.

    Attributes:
        path: relative to what was given.
        kind: what it was recognised as: a template's id, or a kind's; empty when it was not.
        template: its fields and rules; None when it was not recognised.
        paper: the template of ours that says the same, by which a dossier knows it; empty when there is none.
        family: what sort of record it is (`meeting`, `talk`, `letter` …); empty for forms of our own, unless they are
            the same paper as a kind of such a family.
        ours: whether the file is a form of our own, in which a blank is a blank.
        values: what was filled in, by field.
        quotes: the words that were read, by field; without them a value is quoted as it would be printed.
        how: by what each value was found.
        warnings: what the reader doubts.
        unread: fields of which something is written that was not read for certain.
        several: why nothing was read, when several records stand in one file.
        text: the file's words, for comparing files that are not ours.
        empty: fields whose label is there with nothing behind it.
        made_on: the day on which the file was made, if it says so.
        perhaps: where several templates of ours are this paper and nothing tells which, their titles by id.
    """

    path: str
    kind: str = ""
    template: Template | None = None
    paper: str = ""
    family: str = ""
    ours: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)
    quotes: Mapping[str, str] = field(default_factory=dict)
    how: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    text: str = ""
    empty: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    several: str = ""
    made_on: str = ""
    perhaps: Mapping[str, str] = field(default_factory=dict)

    @property
    def sort(self) -> str:
        """What the record is to all that looks across records: a form of ours is what it counts as."""
        return (self.template.counts_as if self.template else "") or self.kind

    @property
    def title(self) -> str:
        """What the record is called."""
        return self.template.title if self.template else ""

    @property
    def blank(self) -> bool:
        """Whether it is a form of ours in which nothing was filled in."""
        return self.ours and not self.values

    @property
    def dated_by(self) -> str:
        """The field that gives the record's own day; empty when there is none, or it holds no real day."""
        name = self.template.dated_by if self.template else None
        return name if name and self.of(name) is not None else ""

    @property
    def day(self) -> str:
        """The record's own day, `YYYY-MM-DD`; empty when it is not known."""
        return str(self.values[self.dated_by])[:10] if self.dated_by else ""

    def of(self, name: str) -> Any:
        """Return a field's value if it is what its type demands, else None."""
        item = self.template.fields.get(name) if self.template else None
        value = self.values.get(name)
        return value if item and is_given(value) and readable(item, value) else None

    def said(self, name: str, value: Any) -> str:
        """Return a value of a field as it would be printed, on one line."""
        item = self.template.fields.get(name) if self.template else None
        return brief(printed(item, value)) if item else ""

    def label(self, name: str) -> str:
        """Return what a field is called on the paper."""
        item = self.template.fields.get(name) if self.template else None
        return item.label if item else name

    def quote(self, name: str) -> Quote:
        """Return the words that were read for a field."""
        item = self.template.fields.get(name) if self.template else None
        said = self.quotes.get(name) or (printed(item, self.values.get(name)) if item else "")
        return Quote(self.path, name, self.label(name), brief(said))


def printed(item: Field, value: Any) -> str:
    """Return a value in the words in which it would be printed; what no such field holds is left out."""
    if not isinstance(value, list):
        return show(item, value if value is None else str(value))
    if item.columns:
        return "；".join(
            "，".join(show(column, row[key]) for key, column in item.columns.items() if is_given(row.get(key)))
            for row in value
            if isinstance(row, dict)
        )
    return show(item, "、".join(str(name) for name in value if isinstance(name, str | int)))


def brief(text: str) -> str:
    """Return a text on one line, at most sixty characters."""
    line = _SPACES.sub(" ", text).strip(" ")
    return line if len(line) <= _LONGEST_QUOTE else line[:_LONGEST_QUOTE] + "…"
