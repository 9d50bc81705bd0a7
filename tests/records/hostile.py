"""Files made to do harm, or broken, or of another kind: each made by code, with the sentence that refuses it."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING

from branchbook.records import Style, open_package, render
from branchbook.records.pack import Member, deflated, pack
from tests.records import world

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

GOOD = render(world.FORM, world.FORM.example, Style.FILLED)
BODY = open_package(GOOD)["word/document.xml"].decode()


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


def with_body(body: str) -> bytes:
    parts = {name: deflated(content) for name, content in open_package(GOOD).items()}
    return pack({**parts, "word/document.xml": deflated(body.encode())})


def with_part(name: str, content: bytes) -> bytes:
    return pack({**{key: deflated(value) for key, value in open_package(GOOD).items()}, name: deflated(content)})


def bomb() -> bytes:
    """A body of 7 MB that is nearly nothing when packed."""
    return with_part("word/document.xml", BODY.encode() + b" " * (7 << 20))


def repeated(chunk: bytes, times: int) -> bytes:
    """Return a deflated stream of one chunk many times, made without deflating it many times."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH)) * times + b"\x03\x00"


def liar() -> bytes:
    """The directory says 1 KB; it inflates to 300 MB."""
    return pack({"word/document.xml": Member(repeated(bytes(1 << 20), 300), 1024, 0)})


def twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", BODY)
        with warnings.catch_warnings(action="ignore"):
            package.writestr("word/document.xml", BODY.replace("庚同志", "辛同志"))
    return out.getvalue()


def overlapping() -> bytes:
    """Many directory entries for one member's bytes."""
    one = zipped({"a.xml": b"x" * 100})
    end = one.rindex(b"PK\x05\x06")
    at = one.index(b"PK\x01\x02")
    central = one[at:end]
    entries = b"".join(central.replace(b"a.xml", f"{number:05d}".encode()) for number in range(50))
    return one[:at] + entries + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 50, 50, len(entries), at, 0)


def link() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        info = zipfile.ZipInfo("word/document.xml")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        package.writestr(info, "/etc/passwd")
    return out.getvalue()


def encrypted() -> bytes:
    data = bytearray(zipped({"word/document.xml": BODY.encode()}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def too_much() -> bytes:
    """Ten parts of 7 MB, none of them packed oddly."""
    return zipped({f"{n}.bin": random.Random(n).randbytes(40_000) + bytes(7 << 20) for n in range(10)})  # noqa: S311 -- no secret


def nested(depth: int) -> bytes:
    return with_body(BODY.replace("<w:sectPr>", "<w:tbl><w:tr><w:tc>" * depth + "<w:sectPr>"))


def many(piece: str, count: int) -> bytes:
    """A body of many pieces, packed so little that the ratio is not what refuses it."""
    parts = {name: deflated(content) for name, content in open_package(GOOD).items()}
    return pack(
        {**parts, "word/document.xml": deflated(BODY.replace("<w:sectPr>", piece * count + "<w:sectPr>").encode(), 1)}
    )


def bloated() -> bytes:
    """A body that really has 600 MB, in a file of 600 KB."""
    return pack({"word/document.xml": Member(repeated(b" " * (1 << 20), 600), 600 << 20, 0)})


def laughs() -> bytes:
    """A billion of them."""
    names = "abcdefghij"
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names))
    return with_body(f'<!DOCTYPE z [<!ENTITY a "哈哈">{entities}]>' + BODY.replace("庚同志", "&j;"))


def late_doctype() -> bytes:
    """Behind a comment longer than anybody's first look."""
    return with_body("<!--" + "x" * 9000 + "-->" + '<!DOCTYPE a SYSTEM "http://example.org/a.dtd">' + BODY)


def ended(data: bytes, *, entries: int | None = None, disk: int = 0, comment: bytes = b"") -> bytes:
    """Say something else at a zip's end."""
    _, _, _, here, count, size, start, _ = struct.unpack_from("<4s4H2IH", data, len(data) - 22)
    told = count if entries is None else entries
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", disk, disk, here, told, size, start, len(comment))
    return data[:-22] + end + comment


def entries(count: int) -> bytes:
    """Thousands of directory entries for one member."""
    one = zipped({"word/document.xml": BODY.encode()})
    at = one.index(b"PK\x01\x02")
    central = one[at:-22] * count
    return one[:at] + central + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(central), at, 0)


def zip64() -> bytes:
    """The end of a directory that says: look in the larger one."""
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, len(GOOD) - 22, 1)
    return GOOD[:-22] + locator + GOOD[-22:]


