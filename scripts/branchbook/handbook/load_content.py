"""Reads what stands in `docs/`: procedures, regulations, cases, pages and the plain YAML beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from branchbook.handbook.content import News, Procedure, Regulation
from branchbook.handbook.dues import Dues
from branchbook.handbook.errors import model_findings
from branchbook.handbook.loader import named
from branchbook.handbook.parameters import Parameters
from branchbook.handbook.requirements import RequirementSet, written
from branchbook.handbook.source import SourceError, read_front_matter, read_text, read_yaml
from branchbook.handbook.start import QuestionSet
from branchbook.handbook.year import Year

if TYPE_CHECKING:
    from pathlib import Path

    from branchbook.handbook.loader import Loader

M = TypeVar("M", bound=BaseModel)

_HEADING_ID = re.compile(r"^###[ \t]+(.+?)[ \t]*\{#([a-z0-9-]+)\}[ \t]*$", re.MULTILINE)


def step_texts(body: str) -> dict[str, str]:
    """Split a procedure's body into its `### 标题 {#id}` sections, by id."""
    matches = list(_HEADING_ID.finditer(body))
    texts = {}
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        end = following.start() if following else len(body)
        text = body[match.end() : end]
        stop = re.search(r"^##[ \t]", text, re.MULTILINE)
        texts[match.group(2)] = text[: stop.start() if stop else None].strip()
    return texts


