"""Why a handbook cannot be read, in the words of a maintainer who has never read Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branchbook.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import ValidationError

    from branchbook.handbook.source import Source

#: What pydantic says, by its name for the error.
EXPECTED: dict[str, str] = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项，可能是写错了名字",
    "string_type": "应是文字",
    "int_type": "应是整数",
    "int_parsing": "应是整数",
    "bool_type": "应是 true 或 false",
    "bool_parsing": "应是 true 或 false",
    "tuple_type": "应是清单（每项前加 - ）",
    "mapping_type": "应是“键: 值”的对照表",
    "dict_type": "应是“键: 值”的对照表",
    "model_type": "应是“键: 值”的对照表",
    "model_attributes_type": "应是“键: 值”的对照表",
}


class HandbookError(Exception):
    """The handbook cannot be loaded; carries every reason found."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(f"{item.where}：{item.message}" for item in findings))
        self.findings = tuple(findings)


def _expected(error: Mapping[str, Any]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind in EXPECTED:
        return EXPECTED[kind]
    if kind in {"literal_error", "enum"}:
        return f"应是 {context['expected'].replace(' or ', '、').replace(chr(39), '')} 之一"
    if kind == "string_pattern_mismatch":
        return f"写法不对，应符合 {context['pattern']}"
    if kind == "too_short":
        return f"至少要写 {context['min_length']} 项"
    if kind == "string_too_short":
        return f"太短，至少 {context['min_length']} 个字"
    if kind == "string_too_long":
        return f"太长，至多 {context['max_length']} 个字"
    if kind == "greater_than_equal":
        return f"不能小于 {context['ge']}"
    if kind == "less_than_equal":
        return f"不能大于 {context['le']}"
    if kind == "value_error":
        return str(context.get("error", error["msg"]))
    return str(error["msg"])


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:40] + "…"


def model_findings(error: ValidationError, source: Source, prefix: tuple[str | int, ...] = ()) -> list[Finding]:
    """Say each pydantic error as a finding with file and line."""
    findings = []
    for item in error.errors(include_url=False):
        keys = prefix + tuple(key for key in item["loc"] if not (isinstance(key, str) and key.startswith("function-")))
        name = ".".join(str(key) for key in keys) or "（整份文件）"
        value = item.get("input")
        read = f"，读到的是「{_short(value)}」" if isinstance(value, str | int | float | bool) else ""
        mend = "删去或改正这一项" if item["type"] == "extra_forbidden" else "照 docs/contributing/ 里这类内容的说明改正"
        findings.append(
            Finding(
                "model-" + item["type"].replace("_", "-"),
                Severity.MUST,
                source.where(*keys),
                f"{name}：{_expected(item)}{read}",
                mend,
            )
        )
    return findings
