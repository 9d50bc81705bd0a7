"""Pages that moved keep their address: a page that sends on, also without script and from a disk."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from branchbook.site.search.units import site_url

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>这一页搬了地方 - 支部手册</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={url}">
<link rel="canonical" href="{url}">
</head>
<body><p>这一页搬到了<a href="{url}">新的地方</a>。</p></body>
</html>
"""


def _file(page: str, *, directory: bool) -> str:
    address = site_url(page, directory=directory)
    return f"{address}index.html" if not address or address.endswith("/") else address


def redirect_pages(moved: Mapping[str, str], *, directory: bool) -> dict[str, bytes]:
    """Return the pages that send on, by path.

    Args:
        moved: where each page stood and stands, below `docs/`, as `.md`.
        directory: whether pages are folders (`page/`) or files (`page.html`).
    """
    found = {}
    for old, new in moved.items():
        path = _file(old, directory=directory)
        url = ("../" * path.count("/") + site_url(new, directory=directory)) or "./"
        found[path] = _PAGE.format(url=escape(url)).encode()
    return found
