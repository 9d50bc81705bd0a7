"""Building, staging, serving: whole or not at all, and one sentence when it cannot be."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from branchbook.handbook import HandbookError, load
from branchbook.site.build import build, free_port, stage, swapped
from branchbook.site.errors import BuildError, SiteError, WebMissingError
from branchbook.site.library import Options
from branchbook.site.pages import pages
from branchbook.site.web import FILES, bundle
from tests.site import world

if TYPE_CHECKING:
    from collections.abc import Iterator


def old_site(folder: Path) -> Path:
    """A folder that a build is about to replace."""
    (folder / "assets").mkdir(parents=True)
    (folder / "assets" / "terms.json").write_text("[]", encoding="utf-8")
    (folder / "sub").mkdir()
    (folder / "index.html").write_text("旧的", encoding="utf-8")
    (folder / "sub" / "page.html").write_text("旧的", encoding="utf-8")
    return folder


# ---- swapping -------------------------------------------------------------------------------------------------------


def test_a_folder_takes_the_old_one_s_place(tmp_path: Path) -> None:
    site = old_site(tmp_path / "site")
    with swapped(site) as fresh:
        assert fresh.parent == site.parent, "a rename only works within one disk"
        (fresh / "index.html").write_text("新的", encoding="utf-8")
        assert world.listing(site)["index.html"] == "旧的".encode(), "the old one is there until the end"
    assert world.listing(tmp_path) == {"site": b"(folder)", "site/index.html": "新的".encode()}
    assert site.stat().st_mode & 0o777 == 0o755, "a web server must be able to read it"


def test_a_folder_is_made_where_none_was(tmp_path: Path) -> None:
    with swapped(tmp_path / "a" / "b" / "site") as fresh:
        (fresh / "x").touch()
    assert (tmp_path / "a" / "b" / "site" / "x").exists()


@pytest.mark.parametrize("accident", [ValueError, KeyboardInterrupt, SystemExit, MemoryError])
def test_after_an_accident_the_old_one_is_there_and_nothing_else(tmp_path: Path, accident: type[BaseException]) -> None:
    site = old_site(tmp_path / "site")
    before = world.listing(tmp_path)
    with pytest.raises(accident), swapped(site) as fresh:  # noqa: PT012 -- the accident happens half-way
        (fresh / "half").touch()
        raise accident
    assert world.listing(tmp_path) == before


def test_an_accident_between_the_two_renames_brings_the_old_one_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = old_site(tmp_path / "site")
    before = world.listing(tmp_path)
    rename = Path.rename
    calls: list[Path] = []

    def second_fails(self: Path, target: Path) -> Path:
        calls.append(self)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", second_fails)
    with pytest.raises(BuildError, match="磁盘满了"), swapped(site) as fresh:
        (fresh / "x").touch()
    monkeypatch.undo()
    assert len(calls) == 3
    assert world.listing(tmp_path) == before


def test_killed_in_the_middle_the_old_one_is_there(tmp_path: Path) -> None:
    site = old_site(tmp_path / "site")
    before = world.listing(site)
    code = (
        "import sys, time; from pathlib import Path; from branchbook.site.build import swapped\n"
        "with swapped(Path(sys.argv[1])) as fresh:\n"
        "    (fresh / 'half').touch(); print('now', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(site)],
        env={**os.environ, "PYTHONPATH": str(world.ROOT / "scripts")},
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stdout.readline().strip() == b"now"
    process.kill()
    process.wait()
    process.stdout.close()
    assert world.listing(site) == before
    with swapped(site) as fresh:  # and the next one is not disturbed by what lies about
        (fresh / "new").touch()
    assert (site / "new").exists()


def test_a_file_in_the_way_is_not_replaced(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.write_text("要紧的", encoding="utf-8")
    with pytest.raises(BuildError, match="是一个文件"), swapped(site):
        pass
    assert site.read_text(encoding="utf-8") == "要紧的"
    with pytest.raises(BuildError, match="写不了"), swapped(site / "below"):
        pass


def test_a_folder_of_others_is_not_replaced(tmp_path: Path) -> None:
    """`-o ~/Documents` must not sweep a folder that never was a site."""
    folder = tmp_path / "文档"
    folder.mkdir()
    (folder / "重要.docx").write_bytes(b"x")
    before = world.listing(tmp_path)
    with pytest.raises(BuildError, match="别的东西"), swapped(folder):
        pass
    assert world.listing(tmp_path) == before


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    site = old_site(tmp_path / "real")
    (tmp_path / "site").symlink_to(site)
    with swapped(tmp_path / "site") as fresh:
        (fresh / "new").touch()
    assert (tmp_path / "site").is_symlink()
    assert {path.name for path in tmp_path.iterdir()} == {"real", "site"}
    assert (site / "new").exists()


def test_folders_made_for_a_failed_build_are_taken_away(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(ValueError, match="no"), swapped(tmp_path / "a" / "b" / "c" / "site"):
        raise ValueError("no")
    assert world.listing(tmp_path) == {"a": b"(folder)"}


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    with swapped(tmp_path / "site") as fresh:
        (fresh / "index.html").touch()
    assert (tmp_path / "site" / "index.html").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="权限管不住管理员")
def test_a_read_only_place_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(BuildError, match=r"写不了.*权限"), swapped(tmp_path / "site"):
            pass
    finally:
        tmp_path.chmod(0o755)


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def refuse(*_args: Any, **_more: Any) -> Any:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(tempfile, "TemporaryDirectory", refuse)
    with pytest.raises(BuildError, match="写不了"), swapped(tmp_path / "site"):
        pass
    assert list(tmp_path.iterdir()) == []


# ---- building -------------------------------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return world.buildable(tmp_path)


def test_a_small_handbook_is_built_and_left_alone(root: Path, tmp_path: Path) -> None:
    before = world.listing(root)
    site = tmp_path / "网 站"
    assert build(root, site, day=world.TODAY) == []
    assert world.listing(root) == before
    made = {path.removesuffix(".md") for path in pages(load(root), Options(today=world.TODAY)) if path.endswith(".md")}
    for name in made:
        file = (
            site / name.removesuffix("index") / "index.html" if name.endswith("index") else site / name / "index.html"
        )
        assert file.is_file(), name
    assert (site / "404.html").is_file()
    assert (site / "feed.xml").is_file()
    assert (site / "assets" / "seal.svg").is_file()
    assert not list(site.rglob("*.md"))
    assert not list(site.rglob("*.yml"))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("docs/guide/numbers.md", "见[上面](#come)", "见[没有](nowhere.md)"),
        ("docs/guide/numbers.md", "见[上面](#come)", "见[没有](#nowhere)"),
        ("docs/guide/numbers.md", "见[上面](#come)", "见[没有](../glossary.md#nowhere)"),
        ("docs/contributing/how.md", "见[上面](#style)", "见[没有](nowhere.md)"),
    ],
)
def test_a_dead_link_stops_the_build_and_the_old_site_stays(
    root: Path, tmp_path: Path, file: str, old: str, new: str
) -> None:
    site = tmp_path / "site"
    build(root, site, day=world.TODAY)
    before = world.listing(site)
    world.replace(root / file, old, new)
    with pytest.raises(BuildError, match=r"有 1 处警告，没有替换旧网站：\n.*nowhere"):
        build(root, site, day=world.TODAY)
    assert world.listing(site) == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    warnings = build(root, site, day=world.TODAY, strict=False)
    assert len(warnings) == 1
    assert "nowhere" in warnings[0]


def test_the_day_of_the_build_decides_what_is_due(root: Path, tmp_path: Path) -> None:
    build(root, tmp_path / "site", day="2030-01-01")
    late = (tmp_path / "site/guide/numbers/index.html").read_text(encoding="utf-8")
    build(root, tmp_path / "site", day=world.TODAY)
    early = (tmp_path / "site/guide/numbers/index.html").read_text(encoding="utf-8")
    assert 'data-bb-due-banner="2027-11-24"' in late
    assert 'data-bb-due-banner="2027-11-24" hidden' in early
    assert 'data-bb-due-banner="2027-11-24" hidden' not in late


def test_broken_files_are_all_named_before_anything_is_built(root: Path, tmp_path: Path) -> None:
    world.replace(root / "docs/guide/numbers.md", "title:", "tytul:")
    world.replace(root / "docs/cases/one-branch.md", "setting: 机关", "setting: 军营")
    with pytest.raises(HandbookError) as caught:
        build(root, tmp_path / "site")
    assert {item.where.path for item in caught.value.findings} == {"docs/guide/numbers.md", "docs/cases/one-branch.md"}
    assert not (tmp_path / "site").exists()


def test_what_points_nowhere_stops_the_build_with_one_sentence(root: Path, tmp_path: Path) -> None:
    world.replace(root / "docs/cases/one-branch.md", "rule_refs: rules-2020#quorum", "rule_refs: rules-2020#no")
    with pytest.raises(BuildError, match=r"rules-2020#no.*branchbook validate"):
        build(root, tmp_path / "site")
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("site_name: 支部手册", "site_name: [支部手册"),
        ("  - branchbook\n", ""),
        ("  - branchbook\n", "  - branchbook\n  - nobody-made-this\n"),
        ("  - branchbook\n", "  - branchbook:\n      today: 5\n"),
        ("  name: material\n", "  name: nobody-made-this\n"),
    ],
)
def test_a_broken_configuration_is_one_sentence(root: Path, tmp_path: Path, old: str, new: str) -> None:
    world.replace(root / "mkdocs.yml", old, new)
    with pytest.raises(BuildError, match=r"mkdocs\.yml"):
        build(root, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_missing_configuration_is_one_sentence(root: Path, tmp_path: Path) -> None:
    (root / "mkdocs.yml").unlink()
    with pytest.raises(BuildError, match=r"没有 mkdocs\.yml.*--root"):
        build(root, tmp_path / "site")


def test_a_missing_bundle_is_one_sentence(root: Path, tmp_path: Path) -> None:
    (root / "build" / "web" / "site.js").unlink()
    with pytest.raises(SiteError, match=r"还没有打包.*make"):
        build(root, tmp_path / "site")
    with pytest.raises(WebMissingError, match=r"build/web/site\.js"):
        bundle(root)
    assert not (tmp_path / "site").exists()


def test_every_bundled_file_is_handed_to_the_site(root: Path) -> None:
    assert set(bundle(root)) == {f"assets/{name}" for name in FILES}


# ---- staging --------------------------------------------------------------------------------------------------------


def test_staging_writes_the_same_pages_and_the_static_files(root: Path, tmp_path: Path) -> None:
    count = stage(root, tmp_path / "staged", today=world.TODAY)
    written = {path: content for path, content in world.listing(tmp_path / "staged").items() if content != b"(folder)"}
    made = pages(load(root), Options(today=world.TODAY, assets=bundle(root)))
    assert {path: written[path] for path in made} == made
    assert set(written) - set(made) == {"assets/seal.svg"}
    assert count == len(written)


def test_staging_takes_no_sources_and_no_hidden_files(root: Path, tmp_path: Path) -> None:
    (root / "docs" / ".DS_Store").write_bytes(b"x")
    (root / "docs" / "guide" / ".numbers.md.swp").write_bytes(b"x")
    stage(root, tmp_path / "staged", today=world.TODAY)
    names = set(world.listing(tmp_path / "staged"))
    assert not [name for name in names if "/." in f"/{name}"]


# ---- serving --------------------------------------------------------------------------------------------------------


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_named_with_another_to_try(taken: int) -> None:
    with pytest.raises(BuildError, match=rf"127\.0\.0\.1:{taken} 已经有程序在用.*--port {taken + 10}"):
        free_port("127.0.0.1", taken)


def test_the_port_to_try_exists() -> None:
    with socket.socket() as listener:
        for port in range(65535, 65500, -1):
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            break
        listener.listen()
        with pytest.raises(BuildError, match="--port 8010"):
            free_port("127.0.0.1", port)


@pytest.mark.parametrize("port", [0, -1, 65536, 10**9])
def test_a_port_that_does_not_exist_is_refused(port: int) -> None:
    with pytest.raises(BuildError, match=f"端口 {port} 不存在"):
        free_port("127.0.0.1", port)


@pytest.mark.parametrize("host", ["没有这个", "256.1.1.1", "203.0.113.7"])
def test_an_address_that_is_not_ours_is_refused(host: str) -> None:
    with pytest.raises(BuildError, match="用不了"):
        free_port(host, 8000)


def test_a_free_port_is_free_afterwards(taken: int) -> None:
    del taken
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    free_port("127.0.0.1", port)
    free_port("127.0.0.1", port)


@pytest.mark.slow
def test_the_served_site_follows_an_edit_and_stops_when_told(root: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "branchbook", "--root", str(root), "serve", "--port", str(port)],
        env={**os.environ, "PYTHONPATH": str(world.ROOT / "scripts"), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

    def wait_for(words: str) -> None:
        url = f"http://127.0.0.1:{port}/guide/numbers/"
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(url, timeout=20) as answer:
                    if words in answer.read().decode():
                        return
            except OSError:
                assert process.poll() is None, process.communicate()
            time.sleep(0.2)
        pytest.fail(f"{words} never came")

    try:
        wait_for("要记住的数")
        with (root / "docs/guide/numbers.md").open("a", encoding="utf-8") as file:
            file.write("\n后来添的一句。\n")
        wait_for("后来添的一句。")
        summary = root / "templates/elections/meeting-request/template.md"
        world.replace(summary, "summary: 只供测试：请上级同意", "summary: 改过了：请上级同意")
        time.sleep(0.5)
        wait_for("后来添的一句。")
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode in {0, 130}
    assert f"打开 http://127.0.0.1:{port}/" in err
    assert "文件变了，重新生成" in err
    assert "Traceback" not in out + err


def test_serving_on_a_taken_port_through_the_command_line(root: Path, taken: int) -> None:
    done = world.branchbook("--root", root, "serve", "--port", str(taken))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f":{taken} 已经有程序在用" in done.stderr
    shutil.rmtree(root)  # and nothing holds on to it
