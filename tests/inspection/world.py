"""Files to inspect, made from the handbook's own examples, and the handbook loaded once."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branchbook.handbook import load
from branchbook.inspection.run import inspect
from branchbook.records import Style, render

if TYPE_CHECKING:
    from branchbook.handbook import Handbook
    from branchbook.inspection.report import Report

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-08-03"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


@cache
def handbook() -> Handbook:
    return load(ROOT)


def made(name: str, style: Style = Style.FILLED, /, **change: Any) -> bytes:
    """The file of a template's example; keyword arguments change fields, None takes one out."""
    template = handbook().templates[name]
    values = {key: value for key, value in {**template.example, **change}.items() if value is not None}
    return render(template, None if style is Style.BLANK else values, style)


class _Gb(zipfile.ZipInfo):
    """A name as Chinese Windows writes it: GB 18030, and not said so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 -- zipfile's own name
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def zipped(members: dict[str, bytes], *, gb: bool = False) -> bytes:
    """A zip; with `gb` the names are written as Chinese Windows writes them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(_Gb(name) if gb else zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def put(folder: Path, files: dict[str, bytes]) -> Path:
    """Write files below a folder and return it."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def check(*paths: Path, **more: Any) -> Report:
    return inspect(handbook(), paths, **{"today": TODAY, **more})