def huge_numbers() -> bytes:
    """A member whose sizes stand elsewhere."""
    one = bytearray(zipped({"word/document.xml": BODY.encode()}))
    at = one.index(b"PK\x01\x02")
    one[at + 20 : at + 28] = b"\xff" * 8
    return bytes(one)


def two_ends() -> bytes:
    """Two directories: one reader takes the first, another the last."""
    other = zipped({"word/document.xml": BODY.replace("庚同志", "辛同志").encode()})
    return ended(GOOD, comment=other)


def other_name() -> bytes:
    """The directory says one name, the member itself another."""
    return zipped({"word/document.xml": BODY.encode()}).replace(b"word/document.xml", b"word/documenT.xml", 1)


def stored_liar() -> bytes:
    """A member that is not packed and yet larger than its bytes."""
    one = bytearray(zipped({"word/document.xml": BODY.encode()}, zipfile.ZIP_STORED))
    for at, offset in ((one.index(b"PK\x01\x02"), 24), (0, 22)):
        one[at + offset : at + offset + 4] = struct.pack("<I", 1)
    return bytes(one)


def folder_with_content() -> bytes:
    return zipped({"word/document.xml": BODY.encode(), "word/media/": b"x"})


def beside(part: str, change: Callable[[str], str]) -> bytes:
    """Change one part of a good register."""
    parts = dict(open_package(SHEET))
    parts[part] = change(parts[part].decode()).encode()
    return pack({name: deflated(content, 1) for name, content in parts.items()})


def cells(count: int) -> bytes:
    """A sheet of very many cells."""
    return beside("xl/worksheets/sheet1.xml", lambda xml: xml.replace("</sheetData>", "<c/>" * count + "</sheetData>"))


def sheet_bomb() -> bytes:
    """A sheet of 388 MB."""
    rows = b'<row><c t="n"><v>1</v></c></row>' * 10_000
    parts = {name: deflated(content) for name, content in open_package(SHEET).items()}
    return pack({**parts, "xl/worksheets/sheet1.xml": Member(repeated(rows, 1200), len(rows) * 1200, 0)})


def controls(inside: str, around: str = "") -> bytes:
    """A body with very many controls."""
    noise = random.Random(1).randbytes(100_000).hex()  # noqa: S311 -- no secret
    body = f'{inside}{around}<w:p w:rsidR="{noise}"/><w:sectPr>'
    parts = {name: deflated(content) for name, content in open_package(GOOD).items()}
    return pack({**parts, "word/document.xml": deflated(BODY.replace("<w:sectPr>", body).encode(), 1)})


