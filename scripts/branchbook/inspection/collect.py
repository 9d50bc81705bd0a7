"""From paths to files in memory: folders through and through, zips one level, strangers' files named and left alone."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from branchbook.records.package import DOSSIER, OFFICE, PackageError, open_package
from branchbook.reports import reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from branchbook.records.package import Limits

#: The most files that one run looks at.
MOST = 20_000

#: What is read; everything else gets a sentence.
READ = frozenset({".docx", ".docm", ".xlsx", ".xlsm", ".txt"})

_TO_DOCX = "用 Word 或 WPS 打开，另存为 .docx（表格存成 .xlsx）再查。"
_OTHERS: tuple[tuple[str, str], ...] = (
    (".doc .wps .wpt .dot", "这是旧格式的 Word 或 WPS 文件，读不了。用 Word 或 WPS 打开，另存为 .docx 再查。"),
    (".xls .et .ett .xlsb", "这是旧格式的表格文件，读不了。用 Excel 或 WPS 打开，另存为 .xlsx 再查。"),
    (".pdf .ofd", "这是版式文件，填的内容读不出来。找到原来的 .docx 再查；只有扫描件的，请人看。"),
    (".rtf .odt .ods .htm .html .mht .xml .csv .md", f"这种文件读不了。{_TO_DOCX}"),
    (
        ".jpg .jpeg .png .gif .bmp .tif .tiff .webp .heic",
        "这是图片，里面的字读不出来。请人看，或照着录成 .docx 再查。",
    ),
    (".mp3 .wav .m4a .amr .mp4 .mov .avi .mkv", "这是音像文件，读不出内容，请人看。"),
    (".ppt .pptx .dps", "这是演示文稿，不查。记录和公文请用 .docx。"),
    (".rar .7z .tar .gz .tgz", "这是压缩包，但不是 .zip。解压以后，把文件夹放进来查。"),
)
_WHY = {suffix: why for suffixes, why in _OTHERS for suffix in suffixes.split()}
_UNKNOWN = f"认不出这种文件。{_TO_DOCX}"
#: Endings under which people keep what is really a .docx or .xlsx: the first bytes decide.
_PERHAPS = frozenset({".doc", ".wps", ".xls", ".et"})
_NESTED = "压缩包里还有压缩包，没有打开。先解压，把文件夹放进来查。"
_EMPTY = "里面没有可以查的文件。"
_BROKEN = "这个压缩包打不开，可能没有下载完，或者坏了。重新压缩一次，或者解压以后把文件夹放进来查。"
_MANY = f"文件太多，一次最多查 {MOST} 份，后面的没有看。分几次查。"


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that was not read, and what to do about it."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A file to read.

    Attributes:
        path: relative to what was given, with `/`.
        load: yields its bytes.
    """

    path: str
    load: Callable[[], bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Collected:
    """What was found below the given paths."""

    entries: tuple[Entry, ...]
    unread: tuple[Unread, ...]


def hidden(path: str) -> bool:
    """Tell whether a file is nobody's document: hidden, temporary, or the system's own."""
    parts = path.split("/")
    name = parts[-1]
    return (
        any(part.startswith(".") and part not in {".", ".."} for part in parts)
        or "__MACOSX" in parts
        or name.startswith("~$")
        or name.lower() in {"thumbs.db", "desktop.ini"}
        or name.lower().endswith(".tmp")
    )


def suffix_of(path: str) -> str:
    """Return the ending of a file's name in lower case, with its dot."""
    name = path.rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and stem else ""


def unfit(path: str, head: bytes) -> str:
    """Say why a file is not read and what to do, judging by its name and first bytes; empty when it is read."""
    suffix = suffix_of(path)
    if suffix in READ or (suffix in _PERHAPS and head.startswith(b"PK\x03\x04")):
        return ""
    return _NESTED if suffix == ".zip" else _WHY.get(suffix, _UNKNOWN)


class _Gatherer:
    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.unread: list[Unread] = []

    @property
    def full(self) -> bool:
        return len(self.entries) + len(self.unread) >= MOST

    def zip(self, file: Path, label: str, prefix: str) -> None:
        """Take the members of a zip; they are inflated one by one, when read."""
        try:
            data = _whole(file, DOSSIER)
            if data and not data.startswith(b"PK"):
                raise PackageError(_BROKEN)  # noqa: TRY301 -- told like what opening it tells
            package = open_package(data, DOSSIER)
        except (PackageError, OSError) as error:
            self.unread.append(Unread(label, _said(error)))
            return
        names = sorted(name for name in package if not hidden(name))
        if not names:
            self.unread.append(Unread(label, _EMPTY))
        for name in names:
            path = prefix + name
            if self.full:
                return
            head = b""
            if suffix_of(name) in _PERHAPS:
                try:
                    head = package[name][:4]
                except PackageError as error:
                    self.unread.append(Unread(path, str(error)))
                    continue
            why = unfit(name, head)
            if why:
                self.unread.append(Unread(path, why))
            else:
                self.entries.append(Entry(path, lambda name=name: package[name]))  # type: ignore[misc]

    def file(self, file: Path, path: str) -> None:
        if suffix_of(path) == ".zip":
            self.zip(file, path, path + "/")
            return
        try:
            with file.open("rb") as stream:
                head = stream.read(4)
        except OSError as error:
            self.unread.append(Unread(path, _said(error)))
            return
        why = unfit(path, head)
        if why:
            self.unread.append(Unread(path, why))
        else:
            self.entries.append(Entry(path, lambda: _whole(file, OFFICE)))

    def folder(self, folder: Path, prefix: str) -> None:
        before = len(self.entries) + len(self.unread)
        for file in _walk(folder):
            if self.full:
                self.unread.append(Unread(prefix or ".", _MANY))
                return
            self.file(file, prefix + file.relative_to(folder).as_posix())
        if len(self.entries) + len(self.unread) == before:
            self.unread.append(Unread(prefix.rstrip("/") or folder.resolve().name, _EMPTY))


def _whole(file: Path, limits: Limits) -> bytes:
    size = file.stat().st_size
    if size > limits.file:  # said by what opens it, but without reading it all
        raise PackageError(f"文件有 {size >> 20} MB，超过 {limits.file >> 20} MB，请去掉图片或分开保存后再用。")
    return file.read_bytes()


def _said(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"打不开这个文件（{reason(error)}）。看看它是不是正被别的程序占用，或者有没有权限。"
    return str(error)


def _walk(folder: Path) -> Iterator[Path]:
    for here, names, files in os.walk(folder):
        names.sort()
        for name in sorted(files):
            file = Path(here) / name
            if not hidden(file.relative_to(folder).as_posix()) and file.is_file():
                yield file


def collect(paths: Sequence[Path]) -> Collected:
    """Find the files to read below the given files, folders and zips.

    With one folder or zip given, paths are relative to it; with several things given, each path begins with the
    name of its own.
    """
    found = _Gatherer()
    single = len(paths) == 1
    taken: set[str] = set()
    for given in paths:
        name = given.resolve().name or given.as_posix()
        if not single and name in taken:
            name = given.as_posix().strip("/")
        taken.add(name)
        if given.is_dir():
            found.folder(given, "" if single else f"{name}/")
        elif suffix_of(name) == ".zip":
            found.zip(given, name, "" if single else f"{name}/")
        else:
            found.file(given, name)
    entries = sorted(found.entries, key=lambda entry: entry.path)
    return Collected(tuple(entries), tuple(sorted(found.unread, key=lambda item: item.path)))
