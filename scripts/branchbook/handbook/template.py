"""A record template: its fields, its rules, its text."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field as Spec
from pydantic import model_validator

from branchbook.findings import Severity
from branchbook.handbook.base import Day, Entry, FieldId, Frozen, Id, Model, Refs, Words

#: A value as it stands in `example.yml`.
Value = str | int | list[str] | list[dict[str, Any]] | None
Values = Mapping[str, Any]


class FieldType(StrEnum):
    """The closed set of field types."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    DATETIME = "datetime"
    INTEGER = "integer"
    RATIO = "ratio"
    CHOICE = "choice"
    PEOPLE = "people"
    TABLE = "table"
    SIGNATURE = "signature"
    ATTACHMENT = "attachment"


class Field(Model):
    """One blank of a record."""

    id: FieldId = ""
    """由所在的键填写，不用写。"""
    label: Annotated[str, Spec(min_length=1, max_length=24)]
    """表上印的标签，同一模板内不重复。"""
    type: FieldType
    """类型。"""
    required: bool = False
    """必填。"""
    required_when: str = ""
    """条件必填：CEL 表达式，为真时必填。"""
    shared: bool = False
    """全套材料只填一次的事实。"""
    min: int | None = None
    """整数下限；表格则为最少行数。"""
    max: int | None = None
    """整数上限；表格则为最多行数。"""
    unit: str = ""
    """单位，如 人、票、名。"""
    choices: Words = ()
    """可选项（choice 用）。"""
    columns: Frozen[FieldId, Field] = Spec(default_factory=dict, validate_default=True)
    """列（table 用）。"""
    rows: Annotated[int, Spec(ge=1, le=200)] = 5
    """空白表预留的行数（table 用）。"""
    help: str = ""
    """填写说明：怎么填、填什么、常见错误。"""
    aliases: Words = ()
    """别人的表上对这一项的叫法。"""
    formula: str = ""
    """台账里的 Excel 公式，{表.列} 代表该列数据区，{字段} 代表该格。"""
    asked_by: str = ""
    """哪个上级另外要求的；由要求集填写，不用写。"""

    @model_validator(mode="after")
    def _shape(self) -> Field:
        if (self.type is FieldType.CHOICE) != bool(self.choices):
            raise ValueError("choice 类型要有 choices，其他类型不能有")
        if (self.type is FieldType.TABLE) != bool(self.columns):
            raise ValueError("table 类型要有 columns，其他类型不能有")
        if any(column.type in {FieldType.TABLE, FieldType.PEOPLE} for column in self.columns.values()):
            raise ValueError("表格的列不能再是 table 或 people")
        if self.required and self.required_when:
            raise ValueError("required 和 required_when 只写一个")
        return self


class Rule(Model):
    """One thing that must hold in a record, written in CEL."""

    id: Id = ""
    """由所在的键填写，不用写。"""
    when: str = ""
    """什么时候适用：CEL，留空为总是适用。"""
    require: str
    """必须成立：CEL。"""
    doubt_when: str = ""
    """require 不成立而此式成立时，不判有问题，只说无法判断（规定本身有争议）。"""
    doubt: str = ""
    """无法判断时说的话。"""
    severity: Severity
    """must 必须 | should 建议 | hint 提示。"""
    message: Annotated[str, Spec(min_length=4)]
    """不合格时说的话，{CEL} 处填入算出的值。"""
    mend: Annotated[str, Spec(min_length=4)]
    """怎么改。"""
    basis: Refs = ()
    """依据。"""
    defects: Words = ()
    """它能防住的常见问题。"""
    effective_from: Day | None = None
    """只管这一天起的记录。"""
    effective_to: Day | None = None
    """只管到这一天为止的记录，这一天也算。"""
    asked_by: str = ""
    """哪个上级另外要求的；由要求集填写，不用写。"""

    @model_validator(mode="after")
    def _doubt(self) -> Rule:
        if bool(self.doubt_when) != bool(self.doubt):
            raise ValueError("doubt_when 和 doubt 要写就都写")
        return self


