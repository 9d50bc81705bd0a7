"""`pages(handbook)`: everything has its page and anchor, nothing is shown that should not be, and nothing is read."""

from __future__ import annotations

import dataclasses
import posixpath
import re
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest

from branchbook.handbook import HandbookError, load
from branchbook.records import Style, safe_filename
from branchbook.site import library as library_module
from branchbook.site.case_pages import FACETS
from branchbook.site.errors import PageError
from branchbook.site.library import Library, Options
from branchbook.site.overviews import AREAS
from branchbook.site.pages import around_steps, nav, notices, pages
from branchbook.site.terms import NO_TERMS
from tests.checks import faults
from tests.site import world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branchbook.handbook import Handbook
    from branchbook.handbook.content import Procedure
    from tests.checks.world import Fault

OPTIONS = Options(today=world.TODAY)


def text(made: dict[str, bytes], path: str) -> str:
    return made[path].decode()


def with_(handbook: Handbook, kind: str, name: str, **values: Any) -> Handbook:
    """The same handbook with one thing changed."""
    things = getattr(handbook, kind)
    new = things[name].model_copy(update=values)
    changed: dict[str, Any] = {kind: MappingProxyType({**things, name: new})}
    return dataclasses.replace(handbook, **changed)


def page(handbook: Handbook, path: str, today: str = world.TODAY) -> str:
    return text(pages(handbook, Options(today=today)), path)


# ---- everything has its place ---------------------------------------------------------------------------------------


def anchors(markdown: str) -> set[str]:
    return set(re.findall(r"\{[^{}]*#([^\s{}]+)[^{}]*\}", markdown)) | set(re.findall(r'id="([^"]+)"', markdown))


def test_every_template_has_its_page_and_three_files(real: Handbook, real_pages: dict[str, bytes]) -> None:
    for template in real.templates.values():
        markdown = text(real_pages, f"templates/{template.id}.md")
        assert f"# {template.title}\n" in markdown
        assert template.code in markdown
        assert {f"rule-{name}" for name in template.rules} <= anchors(markdown)
        for style in (Style.BLANK, Style.GUIDED, Style.FILLED):
            path = f"downloads/{template.id}/{template.id}-{style.value}{template.suffix}"
            assert real_pages[path].startswith(b"PK")
            link = (
                f']({posixpath.relpath(path, "templates")}){{ download="{safe_filename(template, style)}" .bb-file }}'
            )
            assert link in markdown, path


def test_every_procedure_has_its_page_and_every_step_its_anchor(real: Handbook, real_pages: dict[str, bytes]) -> None:
    for procedure in real.procedures.values():
        markdown = text(real_pages, f"procedures/{procedure.area}/{procedure.id}.md")
        assert f"# {procedure.title}\n" in markdown
        for number, step in enumerate(procedure.steps, 1):
            assert markdown.count(f"### {number}. {step.title} {{#{step.id}}}\n") == 1
            assert f"](#{step.id})" in markdown, "the timeline leads to it"
        for document in procedure.documents:
            assert f"](../../templates/{document.template}.md)" in markdown


def test_every_provision_has_its_anchor(real: Handbook, real_pages: dict[str, bytes]) -> None:
    for regulation in real.regulations.values():
        markdown = text(real_pages, f"regulations/{regulation.id}.md")
        assert f"# {regulation.title}\n" in markdown
        for name, provision in regulation.provisions.items():
            section = markdown.split(f"{{#{name}}}\n", 1)[1].split("\n### ", 1)[0]
            assert f"*{provision.weight.value}*" in section
            assert provision.verified.value in section
            assert ("有争议" in section) or not provision.disputed
            assert ("软件遇到这一条只说“无法判断”" in section) == provision.disputed