_CONTROL = (
    '<w:sdt><w:sdtPr><w:tag w:val="host"/><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>x</w:t></w:r>'
    "</w:sdtContent></w:sdt>"
)
_OPEN, _SHUT = '<w:sdt><w:sdtPr><w:tag w:val="a"/></w:sdtPr><w:sdtContent>', "</w:sdtContent></w:sdt>"

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb": (bomb, "压缩得不正常"),
    "liar": (liar, "真实大小和登记的不一样"),
    "wrong checksum": (lambda: pack({"word/document.xml": Member(deflated(b"<a/>").data, 4, 1)}), "不完整或已损坏"),
    "part too large": (lambda: zipped({"word/document.xml": bytes(9 << 20)}), "超过 8 MB"),
    "all too large": (too_much, "超过 64 MB"),
    "too many members": (lambda: zipped({f"{n}.xml": b"" for n in range(501)}), "超过 500 个"),
    "file too large": (lambda: b"PK\x03\x04" + bytes(21 << 20), "超过 20 MB"),
    "duplicate members": (twice, "两个同名的部分"),
    "same name in capitals": (lambda: zipped({"word/document.xml": b"", "Word/Document.xml": b""}), "两个同名的部分"),
    "overlapping members": (overlapping, "前后登记的名字不一样"),
    "symbolic link": (link, "有链接"),
    "encrypted member": (encrypted, "加密"),
    "odd compression": (lambda: zipped({"word/document.xml": BODY.encode()}, zipfile.ZIP_BZIP2), "压缩方式不常见"),
    "entities": (lambda: with_body('<!DOCTYPE a [<!ENTITY b "bbbb">]>' + BODY), "DOCTYPE"),
    "external entity": (lambda: with_body('<!doctype a SYSTEM "file:///etc/passwd"><a/>'), "DOCTYPE"),
    "entities in the properties": (lambda: with_part("docProps/custom.xml", b"<!DOCTYPE a><a/>"), "DOCTYPE"),
    "sixteen-bit letters": (lambda: with_part("word/document.xml", BODY.encode("utf-16")), "不是 UTF-8"),
    "nesting": (lambda: nested(300), "套得太深"),
    "many tables": (lambda: many("<w:tbl></w:tbl>", 2001), "表格超过 2000 个"),
    "many paragraphs": (lambda: many("<w:p></w:p>", 20_001), "超过 20000 段"),
    "body that stops in a paragraph": (lambda: with_body(BODY.replace("</w:p>", "", 1)), "正文不完整"),
    "body that stops in a table": (lambda: with_body(BODY.replace("</w:tbl>", "")), "正文不完整"),
    "body of another encoding": (lambda: with_part("word/document.xml", BODY.encode("gb18030")), "正文不是 UTF-8"),
    "climbing out": (lambda: zipped({"../word/document.xml": b""}), "不正常的文件名"),
    "absolute name": (lambda: zipped({"/etc/passwd": b""}), "不正常的文件名"),
    "drive letter": (lambda: zipped({"C:/x.xml": b""}), "不正常的文件名"),
    "turned letters": (lambda: zipped({"word/\u202elmx.xml": b""}), "不正常的文件名"),
    "no body": (lambda: zipped({"readme.txt": b"x"}), "没有 Word 或 Excel 的内容"),
    "empty": (lambda: b"", "是空的"),
    "cut off": (lambda: GOOD[:-300], "不完整或已损坏"),
    "something in front": (lambda: b"PK\x03\x04" + GOOD, "夹带了别的内容"),
    "old .doc": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "旧格式的 .doc、.xls 或 .wps"),
    "password": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
    "pdf": (lambda: b"%PDF-1.7", "PDF"),
    "rtf": (lambda: b"{\\rtf1}", "RTF"),
    "web page": (lambda: b"<!DOCTYPE html><html></html>", "网页"),
    "picture": (lambda: b"\x89PNG\r\n", "图片"),
    "rar": (lambda: b"Rar!\x1a\x07", "不是 .zip"),
    "text": ("会议记录".encode, "认不出这个文件"),
    "600 MB": (bloated, "超过 8 MB"),
    "billion laughs": (laughs, "DOCTYPE"),
    "late declaration": (late_doctype, "DOCTYPE"),
    "parameter entity": (lambda: with_body('<!ENTITY % a SYSTEM "file:///etc/passwd">' + BODY), "DOCTYPE"),
    "entities in a sheet": (
        lambda: beside("xl/sharedStrings.xml", lambda xml: '<!DOCTYPE a [<!ENTITY b "c">]>' + xml),
        "DOCTYPE",
    ),
    "fewer members than it says": (lambda: ended(GOOD, entries=3), "分卷"),
    "of several disks": (lambda: ended(GOOD, disk=1), "分卷"),
    "5000 entries": (lambda: entries(5000), "超过 500 个"),
    "three entries for one member": (lambda: entries(3), "两个同名的部分"),
    "zip64": (zip64, "zip64"),
    "zip64 sizes": (huge_numbers, "zip64"),
    "two directories": (two_ends, "夹带了别的内容"),
    "another name inside": (other_name, "前后登记的名字不一样"),
    "stored and lying": (stored_liar, "真实大小和登记的不一样"),
    "folder with content": (folder_with_content, "带有内容"),
    "something behind": (lambda: GOOD + b"MZ" * 50, "夹带了别的内容"),
    "a picture that is a zip too": (lambda: b"GIF89a" + GOOD, "图片"),
    "a zip in a zip": (lambda: zipped({"材料/请示.docx": GOOD}), "没有 Word 或 Excel 的内容"),
    "backward slash": (lambda: zipped({"word\\document.xml": BODY.encode()}), "不正常的文件名"),
    "inner dots": (lambda: zipped({"word/../../x.xml": b""}), "不正常的文件名"),
    "no name": (lambda: pack({"": deflated(b"")}), "不正常的文件名"),
    "endless name": (lambda: zipped({"a" * 300: b""}), "不正常的文件名"),
    "a name of no letters": (lambda: zipped({"AAAA.xml": b""}).replace(b"AAAA", b"\xff\xfe\xfd\xfc"), "UTF-8"),
    "388 MB sheet": (sheet_bomb, "超过 8 MB"),
    "many cells": (lambda: cells(400_001), "格子超过 400000 个"),
    "60000 nested tables": (lambda: nested(60_000), "套得太深"),
    "many empty cells": (lambda: many("<w:tbl><w:tr>" + "<w:tc></w:tc>" * 50_001 + "</w:tr></w:tbl>", 1), "格子超过"),
    "many empty rows": (lambda: many("<w:tbl>" + "<w:tr></w:tr>" * 50_001 + "</w:tbl>", 1), "格子超过"),
    "controls in controls": (lambda: controls(_OPEN * 4000 + "<w:p/>" * 15_000, _SHUT * 4000), "控件超过"),
    "controls round everything": (lambda: controls(_OPEN * 60 + "<w:p/>" * 15_000, _SHUT * 60), "控件超过"),
    "many controls": (lambda: controls(f"<w:p>{_CONTROL * 20_001}</w:p>"), "控件超过"),
}

