"""The edition that is read from a disk: the whole site as one archive, with what it weighs and its checksum."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Where the archive stands, from the site's root; the address stays, what is in it changes.
ARCHIVE = "downloads/branchbook-offline.zip"
#: The folder inside the archive, in letters that every unzipper reads.
FOLDER = "zhibu-shouce"
_STARTER = "请先看这里.txt"
_WORDS = """支部手册（离线版），{day}

打开方法：把整个文件夹解压出来，再打开里面的 index.html。
不要在压缩软件的窗口里直接点开：那样别的页面和检索都找不到。
整个文件夹可以拷到 U 盘、内网电脑、单位的共享盘，不用安装任何东西。

填写的草稿保存在这台电脑的浏览器里，不在这个文件夹里；换电脑以前先在页面上导出。
规定有变化时，请到网站上下载新的一份，旧的整个删掉再放新的。
"""


@dataclass(frozen=True, slots=True)
class Archive:
    """A packed site.

    Attributes:
        content: the bytes of the .zip.
        day: the day of the build, `YYYY-MM-DD`.
        files: how many files are in it.
    """

    content: bytes
    day: str
    files: int

    @property
    def sha256(self) -> str:
        """Its checksum, as certutil and sha256sum print it."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def size(self) -> str:
        """Its size in words."""
        return f"{len(self.content) / 1_000_000:.1f} MB"

    @property
    def name(self) -> str:
        """What it is called when saved."""
        return f"支部手册离线版-{self.day}.zip"


def pack(site: Path, day: str) -> Archive:
    """Pack a site that was built for reading from a disk; the same site and day give the same bytes.

    Args:
        site: the folder.
        day: the day of the build, `YYYY-MM-DD`.
    """
    stamp = (int(day[:4]), int(day[5:7]), int(day[8:10]), 0, 0, 0)
    contents = {file.relative_to(site).as_posix(): file for file in site.rglob("*") if file.is_file()}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:

        def put(name: str, content: bytes) -> None:
            info = zipfile.ZipInfo(str(PurePosixPath(FOLDER) / name), stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            packed.writestr(info, content)

        put(_STARTER, _WORDS.format(day=day).replace("\n", "\r\n").encode("utf-8-sig"))
        for name in sorted(contents):
            put(name, contents[name].read_bytes())
    return Archive(held.getvalue(), day, len(contents) + 1)
