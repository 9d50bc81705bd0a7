"""Write a zip whose bytes depend on its content only: sorted members, one fixed time."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TIME, _DATE = 0, 0x21  # 1980-01-01 00:00:00
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")


@dataclass(frozen=True, slots=True)
class Member:
    """A member's deflated bytes with what the directory says of it."""

    data: bytes
    size: int
    crc: int


def deflated(content: bytes, level: int = 6) -> Member:
    """Deflate a member's content."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    return Member(packer.compress(content) + packer.flush(), len(content), zlib.crc32(content))


@lru_cache(maxsize=256)
def fixed(content: str) -> Member:
    """Deflate a part that many files share, once."""
    return deflated(content.encode())


def pack(members: Mapping[str, Member]) -> bytes:
    """Return a zip of the members; `[Content_Types].xml` leads, the others are sorted."""
    local: list[bytes] = []
    central: list[bytes] = []
    offset = 0
    for name in sorted(members, key=lambda item: (item != "[Content_Types].xml", item)):
        member, raw = members[name], name.encode()
        flags = 0 if name.isascii() else 0x800
        header = _LOCAL.pack(
            b"PK\x03\x04", 20, flags, 8, _TIME, _DATE, member.crc, len(member.data), member.size, len(raw), 0
        )
        central.append(
            _CENTRAL.pack(
                b"PK\x01\x02",
                20,
                20,
                flags,
                8,
                _TIME,
                _DATE,
                member.crc,
                len(member.data),
                member.size,
                len(raw),
                0,
                0,
                0,
                0,
                0,
                offset,
            )
            + raw
        )
        local += (header, raw, member.data)
        offset += len(header) + len(raw) + len(member.data)
    directory = b"".join(central)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(central), len(central), len(directory), offset, 0)
    return b"".join((*local, directory, end))
