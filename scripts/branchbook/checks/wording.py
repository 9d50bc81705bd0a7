"""How it is written: characters, punctuation, bold, headings; and nobody's telephone or identity number."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from branchbook.checks.texts import Block, Document, prose_strings, strings
from branchbook.findings import Finding, Severity, Where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.checks.texts import Library
    from branchbook.handbook.source import Source

MUST, SHOULD, HINT = Severity.MUST, Severity.SHOULD, Severity.HINT

#: Radicals and compatibility forms that look like Han letters and are not found by a search for them.
_LOOKALIKE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_HAN = "\u4e00-\u9fff"
_HALF_WIDTH = re.compile(
    rf"(?<=[{_HAN}》”）])[,;:!?.](?=[{_HAN}《“（])|(?<=[{_HAN}])\((?=[{_HAN}])|(?<=[{_HAN}])\)(?=[{_HAN}，。；、])"
)
_FULL = dict(zip(",;:!?.()", "，；：！？。（）", strict=True))
_PHONE = re.compile(
    r"(?<![\dA-Za-z/_.=-])(?:(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[-—– ]\d{7,8}|400[- ]\d{3}[- ]\d{4})(?![\d])"
)
_IDENTITY = re.compile(
    r"(?<![\dA-Za-z])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
#: What a skeleton or a hurried hand leaves behind.
_UNFINISHED = re.compile("〔填|待补充|TODO|FIXME")
_URL = re.compile(r"https?://\S+")


def _characters(text: str, block: Block) -> Iterator[Finding]:
    for match in _LOOKALIKE.finditer(text):
        char = match.group()
        proper = unicodedata.normalize("NFKC", char)
        proper = f"换成普通的“{proper}”" if proper != char else "重新打一遍这个字"
        message = f"“{char}”（U+{ord(char):04X}）是部首或兼容字符，看着像汉字，搜不到"
        yield Finding("wording-lookalike", MUST, block.line_of(match.start(), text), message, proper)
    for match in _INVISIBLE.finditer(text):
        message = f"有一个看不见的字符（U+{ord(match.group()):04X}）"
        yield Finding(
            "wording-invisible", SHOULD, block.line_of(match.start(), text), message, "删去，多半是从别处粘来的"
        )


def _punctuation(block: Block) -> Iterator[Finding]:
    text = re.sub(r"\{[^{}]*\}", "\ufffc", block.plain)
    for match in _HALF_WIDTH.finditer(text):
        around = text[max(0, match.start() - 5) : match.end() + 5].replace("\n", " ")
        message = f"中文里用了半角的“{match.group()}”：{around}"
        mend = f"换成“{_FULL[match.group()]}”"
        yield Finding("wording-half-width", SHOULD, block.line_of(match.start(), text), message, mend)


def _unfinished(block: Block) -> Iterator[Finding]:
    text = block.plain
    for match in _UNFINISHED.finditer(text):
        message = f"还有没写完的地方：{text[match.start() : match.end() + 12].splitlines()[0]}"
        yield Finding("wording-unfinished", MUST, block.line_of(match.start(), text), message, "写上内容，或删去这一处")


def _private(text: str, block: Block) -> Iterator[Finding]:
    shadow = _URL.sub(lambda match: " " * len(match.group()), text)
    for pattern, what in ((_IDENTITY, "身份证号"), (_PHONE, "电话号码")):
        for match in pattern.finditer(shadow):
            message = f"像是{what}：{match.group()[:3]}…"
            yield Finding(
                "private-number", MUST, block.line_of(match.start(), text), message, "删去；要留空的写“（由支部填写）”"
            )


def _bold(block: Block) -> Iterator[Finding]:
    """CommonMark leaves ** open between a closing quote and a letter; Python-Markdown does not, readers elsewhere see stars."""
    line = block.where.line or 1
    for child in (block.token.children or ()) if block.token else ():
        if child.type in {"softbreak", "hardbreak"}:
            line += 1
        elif child.type == "text" and "**" in child.content:
            message = f"加粗没有收住：{child.content.strip()[:20]}"
            yield Finding(
                "wording-bold", SHOULD, Where(block.where.path, line), message, "把引号、书名号放到 ** 外面，或不加粗"
            )


def _headings(document: Document) -> Iterator[Finding]:
    """Levels go down one by one, and a heading has something below it."""
    level = 0 if document.kind in {"page", "contributing"} else 1
    if document.kind == "procedure":
        level = 2  # the steps' own `##` is made by the site
    before: Block | None = None
    for block in document.blocks:
        if block.kind == "heading":
            if level and block.level > level + 1:
                message = f"标题从 {level} 级跳到 {block.level} 级：{block.raw[:20]}"
                yield Finding("heading-skip", MUST, block.where, message, "一级一级往下写，少写或多写一个 #")
            if before and before.level >= block.level:
                message = f"标题“{before.raw[:20]}”下面没有文字"
                yield Finding("heading-empty", HINT, before.where, message, "写一两句，或删去这个标题")
            level = block.level
        before = block if block.kind == "heading" else None


def _strings(source: Source) -> Iterator[Finding]:
    for keys, text in strings(source.data):
        block = Block("text", text, source.where(*keys))
        yield from _characters(text, block)
        yield from _private(text, block)
    for block in prose_strings(source):
        yield from _punctuation(block)
        yield from _unfinished(block)


def check_wording(library: Library) -> Iterator[Finding]:
    """Proper characters and punctuation everywhere; no private numbers anywhere."""
    for source in library.data:
        yield from _strings(source)
        if source.path.startswith("templates/"):
            body = Block("text", source.body, Where(source.path, source.body_line))
            yield from _characters(source.body, body)
            yield from _private(source.body, body)
            yield from _punctuation(body)
            yield from _unfinished(body)
    for document in library.documents:
        for block in document.blocks:
            yield from _characters(block.raw, block)
            yield from _private(block.raw, block)
            yield from _punctuation(block)
            yield from _bold(block)
            yield from _unfinished(block)
        yield from _headings(document)