_OUTSIDE = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    b'Type="x/attachedTemplate" Target="http://example.org/a.dotm" TargetMode="External"/></Relationships>'
)

#: Files that are read, and what they carry beyond a form.
FLAGGED: dict[str, tuple[Callable[[], bytes], str]] = {
    "macro": (lambda: with_part("word/vbaProject.bin", b"\x00macro"), "macro"),
    "outside template": (lambda: with_part("word/_rels/settings.xml.rels", _OUTSIDE), "external-template"),
    "embedded object": (lambda: with_part("word/embeddings/oleObject1.bin", b"x"), "embedded"),
    "active control": (lambda: with_part("word/activeX/activeX1.bin", b"x"), "embedded"),
}

#: Bodies within every budget that are work all the same: read within the second, whatever is read.
HEAVY: dict[str, Callable[[], bytes]] = {
    "prompts in one cell": lambda: controls(f"<w:tbl><w:tr><w:tc><w:p>{_CONTROL * 19_000}</w:p></w:tc></w:tr></w:tbl>"),
    "paragraphs in paragraphs": lambda: controls("<w:p>" * 9000, "</w:p>" * 9000),
    "marks in one paragraph": lambda: controls(
        "<w:p>" + "".join(f'<w:bookmarkStart w:name="b{number}"/>' for number in range(100_000)) + "</w:p>"
    ),
    "cells in one row": lambda: controls("<w:tbl><w:tr>" + "<w:tc><w:p/></w:tc>" * 19_000 + "</w:tr></w:tbl>"),
    "one label over and over": lambda: controls(
        "<w:tbl><w:tr>" + "<w:tc><w:p><w:r><w:t>地点</w:t></w:r></w:p></w:tc>" * 19_000 + "</w:tr></w:tbl>"
    ),
    "one heading over and over": lambda: controls(f"<w:tbl>{_HEAD * 9000}</w:tbl>"),
    "tables of headings": lambda: controls(f"<w:tbl>{_HEAD}</w:tbl>" * 1900),
    "tabs in one line": lambda: controls("<w:p>" + "<w:tab/>" * 600_000 + "</w:p>"),
    "tabs in every line": lambda: controls("<w:p><w:tab/><w:tab/><w:tab/></w:p>" * 19_000),
    "rows with tags": lambda: controls(
        "<w:tbl>"
        + f"<w:tr><w:tc><w:p>{_CONTROL.replace('host', 'absent.name')}</w:p></w:tc></w:tr>" * 18_000
        + "</w:tbl>"
    ),
    "template's line over and over": lambda: controls(
        "<w:p><w:r><w:t>表样 T01 第2版 · test-form</w:t></w:r></w:p>" * 19_000
    ),
    "references to signs": lambda: controls("<w:p><w:r><w:t>" + "&#x4e00;" * 500_000 + "</w:t></w:r></w:p>"),
    "ends without beginnings": lambda: controls("</w:p></w:tc></w:tr></w:tbl></w:sdt>" * 100_000),
    "one number of a million digits": lambda: with_body(BODY.replace(">20<", f">{'1' * 1_000_000}<")),
}
_HEAD = (
    "<w:tr><w:tc><w:p><w:r><w:t>姓名</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>原因</w:t></w:r></w:p></w:tc></w:tr>"
)


SHEET = render(world.REGISTER, world.REGISTER.example, Style.FILLED)

#: Texts that make a careless pattern look at everything again for each of them.
STICKY = {
    "xl/worksheets/sheet1.xml": ['<c r="A1"', '<c r="A1">', "<c ", '<c r="A1" t="inlineStr"><is><t>', "<v>"],
    "xl/sharedStrings.xml": ["<si>", "<si ", "<si><t>", "<si><t ", "<si><rPh>"],
    "xl/workbook.xml": ["<definedName ", "<definedName>", "<sheet ", "<sheet"],
    "xl/_rels/workbook.xml.rels": ["<Relationship ", "<a:Relationship"],
    "_rels/.rels": ["<Relationship ", "<Relationship /officeDocument"],
    "docProps/custom.xml": ['name="recordTemplate"', 'name="recordTemplate"> '],
}
