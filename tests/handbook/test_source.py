"""YAML that knows its lines, and says in one sentence what is wrong with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchbook.findings import Where
from branchbook.handbook.source import MAX_BYTES, SourceError, parse_yaml, read_front_matter, read_text, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
title: 一件事
steps:
  - id: one
    at: {anchor: T, days: -7}
  - id: two
    basis:
      - a#b
      - c#d
"""


def refused(text: str) -> tuple[str, int | None]:
    with pytest.raises(SourceError) as caught:
        parse_yaml(text, "x.yml")
    finding = caught.value.finding
    assert finding.mend
    assert str(caught.value) == f"{finding.where}：{finding.message}"
    return finding.code, finding.where.line


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ((), 1),
        (("steps",), 2),
        (("steps", 0), 3),
        (("steps", 0, "at", "days"), 4),
        (("steps", 1, "id"), 5),
        (("steps", 1, "basis", 1), 8),
        (("steps", 1, "basis", 9), 6),
        (("steps", 7), 2),
        (("nothing", "here"), 1),
    ],
)
def test_every_value_knows_its_line_or_its_parent_s(keys: tuple[str | int, ...], line: int) -> None:
    source = parse_yaml(TEXT, "x.yml")
    assert source.line(*keys) == line
    assert source.where(*keys, field_name="f") == Where("x.yml", line, "f")


def test_dates_and_little_words_stay_text() -> None:
    text = "a: 2026-06-05\nb: yes\nc: on\nd: no\ne: 010\nf: 12:30\ng: 1_000"
    assert parse_yaml(text, "x").data == {
        "a": "2026-06-05",
        "b": "yes",
        "c": "on",
        "d": "no",
        "e": "010",
        "f": "12:30",
        "g": "1_000",
    }


def test_numbers_truth_and_nothing_are_read() -> None:
    text = "a: 7\nb: -7\nc: true\nd: false\ne: null\nf: ~\ng:\nh: 1.5\ni: '7'"
    assert list(parse_yaml(text, "x").data.values()) == [7, -7, True, False, None, None, None, 1.5, "7"]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: 2\na: 3", "source-duplicate-key", 3),
        ("a:\n  b: 1\n  b: 2", "source-duplicate-key", 3),
        ("a: [1", "source-yaml", 2),
        ("a: 1\n b: 2", "source-yaml", 2),
        ("a: &x 1\nb: *x", "source-yaml", 2),
        ("a: &x [*x]", "source-yaml", 1),
        ("? [a]\n: 1", "source-yaml", 1),
        ("a: !!python/object:os.system 1", "source-yaml", 1),
        ("a: 1\n---\nb: 2", "source-yaml", 2),
        ("a: \x07", "source-yaml", None),
        ("[" * 5000, "source-yaml", 1),
    ],
)
def test_what_is_no_plain_yaml_is_refused(text: str, code: str, line: int | None) -> None:
    found, where = refused(text)
    assert found == code
    assert line is None or where == line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\n  b: 2\n", "冒号不该在这里"),
        ("a: b: c\n", "冒号不该在这里"),
        ("a\nb: 1\n", "冒号"),
        ("a: [\n", "没有配对"),
        ("a: {b: 1\n", "没有配对"),
        ("a: [1\nb: 2\n", "没有配对"),
        ('a: "x\n', "引号没有配对"),
        ("a: @x\n", "没有用引号括起来"),
        ("\ta: 1\n", "Tab"),
        ("a:\n - b\n  - c\n d: 1\n", "对不齐"),
        ("a: 1\n---\nb: 2\n", "多了一行"),
        ('a: "\\q"\n', "反斜杠"),
        ("a: \x07\n", "控制字符"),
    ],
)
def test_what_people_write_wrongly_is_told_in_chinese(text: str, said: str) -> None:
    with pytest.raises(SourceError) as refused:
        parse_yaml(text, "甲.yml")
    message = refused.value.finding.message
    assert said in message
    assert not re.search("[a-z]{3}", message.removeprefix("不是正确的 YAML").replace("Tab", ""))


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(24)
    )
    assert refused(bomb) == ("source-yaml", 2)


def test_deep_nesting_is_refused_in_words() -> None:
    deep = "\n".join("  " * depth + "a:" for depth in range(900))
    assert outcome(deep) in {"read", "source-yaml"}


def outcome(text: str) -> str:
    try:
        parse_yaml(text, "x.yml")
    except SourceError as error:
        return error.finding.code
    return "read"


@given(st.text(max_size=200))
def test_no_text_upsets_it(text: str) -> None:
    assert outcome(text) in {"read", "source-yaml", "source-duplicate-key"}


def write(folder: Path, content: str | bytes) -> Path:
    file = folder / "x.md"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def test_front_matter_and_body_keep_their_lines(tmp_path: Path) -> None:
    source = read_front_matter(write(tmp_path, "---\ntitle: 甲\nlist: [a]\n---\n\n正文\n"), "x.md")
    assert source.data == {"title": "甲", "list": ["a"]}
    assert source.line("list") == 3
    assert (source.body, source.body_line) == ("\n正文\n", 5)


def test_a_rule_in_the_body_does_not_end_the_front_matter(tmp_path: Path) -> None:
    source = read_front_matter(write(tmp_path, "---\na: 'x --- y'\n---\n甲\n\n---\n\n乙\n"), "x.md")
    assert source.body == "甲\n\n---\n\n乙\n"


def test_windows_files_read_the_same(tmp_path: Path) -> None:
    plain = read_front_matter(write(tmp_path, "---\na: 甲\n---\n正文\n"), "x.md")
    windows = read_front_matter(write(tmp_path, b"\xef\xbb\xbf" + "---\r\na: 甲\r\n---\r\n正文\r\n".encode()), "x.md")
    assert windows == plain


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("没有页头", "source-front-matter"),
        ("---\na: 1\n", "source-front-matter"),
        ("", "source-front-matter"),
        ("---\n- a\n---\n", "source-not-mapping"),
        ("---\n---\n", "source-not-mapping"),
        ("---\na: [\n---\n", "source-yaml"),
        ("甲".encode("gb18030"), "source-encoding"),
        (b"a" * (MAX_BYTES + 1), "source-too-large"),
    ],
)
def test_broken_files_are_named(tmp_path: Path, content: str | bytes, code: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_front_matter(write(tmp_path, content), "x.md")
    assert caught.value.finding.code == code


@pytest.mark.parametrize("reader", [read_yaml, read_front_matter, read_text])
def test_what_is_not_there_or_no_file_is_named(tmp_path: Path, reader: Any) -> None:
    for file in (tmp_path / "none.yml", tmp_path):
        with pytest.raises(SourceError) as caught:
            reader(file, "x.yml")
        assert caught.value.finding.code == "source-missing"
