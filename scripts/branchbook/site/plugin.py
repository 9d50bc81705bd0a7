"""The MkDocs plugin: hands `pages(handbook)` to MkDocs, and nothing else that another generator would miss."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.base import Config
from mkdocs.config.config_options import Optional, Type
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, InclusionLevel

from branchbook.handbook import HandbookError, load
from branchbook.site.demo import demo_files
from branchbook.site.errors import PageError, WebMissingError
from branchbook.site.offline import ARCHIVE
from branchbook.site.pages import SEARCH_STUB, Options, nav, pages
from branchbook.site.terms import as_data
from branchbook.site.web import LAZY, WORKER, bundle, part
from branchbook.today import today

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

    from branchbook.handbook import Handbook
    from branchbook.site.offline import Archive


class BranchbookConfig(Config):
    """Options in `mkdocs.yml`."""

    today = Optional(Type(str))


class BranchbookPlugin(BasePlugin[BranchbookConfig]):
    """Generated pages instead of their sources, generated navigation, terms for the hover texts."""

    handbook: Handbook
    worker: bytes
    stub: bytes
    loaded: Handbook | None = None
    """The handbook, when `build` has read it already; a live reload reads it anew."""
    archive: Archive | None = None
    """The edition for reading from a disk, handed over by `build`."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load the handbook (run once a build) and set what depends on it."""
        root = Path(config.config_file_path).parent
        try:
            self.handbook = self.loaded or load(root)
        except HandbookError as error:
            raise Abort(str(error)) from None
        config.nav = nav(self.handbook)
        if not config.use_directory_urls:
            # Read from a disk, no worker may start: this stands in, from our own files instead of a foreign host.
            config.extra["polyfills"] = ["assets/iframe-worker-shim.js"]
        config.mdx_configs.setdefault("branchbook_terms", {})["terms"] = as_data(self.handbook.terms)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Replace the sources by the pages made from them."""
        root = Path(config.config_file_path).parent
        try:
            assets, search_script = bundle(root), part(root, WORKER)
            config.extra["lazy_search"] = part(root, LAZY).decode()
        except WebMissingError as error:
            raise Abort(str(error)) from None
        options = Options(
            today=self.config.today or today(),
            site_url=config.site_url or "",
            assets=assets | demo_files(self.handbook),
            directory=config.use_directory_urls,
            archive=self.archive,
        )
        for file in list(files):
            if file.src_uri.endswith((".md", ".yml")):
                files.remove(file)
        try:
            written = pages(self.handbook, options)
        except PageError as error:
            raise Abort(str(error)) from None
        self.worker, self.stub = search_script, written.pop(SEARCH_STUB)
        for path, content in written.items():
            made = File.generated(config, path, content=content)
            if path.startswith("contributing/decisions/"):
                made.inclusion = InclusionLevel.INCLUDED
            if path in files.src_uris:
                files.remove(files.src_uris[path])
            files.append(made)
        if self.archive:
            files.append(File.generated(config, ARCHIVE, content=self.archive.content))
        return files

    def on_serve(self, server: LiveReloadServer, **_: Any) -> LiveReloadServer:
        """Watch the templates too: MkDocs watches only docs."""
        server.watch(str(self.handbook.root / "templates"))
        return server

    def on_page_markdown(self, markdown: str, *, page: Page, **_: Any) -> str:
        """Keep every page out of the stock index: ours is made from the handbook, not from the pages."""
        page.meta["search"] = {"exclude": True}
        return markdown

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Put our search in the place of the theme's (run last, when its files are written).

        Raises:
            Abort: when the theme's worker is not where it was, that is, when another version is installed.
        """
        site = Path(config.site_dir)
        workers = list(site.glob("assets/javascripts/workers/search.*.min.js"))
        if len(workers) != 1:
            raise Abort(f"主题的检索脚本应有一个，找到 {len(workers)} 个：mkdocs-material 的版本变了，核对后再升级。")
        workers[0].write_bytes(self.worker)
        for leftover in site.glob("assets/javascripts/workers/search.*.min.js.map"):
            leftover.unlink()
        shutil.rmtree(site / "assets" / "javascripts" / "lunr", ignore_errors=True)
        (site / SEARCH_STUB).write_bytes(self.stub)
