"""Chinese full-text search: a sharded character-bigram index that the browser reads piece by piece."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchbook.site.search.index import build
from branchbook.site.search.lexicon import lexicon, nearby
from branchbook.site.search.units import KINDS, site_url, units

if TYPE_CHECKING:
    from branchbook.site.library import Library
    from branchbook.site.search.index import Unit

#: What separates words for the theme's own highlighting on a page.
SEPARATOR = r"[\s\u200b\u3000\-、。，．？！；：,.:;!?()（）《》“”\"&/|]+"


#: Where to go when nothing was found: page, title, what one does there.
WAYS = (
    (
        "guide/how-to-use.md",
        "没有找到，换个问法试试",
        "只写事情的名字，如“换届”“补选”，或者照平常问的写。点这里看怎样找。",
    ),
    ("procedures/index.md", "从要办的事里找", "换届、发展党员、党员管理、组织生活、公文和档案，一件一件列着。"),
    ("templates/index.md", "从材料里找", "全部材料模板，按办什么事排着。"),
    ("glossary.md", "看看这个词叫什么", "术语和别的叫法。"),
)


@dataclass(frozen=True, slots=True)
class Search:
    """The files of the search, and the stub that the theme fetches instead of a whole index."""

    files: dict[str, bytes]
    stub: bytes


def ordered(found: list[Unit]) -> tuple[list[Unit], list[int]]:
    """Sort units by kind, those that settle a question first; return where the two parts of each kind start."""
    kept = sorted(found, key=lambda unit: (unit.kind, not unit.asked))
    places = [(unit.kind, not unit.asked) for unit in kept]
    return kept, [bisect_left(places, (kind, plain)) for kind in range(len(KINDS)) for plain in (False, True)]


def search(library: Library, *, directory: bool = True, more: list[Unit] | None = None) -> Search:
    """Build the search of a handbook.

    Args:
        library: the handbook.
        directory: whether pages are folders (`page/`) or files (`page.html`).
        more: further units, for measuring how it grows.
    """
    found, starts = ordered(units(library, directory=directory) + (more or []))
    built = build(found)
    synonyms = library.handbook.synonyms
    words = [term.term for term in library.handbook.terms] + [word for pair in synonyms for word in pair]
    files = {
        **built.files,
        "lex.js": _call("bbl", lexicon(synonyms, found)),
        "near.js": _call("bbn", nearby(found, words)),
    }
    digest = hashlib.sha256(b"".join(name.encode() + content for name, content in sorted(files.items())))
    manifest = {**built.manifest, "hash": digest.hexdigest()[:10], "starts": starts, "kinds": list(KINDS)}
    manifest["ways"] = [[site_url(page, directory=directory), title, text] for page, title, text in WAYS]
    folder = f"search/{manifest['hash']}/"
    stub = {"config": {"lang": ["en"], "separator": SEPARATOR, "branchbook": manifest}, "docs": []}
    return Search(
        {folder + name: content for name, content in sorted(files.items())},
        json.dumps(stub, ensure_ascii=False, separators=(",", ":")).encode(),
    )


def _call(name: str, data: object) -> bytes:
    return f"{name}({json.dumps(data, ensure_ascii=False, separators=(',', ':'))})\n".encode()
