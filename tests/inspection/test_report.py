"""The report at a terminal, as a page to print, as JSON and as a workbook to hand over."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from libreoffice import convert

import demo_dossiers
from branchbook.dossiers.noted import Noted, Quote
from branchbook.findings import Finding, Severity, Verdict, Where
from branchbook.inspection.issues import basis_words, sheaves
from branchbook.inspection.report import DossierReport, RecordReport, Report
from branchbook.inspection.say import say_report
from branchbook.inspection.workbook import ISSUES
from tests.inspection.world import TODAY, check, handbook, made, put

if TYPE_CHECKING:
    from pathlib import Path

    from branchbook.inspection.collect import Unread

_BAD = '<script>alert(1)</script> & "甲" \' =1+1'


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The sloppy dossier: every part of a report is there."""
    folder = tmp_path_factory.mktemp("材料") / "换届 材料"
    demo_dossiers.write(handbook(), demo_dossiers.read_demo("sloppy"), folder)
    return check(folder)


def odd(unread: tuple[Unread, ...] = ()) -> Report:
    """A report whose every word is hostile."""
    finding = Finding("rule-failed", Severity.MUST, Where(f"{_BAD}.docx", None, "x"), _BAD, _BAD)
    noted = Noted(finding, (Quote(f"{_BAD}.docx", "x", _BAD, _BAD),))
    record = RecordReport(f"{_BAD}.docx", "", "", _BAD, Verdict.FAIL, {}, (noted,))
    return Report(TODAY, (record,), (DossierReport(_BAD, "", _BAD, Verdict.FAIL, (), (noted,)),), unread)


def text(found: Report) -> str:
    return say_report(handbook(), found, "text").decode()


# ---- in words -------------------------------------------------------------------------------------------


def test_text_groups_by_dossier_and_file_and_numbers_through(report: Report) -> None:
    said = text(report)
    assert said.startswith("查了 36 份材料，其中成套的 1 套，没有读的 2 份。\n")
    assert "（整套）  按期换届（设支部委员会）  [有问题]" in said
    numbers = [int(number) for number in re.findall(r"^  (\d+)\. \[", said, re.MULTILINE)]
    assert numbers == list(range(1, len(list(report.noted())) + 1))
    assert "W22 关于同意书记、副书记任职的批复.docx" in said
    assert re.search(r"^     依据：.+（.+，.+）$", said, re.MULTILINE)
    assert "签到册扫描件.pdf：这是版式文件" in said
    assert "归档目录（按期换届（设支部委员会））" in said
    assert re.search(r"\n必须 \d+ 处，建议 \d+ 处，提示 \d+ 处。\n$", said)


def test_counts_in_the_last_line_are_those_of_the_findings(report: Report) -> None:
    told = dict(re.findall(r"(必须|建议|提示) (\d+) 处", text(report).splitlines()[-1]))
    counted = {severity.label: 0 for severity in Severity}
    for noted in report.noted():
        counted[noted.finding.severity.label] += 1
    assert {key: int(value) for key, value in told.items()} == counted


def test_nothing_wrong_is_said_in_one_line() -> None:
    assert text(Report(TODAY)) == "查了 0 份材料。\n\n一份也没有读到，说不上有没有问题。\n"


def test_a_file_that_is_only_wrong_beside_others_is_called_wrong(report: Report) -> None:
    verdicts = {sheaf.path: sheaf.verdict for sheaf in sheaves(handbook(), report)}
    alone = {record.path: record.verdict for record in report.records}
    name = "W22 关于同意书记、副书记任职的批复.docx"
    assert (alone[name], verdicts[name]) == (Verdict.PASS, "有问题")
    assert verdicts["W15-1 换届选举党员大会主持词.docx"] == "合格", "a hint is no fault"


def test_every_finding_stands_in_exactly_one_sheaf(report: Report) -> None:
    assert sum(len(sheaf.issues) for sheaf in sheaves(handbook(), report)) == len(list(report.noted()))


