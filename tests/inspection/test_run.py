"""From paths to a report: read, judge each, group, judge together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from branchbook.dossiers.plan import plan_of, plans_of
from branchbook.dossiers.seen import ReadRecord
from branchbook.findings import Verdict
from branchbook.inspection.collect import Entry
from branchbook.inspection.record import Inspector
from branchbook.inspection.run import inspect, judge_together, read_all, siblings_of
from tests.dossiers.test_across import talk
from tests.inspection.world import OLE, TODAY, check, handbook, made, put, zipped

if TYPE_CHECKING:
    from pathlib import Path

SHIFT = ("shift-request", "shift-reply", "shift-notice")


def shift(folder: str = "") -> dict[str, bytes]:
    return {f"{folder}{name}.docx": made(name) for name in SHIFT}


def test_a_folder_with_a_dossier(tmp_path: Path) -> None:
    report = check(put(tmp_path / "延期 材料", shift()), today="2026-11-01")
    assert [record.path for record in report.records] == sorted(shift())
    assert all(record.verdict is Verdict.PASS for record in report.records)
    assert [(item.path, item.procedure) for item in report.dossiers] == [(".", "shift-term")]
    assert report.dossiers[0].files == tuple(sorted(shift()))
    assert [item.path for item in report.dossiers[0].catalogue] == [f"{name}.docx" for name in SHIFT]


def test_a_zip_says_the_same_as_its_folder(tmp_path: Path) -> None:
    folder = check(put(tmp_path / "材料", shift()), today="2026-11-01")
    file = tmp_path / "材料.zip"
    file.write_bytes(zipped(shift(), gb=True))
    assert check(file, today="2026-11-01") == folder


def test_two_dossiers_side_by_side_and_what_belongs_to_neither(tmp_path: Path) -> None:
    reminder = {"提醒.docx": made("election-reminder")}
    rename = {f"更名/{name}.docx": made(name) for name in ("rename-request", "rename-reply")}
    report = check(put(tmp_path, shift("延期/") | rename | reminder))
    assert [(item.path, item.procedure) for item in report.dossiers] == [("延期", "shift-term"), ("更名", "reorganise")]
    assert len(report.records) == 6


def test_files_that_cannot_be_read_stop_nothing(tmp_path: Path) -> None:
    files = {
        "空.docx": b"",
        "坏.docx": b"PK\x03\x04 broken",
        "其实是旧的.docx": OLE,
        "加密.docx": OLE[:8] + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512,
        "扫描.pdf": b"%PDF-1.7",
        "其实是图.docx": b"\xff\xd8\xff\xe0",
        "提醒.docx": made("election-reminder"),
    }
    report = check(put(tmp_path, files))
    assert [record.path for record in report.records] == ["提醒.docx"]
    said = {item.path: item.message for item in report.unread}
    assert set(said) == set(files) - {"提醒.docx"}
    assert "空的" in said["空.docx"]
    assert "密码" in said["加密.docx"]
    assert "另存为 .docx" in said["其实是旧的.docx"]
    for message in said.values():
        assert "\n" not in message
        assert message.endswith("。")
    assert list(said) == sorted(said)


def test_a_file_that_is_gone_is_told_in_a_sentence() -> None:
    def gone() -> bytes:
        raise FileNotFoundError(2, "No such file")

    records, unread = read_all(Inspector(handbook(), today=TODAY), [Entry("甲.docx", gone)])
    assert records == []
    assert "打不开" in unread[0].message


def test_how_a_run_ends(tmp_path: Path) -> None:
    clean = put(tmp_path / "一", {"a.docx": made("election-request")})
    must = put(tmp_path / "二", {"a.docx": made("election-request", candidates=5), "b.pdf": b"%PDF"})
    unread = put(tmp_path / "三", {"a.docx": made("election-request"), "b.pdf": b"%PDF"})
    assert [check(folder).code for folder in (clean, must, unread)] == [0, 1, 2]


def test_progress_counts_the_files(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    inspect(
        handbook(),
        [put(tmp_path, shift())],
        today=TODAY,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(0, 3), (1, 3), (2, 3)]


def test_the_procedure_that_is_named_takes_even_one_file(tmp_path: Path) -> None:
    folder = put(tmp_path, {"甲.docx": made("election-reminder", term_ends_on="2027-06-16")})
    assert check(folder).dossiers == ()
    forced = check(folder, procedure="election-reminder").dossiers
    assert [(item.path, item.procedure, item.files) for item in forced] == [(".", "election-reminder", ("甲.docx",))]


def test_what_a_borrowed_form_asks_for_and_the_matter_does_not_have_is_spared(tmp_path: Path) -> None:
    spares = plan_of(handbook(), handbook().procedures["byelection"]).spares
    assert "result-notice.secretary_approval_no" in spares
    folder = put(tmp_path, {"公布.docx": made("result-notice", secretary_approval_no=None, scope=None)})

    def missing(procedure: str) -> set[str]:
        found = check(folder, procedure=procedure).records[0].findings
        return {item.finding.where.field for item in found if item.finding.code == "field-missing"}

    assert missing("") == missing("by-term") == {"secretary_approval_no", "scope"}
    assert missing("byelection") == {"scope"}


def test_a_document_is_at_home_in_the_first_procedure_that_has_it() -> None:
    siblings = siblings_of(plans_of(handbook()))
    assert siblings["setup-request"] == "支部成立"
    assert siblings["byelection-request"] == "补选委员"


def test_what_is_seen_across_records_stands_in_the_dossier_that_holds_them_all_or_by_itself() -> None:
    talks = [talk(number) for number in range(3)]
    plans = plans_of(handbook())
    alone = judge_together(talks, plans, today=TODAY)
    assert [(item.path, item.procedure, item.verdict) for item in alone] == [(".", "", Verdict.FAIL)]
    assert alone[0].files == ("谈话0.docx", "谈话1.docx", "谈话2.docx")
    templates = handbook().templates
    papers = [
        ReadRecord(f"{name}.docx", name, templates[name], name, ours=True, values=dict(templates[name].example))
        for name in SHIFT
    ]
    mixed = judge_together([*papers, *talks], plans, today="2026-11-01")
    assert [item.procedure for item in mixed] == ["shift-term"]
    assert [item.finding.code for item in mixed[0].findings].count("records-alike") == 2
    assert [item.finding.code for item in mixed[0].findings].count("dossier-misfiled") == 3


@pytest.mark.parametrize("code", ["dossiers", "records", "unread"])
def test_an_empty_report_is_clean(code: str) -> None:
    from branchbook.inspection.report import Report

    assert Report(TODAY).as_dict()[code] == []
    assert Report(TODAY).code == 0
