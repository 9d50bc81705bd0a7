"""Records that are not ours: what they are called, what people write in them, what must hold in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field as Spec
from pydantic import model_validator

from branchbook.handbook.base import Day, Entry, FieldId, Frozen, Id, Model, Words
from branchbook.handbook.template import Archive, Field, Rule, Template

_WELL_FORMED = re.compile(r"(?:[^\[\]|]|\[[^\[\]{}]*\])*")

Place = Literal["number", "title", "addressee", "sender", "signed", "whole", "blanks"]
Mechanism = Literal["names", "items", "speech", "tally", "poll"]
Family = Literal[
    "meeting",
    "study",
    "talk",
    "opinion",
    "appraisal",
    "letter",
    "notice",
    "list",
    "plan",
    "report",
    "roll",
    "news",
]


class KindExample(Model):
    """A text as people write it, and what should be read from it."""

    name: Annotated[str, Spec(min_length=2)]
    """一句话说它是什么样的。"""
    file: str = ""
    """文件名，认种类时也看它。"""
    text: Annotated[str, Spec(min_length=4)]
    """全文；| 隔开的行是表格。"""
    expect: Frozen[FieldId, Any]
    """应当读到的值。"""


class KindCounterexample(Model):
    """The first example with something changed, or a text, so that one rule, and only it, fails."""

    rule: Id
    """应当不合格的规则。"""
    why: Annotated[str, Spec(min_length=4)]
    """这份记录错在哪里，一句话。"""
    change: Frozen[FieldId, Any] = Spec(default_factory=dict, validate_default=True)
    """在第一份范例读到的值上改哪几项；null 表示没有写。"""
    text: str = ""
    """或者写一份全文。"""
    params: Frozen[FieldId, bool | int | str] = Spec(default_factory=dict, validate_default=True)
    """单位自己定的改成什么；不写就用 docs/parameters.yml 里的。"""
    expect: Literal["fail", "undetermined", "pass"] = "fail"
    """应得的结论。"""

    @model_validator(mode="after")
    def _one(self) -> KindCounterexample:
        if bool(self.text) == bool(self.change):
            raise ValueError("change 和 text 写一个，只写一个")
        return self


class Kind(Entry):
    """A kind of record that people type by hand."""

    id: Id
    """与文件同名。"""
    title: Annotated[str, Spec(min_length=2, max_length=40)]
    """这种材料叫什么。"""
    family: Family
    """meeting 会议 | study 学习 | talk 谈话 | opinion 意见 | appraisal 评议 | letter 公文 | notice 通知公示 |
    list 台账清单 | plan 计划方案 | report 总结报告 | roll 名册 | news 新闻稿。"""
    summary: Annotated[str, Spec(min_length=8, max_length=120)]
    """一句话：它是什么。"""
    template: Id | None = None
    """和我们的哪一份模板是同一样材料；字段和规则取自它。"""
    extends: Words = ()
    """共用的底子：templates/_kinds/ 下以 _ 开头的文件名。"""
    recognise: tuple[Words, ...] = Spec(min_length=1)
    """标题里有哪几个词就可能是它：一行里的词都要有，几行里有一行就行。"""
    unless: Words = ()
    """标题里有这些词就不是它。"""
    wording: Words = ()
    """正文里常有的话。"""
    bare: bool = False
    """是不带栏目、只有成段文字的（如新闻稿）。"""
    dated_by: FieldId | None = None
    """以哪个字段为本记录的日期，用来选当时有效的规则。"""
    fields: Frozen[FieldId, Field] = Spec(default_factory=dict, validate_default=True)
    """字段，键是字段 id。"""
    names: Frozen[FieldId, Words] = Spec(default_factory=dict, validate_default=True)
    """给模板的字段再加几个别的叫法。"""
    columns: Frozen[FieldId, Frozen[FieldId, Words]] = Spec(default_factory=dict, validate_default=True)
    """给模板的表格的列再加几个别的叫法，也是 poll 里各样票的叫法。"""
    places: Frozen[Place, FieldId] = Spec(default_factory=dict, validate_default=True)
    """按位置读的：number 文号 | title 标题 | addressee 主送 | sender 署名 | signed 落款日期 | whole 全文 | blanks 空着的栏目。"""
    written: Frozen[FieldId, FieldId] = Spec(default_factory=dict, validate_default=True)
    """日期字段的原文记到哪个字段，好看出写全没有、写法对不对。"""
    clock: Frozen[FieldId, tuple[FieldId, FieldId]] = Spec(default_factory=dict, validate_default=True)
    """日期字段后面写的起止时刻记到哪两个字段。"""
    lists: Frozen[FieldId, Mechanism] = Spec(default_factory=dict, validate_default=True)
    """表格字段在成段文字里怎么读：names 姓名（原因）| items 逐条 | speech 某人：说的话 | tally 几个数一组 | poll 某人得几票。"""
    prose: Frozen[FieldId, Words] = Spec(default_factory=dict, validate_default=True)
    """成段文字里怎么说：{} 是值，… 是中间隔着的话，# 是一个数，[人|名] 是其中一样。"""
    rules: Frozen[Id, Rule] = Spec(default_factory=dict, validate_default=True)
    """规则，键是规则 id。"""
    examples: tuple[KindExample, ...] = ()
    """范例全文。"""
    counterexamples: tuple[KindCounterexample, ...] = ()
    """反例。"""
    reviewed_on: Day
    """最近一次核对日期。"""
    rule_sources: Annotated[Any, Spec(default_factory=dict, exclude=True, repr=False)]
    """每条规则写在哪个文件；加载时填写。"""

    @model_validator(mode="after")
    def _patterns(self) -> Kind:
        for name, words in self.prose.items():
            for word in words:
                if word.count("{}") != 1 or not _WELL_FORMED.fullmatch(word):
                    raise ValueError(f"prose 里 {name} 的“{word}”写得不对：{{}} 写一个，方括号成对，括号里不再套括号")
        return self

    def as_template(self, templates: Mapping[str, Template]) -> Template:
        """Return what readers and rule engines take: our own template with more names for its blanks, or one made up."""
        own = templates.get(self.template or "")
        fields = dict(own.fields) if own else {}
        for name, words in self.names.items():
            if name in fields:
                fields[name] = _called(fields[name], words)
        for name, columns in self.columns.items():
            if name in fields:
                known = fields[name].columns
                called = {key: _called(known[key], words) for key, words in columns.items() if key in known}
                fields[name] = fields[name].model_copy(update={"columns": {**known, **called}})
        fields |= self.fields
        if own:
            return own.model_copy(update={"fields": fields, "rules": {**own.rules, **self.rules}})
        return Template.model_construct(
            id=f"kind:{self.id}",
            code="",
            title=self.title,
            area="kinds",
            version=0,
            kind="report",
            issuer="branch",
            summary=self.summary,
            archive=Archive.model_validate({"class": "日常材料"}),
            dated_by=self.dated_by,
            fields=fields,
            rules=self.rules,
            reviewed_on=self.reviewed_on,
            source=self.source,
        )


def _called(item: Field, words: Words) -> Field:
    """Return a field with more names."""
    more = tuple(word for word in words if word not in item.aliases)
    return item.model_copy(update={"aliases": (*item.aliases, *more)})


def as_data(kind: Kind) -> dict[str, Any]:
    """Return, as plain data, what a reader must know of a kind besides its fields and rules."""
    return {
        "id": kind.id,
        "title": kind.title,
        "family": kind.family,
        "template": kind.template,
        "recognise": [list(words) for words in kind.recognise],
        "unless": list(kind.unless),
        "wording": list(kind.wording),
        "bare": kind.bare,
        "places": dict(kind.places),
        "written": dict(kind.written),
        "clock": {name: list(pair) for name, pair in kind.clock.items()},
        "lists": dict(kind.lists),
        "prose": {name: list(words) for name, words in kind.prose.items()},
    }


__all__ = ["Family", "Kind", "KindCounterexample", "KindExample", "Mechanism", "Place", "as_data"]
