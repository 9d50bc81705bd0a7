"""Files become one linked handbook, or every reason why they do not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from branchbook.handbook import HandbookError, load
from branchbook.handbook.load import step_texts

FIXTURE = Path(__file__).resolve().parents[1] / "data" / "handbook"
BOOK = load(FIXTURE)

BASE = """\
---
kind: letter
issuer: superior
archive: {class: 换届选举}
dated_by: signed_on
fields:
  branch: {use: branch_name}
  signed_on: {use: signed_on}
---
# 共用的标题

{{ branch }}，{{ signed_on }}
"""
CHILD = """\
---
id: child
code: X01
title: 用了底版的材料
version: 1
extends: common
summary: 只供测试：从底版来的一份。
fields:
  signed_on: {use: signed_on, label: 批复日期}
reviewed_on: "2026-11-24"
---
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURE, tmp_path / "支部 手册"))


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def codes(root: Path) -> list[tuple[str, str]]:
    with pytest.raises(HandbookError) as caught:
        load(root)
    assert "\n".join(f"{item.where}：{item.message}" for item in caught.value.findings) == str(caught.value)
    return [(item.code, item.where.path) for item in caught.value.findings]


def test_everything_is_there_and_linked() -> None:
    assert set(BOOK.templates) == {"meeting-request", "meeting-reply"}
    assert set(BOOK.defects) == {"E-001", "E-002", "E-003"}
    assert [term.id for term in BOOK.terms] == ["eligible", "present"]
    assert BOOK.templates["meeting-request"].area == "elections"
    assert BOOK.pages["numbers"].id == "numbers"
    family = BOOK.family_of("E-002")
    assert family is not None
    assert family.id == "meetings"
    assert BOOK.family_of("E-999") is None


def test_a_provision_is_found_by_its_reference() -> None:
    hit = BOOK.provision("rules-2020#quorum")
    assert hit is not None
    assert (hit[0].id, hit[1].id) == ("rules-2020", "quorum")
    for ref in ("rules-2020#none", "none#quorum", "rules-2020", "#", ""):
        assert BOOK.provision(ref) is None


def test_shared_fields_and_rules_are_laid_in() -> None:
    template = BOOK.templates["meeting-reply"]
    assert template.fields["branch"].label == "支部名称"
    assert template.fields["branch"].id == "branch"
    assert template.rules["signed-before-meeting"].id == "signed-before-meeting"
    assert BOOK.unused_shared == {}


def test_steps_have_their_text_and_templates_their_steps() -> None:
    procedure = BOOK.procedures["hold-meeting"]
    assert procedure.steps[0].text.startswith("大家坐下来")
    assert [step.id for _, step in BOOK.steps_using["meeting-reply"]] == ["ask"]
    assert [item.template for item in procedure.documents] == ["meeting-request", "meeting-reply"]


def test_step_texts_end_at_the_next_step_or_chapter() -> None:
    body = "## 先看\n\n前言\n\n### 一 {#one}\n\n甲\n\n#### 小\n\n乙\n\n### 二 {#two}\n\n丙\n\n## 后面\n\n丁\n"
    assert step_texts(body) == {"one": "甲\n\n#### 小\n\n乙", "two": "丙"}


def test_every_basis_is_yielded_with_its_place() -> None:
    found = {(ref, who) for ref, _, _, who in BOOK.citations()}
    assert {
        ("rules-2020#quorum", "template:meeting-request#quorum"),
        ("rules-2020#study-first", "procedure:hold-meeting#study"),
        ("rules-2020#quorum", "defect:meetings#E-001"),
        ("rules-2020#quorum", "term:eligible"),
        ("rules-2020#quorum", "case:one-branch"),
        ("rules-1990#quorum-old", "provision:rules-2020#study-first"),
    } <= found


def test_nothing_can_be_changed_after_loading() -> None:
    template = BOOK.templates["meeting-request"]
    with pytest.raises(TypeError):
        template.fields["x"] = template.fields["branch"]  # type: ignore[index]
    with pytest.raises(ValueError, match="frozen"):
        template.title = "别的"  # type: ignore[misc]


