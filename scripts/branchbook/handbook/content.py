"""What people read: procedures, cases, regulations, defects, terms, pages."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field as Spec
from pydantic import model_validator

from branchbook.findings import Severity
from branchbook.handbook.base import Day, Entry, Frozen, Id, Model, ProvisionRef, Refs, Verified, Weight, Words
from branchbook.handbook.case import Case, CaseSource, Figure
from branchbook.handbook.timeline import Timeline


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
    """模板的 id。"""
    need: Literal["必备", "视情况", "上级制发"] = "必备"
    """必备 | 视情况（在 note 里写什么情况） | 上级制发。"""
    note: str = ""
    """什么情况下要，或这一步用它做什么。"""


class Step(Model):
    """One step of a procedure; its text is the `### 标题 {#id}` section of the body."""

    id: Id
    """正文里 ### 小节的 {#id}。"""
    title: Annotated[str, Spec(min_length=2, max_length=30)]
    """这一步的标题，2 到 30 字。"""
    who: str
    """谁做。"""
    timing: str
    """什么时候，给人看的话。"""
    timing_weight: Weight | None = None
    """这个时间是规定、通行做法还是本站建议；不涉及时间要求的不写。"""
    at: Offset | None = None
    """同一时间，给机器算的。"""
    documents: tuple[StepDocument, ...] = ()
    """这一步要的、做出来的材料。"""
    basis: Refs = ()
    """依据。"""
    defects: Words = ()
    """这一步容易出的问题，写 id。"""
    answers: Words = ()
    """这一步的“谁、何时”能直接回答的问题。"""
    text: str = ""
    """正文，取自文件正文对应的小节。"""


class DossierRule(Model):
    """One thing that must hold across the documents of a dossier, written in CEL over `docs.…`."""

    id: Id = ""
    """由所在的键填写，不用写。"""
    when: str = ""
    """什么时候适用：CEL，留空为总是适用。材料可能没有的先写 has(docs.某材料)。"""
    require: str
    """必须成立：CEL，如 docs.election_reply.request_no == docs.election_request.doc_no。"""
    doubt_when: str = ""
    """require 不成立而此式成立时，不判有问题，只说无法判断。"""
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

    @model_validator(mode="after")
    def _doubt(self) -> DossierRule:
        if bool(self.doubt_when) != bool(self.doubt):
            raise ValueError("doubt_when 和 doubt 要写就都写")
        return self


class DossierCounterexample(Model):
    """The examples of a dossier's documents with something changed, so that one rule fails."""

    rule: Id
    """应当不合格的规则。"""
    why: Annotated[str, Spec(min_length=4)]
    """错在哪里，一句话。"""
    change: Frozen[Id, Any]
    """在各份材料的范例上改哪几项；整份写 null 是没有这份，several 的材料可写一份清单。"""
    today: Day | None = None
    """当作哪一天查；不写是今天。"""
    expect: Literal["fail", "undetermined", "pass"] = "fail"
    """应得的结论：fail 有问题 | undetermined 无法判断 | pass 合格。"""


class DateChain(Model):
    """Documents whose dates may not run backward."""

    chain: Annotated[tuple[str, ...], Spec(min_length=2)]
    """先后，前面的不晚于后面的：材料的 id（取它自己的日期），或 材料.字段。"""
    basis: Refs = ()
    """依据。"""
    defects: Words = ("D-083",)
    """对应的常见问题。"""
    severity: Severity = Severity.MUST
    """must 必须 | should 建议 | hint 提示。"""


class Dossier(Model):
    """一事一档: which documents a matter needs, and what must hold between them."""

    archive: str = ""
    """归档类目；不写用各份材料最多的那一类。"""
    documents: Words = ()
    """材料，按归档先后；不写是各步骤的材料，按步骤先后。"""
    several: Words = ()
    """可以有好几份的材料。"""
    plans: Words = ()
    """写的是打算的材料：后来改了不算错，只提示。"""
    repeats: str = ""
    """一年里办好多次的事，每次都有一份的那份材料：一个文件夹里有两天的，是一年的材料，不当一套。"""
    perhaps: Words = ()
    """步骤里写了必备或上级制发，却要看走哪条路才有的材料：按视情况查，另写规则说什么时候一定要。"""
    also: Words = ()
    """别的流程的材料，放在这里也不算放错，没有也不提。"""
    same: Words = ()
    """各份材料里要一样的字段；不写是全部共用字段。"""
    apart: Words = ()
    """虽是共用字段，这套材料里却可以不一样的。"""
    cites: Frozen[str, Words] = Spec(default_factory=dict, validate_default=True)
    """引用别份材料的字段：字段（或 材料.字段）: 被引用的 材料.字段；可能出自几份的写清单。"""
    spares: Words = ()
    """借用别的流程的表样时，哪几条规则（模板#规则）、哪几个必填项（模板.字段）在这件事里不管用。"""
    order: tuple[DateChain, ...] = ()
    """日期的先后。"""
    rules: Frozen[Id, DossierRule] = Spec(default_factory=dict, validate_default=True)
    """规则，键是规则 id。"""
    counterexamples: tuple[DossierCounterexample, ...] = ()
    """反例，每条规则至少一份。"""
    basis_complete: Refs = ()
    """材料要齐、不重、不放错的依据。"""
    basis_same: Refs = ()
    """同一件事各处要写成一样的依据。"""


