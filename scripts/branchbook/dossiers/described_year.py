"""A year of a branch's records described in YAML, made into real files: what differs from the examples of the templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from branchbook.handbook.template import FieldType
from branchbook.records import Style, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from branchbook.handbook import Handbook
    from branchbook.handbook.parameters import Setting
    from branchbook.handbook.template import Template

_QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")


@dataclass(frozen=True)
class DescribedYear:
    """A year as described in YAML.

    Attributes:
        title: what it is called.
        story: what kind of year it is, for people.
        year: the year.
        today: the day on which it is checked.
        settings: what the branch set for itself.
        records: template and values of every record, by file.
    """

    title: str
    story: str
    year: int
    today: str
    settings: Mapping[str, Setting]
    records: Mapping[str, tuple[Template, dict[str, Any]]]


def described_year(handbook: Handbook, data: Mapping[str, Any], over: Mapping[str, Any] | None = None) -> DescribedYear:
    """Return a year from its description; `over` leaves out, changes and copies records of it.

    Raises:
        KeyError: when a template or a file is unknown.
    """
    records = dict(_records(handbook, data))
    more = over or {}
    copies = {
        name: (*_copied(handbook, records, copy), copy.get("set", {})) for name, copy in more.get("copies", {}).items()
    }
    for name in more.get("leave_out", ()):
        del records[name]
    for name, change in more.get("change", {}).items():
        template, values = records[name]
        records[name] = (template, _laid(template, values, change))
    for name, (template, values, change) in copies.items():
        records[name] = (template, _laid(template, values, change))
    told = {**data, **{key: more[key] for key in ("title", "story") if key in more}}
    return DescribedYear(
        told["title"],
        told["story"],
        told["year"],
        told["today"],
        told.get("settings", {}),
        dict(sorted(records.items())),
    )


def _copied(
    handbook: Handbook, records: Mapping[str, tuple[Template, dict[str, Any]]], copy: Mapping[str, Any]
) -> tuple[Template, dict[str, Any]]:
    if "from" in copy:
        return records[copy["from"]]
    template = handbook.templates[copy["of"]]
    return template, dict(template.example)


def _records(handbook: Handbook, data: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Template, dict[str, Any]]]]:
    for series in data["series"]:
        template = handbook.templates[series["of"]]
        base = series.get("base", {})
        base = data["bases"][base] if isinstance(base, str) else base
        for count, row in enumerate(series["rows"], 1):
            on = str(row["on"])
            words = {
                "{on}": on,
                "{year}": on[:4],
                "{month}": str(int(on[5:7])),
                "{number}": str(int(on[5:7])),
                "{count}": str(count),
                "{quarter}": _QUARTERS[(int(on[5:7]) - 1) // 3],
            }
            own = {key: value for key, value in row.items() if key != "on"}
            change = {key: _said(value, words) for key, value in {**base, **series.get("facts", {}), **own}.items()}
            yield _said(series["file"], words), (template, _laid(template, template.example, change))


def _said(value: Any, words: Mapping[str, str]) -> Any:
    """Put day, year and number into a text."""
    if isinstance(value, str):
        for word, said in words.items():
            value = value.replace(word, said)
    return value


def _laid(template: Template, values: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Lay values over others: None takes one out; a table's row may be one text, its cells parted by `|`."""
    found = dict(values)
    for name, value in change.items():
        field = template.fields[name]
        if field.type is FieldType.TABLE and isinstance(value, (list, tuple)):
            columns = list(field.columns)
            found[name] = [
                dict(zip(columns, row.split("|"), strict=False)) if isinstance(row, str) else row for row in value
            ]
        else:
            found[name] = value
    return {name: value for name, value in found.items() if value is not None}


def year_files(year: DescribedYear) -> dict[str, bytes]:
    """Return the files of a year by name."""
    return {name: render(template, values, Style.FILLED) for name, (template, values) in year.records.items()}


__all__ = ["DescribedYear", "described_year", "year_files"]
