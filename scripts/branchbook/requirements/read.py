"""A requirement set from a file of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from branchbook.handbook.errors import model_findings
from branchbook.handbook.requirements import RequirementSet, written
from branchbook.handbook.source import SourceError, read_yaml
from branchbook.requirements.merge import RequirementError, chosen, merge
from branchbook.requirements.numbers import guess

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from branchbook.handbook import Handbook


def read_set(file: Path) -> RequirementSet:
    """Read a requirement set from a file.

    Raises:
        RequirementError: with one sentence that names the file and the line.
    """
    try:
        source = read_yaml(file, str(file))
    except SourceError as error:
        found = error.finding
        raise RequirementError(f"{found.where}：{found.message}。{found.mend}。") from None
    try:
        return RequirementSet.model_validate({**written(source.data), "source": source})
    except ValidationError as error:
        first = model_findings(error, source)[0]
        raise RequirementError(f"{first.where}：{first.message}。写法见 add-a-requirement-set.md。") from None


def with_sets(handbook: Handbook, names: Iterable[str], files: Iterable[Path] = ()) -> Handbook:
    """Return the handbook with chosen sets laid over it.

    Args:
        handbook: the handbook.
        names: ids of the handbook's own sets.
        files: sets of one's own.

    Raises:
        RequirementError: when one is not known, cannot be read, relaxes what is in force or contradicts another.
    """
    known = handbook.requirements
    wanted = []
    for name in names:
        if name not in known:
            listed = f"；有的是 {'、'.join(known)}" if known else ""
            raise RequirementError(f"没有要求集「{name}」{guess(name, known)}{listed}")
        wanted.append(known[name])
    wanted += [read_set(file) for file in files]
    return merge(handbook, chosen(known, wanted))


__all__ = ["read_set", "with_sets"]