def test_every_defect_has_its_anchor(real: Handbook, real_pages: dict[str, bytes]) -> None:
    for family in real.families.values():
        markdown = text(real_pages, f"defects/{family.id}.md")
        for defect in family.defects:
            assert f"### {defect.title} {{#{defect.id.lower()}}}\n" in markdown
            assert f"](#{defect.id.lower()})" in markdown
            assert f"]({family.id}.md#{defect.id.lower()})" in text(real_pages, "defects/index.md")


def test_every_published_case_term_and_guide_has_its_page(real: Handbook, real_pages: dict[str, bytes]) -> None:
    shown = {case.id for case in real.cases.values() if case.status == "发布"}
    made = {Path(path).stem for path in real_pages if path.startswith("cases/") and path.endswith(".md")}
    made -= {"index", "compare", "charts", "write", *(f"by-{facet.name}" for facet in FACETS)}
    assert made == shown
    for name in real.pages:
        assert f"# {real.pages[name].title}\n" in text(real_pages, f"guide/{name}.md")
    glossary = text(real_pages, "glossary.md")
    for term in real.terms:
        assert f"### {term.term} {{#{term.id}}}\n" in glossary


def test_the_home_page_counts_what_there_is(real: Handbook, real_pages: dict[str, bytes]) -> None:
    home = text(real_pages, "index.md")
    numbers = [int(found) for found in re.findall(r"\*(\d+)\*\{ \.bb-number \}", home)]
    assert numbers == [
        len(real.procedures),
        len(real.templates),
        sum(len(template.rules) for template in real.templates.values()),
        sum(len(regulation.provisions) for regulation in real.regulations.values()),
        len(real.defects),
        sum(case.published for case in real.cases.values()),
    ]
    assert "<!-- bb:" not in home, "a place was left empty"


def test_nothing_of_ours_is_left_in_the_pages(real_pages: dict[str, bytes]) -> None:
    """What a reader would see as brackets: our notations, holes in templates, Python's words."""
    code = re.compile(r"^```.*?^```$|`[^`\n]+`", re.DOTALL | re.MULTILINE)
    for path, content in real_pages.items():
        if path.endswith(".md"):
            markdown = code.sub("", content.decode())
            for bad in (
                r"\[\[",
                r"\]\((?:template|procedure|provision|guide|term|defect|case|page|regulation):",
                r"【本站建议】",
            ):
                assert not re.search(bad, markdown), path
            if not path.startswith("contributing/"):
                assert not re.search(r"\bNone\b|\{\{|\{%|〔填：", markdown), path


def test_every_link_between_pages_has_its_end(real_pages: dict[str, bytes]) -> None:
    code = re.compile(r"^```.*?^```$|`[^`\n]+`", re.DOTALL | re.MULTILINE)
    others = {"downloads", "assets"}
    for path, content in real_pages.items():
        if not path.endswith(".md"):
            continue
        for target in re.findall(r"\]\(([^)\s:]+)\)", code.sub("", content.decode())):
            file, _, anchor = re.sub(r"\?[^#]*", "", target).partition("#")
            full = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
            if full.split("/")[0] in others and full not in real_pages:
                assert (world.ROOT / "docs" / full).exists(), f"{path} → {target}"
                continue
            assert full in real_pages, f"{path} → {target}"
            if anchor and full.endswith(".md") and not path.startswith("contributing/"):
                assert anchor in anchors(text(real_pages, full)) or re.search("[^a-z0-9-]", anchor), (
                    f"{path} → {target}"
                )


# ---- navigation -----------------------------------------------------------------------------------------------------


