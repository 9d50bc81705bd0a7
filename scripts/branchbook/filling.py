"""Fill one document from a data file."""

from __future__ import annotations

import difflib
import os
import tempfile
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from branchbook.checks.record import check_record
from branchbook.handbook.source import SourceError, read_yaml
from branchbook.records import RenderError, Style, render, safe_filename
from branchbook.reports import reason
from branchbook.rules import RuleBook, Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from branchbook.findings import Finding
    from branchbook.handbook import Handbook
    from branchbook.handbook.parameters import Setting

#: With one of these the data is not what it claims to be, so nothing is written.
_REFUSED = frozenset({"field-unknown", "field-type"})


class FillError(Exception):
    """One sentence for the person at the terminal."""


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return `，是不是 …` when a name is nearly a known one; nothing otherwise."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"，是不是 {close[0]}" if close else ""


def _target(output: Path, name: str, suffix: str) -> Path:
    if output.is_dir():
        return output / name
    if output.suffix.lower() != suffix:
        raise FillError(
            f"这份材料是 {suffix} 文件，不能写成「{output.name}」：把 -o 改成以 {suffix} 结尾，或给一个文件夹。"
        )
    if not output.parent.is_dir():
        raise FillError(f"没有文件夹 {output.parent}：先建好，或换一个地方。")
    return output


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all.

    Raises:
        FillError: when the place cannot be written.
    """
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=".branchbook-", dir=file.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.chmod(temporary, 0o644)  # noqa: PTH101 -- mkstemp gives a name, not a Path
        os.replace(temporary, file)  # noqa: PTH105 -- same
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise FillError(f"写不了 {file}（{reason(error)}）：检查这个文件夹在不在、有没有权限，或换一个地方。") from None


def fill_file(
    handbook: Handbook,
    template_id: str,
    data: Path,
    output: Path,
    *,
    today: str,
    own: Mapping[str, Setting] = MappingProxyType({}),
) -> tuple[Path, list[Finding]]:
    """Fill a template from a YAML file and write the office file.

    What the data does not give stays blank; what breaks a rule is told, and the file is written all the same,
    for it is the secretary's to mend.

    Args:
        handbook: the handbook.
        template_id: the template.
        data: a YAML mapping of field ids to values.
        output: a file with the right ending, or a folder.
        today: the day of the check, `YYYY-MM-DD`.
        own: what the branch set for itself, by id.

    Returns:
        The file and what a check says of it.

    Raises:
        FillError: when there is no such template, the data cannot be read or does not fit, or the place cannot be
            written; nothing is written then.
    """
    template = handbook.templates.get(template_id)
    if template is None:
        near = suggestion(template_id, list(handbook.templates))
        raise FillError(f"没有模板「{template_id}」{near}；用 branchbook list templates 看全部。")
    try:
        source = read_yaml(data, str(data))
    except SourceError as error:
        finding = error.finding
        raise FillError(f"{finding.where}：{finding.message}。{finding.mend}。") from None
    findings = [
        finding.at(source.where(*_keys(finding), field_name=finding.where.field))
        for finding in check_record(RuleBook(template, Settings(handbook.params, own)), source.data, today=today)
    ]
    for finding in findings:
        if finding.code in _REFUSED:
            raise FillError(f"{finding.where}：{finding.message}。{finding.mend}。没有写文件。")
    target = _target(output, safe_filename(template, ""), template.suffix)
    try:
        content = render(template, source.data, Style.FILLED)
    except RenderError as error:
        raise FillError(f"{data}：{error}") from None
    write_whole(target, content)
    return target, findings


def _keys(finding: Finding) -> list[str | int]:
    """Return the key path of a finding's field: `votes.2.yes` is row 1, counted from 0."""
    return [int(part) - 1 if part.isdigit() else part for part in finding.where.field.split("、")[0].split(".") if part]
