"""Cases: how other branches did it, by the schema of the case library."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, model_validator
from pydantic import Field as Spec

from branchbook.handbook.base import Day, Entry, Frozen, Id, Model, Refs, Words, as_tuple

Setting = Literal["机关", "农村", "社区", "国企", "高校", "中小学", "医院", "非公企业", "社会组织", "其他"]
Level = Literal["支部", "党总支", "基层党委", "机关工委／县域系统", "行业"]
Doable = Literal["支部自己能做", "需上级同意", "只能由上级做"]
CaseKind = Literal["做法", "对策建议", "问题诊断", "品牌评选", "品牌管理"]
Theme = Literal[
    "标准化规范化",
    "组织生活创新",
    "党建业务融合",
    "服务群众",
    "人才培养",
    "志愿服务",
    "党员教育",
    "阵地建设",
    "廉洁",
    "结对共建",
    "乡村振兴",
    "基层治理",
    "品牌创建",
]
#: What a reader wants; each is said after 「我要」.
Need = Literal[
    "按期换届",
    "开好三会一课",
    "做好主题党日",
    "上好党课",
    "政治生日",
    "谈心谈话",
    "考核评议",
    "迎接验收",
    "发展党员",
    "管流动党员",
    "整理档案",
    "带队伍",
    "人少也开得成",
    "党建业务合一",
    "听意见回话",
    "做服务",
    "结对子",
    "防廉洁风险",
    "找品牌",
    "看品牌评管",
    "识破虚假断",
]
RecordTouched = Literal[
    "会议记录",
    "党课",
    "主题党日",
    "谈话记录",
    "党员名册",
    "发展党员档案",
    "党费",
    "换届材料",
    "整改台账",
    "服务记录",
    "品牌方案",
]
ResultType = Literal["数量", "结果", "荣誉", "对象评价"]
Risk = Literal["加台账", "排名", "隐私", "花钱", "摊派", "越权", "形式化", "数据难核", "旧口径", "无"]
Element = Literal["名称", "理念", "标识", "机制", "载体", "成效"]
Cost = Literal["零", "少量", "需专项", "来源未说"]
People = Literal["1–3人", "一个党小组", "全支部", "跨单位", "来源未说"]
Transfer = Literal["30天", "90天", "一年"]
Grade = Literal["A", "B", "C", "S"]

#: The theme whose cases show the six elements of a brand and answer 虚、假、断.
BRAND: Theme = "品牌创建"


class Figure(Model):
    """A number that a case states, with where the source states it."""

    value: Annotated[str, Spec(min_length=1)]
    """数，连单位，照来源写。"""
    period: Annotated[str, Spec(min_length=1)]
    """哪段时间；来源没写就写“来源未写”。"""
    scope: Annotated[str, Spec(min_length=1)]
    """口径：数的是什么。"""
    place: str = ""
    """在来源的什么位置。"""


class CaseSource(Model):
    """Where a case comes from."""

    url: Annotated[str, Spec(pattern=r"^(https?://\S+)?$")] = ""
    """来源的地址；和 seed_file 只写一个。"""
    seed_file: str = ""
    """立项时的调研文件名；和 url 只写一个。"""
    linked: bool = True
    """要不要给读者链接；来源网站是镜像、可疑或打不开的写 false，只写名字。"""
    title: Annotated[str, Spec(min_length=2)]
    """来源的题目。"""
    publisher: Annotated[str, Spec(min_length=2)]
    """发布者。"""
    date: Annotated[str, Spec(min_length=2)]
    """发布日期；来源没写就写“来源未写”。"""
    accessed: str = ""
    """打开核对的日期。"""

    @model_validator(mode="after")
    def _one(self) -> CaseSource:
        if bool(self.url) == bool(self.seed_file):
            raise ValueError("url 和 seed_file 写且只写一个")
        return self


class Case(Entry):
    """An exemplary practice, by the schema of the case library."""

    id: Id
    """与文件同名。"""
    title: Annotated[str, Spec(min_length=6, max_length=28)]
    """“谁＋做了哪件事”，6 到 28 字。"""
    summary: Annotated[str, Spec(min_length=10, max_length=60)]
    """一句话：谁，给谁，做什么，多久一次。"""
    organisation: str
    """单位，照来源写。"""
    org_name_verified: bool
    """全名有没有核实；没有核实的不能发布。"""
    setting: Setting
    """单位类型。"""
    level: Level
    """哪一级的做法。"""
    doable_by_branch: Doable
    """支部自己能不能做。"""
    place_level: str = ""
    """地方，到省市为止。"""
    case_kind: CaseKind
    """案例的种类；对策建议的标题里要带“建议”。"""
    theme: Annotated[
        tuple[Theme, ...],
        BeforeValidator(as_tuple, json_schema_input_type=Theme | tuple[Theme, ...]),
        Spec(min_length=1, max_length=3),
    ]
    """主题，1 到 3 个。"""
    need: Annotated[tuple[Need, ...], BeforeValidator(as_tuple, json_schema_input_type=Need | tuple[Need, ...])] = ()
    """读者的需要，如 按期换届；发布的至少写一个。"""
    records_touched: Annotated[
        tuple[RecordTouched, ...],
        BeforeValidator(as_tuple, json_schema_input_type=RecordTouched | tuple[RecordTouched, ...]),
    ] = ()
    """用到哪些记录。"""
    templates: Words = ()
    """用到的记录对应本站哪些模板，写 id。"""
    brand_name: str = ""
    """品牌名，有才写。"""
    brand_elements: Frozen[Element, bool] = Spec(default_factory=dict, validate_default=True)
    """名称、理念、标识、机制、载体、成效，来源有的写 true。"""
    cadence: str = ""
    """多久一次。"""
    cost_band: Cost
    """花多少钱。"""
    people_needed: People
    """要多少人。"""
    started: str = "来源未写"
    """起始时间。"""
    results_stated: bool
    """来源有没有写结果。"""
    result_type: Annotated[
        tuple[ResultType, ...], BeforeValidator(as_tuple, json_schema_input_type=ResultType | tuple[ResultType, ...])
    ] = ()
    """结果的种类：数量、结果、荣誉、对象评价。"""
    transfer_days: Transfer
    """别的支部多久能学着做起来。"""
    risk_flags: Annotated[
        tuple[Risk, ...],
        BeforeValidator(as_tuple, json_schema_input_type=Risk | tuple[Risk, ...]),
        Spec(min_length=1),
    ]
    """要当心的，没有写 无。"""
    case_source: CaseSource
    """出处。"""
    source_grade: Grade
    """A 官方原页 | B 较可靠的转载 | C 只有摘要，不能发布 | S 文库范文，单位隐名。"""
    seen_extent: Literal["全文", "节选"]
    """读到了全文还是节选。"""
    figures_quoted: tuple[Figure, ...] = ()
    """正文里来源的每个数。"""
    rule_refs: Refs = ()
    """涉及的条款。"""
    related: Words = ()
    """对照着看的案例，写 id。"""
    status: Literal["草稿", "核过", "发布", "待复核", "下线"]
    """只有 发布 会上网站。"""
    checked_by: Annotated[str, Spec(min_length=2)]
    """核对人的岗位，不写姓名。"""
    checked_on: Day
    """核对日期。"""
    review_by: Day
    """最晚哪天再核对。"""
    aliases: Words = ()
    """别的叫法。"""
    body: str = ""
    """正文。"""

    @model_validator(mode="after")
    def _consistent(self) -> Case:
        if "无" in self.risk_flags and len(self.risk_flags) > 1:
            raise ValueError("risk_flags 写了“无”，就不能再写别的")
        if self.results_stated != bool(self.result_type):
            raise ValueError("results_stated 写 true 的要写 result_type，写 false 的不写")
        if any(
            len(words) != len(set(words)) for words in (self.theme, self.need, self.records_touched, self.risk_flags)
        ):
            raise ValueError("theme、need、records_touched、risk_flags 里同一个词写了两次")
        return self

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
        if not self.need:
            raise ValueError("need 至少写一个，读者是从“我要……”找过来的")
        return self

    @property
    def published(self) -> bool:
        """Whether the site shows it."""
        return self.status == "发布"

    @property
    def is_brand(self) -> bool:
        """Whether the six elements of a brand and the questions 虚、假、断 belong to it."""
        return BRAND in self.theme

    @property
    def review_months(self) -> int:
        """Months after which it must be checked again at the latest."""
        return 6 if self.source_grade in {"C", "S"} else 12