class Procedure(Entry):
    """A procedure from the first step to the archive."""

    id: Id
    """与文件同名。"""
    title: Annotated[str, Spec(min_length=3, max_length=30)]
    """标题，全站不重复。"""
    task: Annotated[str, Spec(min_length=3, max_length=20)]
    """首页上的说法，如“我要按期换届”。"""
    area: Id = "elections"
    """领域，由文件夹填写。"""
    order: int = 100
    """在本领域里的先后。"""
    summary: Annotated[str, Spec(min_length=10, max_length=160)]
    """一句话说清这件事和结果。"""
    aliases: Words = ()
    """别人会怎么叫、怎么搜。"""
    tags: Words = ()
    """标签。"""
    when: str
    """何时。"""
    who: str
    """谁。"""
    duration: str
    """多久。"""
    anchors: Frozen[str, str] = Spec(default_factory=dict, validate_default=True)
    """锚点代号和含义。"""
    steps: tuple[Step, ...]
    """步骤，按先后。"""
    defects: Words = ()
    """全程都可能出的问题。"""
    cases: Words = ()
    """可以对照的案例，写 id。"""
    related: Words = ()
    """相关流程的 id。"""
    dossier: Dossier | None = None
    """这件事的一套材料（一事一档）要满足什么；不写只按步骤里的材料查。"""
    timeline: Timeline | None = None
    """时间表：填了办过的日子，算出后面每件事最早、最晚哪天。"""
    reviewed_on: Day
    """最近一次核对日期。"""
    review_months: Annotated[int, Spec(ge=1, le=36)] = 12
    """几个月后应再核对。"""
    body: str = ""
    """正文。"""

    @model_validator(mode="after")
    def _anchors(self) -> Procedure:
        for step in self.steps:
            if step.at and step.at.anchor not in self.anchors:
                raise ValueError(f"步骤 {step.id} 用了没有说明的锚点 {step.at.anchor}")
        ids = [step.id for step in self.steps]
        if len(ids) != len(set(ids)):
            raise ValueError("有两个步骤的 id 相同")
        return self

    @model_validator(mode="after")
    def _timeline(self) -> Procedure:
        steps = {step.id: {document.template for document in step.documents} for step in self.steps}
        for name, point in (self.timeline.points if self.timeline else {}).items():
            if point.step and point.step not in steps:
                raise ValueError(f"时间表的节点 {name} 属于没有的步骤 {point.step}")
            if point.anchor and point.anchor not in self.anchors:
                raise ValueError(f"时间表的节点 {name} 用了没有说明的锚点 {point.anchor}")
            for document in point.documents or ():
                if document not in steps.get(point.step or "", ()):
                    raise ValueError(f"时间表的节点 {name} 的材料 {document} 不在它那一步里")
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
    """最后管用的那一天；没有定就不写。"""
    also: Refs = ()
    """说同一件事的其他条款。"""
    scope: str = ""
    """只管谁。"""
    note: str = ""
    """保留意见：哪半句是推论、来源为何偏弱。"""
    answers: Words = ()
    """这一条能直接回答的问题，照人们的问法写；检索时排在最前。"""


class Link(Model):
    """An official page; only hosts that are not mirrors may stand here."""

    title: str
    """页面的题目和网站。"""
    url: Annotated[str, Spec(pattern=r"^https://")]
    """https 开头的官方地址。"""
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


class News(Model):
    """Something new in the handbook that readers should hear of."""

    on: Day
    """哪天上的。"""
    title: Annotated[str, Spec(min_length=4, max_length=40)]
    """一句话说是什么。"""
    text: Annotated[str, Spec(min_length=8, max_length=200)]
    """给谁用、解决什么。"""
    page: Annotated[str, Spec(pattern=r"^(procedure|template|regulation|case|guide|page):\S+$")]
    """哪一页，如 procedure:by-term。"""


