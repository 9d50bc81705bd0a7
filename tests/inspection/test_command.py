"""`branchbook check` as a person meets it: exit codes, files with spaces, progress, one sentence on errors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from branchbook.cli.common import Counted
from tests.cli import world
from tests.inspection.world import ROOT, made, put

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return world.run("--root", ROOT, *arguments)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three documents in a folder whose name has spaces; one is against a rule, one file is not read."""
    files = {
        "延期 请示.docx": made("shift-request"),
        "批复.docx": made("shift-reply"),
        "通报.docx": made("shift-notice", approved_to="2027-03-28"),
        "扫描 件.pdf": b"%PDF-1.7",
    }
    return put(tmp_path_factory.mktemp("有 空格") / "延期 材料", files)


def test_a_dossier_with_faults(folder: Path) -> None:
    done = run("check", folder, "--today", "2026-11-01")
    assert done.returncode == 1
    assert "same-new-date" not in done.stdout, "rules have no names for people"
    assert "批复的新日子是2027年3月26日，通报写的是2027年3月28日" in done.stdout
    assert "扫描 件.pdf" in done.stdout
    assert done.stderr == "", "quick work says nothing"


def test_exit_codes(tmp_path: Path) -> None:
    clean = put(tmp_path / "一", {"a.docx": made("election-request")})
    unread = put(tmp_path / "二", {"a.docx": made("election-request"), "b.doc": b"whatever"})
    assert run("check", clean, "--today", "2026-05-01").returncode == 0
    assert run("check", unread, "--today", "2026-05-01").returncode == 2


@pytest.mark.parametrize("form", ["text", "json", "html", "xlsx"])
def test_every_form_goes_to_a_file_whole(folder: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"结果 一.{form}"
    done = run("check", folder, "--format", form, "-o", target, "--today", "2026-11-01")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "写好了" in done.stderr
    starts = {"text": "查了 3 份".encode(), "json": b"{", "html": b"<!DOCTYPE html>", "xlsx": b"PK"}
    assert target.read_bytes().startswith(starts[form])
    assert [file.name for file in tmp_path.iterdir()] == [target.name]


def test_json_goes_to_a_pipe(folder: Path) -> None:
    data = json.loads(run("check", folder, "--format", "json", "--today", "2026-11-01").stdout)
    assert data["today"] == "2026-11-01"
    assert [record["path"] for record in data["records"]] == ["延期 请示.docx", "批复.docx", "通报.docx"]
    assert data["dossiers"][0]["procedure"] == "shift-term"
    assert [item["path"] for item in data["unread"]] == ["扫描 件.pdf"]


def test_several_paths_at_once(folder: Path) -> None:
    names = [folder / "延期 请示.docx", folder / "批复.docx"]
    data = json.loads(run("check", *names, "--format", "json", "--today", "2026-11-01").stdout)
    assert [record["path"] for record in data["records"]] == ["延期 请示.docx", "批复.docx"]
    assert data["dossiers"][0]["path"] == "."


def test_progress_is_told_only_of_long_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [100.0]
    monkeypatch.setattr("branchbook.cli.common.time.monotonic", lambda: now[0])
    counted = Counted()
    for second in (0.5, 1.9, 2.0, 2.4, 3.1):
        now[0] = 100 + second
        counted(int(second * 10), 50)
    said = capsys.readouterr().err.splitlines()
    assert said == ["· 已经读了 20 份，共 50 份……", "· 已经读了 31 份，共 50 份……"]
