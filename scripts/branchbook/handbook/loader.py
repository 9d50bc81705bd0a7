"""Reads files into models and gathers what is wrong with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from branchbook.findings import Finding, Severity, Where
from branchbook.handbook.errors import model_findings
from branchbook.handbook.source import Source, SourceError
from branchbook.handbook.template import Template

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

M = TypeVar("M", bound=BaseModel)


def named(data: dict[Any, Any]) -> dict[Any, Any]:
    """Write each entry's key into it as `id`, columns included."""
    found = {}
    for key, item in data.items():
        found[key] = item
        if isinstance(item, dict):
            found[key] = {**item, "id": key}
            if isinstance(item.get("columns"), dict):
                found[key]["columns"] = named(item["columns"])
    return found


class Loader:
    """Collects findings while files are read, so that one run tells everything."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.findings: list[Finding] = []

    def relative(self, file: Path) -> str:
        """Return a file's path below the handbook's folder."""
        return file.relative_to(self.root).as_posix()

    def read(self, reader: Callable[[Path, str], Source], file: Path) -> Source | None:
        """Read a file, or note why it cannot be read."""
        try:
            return reader(file, self.relative(file))
        except SourceError as error:
            self.findings.append(error.finding)
            return None

    def build(self, model: type[M], data: Mapping[str, Any], source: Source) -> M | None:
        """Make a model, or note each thing that is wrong."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            self.findings.extend(model_findings(error, source))
            return None

    def complain(self, source: Source, keys: tuple[str | int, ...], code: str, message: str, mend: str) -> None:
        """Note what must be mended at a key of a file."""
        self.findings.append(Finding(code, Severity.MUST, source.where(*keys), message, mend))

    def area(self, folder: Path) -> str | None:
        """Return a folder's name as an area, or say that it cannot be one."""
        if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", folder.name):
            return folder.name
        where = Where(self.relative(folder) + "/")
        message = f"领域的文件夹名「{folder.name}」不能用"
        self.findings.append(Finding("folder-name", Severity.MUST, where, message, "只用小写英文、数字和连字符"))
        return None

    def collect(self, files: list[Path], make: Callable[[Path], Any], kind: str) -> dict[str, Any]:
        """Make one item of each file, by id; an id is its file's name and stands once."""
        found: dict[str, Any] = {}
        for file in files:
            item = make(file)
            if item is None:
                continue
            name = file.parent.name if file.name == "template.md" else file.stem
            if item.id != name:
                if not isinstance(item, Template):  # templates are told in `template`
                    self.complain(
                        item.source, ("id",), "id-mismatch", f"id「{item.id}」和文件名「{name}」不同", "改成一样"
                    )
            elif item.id in found:
                self.complain(
                    item.source,
                    ("id",),
                    "id-duplicate",
                    f"{kind} id「{item.id}」已被 {found[item.id].path} 使用",
                    "换一个 id",
                )
            found.setdefault(item.id, item)
        return found
