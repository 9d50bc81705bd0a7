"""Read what somebody knows: `name`, `done` and `planned`, from the YAML that people write by hand."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

import yaml

from branchbook.planning.engine import Dates
from branchbook.reports import reason
from branchbook.rules.days import is_day, written_day

if TYPE_CHECKING:
    from pathlib import Path

    from branchbook.planning.compile import Data

_KEYS = ("name", "done", "planned")
_LARGEST = 200_000
#: Other years are slips of the pen, and would be counted out of the calendar.
_FIRST, _LAST = "1900-01-01", "2199-12-31"


class DatesError(Exception):
    """The dates cannot be used; one sentence a fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class _Plain(yaml.SafeLoader):
    """Leaves days as texts, so that a wrong one is told and not turned into something else."""


_Plain.yaml_implicit_resolvers = {
    key: [item for item in items if item[0] != "tag:yaml.org,2002:timestamp"]
    for key, items in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _day(text: object) -> str:
    """Read 2026-06-05, 2026年6月5日 or 2026.6.5; empty when it is no day."""
    said = str(text).strip()
    try:
        day = said if is_day(said) else written_day(said)
    except ValueError:
        return ""
    return day if _FIRST <= day <= _LAST else ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def dates_of(data: Data, raw: Any) -> Dates:
    """Return the dates that a mapping gives.

    Raises:
        DatesError: naming every key and day that cannot be used.
    """
    if not isinstance(raw, dict):
        raise DatesError(["读到的不是“键: 值”：写 done: 和 planned:，下面一行一个节点"])
    points = {point["id"]: point for point in data["points"]}
    labels = {point["label"]: name for name, point in points.items()}
    faults = [f"没有「{key}」这一项，能写的是 {'、'.join(_KEYS)}" for key in raw if key not in _KEYS]
    found: dict[str, dict[str, list[str]]] = {"done": {}, "planned": {}}
    for part, kept in found.items():
        given = raw.get(part)
        if given is not None and not isinstance(given, dict):
            faults.append(f"{part} 下面应是“节点: 日子”")
            continue
        for key, value in (given or {}).items():
            name = labels.get(str(key), str(key))
            if name not in points:
                near = difflib.get_close_matches(str(key), [*points, *labels], 1)
                faults.append(f"{part} 里没有节点「{key}」" + (f"，是不是 {near[0]}？" if near else ""))
                continue
            days = [(item, _day(item)) for item in _listed(value)]
            faults += [f"{part} 里 {key} 的「{item}」不是一个日子：写成 2026-06-05" for item, day in days if not day]
            several = part == "done" and points[name]["kind"] == "repeated"
            if len(days) > 1 and not several:
                faults.append(f"{part} 里 {key} 只能写一个日子")
            if days:
                kept[name] = [day for _, day in days]
    fixed = [name for name in found["planned"] if points[name]["kind"] in {"fact", "counted"}]
    faults += [f"{points[name]['label']}不是去办的事，写在 done 里，不写在 planned 里" for name in fixed]
    if faults:
        raise DatesError(faults)
    whose = raw.get("name")
    return Dates(
        "" if whose is None else str(whose),
        found["done"],
        {name: days[0] for name, days in found["planned"].items()},
    )


def read_dates(data: Data, file: Path) -> Dates:
    """Read dates from a file.

    Raises:
        DatesError: when it cannot be read, is no YAML, or names what does not exist.
    """
    try:
        content = file.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise DatesError([f"{file} 读不到：{reason(error)}，看看路径写得对不对。"]) from None
    except UnicodeDecodeError:
        raise DatesError([f"{file} 不是 UTF-8 的文字：用记事本另存为 UTF-8。"]) from None
    if len(content) > _LARGEST:
        raise DatesError([f"{file} 大得不像一份日子：看看是不是拿错了文件。"])
    try:
        raw = yaml.load(text, Loader=_Plain)  # noqa: S506 -- a SafeLoader with one resolver less
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else ""
        raise DatesError([f"{file} {where}的 YAML 写错了：看缩进和冒号后面的空格。"]) from None
    return dates_of(data, {} if raw is None else raw)


def blank_dates(data: Data) -> str:
    """Return a file of dates to fill in, every point named in words."""
    lines = [
        f"# {data['name']}。只填办过的；打算的写在 planned 里。日子写成 2026-06-05。",
        f"name:  # {data['who']}",
        "done:",
    ]
    for point in data["points"]:
        several = "，可以写几个：[2025-01-10, 2025-07-08]" if point["kind"] == "repeated" else ""
        lines.append(f"  {point['id']}:  # {point['label']}{several}")
    lines.append("planned:")
    lines += [
        f"  # {point['id']}: # {point['label']}" for point in data["points"] if point["kind"] in {"act", "repeated"}
    ]
    return "\n".join(lines) + "\n"


__all__ = ["DatesError", "blank_dates", "dates_of", "read_dates"]
