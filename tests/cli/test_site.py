"""Making the site: nothing half-written, and one sentence when it cannot be."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

from tests.cli.world import refused, run, tree

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "文件"
    blocked.write_text("在", encoding="utf-8")
    before = tree(tmp_path)
    refused(run("stage", blocked), "是一个文件")
    refused(run("stage", blocked / "里面"), "写不了")
    refused(run("build", "-o", blocked / "site"), "写不了")
    assert tree(tmp_path) == before


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    refused(run("stage", tmp_path / "out"), "写不了")


def test_a_port_in_use() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused(run("serve", "--port", str(port)), "已经有程序在用", "--port")
    refused(run("serve", "--port", "70000"), "不存在")
