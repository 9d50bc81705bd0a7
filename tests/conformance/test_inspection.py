"""Files in, report out: the browser's code says of the same files what the command line says, to the letter."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import yaml

import demo_dossiers
from branchbook.handbook import load
from branchbook.inspection.collect import hidden, suffix_of, unfit
from branchbook.inspection.issues import sheaves
from branchbook.inspection.run import inspect
from branchbook.inspection.text import counted, looked_at
from branchbook.records import Style, render
from branchbook.site.kits import library_data
from tests.conformance import node
from tests.records import test_typed as typed
from tests.records.typed_world import DATA, cases

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from branchbook.handbook import Handbook
    from branchbook.handbook.parameters import Setting

TODAY = "2026-11-24"
SLOPPY = DATA / "sloppy.yml"


@pytest.fixture(scope="module")
def handbook(root: Path) -> Handbook:
    """The handbook."""
    return load(root)


def _sent(folder: Path, top: str = "") -> list[dict[str, str]]:
    """Return every file below a folder as the browser is given it, its paths beginning with the folder's name."""
    return [
        {
            "path": f"{top or folder.name}/{file.relative_to(folder).as_posix()}",
            "base64": base64.b64encode(file.read_bytes()).decode(),
        }
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    ]


@pytest.fixture(scope="module")
def library(handbook: Handbook) -> dict[str, Any]:
    """What the browser is given first."""
    return {"do": "library", "data": library_data(handbook)}


def _told(library: dict[str, Any], jobs: Iterable[dict[str, Any]]) -> list[Any]:
    return node.run("check", [library, *({"do": "files", "today": TODAY} | job for job in jobs)])[1:]


