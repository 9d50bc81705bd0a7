"""Read an expression of our profile of CEL into a tree, so that the lint can see what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<string>[rRbB]{0,2}(?:'''.*?'''|\"\"\".*?\"\"\"|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))"""
    r"""|(?P<number>0[xX][0-9a-fA-F]+[uU]?|[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?[uU]?)"""
    r"""|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"""
    r"""|(?P<op>\?\.|\.\?|\[\?|//|&&|\|\||[<>=!]=|[-+*/%<>!?:.,()\[\]{}])|(?P<space>[ \t\r\n]+)|(?P<bad>.)""",
    re.DOTALL,
)

_KEYWORDS = """
as break const continue else false for function if import in let loop package namespace null return true var void while
"""

#: CEL's own words.
KEYWORDS = frozenset(_KEYWORDS.split())

_LEVELS = (("||",), ("&&",), ("<", "<=", ">", ">=", "==", "!=", "in"), ("+", "-"), ("*", "/", "%"))
_DEEPEST = 60


class ParseError(ValueError):
    """What stands in an expression that the profile does not know, in words for its writer."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of an expression."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Node:
    """One operation of an expression.

    Attributes:
        kind: text, number, bool, name, field, index, call, method, list, not, minus, binary or choice.
        word: the literal, name or operator.
        parts: the operands, receiver first.
    """

    kind: str
    word: str
    parts: tuple[Node, ...] = ()


def tokens(expression: str) -> list[Token]:
    """Cut an expression into words, spaces left out."""
    return [
        Token(match.lastgroup or "bad", match.group())
        for match in _TOKEN.finditer(expression)
        if match.lastgroup != "space"
    ]


class _Reader:
    def __init__(self, expression: str) -> None:
        self.left = tokens(expression)
        self.left.reverse()
        self.depth = 0

    def peek(self) -> str:
        return self.left[-1].text if self.left and self.left[-1].kind != "string" else ""

    def take(self, *wanted: str) -> bool:
        if self.left and self.left[-1].kind in {"op", "name"} and self.left[-1].text in wanted:
            self.left.pop()
            return True
        return False

    def need(self, wanted: str) -> None:
        if not self.take(wanted):
            found = f"得到「{self.left[-1].text}」" if self.left else "到末尾还没有"
            raise ParseError(f"此处应是「{wanted}」，{found}")

    def name(self) -> str:
        if self.left and self.left[-1].kind == "name":
            return self.left.pop().text
        raise ParseError("「.」后面应是字段名")

    def whole(self) -> Node:
        node = self.choice()
        if self.left:
            raise ParseError(f"多出「{self.left[-1].text}」")
        return node

    def choice(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ParseError("括号套得太深")
        node = self.level(0)
        if self.take("?"):
            first = self.level(0)
            self.need(":")
            node = Node("choice", "?:", (node, first, self.choice()))
        self.depth -= 1
        return node

    def level(self, number: int) -> Node:
        if number == len(_LEVELS):
            return self.unary()
        node = self.level(number + 1)
        while self.peek() in _LEVELS[number]:
            operator = self.left.pop().text
            node = Node("binary", operator, (node, self.level(number + 1)))
        return node

    def unary(self) -> Node:
        if self.take("!"):
            if self.peek() == "!":
                raise ParseError("「!」不连着写两个")
            return Node("not", "!", (self.unary(),))
        if self.take("-"):
            if self.peek() == "-":
                raise ParseError("「-」不连着写两个")
            return Node("minus", "-", (self.unary(),))
        return self.member()

    def member(self) -> Node:
        node = self.primary()
        while True:
            if self.take("."):
                name = self.name()
                if self.take("("):
                    node = Node("method", name, (node, *self.arguments(")")))
                else:
                    node = Node("field", name, (node,))
            elif self.take("["):
                node = Node("index", "[]", (node, self.choice()))
                self.need("]")
            else:
                return node

    def arguments(self, closing: str) -> tuple[Node, ...]:
        found: list[Node] = []
        if not self.take(closing):
            found.append(self.choice())
            while self.take(","):
                found.append(self.choice())
            self.need(closing)
        return tuple(found)

    def primary(self) -> Node:
        if not self.left:
            raise ParseError("式子没有写完")
        token = self.left.pop()
        if token.kind == "string":
            return Node("text", token.text[1:-1])
        if token.kind == "number":
            return Node("number", token.text)
        if token.kind == "name":
            if token.text in {"true", "false"}:
                return Node("bool", token.text)
            if token.text in KEYWORDS:
                raise ParseError(f"不能用「{token.text}」")
            return Node("call", token.text, self.arguments(")")) if self.take("(") else Node("name", token.text)
        if token.text == "(":
            node = self.choice()
            self.need(")")
            return node
        if token.text == "[":
            return Node("list", "[]", self.arguments("]"))
        if token.text == "{":
            raise ParseError("不能写键值对 {…}，两种引擎认的键不一样")
        raise ParseError(f"此处不该是「{token.text}」")


def parse(expression: str) -> Node:
    """Read an expression.

    Raises:
        ParseError: when it is not an expression of the profile.
    """
    return _Reader(expression).whole()