class Regulation(Entry):
    """A regulation, or the collected practice of an area, with its provisions."""

    id: Id
    """与文件同名，定了就不改。"""
    title: Annotated[str, Spec(min_length=3, max_length=60)]
    """全名，全站不重复。"""
    short: Annotated[str, Spec(min_length=2, max_length=16)]
    """引用时的简称。"""
    issuer: str
    """制定机关。"""
    adopted: str = ""
    """通过或印发日期，只知道月份就写月份。"""
    effective: str = ""
    """起施行日期；不确切就照实写。"""
    date_note: str = ""
    """日期怎么来的。"""
    status: Literal["现行", "试行", "已废止", "有效性未核", "汇编"]
    """现行 | 试行 | 已废止 | 有效性未核 | 汇编（本站汇集的做法）。"""
    repealed_on: Day | None = None
    """哪天起不用；已废止的必须写。"""
    replaced_by: Id | None = None
    """被哪部代替，写它的 id。"""
    supersedes: str = ""
    """它代替了哪部。"""
    summary: Annotated[str, Spec(min_length=8, max_length=160)]
    """它管什么。"""
    aliases: Words = ()
    """别的叫法。"""
    read: str
    """编者读到了哪些原文。"""
    links: tuple[Link, ...] = ()
    """官方页面。"""
    provisions: Frozen[Id, Provision] = Spec(default_factory=dict, validate_default=True)
    """条款，键是条款 id。"""
    changes: tuple[Change, ...] = ()
    """规定本身的变化，显示在“规定的变化”页。"""
    reviewed_on: Day
    """最近一次核对日期。"""
    review_months: Annotated[int, Spec(ge=1, le=36)] = 6
    """几个月后应再核对。"""
    body: str = ""
    """正文。"""

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

    id: Annotated[str, Spec(pattern=r"^[BDEMR]-\d{3}$")]
    """D 开头的来自缺陷库，E 换届，R 发展党员，M 党员管理，B 品牌创建。"""
    title: Annotated[str, Spec(min_length=4, max_length=40)]
    """一眼看懂的说法，4 到 40 字。"""
    looks: str
    """长什么样。"""
    why: str
    """为什么要紧。"""
    see: str
    """自己怎么看出来。"""
    mend: str
    """怎么改。"""
    severity: Literal["严重", "重要", "一般", "提示"]
    """严重 | 重要 | 一般 | 提示。"""
    detectable: Literal["机器可判", "机器给线索", "要人看"]
    """机器可判（要有规则）| 机器给线索 | 要人看。"""
    records: Words = ()
    """出现在哪些材料里。"""
    basis: Refs = ()
    """依据。"""
    sources: tuple[Literal["立项调研", "检查通报", "督查调研", "报道评论", "手册制度", "编者归纳"], ...] = ("编者归纳",)
    """从哪里知道的：立项调研 | 检查通报 | 督查调研 | 报道评论 | 手册制度 | 编者归纳（没有读到通报，默认）。"""
    seed: bool = False
    """是否来自立项时的五份调研。"""

    @model_validator(mode="after")
    def _sources(self) -> Defect:
        if not self.sources:
            raise ValueError("sources 至少写一个")
        if self.seed != ("立项调研" in self.sources):
            raise ValueError("seed: true 的，sources 里要有 立项调研；不是的不能有")
        return self


class DefectFamily(Entry):
    """A page of defects that belong together."""

    id: Id
    """与文件同名。"""
    title: Annotated[str, Spec(min_length=3, max_length=30)]
    """标题，全站不重复。"""
    summary: Annotated[str, Spec(min_length=8, max_length=160)]
    """这一页列的是哪一类问题。"""
    aliases: Words = ()
    """别的叫法。"""
    defects: tuple[Defect, ...]
    """常见问题。"""
    reviewed_on: Day
    """最近一次核对日期。"""
    review_months: Annotated[int, Spec(ge=1, le=36)] = 12
    """几个月后应再核对。"""
    body: str = ""
    """正文。"""


class Term(Model):
    """A word of the field, shown as hover text inside sentences."""

    id: Id
    """术语表里的锚点。"""
    term: Annotated[str, Spec(min_length=2, max_length=16)]
    """词，2 到 16 字。"""
    aliases: Words = ()
    """正文里同义的说法，也会有悬停说明。"""
    not_in: Words = ()
    """出现在这些更长的词里时不算，如 “支部” 不在 “支部工作条例” 里。"""
    definition: Annotated[str, Spec(min_length=8, max_length=120)]
    """一两句话，说清楚是什么、容易和什么混。"""
    basis: Refs = ()
    """依据；说明里有数的要写。"""


class Glossary(Entry):
    """All terms: `docs/glossary.md`."""

    title: str
    """标题。"""
    summary: str
    """一句话说明。"""
    terms: tuple[Term, ...]
    """术语。"""
    reviewed_on: Day
    """最近一次核对日期。"""
    review_months: Annotated[int, Spec(ge=1, le=36)] = 12
    """几个月后应再核对。"""
    body: str = ""
    """正文。"""


class Page(Entry):
    """A plain page: guides, about, privacy, and the like."""

    id: str = ""
    """由文件名填写，不用写。"""
    title: Annotated[str, Spec(min_length=2, max_length=30)]
    """标题，全站不重复。"""
    summary: Annotated[str, Spec(min_length=6, max_length=160)]
    """一句话说明，显示在标题下面。"""
    aliases: Words = ()
    """别的叫法。"""
    order: int = 100
    """在栏目里的先后，小的在前。"""
    verdicts: bool = False
    """true 的是自测页：每个 ## 小节一张清单、一段“怎么治”，网页上能一条一条答，当场给出结论。"""
    reviewed_on: Day | None = None
    """最近一次核对日期。"""
    review_months: Annotated[int, Spec(ge=1, le=36)] = 12
    """几个月后应再核对。"""
    body: str = ""
    """正文。"""


__all__ = [
    "Case",
    "CaseSource",
    "Change",
    "DateChain",
    "Defect",
    "DefectFamily",
    "Dossier",
    "DossierCounterexample",
    "DossierRule",
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
