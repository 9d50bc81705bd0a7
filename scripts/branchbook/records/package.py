"""Open a stranger's zip (.docx, .xlsx or a dossier) within budgets, before any parser sees it."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple


class PackageError(ValueError):
    """A file that is not opened; the message is one sentence for a secretary."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a file may ask of us."""

    file: int = 20 << 20
    members: int = 500
    part: int = 8 << 20
    total: int = 64 << 20
    ratio: int = 300
    ratio_above: int = 1 << 20
    gb_names: bool = False


OFFICE = Limits()
#: A dossier: larger, since it holds office files and scans; only one level of zip is ever opened. Chinese systems
#: write the names in GB 18030 and do not say so.
DOSSIER = Limits(file=200 << 20, members=2000, part=20 << 20, total=400 << 20, gb_names=True)

_END = struct.Struct("<4s4H2IH")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_BAD_NAME = re.compile(
    "[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\\\\]|^/|^[A-Za-z]:|(^|/)\\.\\.?(/|$)|//"
)
_XML = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)
_DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)

_AS_DOCX = "请用 Word 或 WPS 打开，另存为 .docx（表格另存为 .xlsx）后再用"
_BROKEN = "文件不完整或已损坏，请重新保存或重新拷贝一份"


class _Entry(NamedTuple):
    start: int
    packed: int
    size: int
    crc: int
    method: int


def _refuse_other_kinds(data: bytes) -> None:
    """Say of files that are no zip what they are and what to do."""
    if not data:
        raise PackageError("文件是空的，里面什么也没有，请检查是不是没有保存好。")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data[: 1 << 20]:
            raise PackageError("文件设了打开密码，请去掉密码，另存为 .docx 后再用。")
        raise PackageError(f"这是旧格式的 .doc、.xls 或 .wps 文件，{_AS_DOCX}。")
    if data.startswith(b"%PDF"):
        raise PackageError("这是 PDF 文件，读不出填写的内容，请找到原来的 .docx 再用。")
    if data.startswith(b"{\\rtf"):
        raise PackageError(f"这是 RTF 文件，{_AS_DOCX}。")
    if data[:512].lstrip().lower().startswith((b"<html", b"<!doctype html", b"<?xml")):
        raise PackageError(f"这是网页或 XML 文件，不是 .docx，{_AS_DOCX}。")
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM")):
        raise PackageError("这是图片，读不出填写的内容，请用 .docx 文件。")
    if data.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise PackageError("这是压缩包，但不是 .zip，请解压后再用。")
    if not data.startswith(b"PK\x03\x04") and not data.startswith(b"PK\x05\x06"):
        raise PackageError(f"认不出这个文件，它不是 .docx 或 .xlsx，{_AS_DOCX}。")


