"""The command line as a person meets it: Chinese, one clear sentence, nothing half-written."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from branchbook import cli
from branchbook.handbook import load
from branchbook.records import read

ROOT = Path(__file__).resolve().parents[1]
SMALL = ROOT / "tests" / "data" / "handbook"


def run(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts"), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "branchbook", *map(str, arguments)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )


def tree(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*")}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A small handbook at a place with a space and Chinese characters in its name."""
    home = tmp_path / "支部 手册"
    shutil.copytree(SMALL, home)
    return home


def refused(done: subprocess.CompletedProcess[str], *words: str, code: int = 1) -> None:
    said = done.stderr + done.stdout
    assert done.returncode == code, said
    assert "Traceback" not in said
    for word in words:
        assert word in said, said


def test_help_is_chinese_and_names_every_command() -> None:
    done = run("--help")
    assert done.returncode == 0
    for word in ("用法", "选项", "命令", *cli.app.commands):
        assert word in done.stdout
    for name in cli.app.commands:
        text = run(name, "--help").stdout
        assert "用法" in text
        assert "Options" not in text


def test_every_command_is_documented() -> None:
    files = [ROOT / "README.md", *sorted((ROOT / "docs" / "contributing").rglob("*.md"))]
    prose = "\n".join(file.read_text(encoding="utf-8") for file in files)
    for name in cli.app.commands:
        assert f"branchbook {name}" in prose, name


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["frob"], ["命令写得不对"]),
        (["list", "frob"], ["templates、procedures"]),
        (["validate", "--formt", "json"], ["没有选项", "--format"]),
        (["fill", "election-request"], ["还缺"]),
        (["--today", "6月5日", "validate"], ["--today"]),
    ],
)
def test_a_wrong_command_line_is_told_in_one_sentence(arguments: list[str], words: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode in {1, 2}
    assert len((done.stderr + done.stdout).strip().splitlines()) == 1
    refused(done, *words, code=done.returncode)


@pytest.mark.parametrize("kind", ["templates", "procedures", "cases", "regulations", "defects"])
def test_lists_as_table_and_as_json(kind: str) -> None:
    rows = json.loads(run("list", kind, "--format", "json").stdout)
    table = run("list", kind).stdout
    assert rows
    assert all(row["id"] in table for row in rows)


# ---- bad input ------------------------------------------------------------------------------------


def test_a_missing_folder(small: Path) -> None:
    shutil.rmtree(small / "templates")
    refused(run("--root", small, "validate"), "templates", "folder-missing")
    refused(run("--root", small, "build"), "templates")


def test_a_template_with_a_syntax_error_is_named_with_its_line(small: Path) -> None:
    file = next(small.glob("templates/*/*/template.md"))
    file.write_text(file.read_text(encoding="utf-8").replace("fields:", "fields: [", 1), encoding="utf-8")
    refused(run("--root", small, "validate"), f"{file.relative_to(small).as_posix()}:", "YAML")


def test_a_body_that_cannot_be_drawn_is_named(small: Path) -> None:
    file = next(small.glob("templates/*/*/template.md"))
    file.write_text(file.read_text(encoding="utf-8") + "\n- 清单\n\n#### 四级标题\n", encoding="utf-8")
    refused(run("--root", small, "validate"), file.relative_to(small).as_posix(), "template-layout")


def test_yaml_that_is_no_mapping(small: Path) -> None:
    file = next(small.glob("templates/*/*/example.yml"))
    file.write_text("- 一\n- 二\n", encoding="utf-8")
    refused(run("--root", small, "validate"), "source-not-mapping", "键: 值")


def test_a_field_named_like_a_word_of_the_rules(small: Path) -> None:
    file = next(small.glob("templates/*/*/template.md"))
    file.write_text(
        file.read_text(encoding="utf-8").replace("fields:\n", "fields:\n  in: {label: 保留, type: text}\n", 1),
        encoding="utf-8",
    )
    refused(run("--root", small, "validate"), "template-field-reserved", "保留词")


def test_a_body_of_five_megabytes(small: Path) -> None:
    file = next(small.glob("docs/procedures/*/*.md"))
    file.write_text(file.read_text(encoding="utf-8") + "字" * 2_000_000, encoding="utf-8")
    refused(run("--root", small, "validate"), "source-too-large", "字节")


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


def test_validate_as_json_on_a_broken_copy(small: Path) -> None:
    assert (
        json.loads(run("--root", small, "--today", "2026-06-01", "validate", "--format", "json").stdout)["ok"] is True
    )
    next(small.glob("templates/*/*/counterexamples.yml")).unlink()
    data = json.loads(run("--root", small, "validate", "--format", "json").stdout)
    assert data["ok"] is False
    assert {"code", "severity", "path", "line", "message", "mend"} <= data["findings"][0].keys()


# ---- fill and new -----------------------------------------------------------------------------------


def test_fill_writes_what_is_given_and_tells_what_is_wrong(tmp_path: Path) -> None:
    data = tmp_path / "数据 一.yml"
    data.write_text("branch: 中共示例市某局第一支部委员会\nseats: 5\ncandidates: 5\n", encoding="utf-8")
    done = run("fill", "election-request", data, "-o", tmp_path / "换届 请示.docx")
    assert done.returncode == 0, done.stderr
    assert "差额" in done.stderr
    templates = load(ROOT).templates
    reading = read((tmp_path / "换届 请示.docx").read_bytes(), templates)
    assert dict(reading.values) == {"branch": "中共示例市某局第一支部委员会", "seats": 5, "candidates": 5}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("seets: 5\n", ["seets"]),
        ("seats: 五名\n", ["数据.yml:1", "读不出来"]),
        ("- 一\n", ["键: 值"]),
        ("a: [\n", ["YAML"]),
    ],
)
def test_data_that_does_not_fit_is_refused(tmp_path: Path, text: str, words: list[str]) -> None:
    data = tmp_path / "数据.yml"
    data.write_text(text, encoding="utf-8")
    before = tree(tmp_path)
    refused(run("fill", "election-request", data, "-o", tmp_path), *words)
    assert tree(tmp_path) == before


