"""What people read: procedures, cases, regulations, defects, terms, pages."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field as Spec
from pydantic import model_validator

from branchbook.handbook.base import Day, Entry, Frozen, Id, Model, ProvisionRef, Refs, Verified, Weight, Words


class Offset(Model):
    """When a step is done, measured from an anchor date of the procedure."""

    anchor: Annotated[str, Spec(pattern=r"^[A-Z]$")]
    """锚点，如 E（届满日）、T（大会当天）。"""
    months: int = 0
    """早于锚点为负。"""
    days: int = 0
    """早于锚点为负。"""


class StepDocument(Model):
    """A document that a step needs or makes."""

    template: Id
    need: Literal["必备", "视情况", "上级制发"] = "必备"
    note: str = ""
    """什么情况下要，或这一步用它做什么。"""


class Step(Model):
    """One step of a procedure; its text is the `### 标题 {#id}` section of the body."""

    id: Id
    title: Annotated[str, Spec(min_length=2, max_length=30)]
    who: str
    """谁做。"""
    timing: str
    """什么时候，给人看的话。"""
    timing_weight: Weight | None = None
    """这个时间是规定、通行做法还是本站建议；不涉及时间要求的不写。"""
    at: Offset | None = None
    """同一时间，给机器算的。"""
    documents: tuple[StepDocument, ...] = ()
    basis: Refs = ()
    defects: Words = ()
    text: str = ""
    """正文，取自文件正文对应的小节。"""


class Procedure(Entry):
    """A procedure from the first step to the archive."""

    id: Id
    title: Annotated[str, Spec(min_length=3, max_length=30)]
    task: Annotated[str, Spec(min_length=3, max_length=20)]
    """首页上的说法，如“我要按期换届”。"""
    area: Id = "elections"
    order: int = 100
    """在本领域里的先后。"""
    summary: Annotated[str, Spec(min_length=10, max_length=160)]
    aliases: Words = ()
    tags: Words = ()
    when: str
    """何时。"""
    who: str
    """谁。"""
    duration: str
    """多久。"""
    anchors: Frozen[str, str] = Spec(default_factory=dict, validate_default=True)
    """锚点代号和含义。"""
    steps: tuple[Step, ...]
    defects: Words = ()
    """全程都可能出的问题。"""
    cases: Words = ()
    related: Words = ()
    """相关流程的 id。"""
    reviewed_on: Day
    review_months: Annotated[int, Spec(ge=1, le=36)] = 12
    body: str = ""

    @model_validator(mode="after")
    def _anchors(self) -> Procedure:
        for step in self.steps:
            if step.at and step.at.anchor not in self.anchors:
                raise ValueError(f"步骤 {step.id} 用了没有说明的锚点 {step.at.anchor}")
        ids = [step.id for step in self.steps]
        if len(ids) != len(set(ids)):
            raise ValueError("有两个步骤的 id 相同")
        return self

    @property
    def documents(self) -> tuple[StepDocument, ...]:
        """Every document once, in the order of the steps; 必备 outranks 视情况."""
        found: dict[str, StepDocument] = {}
        for step in self.steps:
            for document in step.documents:
                known = found.get(document.template)
                if known is None or (known.need == "视情况" and document.need != "视情况"):
                    found[document.template] = document
        return tuple(found.values())


class Provision(Model):
    """One thing that a regulation (or practice) says, in our own words."""

    id: Id = ""
    """由所在的键填写，不用写。"""
    text: Annotated[str, Spec(min_length=6, max_length=200)]
    """用自己的话写，不抄条文。"""
    article: str = ""
    """条号，如 第二十一条；不知道就留空，页面显示“条号待核”。"""
    verified: Verified
    """条文已核 | 据手册 | 待核；只能据读到的材料写，不能往上抬。"""
    weight: Weight = Weight.RULE
    """规定 | 通行做法 | 本站建议 | 地方要求。"""
    disputed: bool = False
    """来源互相矛盾，软件不得据以下结论。"""
    figures: Words = ()
    """条款里的数，如 4/5、20%、6个月、3年、7人；正文里的数要和它一致。"""
    effective_from: Day | None = None
    """与整部法规不同时才写。"""
    effective_to: Day | None = None
    also: Refs = ()
    """说同一件事的其他条款。"""
    scope: str = ""
    """只管谁。"""
    note: str = ""
    """保留意见：哪半句是推论、来源为何偏弱。"""


class Link(Model):
    """An official page; only hosts that are not mirrors may stand here."""

    title: str
    url: Annotated[str, Spec(pattern=r"^https://")]
    opened: bool = False
    """编者是否亲自打开核对过。"""


class Change(Model):
    """An entry of the rules' change log."""

    on: Day
    """规定本身变化的日期。"""
    text: Annotated[str, Spec(min_length=6)]
    """变了什么，给不看代码的人读。"""
    touches: Refs = ()
    """动到的条款。"""


