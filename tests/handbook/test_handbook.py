"""What hangs together is found by its id, and nothing can be changed."""

from __future__ import annotations

import pytest

from tests.handbook.world import BOOK


def test_a_provision_is_found_by_its_reference() -> None:
    hit = BOOK.provision("rules-2020#quorum")
    assert hit is not None
    assert (hit[0].id, hit[1].id) == ("rules-2020", "quorum")
    for ref in ("rules-2020#none", "none#quorum", "rules-2020", "#", ""):
        assert BOOK.provision(ref) is None


def test_steps_have_their_text_and_templates_their_steps() -> None:
    procedure = BOOK.procedures["hold-meeting"]
    assert procedure.steps[0].text.startswith("大家坐下来")
    assert [step.id for _, step in BOOK.steps_using["meeting-reply"]] == ["ask"]
    assert [item.template for item in procedure.documents] == ["meeting-request", "meeting-reply"]


def test_nothing_can_be_changed_after_loading() -> None:
    template = BOOK.templates["meeting-request"]
    with pytest.raises(TypeError):
        template.fields["x"] = template.fields["branch"]  # type: ignore[index]
    with pytest.raises(ValueError, match="frozen"):
        template.title = "别的"  # type: ignore[misc]
