"""Proving, listing and starting content; broken files are named."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from branchbook.handbook import load
from tests.cli.world import refused, run, tree

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("kind", ["templates", "procedures", "cases", "regulations", "defects"])
def test_lists_as_table_and_as_json(kind: str) -> None:
    rows = json.loads(run("list", kind, "--format", "json").stdout)
    table = run("list", kind).stdout
    assert rows
    assert all(row["id"] in table for row in rows)


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


def test_validate_as_json_on_a_broken_copy(small: Path) -> None:
    assert (
        json.loads(run("--root", small, "--today", "2026-06-01", "validate", "--format", "json").stdout)["ok"] is True
    )
    next(small.glob("templates/*/*/counterexamples.yml")).unlink()
    data = json.loads(run("--root", small, "validate", "--format", "json").stdout)
    assert data["ok"] is False
    assert {"code", "severity", "path", "line", "message", "mend"} <= data["findings"][0].keys()


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


@pytest.mark.parametrize("kind", ["template", "procedure", "case", "regulation"])
def test_a_skeleton_left_unfilled_is_found(small: Path, kind: str) -> None:
    run("--root", small, "new", kind, "brand-new")
    refused(run("--root", small, "validate"), "brand-new")
