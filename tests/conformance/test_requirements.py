"""Requirement sets are read, laid and refused alike in both languages, to the letter."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from branchbook.handbook import load
from branchbook.handbook.parameters import as_data as param_data
from branchbook.handbook.source import read_yaml
from branchbook.requirements import RequirementError, chosen, merge, read_set, unit_settings
from branchbook.rules import RuleBook, RuleError, Settings
from branchbook.rules.lint import RESERVED, signatures
from branchbook.site.kits import kind_kit, kit_of, library_data
from branchbook.site.requirements_page import set_data
from tests.conformance import node
from tests.dossiers import counted
from tests.requirements import test_merge, world

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from branchbook.handbook import Handbook
    from branchbook.handbook.requirements import RequirementSet


def _opened(kit: dict[str, Any]) -> dict[str, Any]:
    """Return a kit as the check holds it: everything there, nothing that it has no use for."""
    whole = {"fields": [], "rules": [], "blocks": [], **kit}
    return {key: value for key, value in whole.items() if key != "notes"}


def ours(handbook: Handbook, known: dict[str, RequirementSet], wanted: Sequence[RequirementSet]) -> dict[str, Any]:
    try:
        merged = merge(handbook, chosen(known, wanted))
    except RequirementError as error:
        return {"refused": str(error)}
    return {
        "kits": [_opened(kit_of(template)) for template in merged.templates.values()],
        "kinds": [{**_opened(kind_kit(merged, name)["kit"]), "blocks": []} for name in merged.kinds],
        "params": [param_data(param) for param in merged.params.values()],
    }


def theirs(handbook: Handbook, jobs: Iterable[dict[str, Any]]) -> list[Any]:
    library = {"do": "library", "data": library_data(handbook), "reserved": sorted(RESERVED), "functions": signatures()}
    return node.run("requirements", [library, *jobs])[1:]


def _job(known: Iterable[RequirementSet], wanted: Iterable[RequirementSet]) -> dict[str, Any]:
    return {"do": "lay", "known": [*map(set_data, known)], "wanted": [*map(set_data, wanted)]}


LAID: dict[str, Sequence[RequirementSet]] = {
    "two superiors": [world.TRADE, world.LOCAL],
    "the other way round": [world.LOCAL, world.TRADE],
    "nothing": [],
    **{name: sets for name, (sets, _) in test_merge.REFUSED.items()},
}


def test_sets_are_laid_and_refused_alike() -> None:
    book = counted.handbook()
    found = theirs(book, [_job([], sets) for sets in LAID.values()])
    for (name, sets), there in zip(LAID.items(), found, strict=True):
        assert there == ours(book, {}, sets), name
    assert sum("refused" in item for item in found) == len(LAID) - 3


def test_sets_that_build_on_others_are_found_alike() -> None:
    book = counted.handbook()
    a, b = world.made("a", "甲方", builds_on=["b"]), world.made("b", "乙方", builds_on=["a"])
    base = world.made("b", "乙方", form={"require": ["place"]})
    cases = [([a, b], [a]), ([base], [a, base]), ([], [a])]
    found = theirs(book, [_job(known, wanted) for known, wanted in cases])
    for (known, wanted), there in zip(cases, found, strict=True):
        assert there == ours(book, {item.id: item for item in known}, wanted)


@pytest.fixture(scope="module")
def handbook(root: Path) -> Handbook:
    return load(root)


def test_shipped_sets_are_laid_alike_over_everything(handbook: Handbook) -> None:
    known = dict(handbook.requirements)
    cases = [[item] for item in known.values()] + [[*known.values()]]
    found = theirs(handbook, [_job(known.values(), wanted) for wanted in cases])
    for wanted, there in zip(cases, found, strict=True):
        assert there == ours(handbook, known, wanted)
        assert "refused" not in there


def test_a_typed_paper_of_our_form_is_asked_for_the_same_alike(handbook: Handbook) -> None:
    """A kind that takes its fields from a template gets what is added to the template, behind the template's own."""
    extra = {"code": world.CODE}
    wanted = [
        world.made(
            "a",
            "甲方",
            templates={"election-request": {"fields": extra, "require": ["contact"], "rules": {"long": _LONG}}},
        )
    ]
    kind = ours(handbook, {}, wanted)["kinds"]
    assert any(item["id"] == "election-request" and "code" in {one["id"] for one in item["fields"]} for item in kind)
    assert theirs(handbook, [_job([], wanted)]) == [ours(handbook, {}, wanted)]


_LONG = {"require": "chars(code) >= 2", "severity": "hint", "message": "编号太短了", "mend": "照编号表写"}


