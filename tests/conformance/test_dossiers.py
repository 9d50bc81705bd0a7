"""Records and dossiers judged in Python and in the browser's code: the same JSON, to the letter."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from branchbook.dossiers.group import group
from branchbook.dossiers.plan import plans_of
from branchbook.handbook import load
from branchbook.inspection.collect import Unread
from branchbook.inspection.issues import sheaves
from branchbook.inspection.text import counted, looked_at
from branchbook.inspection.workbook import workbook
from branchbook.site.kits import kit_of, library_data, library_script
from tests.conformance import dossiers, node

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from branchbook.handbook import Handbook

#: Mixes by chance; more tell nothing new.
_MIXES = 16
_HEAPS = 1500


#: What is tried with every procedure; the rest with two.
_EVERYWHERE = {"clean", "no word from above", "gaps", "dates back", "facts differ", "misquoted"}


@pytest.fixture(scope="module")
def handbook(root: Path) -> Handbook:
    """The handbook, with kinds of our own beside its own."""
    loaded = load(root)
    more = {dossiers.MADE_UP: dossiers.made_up(loaded)}
    return replace(loaded, kinds={**loaded.kinds, **dossiers.kinds()}, procedures={**loaded.procedures, **more})


@pytest.fixture(scope="module")
def cases(handbook: Handbook) -> dict[str, dossiers.Case]:
    """Every case by name."""
    found = {
        f"{plan.id}: {case[0]}": case
        for plan in plans_of(handbook)
        for case in dossiers.sloppy(handbook, plan)
        if plan.id in {"by-term", "setup"} or case[0] in _EVERYWHERE
    }
    found |= {
        case[0]: case
        for case in (*dossiers.copied(handbook), *dossiers.of_kinds(handbook), *dossiers.of_a_year(handbook))
    }
    found |= {case[0]: case for case in dossiers.doubted(handbook)}
    for seed in range(_MIXES):
        found |= {case[0]: case for case in (dossiers.mixed(handbook, seed), dossiers.year(handbook, seed))}
    return found


@pytest.fixture(scope="module")
def judge(handbook: Handbook) -> dossiers.Judge:
    """Python's judge."""
    return dossiers.Judge(handbook)


@pytest.fixture(scope="module")
def unread() -> list[Unread]:
    """Files that were not read."""
    return [Unread("老的.doc", "这是旧格式。"), Unread("a & <b>.pdf", "读不了\x01。")]


Browser = Callable[[str, "Sequence[dossiers.Case]", "Sequence[Unread]"], list[Any]]


@pytest.fixture(scope="module")
def browser(handbook: Handbook) -> Browser:
    """Return what does the same by the browser's code."""
    library = {"do": "library", "data": library_data(handbook)}

    def run(do: str, some: Sequence[dossiers.Case], unread: Sequence[Unread]) -> list[Any]:
        more = {"unread": [asdict(item) for item in unread]}
        return node.run("check", [library, *(dossiers.job(do, *case[1:]) | more for case in some)])[1:]

    return run


def test_heaps_are_grouped_alike(handbook: Handbook) -> None:
    """Which procedure a few papers are of, and which folders hang together: many small heaps, not judged."""
    plans, chance = plans_of(handbook), random.Random(7)  # noqa: S311 -- the same heaps every time
    folders = ["", "甲/", "甲/底稿/", "甲/底稿/旧/", "乙/", "乙/底稿/"]
    heaps = []
    for _ in range(_HEAPS):
        names = {name for plan in chance.sample(plans, chance.choice((1, 2))) for name in plan.papers}
        some = chance.choices(sorted(names), k=chance.randint(2, 14))
        places = chance.sample(folders, chance.choice((1, 1, 2, 3)))
        heaps.append(
            [
                dossiers.own(handbook.templates[name], f"{chance.choice(places)}{number}.docx", {})
                for number, name in enumerate(some)
            ]
        )
    sent = [dossiers.job("", heap, "", "")["records"] for heap in heaps]
    jobs: list[dict[str, Any]] = [{"do": "library", "data": library_data(handbook)}, {"do": "groups", "heaps": sent}]
    found = node.run("check", jobs)[1]
    for heap, theirs in zip(heaps, found, strict=True):
        ours = [[item.path, item.plan.id, [record.path for record in item.records]] for item in group(heap, plans)]
        assert theirs == ours, [(record.path, record.paper) for record in heap]
    assert {plan for groups in found for _, plan, _ in groups} == {
        plan.id for plan in plans if len(plan.papers) > 1 and plan.id != dossiers.MADE_UP
    }


def _text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


