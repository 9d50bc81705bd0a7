"""Reading YAML and front matter so that every value knows its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from branchbook.findings import Finding, Severity, Where
from branchbook.reports import reason

if TYPE_CHECKING:
    from pathlib import Path

#: A body longer than this is no template or page that a person wrote; refused before it is parsed.
MAX_BYTES = 2_000_000

KeyPath = tuple[str | int, ...]


class SourceError(Exception):
    """A file that cannot be read as what it should be; carries one finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding.where) + "：" + finding.message)
        self.finding = finding


#: libyaml reads a dozen times faster and bounds how deep things nest; plain Python serves where it is missing.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _PlainLoader(_Base):  # type: ignore[misc]
    """YAML 1.2 core scalars only: dates stay text, and `yes`/`no`/`on` are words."""


_PlainLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"^[-+]?[0-9]+\.[0-9]+$", "-+0123456789"),
    ("tag:yaml.org,2002:null", r"^(?:~|null|)$", "~n\0"),
    ("tag:yaml.org,2002:merge", r"^(?:<<)$", "<"),
):
    _PlainLoader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first) + ([""] if "null" in _tag else []))


#: What the parser says in English, by what its sentence holds; the first that fits is taken.
_SAID = (
    ("mapping values", "冒号不该在这里，多半是这一行或上一行的缩进错了，或者值里有冒号没有用引号括起来"),
    ("expected ':'", "少了冒号，或者冒号后面没有空格"),
    ("expected ',' or", "方括号、花括号没有配对"),
    ("node content", "方括号、花括号没有配对，或者后面缺了值"),
    ("unexpected end of stream", "引号没有配对"),
    ("expected key", "缩进和上面几行对不齐"),
    ("block end", "缩进和上面几行对不齐"),
    ("'-' indicator", "清单的“- ”和上面几行对不齐"),
    ("cannot start any token", "行首用了 Tab，或者值以 @、%、反引号开头没有用引号括起来"),
    ("another document", "中间多了一行“---”"),
    ("escape", "双引号里的反斜杠写错了"),
    ("not allowed", "有看不见的控制字符"),
)


def _in_chinese(said: str) -> str:
    return next((words for part, words in _SAID if part in said), said)


@dataclass(frozen=True, slots=True)
class Source:
    """One file as data, with the line on which each key or item stands."""

    path: str
    data: Any
    body: str = ""
    body_line: int = 1
    lines: dict[KeyPath, int] = field(default_factory=dict, compare=False, repr=False)

    def line(self, *keys: str | int) -> int:
        """Return the line of a key path, or of the nearest parent that has one."""
        for end in range(len(keys), -1, -1):
            if keys[:end] in self.lines:
                return self.lines[keys[:end]]
        return 1

    def where(self, *keys: str | int, field_name: str = "") -> Where:
        """Return the place of a key path in this file."""
        return Where(self.path, self.line(*keys), field_name)


def _problem(path: str, line: int | None, code: str, message: str, mend: str) -> SourceError:
    return SourceError(Finding(code, Severity.MUST, Where(path, line), message, mend))


class _Walk:
    """Notes the line of every key and item; refuses keys written twice, keys that are no words, and aliases."""

    def __init__(self, path: str, offset: int) -> None:
        self.path, self.offset = path, offset
        self.lines: dict[KeyPath, int] = {}
        self._seen: set[int] = set()

    def _line(self, node: yaml.Node) -> int:
        return node.start_mark.line + 1 + self.offset

    def visit(self, node: yaml.Node, keys: KeyPath = ()) -> None:
        """Walk one node; an alias shows as a node met twice, and would hide where a fact stands."""
        line = self._line(node)
        if id(node) in self._seen:
            # The node's own mark is where it was first written; the alias stands with its key or its list.
            where = self.lines.get(keys[:-1] if keys and isinstance(keys[-1], int) else keys, line)
            message = "不是正确的 YAML：不能用 *别名 引用别处"
            raise _problem(self.path, where, "source-yaml", message, "写全它；许多材料共用的，用 {use: 名字}")
        self._seen.add(id(node))
        self.lines.setdefault(keys, line)
        if isinstance(node, yaml.MappingNode):
            self._mapping(node, keys)
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self.lines[*keys, index] = self._line(item)
                self.visit(item, (*keys, index))

    def _mapping(self, node: yaml.MappingNode, keys: KeyPath) -> None:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            line = self._line(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                message = "不是正确的 YAML：键应是一个词，这里是清单或对照表"
                raise _problem(self.path, line, "source-yaml", message, "检查这一行开头的 ? [ {")
            key: str = key_node.value
            if key in seen:
                raise _problem(self.path, line, "source-duplicate-key", f"键「{key}」写了两次", "删去其中一个")
            seen.add(key)
            self.lines[*keys, key] = line
            self.visit(value_node, (*keys, key))


def parse_yaml(text: str, path: str, *, offset: int = 0) -> Source:
    """Parse YAML text.

    Raises:
        SourceError: on a syntax error or a key written twice.
    """
    walk = _Walk(path, offset)
    data = None
    try:
        loader = _PlainLoader(text)
        try:
            node = loader.get_single_node()
            if node is not None:
                walk.visit(node)
                data = loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = None if mark is None else mark.line + 1 + offset
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        message = f"不是正确的 YAML：{_in_chinese(what)}"
        raise _problem(path, line, "source-yaml", message, "检查这一行的缩进、冒号后的空格和引号") from None
    except RecursionError:
        message = "不是正确的 YAML：一层套一层太深"
        raise _problem(path, None, "source-yaml", message, "检查有没有没写完的括号") from None
    return Source(path, data, lines=walk.lines)


def read_text(file: Path, path: str) -> str:
    """Read a UTF-8 text file.

    Raises:
        SourceError: when it is absent, too large or not UTF-8.
    """
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise _problem(
                path,
                None,
                "source-too-large",
                f"文件有 {size:,} 字节，超过 {MAX_BYTES:,} 字节",
                "确认放对了文件，图片和附件不要写进正文",
            )
        return file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise _problem(path, None, "source-encoding", "不是 UTF-8 编码的文本", "另存为 UTF-8") from None
    except OSError as error:
        raise _problem(
            path, None, "source-missing", f"读不到这个文件（{reason(error)}）", "补上文件或检查读取权限"
        ) from None


def _mapping(source: Source) -> Source:
    if not isinstance(source.data, dict):
        kind = "空的" if source.data is None else "清单或单个值"
        raise _problem(
            source.path,
            source.line(),
            "source-not-mapping",
            f"这里应是“键: 值”的对照表，读到的是{kind}",
            "按同类文件的样子写成 键: 值",
        )
    return source


def read_yaml(file: Path, path: str) -> Source:
    """Read a YAML file whose top level is a mapping.

    Raises:
        SourceError: see `read_text` and `parse_yaml`; also when the top level is no mapping.
    """
    return _mapping(parse_yaml(read_text(file, path), path))


_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


def read_front_matter(file: Path, path: str) -> Source:
    """Read a Markdown file with YAML front matter.

    Raises:
        SourceError: also when the front matter is missing or no mapping.
    """
    text = read_text(file, path)
    match = _FRONT.match(text)
    if match is None:
        raise _problem(
            path,
            1,
            "source-front-matter",
            "开头没有完整的 front matter",
            "第一行写 ---，写完各项后再用一行 --- 结束",
        )
    source = _mapping(parse_yaml(match.group(1), path, offset=1))
    body = text[match.end() :]
    body_line = text[: match.end()].count("\n") + 1
    return Source(path, source.data, body, body_line, source.lines)
