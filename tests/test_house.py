"""The house itself: rooms, locks, reasons, and no litter."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "scripts" / "branchbook"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

#: From the ground floor up; an import goes to the same floor or downward.
FLOORS = (
    "today",
    "findings",
    "reports",
    "handbook",
    "inventory",
    "skeletons",
    "rules",
    "records",
    "requirements",
    "dossiers",
    "checks",
    "filling",
    "inspection",
    "planning",
    "site",
    "cli",
    "__main__",
)


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room(file: Path) -> str:
    return file.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(file: Path) -> set[str]:
    """Every `branchbook…` module that a file names, also inside functions and TYPE_CHECKING."""
    package = ("branchbook", *file.relative_to(PACKAGE).parent.parts)
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level + 1]) if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            found |= {name} if name != "branchbook" else {f"branchbook.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] == "branchbook"}


@pytest.mark.parametrize("file", modules(), ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_imports_go_downward(file: Path) -> None:
    here = room(file)
    if here == "__init__":
        assert not imports(file), "the package's root imports nothing of its own"
        return
    assert here in FLOORS, f"{here} is no room of the house: give it a floor in FLOORS and in README.md"
    for name in imports(file):
        target = name.split(".")[1] if "." in name else "__init__"
        if target in {"__init__", "__version__"}:
            continue
        assert target in FLOORS, f"{file.name} imports {name}, which is no room"
        assert FLOORS.index(target) <= FLOORS.index(here), f"{here} ({file.name}) imports upward: {name}"


def test_heavy_rooms_stay_out_of_the_ground_floor() -> None:
    """The handbook can be read without office, site or rule packages."""
    outside = {"mkdocs", "jinja2", "lxml", "xlsxwriter", "cel_expr_python", "click", "material"}
    for file in [PACKAGE / "findings.py", *sorted((PACKAGE / "handbook").glob("*.py"))]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            assert not outside & {name.split(".")[0] for name in names}, file


def test_every_ruff_ignore_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lint = text[text.index("[tool.ruff.lint]") : text.index("[tool.ruff.lint.pydocstyle]")]
    written = [line for line in lint.splitlines() if re.match(r'\s+"[A-Z]+\d*"', line)]
    for line in written:
        assert re.search(r'^\s+"[A-Z]+\d*",\s*# \S.+', line), f"no reason: {line.strip()}"
    config = PROJECT["tool"]["ruff"]["lint"]
    count = len(config["ignore"]) + sum(len(codes) for codes in config["per-file-ignores"].values())
    assert len(written) == count, "write one ignore a line"


def test_every_exception_in_code_names_its_rule_and_each_noqa_its_reason() -> None:
    pattern = re.compile(r"#\s*(noqa|type:\s*ignore)\b(.*)")
    for file in [
        *modules(),
        *sorted((ROOT / "scripts" / "tools").glob("*.py")),
        *sorted((ROOT / "tests").rglob("*.py")),
    ]:
        if file == Path(__file__).resolve():
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if match := pattern.search(line):
                shape = r":\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*\s+--\s*\S+" if match.group(1) == "noqa" else r"\[[a-z, -]+\]"
                assert re.match(shape, match.group(2)), f"{file.relative_to(ROOT)}:{number}: {match.group()}"


def test_no_pattern_repeats_a_group_in_a_way_that_the_oldest_python_gets_wrong() -> None:
    """`(?:...)*+` and `(?:...)?+` match too little before 3.11.5; an atomic group says the same rightly."""
    for file in modules():
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            code = line.partition("  #")[0] if not line.lstrip().startswith("#") else ""
            assert not re.search(r"\)[*+?]\+", code), f"{file.relative_to(ROOT)}:{number}"


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "README.zh-CN.md",
        "CONTRIBUTING.md",
        "CONTRIBUTING.zh-CN.md",
        ".ci/run",
        "docs/contributing/index.md",
        ".pre-commit-config.yaml",
    ],
)
def test_commands_named_in_prose_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^|\n)make ([a-z]+)", text))
    assert named <= make_targets()
    for path in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text):
        if not path.startswith(("template:", "procedure:", "page:")) and "screenshot" not in path:
            assert ((ROOT / name).parent / path).exists(), f"{name} links to {path}"


def test_make_without_a_target_explains_itself() -> None:
    done = subprocess.run(
        ["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL
    )
    for target in make_targets() - {"help"}:
        assert f"make {target}" in done.stdout


def tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [name for name in done.stdout.split("\0") if name]


def test_nothing_generated_is_committed() -> None:
    bad = re.compile(
        r"(^|/)(build|dist|site-packages|node_modules|__pycache__|\.venv)/|\.(min\.js|pyc|whl|docx|xlsx|js\.map)$"
    )
    allowed = re.compile(r"^tests/data/.*\.(docx|xlsx)$")
    litter = [name for name in tracked() if bad.search(name) and not allowed.match(name)]
    assert not litter
    assert not [name for name in tracked() if name.endswith(".js")], (
        "the browser's code is TypeScript; bundles are made"
    )


def test_no_machine_s_own_paths_or_mirrors() -> None:
    """What is committed must work elsewhere."""
    bad = re.compile(r"/(?:root|home/[a-z]|opt/(?:pypi|wheels)|work/(?:main|shared))\b|file:///(?:opt|home|root)")
    for name in tracked():
        file = ROOT / name
        if name == "tests/test_house.py" or not file.is_file():
            continue
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        assert not bad.search(text), name


# ---- locks -----------------------------------------------------------------------------------------


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(group: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{group}.txt").read_text(encoding="utf-8")
    return {
        plain(name): version for name, version in re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", text, re.MULTILINE)
    }


def wanted(*groups: str) -> list[str]:
    names: list[str] = list(PROJECT["project"]["dependencies"]) if "runtime" in groups else []
    for group in groups:
        names += PROJECT["dependency-groups"].get(group, [])
    return names


@pytest.mark.parametrize(
    ("file", "groups"),
    [
        ("runtime", ["runtime"]),
        ("test", ["runtime", "test"]),
        ("dev", ["runtime", "test", "dev"]),
        ("node", ["node"]),
        ("build", ["build"]),
    ],
)
def test_requirements_are_in_step_with_pyproject(file: str, groups: list[str]) -> None:
    from packaging.requirements import Requirement

    locked = pinned(file)
    for text in wanted(*groups):
        requirement = Requirement(text)
        version = locked.get(plain(requirement.name))
        assert version, f"{text} is not in requirements/{file}.txt: run make lock"
        assert requirement.specifier.contains(version), (
            f"{text}, but requirements/{file}.txt has {version}: run make lock"
        )


@pytest.mark.parametrize("file", ["build", "runtime", "test", "dev", "node"])
def test_requirements_are_in_step_with_uv_lock_and_hashed(file: str) -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    versions: dict[str, set[str]] = {}
    for package in lock["package"]:
        versions.setdefault(plain(package["name"]), set()).add(package.get("version", ""))
    for name, version in pinned(file).items():
        assert version in versions.get(name, set()), f"{name} {version}: run make lock"
    text = (ROOT / "requirements" / f"{file}.txt").read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=[A-Za-z])", text)[1:]:
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_build_tools_are_pinned_once() -> None:
    assert PROJECT["build-system"]["requires"] == PROJECT["dependency-groups"]["build"]


def test_locks_know_no_other_index_than_the_public_one() -> None:
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    assert set(re.findall(r'registry = "([^"]+)"', text)) == {"https://pypi.org/simple"}
    hosts = set(re.findall(r'url = "https?://([^/"]+)', text))
    assert hosts == {"files.pythonhosted.org"}


def test_npm_lock_is_in_step() -> None:
    import json

    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["packages"][""]["devDependencies"] == package["devDependencies"]
    for name, version in package["devDependencies"].items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version, "pin exact versions"


# ---- entry points and records of decisions ------------------------------------------------------------


def test_entry_points_load() -> None:
    import importlib

    scripts = {"console": PROJECT["project"]["scripts"], **PROJECT["project"]["entry-points"]}
    for group in scripts.values():
        for target in group.values():
            module, _, name = target.partition(":")
            assert hasattr(importlib.import_module(module), name), target


def test_decisions_are_numbered_without_gaps_and_say_their_state() -> None:
    files = sorted((ROOT / "docs" / "contributing" / "decisions").glob("*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    for file in files:
        lines = file.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith(f"# {file.name[:4]} ")
        assert re.match(r"\d{4}-\d{2}，(在用|被 \d{4} 代替)", lines[2]), file.name


def test_every_kind_of_content_has_its_page_for_maintainers() -> None:
    folder = ROOT / "docs" / "contributing"
    index = (folder / "index.md").read_text(encoding="utf-8")
    for file in sorted(folder.glob("add-*.md")):
        assert f"({file.name})" in index, file.name
