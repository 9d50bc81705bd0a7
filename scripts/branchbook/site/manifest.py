"""What can be downloaded, with version, size and checksum, so that a mirror or an intranet can tell what is new."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from branchbook.site.offline import ARCHIVE

if TYPE_CHECKING:
    from branchbook.site.library import Library

#: Where the manifest stands, from the site's root.
MANIFEST = "downloads/manifest.json"


def manifest(library: Library) -> bytes:
    """Return the manifest: one entry a file of a template, and the archive of the whole site when there is one."""
    files = [
        {
            "path": file.path,
            "template": template.id,
            "code": template.code,
            "title": template.title,
            "version": template.version,
            "style": file.style.value,
            "name": file.name,
            "bytes": len(file.content),
            "sha256": hashlib.sha256(file.content).hexdigest(),
        }
        for template in library.by_code
        for file in library.downloads(template)
    ]
    found: dict[str, Any] = {"format": 1, "made_on": library.options.today, "files": files}
    archive = library.options.archive
    if archive:
        found["site"] = {
            "path": ARCHIVE,
            "name": archive.name,
            "made_on": archive.day,
            "files": archive.files,
            "bytes": len(archive.content),
            "sha256": archive.sha256,
        }
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()
