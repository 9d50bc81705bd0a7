"""Strangers' files: every one is opened within its budgets or refused in one sentence, at once."""

from __future__ import annotations

import io
import random
import re
import struct
import time
import tracemalloc
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from branchbook.records import DOSSIER, Limits, PackageError, Style, open_package, read, render
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


def liar() -> bytes:
    """The directory says 1 KB; it inflates to 300 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(300)) + packer.flush()
    return pack({"word/document.xml": Member(packed, 1024, 0)})


def twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", BODY)
        with pytest.warns(UserWarning, match="Duplicate name"):
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


def refusal(data: bytes) -> str:
    """Return what is said when a file is refused; empty when it is read."""
    try:
        read(data, world.ALL)
    except PackageError as refused:
        return str(refused)
    return ""


def nested(depth: int) -> bytes:
    return with_body(BODY.replace("<w:sectPr>", "<w:tbl><w:tr><w:tc>" * depth + "<w:sectPr>"))


def many(piece: str, count: int) -> bytes:
    """A body of many pieces, packed so little that the ratio is not what refuses it."""
    parts = {name: deflated(content) for name, content in open_package(GOOD).items()}
    return pack(
        {**parts, "word/document.xml": deflated(BODY.replace("<w:sectPr>", piece * count + "<w:sectPr>").encode(), 1)}
    )


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
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_at_once_in_one_sentence(name: str) -> None:
    make, reason = HOSTILE[name]
    data = make()
    tracemalloc.start()
    begin = time.process_time()
    with pytest.raises(PackageError, match=reason) as caught:
        read(data, world.ALL)
    seconds = time.process_time() - begin
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    said = str(caught.value)
    assert said.endswith("。")
    assert "\n" not in said
    assert seconds < 1.5
    assert most < 64 << 20


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


@pytest.mark.parametrize(("part", "piece"), [(part, piece) for part, pieces in STICKY.items() for piece in pieces])
@pytest.mark.parametrize("where", ["front", "whole"])
def test_no_text_makes_reading_slow(part: str, piece: str, where: str) -> None:
    parts = dict(open_package(SHEET))
    filler = piece.encode() * (1_000_000 // len(piece))
    parts[part] = filler if where == "whole" else filler + parts[part]
    # A little of everything else keeps the ratio in bounds.
    padding = random.Random(1).randbytes(16_000).hex().encode()  # noqa: S311 -- no secret
    parts[part] += b"<!--" + padding + b"-->"
    data = pack({name: deflated(content) for name, content in parts.items()})
    begin = time.process_time()
    refusal(data)
    assert time.process_time() - begin < 3


@pytest.mark.parametrize("piece", [" ", "：", "2026", "〔", "表样 ", "地点：", "□是", "一"])
def test_no_value_makes_reading_slow(piece: str) -> None:
    """The same few signs a million times, in every kind of field, with controls and without."""
    text = piece * (250_000 // len(piece)) + "x"
    values = dict.fromkeys(("place", "starts_at", "host", "present", "share", "secret", "course"), text)
    body = open_package(render(world.FORM, values, Style.FILLED), Limits(ratio=10_000))["word/document.xml"]
    noise = random.Random(1).randbytes(30_000).hex()  # noqa: S311 -- no secret
    for strip in ("", r"</?w:sdt>|<w:sdtPr>.*?</w:sdtPr>|</?w:sdtContent>|<w:bookmark[^>]*>"):
        xml = re.sub(strip, "", body.decode()) if strip else body.decode()
        # The noise keeps the ratio in bounds, so that the file is read.
        data = with_body(xml.replace("<w:sectPr>", f'<w:p w:rsidR="{noise}"/><w:sectPr>'))
        begin = time.process_time()
        assert refusal(data) == ""
        assert time.process_time() - begin < 3


def test_macros_and_outside_templates_are_flagged_and_not_touched() -> None:
    rels = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        b'Type="x/attachedTemplate" Target="http://example.org/a.dotm" TargetMode="External"/></Relationships>'
    )
    for name, content, flag, said in (
        ("word/vbaProject.bin", b"\x00macro", "macro", "宏"),
        ("word/_rels/settings.xml.rels", rels, "external-template", "外部模板"),
        ("word/embeddings/oleObject1.bin", b"x", "embedded", ""),
    ):
        reading = read(with_part(name, content), world.ALL)
        assert reading.flags == (flag,)
        assert reading.values == world.FORM.example
        assert any(said in warning for warning in reading.warnings) == bool(said)


def test_what_is_not_used_is_not_inflated() -> None:
    """A member that lies is refused when it is asked for, not before; nothing is written to disk."""
    package = open_package(pack({"a.xml": deflated(b"<a/>"), "b.bin": Member(b"\x03\x00", 5, 0)}))
    assert package["a.xml"] == b"<a/>"
    with pytest.raises(PackageError):
        package["b.bin"]


def test_dossiers_may_be_larger_and_name_files_in_the_old_encoding() -> None:
    files = {f"{n}.docx": b"x" for n in range(600)}
    assert len(open_package(zipped(files), DOSSIER)) == 600
    data = zipped({"AAAA.docx": GOOD}).replace(b"AAAA", "请示".encode("gb18030"))
    assert list(open_package(data, DOSSIER)) == ["请示.docx"]
    with pytest.raises(PackageError, match="UTF-8"):
        open_package(data)


@settings(max_examples=300)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_never_an_accident(data: st.DataObject) -> None:
    damaged = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = (data.draw(st.integers(0, 3)) and len(damaged)) or data.draw(st.integers(0, len(damaged)))
    assert refusal(bytes(damaged[:cut]))[-1:] in {"", "。"}


@settings(max_examples=150)
@given(st.text("<>/w:pturcbl sd\"'=&;字名", max_size=200), st.integers(0, len(BODY)))
def test_a_body_of_any_text_is_read_or_refused(junk: str, at: int) -> None:
    assert refusal(with_body(BODY[:at] + junk + BODY[at:]))[-1:] in {"", "。"}


@given(st.dictionaries(st.text("abc/", min_size=1, max_size=8), st.binary(max_size=200), max_size=5))
def test_what_is_packed_is_unpacked(members: dict[str, bytes]) -> None:
    named = {f"x{name.replace('/', '_')}": content for name, content in members.items()}
    package = open_package(pack({name: deflated(content) for name, content in named.items()}), Limits())
    assert dict(package) == named
    if named:
        with zipfile.ZipFile(io.BytesIO(pack({name: deflated(content) for name, content in named.items()}))) as other:
            assert {name: other.read(name) for name in other.namelist()} == named