class Regulation(Entry):
    """A regulation, or the collected practice of an area, with its provisions."""

    id: Id
    title: Annotated[str, Spec(min_length=3, max_length=60)]
    short: Annotated[str, Spec(min_length=2, max_length=16)]
    """引用时的简称。"""
    issuer: str
    adopted: str = ""
    """通过或印发日期，只知道月份就写月份。"""
    effective: str = ""
    """起施行日期；不确切就照实写。"""
    date_note: str = ""
    """日期怎么来的。"""
    status: Literal["现行", "试行", "已废止", "有效性未核", "汇编"]
    repealed_on: Day | None = None
    replaced_by: Id | None = None
    supersedes: str = ""
    summary: Annotated[str, Spec(min_length=8, max_length=160)]
    aliases: Words = ()
    read: str
    """编者读到了哪些原文。"""
    links: tuple[Link, ...] = ()
    provisions: Frozen[Id, Provision] = Spec(default_factory=dict, validate_default=True)
    changes: tuple[Change, ...] = ()
    reviewed_on: Day
    review_months: Annotated[int, Spec(ge=1, le=36)] = 6
    body: str = ""

    @model_validator(mode="after")
    def _repeal(self) -> Regulation:
        if (self.status == "已废止") != bool(self.repealed_on):
            raise ValueError("已废止的要写 repealed_on，没有废止的不能写")
        return self

    @property
    def in_force(self) -> bool:
        """False once repealed; an unverified validity still counts, visibly."""
        return self.status != "已废止"


class Defect(Model):
    """What inspections find, and how it is seen and mended."""

    id: Annotated[str, Spec(pattern=r"^[DE]-\d{3}$")]
    """D 开头的来自缺陷库，E 开头的是换届专有。"""
    title: Annotated[str, Spec(min_length=4, max_length=40)]
    looks: str
    """长什么样。"""
    why: str
    """为什么要紧。"""
    see: str
    """自己怎么看出来。"""
    mend: str
    """怎么改。"""
    severity: Literal["严重", "重要", "一般", "提示"]
    detectable: Literal["机器可判", "机器给线索", "要人看"]
    records: Words = ()
    """出现在哪些材料里。"""
    basis: Refs = ()
    seed: bool = False
    """是否来自立项时的五份调研。"""


class DefectFamily(Entry):
    """A page of defects that belong together."""

    id: Id
    title: Annotated[str, Spec(min_length=3, max_length=30)]
    summary: Annotated[str, Spec(min_length=8, max_length=160)]
    aliases: Words = ()
    defects: tuple[Defect, ...]
    reviewed_on: Day
    review_months: Annotated[int, Spec(ge=1, le=36)] = 12
    body: str = ""


class Term(Model):
    """A word of the field, shown as hover text inside sentences."""

    id: Id
    term: Annotated[str, Spec(min_length=2, max_length=16)]
    aliases: Words = ()
    """正文里同义的说法，也会有悬停说明。"""
    not_in: Words = ()
    """出现在这些更长的词里时不算，如 “支部” 不在 “支部工作条例” 里。"""
    definition: Annotated[str, Spec(min_length=8, max_length=120)]
    """一两句话，说清楚是什么、容易和什么混。"""
    basis: Refs = ()


