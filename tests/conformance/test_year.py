"""The year and a branch's own settings: the browser says to the letter what Python says."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branchbook.handbook import load
from branchbook.handbook.parameters import as_data as param_data
from branchbook.handbook.unit import UnitError, accept, read_unit, unit_text
from branchbook.planning.year import chart, now_due, year_data, year_ics, year_plan
from branchbook.rules import RuleBook, Settings
from branchbook.site.kits import kit_of
from tests.conformance.node import run

if TYPE_CHECKING:
    from branchbook.handbook.parameters import Parameter

ROOT = Path(__file__).resolve().parents[2]
BOOK = load(ROOT)
PARAMS = [param_data(param) for param in BOOK.params.values()]


def some(param: Parameter, chance: random.Random) -> Any:
    """Return a value that a parameter may have, often at an edge."""
    if param.type == "yes-no":
        return chance.random() < 0.5
    if param.type == "choice":
        return chance.choice(param.choices)
    if param.type == "date":
        return f"{chance.choice((2026, 2027, 2028))}-{chance.choice(('02-28', '08-31', '01-01', '12-31'))}"
    return chance.choice((param.min, param.min + 1, min(param.max, 3)))


def some_own(chance: random.Random) -> dict[str, Any]:
    return {name: some(param, chance) for name, param in BOOK.params.items() if chance.random() < 0.5}


def test_a_year_falls_due_alike() -> None:
    chance = random.Random(6)  # noqa: S311 -- the same cases every time
    data = year_data(BOOK)
    assert data is not None
    jobs: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    for number in range(40):
        own = some_own(chance) if number else {}
        values = dict(Settings(BOOK.params, own).values)
        year = chance.choice((2026, 2027, 2028))
        today = f"{year}-{chance.randrange(1, 13):02}-15"
        rows = year_plan(data, values, year)
        jobs.append({"do": "year", "data": data, "values": values, "year": year, "today": today})
        said.append(
            {
                "rows": [dataclasses.asdict(row) for row in rows],
                "chart": dataclasses.asdict(chart(rows, year)),
                "now": [dataclasses.asdict(row) for row in now_due(rows, today)],
                "ics": year_ics(data, rows, year, today=today),
            }
        )
    assert run("plan", jobs) == said
    assert any(not row["sure"] for item in said for row in item["rows"])
    assert any(row["period"] == "term" and row["first"] for item in said for row in item["rows"])


def python_reads(text: str, file: Path) -> Any:
    file.write_text(text, encoding="utf-8")
    try:
        return [*read_unit(BOOK.params, file, TITLES)]
    except UnitError as error:
        return {"refused": str(error).removeprefix(f"{file}：").partition("。用 branchbook new unit")[0]}


TITLES = {"trade": "行业的会议记录要求", "local": "属地的要求"}
ONE_LINE_EACH = (
    "",
    "# 只有说明\n",
    "committee: 没有\ngroups: 2\n",
    "committee: true # 有的\n有没有支委会: 是\n",
    "attendance_min: 85\n到会率下线: 3\n",
    "comittee: 是\n",  # codespell:ignore comittee
    "完全不相干的一项: 是\n",
    "attendance_min: 101\n",
    "attendance_min: '85'\n",
    "attendance_min: 八十\n",
    "groups: -1\n",
    "groupswxy: 1\n",
    "groupswxyz: 1\n",
    "unit_type: 机关\nterm_ends: 2027-06-05\n",
    "unit_type: 机构\n",
    "term_ends: 2027-06-31\n",
    "term_ends:\ngroups: ~\n",
    'members_full: "12"\n',
    "sets: trade、local\ngroups: 2\n",
    "sets: [local, 'trade', local, ]\n",
    "sets: []\n",
    "sets:\n",
    "照哪几个上级的要求: 属地的要求，trade\n",
    "sets: trade\n照哪几个上级的要求: local\n",
    "sets: lokal\n",  # codespell:ignore lokal
    "sets: 行业的会议纪录要求\n",
    "sets: 完全不相干的\n",
    "sets: [3, trade]\n",
    "set: trade\n",
)


def test_a_branch_s_file_is_read_alike(tmp_path: Path) -> None:
    own = {"committee": False, "groups": 3}
    texts = [
        *ONE_LINE_EACH,
        unit_text(BOOK.params, {}, TITLES),
        unit_text(BOOK.params, own, TITLES, ["local", "trade"]),
    ]
    jobs = [{"do": "unit", "params": PARAMS, "titles": TITLES, "text": text} for text in texts]
    mine = [python_reads(text, tmp_path / "unit.yml") for text in texts]
    assert run("rules", jobs) == mine
    assert mine[-1] == [own, ["local", "trade"]]
    assert mine[-2] == [{}, []]
    assert [item for item in mine if "refused" in item] != []


def test_a_branch_s_file_is_written_alike(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 -- the same cases every time
    owns = [{}, *(some_own(chance) for _ in range(6))]
    cases = [(own, titles, chosen) for own in owns for titles, chosen in (({}, []), (TITLES, []), (TITLES, ["trade"]))]
    jobs = [
        {"do": "unit-text", "params": PARAMS, "own": own, "titles": titles, "chosen": chosen}
        for own, titles, chosen in cases
    ]
    assert run("rules", jobs) == [unit_text(BOOK.params, *case) for case in cases]
    for own in owns:
        file = tmp_path / "unit.yml"
        file.write_text(unit_text(BOOK.params, own), encoding="utf-8")
        assert read_unit(BOOK.params, file) == (accept(BOOK.params, own), [])


def test_what_a_finding_rests_on_is_said_alike() -> None:
    kind = BOOK.kinds["appraisal"]
    template = kind.as_template(BOOK.templates)
    values = {"members_total": 20, "took_part": 18}
    jobs: list[dict[str, Any]] = [{"do": "kit", "kit": kit_of(template)}]
    said: list[Any] = [None]
    for own in ({}, {"appraisal_min": 91}, {"appraisal_min": 80}):
        jobs.append(
            {"do": "judge", "kit": template.id, "values": values, "today": "2026-11-29", "own": own, "params": PARAMS}
        )
        book = RuleBook(template, Settings(BOOK.params, own))
        said.append(
            [
                {
                    "rule": item.rule.id,
                    "verdict": item.verdict.value if item.verdict else None,
                    "message": item.message,
                    "mend": item.mend,
                    "missing": list(item.missing),
                }
                for item in book.judge_all(values, today="2026-11-29")
            ]
        )
    assert run("rules", jobs) == said
    told = ["".join(item["message"] for item in one) for one in said[1:]]
    assert "单位规定“民主评议参评率下限”是 95%，没有另设，用的是默认的" in told[0]
    assert "单位规定“民主评议参评率下限”是 91%，本单位设的" in told[1]
    assert "参评率下限" not in told[2], "it holds, so nothing is said of it"
