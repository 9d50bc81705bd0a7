"""The JSON report as models: what its published schema is made from, and what others may validate against."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Spec

Verdict = Literal["pass", "fail", "undetermined"]
Day = Annotated[str, Spec(pattern=r"^\d{4}-\d{2}-\d{2}$")]

#: Where the schema is published, below the repository's top.
PLACE = "docs/contributing/schemas/check-report.schema.json"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Quote(_Part):
    """Words that were read."""

    path: Annotated[str, Spec(description="在哪个文件读到的")]
    field: Annotated[str, Spec(description="字段 id")]
    label: Annotated[str, Spec(description="字段的中文名")]
    text: Annotated[str, Spec(description="读到的字，最多 60 个，后面用 … 表示没有完")]


class ReportedFinding(_Part):
    """One thing that is wrong or cannot be told."""

    code: Annotated[str, Spec(description="代码，定了不改，见 findings.md", pattern=r"^[a-z]+(-[a-z0-9]+)+$")]
    severity: Annotated[
        Literal["must", "should", "hint"], Spec(description="must 必须改 | should 建议改 | hint 提示，不算有问题")
    ]
    verdict: Annotated[Literal["fail", "undetermined"], Spec(description="fail 有问题 | undetermined 无法判断")]
    path: Annotated[str, Spec(description="说的是哪个文件；说整套的，是文件夹，. 是给出的那一个")]
    line: Annotated[int | None, Spec(description="行号；查填好的材料时都是 null")]
    field: Annotated[str, Spec(description="字段 id，几个用顿号隔开；表格里的是 字段.行.列；说整份的为空")]
    message: Annotated[str, Spec(description="是什么情况，一句中文，带算式", min_length=4)]
    mend: Annotated[str, Spec(description="怎么改")]
    basis: Annotated[list[str], Spec(description="依据，法规id#条款id")]
    defects: Annotated[list[str], Spec(description="是哪个常见问题，如 E-018")]
    rule: Annotated[str, Spec(description="哪条规则说的：模板id#规则id 或 流程id#规则id；不是规则说的为空")]
    quotes: Annotated[list[Quote], Spec(description="凭哪几处的字说的")]


class FieldValue(_Part):
    """A value as it was read."""

    value: Annotated[Any, Spec(description="值：文字、整数、是非、姓名的清单，或表格（每行一个对象）")]
    quote: Annotated[str, Spec(description="读到的字")]
    how: Annotated[str, Spec(description="凭什么找到的，如标签、位置")]


class RecordEntry(_Part):
    """One file judged by itself."""

    path: Annotated[str, Spec(description="相对于给出的文件夹；给了几个的，以各自的名字开头")]
    kind: Annotated[str | None, Spec(description="认作哪一种材料；认不出是 null")]
    template: Annotated[str | None, Spec(description="相当于本站哪份模板；没有是 null")]
    title: Annotated[str, Spec(description="材料的名称；认不出为空")]
    verdict: Annotated[Verdict, Spec(description="pass 合格 | fail 有问题 | undetermined 无法判断")]
    fields: Annotated[dict[str, FieldValue], Spec(description="读到的值，键是字段 id；没有读到的不列")]
    findings: Annotated[list[ReportedFinding], Spec(description="单独看这一份的问题，重的在前")]


class Filed(_Part):
    """A line of the archive catalogue."""

    no: Annotated[int, Spec(description="序号，从 1 起", ge=1)]
    title: Annotated[str, Spec(description="题名")]
    doc_no: Annotated[str, Spec(description="文号，没有为空")]
    date: Annotated[Day | None, Spec(description="材料自己的日期，不知道是 null")]
    pages: Annotated[None, Spec(description="页数，机器数不了，总是 null")]
    path: Annotated[str, Spec(description="文件")]


class DossierEntry(_Part):
    """Several files judged together."""

    path: Annotated[str, Spec(description="文件夹，. 是给出的那一个")]
    procedure: Annotated[str | None, Spec(description="流程 id；只是几份放在一起看的，是 null")]
    title: Annotated[str, Spec(description="哪件事的材料")]
    verdict: Annotated[Verdict, Spec(description="整套的结论，只看放在一起才看得出的")]
    files: Annotated[list[str], Spec(description="这一套里有哪些文件")]
    findings: Annotated[list[ReportedFinding], Spec(description="放在一起才看得出的问题，重的在前")]
    catalogue: Annotated[list[Filed], Spec(description="归档目录，按归档的先后")]


class UnreadFile(_Part):
    """A file that was not read."""

    path: Annotated[str, Spec(description="文件")]
    message: Annotated[str, Spec(description="为什么没读，怎么办", min_length=4)]


class YearCell(_Part):
    """One time of one thing."""

    label: Annotated[str, Spec(description="哪一次，如 3月、第1季度")]
    state: Annotated[
        Literal["有", "少了", "晚了", "没有", "无法判断", "还没到"], Spec(description="有没有记录；还没到的不算缺")
    ]
    times: Annotated[int, Spec(description="应有几次", ge=1)]
    held: Annotated[int, Spec(description="有记录的几次", ge=0)]
    days: Annotated[list[Day], Spec(description="记录上的日子，照先后")]


class YearLine(_Part):
    """One thing through the year."""

    id: Annotated[str, Spec(description="docs/year.yml 里的 id")]
    title: Annotated[str, Spec(description="哪件事")]
    period: Annotated[Literal["month", "quarter", "half-year", "year", "term"], Spec(description="多久一次")]
    cells: Annotated[list[YearCell], Spec(description="这一年的各次")]


class YearTable(_Part):
    """A year at a glance."""

    year: Annotated[int, Spec(description="哪一年")]
    lines: Annotated[list[YearLine], Spec(description="有记录可查的事，本支部没有的不列")]


class CheckReport(_Part):
    """What `branchbook check --format json` writes, and what the browser's check exports."""

    version: Annotated[Literal[1], Spec(description="这种格式的版本；删改了键才加一，只加键不加")]
    today: Annotated[Day, Spec(description="当作哪一天查的")]
    records: Annotated[list[RecordEntry], Spec(description="一份文件一项，按路径排")]
    dossiers: Annotated[list[DossierEntry], Spec(description="一套材料一项")]
    unread: Annotated[list[UnreadFile], Spec(description="没有读的文件")]
    year: Annotated[YearTable | None, Spec(description="查一年的，这一年一览；没有说查哪一年是 null")] = None


def _tidy(value: Any) -> Any:
    """Drop made-up titles and English descriptions."""
    if isinstance(value, dict):
        return {
            key: _tidy(item)
            for key, item in value.items()
            if not (key == "title" and isinstance(item, str))
            and not (key == "description" and isinstance(item, str) and item.isascii())
        }
    return [_tidy(item) for item in value] if isinstance(value, list) else value


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema of a report, with its keys explained in Chinese."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "branchbook check --format json 的结果",
        **_tidy(CheckReport.model_json_schema()),
    }


def write_schema(root: Path) -> Path:
    """Write the schema to its place below `root` and return the file."""
    file = root / PLACE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(report_schema(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
    return file


if __name__ == "__main__":
    write_schema(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
