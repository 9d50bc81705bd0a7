"""Build, serve and stage the site; nothing is left half-written."""

from __future__ import annotations

import errno
import logging
import os
import shutil
import socket
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branchbook.handbook import load
from branchbook.reports import reason
from branchbook.site.demo import demo_files
from branchbook.site.errors import BuildError
from branchbook.site.offline import pack
from branchbook.site.pages import Options, pages
from branchbook.site.web import bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from branchbook.handbook import Handbook
    from branchbook.site.offline import Archive


def _config(root: Path, **overrides: Any) -> Any:
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    file = root / "mkdocs.yml"
    if not file.is_file():
        raise BuildError(f"{root} 下没有 mkdocs.yml：在手册的顶层文件夹里运行，或用 --root 指明它在哪里。")
    with _complaints() as messages:
        try:
            config = load_config(str(file), **overrides)
        except MkDocsException as error:
            words = "；".join(messages) or str(error)
            raise BuildError(f"mkdocs.yml 读不成配置：{words}。照仓库里原来的写法改回来。") from None
    if "branchbook" not in config.plugins:
        raise BuildError("mkdocs.yml 的 plugins 里没有 branchbook，网页是由它生成的：照仓库里原来的写法改回来。")
    return config


#: Every site and every staged folder has it, so that nothing else is ever taken for an old one and replaced.
_OURS = "assets/terms.json"


def _writable(folder: Path) -> None:
    """Make sure that a folder can be made and written beside `folder`, and that nothing but an old site gives way.

    Raises:
        BuildError: when it cannot.
    """
    try:
        with tempfile.TemporaryDirectory(dir=folder.parent):
            pass
        if folder.exists() and not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, "Permission denied")
    except OSError as error:
        raise BuildError(f"写不了 {folder}（{reason(error)}）：换一个有写权限的文件夹，或改它的权限。") from None
    if folder.exists() and any(folder.iterdir()) and not (folder / _OURS).is_file():
        raise BuildError(f"{folder} 里有别的东西，不能整个换掉：换一个新的或空的文件夹。")


def _make_parents(folder: Path) -> list[Path]:
    """Make the folders above, and return those that were not there, the innermost first.

    Raises:
        BuildError: when they cannot be made.
    """
    made = [parent for parent in folder.parents if not parent.exists()]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BuildError(f"写不了 {folder}（{reason(error)}）：换一个有写权限的文件夹，或改它的权限。") from None
    return made


@contextmanager
def swapped(folder: Path) -> Iterator[Path]:
    """Give a temporary folder beside `folder` that takes its place when all went well.

    Raises:
        BuildError: when the place cannot be written, is a file, or is a folder with something else in it.
    """
    if folder.exists() and not folder.is_dir():
        raise BuildError(f"{folder} 是一个文件，不能当文件夹用：换一个名字，或先把它移走。")
    folder = folder.resolve()
    made = _make_parents(folder)
    try:
        _writable(folder)
        with _swapping(folder) as fresh:
            yield fresh
    except BaseException as error:
        for parent in made:
            with suppress(OSError):
                parent.rmdir()
        if isinstance(error, OSError):
            where = f"：{error.filename}" if error.filename else ""
            raise BuildError(f"写 {folder} 时停下了（{reason(error)}{where}），没有动原来的。") from None
        raise


@contextmanager
def _swapping(folder: Path) -> Iterator[Path]:
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    fresh.chmod(0o755)
    old = fresh.with_name(fresh.name + "-old")
    try:
        yield fresh
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
    except BaseException:
        if old.exists() and not folder.exists():
            old.rename(folder)
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


class _Counter(logging.Handler):
    """Collects what MkDocs complains about."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collect what MkDocs complains about meanwhile, instead of printing it."""
    counter = _Counter()
    log = logging.getLogger("mkdocs")
    log.addHandler(counter)
    log.setLevel(logging.WARNING)
    try:
        yield counter.messages
    finally:
        log.removeHandler(counter)


def _make(handbook: Handbook, site_dir: Path, day: str, archive: Archive | None, *, offline: bool) -> None:
    """Let MkDocs make the site in a folder that is there already."""
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.exceptions import MkDocsException

    config = _config(handbook.root, site_dir=str(site_dir), **({"use_directory_urls": False} if offline else {}))
    ours = config.plugins["branchbook"]
    ours.config["today"] = day or None
    ours.loaded, ours.archive = handbook, archive
    if offline:
        _plugin(config, "offline").config["enabled"] = True
    try:
        config.plugins.on_startup(command="build", dirty=False)
        mkdocs_build(config)
    except MkDocsException as error:
        raise BuildError(str(error)) from None
    finally:
        config.plugins.on_shutdown()


def _plugin(config: Any, name: str) -> Any:
    found = config.plugins.get(f"material/{name}") or config.plugins.get(name)
    if found is None:
        raise BuildError(f"mkdocs.yml 的 plugins 里没有 {name}，做不了离线版：照仓库里原来的写法改回来。")
    return found


def _refuse(messages: list[str]) -> None:
    if messages:
        lines = "\n".join(f"  {message}" for message in messages)
        raise BuildError(f"生成时有 {len(messages)} 处警告，没有替换旧网站：\n{lines}")


