"""From files to one linked, immutable `Handbook`; every broken file is named, all at once."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from branchbook.findings import Finding, Severity, Where
from branchbook.handbook.content import Case, DefectFamily, Glossary, Page
from branchbook.handbook.errors import HandbookError
from branchbook.handbook.handbook import Handbook
from branchbook.handbook.load_content import ContentLoader
from branchbook.handbook.load_templates import TemplateLoader
from branchbook.handbook.loader import Loader
from branchbook.handbook.start import Numbers, StartPath

if TYPE_CHECKING:
    from pathlib import Path

#: Folders without which there is no handbook.
REQUIRED_FOLDERS = ("docs", "templates")


def load(root: Path) -> Handbook:
    """Load the handbook below `root`.

    Raises:
        HandbookError: naming every broken file with its line, at once.
    """
    root = root.resolve()
    missing = [
        Finding(
            "folder-missing",
            Severity.MUST,
            Where(name + "/"),
            f"{root} 下没有 {name}/ 文件夹",
            "在手册的顶层文件夹里运行，或用 --root 指明它在哪里",
        )
        for name in REQUIRED_FOLDERS
        if not (root / name).is_dir()
    ]
    if missing:
        raise HandbookError(missing)
    loader = Loader(root)
    papers, content = TemplateLoader(loader), ContentLoader(loader)
    docs = root / "docs"

    def files(folder: str, pattern: str = "*.md") -> list[Path]:
        return sorted(file for file in (docs / folder).glob(pattern) if file.name != "index.md")

    folders = sorted(
        folder
        for area in (root / "templates").glob("[!_.]*")
        if area.is_dir()
        for folder in area.iterdir()
        if folder.is_dir() and not folder.name.startswith(".") and any(folder.iterdir())
    )
    templates = loader.collect(
        [folder / "template.md" for folder in folders], lambda file: papers.template(file.parent), "模板"
    )
    procedures = loader.collect(files("procedures", "*/*.md"), content.procedure, "流程")
    regulations = loader.collect(files("regulations"), content.regulation, "依据")
    families = loader.collect(files("defects"), lambda file: content.entry(DefectFamily, file), "问题")
    cases = loader.collect(files("cases"), lambda file: content.entry(Case, file), "案例")
    pages = loader.collect(files("guide"), lambda file: content.entry(Page, file, id=file.stem), "页面")
    glossary_file = docs / "glossary.md"
    glossary = content.entry(Glossary, glossary_file) if glossary_file.exists() else None
    written = content.written(docs)
    synonyms = content.synonyms(docs / "synonyms.yml")
    news = content.news(docs / "news.yml")
    redirects = content.redirects(docs / "redirects.yml")
    kind_files = sorted((root / "templates" / "_kinds").glob("[!_.]*.yml"))
    kinds = loader.collect(kind_files, papers.kind, "材料种类")
    parameters = content.parameters(docs / "parameters.yml")
    dues = content.dues(docs / "dues.yml")
    year = content.year(docs / "year.yml")
    requirements = loader.collect(files("requirements", "*.yml"), content.requirement, "要求集")
    questions = loader.collect(sorted((docs / "questions").glob("[!_.]*.yml")), content.question_set, "题目")
    numbers = content.plain(Numbers, docs / "numbers.yml")
    start = content.plain(StartPath, docs / "start.yml")
    if loader.findings:
        raise HandbookError(list(dict.fromkeys(loader.findings)))
    return Handbook(
        root,
        MappingProxyType(templates),
        MappingProxyType(procedures),
        MappingProxyType(regulations),
        MappingProxyType(families),
        MappingProxyType(cases),
        MappingProxyType(pages),
        glossary,
        MappingProxyType(papers.unused()),
        MappingProxyType(written),
        MappingProxyType(kinds),
        parameters,
        synonyms,
        news,
        MappingProxyType(redirects),
        dues,
        MappingProxyType(requirements),
        MappingProxyType(questions),
        numbers,
        start,
        year,
    )
