"""Keep rules inside the part of CEL that the Python and the browser engine share.

`tests/data/vectors/probes.json` shows what the two engines agree on; what they do not agree on is outlawed here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from branchbook.handbook.template import FieldType
from branchbook.rules.functions import FUNCTIONS
from branchbook.rules.parse import KEYWORDS, Node, ParseError, Token, parse, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cel_expr_python import cel

    from branchbook.handbook.parameters import Parameter
    from branchbook.handbook.template import Field

__all__ = ["KEYWORDS", "RESERVED", "calls_in", "lint", "names_in", "signatures"]

_MACROS = frozenset({"all", "exists", "exists_one", "filter", "map"})
_TEXT_METHODS = frozenset({"contains", "startsWith", "endsWith"})
_GLOBALS = frozenset({"has", "size"})
_OTHER = "string bool int double uint bytes type dyn list timestamp duration matches optional google cel null_type"
_VARIABLES = frozenset({"given", "today", "params", "docs"})

#: Names that a field may not have: CEL's own words, functions and types, our functions and our variables.
RESERVED = KEYWORDS | _MACROS | _TEXT_METHODS | _GLOBALS | frozenset(_OTHER.split()) | _VARIABLES | FUNCTIONS.keys()
_LARGEST = 2**53 - 1
_LONGEST = 4000
_ITEMS = 200

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Kind:
    """What an expression yields, finer than CEL's types: a day and a moment are texts that may be compared."""

    name: str
    of: Kind | None = None
    columns: Mapping[str, Kind] = field(default_factory=dict, compare=False)

    @property
    def words(self) -> str:
        """The word for it in a message."""
        return {"int": "整数", "bool": "真假", "list": "清单", "row": "一行", "day": "日期", "moment": "日期时间"}.get(
            self.name, "文字"
        )


ANY, INT, BOOL, TEXT, DAY, MOMENT = (Kind(name) for name in ("any", "int", "bool", "text", "day", "moment"))
#: What an empty list literal holds.
NOTHING = Kind("nothing")
_TEXTS = {TEXT, DAY, MOMENT}
_BY_CEL = {"INT": INT, "BOOL": BOOL, "STRING": TEXT}


def _list(item: Kind) -> Kind:
    return Kind("list", item)


def _kind_of(item: Field) -> Kind:
    if item.type is FieldType.TABLE:
        return _list(Kind("row", columns={name: _kind_of(column) for name, column in item.columns.items()}))
    return {
        FieldType.INTEGER: INT,
        FieldType.DATE: DAY,
        FieldType.DATETIME: MOMENT,
        FieldType.PEOPLE: _list(TEXT),
    }.get(item.type, TEXT)


def _kind_of_param(param: Parameter) -> Kind:
    return {"integer": INT, "yes-no": BOOL, "date": DAY}.get(param.type, TEXT)


def _of_cel(declared: cel.Type) -> Kind:
    name = declared.name()
    if name.startswith("LIST"):
        return _list(TEXT if "STRING" in name else ANY)
    return _BY_CEL.get(name, ANY)


def signatures() -> dict[str, list[str]]:
    """Return what each of our functions takes and, last, what it gives, as `rules/lint.ts` wants it."""

    def said(kind: Kind) -> str:
        return f"{kind.name} {kind.of.name}" if kind.of else kind.name

    return {
        name: [
            *(said(_of_cel(taken)) for taken in function.parameters),
            "day" if function.day else said(_of_cel(function.result)),
        ]
        for name, function in FUNCTIONS.items()
    }


def _agree(left: Kind, right: Kind) -> bool:
    """Tell whether two kinds are the same type to both engines."""
    if {ANY, NOTHING} & {left, right}:
        return True
    if left in _TEXTS and right in _TEXTS:
        return True
    if left.name != right.name:
        return False
    return left.of is None or right.of is None or _agree(left.of, right.of)


def _merged(left: Kind, right: Kind) -> Kind:
    if right in {left, ANY, NOTHING}:
        return left
    if left.name == right.name == "list" and left.of and right.of:
        return _list(_merged(left.of, right.of))
    return right if left in {ANY, NOTHING} else TEXT


