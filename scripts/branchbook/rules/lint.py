"""Keep rules inside the part of CEL that the Python and the browser engine share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from branchbook.handbook.template import FieldType
from branchbook.rules.functions import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from branchbook.handbook.template import Field

_KEYWORDS = """
as break const continue else false for function if import in let loop package namespace null return true var void while
"""
_BUILTIN = "has all exists exists_one filter map size contains startsWith endsWith int"
_OTHER = "string bool double uint bytes type dyn list timestamp duration matches given today"

#: CEL's own words: neither a field nor a column of a table may be called so.
KEYWORDS = frozenset(_KEYWORDS.split())

#: Built-in functions and macros that behave alike in both engines.
_BUILTINS = frozenset(_BUILTIN.split())

#: Names that a field may not have: CEL's own words, functions and types, our functions and our variables.
RESERVED = KEYWORDS | _BUILTINS | frozenset(_OTHER.split()) | FUNCTIONS.keys()
_LARGEST = 2**53 - 1
_TOKEN = re.compile(
    r"""(?P<string>[rRbB]?(?:'''|\"\"\"|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))"""
    r"""|(?P<number>0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[uU]?)"""
    r"""|(?P<name>[A-Za-z_]\w*)|(?P<op>\?\.|\.\?|\[\?|&&|\|\||[<>=!]=|[-+*/%<>!?:.,()\[\]{}])|(?P<space>\s+)|(?P<bad>.)""",
    re.DOTALL,
)


def _tokens(expression: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(expression):
        kind = match.lastgroup or "bad"
        if kind != "space":
            yield kind, match.group()


def names_in(expression: str) -> set[str]:
    """Return the identifiers that stand free in an expression (no member names, no calls)."""
    found: set[str] = set()
    tokens = list(_tokens(expression))
    for index, (kind, text) in enumerate(tokens):
        after_dot = index > 0 and tokens[index - 1][1] == "."
        called = index + 1 < len(tokens) and tokens[index + 1][1] == "("
        if kind == "name" and not after_dot and not called:
            found.add(text)
    return found


def lint(expression: str, fields: Mapping[str, Field]) -> list[str]:
    """Say what in an expression the two engines would not treat alike; empty when portable."""
    problems: list[str] = []
    tokens = list(_tokens(expression))
    for index, (kind, text) in enumerate(tokens):
        following = tokens[index + 1][1] if index + 1 < len(tokens) else ""
        if kind == "bad":
            problems.append(f"有两种引擎都不认识的字符「{text}」")
        elif kind == "string":
            if text[0] in "rRbB" or text.startswith(('"""', "'''")):
                problems.append("只用普通引号的字符串")
            if any(ord(char) > 0xFFFF for char in text):
                problems.append("字符串里有基本平面之外的字，两种引擎数法不同")
        elif kind == "number":
            if not text.isdigit():
                problems.append(f"「{text}」：只用十进制整数，比例写成两边相乘")
            elif int(text) > _LARGEST:
                problems.append(f"「{text}」超过浏览器能精确表示的整数")
        elif kind == "op" and text in {"?.", ".?", "[?"}:
            problems.append("不能用可选取值语法")
        elif kind == "name" and following == "(" and text not in _BUILTINS and text not in FUNCTIONS:
            problems.append(f"函数「{text}」不在两种引擎都有的范围里")
        elif kind == "name" and text == "size" and following == "(" and index + 3 < len(tokens):
            inner, close = tokens[index + 2][1], tokens[index + 3][1]
            field = fields.get(inner)
            if close == ")" and field and field.type not in {FieldType.PEOPLE, FieldType.TABLE}:
                problems.append(f"size({inner}) 数的是文字，改用 chars({inner})")
    return problems
