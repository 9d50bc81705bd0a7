"""Python and the browser take every hand-typed record alike: what it is, values, quotes, warnings and refusals, to the letter."""

from __future__ import annotations

import base64
import os
import random
from typing import TYPE_CHECKING, Any

import pytest

from branchbook.handbook import load
from branchbook.handbook.kinds import as_data
from branchbook.inspection.record import read_any
from branchbook.records import PackageError, Style, render
from branchbook.records.recognise import Recogniser
from branchbook.records.typed import read_typed
from branchbook.records.typed_days import clock, find_day, range_end
from branchbook.records.typed_page import page_of_text
from branchbook.site.kits import kit_of
from tests.conformance import node
from tests.records import test_typed as typed
from tests.records.typed_world import VARIATIONS, cases, kinds, recogniser, unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from branchbook.handbook import Handbook
    from branchbook.handbook.kinds import Kind
    from branchbook.handbook.template import Template

#: How many random texts; `TYPED_MIXES=10000` for the long run.
MIXES = int(os.environ.get("TYPED_MIXES", "400"))


@pytest.fixture(scope="module")
def handbook(root: Path) -> Handbook:
    return load(root)


def library(own: Mapping[str, Kind], templates: Mapping[str, Template]) -> dict[str, Any]:
    """Return the job that hands kinds and templates over."""
    known = [{"kind": as_data(kind), "kit": kit_of(kind.as_template(templates))} for kind in own.values()]
    return {"do": "library", "kits": [kit_of(template) for template in templates.values()], "kinds": known}


def ours(data: bytes, path: str, known: Recogniser) -> dict[str, Any]:
    """Read in Python; the record as the browser's code hands it over."""
    try:
        found = read_any(data, path, known)
    except PackageError as refused:
        return {"refused": str(refused)}
    return {
        "path": found.path,
        "kind": found.kind,
        "paper": found.paper,
        "family": found.family,
        "ours": found.ours,
        "values": dict(found.values),
        "quotes": dict(found.quotes),
        "how": dict(found.how),
        "warnings": list(found.warnings),
        "text": found.text,
        "empty": list(found.empty),
        "unread": list(found.unread),
        "several": found.several,
        "made_on": found.made_on,
        "perhaps": dict(found.perhaps),
    }


def agree(texts: Iterable[tuple[str, str]], own: Mapping[str, Kind], known: Recogniser) -> list[dict[str, Any]]:
    """Read texts in both languages, and hold the records against each other."""
    told = [(text, path) for text, path in texts]
    _, theirs = node.run("typed", [library(own, known.papers), {"do": "texts", "texts": told}])
    records = [ours(text.encode(), path, known) for text, path in told]
    for (text, _), here, there in zip(told, records, theirs, strict=True):
        assert there == here, text
        assert list(there.get("values", ())) == list(here.get("values", ())), text
    return records


def test_every_case_is_read_alike() -> None:
    read = agree([(case.text, case.file.rpartition(".")[0] + ".txt") for case in cases()], kinds(), recogniser())
    assert [record["kind"] or None for record in read] == [case.kind for case in cases()]


def test_every_example_of_the_handbook_is_read_alike(handbook: Handbook) -> None:
    texts = [
        (example.text, f"{example.file or kind.id}.txt")
        for kind in handbook.kinds.values()
        for example in kind.examples
    ]
    agree(texts, handbook.kinds, Recogniser(handbook.kinds, handbook.templates))


def test_papers_of_other_branches_are_read_alike(handbook: Handbook) -> None:
    texts = [(case.text, case.file.rpartition(".")[0] + ".txt") for papers in unseen().values() for case in papers]
    agree(texts, handbook.kinds, Recogniser(handbook.kinds, handbook.templates))


def test_examples_typed_otherwise_are_read_alike(handbook: Handbook) -> None:
    chance = random.Random(20261202)  # noqa: S311 -- a seed that repeats is the point
    known = Recogniser(handbook.kinds, handbook.templates)
    examples = [(kind, example) for kind in handbook.kinds.values() for example in kind.examples]
    texts = []
    for change in list(VARIATIONS.values())[1:]:
        for kind, example in chance.sample(examples, 20):
            text = change(example.text, known.labels[kind.id])
            texts.append((text, f"{example.file or kind.id}.txt"))
    agree(texts, handbook.kinds, known)


