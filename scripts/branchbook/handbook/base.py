"""What every handbook model has in common: strict, frozen, and knowing its file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from branchbook.handbook.source import Source

K = TypeVar("K")
V = TypeVar("V")

#: A mapping that cannot be changed after loading.
Frozen = Annotated[Mapping[K, V], AfterValidator(lambda value: MappingProxyType(dict(value))), PlainSerializer(dict)]


def as_tuple(value: Any) -> Any:
    """Return a single word as a list of one."""
    return (value,) if isinstance(value, str) else value


#: A list of words; a single word may be written without brackets.
Words = Annotated[tuple[str, ...], BeforeValidator(as_tuple, json_schema_input_type=str | tuple[str, ...])]

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
FieldId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,37}$")]
ProvisionRef = Annotated[str, Field(pattern=r"^[a-z0-9-]+#[a-z0-9-]+$")]
Refs = Annotated[
    tuple[ProvisionRef, ...], BeforeValidator(as_tuple, json_schema_input_type=ProvisionRef | tuple[ProvisionRef, ...])
]
Day = Annotated[
    str,
    Field(pattern=r"^\d{4}-\d{2}-\d{2}$"),
    AfterValidator(lambda text: date.fromisoformat(text).isoformat()),
]


class Model(BaseModel):
    """Strict and immutable: an unknown key is an error, not a silent nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, use_attribute_docstrings=True)


class Entry(Model):
    """A model that is a file of its own."""

    source: Annotated[Source | None, Field(exclude=True, repr=False)] = None
    """所在文件；加载时填写。"""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    @property
    def path(self) -> str:
        """The file, relative to the project's root."""
        return self.source.path if self.source else ""


class Verified(StrEnum):
    """How far a provision has been held against its official text."""

    ARTICLE = "条文已核"
    MANUAL = "据手册"
    PENDING = "待核"


class Weight(StrEnum):
    """What kind of sentence a statement is; a page never mixes them."""

    RULE = "规定"
    PRACTICE = "通行做法"
    ADVICE = "本站建议"
    LOCAL = "地方要求"