def test_a_basis_is_said_with_its_weight_and_how_far_it_was_verified() -> None:
    for regulation in handbook().regulations.values():
        for name, provision in regulation.provisions.items():
            words = basis_words(handbook(), f"{regulation.id}#{name}")
            assert words.startswith(regulation.short)
            assert provision.weight.value in words
            assert provision.verified.value in words
            assert ("有争议" in words) is provision.disputed
    assert basis_words(handbook(), "no-such#thing") == "no-such#thing"


# ---- what was not read ----------------------------------------------------------------------------------

#: Two counts that do not agree, and little else of what the rules on an election ask for.
_ELECTION = """换届选举大会记录
时间：2026年4月18日下午2:30
主持人：庚同志
应到会：22人
实到会：17人
"""


def election(folder: Path, words: str = _ELECTION) -> Report:
    return check(put(folder, {"选举大会记录.txt": words.encode()}))


def test_what_was_not_read_is_one_entry_after_all_that_is_wrong(tmp_path: Path) -> None:
    found = election(tmp_path)
    (record,) = found.records
    labels = [item.label for item in handbook().templates["election-meeting-minutes"].fields.values()]
    silent = [noted for noted in record.findings if noted.absent]
    assert len(silent) > 10
    (sheaf,) = sheaves(handbook(), found)
    *wrong, last = sheaf.issues
    assert [issue.problem for issue in wrong] == [
        noted.finding.message for noted in record.findings if noted not in silent
    ]
    assert wrong[0].weight == "必须"
    head, _, titles = last.problem.partition("：")
    assert head == f"还有 {len(silent)} 处判断不了，因为没有读到"
    named = titles.split("、")
    assert named == [label for label in labels if label in named], "each once, in the form's order"
    assert set(named) == {title for noted in silent for title in re.findall("“(.+?)”", noted.finding.message)}
    assert (last.weight, last.read, last.basis, last.defects) == ("提示·无法判断", "", "", "")


def test_terminal_page_and_workbook_show_that_entry_and_the_data_every_finding(tmp_path: Path) -> None:
    found = election(tmp_path)
    (sheaf,) = sheaves(handbook(), found)
    *_, last = sheaf.issues
    silent = [noted.finding.message for noted in found.noted() if noted.absent]
    rows = [row[2] for row in workbook(found)["问题清单"].iter_rows(min_row=3, values_only=True)]
    assert rows == [issue.problem for issue in sheaf.issues]
    for said in (text(found), "".join(page(found).words), "\n".join(rows)):
        assert said.count(last.problem) == 1
        assert not [message for message in silent if message in said]
    told = [item["message"] for item in json.loads(say_report(handbook(), found, "json"))["records"][0]["findings"]]
    assert set(silent) < set(told)
    assert len(told) == len(sheaf.issues) - 1 + len(silent)
    counted = re.search(r"，没有读到、判断不了的 (\d+) 处。$", text(found).strip())
    assert counted
    assert int(counted[1]) == len(silent)


def test_one_alone_keeps_its_own_words_and_a_real_doubt_is_never_gathered(tmp_path: Path) -> None:
    text_ = "党员大会记录\n时间：2026年6月18日\n应到：23人\n实到：20人\n缺席人员及原因：见后附请假条，共3份\n"
    (sheaf,) = sheaves(handbook(), election(tmp_path / "一", text_))
    assert "“缺席人员”写了，没有读准，无法判断" in [issue.problem for issue in sheaf.issues]
    assert not [issue for issue in sheaf.issues if "处判断不了" in issue.problem]
    full = made("election-meeting-minutes", by_hands=None)
    report = check(put(tmp_path / "二", {"记录.docx": full}))
    silent = [noted for noted in report.noted() if noted.absent]
    problems = [issue.problem for sheaf in sheaves(handbook(), report) for issue in sheaf.issues]
    assert ("处判断不了" in "".join(problems)) == (len(silent) > 1)
    for noted in report.noted():
        assert (noted.finding.message in problems) == (not noted.absent or len(silent) == 1)


# ---- JSON -----------------------------------------------------------------------------------------------


def test_json_is_one_object_in_a_fixed_order(report: Report) -> None:
    data = json.loads(say_report(handbook(), report, "json"))
    assert list(data) == ["version", "today", "records", "dossiers", "unread", "year"]
    assert list(data["records"][0]) == ["path", "kind", "template", "title", "verdict", "fields", "findings"]
    assert list(data["dossiers"][0])[:4] == ["path", "procedure", "title", "verdict"]
    assert {record["verdict"] for record in data["records"]} == {"pass", "fail"}
    assert "换届".encode() in say_report(handbook(), report, "json")