def test_a_base_gives_what_its_templates_leave_out(root: Path) -> None:
    write(root / "templates/_shared/bases/common.md", BASE)
    write(root / "templates/elections/child/template.md", CHILD)
    write(root / "templates/elections/child/example.yml", 'branch: 甲\nsigned_on: "2026-06-05"\n')
    template = load(root).templates["child"]
    assert template.issuer == "superior"
    assert list(template.fields) == ["branch", "signed_on"]
    assert template.fields["signed_on"].label == "批复日期"
    assert template.body.startswith("# 共用的标题")
    assert template.counterexamples == ()


def test_a_template_takes_a_field_of_its_base_out(root: Path) -> None:
    own = CHILD.replace("  signed_on: {use: signed_on, label: 批复日期}", "  signed_on: null")
    write(root / "templates/_shared/bases/common.md", BASE.replace("dated_by: signed_on\n", ""))
    write(root / "templates/elections/child/template.md", f"{own}# 自己的标题\n\n{{{{ branch }}}}\n")
    write(root / "templates/elections/child/example.yml", "branch: 甲\n")
    assert list(load(root).templates["child"].fields) == ["branch"]


@pytest.mark.parametrize("text", ["extends: none", "extends: ''", "extends: [a]"])
def test_a_base_that_is_not_there_is_named(root: Path, text: str) -> None:
    write(root / "templates/elections/child/template.md", CHILD.replace("extends: common", text))
    write(root / "templates/elections/child/example.yml", "branch: 甲\n")
    found = codes(root)
    assert all("child" in path or "none.md" in path for _, path in found)


def test_what_is_shared_and_broken_is_blamed_once_and_there(root: Path) -> None:
    shared = root / "templates/_shared/fields.yml"
    shared.write_text(shared.read_text(encoding="utf-8").replace("type: date", "type: dates"), encoding="utf-8")
    assert codes(root) == [("model-enum", "templates/_shared/fields.yml")] * 2


def test_what_is_shared_must_stand_on_its_own(root: Path) -> None:
    shared = root / "templates/_shared/fields.yml"
    write(shared, shared.read_text(encoding="utf-8") + "again: {use: branch_name}\nlist: [1]\n")
    assert codes(root) == [
        ("template-shared-unknown", "templates/_shared/fields.yml"),
        ("model-model-type", "templates/_shared/fields.yml"),
    ]


@pytest.mark.parametrize("part", ["fields: [1, 2]", "fields: 字", "rules: [1]", "fields:"])
def test_a_list_where_a_mapping_should_be(root: Path, part: str) -> None:
    key = part.partition(":")[0]
    write(
        root / "templates/elections/child/template.md",
        CHILD.replace("fields:\n  signed_on: {use: signed_on, label: 批复日期}\n", part + "\n")
        if key == "fields"
        else CHILD.replace("reviewed_on", part + "\nreviewed_on"),
    )
    write(root / "templates/elections/child/example.yml", "branch: 甲\n")
    assert {path for _, path in codes(root)} <= {
        "templates/elections/child/template.md",
        "templates/_shared/bases/common.md",
    }


def test_errors_of_examples_and_counterexamples_point_into_their_files(root: Path) -> None:
    folder = root / "templates/elections/meeting-request"
    counter = folder / "counterexamples.yml"
    write(counter, counter.read_text(encoding="utf-8") + "  - rule: Quorum\n    why: 错\n    change: {}\n")
    with pytest.raises(HandbookError) as caught:
        load(root)
    places = [(item.where.path.rpartition("/")[2], item.where.line) for item in caught.value.findings]
    lines = len(counter.read_text(encoding="utf-8").splitlines())
    assert places == [("counterexamples.yml", lines - 2), ("counterexamples.yml", lines - 1)]


def test_long_values_are_cut_in_messages(root: Path) -> None:
    page = root / "docs/guide/numbers.md"
    page.write_text(
        page.read_text(encoding="utf-8").replace("title: 要记住的数", "title: " + "长" * 500), encoding="utf-8"
    )
    with pytest.raises(HandbookError) as caught:
        load(root)
    assert len(caught.value.findings[0].message) < 120


def test_a_folder_without_glossary_or_shared_files_loads(root: Path) -> None:
    (root / "docs/glossary.md").unlink()
    book = load(root)
    assert book.glossary is None
    assert book.terms == ()


def test_no_handbook_here(tmp_path: Path) -> None:
    assert codes(tmp_path) == [("folder-missing", "docs/"), ("folder-missing", "templates/")]
