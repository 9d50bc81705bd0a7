"""Forms of ours and typed papers that are the same are read, grouped and judged alike in both languages."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from branchbook.inspection.run import inspect
from branchbook.site.kits import library_data
from tests.conformance import node
from tests.dossiers import counted
from tests.inspection.world import put

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("procedure", ["", "huddle-matter"])
def test_folders_are_told_alike(tmp_path: Path, procedure: str) -> None:
    jobs: list[dict[str, Any]] = [{"do": "library", "data": library_data(counted.handbook())}]
    ours = []
    for number, files in enumerate(counted.FOLDERS.values()):
        folder = put(tmp_path / str(number), files)
        ours.append(inspect(counted.handbook(), [folder], today=counted.TODAY, procedure=procedure).as_dict())
        sent = [{"path": f"夹/{name}", "base64": base64.b64encode(data).decode()} for name, data in files.items()]
        jobs.append({"do": "files", "today": counted.TODAY, "procedure": procedure, "files": sent})
    theirs = node.run("check", jobs)[1:]
    for name, here, there in zip(counted.FOLDERS, ours, theirs, strict=True):
        assert json.dumps(there, ensure_ascii=False, indent=1) == json.dumps(here, ensure_ascii=False, indent=1), name
