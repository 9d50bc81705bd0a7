"""The edition for reading from a disk: the same bytes for the same site, whole or not at all."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from branchbook.site.build import build, build_offline
from branchbook.site.errors import BuildError
from branchbook.site.offline import ARCHIVE, FOLDER, Archive, pack
from tests.site import world

if TYPE_CHECKING:
    from pathlib import Path


def small_site(folder: Path) -> Path:
    (folder / "guide").mkdir(parents=True)
    (folder / "index.html").write_text("<p>首页", encoding="utf-8")
    (folder / "guide" / "一.html").write_text("<p>一", encoding="utf-8")
    return folder


def names(archive: Archive) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(archive.content)) as packed:
        assert packed.testzip() is None
        return packed.namelist()


def test_the_same_site_gives_the_same_bytes(tmp_path: Path) -> None:
    one = pack(small_site(tmp_path / "a"), "2026-11-29")
    assert pack(small_site(tmp_path / "b"), "2026-11-29").content == one.content
    assert pack(tmp_path / "b", "2026-11-30").content != one.content
    assert one.sha256 == hashlib.sha256(one.content).hexdigest()
    assert one.files == 3
    assert one.name == "支部手册离线版-2026-11-29.zip"


def test_everything_is_in_one_folder_with_a_note_that_notepad_reads(tmp_path: Path) -> None:
    archive = pack(small_site(tmp_path / "a"), "2026-11-29")
    assert names(archive) == [f"{FOLDER}/请先看这里.txt", f"{FOLDER}/guide/一.html", f"{FOLDER}/index.html"]
    with zipfile.ZipFile(io.BytesIO(archive.content)) as packed:
        note = packed.read(f"{FOLDER}/请先看这里.txt")
    assert note.startswith(b"\xef\xbb\xbf")
    text = note.decode("utf-8-sig")
    assert "2026-11-29" in text
    assert text.count("\r\n") == text.count("\n") > 3


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return world.buildable(tmp_path)


def test_folder_and_archive_hold_the_same_site(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "离线 版"
    archive = build_offline(root, folder, day=world.TODAY)
    assert (tmp_path / "离线 版.zip").read_bytes() == archive.content
    inside = {name.removeprefix(f"{FOLDER}/") for name in names(archive)} - {"请先看这里.txt"}
    assert inside == {path for path, content in world.listing(folder).items() if content != b"(folder)"}
    page = (folder / "guide" / "numbers.html").read_text(encoding="utf-8")
    assert "iframe-worker-shim.js" in page
    assert (folder / "search" / "search_index.js").read_text(encoding="utf-8").startswith("var __index")
    assert "https://unpkg.com" not in "".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.html"))


def test_a_failed_build_leaves_folder_and_archive_as_they_were(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "offline"
    build_offline(root, folder, day=world.TODAY)
    before = {**world.listing(folder), "zip": (tmp_path / "offline.zip").read_bytes()}
    world.replace(root / "docs/guide/numbers.md", "见[上面](#come)", "见[没有](nowhere.md)")
    with pytest.raises(BuildError, match=r"没有替换旧网站(?s:.*)nowhere"):
        build_offline(root, folder, day=world.TODAY)
    assert {**world.listing(folder), "zip": (tmp_path / "offline.zip").read_bytes()} == before
    assert {path.name for path in tmp_path.iterdir()} == {"handbook", "offline", "offline.zip"}


def test_the_site_offers_the_archive_with_size_day_and_checksum(root: Path, tmp_path: Path) -> None:
    archive = build_offline(root, None, day=world.TODAY)
    site = tmp_path / "site"
    assert build(root, site, day=world.TODAY, archive=archive) == []
    assert (site / ARCHIVE).read_bytes() == archive.content
    page = (site / "guide" / "offline" / "index.html").read_text(encoding="utf-8")
    for words in (archive.size, archive.day, archive.sha256, archive.name, "branchbook-offline.zip"):
        assert words in page
    build(root, site, day=world.TODAY)
    bare = (site / "guide" / "offline" / "index.html").read_text(encoding="utf-8")
    assert "branchbook-offline.zip" not in bare
    assert not (site / ARCHIVE).exists()


def test_without_the_plugin_it_says_so(root: Path, tmp_path: Path) -> None:
    world.replace(root / "mkdocs.yml", "  - offline:\n      enabled: false\n", "")
    with pytest.raises(BuildError, match="没有 offline"):
        build_offline(root, tmp_path / "offline", day=world.TODAY)
    assert not (tmp_path / "offline").exists()