def build(
    root: Path, site_dir: Path, *, day: str = "", strict: bool = True, archive: Archive | None = None
) -> list[str]:
    """Build the whole site into `site_dir`, which is replaced only when the build succeeded.

    Args:
        root: the handbook's folder.
        site_dir: where the site goes.
        day: the day of the build, `YYYY-MM-DD`; empty for today.
        strict: refuse when MkDocs warns of anything, such as a dead link.
        archive: the edition for reading from a disk, to be offered for download.

    Returns:
        The warnings, when not strict.

    Raises:
        BuildError: with one sentence.
        HandbookError: when the handbook cannot be loaded.
    """
    handbook = load(root)  # names every broken file before MkDocs is started
    with _complaints() as messages, swapped(site_dir) as fresh:
        _make(handbook, fresh, day, archive, offline=False)
        if strict:
            _refuse(messages)
    return messages


def _packed(handbook: Handbook, folder: Path, day: str, *, strict: bool) -> Archive:
    """Make the edition for a disk in a folder that is there already, and pack it."""
    with _complaints() as messages:
        _make(handbook, folder, day, None, offline=True)
        if strict:
            _refuse(messages)
    return pack(folder, day)


def build_offline(root: Path, folder: Path | None, *, day: str, strict: bool = True) -> Archive:
    """Build the edition that is read from a disk: pages are files, nothing needs a server.

    Args:
        root: the handbook's folder.
        folder: where it goes, with a .zip of the same name beside it; None when only the archive is wanted.
        day: the day of the build, `YYYY-MM-DD`.
        strict: refuse when MkDocs warns of anything.

    Returns:
        The archive.

    Raises:
        BuildError: with one sentence.
        HandbookError: when the handbook cannot be loaded.
    """
    handbook = load(root)
    if folder is None:
        with tempfile.TemporaryDirectory() as made:
            return _packed(handbook, Path(made), day, strict=strict)
    target = folder.resolve().with_name(folder.name + ".zip")
    with swapped(folder) as fresh:
        archive = _packed(handbook, fresh, day, strict=strict)
        waiting = target.with_name(f".{target.name}.new")
        try:
            waiting.write_bytes(archive.content)
            waiting.replace(target)
        finally:
            waiting.unlink(missing_ok=True)
    return archive


def stage(root: Path, folder: Path, *, today: str) -> int:
    """Write the pages and everything they need to a folder, for any other generator.

    Returns:
        The number of files.

    Raises:
        BuildError: when the folder cannot be written.
        HandbookError: when the handbook cannot be loaded.
    """
    handbook = load(root)
    made = pages(handbook, Options(today=today, assets=bundle(root) | demo_files(handbook)))
    docs = root / "docs"
    others = {
        file.relative_to(docs).as_posix(): file
        for file in docs.rglob("*")
        if file.is_file() and file.suffix not in {".md", ".yml"} and not file.name.startswith(".")
    }
    with swapped(folder) as fresh:
        for path, file in others.items():
            target = fresh / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        for path, content in made.items():
            target = fresh / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    return len(made.keys() | others.keys())


def free_port(host: str, port: int) -> None:
    """Make sure that nobody listens on a port.

    Raises:
        BuildError: when somebody does, or the port may not be used.
    """
    if not 1 <= port <= 65535:
        raise BuildError(f"端口 {port} 不存在：用 --port 指定 1024 到 65535 之间的一个数。")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = "已经有程序在用" if error.errno == errno.EADDRINUSE else f"用不了（{reason(error)}）"
            raise BuildError(
                f"{host}:{port} {why}：关掉那个程序，或用 --port 换一个端口，如 --port {port + 10 if port < 65000 else 8010}。"
            ) from None


def serve(root: Path, *, host: str, port: int, tell: Callable[[str], None], open_browser: bool = False) -> None:
    """Serve the site with live reload until it is stopped.

    Args:
        root: the handbook's folder.
        host: the address to listen on.
        port: the port.
        tell: says what is being done, line by line.
        open_browser: open the default browser once it is up.

    Raises:
        BuildError: when the port is taken or the site cannot be built.
        HandbookError: when the handbook cannot be loaded.
    """
    free_port(host, port)
    load(root)
    bundle(root)
    address = f"http://{host}:{port}/"
    os.environ["SITE_URL"] = address
    _config(root)
    from mkdocs.commands.serve import serve as mkdocs_serve
    from mkdocs.exceptions import MkDocsException

    tell("正在生成网站，第一次约十秒……")
    log = logging.getLogger("mkdocs")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("  %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.WARNING)
    reload_log = logging.getLogger("mkdocs.livereload")
    reload_log.addFilter(_ready(address, tell))
    reload_log.setLevel(logging.INFO)
    try:
        mkdocs_serve(str(root / "mkdocs.yml"), livereload=True, dev_addr=f"{host}:{port}", open_in_browser=open_browser)
    except MkDocsException as error:
        raise BuildError(str(error)) from None
    finally:
        log.removeHandler(handler)


def _ready(address: str, tell: Callable[[str], None]) -> Callable[[logging.LogRecord], bool]:
    """Return a filter that turns MkDocs' words about serving into ours."""

    def check(record: logging.LogRecord) -> bool:
        words = record.getMessage()
        if "Serving on" in words:
            tell(f"打开 {address}　改了文件，页面自己会刷新；按 Ctrl+C 停下。")
        elif "Detected file changes" in words:
            tell("文件变了，重新生成……")
        elif "Reloading browsers" in words:
            tell("好了。")
        return record.levelno >= logging.WARNING

    return check
