"""The example on the page that checks files: a dossier with faults, made at build time and handed over by a script."""

from __future__ import annotations

import base64
import io
import zipfile
from typing import TYPE_CHECKING, Any

from branchbook.dossiers.described import described, files
from branchbook.dossiers.described_year import described_year, year_files
from branchbook.handbook.source import read_yaml
from branchbook.site.kits import script

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchbook.handbook import Handbook

#: Where the example is described, from the handbook's root; a handbook without it has no example.
DESCRIBED = "tests/data/dossiers/sloppy/dossier.yml"
#: A whole year with faults, and the clean one that it is laid over.
YEARS = ("tests/data/dossiers/year-clean/year.yml", "tests/data/dossiers/year-sloppy/year.yml")
#: The script that hands it over, by docs path; large, and loaded only when asked for.
YEAR_SCRIPT = "assets/check/demo-year.js"
#: The script that hands it over, by docs path.
SCRIPT = "assets/check/demo.js"


def demo_data(made: Mapping[str, bytes], *, today: str, story: str) -> dict[str, Any]:
    """Return files as the browser puts them together again; what several office files share is told once.

    Args:
        made: the files by name.
        today: the day on which they are checked, `YYYY-MM-DD`.
        story: what they are, in a sentence.
    """
    places: dict[str, int] = {}
    told: list[list[Any]] = []
    for name, content in made.items():
        if not zipfile.is_zipfile(io.BytesIO(content)):
            told.append([name, base64.b64encode(content).decode()])
            continue
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = [(part, package.read(part).decode()) for part in package.namelist()]
        told.append([name, [[part, places.setdefault(text, len(places))] for part, text in members]])
    return {"today": today, "story": story, "parts": list(places), "files": told}


def demo_files(handbook: Handbook) -> dict[str, bytes]:
    """Return the scripts with the examples by docs path; nothing of what the handbook does not describe.

    Raises:
        KeyError: when it names a document or a procedure that is not there.
    """
    found = {}
    file = handbook.root / DESCRIBED
    if file.is_file():
        dossier = described(read_yaml(file, DESCRIBED).data)
        data = demo_data(files(handbook, dossier), today=dossier.today, story=dossier.story)
        found[SCRIPT] = script("demo", data)
    if all((handbook.root / name).is_file() for name in YEARS):
        clean, sloppy = (read_yaml(handbook.root / name, name).data for name in YEARS)
        year = described_year(handbook, clean, sloppy)
        data = demo_data(year_files(year), today=year.today, story=year.story)
        found[YEAR_SCRIPT] = script("demo", data | {"year": year.year, "own": dict(year.settings)})
    return found


__all__ = ["DESCRIBED", "SCRIPT", "YEARS", "YEAR_SCRIPT", "demo_data", "demo_files"]
