"""Links and images: every one leads somewhere, none leads astray."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pymdownx.slugs import slugify

from branchbook.checks.texts import PARSER, Block, Document, prose_strings
from branchbook.findings import Finding, Severity, Where
from branchbook.handbook.content import Case, DefectFamily, Glossary, Procedure, Regulation
from branchbook.handbook.references import KINDS, SECTION_PAGES, defect_anchor, page_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from branchbook.checks.texts import Library

MUST = Severity.MUST

_SLUG = slugify(case="lower")
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):")
_BARE_URL = re.compile(r"https?://[^\s<>（）()“”，。；]+")
_HTML_TARGET = re.compile(r"""<(a|img)\b[^>]*?\b(?:href|src)\s*=\s*["']([^"']*)["'][^>]*>""", re.IGNORECASE)
_HTML_ALT = re.compile(r"""\balt\s*=\s*["']\s*[^"'\s]""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link or image points, as written."""

    href: str
    where: Where
    image: bool = False
    alt: bool = True


@cache
def refused_hosts() -> dict[str, str]:
    """Return the hosts that may not be linked, each with the reason."""
    lines = files("branchbook.checks").joinpath("hosts.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ", 1) for line in lines if line.strip() and not line.startswith("#"))
    return dict(pairs)


def _host(url: str) -> str | None:
    """Return the host of an address in small letters, empty when it has none; None when it cannot be an address."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return None


def refused(url: str) -> str | None:
    """Say why an address may not be linked; None when it may."""
    host = _host(url)
    if host is None:
        return "不是一个地址"
    if re.fullmatch(r"[\d.]+|\[?[0-9a-f:]+\]?", host):
        return "没有域名，只有网络地址"
    return next((why for name, why in refused_hosts().items() if host == name or host.endswith("." + name)), None)


# ---- finding targets ------------------------------------------------------------------------------------------


def _inline(token: Token, where: Where) -> Iterator[Target]:
    line, inside = where.line or 1, 0
    for child in token.children or ():
        place = Where(where.path, line)
        inside += child.nesting if child.type in {"link_open", "link_close"} else 0
        if child.type in {"softbreak", "hardbreak"}:
            line += 1
        elif child.type == "link_open":
            yield Target(unquote(str(child.attrs.get("href", ""))), place)
        elif child.type == "image":
            yield Target(unquote(str(child.attrs.get("src", ""))), place, image=True, alt=bool(child.content.strip()))
        elif child.type == "text" and not inside:
            yield from (Target(match.group(), place) for match in _BARE_URL.finditer(child.content))
        elif child.type == "html_inline":
            yield from _html(child.content, place)


def _html(content: str, where: Where) -> Iterator[Target]:
    for match in _HTML_TARGET.finditer(content):
        place = Where(where.path, (where.line or 1) + content[: match.start()].count("\n"))
        image = match.group(1).lower() == "img"
        yield Target(match.group(2), place, image=image, alt=not image or bool(_HTML_ALT.search(match.group())))


def targets(block: Block) -> Iterator[Target]:
    """Yield every link and image of a block, code left out."""
    if block.kind == "html":
        yield from _html(block.raw, block.where)
        return
    token = block.token
    if token is None:
        found = PARSER.parseInline(block.raw)
        token = found[0] if found else None
    if token:
        yield from _inline(token, block.where)


# ---- anchors ----------------------------------------------------------------------------------------------------


class Pages:
    """Which pages and anchors the site will have."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._known: dict[str, frozenset[str]] = {}

    @cached_property
    def generated(self) -> frozenset[str]:
        """Pages that are made, not written."""
        templates = (f"templates/{name}.md" for name in self.library.handbook.templates)
        return frozenset((*SECTION_PAGES, *templates))

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Written pages by their path below `docs/`."""
        return {document.source.path.removeprefix("docs/"): document for document in self.library.documents}

    def anchors(self, page: str) -> frozenset[str] | None:
        """Return the anchors of a page; None for one that is made, whose anchors are the site's own matter."""
        if page not in self._known and page in self.documents:
            self._known[page] = _anchors(self.documents[page])
        return self._known.get(page)


def _entry_anchors(document: Document) -> Iterator[str]:
    entry = document.entry
    if isinstance(entry, Procedure):
        yield from (step.id for step in entry.steps)
    elif isinstance(entry, Regulation):
        yield from entry.provisions
    elif isinstance(entry, DefectFamily):
        yield from (defect_anchor(defect.id) for defect in entry.defects)
    elif isinstance(entry, Glossary):
        yield from (term.id for term in entry.terms)


