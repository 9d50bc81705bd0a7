"""Finds every code that the package can yield, by reading the code that yields it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CODE = re.compile(r"^[a-z]+(-[a-z0-9]+)+$")


@dataclass
class Module:
    """A module's tree, with what is needed to follow a name to the strings that it may hold."""

    name: str
    tree: ast.Module
    others: list[Module]
    functions: list[ast.FunctionDef] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.functions = [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]

    def calls(self, name: str) -> Iterator[tuple[ast.Call, ast.FunctionDef | None]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                called = node.func
                if getattr(called, "id", getattr(called, "attr", "")) == name:
                    yield node, self.around(node)

    def users(self, function: ast.FunctionDef) -> Iterator[Module]:
        """Yield this module, and those that import one of its functions, or the class whose method it is."""
        yield self
        wanted = {function.name}
        wanted |= {
            node.name for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef) and function in node.body
        }
        for other in self.others:
            imports = [node for node in ast.walk(other.tree) if isinstance(node, ast.ImportFrom)]
            names = {item.name for node in imports if node.module == self.name for item in node.names}
            if wanted & names:
                yield other

    def around(self, node: ast.AST) -> ast.FunctionDef | None:
        inner = [item for item in self.functions if any(child is node for child in ast.walk(item))]
        return min(inner, key=lambda item: (item.end_lineno or 0) - item.lineno, default=None)

    def assigned(self, name: str, function: ast.FunctionDef | None) -> Iterator[ast.expr]:
        for node in ast.walk(function or self.tree):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    names = target.elts if isinstance(target, ast.Tuple) else [target]
                    if any(isinstance(item, ast.Name) and item.id == name for item in names):
                        yield node.value
            if isinstance(node, ast.For) and name in {
                item.id for item in ast.walk(node.target) if isinstance(item, ast.Name)
            }:
                yield node.iter


def _strings(node: ast.AST) -> set[str]:
    return {item.value for item in ast.walk(node) if isinstance(item, ast.Constant) and isinstance(item.value, str)}


def _resolve(module: Module, node: ast.expr, function: ast.FunctionDef | None) -> set[str]:
    """Return the codes that an expression may be; `prefix-*` where only its start is known."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.IfExp):
        return _resolve(module, node.body, function) | _resolve(module, node.orelse, function)
    if isinstance(node, ast.BinOp | ast.JoinedStr):
        first = next(iter(sorted((item for item in _strings(node) if item.endswith("-")), key=len, reverse=True)))
        return {first + "*"}
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        return {text for value in module.assigned(node.value.id, None) for text in _strings(value) if _CODE.match(text)}
    if isinstance(node, ast.Name):
        held = {text for value in module.assigned(node.id, function) for text in _strings(value) if _CODE.match(text)}
        return held or _from_callers(module, node.id, function)
    raise AssertionError(f"cannot tell what code {ast.unparse(node)} is")


def _from_callers(module: Module, name: str, function: ast.FunctionDef | None) -> set[str]:
    assert function, f"{name} is no parameter"
    parameters = [item.arg for item in function.args.args if item.arg not in {"self", "cls"}]
    place = parameters.index(name)
    found: set[str] = set()
    for user in module.users(function):
        for call, caller in user.calls(function.name):
            given = [item.value for item in call.keywords if item.arg == name] or call.args[place : place + 1]
            found |= {code for node in given for code in _resolve(user, node, caller)}
    assert found, f"nobody calls {function.name}"
    return found


def codes(package: Path) -> dict[str, list[str]]:
    """Return each code (or family `prefix-*`) with the files that yield it."""
    found: dict[str, list[str]] = {}
    modules: list[Module] = []
    files = sorted(package.rglob("*.py"))
    for file in files:
        name = ".".join(file.relative_to(package.parent).with_suffix("").parts)
        modules.append(Module(name, ast.parse(file.read_text(encoding="utf-8")), modules))
    for file, module in zip(files, modules, strict=True):
        for call, function in module.calls("Finding"):
            given = [item.value for item in call.keywords if item.arg == "code"] or call.args[:1]
            for node in given:
                for code in _resolve(module, node, function):
                    found.setdefault(code, []).append(file.relative_to(package).as_posix())
    return found