def _directory(data: bytes, limits: Limits) -> tuple[int, int, int]:
    """Return number of members, start and size of the central directory."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65557))
    if at < 0 or at + _END.size > len(data):
        raise PackageError(f"{_BROKEN}。")
    _, disk, cd_disk, here, count, size, start, comment = _END.unpack_from(data, at)
    if b"PK\x06\x07" in data[max(0, at - 20) : at] or 0xFFFF in (count, here) or 0xFFFFFFFF in (size, start):
        raise PackageError("文件用了超大压缩包的格式（zip64），正常的表格用不到，请另存一份再用。")
    if disk or cd_disk or here != count:
        raise PackageError("文件是分卷压缩包的一部分，请合并解压后再用。")
    if at + _END.size + comment != len(data) or start + size != at:
        raise PackageError(f"文件前后夹带了别的内容，或者{_BROKEN}。")
    if count > limits.members:
        raise PackageError(f"文件里有 {count} 个部分，超过 {limits.members} 个，不予打开。")
    return count, start, size


def _name(raw: bytes, flags: int, limits: Limits) -> str:
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        try:
            if flags & 0x800 or not limits.gb_names:
                raise
            name = raw.decode("gb18030")
        except UnicodeDecodeError:
            raise PackageError("文件里有不是 UTF-8 编码的文件名，请用新版软件重新压缩或另存后再用。") from None
    if not name or len(name) > 260 or _BAD_NAME.search(name):
        raise PackageError(f"文件里有不正常的文件名「{_safe(name)}」，不予打开。")
    return name


def _safe(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name)[:60]


class Package(Mapping[str, bytes]):
    """The members of a zip, inflated when asked for, each within its declared size."""

    def __init__(self, data: bytes, entries: Mapping[str, _Entry], limits: Limits) -> None:
        self._data, self._entries, self._limits = data, entries, limits
        self._cache: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        """Return a member's content.

        Raises:
            PackageError: when it is not what the directory says, or declares a DOCTYPE.
        """
        if name not in self._cache:
            self._cache[name] = self._inflate(name, self._entries[name])
        return self._cache[name]

    def _inflate(self, name: str, entry: _Entry) -> bytes:
        packed = self._data[entry.start : entry.start + entry.packed]
        if entry.method == 0:
            content = packed
        else:
            unpacker = zlib.decompressobj(-15)
            try:
                content = unpacker.decompress(packed, entry.size + 1)
            except zlib.error:
                raise PackageError(f"{_BROKEN}（{_safe(name)}）。") from None
            if len(content) <= entry.size and not unpacker.eof:
                content += unpacker.decompress(unpacker.unconsumed_tail, 1)
            if len(content) <= entry.size and (not unpacker.eof or unpacker.unused_data):
                raise PackageError(f"{_BROKEN}（{_safe(name)}）。")
        if len(content) != entry.size:
            raise PackageError(f"文件里「{_safe(name)}」的真实大小和登记的不一样，不予打开。")
        if zlib.crc32(content) != entry.crc:
            raise PackageError(f"{_BROKEN}（{_safe(name)}）。")
        if _XML.search(name):
            head = content[:4]
            if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")):
                raise PackageError(f"文件里「{_safe(name)}」不是 UTF-8 编码，请用 Word 或 WPS 另存后再用。")
            if _DECLARED.search(content):
                raise PackageError(f"文件里「{_safe(name)}」带有 DOCTYPE 声明，正常的文档没有，不予打开。")
        return content

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a member, without inflating it as a mapping would."""
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return iter(self._entries)

    def __len__(self) -> int:
        """Return the number of members."""
        return len(self._entries)

    def size(self, name: str) -> int:
        """Return a member's size without inflating it."""
        return self._entries[name].size

    @property
    def flags(self) -> tuple[str, ...]:
        """What is in the file that a plain form has no need of: `macro`, `external-template`, `embedded`."""
        found = []
        names = [name.lower() for name in self._entries]
        if any(name.endswith("vbaproject.bin") for name in names):
            found.append("macro")
        links = [self[name] for name in self._entries if name.lower().endswith("settings.xml.rels")]
        if any(b"attachedTemplate" in link and b"External" in link for link in links):
            found.append("external-template")
        if any("/embeddings/" in name or "/activex/" in name for name in names):
            found.append("embedded")
        return tuple(found)


class _Listed(NamedTuple):
    """A member as the directory lists it."""

    raw: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    made: int
    disk: int
    external: int
    offset: int


def _listing(data: bytes, at: int, end: int, count: int) -> Iterator[_Listed]:
    """Walk the central directory, which must be exactly as long as it says."""
    for _ in range(count):
        if at + _CENTRAL.size > end or data[at : at + 4] != b"PK\x01\x02":
            raise PackageError(f"{_BROKEN}。")
        (_, made, _, flags, method, _, _, crc, packed, size, length, extra, comment, disk, _, external, offset) = (
            _CENTRAL.unpack_from(data, at)
        )
        raw = data[at + _CENTRAL.size : at + _CENTRAL.size + length]
        at += _CENTRAL.size + length + extra + comment
        yield _Listed(raw, flags, method, crc, packed, size, made, disk, external, offset)
    if at != end:
        raise PackageError(f"{_BROKEN}。")