def _anchors(document: Document) -> frozenset[str]:
    found = set(_entry_anchors(document))
    for block in document.blocks:
        if block.kind != "heading":
            continue
        slug = block.anchor or _SLUG(re.sub(r"[`*]", "", block.raw), "-")
        unique, count = slug, 0
        while unique in found and not block.anchor:
            count += 1
            unique = f"{slug}_{count}"
        found.add(unique)
    return frozenset(found)


# ---- judging ----------------------------------------------------------------------------------------------------


def _anchor(pages: Pages, page: str, anchor: str, target: Target) -> Iterator[Finding]:
    known = pages.anchors(page)
    if anchor and known is not None and anchor not in known:
        message = f"{page} 里没有锚点 #{anchor}"
        yield Finding("link-anchor", MUST, target.where, message, "改成已有的步骤、条款或小节，或给标题写上 {#锚点}")


def _thing(pages: Pages, target: Target) -> Iterator[Finding]:
    kind, _, name = target.href.partition(":")
    base, _, anchor = name.partition("#")
    place = page_of(pages.library.handbook, kind, base if kind != "provision" else name)
    if place is None:
        message = f"链接 {target.href} 指的东西不存在"
        yield Finding("link-unknown", MUST, target.where, message, f"改成已有的 {kind} id")
    elif anchor and kind not in {"provision", "defect", "term"}:
        yield from _anchor(pages, place, anchor, target)


def _outside(target: Target, *, official: bool = False) -> Iterator[Finding]:
    """Say what is wrong with an address outside; an official original may have no encrypted address."""
    why = refused(target.href)
    if why:
        message = f"链接的 {_host(target.href) or target.href} 不能给读者点：{why}"
        yield Finding("link-mirror", MUST, target.where, message, "换成官方网站的原页；没有的，只写出处不加链接")
    elif not target.href.startswith("https://") and not official:
        yield Finding("link-insecure", MUST, target.where, f"外部链接 {target.href} 不是 https", "换成 https 的地址")


def _file(pages: Pages, document: Document, target: Target) -> Iterator[Finding]:
    here = document.source.path.removeprefix("docs/")
    path, _, anchor = target.href.partition("#")
    page = posixpath.normpath(posixpath.join(posixpath.dirname(here), path)) if path else here
    page = posixpath.normpath(path.lstrip("/")) if path.startswith("/") else page
    docs = pages.library.handbook.root / "docs"
    if page.startswith(".."):
        message = f"链接 {target.href} 指到 docs/ 外面，网站上打不开"
        yield Finding("link-dead", MUST, target.where, message, "改成手册里的页面，或只写文字")
    elif page not in pages.generated and not (docs / page).is_file():
        code, what = ("image-missing", "图片") if target.image else ("link-dead", "链接")
        yield Finding(code, MUST, target.where, f"{what} {target.href} 指的文件不存在", "改正路径，或补上文件")
    else:
        yield from _anchor(pages, page, anchor, target)


def _judge(pages: Pages, document: Document | None, target: Target) -> Iterator[Finding]:
    if target.image and not target.alt:
        yield Finding("image-alt", MUST, target.where, f"图片 {target.href} 没有替代文字", "在 ![] 里写一句图上是什么")
    scheme = _SCHEME.match(target.href)
    if scheme is None:
        if document:
            yield from _file(pages, document, target)
    elif scheme.group(1) in KINDS:
        yield from _thing(pages, target)
    elif scheme.group(1).lower() in {"http", "https"}:
        yield from _outside(target)
    elif scheme.group(1).lower() != "mailto":
        message = f"不认识链接 {target.href} 的写法"
        yield Finding("link-kind", MUST, target.where, message, f"冒号前写 {'、'.join(KINDS)} 之一，或写网址、文件")


def _addresses(library: Library) -> Iterator[tuple[Target, bool]]:
    """Addresses in front matter that pages show as links, and whether each is an official original."""
    for regulation in library.handbook.regulations.values():
        for index, link in enumerate(regulation.links):
            if regulation.source:
                yield Target(link.url, regulation.source.where("links", index, "url")), False
    for case in library.handbook.cases.values():
        if isinstance(case, Case) and case.source and case.case_source.url and case.case_source.linked:
            yield Target(case.case_source.url, case.source.where("case_source", "url")), case.source_grade == "A"


def check_links(library: Library) -> Iterator[Finding]:
    """Every link and image resolves, anchors included; addresses outside are https and no mirrors."""
    pages = Pages(library)
    for document in library.documents:
        for block in document.blocks:
            for target in targets(block):
                yield from _judge(pages, document, target)
    for source in library.data:
        for block in prose_strings(source):
            if "](" in block.raw or "://" in block.raw:
                for target in targets(block):
                    yield from _judge(pages, None, target)
    for target, official in _addresses(library):
        yield from _outside(target, official=official)
