"""What the schema of cases refuses, whoever wrote the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from branchbook.handbook import load
from branchbook.handbook.case import Case

ONE = load(Path(__file__).resolve().parents[1] / "data" / "handbook").cases["one-branch"]
GIVEN: dict[str, Any] = ONE.model_dump(mode="json")


def made(**values: Any) -> Case:
    return Case.model_validate({**GIVEN, **values})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"source_grade": "C"}, "C 级案例不能发布"),
        ({"source_grade": "A"}, "单位全名没有核实"),
        ({"case_kind": "对策建议"}, "标题要带“建议”"),
        ({"need": []}, "need 至少写一个"),
        ({"risk_flags": ["无", "花钱"]}, "就不能再写别的"),
        ({"risk_flags": []}, "at least 1 item"),
        ({"results_stated": False}, "写 false 的不写"),
        ({"result_type": []}, "要写 result_type"),
        ({"need": ["按期换届", "按期换届"]}, "写了两次"),
        ({"theme": ["廉洁", "党员教育", "服务群众", "人才培养"]}, "at most 3 items"),
        ({"theme": ["别的"]}, "Input should be"),
        ({"brand_elements": {"口号": True}}, "Input should be"),
        ({"case_source": {**GIVEN["case_source"], "url": "https://a.cn/"}}, "写且只写一个"),
        ({"case_source": {**GIVEN["case_source"], "seed_file": "", "url": "a.cn"}}, "should match pattern"),
    ],
)
def test_what_is_refused(values: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        made(**values)


@pytest.mark.parametrize("status", ["草稿", "核过", "待复核", "下线"])
def test_what_is_not_published_may_be_unfinished(status: str) -> None:
    case = made(status=status, source_grade="C", need=[])
    assert not case.published
    assert case.review_months == 6


def test_a_word_may_stand_without_brackets() -> None:
    assert made(need="发展党员", theme="廉洁").need == ("发展党员",)
    assert made(theme="品牌创建").is_brand
    assert not ONE.is_brand
    assert (ONE.review_months, made(source_grade="A", org_name_verified=True).review_months) == (6, 12)
