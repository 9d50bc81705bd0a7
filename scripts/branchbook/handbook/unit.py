"""The file of one branch: what it set for itself, and its facts; the twin of `scripts/web/src/rules/unit.ts`."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from branchbook.handbook.parameters import fits
from branchbook.handbook.source import SourceError, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from branchbook.handbook.parameters import Parameter, Setting

#: How people say yes and no.
_YES = ("是", "有", "要")
_NO = ("否", "没有", "无", "不要")


#: Under what a file says which requirement sets are chosen, by id or by title.
SETS = ("sets", "照哪几个上级的要求")
_BETWEEN = re.compile("[、，,]")


class UnitError(Exception):
    """One sentence for the person who wrote the file."""


def _apart(first: str, second: str) -> int:
    """Return how many single changes lead from one word to the other."""
    row = list(range(len(second) + 1))
    for number, char in enumerate(first, 1):
        above, row[0] = row[0], number
        for place, other in enumerate(second, 1):
            above, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, above + (char != other))
    return row[-1]


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is meant, the first of those as near; empty when none is near."""
    best, least = "", max(1, len(word) // 3) + 1
    for other in known:
        far = _apart(word, other)
        if far < least:
            best, least = other, far
    return best


def wanted(param: Parameter) -> str:
    """Say what may be written for a parameter."""
    if param.type == "yes-no":
        return "是或否"
    if param.type == "integer":
        return f"从 {param.min} 到 {param.max} 的整数"
    return "、".join(param.choices) + " 里的一个" if param.type == "choice" else "一个日子，如 2026-06-05"


def _read(param: Parameter, value: Any) -> Any:
    if param.type == "yes-no" and isinstance(value, str):
        return True if value in _YES else False if value in _NO else value
    return value


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | str) else "一串东西"


def accept(known: Mapping[str, Parameter], data: Mapping[str, Any]) -> dict[str, Setting]:
    """Return what a unit set, by id.

    Args:
        known: every parameter and fact.
        data: as it was written, by id or by label; nothing, where the value is left empty.

    Raises:
        UnitError: with one sentence, at the first thing that cannot be taken.
    """
    labels = {param.label: name for name, param in known.items()}
    own: dict[str, Setting] = {}
    for key, value in data.items():
        if key in SETS:
            continue
        name = key if key in known else labels.get(key, "")
        if not name:
            near = nearest(key, [*known, *labels, *SETS])
            raise UnitError(f"没有“{key}”这一项{f'，是不是“{near}”' if near else ''}")
        param = known[name]
        if name in own:
            raise UnitError(f"“{param.label}”写了两次")
        if value is None or value == "":
            continue
        taken = _read(param, value)
        if not fits(param, taken):
            raise UnitError(f"“{param.label}”写的是「{_shown(value)}」，应是{wanted(param)}")
        own[name] = taken
    return {name: own[name] for name in known if name in own}


def accept_sets(titles: Mapping[str, str], data: Mapping[str, Any]) -> list[str]:
    """Return the ids of the requirement sets that a unit chose, each once, in its order.

    Args:
        titles: the title of every set that can be chosen, by id.
        data: as it was written, ids or titles: a list, or a text with 、 between.

    Raises:
        UnitError: with one sentence, at the first thing that cannot be taken.
    """
    ids = {title: name for name, title in titles.items()}
    if all(key in data for key in SETS):
        raise UnitError(f"“{SETS[1]}”写了两次")
    value = next((data[key] for key in SETS if key in data), None)
    words = value if isinstance(value, list) else _BETWEEN.split("" if value is None else _shown(value))
    found: dict[str, None] = {}
    for word in words:
        name = "" if word is None else _shown(word).strip(" ")
        if not name:
            continue
        if name not in titles and name not in ids:
            near = nearest(name, [*titles, *ids])
            raise UnitError(f"没有要求集“{name}”{f'，是不是“{near}”' if near else ''}")
        found[name if name in titles else ids[name]] = None
    return list(found)


def read_unit(
    known: Mapping[str, Parameter], file: Path, titles: Mapping[str, str] = MappingProxyType({})
) -> tuple[dict[str, Setting], list[str]]:
    """Read a branch's file: what it set, and the requirement sets that it chose.

    Args:
        known: every parameter and fact.
        file: the file.
        titles: the title of every requirement set, by id.

    Raises:
        UnitError: with one sentence that names the file.
    """
    try:
        data = read_yaml(file, str(file)).data
        return accept(known, data), accept_sets(titles, data)
    except SourceError as error:
        if error.finding.code == "source-not-mapping" and _empty(file):
            return {}, []  # as it was written for him, with nothing set
        raise UnitError(f"{error.finding.where}：{error.finding.message}。{error.finding.mend}。") from None
    except UnitError as error:
        raise UnitError(f"{file}：{error}。用 branchbook new unit 可以得到一份写好说明的。") from None


def _empty(file: Path) -> bool:
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    return all(not line.strip() or line.lstrip().startswith("#") for line in lines)


def said(value: Setting) -> str:
    """Write a value as it stands in the file."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


_HEAD = (
    "# 本支部设定。支部手册的填写、检查、计划都照它；这里没有写的，单位自己定的用默认的数，支部的情况当作不知道。",
    "# 要设哪一项，删去行首的 # 和空格，改后面的值。网站的“本支部设定”页能读入、导出这份文件。",
)
_PARTS = (("本支部的情况", True), ("单位自己定的", False))


def unit_text(
    known: Mapping[str, Parameter],
    own: Mapping[str, Setting],
    titles: Mapping[str, str] = MappingProxyType({}),
    chosen: Sequence[str] = (),
) -> str:
    """Return a branch's file with every parameter explained; what is not set stands behind a `#`.

    Args:
        known: every parameter and fact.
        own: what the branch set, by id.
        titles: the title of every requirement set, by id.
        chosen: the ids of the sets that the branch chose.
    """
    lines = [*_HEAD]
    for title, facts in _PARTS:
        lines += ["", f"# —— {title} ——"]
        for name, param in known.items():
            if param.fact is not facts:
                continue
            default = "" if param.default is None else f"默认是{said(param.default)}{param.unit}。"
            unit = f"（{param.unit}）" if param.unit else ""
            lines += ["", f"# {param.label}{unit}：{wanted(param)}。{default}{param.note}"]
            value = own.get(name, param.default)
            shown = "" if value is None else said(value)
            lines.append(f"{name}: {shown}" if name in own else f"# {name}: {shown}".rstrip())
    if titles:
        lines += ["", f"# —— {SETS[1]} ——", "", "# 写要求集的 id，几个用顿号隔开。有的是："]
        lines += [f"#   {name}：{title}" for name, title in titles.items()]
        lines.append(f"{SETS[0]}: {'、'.join(chosen)}" if chosen else f"# {SETS[0]}:")
    return "\n".join(lines) + "\n"


__all__ = ["SETS", "UnitError", "accept", "accept_sets", "nearest", "read_unit", "said", "unit_text", "wanted"]