def test_one_form_is_laid_as_in_the_whole(handbook: Handbook) -> None:
    known = handbook.requirements
    merged = merge(handbook, chosen(known, [*known.values()]))
    names = [name for name in merged.templates if merged.templates[name] is not handbook.templates[name]]
    assert "committee-record" in names
    sent = [*map(set_data, known.values())]
    jobs = [{"do": "kit", "kit": kit_of(handbook.templates[name]), "known": sent, "wanted": sent} for name in names]
    assert theirs(handbook, jobs) == [kit_of(merged.templates[name]) for name in names]


def test_what_the_unit_set_is_held_against_it_alike() -> None:
    cases: list[dict[str, Any]] = [
        {"member_hours": 48},
        {"member_hours": 32},
        {"report_days": 3},
        {"report_days": 5, "relay_days": 9},
    ]
    both = test_merge.BOTH
    params = [param_data(param) for param in both.params.values()]
    wanted = []
    for own in cases:
        try:
            unit_settings(both, own)
            wanted.append("")
        except RequirementError as error:
            wanted.append(str(error))
    assert theirs(both, [{"do": "unit", "params": params, "own": own} for own in cases]) == wanted
    assert wanted.count("") == 2


#: Over the huddle form: all that a rule may say wrongly, one by one, and some that it says well.
EXPRESSIONS = [
    *"""\ndue > 1\ndue > present && met_on <= today\nfoo > 1\ndue > 1 && foo.bar == 2 && baz == 3\n'中文' == foo\nfoo.a.b == 1\n[1].all(x, x > foo) && x == 1\nhas(foo.x) || bar\nfoo.contains('a')\ndue\nsaid\nmet_on\ngiven\nparams\n[]\n[[1]]\ngiven.filter(x, x == 'a')\npresent + 1 > due * 2\ndue > 1 ? foo : bar\ndue > 1 ? 1 : 'a'\ndue >\n(due > 1\ndue > 1)\ndue > > 1\n!!true\n- -1\ndue in [1, 'a']\ndue in ['a']\ndue == 'a'\ndue == 1.5\ndue == 007\ndue == 99999999999999999999\n9007199254740991 + 1 > due\ndue / 0 > 1\ndue % (1 - 1) > 1\ndue ~ 1\nr'a' == said\n'a\\n' == said\n'𠮷' == said\nnull == said\nsaid > 'a'\nmet_on > due\nmet_on == '2026-06-05 09:00'\nmet_on > '2026-06-05'\nmet_on + 1 > 2\nsaid + 'a' == 'b'\nsize(said) > 1\nsize(given) > 1\nchars(said) > 1\nchars(due) > 1\nchars(said, said) > 1\nnosuch(said)\nsaid.size() > 1\nsaid.startsWith('a')\nsaid.startsWith(1)\nsaid.nosuch\nsaid[0] == 'a'\ngiven[0] == 'a'\ngiven['a'] == 'a'\ngiven.all(due, due == 'a')\ngiven.all(x, x)\ngiven.all(x)\n[].all(x, true)\ngiven.map(x, size(x)) == [1]\nparams.nosuch == 1\nparams.member_hours > 1\nparams.member_hours == 'a'\nhas(said)\nhas(params.member_hours)\n{'a': 1} == said\n// a\nsaid?.a\nif == 1\ndays_between(met_on, today) <= 7\ndays_between(said, today) <= 7\n[1, 2] + ['a'] == given\ngiven + ['a'] == given\ndue in due\n!due\n-said > 1\ndue && true\ndue ? true : false\ndue[0] == 1\ngiven.all('a', true)\ngiven.map(x, x) == ['a']\ngiven.all(x, [x].exists(y, y == z))\n\"a\" == said && \"\"\"a\"\"\" == said\n'a\tb' == said\nif\ndue.all(x, true)\nhas(due)\nhas(given.x)\nsize(given, given) > 1\ndue > 1 ? true\ngiven.\n[1, 2\nf(1, 2\ntotal([1, 2]) > 1\ntotal(['a']) > 1\ncount_of([1], 'a') > 1\nminimum(due) > 1\n{A}\ndecisions.all(d, has(d.owner))\ndecisions.all(d, d.nosuch == '')\ndecisions.all(d, d == d)\ndecisions.all(d, d.owner > 1)\ndecisions.exists(d, d.owner == 'a') && decisions.size() > 1\ndecisions.filter(d, has(d.owner)) == []\ndecisions.map(d, d.owner).contains('a')\ndecisions\ndecisions[0].owner == 'a'\ndecisions.owner == 'a'\ndecisions.all(d, has(d.nosuch))\nattendees\nchair_role == 1\n""".strip().split(
        "\n"
    ),
    "due > 1 " + "&& due > 1 " * 400,
    "(" * 61 + "due > 1" + ")" * 61,
    "due >\n  foo",
    "'a\nb' == said",
]


