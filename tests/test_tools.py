"""The set-up behind the Makefile: clear sentences, steps that are skipped, files that are verified."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import machine
import setup

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Record the commands instead of running them."""
    commands: list[tuple[str, ...]] = []

    def run(*command: str | Path, **_options: Any) -> bool:
        commands.append(tuple(str(part) for part in command))
        return True

    monkeypatch.setattr(setup, "run", run)
    return commands


def test_unknown_request_is_one_sentence() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts/tools/setup.py"), "nonsense"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("用法：")
    assert "Traceback" not in done.stderr


def test_an_installed_list_is_skipped_until_it_changes(
    quiet: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "requirements").mkdir()
    for name in ("build", "runtime", "test", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n", encoding="utf-8")
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "STAMPS", tmp_path / "stamps")
    setup.install("test")
    assert all("--require-hashes" in command for command in quiet)
    count = len(quiet)
    setup.install("test")
    setup.install("runtime")  # 测试的清单包含运行的
    assert len(quiet) == count
    (tmp_path / "requirements" / "test.txt").write_text("test==2\n", encoding="utf-8")
    setup.install("test")
    assert len(quiet) > count


def test_a_failed_install_leaves_no_mark(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(setup, "STAMPS", tmp_path / "stamps")
    monkeypatch.setattr(setup, "run", lambda *_command, **_options: False)
    with pytest.raises(setup.SetupError, match="没有装上"):
        setup.install("runtime")
    assert not (tmp_path / "stamps").exists()


def test_a_folder_that_is_no_environment_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / ".venv"
    folder.mkdir()
    (folder / "precious.txt").write_text("x", encoding="utf-8")
    monkeypatch.setattr(setup, "VENV", folder)
    monkeypatch.setattr(setup, "PYTHON", folder / "bin" / "python")
    with pytest.raises(setup.SetupError, match="不是 Python 虚拟环境"):
        setup.venv()
    assert (folder / "precious.txt").exists()


def test_a_pip_with_another_hash_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answers = [f'<a href="../../{setup.PIP_WHEEL}#sha256=00">pip</a>'.encode(), b"not a wheel"]
    monkeypatch.setattr("urllib.request.urlopen", lambda *_args, **_options: io.BytesIO(answers.pop(0)))
    with pytest.raises(setup.SetupError, match="校验值不符"):
        setup._fetch_pip(tmp_path)
    assert not list(tmp_path.iterdir())


def test_no_system_chromium_means_playwright_s_own(
    quiet: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "chromium", lambda: None)
    monkeypatch.setattr(machine, "playwright_chromium", lambda: False)
    monkeypatch.setattr(setup, "from_packages", lambda *_args, **_options: False)
    monkeypatch.setattr(setup, "_as_root", lambda: None)
    setup.chromium()
    assert quiet[-1][1:] == ("-m", "playwright", "install", "chromium")


def test_no_libreoffice_is_said_and_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(machine, "soffice", lambda: None)
    monkeypatch.setattr(setup, "from_packages", lambda *_args, **_options: False)
    setup.office()
    assert "office 测试这次不跑" in capsys.readouterr().out


def test_an_old_node_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(machine, "_says", lambda *_command: "v16.20.2")
    assert machine.node() is None
    monkeypatch.setattr(machine, "_says", lambda *_command: "v18.0.0")
    assert machine.node() == "/usr/bin/node"


def test_a_chromium_that_does_not_start_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(machine, "_says", lambda *_command: "")
    assert machine.chromium() is None


def test_no_suitable_python_is_one_sentence(tmp_path: Path) -> None:
    script = (ROOT / "scripts/tools/python.sh").read_text(encoding="utf-8")
    done = subprocess.run(
        ["/bin/sh", "-s"],
        input=script,
        cwd=tmp_path,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "3.11 到 3.14" in done.stderr
