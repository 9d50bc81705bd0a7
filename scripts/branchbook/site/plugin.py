"""The MkDocs plugin: hands `pages(handbook)` to MkDocs, and nothing else that another generator would miss."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jieba
from mkdocs.config.base import Config
from mkdocs.config.config_options import Optional, Type
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, InclusionLevel

from branchbook.handbook import HandbookError, load
from branchbook.site.errors import PageError, WebMissingError
from branchbook.site.pages import Options, nav, pages
from branchbook.site.terms import as_data
from branchbook.site.web import bundle
from branchbook.today import today

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files

    from branchbook.handbook import Handbook

#: Material 9.8.1 loses the end of a Chinese query while it cuts it into words; this bound is off by one.
_WORKER_FAULT = re.compile(rb"(\w)<(\w)\.length;\1\+\+\)\2\.slice\((\w),\1\)in ")


def mend_worker(content: bytes) -> bytes:
    """Return Material's search worker with its cutting of queries mended.

    Raises:
        ValueError: when the place is not there, that is, when another version of the theme is installed.
    """
    mended, count = _WORKER_FAULT.subn(lambda match: match[0].replace(b"<", b"<=", 1), content)
    if count != 1:
        raise ValueError(f"expected one place to mend, found {count}")
    return mended


class BranchbookConfig(Config):
    """Options in `mkdocs.yml`."""

    today = Optional(Type(str))


class BranchbookPlugin(BasePlugin[BranchbookConfig]):
    """Generated pages instead of their sources, generated navigation, terms for the hover texts."""

    handbook: Handbook

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load the handbook (run once a build) and set what depends on it."""
        jieba.setLogLevel(logging.WARNING)
        root = Path(config.config_file_path).parent
        try:
            self.handbook = load(root)
        except HandbookError as error:
            raise Abort(str(error)) from None
        config.nav = nav(self.handbook)
        config.mdx_configs.setdefault("branchbook_terms", {})["terms"] = as_data(self.handbook.terms)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Replace the sources by the pages made from them."""
        root = Path(config.config_file_path).parent
        try:
            assets = bundle(root)
        except WebMissingError as error:
            raise Abort(str(error)) from None
        options = Options(today=self.config.today or today(), site_url=config.site_url or "", assets=assets)
        for file in list(files):
            if file.src_uri.endswith(".md"):
                files.remove(file)
        try:
            written = pages(self.handbook, options)
        except PageError as error:
            raise Abort(str(error)) from None
        for path, content in written.items():
            made = File.generated(config, path, content=content)
            if path.startswith("contributing/decisions/"):
                made.inclusion = InclusionLevel.INCLUDED
            if path in files.src_uris:
                files.remove(files.src_uris[path])
            files.append(made)
        return files

    def on_serve(self, server: LiveReloadServer, **_: Any) -> LiveReloadServer:
        """Watch the templates too: MkDocs watches only docs."""
        server.watch(str(self.handbook.root / "templates"))
        return server

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Mend the search worker (run last, when the theme's files are written)."""
        for worker in Path(config.site_dir).glob("assets/javascripts/workers/search.*.min.js"):
            try:
                worker.write_bytes(mend_worker(worker.read_bytes()))
            except ValueError:
                raise Abort(
                    f"{worker.name} 不是 9.8.1 版的，检索脚本没法修：装回锁定的 mkdocs-material 9.8.1。"
                ) from None
