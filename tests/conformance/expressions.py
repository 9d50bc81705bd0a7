"""Expressions drawn by lot from the shared profile, typed so that most of them yield something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchbook.rules.functions import FUNCTIONS

if TYPE_CHECKING:
    import random

_DAYS = ["2026-06-05", "2024-02-29", "2025-12-31", "2026-01-31", "1999-06-01", "2025-10-11", "0001-01-01", "9999-12-31"]
_TEXTS = [
    "甲同志",
    "无",
    "没有意见。",
    "示局一支〔2026〕3号",
    "２５",
    "-7",
    "12.50元",
    "二〇二六年六月五日",
    "2026.6.5",
    "Ａb，c",
    "拟",
    "a",
]
_INTS = ["0", "1", "2", "3", "5", "12", "22", "36", "100", "-1", "9007199254740991"]
_OF = {"INT": "int", "BOOL": "bool", "STRING": "text"}


def _kind(name: str) -> str:
    if name.startswith("LIST"):
        return "texts" if "STRING" in name else "list"
    return _OF.get(name, "text")


#: The functions by what they return.
_CALLS: dict[str, list[tuple[str, list[str]]]] = {}
for _function in FUNCTIONS.values():
    _CALLS.setdefault(_kind(_function.result.name()), []).append(
        (_function.name, [_kind(parameter.name()) for parameter in _function.parameters])
    )


class Maker:
    """Draws expressions; the same lot draws the same ones."""

    def __init__(self, lot: random.Random) -> None:
        self.lot = lot
        self.names = 0

    def any(self) -> str:
        """Return an expression of any type."""
        return self.of(self.lot.choice(["bool", "bool", "int", "text", "texts"]), 3)

    def of(self, kind: str, depth: int) -> str:
        """Return an expression of a type, `depth` operations deep at most."""
        lot = self.lot
        if kind == "list":
            kind = lot.choice(["texts", "texts", "ints", "days"])
        if kind == "text" and lot.random() < 0.5:
            kind = "day"
        if depth <= 0 or lot.random() < 0.15:
            return self.leaf(kind)
        deeper = depth - 1
        calls = _CALLS.get("text" if kind == "day" else kind)
        if calls and lot.random() < 0.45:
            name, parameters = lot.choice(calls)
            return f"{name}({', '.join(self.of(item, deeper) for item in parameters)})"
        if lot.random() < 0.1:
            return f"({self.of('bool', deeper)} ? {self.of(kind, deeper)} : {self.of(kind, deeper)})"
        made: str = getattr(self, f"_{kind}")(deeper)
        return made

    def leaf(self, kind: str) -> str:
        """Return a literal or a field."""
        lot = self.lot
        if kind == "int":
            return lot.choice([*_INTS, "present", "eligible", "votes[0].yes", "size(names)", "params.members"])
        if kind == "bool":
            return lot.choice(["true", "false", "'remark' in given", "has(params.members)"])
        if kind == "day":
            return lot.choice([*(f"'{day}'" for day in _DAYS), "met_on", "opened_at", "today"])
        if kind == "text":
            return lot.choice([*(f"'{text}'" for text in _TEXTS), "''", "way", "remark", "names[0]", "votes[1].name"])
        if kind == "ints":
            return lot.choice(["[]", "[1, 2, 3]", "[3, 1]", "votes.map(v, v.yes)", "[present]"])
        if kind == "days":
            return lot.choice(["[]", "['2026-06-05', '2024-02-29']", "[met_on, today]"])
        return lot.choice(["names", "[]", "['甲同志', '甲同志']", "given", "votes.map(v, v.name)"])

    def _int(self, depth: int) -> str:
        operator = self.lot.choice("+-*/%")
        return f"({self.of('int', depth)} {operator} {self.of('int', depth)})"

    def _bool(self, depth: int) -> str:
        lot = self.lot
        shape = lot.randrange(9)
        if shape == 0:
            return f"!({self.of('bool', depth)})"
        if shape in {1, 2}:
            return f"({self.of('bool', depth)} {lot.choice(['&&', '||'])} {self.of('bool', depth)})"
        if shape == 3:
            return f"({self.of('int', depth)} {lot.choice(['<', '<=', '>', '>=', '==', '!='])} {self.of('int', depth)})"
        if shape == 4:
            return f"({self.leaf('day')} {lot.choice(['<', '<=', '>', '>=', '==', '!='])} {self.leaf('day')})"
        if shape == 5:
            return f"({self.of('text', depth)} {lot.choice(['==', '!='])} {self.of('text', depth)})"
        if shape == 6:
            return f"({self.of('text', depth)} in {self.of('texts', depth)})"
        if shape == 7:
            method = lot.choice(["contains", "startsWith", "endsWith"])
            return f"{self.of('text', depth)}.{method}({self.of('text', depth)})"
        return self._macro(lot.choice(["all", "exists", "exists_one"]), depth)

    def _text(self, depth: int) -> str:
        return f"({self.of('text', depth)} + {self.of('text', depth)})"

    def _day(self, depth: int) -> str:
        return f"{self.lot.choice(['days', 'months', 'years'])}_after({self.leaf('day')}, {self.of('int', depth)})"

    def _texts(self, depth: int) -> str:
        if self.lot.random() < 0.4:
            return f"({self.of('texts', depth)} + {self.of('texts', depth)})"
        return self._macro("filter", depth) if self.lot.random() < 0.5 else f"[{self.of('text', depth)}]"

    def _ints(self, depth: int) -> str:
        return f"[{self.of('int', depth)}, {self.of('int', depth)}]"

    def _days(self, depth: int) -> str:
        return f"[{self.of('day', depth)}, {self.of('day', depth)}]"

    def _macro(self, name: str, depth: int) -> str:
        self.names += 1
        item = f"x{self.names}"
        if name != "filter" and self.lot.random() < 0.5:
            return f"votes.{name}({item}, {item}.yes > {self.of('int', depth)})"
        owner = self.lot.choice(["names", "given", "votes.map(v, v.name)", "['甲同志', '无']"])
        return f"{owner}.{name}({item}, {item} == {self.of('text', depth)} || chars({item}) > {self.leaf('int')})"