def _refuse(item: _Listed, name: str, limits: Limits) -> None:
    """Refuse a member that no plain form has: encrypted, a link, too large, packed in odd ways."""
    if item.flags & 0x2041:
        raise PackageError("文件里有加密的部分，请去掉密码，另存后再用。")
    if 0xFFFFFFFF in (item.packed, item.size, item.offset):
        raise PackageError("文件用了超大压缩包的格式（zip64），正常的表格用不到，请另存一份再用。")
    if item.made >> 8 == 3 and (item.external >> 16) & 0o170000 == 0o120000:
        raise PackageError(f"文件里有链接「{_safe(name)}」，不予打开。")
    if item.disk or item.method not in {0, 8}:
        raise PackageError(f"文件里「{_safe(name)}」的压缩方式不常见，请用 Word 或 WPS 另存后再用。")
    if item.size > limits.part:
        raise PackageError(f"文件里「{_safe(name)}」有 {item.size >> 20} MB，超过 {limits.part >> 20} MB，不予打开。")
    if item.size > limits.ratio_above and item.size > item.packed * limits.ratio:
        raise PackageError(f"文件里「{_safe(name)}」压缩得不正常，像是恶意文件，不予打开。")
    if name.endswith("/") and item.size:
        raise PackageError(f"文件里的文件夹「{_safe(name)}」带有内容，不予打开。")
    if item.method == 0 and item.packed != item.size:
        raise PackageError(f"文件里「{_safe(name)}」的真实大小和登记的不一样，不予打开。")


def open_package(data: bytes, limits: Limits = OFFICE) -> Package:
    """Open a zip within limits; nothing is written to disk.

    Raises:
        PackageError: one clear sentence why it is not opened, and what to do.
    """
    if len(data) > limits.file:
        raise PackageError(f"文件有 {len(data) >> 20} MB，超过 {limits.file >> 20} MB，请去掉图片或分开保存后再用。")
    _refuse_other_kinds(data)
    count, at, size = _directory(data, limits)
    entries: dict[str, _Entry] = {}
    seen: set[str] = set()
    spans: list[tuple[int, int]] = []
    total = 0
    for item in _listing(data, at, at + size, count):
        name = _name(item.raw, item.flags, limits)
        if name.lower() in seen:
            raise PackageError(f"文件里有两个同名的部分「{_safe(name)}」，不知道该读哪个，不予打开。")
        seen.add(name.lower())
        _refuse(item, name, limits)
        total += item.size
        if total > limits.total:
            raise PackageError(f"文件展开后超过 {limits.total >> 20} MB，不予打开。")
        start = _local(data, item, name)
        if start + item.packed > at:
            raise PackageError(f"{_BROKEN}。")
        spans.append((item.offset, start + item.packed))
        if not name.endswith("/"):
            entries[name] = _Entry(start, item.packed, item.size, item.crc, item.method)
    spans.sort()
    if any(a[1] > b[0] for a, b in pairwise(spans)):
        raise PackageError("文件里有互相重叠的部分，像是恶意文件，不予打开。")
    return Package(data, entries, limits)


def _local(data: bytes, item: _Listed, name: str) -> int:
    """Hold a member's local header against the directory; return where its bytes begin."""
    offset = item.offset
    if offset + _LOCAL.size > len(data) or data[offset : offset + 4] != b"PK\x03\x04":
        raise PackageError(f"{_BROKEN}。")
    _, _, flags, method, _, _, crc, packed, size, length, extra = _LOCAL.unpack_from(data, offset)
    if data[offset + _LOCAL.size : offset + _LOCAL.size + length] != item.raw:
        raise PackageError(f"文件里「{_safe(name)}」前后登记的名字不一样，不予打开。")
    if flags & 0x2041:
        raise PackageError("文件里有加密的部分，请去掉密码，另存后再用。")
    told_later = flags & 8 and (crc, packed, size) == (0, 0, 0)
    if method != item.method or (not told_later and (crc, packed, size) != (item.crc, item.packed, item.size)):
        raise PackageError(f"文件里「{_safe(name)}」前后登记的大小不一样，不予打开。")
    return int(offset + _LOCAL.size + length + extra)