class Glossary(Entry):
    """All terms: `docs/glossary.md`."""

    title: str
    summary: str
    terms: tuple[Term, ...]
    reviewed_on: Day
    review_months: Annotated[int, Spec(ge=1, le=36)] = 12
    body: str = ""


class Figure(Model):
    """A number that a case states, with where the source states it."""

    value: str
    period: str
    scope: str
    place: str = ""
    """在来源的什么位置。"""


class CaseSource(Model):
    """Where a case comes from."""

    url: str = ""
    seed_file: str = ""
    title: str
    publisher: str
    date: str
    accessed: str = ""

    @model_validator(mode="after")
    def _one(self) -> CaseSource:
        if bool(self.url) == bool(self.seed_file):
            raise ValueError("url 和 seed_file 写且只写一个")
        return self


class Case(Entry):
    """An exemplary practice, by the schema of the case library."""

    id: Id
    title: Annotated[str, Spec(min_length=6, max_length=28)]
    summary: Annotated[str, Spec(min_length=10, max_length=60)]
    """一句话：谁，给谁，做什么，多久一次。"""
    organisation: str
    org_name_verified: bool
    setting: Literal["机关", "农村", "社区", "国企", "高校", "中小学", "医院", "非公企业", "社会组织", "其他"]
    level: Literal["支部", "党总支", "基层党委", "机关工委／县域系统", "行业"]
    doable_by_branch: Literal["支部自己能做", "需上级同意", "只能由上级做"]
    place_level: str = ""
    case_kind: Literal["做法", "对策建议", "问题诊断", "品牌评选", "品牌管理"]
    theme: Words
    need: Words = ()
    records_touched: Words = ()
    templates: Words = ()
    """用到的记录对应本站哪些模板。"""
    brand_name: str = ""
    brand_elements: Frozen[str, bool] = Spec(default_factory=dict, validate_default=True)
    cadence: str = ""
    cost_band: Literal["零", "少量", "需专项", "来源未说"]
    people_needed: Literal["1–3人", "一个党小组", "全支部", "跨单位", "来源未说"]
    started: str = "来源未写"
    results_stated: bool
    result_type: Words = ()
    transfer_days: Literal["30天", "90天", "一年"]
    risk_flags: Words
    case_source: CaseSource
    source_grade: Literal["A", "B", "C", "S"]
    seen_extent: Literal["全文", "节选"]
    figures_quoted: tuple[Figure, ...] = ()
    rule_refs: Refs = ()
    related: Words = ()
    status: Literal["草稿", "核过", "发布", "待复核", "下线"]
    checked_by: str
    """核对人的岗位，不写姓名。"""
    checked_on: Day
    review_by: Day
    aliases: Words = ()
    body: str = ""

    @model_validator(mode="after")
    def _publishable(self) -> Case:
        if self.status != "发布":
            return self
        if self.source_grade == "C":
            raise ValueError("C 级案例不能发布，先换到原页")
        if not self.org_name_verified and self.source_grade != "S":
            raise ValueError("单位全名没有核实，不能发布")
        if self.case_kind == "对策建议" and "建议" not in self.title:
            raise ValueError("对策建议类的标题要带“建议”二字")
        return self


class Page(Entry):
    """A plain page: guides, about, privacy, and the like."""

    id: str = ""
    title: Annotated[str, Spec(min_length=2, max_length=30)]
    summary: Annotated[str, Spec(min_length=6, max_length=160)]
    aliases: Words = ()
    order: int = 100
    reviewed_on: Day | None = None
    review_months: Annotated[int, Spec(ge=1, le=36)] = 12
    body: str = ""


__all__ = [
    "Case",
    "CaseSource",
    "Change",
    "Defect",
    "DefectFamily",
    "Figure",
    "Glossary",
    "Link",
    "Offset",
    "Page",
    "Procedure",
    "Provision",
    "ProvisionRef",
    "Regulation",
    "Step",
    "StepDocument",
    "Term",
]
