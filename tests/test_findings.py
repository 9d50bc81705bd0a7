"""A finding says one thing, in words and as data, and sorts by weight."""

from __future__ import annotations

import json

import pytest

from branchbook.findings import Finding, Severity, Verdict, Where, has_must, sort_key


def finding(code: str = "field-missing", severity: Severity = Severity.MUST, where: Where | None = None) -> Finding:
    return Finding(code, severity, where or Where("a.md", 3), "没有填", "补填")


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (Where("a.md", 3, "seats"), "a.md:3 seats"),
        (Where("a.md"), "a.md"),
        (Where(field="seats"), "seats"),
        (Where(), ""),
    ],
)
def test_a_place_leaves_out_what_is_not_known(where: Where, text: str) -> None:
    assert str(where) == text


def test_weight_comes_first_then_file_and_line() -> None:
    hint = finding("a", Severity.HINT)
    late = finding("a", where=Where("b.md", 1))
    early = finding("b", where=Where("a.md", 9))
    nowhere = finding("c", where=Where("a.md"))
    assert sorted([hint, late, early, nowhere], key=sort_key) == [nowhere, early, late, hint]


def test_only_must_fails_a_run() -> None:
    assert has_must([finding(severity=Severity.HINT), finding()])
    assert not has_must([finding(severity=Severity.HINT), finding(severity=Severity.SHOULD)])
    assert not has_must([])


def test_as_data_it_is_plain_and_keeps_its_order() -> None:
    data = finding().as_dict()
    assert list(data)[:4] == ["code", "severity", "verdict", "path"]
    assert json.loads(json.dumps(data)) == data


def test_it_can_be_pointed_elsewhere() -> None:
    there = Where("b.md", 7)
    assert finding().at(there).where == there
    assert finding().at(there).code == finding().code


def test_every_word_has_its_chinese() -> None:
    assert [item.label for item in Severity] == ["必须", "建议", "提示"]
    assert [item.label for item in Verdict] == ["合格", "有问题", "无法判断"]
