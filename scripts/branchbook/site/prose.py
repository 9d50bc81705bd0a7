"""Turn the handbook's own notations into plain Markdown that any generator understands."""

from __future__ import annotations

import posixpath
import re
from html import escape
from typing import TYPE_CHECKING

from branchbook.handbook.base import Verified, Weight
from branchbook.handbook.references import CITE, LINK, MARK, article_of, page_of
from branchbook.site.errors import PageError

if TYPE_CHECKING:
    from branchbook.handbook import Handbook
    from branchbook.handbook.content import Provision

#: The class that colours a mark; the words stay readable without colour.
STATUS_CLASS = {Verified.ARTICLE: "checked", Verified.MANUAL: "manual", Verified.PENDING: "pending"}
WEIGHT_CLASS = {Weight.RULE: "rule", Weight.PRACTICE: "practice", Weight.ADVICE: "advice", Weight.LOCAL: "local"}


def relative(target: str, page: str) -> str:
    """Return a docs path as seen from a page.

    Args:
        target: `folder/page.md#anchor`, from the docs root.
        page: the page that links, from the docs root.
    """
    path, mark, anchor = target.partition("#")
    if path == page and anchor:
        return f"#{anchor}"
    return posixpath.relpath(path, posixpath.dirname(page) or ".") + mark + anchor


#: A link of Markdown itself.
_PLAIN_LINK = re.compile(r"(?<!!)\[([^\]\n]+)\]\([^)\s]+\)")
#: The line under a table's heading, and what parts its cells.
_RULED = re.compile(r"^[ \t]*\|[ \t:|-]+\|[ \t]*$", re.MULTILINE)
_CELLS = re.compile(r"^[ \t]*\|[ \t]*|[ \t]*\|[ \t]*$|[ \t]+\|(?=[ \t])", re.MULTILINE)


def plain(text: str) -> str:
    """Return text without our notations and those of lists and tables, for descriptions, hover text and the search."""
    text = LINK.sub(lambda match: match[1], CITE.sub("", MARK.sub("", text)))
    text = _CELLS.sub(" ", _RULED.sub("", _PLAIN_LINK.sub(r"\1", text)))
    text = re.sub(r"^\s*[-+*]\s", " ", text, flags=re.MULTILINE)
    return re.sub(r"\s+(?=[。，；：、！？）]|$)", "", re.sub(r"[*_`#>\s]+", " ", text)).strip()


def quoted(text: str) -> str:
    """Return text for the inside of a double-quoted attribute in an attribute list."""
    return escape(plain(text), quote=False).replace('"', "”").replace("{", "（").replace("}", "）")


def weight_mark(weight: Weight) -> str:
    """Return a small label that tells what kind of sentence this is."""
    return f"*{weight.value}*{{ .bb-mark .bb-mark--{WEIGHT_CLASS[weight]} }}"


def status_mark(provision: Provision) -> str:
    """Return a small label that tells how far a provision was verified."""
    words = provision.verified.value + ("·有争议" if provision.disputed else "")
    return f"*{words}*{{ .bb-mark .bb-mark--{STATUS_CLASS[provision.verified]} }}"


def citation(handbook: Handbook, ref: str, page: str, *, alone: bool = False) -> str:
    """Return a citation as a Markdown link: what says so, which article, how it was verified.

    Args:
        handbook: the handbook.
        ref: `regulation#provision`.
        page: the page that cites, from the docs root.
        alone: the citation does not end a sentence that says the same, so it names what it is about.

    Raises:
        PageError: when there is no such provision (`validate` says where).
    """
    found = handbook.provision(ref)
    if found is None:
        raise PageError.nowhere(ref)
    regulation, provision = found
    state = provision.verified.value + ("·有争议" if provision.disputed else "")
    if provision.weight is not Weight.RULE and regulation.status == "汇编":
        words = provision.weight.value
    else:
        words = article_of(regulation, provision)
        state = state if provision.weight is Weight.RULE else f"{provision.weight.value}·{state}"
    if alone and not provision.article:
        words += f"：{clause(provision.text, 16)}"
    target = relative(f"regulations/{regulation.id}.md#{provision.id}", page)
    kind = STATUS_CLASS[provision.verified]
    return f'[{words}·{state}]({target}){{ .bb-cite .bb-cite--{kind} title="{quoted(provision.text)}" }}'


#: Fenced code and code in a line: what stands there shows how to write, and stays as it is written.
_CODE = re.compile(
    r"^(`{3,}|~{3,})[^\n]*\n.*?^\1[`~]*[ \t]*$|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)", re.DOTALL | re.MULTILINE
)


def expand(handbook: Handbook, text: str, page: str) -> str:
    """Return a text with citations, marks and links as plain Markdown, seen from `page`.

    What does not resolve stays as it was written, so that the strict build stumbles over it. Code stays, too.
    """
    parts, position = [], 0
    for code in _CODE.finditer(text):
        parts += [_expand(handbook, text[position : code.start()], page), code[0]]
        position = code.end()
    return "".join([*parts, _expand(handbook, text[position:], page)])


def _expand(handbook: Handbook, text: str, page: str) -> str:

    def link(match: re.Match[str]) -> str:
        target = page_of(handbook, match[2], match[3])
        return f"[{match[1]}]({relative(target, page)})" if target else match[0]

    def cite(match: re.Match[str]) -> str:
        return citation(handbook, match[1], page) if handbook.provision(match[1]) else match[0]

    text = LINK.sub(link, CITE.sub(cite, text))
    return MARK.sub(lambda match: weight_mark(Weight(match[1])), text)


def clause(text: str, longest: int = 22) -> str:
    """Return the first clause of a provision, as its heading."""
    first = re.split(r"[，。；：（]", plain(text), maxsplit=1)[0]
    return first if len(first) <= longest else first[: longest - 1] + "…"