def names_in(expression: str) -> set[str]:
    """Return the identifiers that stand free in an expression (no member names, no calls)."""
    found: set[str] = set()
    words = tokens(expression)
    for index, token in enumerate(words):
        after_dot = index > 0 and words[index - 1].text == "."
        called = index + 1 < len(words) and words[index + 1].text == "("
        if token.kind == "name" and not after_dot and not called:
            found.add(token.text)
    return found


def calls_in(expression: str) -> set[str]:
    """Return the names of the functions that an expression calls."""
    words = tokens(expression)
    return {a.text for a, b in pairwise(words) if a.kind == "name" and b.text == "("}


def _spelling(words: Sequence[Token]) -> Iterator[str]:
    """What is wrong with single words, whatever they mean together."""
    for token in words:
        text = token.text
        if token.kind == "bad":
            yield f"有两种引擎都不认识的字符「{text}」"
        elif token.kind == "string":
            if text[0] in "rRbB" or text.startswith(('"""', "'''")):
                yield "只用普通引号的字符串"
            elif "\\" in text:
                yield "字符串里不写反斜杠，要引号就用另一种引号括起来"
            elif any(ord(char) < 0x20 for char in text):
                yield "字符串里不能换行"
            if any(ord(char) > 0xFFFF for char in text):
                yield "字符串里有基本平面之外的字，两种引擎数法不同"
        elif token.kind == "number":
            if not text.isdigit():
                yield f"「{text}」：只用十进制整数，比例写成两边相乘"
            elif len(text) > 1 and text[0] == "0":
                yield f"「{text}」：整数前面不写 0"
            elif int(text) > _LARGEST:
                yield f"「{text}」超过浏览器能精确表示的整数"
        elif text in {"?.", ".?", "[?"}:
            yield "不能用可选取值语法"
        elif text == "//":
            yield "式子里不写注释"
        elif token.kind == "name" and text == "null":
            yield "不能用 null；没有填的值用 'x' in given 或 has(v.x) 判断"