def test_a_text_is_read_alike_as_any_kind() -> None:
    chance = random.Random(20261129)  # noqa: S311 -- a seed that repeats is the point
    told = [(case.text, kind) for case in cases() for kind in chance.sample(list(kinds()), 2)]
    jobs = [{"do": "typed", "text": text, "kind": kind} for text, kind in told]
    theirs = node.run("typed", [library(kinds(), {}), *jobs])[1:]
    for (text, kind), there in zip(told, theirs, strict=True):
        found = read_typed(page_of_text(text), kinds()[kind], recogniser().templates[kind])
        here = {
            "values": dict(found.values),
            "quotes": dict(found.quotes),
            "how": dict(found.how),
            "warnings": list(found.warnings),
            "empty": list(found.empty),
            "unread": list(found.unread),
            "several": found.several,
        }
        assert there == here, (kind, text)


def test_random_texts_are_read_alike() -> None:
    chance = random.Random(20261130)  # noqa: S311 -- a seed that repeats is the point
    agree([(typed._mix(chance), "党员大会记录.txt") for _ in range(MIXES)], kinds(), recogniser())


def test_days_and_times_are_read_alike() -> None:
    chance = random.Random(20261201)  # noqa: S311 -- a seed that repeats is the point
    pieces = [
        *"年月日号至到-—./×_ 　一二三十廿〇0125９：时点半分",
        *(
            "2026",
            "二〇二六",
            "3月",
            "15日",
            "2026年3月5日",
            "2026.3.5",
            "下午",
            "上午",
            "14:30",
            "（星期四）",
            "2026年",
            "初",
        ),
    ]
    texts = ["".join(chance.choices(pieces, k=chance.randint(1, 12))) for _ in range(4000)]
    theirs = node.run("typed", [{"do": "days", "texts": texts}])[0]
    for text, there in zip(texts, theirs, strict=True):
        found = find_day(text)
        here = [
            found.raw if found else None,
            found.day if found else None,
            range_end(text, found) if found else "",
            list(clock(text, found.end if found else 0)),
        ]
        assert there == here, text


def _files(handbook: Handbook) -> list[tuple[bytes, str]]:
    """Return files of every sort: typed in Word and as sheets, text in every encoding, broken, ours, ours without mark."""
    files = [(typed._docx(case), f"{case.file}.docx") for case in cases()[::5]]
    files += [(typed._xlsx(case), f"{case.file}.xlsx") for case in cases()[::9]]
    first = cases()[0].text
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"):
        files += [(first.encode(encoding), "党员大会记录.txt")]
    files += [
        (b"", "a.txt"),
        (b" \r\n", "a.txt"),
        (b"\x00\x01\x02", "a.txt"),
        (b"\xff\xff\xff\x81", "a.txt"),
        (b"a" * (3 << 20), "a.txt"),
        (b"PK\x03\x04", "a.txt"),
        ("会议记录".encode("gb18030") + b"\x80", "a.txt"),
        (b"\xb4\x80\xb5\xb3", "a.txt"),
        ("价格€".encode("gb18030"), "a.txt"),
        (b"%PDF-1.7", "a.docx"),
        (b"", "a.docx"),
    ]
    for template in list(handbook.templates.values())[::4]:
        data = render(template, template.example, Style.FILLED)
        files += [
            (typed.without_marks(data, controls=controls), f"资料/a{template.suffix}") for controls in (True, False)
        ]
    files.append((data, f"a{template.suffix}"))
    return files


def test_files_of_every_sort_are_read_alike(handbook: Handbook) -> None:
    files = _files(handbook)
    own = {**kinds(), **handbook.kinds}
    known = Recogniser(own, handbook.templates)
    jobs = [{"do": "file", "data": base64.b64encode(data).decode(), "path": path} for data, path in files]
    theirs = node.run("typed", [library(own, handbook.templates), *jobs])[1:]
    for (data, path), there in zip(files, theirs, strict=True):
        assert there == ours(data, path, known), path
