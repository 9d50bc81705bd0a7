"""The list of downloads tells the truth about every file."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from branchbook.site.library import Library, Options
from branchbook.site.manifest import manifest
from branchbook.site.offline import ARCHIVE, Archive
from branchbook.site.pages import pages
from tests.site import world

if TYPE_CHECKING:
    from branchbook.handbook import Handbook


def read(handbook: Handbook, archive: Archive | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(manifest(Library(handbook, Options(today=world.TODAY, archive=archive))))
    return found


def test_every_office_file_is_listed_as_it_is(small: Handbook) -> None:
    files = {item["path"]: item for item in read(small)["files"]}
    made = pages(small, Options(today=world.TODAY))
    offered = {path for path in made if path.startswith("downloads/") and path.endswith((".docx", ".xlsx"))}
    assert files.keys() == offered
    for path, item in files.items():
        assert item["bytes"] == len(made[path])
        assert item["sha256"] == hashlib.sha256(made[path]).hexdigest()
        template = small.templates[item["template"]]
        assert (item["code"], item["version"]) == (template.code, template.version)


def test_the_archive_is_listed_only_when_there_is_one(small: Handbook) -> None:
    assert "site" not in read(small)
    archive = Archive(b"zip", "2026-11-29", 3)
    told = read(small, archive)["site"]
    assert told["path"] == ARCHIVE
    assert (told["bytes"], told["sha256"], told["made_on"]) == (3, archive.sha256, "2026-11-29")
