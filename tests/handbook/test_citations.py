"""Every basis is told with its place."""

from __future__ import annotations

from branchbook.handbook.citations import citations
from tests.handbook.world import BOOK


def test_every_basis_is_yielded_with_its_place() -> None:
    found = {(ref, who) for ref, _, _, who in citations(BOOK)}
    assert {
        ("rules-2020#quorum", "template:meeting-request#quorum"),
        ("rules-2020#study-first", "procedure:hold-meeting#study"),
        ("rules-2020#quorum", "defect:meetings#E-001"),
        ("rules-2020#quorum", "term:eligible"),
        ("rules-2020#quorum", "case:one-branch"),
        ("rules-1990#quorum-old", "provision:rules-2020#study-first"),
    } <= found
