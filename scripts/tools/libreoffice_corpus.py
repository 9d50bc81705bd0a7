"""把若干范例用 LibreOffice 打开再存一遍，收进 tests/data/corpus/libreoffice.zip，供两种读法的测试用。

写文件的办法变了才要重做：.venv/bin/python scripts/tools/libreoffice_corpus.py。连同当时的模板一起收进去，
以后模板改了，这些文件照样能判断读得对不对。只留读文件时要看的部分。
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from libreoffice import convert

import machine
from branchbook.handbook import load
from branchbook.records import DOSSIER, Style, open_package, render
from setup import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from branchbook.handbook.template import Template

OUT = ROOT / "tests" / "data" / "corpus" / "libreoffice.zip"
#: 另存的几条路：中间的格式；空的是直接存成原来的格式。
ROUTES = {".docx": ("", "odt", "doc"), ".xlsx": ("", "ods", "xls")}
TEMPLATES = """
adjust-request ballot-report byelection-request candidate-introduction candidate-registration committee-ballot
election-meeting-minutes election-request first-committee-minutes handover-list meeting-notice result-notice
result-report secretary-ballot vacancy-note archive-catalogue nomination-summary sign-in-sheet voter-roll
"""


def resave(files: Iterable[Path], kind: str, out: Path, profile: Path) -> None:
    """Save files as another kind."""
    soffice = machine.soffice()
    if soffice is None:
        raise SystemExit("没有 LibreOffice")
    convert(soffice, files, kind, out, profile=profile, timeout=900)


def needed(name: str) -> bool:
    """Tell whether a reader looks at this part."""
    return (
        name.endswith((".rels", "Content_Types].xml", "custom.xml"))
        or (name.startswith("xl/") and ("sheet" in name or "workbook" in name or "Strings" in name))
        or name == "word/document.xml"
    )


def routes(templates: Iterable[Template], folder: Path) -> dict[str, tuple[Template, bytes]]:
    """Return the files after each route, by name."""
    known = {template.id: template for template in templates}
    saved = {}
    for suffix, kinds in ROUTES.items():
        start = folder / suffix.strip(".")
        start.mkdir()
        for template in known.values():
            if template.suffix == suffix:
                (start / f"{template.id}{suffix}").write_bytes(render(template, template.example, Style.FILLED))
        for kind in kinds:
            source = start
            if kind:
                source = folder / kind
                resave(sorted(start.iterdir()), kind, source, folder / "profile")
            out = folder / f"{kind}-{suffix.strip('.')}"
            resave(sorted(source.iterdir()), suffix.strip("."), out, folder / "profile")
            for file in sorted(out.iterdir()):
                saved[f"{file.stem}-{kind or 'same'}{suffix}"] = (known[file.stem], file.read_bytes())
    return saved


def main() -> int:
    """Make the archive anew."""
    templates = load(ROOT).templates
    chosen = [templates[name] for name in TEMPLATES.split()]
    with tempfile.TemporaryDirectory() as folder:
        saved = routes(chosen, Path(folder))
    index: dict[str, Any] = {
        "templates": {template.id: template.model_dump(mode="json", by_alias=True) for template in chosen},
        "files": {name: template.id for name, (template, _) in saved.items()},
    }
    OUT.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(OUT, "w", ZIP_DEFLATED, compresslevel=9) as archive:

        def put(name: str, content: bytes) -> None:
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, content)

        put("index.json", json.dumps(index, ensure_ascii=False).encode())
        for name, (_, data) in saved.items():
            for part, content in open_package(data, DOSSIER).items():
                if needed(part):
                    put(f"{name}/{part}", content)
    print(f"{len(saved)} 个文件，{OUT.stat().st_size >> 10} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