def test_every_case_is_told_alike(judge: dossiers.Judge, browser: Browser, cases: dict[str, dossiers.Case]) -> None:
    codes = set()
    for (name, case), theirs in zip(cases.items(), browser("report", [*cases.values()], []), strict=True):
        ours = judge.report(*case[1:])
        assert _text(theirs) == _text(ours.as_dict()), name
        codes |= {noted.finding.code for noted in ours.noted()}
    # the cases are worth something only as long as they bring out everything that can be said
    assert codes >= {
        "field-missing",
        "field-type",
        "rule-failed",
        "rule-undetermined",
        "record-blank",
        "record-unrecognised",
        "reading-doubt",
        "dossier-missing",
        "dossier-missing-superior",
        "dossier-conditional",
        "dossier-ahead",
        "dossier-duplicate",
        "dossier-misfiled",
        "dossier-differs",
        "dossier-changed",
        "dossier-cites",
        "dossier-order",
        "date-in-future",
        "catalogue-lacks",
        "catalogue-differs",
        "records-alike",
        "opinions-nothing",
        "doc-no-twice",
        "records-same-day",
        "life-meeting-lacks",
        "life-meeting-order",
        "appraisal-lacks",
        "notice-differs",
        "sign-in-differs",
        "quarter-empty",
        "month-empty",
        "member-unseen",
    }


def test_issues_are_listed_alike(
    handbook: Handbook, judge: dossiers.Judge, browser: Browser, cases: dict[str, dossiers.Case]
) -> None:
    some = [case for name, case in cases.items() if "facts differ" in name or name in {"bound", "copied talks"}]
    for case, theirs in zip(some, browser("issues", some, []), strict=True):
        ours = [asdict(sheaf) for sheaf in sheaves(handbook, judge.report(*case[1:]))]
        assert theirs == json.loads(json.dumps(ours)), case[0]


def test_workbooks_have_the_same_cells(
    handbook: Handbook, judge: dossiers.Judge, browser: Browser, cases: dict[str, dossiers.Case], unread: list[Unread]
) -> None:
    some = [cases["by-term: facts differ"], cases["setup: two versions"], cases["no opinions"]]
    for case, theirs in zip(some, browser("workbook", some, unread), strict=True):
        found, wanted = _sheets(bytes(theirs)), _sheets(workbook(handbook, judge.report(*case[1:], unread)))
        assert found.keys() == wanted.keys()
        for name, sheet in wanted.items():
            for key, value in sheet.items():
                assert found[name][key] == value, (case[0], name, key)


def _sheets(data: bytes) -> dict[str, Any]:
    """Return what a workbook shows: cells, widths, heights, merges, filter, frozen rows, page."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: {
            "cells": [[(cell.value or "", cell.alignment.horizontal) for cell in row] for row in sheet.iter_rows()],
            "widths": {
                number: item.width
                for item in sheet.column_dimensions.values()
                for number in range(item.min or 0, (item.max or 0) + 1)
            },
            "heights": {number: item.height for number, item in sheet.row_dimensions.items()},
            "merged": str(sheet.merged_cells),
            "filter": sheet.auto_filter.ref,
            "frozen": sheet.freeze_panes,
            "repeated": sheet.print_title_rows,
            "page": (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight),
            "footer": str(sheet.oddFooter),
        }
        for sheet in book.worksheets
    }


def test_reports_are_summed_up_alike(
    judge: dossiers.Judge, browser: Browser, cases: dict[str, dossiers.Case], unread: list[Unread]
) -> None:
    some = [cases["by-term: clean"], cases["setup: facts differ"], ("none", [], dossiers.TODAY, "")]
    for more in ([], unread):
        reports = [judge.report(*case[1:], more) for case in some]
        assert browser("words", some, more) == [[looked_at(item), counted(item)] for item in reports]


def test_library_holds_everything_that_a_finding_may_cite(root: Path) -> None:
    handbook = load(root)
    data = library_data(handbook)
    rules = [data["parts"][at] for item in data["kits"] for at in item["rules"]]
    rules += [data["parts"][at] for item in data["kinds"] for at in item["kit"]["rules"]]
    rules += [rule for plan in data["plans"] for rule in (*plan["rules"], *plan["order"])]
    assert rules
    for rule in rules:
        assert set(rule.get("basis", ())) <= data["citations"].keys()
    pages = {url.partition("#")[0] for _, url in (*data["citations"].values(), *data["defects"].values())}
    for page in pages:
        assert (root / "docs" / f"{page.rstrip('/')}.md").is_file(), page
    script = library_script(handbook)
    assert script.startswith(b"branchbook.library({")
    assert b"</script" not in script


def test_fields_and_rules_are_sent_once(handbook: Handbook) -> None:
    data = library_data(handbook)
    parts = data["parts"]
    sent = next(item["kit"] for item in data["kinds"] if item["kind"]["id"] == "bound")
    own = next(item for item in data["kits"] if item["id"] == "election-request")
    more = [parts[at]["id"] for at in sent["fields"] if at not in own["fields"]]
    assert set(more) == {"seats", "doc_no", "met_at", "names", "said", "more"}
    assert [parts[at]["id"] for at in sent["rules"] if at not in own["rules"]] == ["length"]
    assert len({json.dumps(part) for part in parts}) == len(parts)
    again = [kit_of(template) for template in handbook.templates.values()]
    for kit, lean in zip(again, data["kits"], strict=True):
        for key in ("fields", "rules"):
            assert [parts[at] for at in lean[key]] == kit.get(key, [])
