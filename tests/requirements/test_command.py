"""`--with` on the command line: the handbook's own sets by id, one's own from a file, refusals in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from branchbook.cli import run
from branchbook.records import Style, render
from branchbook.requirements import RequirementError, with_sets
from tests.inspection.world import handbook

ROOT = Path(__file__).resolve().parents[2]
TRADE, LOCAL = "示例行业机关党委", "示例区直机关工委"


def command(*words: str) -> int:
    return run(["--root", str(ROOT), "--today", "2026-11-29", *words])


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """The example's record of a committee meeting, as it is filled without any set."""
    template = handbook().templates["committee-record"]
    file = tmp_path / "支委会.docx"
    values = {name: value for name, value in template.example.items() if name != "attachments"}
    file.write_bytes(render(template, values, Style.FILLED))
    return file


def test_check_asks_for_what_both_superiors_want(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("check", str(record)) == 0
    capsys.readouterr()
    assert command("check", str(record), "--with", "industry-example", "--with", "local-example") == 1
    said = capsys.readouterr().out
    assert f"“党建促业务的事”没有填（{TRADE}要求）" in said
    assert f"“附件”没有填（{LOCAL}要求）" in said


def test_fill_takes_the_blanks_of_a_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    template = handbook().templates["committee-record"]
    data = tmp_path / "数据.yml"
    values = {**template.example, "linked_leader": "没有联系领导"}
    data.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    out = str(tmp_path / "会.docx")
    assert command("fill", "committee-record", str(data), "-o", out) == 1
    assert "linked_leader" in capsys.readouterr().err
    assert command("fill", "committee-record", str(data), "-o", out, "--with", "local-example") == 0
    assert (tmp_path / "会.docx").stat().st_size > 1000


def test_a_set_of_ones_own_is_taken_from_its_file(
    record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.yml"
    text = (ROOT / "docs/requirements/local-example.yml").read_text(encoding="utf-8")
    own.write_text(text.replace("id: local-example", "id: own").replace(LOCAL, "我们局"), encoding="utf-8")
    assert command("check", str(record), "--with", str(own)) == 1
    assert "“附件”没有填（我们局要求）" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("report_days: 3", "report_days: 9"), "要求“会后填报天数”是 3 天"),
        (("weight: 地方要求", "weight: 规定"), "weight：应是"),
        (("kind: 属地", "kind 属地"), "不是正确的 YAML"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    own = tmp_path / "own.yml"
    text = (ROOT / "docs/requirements/local-example.yml").read_text(encoding="utf-8")
    own.write_text(text.replace("id: local-example", "id: own").replace(*change), encoding="utf-8")
    with pytest.raises(RequirementError) as refused:
        with_sets(handbook(), ["local-example"], [own])
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_unknown_set_is_guessed() -> None:
    with pytest.raises(RequirementError, match="没有要求集「local-exampel」，是不是「local-example」"):
        with_sets(handbook(), ["local-exampel"])


def test_what_the_unit_set_is_held_against_its_superior(
    record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unit = tmp_path / "unit.yml"
    unit.write_text("report_days: 9\n", encoding="utf-8")
    assert command("check", str(record), "--with", "local-example", "--unit", str(unit)) == 2
    assert f"“{LOCAL}”要求是 3 天，照上级的改" in capsys.readouterr().err


def test_the_branch_s_file_names_the_sets_and_the_command_line_adds(
    record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unit = tmp_path / "unit.yml"
    unit.write_text("sets: local-example\n", encoding="utf-8")
    command("check", str(record), "--unit", str(unit))
    said = capsys.readouterr().out
    assert f"“附件”没有填（{LOCAL}要求）" in said
    assert TRADE not in said
    command("check", str(record), "--unit", str(unit), "--with", "industry-example", "--with", "local-example")
    said = capsys.readouterr().out
    assert f"“附件”没有填（{LOCAL}要求）" in said
    assert f"“党建促业务的事”没有填（{TRADE}要求）" in said
    unit.write_text("sets: local-exampel\n", encoding="utf-8")
    assert command("plan", "year", "2027", "--unit", str(unit)) == 1
    assert "没有要求集“local-exampel”，是不是“local-example”" in capsys.readouterr().err


def test_all_shipped_sets_can_be_chosen_together() -> None:
    book = handbook()
    assert {item.kind for item in book.requirements.values()} == {"行业", "属地", "单位"}
    assert all(item.example and item.title.startswith("示例：") for item in book.requirements.values())
    merged = with_sets(book, book.requirements)
    assert merged.templates["committee-record"].fields["relayed"].asked_by == f"{TRADE}、{LOCAL}"


def test_the_page_tells_what_the_demo_makes() -> None:
    """The table on the page for readers is what the sets do."""
    page = (ROOT / "docs/guide/two-superiors.md").read_text(encoding="utf-8")
    merged = with_sets(handbook(), ["industry-example", "local-example"])
    asked = [item for item in merged.templates["committee-record"].fields.values() if item.asked_by]
    assert len(asked) == 4
    for item in asked:
        line = next(line for line in page.splitlines() if line.startswith(f"| {item.label}"))
        assert ("两边都要" if "、" in item.asked_by else item.asked_by) in line
    for param in merged.params.values():
        if param.asked_by:
            assert f"| {param.label} {param.default} {param.unit} | {param.asked_by} |" in page
