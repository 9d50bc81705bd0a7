"""Templates with what they share and extend laid in; what is broken is blamed where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from branchbook.handbook import HandbookError, load
from tests.handbook.world import BOOK, codes, copied, write

if TYPE_CHECKING:
    from pathlib import Path

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
    return copied(tmp_path)


def test_shared_fields_and_rules_are_laid_in() -> None:
    template = BOOK.templates["meeting-reply"]
    assert template.fields["branch"].label == "支部名称"
    assert template.fields["branch"].id == "branch"
    assert template.rules["signed-before-meeting"].id == "signed-before-meeting"
    assert BOOK.unused_shared == {}


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
