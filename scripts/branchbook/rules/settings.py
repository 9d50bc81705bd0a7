"""What a unit set for itself, as rules see it: `params.<id>`; the twin of `scripts/web/src/rules/settings.ts`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from branchbook.rules.days import cn_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from branchbook.handbook.parameters import Parameter, Setting

_TEXTS = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAMED = re.compile(r"\bparams\.([a-z][a-z0-9_]*)")


def named(expressions: Iterable[str]) -> list[str]:
    """Return the parameters that expressions name, in their order, each once."""
    found: dict[str, None] = {}
    for expression in expressions:
        found |= dict.fromkeys(_NAMED.findall(_TEXTS.sub("", expression)))
    return list(found)


@dataclass(frozen=True)
class Settings:
    """Parameters and facts with what one unit set.

    Attributes:
        known: every parameter and fact, by id.
        own: what the unit set; what it did not set has its default, or (a fact) no value.
    """

    known: Mapping[str, Parameter] = field(default_factory=lambda: MappingProxyType({}))
    own: Mapping[str, Setting] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """Every value that is known, by id."""
        default = {name: param.default for name, param in self.known.items() if param.default is not None}
        return MappingProxyType({**default, **self.own})

    def but(self, own: Mapping[str, Setting]) -> Settings:
        """Return the same with some more set."""
        return Settings(self.known, {**self.own, **own})

    def told(self, names: Iterable[str]) -> str:
        """Say what was used, and whether the unit set it; empty when nothing is known of it."""
        parts = []
        for name in names:
            param, value = self.known.get(name), self.values.get(name)
            if param is None or value is None:
                continue
            shown = f"“{param.label}”是 {_shown(param, value)}"
            if param.fact:
                parts.append(f"本支部设定{shown}")
            else:
                usual = f"{param.asked_by}要求的" if param.asked_by else "没有另设，用的是默认的"
                parts.append(f"单位规定{shown}，" + ("本单位设的" if name in self.own else usual))
        return f"（{'；'.join(parts)}）" if parts else ""

    def unknown(self, names: Iterable[str]) -> list[str]:
        """Return the labels of those that have no value."""
        return [self.known[name].label for name in names if name in self.known and name not in self.values]


def _shown(param: Parameter, value: Setting) -> str:
    if isinstance(value, bool):
        words = ("没有", "有") if param.label.startswith("有没有") else ("否", "是")
        return words[value]
    if param.type == "date":
        return cn_date(str(value))
    space = " " if param.unit and param.unit != "%" else ""
    return f"{value}{space}{param.unit}"


NO_SETTINGS = Settings()

__all__ = ["NO_SETTINGS", "Settings", "named"]
