"""另存成别的格式：一次把许多文件交给 LibreOffice。"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def convert(
    soffice: str, files: Iterable[Path], kind: str, out: Path, *, profile: Path, timeout: float
) -> subprocess.CompletedProcess[str]:
    """Save files as another kind, all in one call, with a profile that nobody else uses.

    Args:
        soffice: the program.
        files: what to save.
        kind: the kind, as its suffix without the dot.
        out: the folder for the results.
        profile: a folder for the program's settings.
        timeout: in seconds.
    """
    return subprocess.run(
        [
            soffice,
            f"-env:UserInstallation=file://{profile}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(out),
            *map(str, files),
        ],
        check=True,
        capture_output=True,
        text=True,
        timeout=timeout,
    )
