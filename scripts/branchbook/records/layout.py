"""A template's body as a short list of blocks, parsed once and drawn by every renderer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from branchbook.handbook.template import FieldType
from branchbook.records.container import colon_container

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from branchbook.handbook.template import Template


class LayoutError(ValueError):
    """A body that no renderer could draw; `line` counts from the body's first line."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of fixed text."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """A place for a field's value."""

    field: str
    bold: bool = False


Inline = tuple[Text | Blank, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """`#` the title, `##` 一级 (黑体), `###` 二级 (楷体)."""

    level: int
    inline: Inline


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `flush` starts without indent (主送), `hint` is printed in guided files only.

    `centred` is the 发文字号 standing alone under the title.
    """

    inline: Inline
    flush: bool = False
    hint: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table field standing alone."""

    field: str


@dataclass(frozen=True, slots=True)
class Form:
    """A grid: each row holds field ids, each drawn as label cell and value cell."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """The signature block (落款): lines set to the right."""

    lines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page."""


Block = Heading | Paragraph | Table | Form | Sign | PageBreak

_PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z0-9_.-]*)\s*\}\}")
_PARSER = MarkdownIt("commonmark", {"html": False}).use(colon_container, ("form", "sign"))
_PARSER.disable(["code", "fence", "autolink", "html_inline", "html_block", "image", "link", "backticks", "list"])


def _pieces(text: str, *, bold: bool) -> Iterator[Text | Blank]:
    position = 0
    for match in _PLACEHOLDER.finditer(text):
        if match.start() > position:
            yield Text(text[position : match.start()], bold)
        yield Blank(match.group(1), bold)
        position = match.end()
    if position < len(text):
        yield Text(text[position:], bold)


def _inline(token: Token) -> Inline:
    pieces: list[Text | Blank] = []
    bold = False
    for child in token.children or ():
        if child.type == "strong_open":
            bold = True
        elif child.type == "strong_close":
            bold = False
        elif child.type in {"softbreak", "hardbreak"}:
            pieces.append(Text("\n", bold))
        elif child.type == "text":
            pieces.extend(_pieces(child.content, bold=bold))
    # Lines of one paragraph are one line in Chinese text: no space is put in between.
    return tuple(piece for piece in pieces if piece != Text("\n") and piece != Text("\n", bold=True))


def _lines(content: str) -> list[str]:
    return [line.strip() for line in content.splitlines() if line.strip()]


@lru_cache(maxsize=512)
def parse(body: str) -> tuple[Block, ...]:
    """Parse a template's body.

    Raises:
        LayoutError: on anything but headings, paragraphs, hints, forms, signature blocks and page breaks.
    """
    blocks: list[Block] = []
    tokens = _PARSER.parse(body)
    hint = False
    for index, token in enumerate(tokens):
        line = (token.map or [0])[0]
        if token.type == "heading_open":
            level = int(token.tag[1])
            if level > 3:
                raise LayoutError("标题最多三级（###）", line)
            blocks.append(Heading(level, _inline(tokens[index + 1])))
        elif token.type == "blockquote_open":
            hint = True
        elif token.type == "blockquote_close":
            hint = False
        elif token.type == "paragraph_open":
            inline = _inline(tokens[index + 1])
            last = inline[-1] if inline else None
            flush = (
                isinstance(last, Text)
                and last.text.endswith("：")
                and not any(isinstance(b, Paragraph) and len(b.inline) > 1 for b in blocks)
            )
            blocks.append(Paragraph(inline, flush=flush, hint=hint))
        elif token.type == "hr":
            blocks.append(PageBreak())
        elif token.type == "container":
            lines = _lines(token.content)
            if token.info == "sign":
                blocks.append(Sign(tuple(tuple(_pieces(text, bold=False)) for text in lines)))
            else:
                rows = tuple(tuple(cell.strip() for cell in text.split("|")) for text in lines)
                if not rows or any(not cell for row in rows for cell in row):
                    raise LayoutError("::: form 里每行写字段 id，用 | 隔开，不能空着", line)
                blocks.append(Form(rows))
        elif token.type not in {"heading_close", "paragraph_close", "inline"}:
            raise LayoutError(f"正文里不能用这种写法（{token.type}）", line)
    return tuple(blocks)


def blocks_of(template: Template) -> tuple[Block, ...]:
    """Return a template's blocks, with lone table placeholders as tables."""
    found: list[Block] = []
    for block in parse(template.body):
        if isinstance(block, Paragraph) and len(block.inline) == 1 and isinstance(block.inline[0], Blank):
            field = template.fields.get(block.inline[0].field)
            if field and field.type is FieldType.TABLE:
                found.append(Table(field.id))
                continue
            under_title = len(found) == 1 and isinstance(found[0], Heading)
            if field and under_title and (field.id.endswith("doc_no") or field.label.endswith("字号")):
                found.append(replace(block, centred=True))
                continue
        found.append(block)
    return tuple(found)


def fields_in(blocks: tuple[Block, ...]) -> list[str]:
    """Return every field id that the blocks name, in order, repeats included."""
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            found += [piece.field for piece in block.inline if isinstance(piece, Blank)]
        elif isinstance(block, Table):
            found.append(block.field)
        elif isinstance(block, Form):
            found += [cell for row in block.rows for cell in row]
        elif isinstance(block, Sign):
            found += [piece.field for line in block.lines for piece in line if isinstance(piece, Blank)]
    return found
