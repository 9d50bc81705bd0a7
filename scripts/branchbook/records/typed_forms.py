"""What a template's own text tells of how its record may look when somebody typed it anew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from branchbook.handbook.kinds import Kind
from branchbook.handbook.template import FieldType
from branchbook.records.layout import Blank, Heading, Paragraph, Sign, Text, blocks_of
from branchbook.records.typed_page import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable

    from branchbook.handbook.kinds import Place
    from branchbook.handbook.template import Template
    from branchbook.records.layout import Block, Inline

#: So many characters in a row over a form of ours are enough to know it by; fewer stand over other papers too.
_TELLING = 8
#: What is taken of the words before and behind a blank, and the least that both must have together.
_BEFORE, _BEHIND, _LEAST = 6, 4, 3
_TAIL = re.compile("[^，。；：、（）《》“”]*\\Z")
_HEAD = re.compile("[^，。；：、（）《》“”]*")


def _heading(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Return the fixed words of the title."""
    first = next((block for block in blocks if isinstance(block, Heading)), None)
    return tuple(piece.text for piece in first.inline if isinstance(piece, Text)) if first else ()


def _single(inline: Inline) -> str:
    """Return the field of a line that is nothing but one blank; empty when it is something else."""
    pieces = [piece for piece in inline if isinstance(piece, Blank) or squeeze(piece.text)]
    return pieces[0].field if len(pieces) == 1 and isinstance(pieces[0], Blank) else ""


def _places(blocks: Iterable[Block], template: Template) -> dict[Place, str]:
    """Return which fields are known by their place: number, addressee, sender and day."""
    found: dict[Place, str] = {}
    for block in blocks:
        if isinstance(block, Paragraph) and block.centred and _single(block.inline):
            found.setdefault("number", _single(block.inline))
        elif isinstance(block, Paragraph) and block.flush and len(block.inline) == 2:
            first, last = block.inline
            if isinstance(first, Blank) and isinstance(last, Text) and squeeze(last.text) == "：":
                found.setdefault("addressee", first.field)
        elif isinstance(block, Sign):
            for name in filter(None, map(_single, block.lines)):
                kind = template.fields[name].type
                if kind is FieldType.DATE:
                    found.setdefault("signed", name)
                elif kind is FieldType.TEXT:
                    found.setdefault("sender", name)
    return found


def _prose(blocks: Iterable[Block], template: Template) -> dict[str, tuple[str, ...]]:
    """Return, for figures and days, the words around their blanks; words around two different blanks tell nothing."""
    owners: dict[str, list[str]] = {}
    for block in blocks:
        if not isinstance(block, Paragraph) or block.hint:
            continue
        inline = block.inline
        for place, piece in enumerate(inline):
            if not isinstance(piece, Blank):
                continue
            if template.fields[piece.field].type not in {FieldType.INTEGER, FieldType.DATE}:
                continue
            ahead, after = inline[place - 1] if place else None, inline[place + 1] if place + 1 < len(inline) else None
            tail = _TAIL.search(squeeze(ahead.text)) if isinstance(ahead, Text) else None
            head = _HEAD.match(squeeze(after.text)) if isinstance(after, Text) else None
            before, behind = tail[0][-_BEFORE:] if tail else "", head[0][:_BEHIND] if head else ""
            if len(before) + len(behind) >= _LEAST:
                owners.setdefault(f"{before}{{}}{behind}", []).append(piece.field)
    found: dict[str, tuple[str, ...]] = {}
    for pattern, names in owners.items():
        if len(set(names)) == 1:
            found[names[0]] = (*found.get(names[0], ()), pattern)
    return found


def kind_of(template: Template) -> Kind:
    """Return a kind for a template that has none of its own.

    Its papers are known by their exact title or the fixed words of it, and read, besides by labels, by the places
    and the words that its own text gives to its blanks.
    """
    blocks = blocks_of(template)
    words = _heading(blocks)
    told = any(len(word) >= _TELLING for word in words)
    return Kind.model_construct(
        id=template.id,
        title=template.title,
        family="report",
        summary=template.summary,
        template=template.id,
        recognise=((template.title,), words) if told else ((template.title,),),
        places=_places(blocks, template),
        prose=_prose(blocks, template),
        reviewed_on=template.reviewed_on,
        source=template.source,
        rule_sources={},
    )


__all__ = ["kind_of"]