# ---- a page to print ------------------------------------------------------------------------------------


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def page(found: Report) -> _Page:
    parsed = _Page()
    parsed.feed(say_report(handbook(), found, "html").decode())
    return parsed


def test_the_page_is_self_contained_and_without_scripts(report: Report) -> None:
    raw = say_report(handbook(), report, "html").decode()
    parsed = page(report)
    names = {tag for tag, _ in parsed.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "a", "form", "base"}
    assert not re.search(r"https?:|url\(|@import|javascript:| on[a-z]+=", raw)
    assert ("html", {"lang": "zh-CN"}) in parsed.tags
    assert any("default-src 'none'" in (attrs.get("content") or "") for tag, attrs in parsed.tags if tag == "meta")
    assert "@page" in raw
    assert "@media print" in raw


def test_the_page_says_what_the_terminal_says(report: Report) -> None:
    words = "".join(page(report).words)
    for noted in report.noted():
        assert noted.finding.message in words
        assert noted.finding.mend in words
    for item in report.unread:
        assert item.message in words


def test_content_is_never_html() -> None:
    parsed = page(odd())
    assert "script" not in {tag for tag, _ in parsed.tags}
    assert _BAD in "".join(parsed.words)


# ---- a workbook to hand over ----------------------------------------------------------------------------


def workbook(found: Report) -> Any:
    return openpyxl.load_workbook(io.BytesIO(say_report(handbook(), found, "xlsx")))


def test_the_workbook_lists_every_issue_with_room_for_who_and_when(report: Report) -> None:
    book = workbook(report)
    assert book.sheetnames == ["问题清单", "材料一览", "归档目录", "没有读的"]
    rows = [[cell or "" for cell in row] for row in book["问题清单"].iter_rows(min_row=2, values_only=True)]
    assert rows[0] == [label for label, _ in ISSUES]
    assert {"编号", "材料", "问题", "依据", "整改建议", "责任人", "时限"} <= set(rows[0])
    assert [row[0] for row in rows[1:]] == [str(number) for number in range(1, len(list(report.noted())) + 1)]
    said = {noted.finding.message for noted in report.noted()}
    assert {row[2] for row in rows[1:]} == said
    assert {(row[7], row[8]) for row in rows[1:]} == {("", "")}
    assert {row[6] for row in rows[1:]} == {"必须", "建议", "提示"}
    assert book["归档目录"].max_row == 2 + len(report.dossiers[0].catalogue)
    assert book["没有读的"].max_row == 2 + len(report.unread)


def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    assert say_report(handbook(), report, "xlsx") == say_report(handbook(), report, "xlsx")


def test_nothing_in_the_workbook_is_a_formula_or_a_link() -> None:
    formula = Finding("rule-failed", Severity.MUST, Where("=HYPERLINK(1).docx"), "=1+1", "@SUM(A1) http://a.example")
    record = RecordReport("=1.docx", "", "", "+1", Verdict.FAIL, {}, (Noted(formula),))
    raw = say_report(handbook(), Report(TODAY, (record,)), "xlsx")
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        xml = "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))
    assert "<f>" not in xml
    assert "<hyperlink " not in xml
    assert workbook(Report(TODAY, (record,)))["问题清单"]["C3"].value == "=1+1"


def test_an_empty_report_makes_a_workbook() -> None:
    assert workbook(Report(TODAY)).sheetnames == ["问题清单", "材料一览"]


@pytest.mark.office
def test_libreoffice_opens_the_workbook_and_prints_it(report: Report, soffice_path: str, tmp_path: Path) -> None:
    file = tmp_path / "问题 清单.xlsx"
    file.write_bytes(say_report(handbook(), report, "xlsx"))
    done = convert(soffice_path, [file], "pdf", tmp_path, profile=tmp_path / "profile", timeout=180)
    pdf = file.with_suffix(".pdf")
    assert pdf.exists(), done.stdout + done.stderr
    assert pdf.read_bytes().startswith(b"%PDF")