@pytest.mark.parametrize("name", ["huddle-form", "committee-record"])
def test_what_a_rule_says_wrongly_is_told_alike(name: str, handbook: Handbook) -> None:
    book = handbook if name in handbook.templates else counted.handbook()
    form = book.templates[name]
    rules = RuleBook(form, Settings(book.params))
    mine = []
    for expression in EXPRESSIONS:
        try:
            rules.compile(expression, boolean=True)
            mine.append("")
        except RuleError as error:
            mine.append(str(error))
    shared = {
        "do": "fault",
        "fields": kit_of(form)["fields"],
        "params": [param_data(one) for one in book.params.values()],
    }
    found = theirs(book, [{**shared, "expression": expression, "boolean": True} for expression in EXPRESSIONS])
    assert dict(zip(EXPRESSIONS, found, strict=True)) == dict(zip(EXPRESSIONS, mine, strict=True))
    assert 10 < mine.count("") < len(mine) - 60


def test_every_rule_of_the_handbook_is_found_well_formed(handbook: Handbook) -> None:
    """No rule that the command line takes is refused in the browser."""
    jobs = []
    for template in handbook.templates.values():
        rules = RuleBook(template, Settings(handbook.params))
        shared = {"do": "fault", "fields": kit_of(template)["fields"]}
        for rule in template.rules.values():
            jobs += [{**shared, "expression": said, "boolean": yes} for _, said, yes in rules.expressions(rule)]
    params = [param_data(one) for one in handbook.params.values()]
    found = theirs(handbook, [{**job, "params": params} for job in jobs])
    assert {job["expression"]: said for job, said in zip(jobs, found, strict=True) if said} == {}
    assert len(jobs) > 1000


# ---- files ------------------------------------------------------------------------------------------------


def test_yaml_is_read_alike(root: Path, handbook: Handbook) -> None:
    """Every YAML file that people wrote here: the browser reads the part of the language that they use."""
    files = sorted([*(root / "docs").glob("*.yml"), *(root / "docs/requirements").glob("*.yml")])
    files += sorted((root / "templates/_kinds").glob("*.yml"))
    found = theirs(handbook, [{"do": "yaml", "text": file.read_text(encoding="utf-8")} for file in files])
    for file, there in zip(files, found, strict=True):
        assert there == read_yaml(file, file.name).data, file
    assert len(files) > 80


def test_a_set_of_ones_own_is_read_alike(tmp_path: Path, root: Path, handbook: Handbook) -> None:
    texts = [file.read_text(encoding="utf-8") for file in sorted((root / "docs/requirements").glob("*.yml"))]
    data = world.data("own", "甲方", form={"fields": {"code": world.CODE}, "rules": {"long-enough": world.LONG}})
    texts.append(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))
    found = theirs(handbook, [{"do": "set", "text": text} for text in texts])
    for number, (text, there) in enumerate(zip(texts, found, strict=True)):
        file = tmp_path / f"{number}.yml"
        file.write_text(text, encoding="utf-8")
        here = set_data(read_set(file))
        assert json.dumps(
            {k: v for k, v in there.items() if v not in (False, [], {})}, ensure_ascii=False
        ) == json.dumps(here, ensure_ascii=False)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("kind: 行业", "kind: 军队", "kind：应是 行业、属地、单位 之一"),
        ("require: [place]", "requires: [place]", "templates.huddle-form.requires：没有这一项"),
        ("require: [place]", "require: [place", "第 9 行读不懂：[ 没有对上 ]"),
        ("superior: 甲方", "superior 甲方", "第 5 行读不懂"),
        ("id: own", "id: own\nid: own", "“id”写了两次"),
    ],
)
def test_a_broken_file_is_refused_by_both(tmp_path: Path, handbook: Handbook, old: str, new: str, words: str) -> None:
    text = (
        "id: own\ntitle: 甲方的要求\nkind: 行业\nsummary: 只供测试用的要求集。\nsuperior: 甲方\ndocument: 甲办1号\nweight: 地方要求\n"
        "templates:\n  huddle-form: {require: [place]}\nreviewed_on: '2026-11-24'\n"
    )
    assert old in text
    file = tmp_path / "own.yml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RequirementError):
        read_set(file)
    (there,) = theirs(handbook, [{"do": "set", "text": text.replace(old, new)}])
    assert words in there["refused"]