class _Judge:
    """Walks a tree and says where the two engines would part."""

    def __init__(self, names: Mapping[str, Kind], taken: frozenset[str]) -> None:
        self.names = dict(names)
        self.taken = taken
        self.problems: list[str] = []

    def say(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)

    def kind(self, node: Node) -> Kind:
        found: Kind = getattr(self, f"_{node.kind}")(node)
        return found

    def _text(self, node: Node) -> Kind:
        return DAY if _DAY.fullmatch(node.word) else MOMENT if _MOMENT.fullmatch(node.word) else TEXT

    def _number(self, _node: Node) -> Kind:
        return INT

    def _bool(self, _node: Node) -> Kind:
        return BOOL

    def _name(self, node: Node) -> Kind:
        return self.names.get(node.word, ANY)

    def _field(self, node: Node) -> Kind:
        owner = self.kind(node.parts[0])
        if owner.name == "row":
            if owner.columns and node.word not in owner.columns:
                params = node.parts[0].kind == "name" and node.parts[0].word == "params"
                self.say(f"docs/parameters.yml 里没有「{node.word}」" if params else f"没有「{node.word}」这一列")
            return owner.columns.get(node.word, ANY)
        if owner != ANY:
            self.say(f"「.{node.word}」的前面不是一行，是{owner.words}")
        return ANY

    def _index(self, node: Node) -> Kind:
        owner, at = self.kind(node.parts[0]), self.kind(node.parts[1])
        if owner.name not in {"list", "any"} or at not in {INT, ANY}:
            self.say("[] 只用来按序号取清单里的一项")
        return owner.of or ANY

    def _list(self, node: Node) -> Kind:
        kinds = [self.kind(part) for part in node.parts]
        if len(kinds) > _ITEMS:
            self.say(f"清单一次最多写 {_ITEMS} 项")
        item = kinds[0] if kinds else NOTHING
        for other in kinds[1:]:
            if not _agree(item, other):
                self.say("清单里的各项要同一种类型")
                return _list(ANY)
            item = _merged(item, other)
        return _list(item)

    def _not(self, node: Node) -> Kind:
        if self.kind(node.parts[0]) not in {BOOL, ANY}:
            self.say("「!」后面要是真假")
        return BOOL

    def _minus(self, node: Node) -> Kind:
        if self.kind(node.parts[0]) not in {INT, ANY}:
            self.say("「-」后面要是整数")
        return INT

    def _choice(self, node: Node) -> Kind:
        test, first, second = (self.kind(part) for part in node.parts)
        if test not in {BOOL, ANY}:
            self.say("「?」前面要是真假")
        if not _agree(first, second):
            self.say("「? :」的两个结果要同一种类型")
            return ANY
        return _merged(first, second)

    def _binary(self, node: Node) -> Kind:
        left, right = (self.kind(part) for part in node.parts)
        operator = node.word
        if operator in {"&&", "||"}:
            if not {left, right} <= {BOOL, ANY}:
                self.say(f"「{operator}」两边要是真假")
            return BOOL
        if operator == "in":
            if right.name not in {"list", "any"}:
                self.say("「in」后面只能是清单")
            elif right.of and not _agree(left, right.of):
                self.say(f"「in」前面是{left.words}，清单里是{right.of.words}，永远对不上")
            return BOOL
        if operator in {"==", "!="}:
            if not _agree(left, right):
                self.say(f"「{operator}」一边是{left.words}，一边是{right.words}，永远对不上")
            elif {left.name, right.name} == {"day", "moment"}:
                self.say(f"「{operator}」一边是日期，一边是日期时间，先用 day_of() 取出那一天")
            elif "row" in {left.name, right.name}:
                self.say(f"「{operator}」不能比两整行，比其中的列")
            return BOOL
        if operator in {"<", "<=", ">", ">="}:
            self._order(operator, left, right)
            return BOOL
        return self._sum(node, left, right)

    def _order(self, operator: str, left: Kind, right: Kind) -> None:
        if {left, right} <= {INT, ANY} or {left, right} <= {DAY, ANY} or {left, right} <= {MOMENT, ANY}:
            return
        if {left.name, right.name} == {"day", "moment"}:
            self.say(f"「{operator}」一边是日期，一边是日期时间，先用 day_of() 取出那一天")
        elif left in _TEXTS | {ANY} and right in _TEXTS | {ANY}:
            self.say(f"「{operator}」比文字的先后，两种引擎对生僻字排法不同；只有整数和日期能比大小")
        else:
            self.say(f"「{operator}」两边要同是整数或同是日期")

    def _sum(self, node: Node, left: Kind, right: Kind) -> Kind:
        operator = node.word
        if operator == "+" and left in _TEXTS | {ANY} and right in _TEXTS | {ANY} and {left, right} != {ANY}:
            return TEXT
        if operator == "+" and "list" in {left.name, right.name}:
            if not _agree(left, right):
                self.say("「+」只能接两份同类的清单")
            return _merged(left, right)
        if not {left, right} <= {INT, ANY}:
            self.say(f"「{operator}」两边要是整数")
            return ANY
        if operator in {"/", "%"} and _constant(node.parts[1]) == 0:
            self.say("除数是 0")
        value = _constant(node)
        if value is not None and abs(value) > _LARGEST:
            self.say(f"「{operator}」算出来的数超过浏览器能精确表示的整数")
        return INT if INT in {left, right} else ANY

    def _call(self, node: Node) -> Kind:
        name = node.word
        if name == "has":
            return self._has(node)
        kinds = [self.kind(part) for part in node.parts]
        if name == "size":
            if len(kinds) != 1 or kinds[0].name not in {"list", "any"}:
                shown = node.parts[0].word if node.parts and node.parts[0].kind == "name" else "…"
                self.say(f"size({shown}) 数的不是清单，字数用 chars({shown})")
            return INT
        if name not in FUNCTIONS:
            self.say(f"函数「{name}」不在两种引擎都有的范围里")
            return ANY
        function = FUNCTIONS[name]
        if len(kinds) != len(function.parameters):
            self.say(f"{name}() 要 {len(function.parameters)} 个参数，写了 {len(kinds)} 个")
        for given, declared in zip(kinds, function.parameters, strict=False):
            wanted = _of_cel(declared)
            if not _agree(given, wanted):
                self.say(f"{name}() 要的是{wanted.words}，给的是{given.words}")
        return DAY if function.day else _of_cel(function.result)

    def _has(self, node: Node) -> Kind:
        inner = node.parts[0] if len(node.parts) == 1 else node
        root = inner
        while root.kind == "field":
            root = root.parts[0]
        if inner.kind != "field" or root.kind != "name":
            self.say("has() 里写 行.列，如 has(v.note)")
        else:
            self.kind(inner)
        return BOOL

    def _method(self, node: Node) -> Kind:
        name = node.word
        owner = self.kind(node.parts[0])
        if name in _MACROS:
            return self._macro(node, owner)
        kinds = [self.kind(part) for part in node.parts[1:]]
        if name not in _TEXT_METHODS:
            self.say(f"函数「{name}」不在两种引擎都有的范围里" + ("，写成 size(…)" if name == "size" else ""))
            return ANY
        if owner not in _TEXTS | {ANY} or len(kinds) != 1 or kinds[0] not in _TEXTS | {ANY}:
            self.say(f"{name}() 前面和括号里都要是一段文字")
        return BOOL

    def _macro(self, node: Node, owner: Kind) -> Kind:
        name, arguments = node.word, node.parts[1:]
        if owner.name not in {"list", "any"}:
            self.say(f"{name}() 的前面要是清单")
        elif owner.of == NOTHING:
            self.say(f"{name}() 的前面是空清单 []，两种引擎对里面的项看法不同")
        if len(arguments) != 2 or arguments[0].kind != "name":
            self.say(f"{name}() 的括号里先写一个名字，再写一个式子")
            return ANY
        variable = arguments[0].word
        if variable in self.taken:
            self.say(f"{name}() 里的名字「{variable}」和字段同名，换一个")
        before = self.names.get(variable)
        self.names[variable] = owner.of or ANY
        found = self.kind(arguments[1])
        if before is None:
            del self.names[variable]
        else:
            self.names[variable] = before
        if name == "map":
            return _list(found)
        if found not in {BOOL, ANY}:
            self.say(f"{name}() 里的式子要得出真假")
        return (_list(owner.of or ANY)) if name == "filter" else BOOL


