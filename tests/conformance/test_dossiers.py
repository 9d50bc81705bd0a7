"""Records and dossiers judged in Python and in the browser's code: the same JSON, to the letter."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import pytest

from branchbook.dossiers.plan import plans_of
from branchbook.handbook import load
from branchbook.inspection.issues import sheaves
from branchbook.site.kits import library_data, library_script
from tests.conformance import dossiers, node

if TYPE_CHECKING:
    from pathlib import Path

    from branchbook.handbook import Handbook

#: Mixes by chance; more tell nothing new.
_MIXES = 40


@pytest.fixture(scope="module")
def handbook(root: Path) -> Handbook:
    """The handbook, with kinds of our own beside its own."""
    loaded = load(root)
    return replace(loaded, kinds={**loaded.kinds, **dossiers.kinds()})


@pytest.fixture(scope="module")
def cases(handbook: Handbook) -> dict[str, dossiers.Case]:
    """Every case by name."""
    found = {f"{plan.id}: {case[0]}": case for plan in plans_of(handbook) for case in dossiers.sloppy(handbook, plan)}
    found |= {case[0]: case for case in (*dossiers.copied(handbook), *dossiers.of_kinds(handbook))}
    found |= {case[0]: case for seed in range(_MIXES) if (case := dossiers.mixed(handbook, seed))}
    return found


def _text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


def test_every_case_is_told_alike(handbook: Handbook, cases: dict[str, dossiers.Case]) -> None:
    jobs = [dossiers.job("report", *case[1:]) for case in cases.values()]
    _, *browser = node.run("check", [{"do": "library", "data": library_data(handbook)}, *jobs])
    judge, codes = dossiers.Judge(handbook), set()
    for (name, case), theirs in zip(cases.items(), browser, strict=True):
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
    }


def test_issues_are_listed_alike(handbook: Handbook, cases: dict[str, dossiers.Case]) -> None:
    some = {name: case for name, case in cases.items() if "facts differ" in name or name in {"bound", "copied talks"}}
    jobs = [dossiers.job("issues", *case[1:]) for case in some.values()]
    _, *browser = node.run("check", [{"do": "library", "data": library_data(handbook)}, *jobs])
    judge = dossiers.Judge(handbook)
    for (name, case), theirs in zip(some.items(), browser, strict=True):
        ours = [asdict(sheaf) for sheaf in sheaves(handbook, judge.report(*case[1:]))]
        assert theirs == json.loads(json.dumps(ours)), name


def test_library_holds_everything_that_a_finding_may_cite(root: Path) -> None:
    handbook = load(root)
    data = library_data(handbook)
    rules = [rule for kit in data["kits"] for rule in kit.get("rules", ())]
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


def test_kind_of_ours_is_sent_as_what_differs(handbook: Handbook) -> None:
    sent = next(item for item in library_data(handbook)["kinds"] if item["kind"]["id"] == "bound")
    assert sent["of"] == "election-request"
    assert {item["id"] for item in sent["fields"]} == {"seats", "met_at", "names", "said", "more"} | {"doc_no"}
    assert [item["id"] for item in sent["rules"]] == ["length"]
