"""Strangers' files: every one is opened within its budgets or refused in one sentence, at once."""

from __future__ import annotations

import io
import random
import re
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from branchbook.records import DOSSIER, Limits, PackageError, Style, open_package, read, render
from branchbook.records.pack import Member, deflated, pack
from tests.records import world
from tests.records.hostile import BODY, GOOD, SHEET, STICKY, with_body, zipped


def refusal(data: bytes) -> str:
    """Return what is said when a file is refused; empty when it is read."""
    try:
        read(data, world.ALL)
    except PackageError as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize(("part", "piece"), [(part, piece) for part, pieces in STICKY.items() for piece in pieces])
@pytest.mark.parametrize("where", ["front", "whole"])
@pytest.mark.usefixtures("unburdened")
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
@pytest.mark.usefixtures("unburdened")
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


def test_what_is_not_used_is_not_inflated() -> None:
    """A member that lies is refused when it is asked for, not before; nothing is written to disk."""
    package = open_package(pack({"a.xml": deflated(b"<a/>"), "b.bin": Member(b"\x03\x00", 5, 0)}))
    assert package["a.xml"] == b"<a/>"
    assert "b.bin" in package
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
