"""What a dossier should hold: the declaration, with everything left out filled in from the steps."""

from __future__ import annotations

import json

from branchbook.dossiers.plan import plans_of, slots_of, variable
from branchbook.handbook import load
from tests.dossiers.world import PLAN, plan


def test_papers_come_from_the_steps_with_their_need() -> None:
    assert [(name, paper.need, paper.step) for name, paper in PLAN.papers.items()] == [
        ("ask", "必备", 0),
        ("answer", "上级制发", 1),
        ("form", "必备", 2),
        ("extra", "视情况", 2),
        ("minutes", "必备", 3),
        ("result", "必备", 4),
        ("listing", "必备", 5),
    ]
    assert [name for name, paper in PLAN.papers.items() if paper.several] == ["form"]
    assert [name for name, paper in PLAN.papers.items() if paper.plan] == ["ask"]
    assert PLAN.papers["extra"].note == "上级要求公示的才做"


def test_a_declaration_overrides_the_steps() -> None:
    found = plan(documents=["answer", "ask"], perhaps=["answer"], also=["stranger"], archive="甲类")
    assert [(name, paper.need) for name, paper in found.papers.items()] == [
        ("answer", "视情况"),
        ("ask", "必备"),
        ("stranger", "另有"),
    ]
    assert (found.archive, PLAN.archive) == ("甲类", "测试")


def test_what_must_agree_is_every_shared_field_unless_said() -> None:
    assert PLAN.same == ("branch", "meeting_on", "meeting_place", "eligible", "elected")
    assert plan(same=["eligible"]).same == ("eligible",)
    assert plan(apart=["branch"]).same == ("meeting_on", "meeting_place", "eligible", "elected")


def test_documents_without_a_template_are_left_out() -> None:
    assert "ghost" not in plan(also=["ghost"]).papers


def test_every_expression_of_a_rule_is_known() -> None:
    rule = next(rule for rule in PLAN.rules if rule.id == "enough")
    assert {key for key, *_ in slots_of(rule)} == {"require", "when", "doubt_when", "message", "doubt"}
    assert variable("election-request") == "election_request"


def test_every_procedure_of_the_handbook_has_a_declared_dossier(root: object) -> None:
    handbook = load(root)  # type: ignore[arg-type]
    plans = plans_of(handbook)
    # A procedure that only tells how to do something (how to set a letter) has no papers and no plan.
    with_papers = {item.id for item in handbook.procedures.values() if any(step.documents for step in item.steps)}
    assert {item.id for item in plans} == with_papers
    for procedure in handbook.procedures.values():
        if procedure.area == "elections":
            assert procedure.dossier is not None, procedure.id
    for item in plans:
        json.dumps(item.as_data())
        assert item.papers, item.id
