"""The example on the page that checks files: put together again, it is what was described."""

from __future__ import annotations

import base64
import io
import json
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import demo_dossiers
from branchbook.dossiers.described import files
from branchbook.site.demo import SCRIPT, YEAR_SCRIPT, demo_files

if TYPE_CHECKING:
    from branchbook.handbook import Handbook


def handed(handbook: Handbook) -> dict[str, Any]:
    text = demo_files(handbook)[SCRIPT].decode().strip()
    found: dict[str, Any] = json.loads(text.removeprefix("branchbook.demo(").removesuffix(")"))
    return found


def test_every_file_can_be_put_together_again(real: Handbook) -> None:
    dossier = demo_dossiers.read_demo("sloppy")
    expected = files(real, dossier)
    data = handed(real)
    assert (data["today"], data["story"]) == (dossier.today, dossier.story)
    assert [name for name, _ in data["files"]] == list(expected)
    for name, made in data["files"]:
        if isinstance(made, str):
            assert base64.b64decode(made) == expected[name]
            continue
        with zipfile.ZipFile(io.BytesIO(expected[name])) as package:
            assert {part: data["parts"][place] for part, place in made} == {
                part: package.read(part).decode() for part in package.namelist()
            }


def test_what_files_share_is_told_once(real: Handbook) -> None:
    data = handed(real)
    assert len(data["parts"]) == len(set(data["parts"]))
    assert len(zlib.compress(demo_files(real)[SCRIPT], 9)) < 100_000


def test_a_handbook_without_an_example_has_none(small: Handbook) -> None:
    assert demo_files(small) == {}


def test_a_whole_year_is_handed_over_by_a_script_of_its_own(real: Handbook) -> None:
    made = demo_files(real)[YEAR_SCRIPT].decode().strip()
    data = json.loads(made.removeprefix("branchbook.demo(").removesuffix(")").replace("<\\/", "</"))
    assert (data["year"], data["own"]) == (2027, {"committee": True, "groups": 2})
    assert len(data["files"]) > 50
    assert len(zlib.compress(made.encode(), 9)) < 200_000