def leaves(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    else:
        for item in entry.values() if isinstance(entry, dict) else entry:
            yield from leaves(item)


@pytest.mark.parametrize("which", ["small", "real"])
def test_the_navigation_has_every_page_exactly_once(which: str, request: pytest.FixtureRequest) -> None:
    handbook = request.getfixturevalue(which)
    found = list(leaves(nav(handbook)))
    assert len(found) == len(set(found))
    written = pages(handbook, OPTIONS)
    made = {path for path in written if path.endswith(".md")}
    beside = {path for path in made if path.endswith(("/print.md", "/dossier.md", "/plan.md", "/inspection.md"))}
    beside |= {path for path in made if path.startswith("cases/by-")}
    assert set(found) == made - beside
    for path in beside:
        assert "search: {exclude: true}" in text(written, path), "what it says is found where it stands"


def test_the_menu_lists_procedures_in_the_order_of_their_page(real: Handbook) -> None:
    (menu,) = [entry["办事流程"] for entry in nav(real) if "办事流程" in entry]
    areas = [path.split("/")[1] for path in leaves(menu) if path.count("/") == 2]
    assert areas == sorted(areas, key=list(AREAS).index)


def test_the_navigation_names_no_page_by_an_id(real: Handbook) -> None:
    def titles(entry: Any) -> Iterator[str]:
        for item in entry:
            if isinstance(item, dict):
                for title, below in item.items():
                    yield title
                    yield from titles(below) if isinstance(below, list) else ()

    for title in titles(nav(real)):
        assert re.search("[\u4e00-\u9fff]", title), title


# ---- pure -----------------------------------------------------------------------------------------------------------


def test_the_same_handbook_gives_the_same_bytes(small: Handbook, tmp_path: Path) -> None:
    here = pages(small, OPTIONS)
    library_module._RENDERED.clear()
    elsewhere = pages(load(world.copy(tmp_path)), OPTIONS)
    assert list(here) == list(elsewhere) == sorted(here)
    assert here == elsewhere


def test_the_order_of_a_set_decides_nothing(tmp_path: Path) -> None:
    root = world.copy(tmp_path)
    code = (
        "import hashlib, sys; from pathlib import Path; from branchbook.handbook import load;"
        "from branchbook.site.pages import Options, pages;"
        f"made = pages(load(Path(sys.argv[1])), Options(today='{world.TODAY}'));"
        "print(hashlib.sha256(repr(made).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code, str(root)],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(world.ROOT / "scripts"), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_no_file_is_opened_while_pages_are_made(small: Handbook, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = pages(small, OPTIONS)  # reads the templates of pages, once a process
    library_module._RENDERED.clear()

    def refuse(*args: Any, **_: Any) -> Any:
        raise AssertionError(f"opened {args[0]}")

    for place in ("builtins.open", "io.open", "os.open", "os.listdir", "os.scandir"):
        monkeypatch.setattr(place, refuse)
    made = pages(small, OPTIONS)
    monkeypatch.undo()
    assert made == expected


def test_the_clock_is_not_asked(small: Handbook, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    expected = pages(small, OPTIONS)
    library_module._RENDERED.clear()
    monkeypatch.setenv("TZ", "America/New_York")
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert pages(small, OPTIONS) == expected


def test_assets_of_other_tools_are_handed_on(small: Handbook) -> None:
    made = pages(small, Options(today=world.TODAY, assets={"assets/site.js": b"x"}))
    assert made["assets/site.js"] == b"x"


# ---- what points nowhere --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", faults.ALL, ids=lambda fault: fault.name)
def test_a_faulty_handbook_gives_pages_or_one_sentence(fault: Fault, tmp_path: Path) -> None:
    """Whatever `validate` finds fault with, a build never ends in a traceback."""
    root = world.copy(tmp_path)
    fault.plant(root)
    said = "好"
    try:
        pages(load(root), OPTIONS)
    except (HandbookError, PageError) as error:
        said = str(error)
    assert re.search("[\u4e00-\u9fff]", said)


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("docs/cases/one-branch.md", "rule_refs: rules-2020#quorum", "rule_refs: rules-2020#no", "rules-2020#no"),
        ("docs/procedures/elections/hold-meeting.md", "basis: rules-2020#study-first\n    defects: E-001",
         "basis: rules-2020#no\n    defects: E-001", "rules-2020#no"),
        ("templates/elections/meeting-reply/template.md", "::: form\nsigned_on\n:::", "#### 四级\n\n{{ signed_on }}",
         "meeting-reply/template.md"),
    ],
)  # fmt: skip
def test_what_points_nowhere_is_named(tmp_path: Path, file: str, old: str, new: str, named: str) -> None:
    root = world.copy(tmp_path)
    world.replace(root / file, old, new)
    with pytest.raises(PageError, match=re.escape(named) + ".*branchbook validate"):
        pages(load(root), OPTIONS)


# ---- what is shown, and what is not ---------------------------------------------------------------------------------


def test_a_draft_is_shown_nowhere(small: Handbook) -> None:
    body = small.cases["one-branch"].body + "\n再看 [[rules-2020#win-line]]。\n"
    published = with_(small, "cases", "one-branch", body=body)
    assert "cases/one-branch.md" in pages(published, OPTIONS)
    alone = with_(small, "cases", "other-branch", body="")  # validate forbids its link to a hidden neighbour
    for status in ("草稿", "核过", "待复核", "下线"):
        handbook = with_(alone, "cases", "one-branch", status=status, body=body)
        made = pages(handbook, OPTIONS)
        assert "cases/one-branch.md" not in made
        assert "cases/one-branch.md" not in set(leaves(nav(handbook)))
        for path, content in made.items():
            if path.endswith((".md", ".xml", ".json")):
                assert "one-branch" not in content.decode(), path
                assert small.cases["one-branch"].title not in content.decode(), path


def banner(markdown: str) -> str:
    found = re.search(r'<div class="bb-banner" role="note" data-bb-due-banner="[^>]*>', markdown)
    assert found
    return found[0]


@pytest.mark.parametrize(
    ("path", "due"),
    [
        ("procedures/elections/hold-meeting.md", "2027-11-24"),
        ("templates/meeting-request.md", "2027-11-24"),
        ("regulations/rules-2020.md", "2027-05-24"),
        ("defects/meetings.md", "2027-11-24"),
        ("guide/numbers.md", "2027-11-24"),
        ("glossary.md", "2027-11-24"),
        ("cases/one-branch.md", "2027-05-24"),  # S 级半年
    ],
)
def test_the_due_banner_shows_from_the_day_after(small: Handbook, path: str, due: str) -> None:
    assert f'data-bb-due-banner="{due}"' in banner(page(small, path))
    assert " hidden" in banner(page(small, path, today=due))
    after = due[:-2] + "25"
    assert " hidden" not in banner(page(small, path, today=after))
    assert f"下次在 {due} 以前" in page(small, path)


def test_a_change_of_the_basis_after_the_review_shows_a_banner(small: Handbook) -> None:
    words = "这一页的依据有变化"
    regulation = small.regulations["rules-2020"]
    change = regulation.changes[0].model_copy(update={"on": "2026-11-25"})
    handbook = with_(small, "regulations", "rules-2020", changes=(change,))
    for path in ("templates/meeting-request.md", "cases/one-branch.md"):
        assert words not in page(small, path)
        assert words in page(handbook, path)
        assert change.text[:6] in page(handbook, path).split(words, 1)[1]
    touched_not = "templates/meeting-reply.md"
    assert words not in page(handbook, touched_not), "this one rests on something else"
    same_day = with_(small, "regulations", "rules-2020", changes=(change.model_copy(update={"on": "2026-11-24"}),))
    assert words not in page(same_day, "templates/meeting-request.md")


def test_a_guide_knows_when_its_basis_changed(small: Handbook) -> None:
    change = small.regulations["rules-2020"].changes[0].model_copy(update={"on": "2026-11-25"})
    handbook = with_(small, "regulations", "rules-2020", changes=(change,))
    assert "这一页的依据有变化" in page(handbook, "guide/numbers.md")


def test_a_repealed_regulation_says_so_and_where_to_go(small: Handbook) -> None:
    markdown = page(small, "regulations/rules-1990.md")
    assert "bb-banner--stop" in markdown
    assert "2020-07-13 起已废止，现在用[测试用的选举规定](rules-2020.md)" in markdown
    assert "bb-banner--stop" not in page(small, "regulations/rules-2020.md")
    overview = page(small, "regulations/index.md")
    assert overview.index("## 现行") < overview.index("## 已废止")


def test_a_superior_s_paper_says_that_the_branch_does_not_write_it(small: Handbook) -> None:
    assert "支部不写，也不代拟" in page(small, "templates/meeting-reply.md")
    assert "支部不写，也不代拟" not in page(small, "templates/meeting-request.md")


def test_a_disputed_rule_says_that_it_may_not_decide(small: Handbook) -> None:
    assert page(small, "templates/meeting-request.md").count("落在两种说法之间时只说“无法判断”") == 1


def test_who_rests_on_a_provision_is_listed_at_it(small: Handbook) -> None:
    section = page(small, "regulations/rules-2020.md").split("{#quorum}\n", 1)[1].split("\n### ", 1)[0]
    listed = set(re.findall(r"\]\(([^)]+)\)", section.split("<summary>用在", 1)[1]))
    assert listed == {
        "../procedures/elections/hold-meeting.md#ask",
        "../templates/meeting-request.md#rule-quorum",
        "../defects/meetings.md#e-001",
        "../glossary.md#eligible",
        "../cases/one-branch.md",
        "../guide/numbers.md",
        "../index.md",
        "../start/index.md",
        "../start/numbers.md",
        "../start/self-test.md",
        "../year.md#due-meeting",
    }


def test_whoever_cites_a_provision_is_listed_at_it(real: Handbook, real_pages: dict[str, bytes]) -> None:
    """So that a change of the rules leads to every page that it touches."""
    library = Library(real, OPTIONS)
    for path, content in real_pages.items():
        if not path.endswith(".md") or path.startswith(("regulations/", "contributing/")) or path.endswith("/print.md"):
            continue
        for target in re.findall(r"\]\(([^)\s]+#[a-z0-9-]+)\)", content.decode()):
            file, _, anchor = target.partition("#")
            full = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
            ref = f"{Path(full).stem}#{anchor}"
            if full.startswith("regulations/") and real.provision(ref):
                assert path in {use.target.split("#")[0] for use in library.uses(ref)}, f"{path} cites {ref}"


def test_whoever_is_listed_is_there(real: Handbook, real_pages: dict[str, bytes]) -> None:
    library = Library(real, OPTIONS)
    for regulation in real.regulations.values():
        for name in regulation.provisions:
            listed = library.uses(f"{regulation.id}#{name}")
            assert len(listed) == len(set(listed))
            for use in listed:
                file, _, anchor = use.target.partition("#")
                assert not anchor or anchor in anchors(text(real_pages, file)), use


def test_the_page_of_changes_has_its_own_anchor_for_each(small: Handbook) -> None:
    regulation = small.regulations["rules-2020"]
    twice = with_(small, "regulations", "rules-2020", changes=(*regulation.changes, *regulation.changes))
    found = re.findall(r"^## .*\{#([^}]+)\}$", page(twice, "regulations/changes.md"), re.MULTILINE)
    assert len(found) == 2
    assert len(set(found)) == 2


def test_maintainers_pages_stay_out_of_search_and_hover_texts(real_pages: dict[str, bytes]) -> None:
    for path, content in real_pages.items():
        if path.startswith("contributing/"):
            assert content.decode().startswith("---\nsearch: {exclude: true}\n"), path
            assert NO_TERMS in content.decode(), path
    assert NO_TERMS in text(real_pages, "index.md")
    assert NO_TERMS not in text(real_pages, "guide/numbers.md")


def test_front_matter_survives_odd_titles(small: Handbook) -> None:
    import yaml

    handbook = with_(small, "regulations", "rules-2020", title='《规定》："甲"：#乙 - [丙]', summary="一: 二 # 三 {四}")
    front = page(handbook, "regulations/rules-2020.md").split("---\n")[1]
    assert yaml.safe_load(front)["title"] == '《规定》："甲"：#乙 - [丙]'


# ---- a procedure's body around its steps ----------------------------------------------------------------------------


def procedure(small: Handbook, body: str) -> Procedure:
    return small.procedures["hold-meeting"].model_copy(update={"body": body})


@pytest.mark.parametrize(
    ("body", "intro", "outro"),
    [
        ("", "", ""),
        ("只有前言", "只有前言", ""),
        ("### 甲 {#study}\n\n一\n", "", ""),
        ("## 前\n\n一\n\n### 甲 {#study}\n\n二\n\n### 乙 {#ask}\n\n三\n\n## 后\n\n四\n", "## 前\n\n一", "## 后\n\n四"),
        ("一\n\n## 步骤\n\n### 甲 {#study}\n\n二\n", "一", ""),  # the heading over the steps is made anew
        ("### 别的 {#other}\n\n零\n\n### 甲 {#study}\n\n一\n", "### 别的 {#other}\n\n零", ""),
        ("### 甲 {#study}\n\n#### 细说\n\n二\n\n## 后 {#after}\n\n### 后一 {#x}\n\n三", "",
         "## 后 {#after}\n\n### 后一 {#x}\n\n三"),
    ],
)  # fmt: skip
def test_what_stands_around_the_steps(small: Handbook, body: str, intro: str, outro: str) -> None:
    assert around_steps(procedure(small, body)) == (intro, outro)


def test_every_sentence_of_a_real_procedure_is_on_its_page(real: Handbook, real_pages: dict[str, bytes]) -> None:
    """Nothing that somebody wrote gets lost between intro, steps and outro."""
    for item in real.procedures.values():
        markdown = text(real_pages, f"procedures/{item.area}/{item.id}.md")
        for line in item.body.splitlines():
            words = re.split(r"\[\[|\]\(|【|\{#|`", line.strip("#-|> 0123456789."))[0].strip("# []")
            if len(words) > 5 and not re.fullmatch(r"[:\- |]+", words):
                assert words in markdown, f"{item.id}: {line}"


# ---- cases ----------------------------------------------------------------------------------------------------------

PLAIN = {
    "results_stated": True,
    "seen_extent": "全文",
    "case_kind": "做法",
    "source_grade": "A",
    "level": "支部",
    "risk_flags": ("无",),
}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, None),
        ({"results_stated": False}, "来源没有给出结果"),
        ({"seen_extent": "节选"}, "前一部分"),
        ({"case_kind": "对策建议"}, "作者的建议"),
        ({"source_grade": "S"}, "文库或范文网站"),
        ({"level": "基层党委"}, "上级层面的做法"),
        ({"risk_flags": ("排名", "隐私")}, "减负"),
        ({"risk_flags": ("加台账",)}, "减负"),
        ({"risk_flags": ("旧口径",)}, "以现行规定为准"),
    ],
)
def test_what_a_case_must_own_up_to(small: Handbook, values: dict[str, Any], words: str | None) -> None:
    case = small.cases["one-branch"].model_copy(update={**PLAIN, **values})
    found = notices(case)
    assert len(found) == (words is not None)
    assert not words or words in found[0]
    handbook = with_(small, "cases", "one-branch", **{**PLAIN, **values})
    markdown = page(handbook, "cases/one-branch.md")
    assert all(sentence in markdown for sentence in found)
    assert ('<div class="bb-tip"' in markdown) == bool(found)


def test_all_of_them_at_once(small: Handbook) -> None:
    case = small.cases["one-branch"].model_copy(
        update={
            "results_stated": False,
            "seen_extent": "节选",
            "case_kind": "对策建议",
            "level": "行业",
            "risk_flags": ("排名", "旧口径"),
        }
    )
    assert len(notices(case)) == 7
