"""What stands in `docs/` is read, each part of a text to its step."""

from __future__ import annotations

from branchbook.handbook.load_content import step_texts


def test_step_texts_end_at_the_next_step_or_chapter() -> None:
    body = "## 先看\n\n前言\n\n### 一 {#one}\n\n甲\n\n#### 小\n\n乙\n\n### 二 {#two}\n\n丙\n\n## 后面\n\n丁\n"
    assert step_texts(body) == {"one": "甲\n\n#### 小\n\n乙", "two": "丙"}
