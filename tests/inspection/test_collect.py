"""From paths to files: folders through and through, one level of zip, names as labels, a sentence for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from branchbook.inspection import collect as module
from branchbook.inspection.collect import Collected, collect, hidden, suffix_of, unfit
from tests.inspection.world import OLE, put, zipped

if TYPE_CHECKING:
    from pathlib import Path

DOCX = b"PK\x03\x04 whatever: it is opened later"


def paths(found: Collected) -> list[str]:
    return [entry.path for entry in found.entries]


def unread(found: Collected) -> dict[str, str]:
    return {item.path: item.message for item in found.unread}


def test_a_folder_is_searched_through_and_paths_are_relative_to_it(tmp_path: Path) -> None:
    put(tmp_path / "换届 材料", {"甲.docx": DOCX, "一 请示/乙 的.DOCX": DOCX, "一 请示/表.xlsx": DOCX})
    found = collect([tmp_path / "换届 材料"])
    assert paths(found) == ["一 请示/乙 的.DOCX", "一 请示/表.xlsx", "甲.docx"]
    assert found.entries[2].load() == DOCX


def test_several_things_keep_their_own_names(tmp_path: Path) -> None:
    put(tmp_path, {"甲/一.docx": DOCX, "乙/一.docx": DOCX, "丙.docx": DOCX, "丁/甲/一.docx": DOCX})
    assert paths(collect([tmp_path / "甲", tmp_path / "乙", tmp_path / "丙.docx"])) == [
        "丙.docx",
        "乙/一.docx",
        "甲/一.docx",
    ]
    twice = paths(collect([tmp_path / "甲", tmp_path / "丁" / "甲"]))
    assert len(set(twice)) == 2, "two folders of one name are told apart"


def test_one_file_is_called_by_its_name(tmp_path: Path) -> None:
    put(tmp_path, {"一 份.docx": DOCX})
    assert paths(collect([tmp_path / "一 份.docx"])) == ["一 份.docx"]


@pytest.mark.parametrize("gb", [False, True])
def test_a_zip_is_opened_and_names_of_chinese_windows_are_read(tmp_path: Path, gb: bool) -> None:  # noqa: FBT001 -- two cases
    put(tmp_path, {"材料.zip": zipped({"请示/甲.docx": DOCX, "批复.docx": DOCX}, gb=gb)})
    found = collect([tmp_path / "材料.zip"])
    assert paths(found) == ["批复.docx", "请示/甲.docx"]
    assert found.entries[0].load() == DOCX


def test_a_zip_in_a_folder_is_opened_and_a_zip_in_a_zip_is_not(tmp_path: Path) -> None:
    inner = zipped({"甲.docx": DOCX})
    put(tmp_path, {"材料.zip": zipped({"里面.zip": inner, "乙.docx": DOCX})})
    found = collect([tmp_path])
    assert paths(found) == ["材料.zip/乙.docx"]
    assert "压缩包里还有压缩包" in unread(found)["材料.zip/里面.zip"]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("旧.doc", "另存为 .docx"),
        ("旧.WPS", "另存为 .docx"),
        ("表.xls", "另存为 .xlsx"),
        ("扫描.pdf", "找到原来的 .docx"),
        ("照片.JPG", "请人看"),
        ("包.rar", "解压"),
        ("字.rtf", "另存为 .docx"),
        ("没有尾巴", "另存为 .docx"),
        ("怪.xyz", "另存为 .docx"),
        ("录音.m4a", "请人看"),
    ],
)
def test_what_is_not_read_gets_one_sentence_on_what_to_do(tmp_path: Path, name: str, word: str) -> None:
    put(tmp_path, {name: b"whatever"})
    found = collect([tmp_path])
    assert paths(found) == []
    message = unread(found)[name]
    assert word in message
    assert message.endswith("。")
    assert "\n" not in message


def test_an_old_ending_on_a_new_file_is_read_and_an_old_file_is_not() -> None:
    assert unfit("甲.doc", DOCX[:4]) == ""
    assert unfit("甲.wps", DOCX[:4]) == ""
    assert unfit("甲.doc", OLE[:4])
    assert unfit("甲.docx", b"") == ""  # what it is, its opener says


def test_nobody_s_documents_are_passed_over(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "~$甲.docx": b"lock",
            ".DS_Store": b"",
            "Thumbs.db": b"",
            "__MACOSX/甲.docx": b"",
            ".git/甲.docx": b"",
            "甲.docx": DOCX,
            "~定稿 甲.docx": DOCX,  # people put it there; Word's own begin with ~$
        },
    )
    found = collect([tmp_path])
    assert (paths(found), found.unread) == (["~定稿 甲.docx", "甲.docx"], ())
    assert not hidden("材料/甲.docx")
    assert not hidden("./甲.docx")


def test_an_empty_folder_and_an_empty_zip_are_told(tmp_path: Path) -> None:
    put(tmp_path, {"空.zip": zipped({})})
    (tmp_path / "空的").mkdir()
    assert "没有可以查的文件" in unread(collect([tmp_path / "空的"]))["空的"]
    assert "没有可以查的文件" in unread(collect([tmp_path / "空.zip"]))["空.zip"]


def test_a_broken_zip_is_told_and_stops_nothing(tmp_path: Path) -> None:
    put(tmp_path, {"坏.zip": b"PK\x03\x04 broken", "甲.docx": DOCX})
    found = collect([tmp_path])
    assert paths(found) == ["甲.docx"]
    assert unread(found)["坏.zip"]


def test_a_zip_that_leads_out_is_not_opened(tmp_path: Path) -> None:
    put(tmp_path, {"坏.zip": zipped({"../../甲.docx": DOCX})})
    found = collect([tmp_path])
    assert paths(found) == []
    assert "不正常的文件名" in unread(found)["坏.zip"]


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "大.docx"
    with file.open("wb") as stream:
        stream.write(DOCX)
        stream.truncate(21 << 20)
    entry = collect([file]).entries[0]
    with pytest.raises(ValueError, match="超过 20 MB"):
        entry.load()


def test_more_files_than_one_run_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    put(tmp_path, {f"{number}.docx": DOCX for number in range(5)})
    found = collect([tmp_path])
    assert len(found.entries) == 3
    assert "分几次查" in unread(found)["."]


@pytest.mark.parametrize(
    ("path", "suffix"), [("a/甲.DOCX", ".docx"), ("甲", ""), (".docx", ""), ("a.b/甲", ""), ("甲.tar.gz", ".gz")]
)
def test_the_ending_of_a_name(path: str, suffix: str) -> None:
    assert suffix_of(path) == suffix