class Archive(Model):
    """Where the record goes when the matter is closed."""

    class_: Annotated[str, Spec(alias="class")]
    """归档类目，如 换届选举。"""
    retention: Literal["永久", "30年", "10年", "按单位归档表"] = "按单位归档表"
    """保管期限；支部一级没有全国统一的表。"""


class Counterexample(Model):
    """The example with something changed, so that one rule, and only it, fails."""

    rule: Id
    """应当不合格的规则。"""
    why: Annotated[str, Spec(min_length=4)]
    """这份记录错在哪里，一句话。"""
    change: Frozen[FieldId, Any]
    """在 example 上改哪几项；值为 null 表示没有填。"""
    params: Frozen[FieldId, bool | int | str] = Spec(default_factory=dict, validate_default=True)
    """单位自己定的、本支部的情况改成什么；不写就用 docs/parameters.yml 里的。"""
    expect: Literal["fail", "undetermined", "pass"] = "fail"
    """应得的结论：fail 有问题 | undetermined 无法判断 | pass 合格（证明规则不会错怪人）。"""


class Template(Entry):
    """A record as data: from it come the page, the files, the form and the checks."""

    id: Id
    """与文件夹同名。"""
    code: Annotated[str, Spec(pattern=r"^[A-Z]\d{2}(-\d)?$")]
    """表样编号，如 W03。"""
    title: Annotated[str, Spec(min_length=3, max_length=40)]
    """文件的标题，全站不重复。"""
    area: Id = "elections"
    """领域，由文件夹填写。"""
    version: Annotated[int, Spec(ge=1)]
    """改了字段或规则就加一。"""
    kind: Literal["letter", "minutes", "form", "register", "ballot", "notice", "catalogue", "report"]
    """letter 公文 | minutes 会议记录 | form 表格 | register 台账 | ballot 选票 | notice 通知公示 |
    catalogue 目录 | report 报告材料。"""
    issuer: Literal["branch", "superior"] = "branch"
    """branch 支部制作 | superior 上级制发。"""
    summary: Annotated[str, Spec(min_length=8, max_length=120)]
    """一句话：它是什么、什么时候用。"""
    aliases: Words = ()
    """别名，供检索。"""
    archive: Archive
    """归档到哪里。"""
    dated_by: FieldId | None = None
    """以哪个字段为本记录的日期，用来选当时有效的规则。"""
    extends: str = ""
    """共用底版：templates/_shared/bases/ 下的文件名。"""
    counts_as: str = ""
    """和自己打的哪一种材料（templates/_kinds/ 的 id）是同一样东西；同名的字段要同一个意思、同一种类型。"""
    fields: Frozen[FieldId, Field]
    """字段，键是字段 id。"""
    rules: Frozen[Id, Rule] = Spec(default_factory=dict, validate_default=True)
    """规则，键是规则 id。"""
    notes: Words = ()
    """填写提示，给人看的几句话。"""
    reviewed_on: Day
    """最近一次核对日期。"""
    review_months: Annotated[int, Spec(ge=1, le=36)] = 12
    """几个月后应再核对。"""
    body: str = ""
    """文件的文字，front matter 之后的部分。"""
    example: Frozen[str, Any] = Spec(default_factory=dict, validate_default=True)
    """范例，取自 example.yml。"""
    example_source: Annotated[Any, Spec(exclude=True, repr=False)] = None
    """范例所在文件；加载时填写。"""
    counterexamples: tuple[Counterexample, ...] = ()
    """反例，取自 counterexamples.yml。"""
    counterexamples_source: Annotated[Any, Spec(exclude=True, repr=False)] = None
    """反例所在文件；加载时填写。"""

    @property
    def suffix(self) -> str:
        """The kind of office file that carries it."""
        return ".xlsx" if self.kind in {"register", "catalogue"} else ".docx"

    @property
    def tables(self) -> tuple[Field, ...]:
        """The fields that are tables."""
        return tuple(field for field in self.fields.values() if field.type is FieldType.TABLE)