def _constant(node: Node) -> int | None:
    """Return the value of an expression of nothing but whole numbers."""
    if node.kind == "number":
        return int(node.word) if node.word.isdigit() else None
    values = [_constant(part) for part in node.parts]
    if not values or any(value is None for value in values):
        return None
    numbers = [value for value in values if value is not None]
    if node.kind == "minus":
        return -numbers[0]
    if node.kind == "binary" and node.word in {"+", "-", "*"}:
        left, right = numbers
        return left + right if node.word == "+" else left - right if node.word == "-" else left * right
    return None


def _params(known: Mapping[str, Parameter]) -> Kind:
    return Kind("row", columns={name: _kind_of_param(param) for name, param in known.items()})


def lint(
    expression: str,
    fields: Mapping[str, Field],
    docs: Mapping[str, Mapping[str, Field]] | None = None,
    params: Mapping[str, Parameter] | None = None,
) -> list[str]:
    """Say what in an expression the two engines would not treat alike; empty when portable.

    Args:
        expression: the expression.
        fields: the fields of the template.
        docs: for the rules of a dossier, the fields of each of its documents, by the name after `docs.`.
        params: what may be named as `params.<id>`; anything, when there is none.
    """
    if len(expression) > _LONGEST:
        return [f"式子太长，超过 {_LONGEST} 字，拆成几条规则"]
    problems = list(dict.fromkeys(_spelling(tokens(expression))))
    if problems:
        return problems
    if docs is not None and "params" in names_in(expression):
        return ["一事一档的规则看不到 params，写到单份材料的规则里"]
    try:
        tree = parse(expression)
    except ParseError as problem:
        return [str(problem)]
    names = {name: _kind_of(item) for name, item in fields.items()}
    names |= {"today": DAY, "given": _list(TEXT), "params": _params(params or {})}
    if docs is not None:
        rows = {
            name: Kind("row", columns={key: _kind_of(item) for key, item in of.items()}) for name, of in docs.items()
        }
        names["docs"] = Kind("row", columns=rows)
    judge = _Judge(names, frozenset(names))
    judge.kind(tree)
    return judge.problems