def _text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.fixture(scope="module")
def folders(handbook: Handbook, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Three dossiers as people hand them in, and a heap of everything that is not read."""
    base = tmp_path_factory.mktemp("自查")
    for name in demo_dossiers.DEMOS:
        demo_dossiers.write(handbook, demo_dossiers.read_demo(name), base / name)
    request = handbook.templates["election-request"]
    form = render(request, request.example, Style.FILLED)
    heap = base / "杂 物"
    files = {
        "请示.docx": form,
        "下一层/其实是新格式.doc": form,
        "下一层/.隐藏.docx": form,
        "~$请示.docx": b"lock",
        "空白.docx": render(request, {}, Style.BLANK),
        "空.docx": b"",
        "坏.docx": form[:2000],
        "旧.doc": b"\xd0\xcf\x11\xe0" + bytes(600),
        "扫描.PDF": b"%PDF-1.7",
        "说明": b"no ending",
        "照片.jpeg": b"\xff\xd8\xff",
        "里面.zip": _zip(
            {
                "换届/请示.docx": form,
                "换届/批复.pdf": b"%PDF",
                "换届/再一层.zip": _zip({"x.docx": form}),
                "换届/旧的.wps": b"\xd0\xcf\x11\xe0",
                "__MACOSX/._请示.docx": b"x",
            }
        ),
        "空的.zip": _zip({"__MACOSX/a.docx": b"x"}),
        "不是压缩包.zip": b"hello",
    }
    for name, data in files.items():
        (heap / name).parent.mkdir(parents=True, exist_ok=True)
        (heap / name).write_bytes(data)
    return {path.name: path for path in sorted(base.iterdir())}


def test_folders_are_told_alike(handbook: Handbook, library: dict[str, Any], folders: dict[str, Path]) -> None:
    found = _told(library, [{"files": _sent(folder)} for folder in folders.values()])
    for (name, folder), theirs in zip(folders.items(), found, strict=True):
        ours = inspect(handbook, [folder], today=TODAY).as_dict()
        assert _text(theirs) == _text(ours), name
        assert ours["records"], name
    assert len(found[-1]["unread"]) == 11


def test_what_a_branch_set_counts_alike(handbook: Handbook, library: dict[str, Any], tmp_path: Path) -> None:
    """Three committee meetings with a month between, and minutes that are long enough or not as the unit says."""
    for day in ("1月9日", "2月6日", "4月10日"):
        text = (
            f"支部委员会会议记录\n会议时间：2026年{day}14:30\n应到：5人\n实到：4人\n缺席：丙同志（出差）\n议题：学习\n"
        )
        (tmp_path / f"支委会记录{day}.txt").write_text(text, encoding="utf-8")
    owns: list[dict[str, Setting]] = [{}, {"committee": False}, {"minutes_least": 20}]
    found = _told(library, [{"files": _sent(tmp_path), "own": own} for own in owns])
    said = []
    for own, theirs in zip(owns, found, strict=True):
        ours = inspect(handbook, [tmp_path], today=TODAY, own=own).as_dict()
        assert _text(theirs) == _text(ours)
        said.append(_text(ours))
    assert ["month-empty" in text for text in said] == [True, False, True]
    assert ["没有读到谁说了什么，看不出会" in text for text in said] == [True, True, False]


def test_a_year_is_told_alike(handbook: Handbook, library: dict[str, Any], tmp_path: Path) -> None:
    """The sloppy year: told to be whole or not, with what a branch set, on days before it is over, with a file unread."""
    year = demo_dossiers.read_year(handbook, "year-sloppy")
    folder = tmp_path / "一年"
    demo_dossiers.write_year(year, folder)
    (folder / "9月" / "支委会记录.txt").write_text(
        "支部委员会会议记录\n应到：5人\n实到：4人\n议题：学习\n", encoding="utf-8"
    )
    whole = dict(year.settings)
    asked: list[dict[str, Any]] = [
        {"year": 2027, "own": whole, "today": year.today},
        {"own": whole, "today": year.today},
        {"year": 2027, "own": {"committee": False, "lessons_per_quarter": 2}, "today": "2027-10-02"},
        {"year": 2027, "own": {}, "today": "2029-06-30"},
        {"year": 2026, "own": whole, "today": year.today},
    ]
    sent = _sent(folder)
    scan = {"path": f"{folder.name}/签到册.pdf", "base64": base64.b64encode(b"%PDF-1.7").decode()}
    jobs = [{"files": sent, **item} for item in asked]
    told = _told(library, [*jobs, {"files": [*sent, scan], **asked[0]}])
    for item, theirs in zip(asked, told, strict=False):
        assert _text(theirs) == _text(inspect(handbook, [folder], **item).as_dict())
    (folder / "签到册.pdf").write_bytes(b"%PDF-1.7")
    ours = _text(inspect(handbook, [folder], **asked[0]).as_dict())
    assert _text(told[-1]) == ours
    assert "有 1 个文件没有读出来" in ours


def test_hand_typed_files_are_told_alike(handbook: Handbook, library: dict[str, Any], tmp_path: Path) -> None:
    """What people typed, the handbook's own examples of every kind, and a form of ours, in one folder with another."""
    folder = tmp_path / "手打的"
    makers = {".txt": typed._txt, ".docx": typed._docx, ".xlsx": typed._xlsx}
    for number, case in enumerate(cases()[::2]):
        suffix, make = [*makers.items()][number % 3]
        (folder / "各样").mkdir(parents=True, exist_ok=True)
        (folder / "各样" / f"{number} {case.file}{suffix}").write_bytes(make(case))
    for kind in handbook.kinds.values():
        for number, item in enumerate(kind.examples):
            name = item.file or f"{kind.title}.txt"
            file = folder / str(number) / f"{kind.id} {name.rpartition('.')[0] or name}.txt"
            file.parent.mkdir(exist_ok=True)
            file.write_text(item.text, encoding="utf-8")
    for paper in yaml.safe_load(SLOPPY.read_text(encoding="utf-8")):
        (folder / "潦草").mkdir(exist_ok=True)
        (folder / "潦草" / f"{paper['file'].partition('.')[0]}.txt").write_text(paper["text"], encoding="utf-8")
    request = handbook.templates["election-request"]
    (folder / "0" / "请示.docx").write_bytes(render(request, request.example, Style.FILLED))
    (folder / "0" / "乱码.txt").write_bytes(b"\xff\x00\xfe" * 40)
    (theirs,) = _told(library, [{"files": _sent(folder)}])
    ours = inspect(handbook, [folder], today=TODAY).as_dict()
    assert _text(theirs) == _text(ours)
    known = {record["kind"] for record in ours["records"]}
    told = {kind.id for kind in handbook.kinds.values() if kind.examples}
    assert len(known & told) * 10 >= len(told) * 9, "nearly all kinds are recognised"


def test_zips_and_several_things_are_told_alike(
    handbook: Handbook, library: dict[str, Any], folders: dict[str, Path], tmp_path: Path
) -> None:
    packed = tmp_path / "整套.zip"
    packed.write_bytes(
        _zip({item["path"]: base64.b64decode(item["base64"]) for item in _sent(folders["fatal"], "材料")})
    )
    broken = tmp_path / "坏的.zip"
    broken.write_bytes(b"PK\x03\x04 and nothing else")
    single = {"path": "整套.zip", "base64": base64.b64encode(packed.read_bytes()).decode()}
    bad = {"path": "坏的.zip", "base64": base64.b64encode(broken.read_bytes()).decode()}
    html = tmp_path / "没下完的.zip"
    html.write_bytes(b"<html>")
    page = {"path": "没下完的.zip", "base64": base64.b64encode(html.read_bytes()).decode()}
    alone = next(item for item in _sent(folders["杂 物"], "") if item["path"].endswith("/请示.docx"))
    lone = {**alone, "path": "请示.docx"}
    asked: list[tuple[list[dict[str, str]], list[Path], str]] = [
        ([single], [packed], ""),
        ([single], [packed], "by-term"),
        ([bad], [broken], ""),
        ([page], [html], ""),
        ([lone], [folders["杂 物"] / "请示.docx"], ""),
        ([single, *_sent(folders["sloppy"])], [packed, folders["sloppy"]], ""),
        ([lone, bad], [folders["杂 物"] / "请示.docx", broken], "by-term"),
    ]
    jobs = [{"files": sent, "procedure": procedure} for sent, _, procedure in asked]
    for number, ((_, paths, procedure), theirs) in enumerate(zip(asked, _told(library, jobs), strict=True)):
        ours = inspect(handbook, paths, today=TODAY, procedure=procedure).as_dict()
        assert _text(theirs) == _text(ours), number


def test_more_than_five_hundred_files_are_not_looked_at(library: dict[str, Any]) -> None:
    heap = [{"path": f"多/{number:04d}.pdf", "base64": ""} for number in range(600)]
    named = [{"path": "请示.pdf", "base64": ""}, {"path": "请示.pdf", "base64": ""}]
    many, twice, none = _told(library, [{"files": heap}, {"files": named}, {"files": []}])
    paths = [item["path"] for item in many["unread"]]
    assert paths[0] == "."
    assert "一次最多查 500 份" in many["unread"][0]["message"]
    assert len(paths) == 501
    assert paths[-1] == "0499.pdf"
    assert [item["path"] for item in twice["unread"]] == ["请示.pdf", "请示（2）.pdf"]
    assert none["unread"] == [{"path": ".", "message": "里面没有可以查的文件。"}]


def test_worker_says_how_far_it_is_then_everything(
    handbook: Handbook, library: dict[str, Any], folders: dict[str, Path]
) -> None:
    job = {"do": "worker", "data": library["data"], "files": _sent(folders["fatal"]), "today": TODAY}
    *progress, told, book, broken = node.run("check", [job])[0]
    report = inspect(handbook, [folders["fatal"]], today=TODAY)
    read = len(report.records)
    assert [item["progress"] for item in progress] == [{"done": done, "all": read} for done in range(read + 1)]
    assert told["report"] == json.loads(json.dumps(report.as_dict()))
    assert [item["path"] for item in told["sheaves"]] == [item.path for item in sheaves(handbook, report)]
    assert (told["lookedAt"], told["counted"]) == (looked_at(report), counted(report))
    cells = openpyxl.load_workbook(io.BytesIO(bytes(book["workbook"])))["问题清单"]
    assert cells.max_row == 2 + sum(len(sheaf.issues) for sheaf in sheaves(handbook, report))
    assert broken["error"].startswith("检查中断了")


def test_what_was_not_read_is_gathered_alike(handbook: Handbook, library: dict[str, Any], tmp_path: Path) -> None:
    """Sloppy papers, one with a blank written but not read, one of which nothing can be judged: entries, counts, cells."""
    for paper in yaml.safe_load(SLOPPY.read_text(encoding="utf-8")):
        (tmp_path / f"{paper['file'].partition('.')[0]}.txt").write_text(paper["text"], encoding="utf-8")
    (tmp_path / "空话.txt").write_text("支部党员大会会议记录\n今天开会了，大家都来了。\n", encoding="utf-8")
    unsure = "党员大会记录\n时间：2026年6月18日\n应到：23人\n实到：20人\n缺席人员及原因：见后附请假条，共3份\n"
    (tmp_path / "没有读准.txt").write_text(unsure, encoding="utf-8")
    job = {"do": "worker", "data": library["data"], "files": _sent(tmp_path), "today": TODAY}
    *_, told, book, _ = node.run("check", [job])[0]
    report = inspect(handbook, [tmp_path], today=TODAY)
    ours = list(sheaves(handbook, report))
    gathered = [[one for one in sheaf["issues"] if one["each"]] for sheaf in told["sheaves"]]
    assert sum(map(len, gathered)) >= 4
    assert {len(one) for one in gathered} == {0, 1}
    for sheaf in told["sheaves"]:
        for issue in sheaf["issues"]:
            del issue["noted"]
            each = issue.pop("each")
            assert not each or (f"有 {len(each)} 处判断不了" in issue["problem"] and issue is sheaf["issues"][-1])
    assert told["sheaves"] == json.loads(json.dumps([asdict(sheaf) for sheaf in ours]))
    assert told["counted"] == counted(report)
    assert {sheaf.path: sheaf.verdict for sheaf in ours}["空话.txt"] == "无法判断"
    cells = openpyxl.load_workbook(io.BytesIO(bytes(book["workbook"])))["问题清单"]
    rows = [row[2] for row in cells.iter_rows(min_row=3, values_only=True)]
    assert rows == [issue.problem for sheaf in ours for issue in sheaf.issues]


def test_names_are_judged_alike() -> None:
    names = [
        *("a.docx", "A.DOCX", "a.Txt", "b.doc", "b.wps", "c.et", "d.pdf", "e.md", "f", "g.", ".docx", "h.tar.gz"),
        *("目录/Thumbs.db", "x/desktop.INI", "~$a.docx", "a.tmp", "../a.docx", "./a.docx", "a/.b/c.docx", "i.zip"),
        *("~定稿.docx", "j.mp3", "k.pptx", "l.heic", "m.exe", "__MACOSX/a", "n.xlsb", "o.csv", "p/.q"),
    ]
    heads = ["", "PK\x03\x04", "PK"]
    found = node.run("check", [{"do": "names", "names": names, "heads": heads}])[0]
    assert found == [
        [hidden(name), suffix_of(name), [unfit(name, head.encode("latin-1")) for head in heads]] for name in names
    ]