class ContentLoader:
    """Reads `docs/`, file by file."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader

    def entry(self, model: type[M], file: Path, **extra: Any) -> M | None:
        """Read a file of front matter and text that is one model."""
        source = self.loader.read(read_front_matter, file)
        if source is None:
            return None
        data = {**source.data, **extra, "source": source, "body": source.body}
        return self.loader.build(model, data, source)

    def procedure(self, file: Path) -> Procedure | None:
        """Read a procedure, its steps with their text."""
        area = self.loader.area(file.parent)
        source = self.loader.read(read_front_matter, file) if area else None
        if source is None:
            return None
        data = {**source.data, "area": area, "source": source, "body": source.body}
        dossier = data.get("dossier")
        if isinstance(dossier, dict) and isinstance(dossier.get("rules"), dict):
            data["dossier"] = {**dossier, "rules": named(dossier["rules"])}
        timeline = data.get("timeline")
        if isinstance(timeline, dict) and isinstance(timeline.get("points"), dict):
            data["timeline"] = {**timeline, "points": named(timeline["points"])}
        built = self.loader.build(Procedure, data, source)
        if built is None:
            return None
        texts = step_texts(built.body)
        steps = tuple(step.model_copy(update={"text": texts.get(step.id, "")}) for step in built.steps)
        return built.model_copy(update={"steps": steps})

    def regulation(self, file: Path) -> Regulation | None:
        """Read a regulation, its provisions with their ids."""
        source = self.loader.read(read_front_matter, file)
        if source is None:
            return None
        data = {**source.data, "source": source, "body": source.body}
        if isinstance(data.get("provisions"), dict):
            data["provisions"] = {
                key: {**value, "id": key} if isinstance(value, dict) else value
                for key, value in data["provisions"].items()
            }
        return self.loader.build(Regulation, data, source)

    def written(self, docs: Path) -> dict[str, str]:
        """Read the pages that are plain Markdown: the home page, the tags, what maintainers read."""
        found = {}
        for file in [*sorted(docs.glob("*.md")), *sorted((docs / "contributing").rglob("*.md"))]:
            if file.name == "glossary.md":
                continue
            try:
                found[file.relative_to(docs).as_posix()] = read_text(file, self.loader.relative(file))
            except SourceError as error:
                self.loader.findings.append(error.finding)
        return found

    def dues(self, file: Path) -> Dues | None:
        """Read what dues are reckoned by."""
        source = self.loader.read(read_yaml, file) if file.is_file() else None
        if source is None:
            return None
        data: dict[str, Any] = dict(source.data)
        if isinstance(data.get("categories"), dict):
            data["categories"] = named(data["categories"])
        return self.loader.build(Dues, {**data, "source": source}, source)

    def parameters(self, file: Path) -> Parameters:
        """Read what each unit sets for itself."""
        source = self.loader.read(read_yaml, file) if file.is_file() else None
        if source is None:
            return Parameters()
        data: dict[str, Any] = dict(source.data)
        for part in ("parameters", "facts"):
            if isinstance(data.get(part), dict):
                fact = {"fact": True} if part == "facts" else {}
                data[part] = {
                    key: {**item, **fact} if isinstance(item, dict) else item for key, item in named(data[part]).items()
                }
        return self.loader.build(Parameters, {**data, "source": source}, source) or Parameters()

    def year(self, file: Path) -> Year | None:
        """Read what falls due in a branch's year."""
        source = self.loader.read(read_yaml, file) if file.is_file() else None
        if source is None:
            return None
        data: dict[str, Any] = dict(source.data)
        if isinstance(data.get("entries"), dict):
            data["entries"] = named(data["entries"])
        return self.loader.build(Year, {**data, "source": source}, source)

    def requirement(self, file: Path) -> RequirementSet | None:
        """Read what one superior asks for."""
        source = self.loader.read(read_yaml, file)
        return self.loader.build(RequirementSet, {**written(source.data), "source": source}, source) if source else None

    def plain(self, model: type[M], file: Path) -> M | None:
        """Read a file of plain YAML that is one model."""
        source = self.loader.read(read_yaml, file) if file.is_file() else None
        return self.loader.build(model, {**source.data, "source": source}, source) if source else None

    def question_set(self, file: Path) -> QuestionSet | None:
        """Read the questions of one topic."""
        source = self.loader.read(read_yaml, file)
        if source is None:
            return None
        data: dict[str, Any] = dict(source.data)
        if isinstance(data.get("questions"), dict):
            data["questions"] = named(data["questions"])
        return self.loader.build(QuestionSet, {**data, "id": file.stem, "source": source}, source)

    def synonyms(self, file: Path) -> tuple[tuple[str, str], ...]:
        """Read `我们的说法: [别人的说法, …]`."""
        source = self.loader.read(read_yaml, file) if file.is_file() else None
        found: dict[str, str] = {}
        for ours, others in (source.data if source else {}).items():
            if source is None or not isinstance(others, list) or not all(isinstance(word, str) for word in others):
                if source:
                    self.loader.complain(
                        source,
                        (ours,),
                        "synonyms-shape",
                        f"「{ours}」后面应是一个清单",
                        "写成 换届: [改选, 换班子] 的样子",
                    )
                continue
            for word in others:
                if word in found or word == ours:
                    self.loader.complain(
                        source,
                        (ours,),
                        "synonyms-twice",
                        f"「{word}」写了两次（{found.get(word, ours)}、{ours}）",
                        "只留一处",
                    )
                found[word] = str(ours)
        return tuple(found.items())

    def news(self, file: Path) -> tuple[News, ...]:
        """Read `news: [{on, title, text, page}, …]`, the newest first."""
        source = self.loader.read(read_yaml, file) if file.is_file() else None
        listed = source.data.get("news") if source else None
        found = []
        for number, item in enumerate(listed if isinstance(listed, list) else ()):
            if source is None:
                continue
            try:
                found.append(News.model_validate(item))
            except ValidationError as error:
                self.loader.findings += model_findings(error, source, ("news", number))
        return tuple(sorted(found, key=lambda item: item.on, reverse=True))

    def redirects(self, file: Path) -> dict[str, str]:
        """Read `旧的.md: 新的.md`, both below `docs/`."""
        source = self.loader.read(read_yaml, file) if file.is_file() else None
        found: dict[str, str] = {}
        for old, new in (source.data if source else {}).items():
            if source and not (_is_page(old) and _is_page(new) and old != new):
                message = f"「{old}: {new}」不是从一页到另一页"
                self.loader.complain(
                    source, (old,), "redirect-shape", message, "写成 guide/old.md: guide/new.md 的样子"
                )
                continue
            found[old] = new
        return found


def _is_page(path: object) -> bool:
    return isinstance(path, str) and bool(re.fullmatch(r"[a-z0-9-]+(?:/[a-z0-9-]+)*\.md", path))