def test_places_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    data = tmp_path / "d.yml"
    data.write_text("seats: 5\n", encoding="utf-8")
    refused(run("fill", "election-request", data, "-o", tmp_path / "x.xlsx"), ".docx")
    refused(run("fill", "election-request", data, "-o", tmp_path / "没有" / "x.docx"), "没有文件夹")
    refused(run("fill", "election-requst", data, "-o", tmp_path), "是不是 election-request")
    refused(run("fill", "election-request", tmp_path / "no.yml", "-o", tmp_path), "读不到")
    assert tree(tmp_path) == {"d.yml"}


@pytest.mark.parametrize("kind", ["template", "procedure", "case", "regulation"])
def test_new_makes_a_skeleton_once(small: Path, kind: str) -> None:
    done = run("--root", small, "new", kind, "brand-new")
    assert done.returncode == 0, done.stderr
    files = [small / line.removeprefix("新建 ") for line in done.stdout.splitlines()]
    assert files
    assert all(file.is_file() for file in files)
    before = tree(small)
    refused(run("--root", small, "new", kind, "brand-new"), "已经有了")
    refused(run("--root", small, "new", kind, "Bad_Name"), "不能用")
    assert tree(small) == before


def test_a_filled_template_skeleton_validates(small: Path) -> None:
    regulations = load(small).regulations.values()
    run("--root", small, "new", "template", "brand-new", "--area", "elections")
    folder = small / "templates" / "elections" / "brand-new"
    text = (folder / "template.md").read_text(encoding="utf-8")
    ref = next(f"{item.id}#{key}" for item in regulations if item.in_force for key in item.provisions)
    for blank, value in {
        "〔填：文件的标题，全站不重复〕": "关于添置会议桌的请示",
        "〔填：一句话，它是什么、什么时候用〕": "支部要添置会议桌时报上级的公文。",
        "〔填：别的叫法〕": "添置请示",
        "〔填：这一项怎么填，一句话〕": "写清要批的是哪一件事。",
        "〔填：依据，法规id#条款id〕": ref,
        "〔填：和 title 一致的标题〕": "关于添置会议桌的请示",
    }.items():
        assert blank in text
        text = text.replace(blank, value)
    text = (
        text.replace("  branch: {use: branch_name}", "  branch: {label: 支部名称, type: text, required: true}")
        .replace(
            "  superior: {use: superior_name, label: 主送机关}",
            "  superior: {label: 主送机关, type: text, required: true}",
        )
        .replace("  doc_no: {use: doc_no}", "  doc_no: {label: 发文字号, type: text, required: true}")
        .replace("  signed_on: {use: signed_on}", "  signed_on: {label: 落款日期, type: date, required: true}")
    )
    (folder / "template.md").write_text(text, encoding="utf-8")
    example = (folder / "example.yml").read_text(encoding="utf-8")
    (folder / "example.yml").write_text(
        example.replace("〔填：请示的内容，写清要批准的事〕", "拟添置会议桌一张，放在三楼会议室。"), encoding="utf-8"
    )
    data = json.loads(run("--root", small, "validate", "--format", "json").stdout)
    mine = [item for item in data["findings"] if "brand-new" in item["path"] and item["severity"] == "must"]
    # A template that no procedure names yet is told; nothing else may be wrong with it.
    assert {item["code"] for item in mine} <= {"template-unused"}, mine


def test_a_skeleton_left_unfilled_is_found(small: Path) -> None:
    run("--root", small, "new", "template", "brand-new", "--area", "elections")
    refused(run("--root", small, "validate"), "brand-new")
