"""Files become models; what is wrong is gathered, and reading goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchbook.handbook.loader import Loader, named
from branchbook.handbook.source import read_yaml
from branchbook.handbook.start import Numbers
from tests.handbook.world import codes, copied, write

if TYPE_CHECKING:
    from pathlib import Path


def test_reading_goes_on_after_a_broken_file(tmp_path: Path) -> None:
    write(tmp_path / "a.yml", "a: [\n")
    write(tmp_path / "b.yml", "groups: 一\n")
    loader = Loader(tmp_path)
    assert loader.read(read_yaml, tmp_path / "a.yml") is None
    source = loader.read(read_yaml, tmp_path / "b.yml")
    assert source is not None
    assert loader.build(Numbers, source.data, source) is None
    assert {item.where.path for item in loader.findings} == {"a.yml", "b.yml"}
    assert "model-tuple-type" in {item.code for item in loader.findings}


def test_an_entry_is_named_by_its_key_and_so_are_its_columns() -> None:
    assert named({"a": {"columns": {"b": {"x": 1}}}, "c": 2}) == {
        "a": {"columns": {"b": {"x": 1, "id": "b"}}, "id": "a"},
        "c": 2,
    }


def test_an_id_is_its_file_s_name_and_an_area_can_stand_in_an_address(tmp_path: Path) -> None:
    root = copied(tmp_path)
    case = next((root / "docs/cases").glob("[a-z]*.md"))
    case.rename(case.with_name("other-name.md"))
    (root / "docs/procedures/elections").rename(root / "docs/procedures/Elections_1")
    assert codes(root) == [("folder-name", "docs/procedures/Elections_1/"), ("id-mismatch", "docs/cases/other-name.md")]
