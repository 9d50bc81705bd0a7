"""From files to one linked, immutable `Handbook`; every broken file is named, all at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from branchbook.findings import Finding, Severity, Where
from branchbook.handbook.content import (
    Case,
    DefectFamily,
    Glossary,
    News,
    Page,
    Procedure,
    Regulation,
)
from branchbook.handbook.dues import Dues
from branchbook.handbook.kinds import Kind
from branchbook.handbook.parameters import Parameters
from branchbook.handbook.requirements import RequirementSet, written
from branchbook.handbook.source import Source, SourceError, read_front_matter, read_text, read_yaml
from branchbook.handbook.start import Numbers, QuestionSet, StartPath, cited_at_start
from branchbook.handbook.template import Field, Rule, Template
from branchbook.handbook.year import Year

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from branchbook.handbook.content import Defect, Provision, Step, Term
    from branchbook.handbook.parameters import Parameter

M = TypeVar("M", bound=BaseModel)

#: What pydantic says, in the words of a maintainer who has never read Python.
_EXPECTED: dict[str, str] = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项，可能是写错了名字",
    "string_type": "应是文字",
    "int_type": "应是整数",
    "int_parsing": "应是整数",
    "bool_type": "应是 true 或 false",
    "bool_parsing": "应是 true 或 false",
    "tuple_type": "应是清单（每项前加 - ）",
    "mapping_type": "应是“键: 值”的对照表",
    "dict_type": "应是“键: 值”的对照表",
    "model_type": "应是“键: 值”的对照表",
    "model_attributes_type": "应是“键: 值”的对照表",
}


class HandbookError(Exception):
    """The handbook cannot be loaded; carries every reason found."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(f"{item.where}：{item.message}" for item in findings))
        self.findings = tuple(findings)


def _expected(error: Mapping[str, Any]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind in _EXPECTED:
        return _EXPECTED[kind]
    if kind in {"literal_error", "enum"}:
        return f"应是 {context['expected'].replace(' or ', '、').replace(chr(39), '')} 之一"
    if kind == "string_pattern_mismatch":
        return f"写法不对，应符合 {context['pattern']}"
    if kind == "too_short":
        return f"至少要写 {context['min_length']} 项"
    if kind == "string_too_short":
        return f"太短，至少 {context['min_length']} 个字"
    if kind == "string_too_long":
        return f"太长，至多 {context['max_length']} 个字"
    if kind == "greater_than_equal":
        return f"不能小于 {context['ge']}"
    if kind == "less_than_equal":
        return f"不能大于 {context['le']}"
    if kind == "value_error":
        return str(context.get("error", error["msg"]))
    return str(error["msg"])


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:40] + "…"


def model_findings(error: ValidationError, source: Source, prefix: tuple[str | int, ...] = ()) -> list[Finding]:
    """Say each pydantic error as a finding with file and line."""
    findings = []
    for item in error.errors(include_url=False):
        keys = prefix + tuple(key for key in item["loc"] if not (isinstance(key, str) and key.startswith("function-")))
        name = ".".join(str(key) for key in keys) or "（整份文件）"
        value = item.get("input")
        read = f"，读到的是「{_short(value)}」" if isinstance(value, str | int | float | bool) else ""
        mend = "删去或改正这一项" if item["type"] == "extra_forbidden" else "照 docs/contributing/ 里这类内容的说明改正"
        findings.append(
            Finding(
                "model-" + item["type"].replace("_", "-"),
                Severity.MUST,
                source.where(*keys),
                f"{name}：{_expected(item)}{read}",
                mend,
            )
        )
    return findings


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


@dataclass(frozen=True)
class Handbook:
    """Everything that people read and everything that is derived from it, linked by id."""

    root: Path
    templates: Mapping[str, Template]
    procedures: Mapping[str, Procedure]
    regulations: Mapping[str, Regulation]
    families: Mapping[str, DefectFamily]
    cases: Mapping[str, Case]
    pages: Mapping[str, Page]
    glossary: Glossary | None = None
    unused_shared: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    written: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Pages that are written by hand as plain Markdown: text by path below `docs/`."""
    kinds: Mapping[str, Kind] = field(default_factory=lambda: MappingProxyType({}))
    """Kinds of records that people type by hand: `templates/_kinds/`."""
    parameters: Parameters = field(default_factory=Parameters)
    """What each unit sets for itself, with its default, and the facts of a branch: `docs/parameters.yml`."""
    synonyms: tuple[tuple[str, str], ...] = ()
    """How else people say a word, and our word for it: `docs/synonyms.yml`."""
    news: tuple[News, ...] = ()
    """What is new, the newest first: `docs/news.yml`."""
    redirects: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Pages that moved: where each stood, and where it stands now, below `docs/`: `docs/redirects.yml`."""

    dues: Dues | None = None
    """What Party dues are reckoned by: `docs/dues.yml`."""
    requirements: Mapping[str, RequirementSet] = field(default_factory=lambda: MappingProxyType({}))
    """What one superior or another asks for beyond the handbook: `docs/requirements/`."""
    questions: Mapping[str, QuestionSet] = field(default_factory=lambda: MappingProxyType({}))
    """The self-test, by topic: `docs/questions/`."""
    numbers: Numbers | None = None
    """The card of numbers to remember: `docs/numbers.yml`."""
    start: StartPath | None = None
    """A new secretary's first ninety days: `docs/start.yml`."""

    year: Year | None = None
    """What falls due in a branch's year: `docs/year.yml`."""

    @cached_property
    def params(self) -> Mapping[str, Parameter]:
        """Every parameter, then every fact, by id; rules see them as `params.<id>`."""
        return MappingProxyType({**self.parameters.parameters, **self.parameters.facts})

    @cached_property
    def defects(self) -> Mapping[str, Defect]:
        """Every defect by id."""
        return MappingProxyType({item.id: item for family in self.families.values() for item in family.defects})

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """Every term."""
        return self.glossary.terms if self.glossary else ()

    def provision(self, ref: str) -> tuple[Regulation, Provision] | None:
        """Return regulation and provision of `regulation#provision`, or None."""
        regulation_id, _, provision_id = ref.partition("#")
        regulation = self.regulations.get(regulation_id)
        if regulation is None or provision_id not in regulation.provisions:
            return None
        return regulation, regulation.provisions[provision_id]

    def family_of(self, defect_id: str) -> DefectFamily | None:
        """Return the page on which a defect stands."""
        return next((f for f in self.families.values() if any(d.id == defect_id for d in f.defects)), None)

    @cached_property
    def steps_using(self) -> Mapping[str, tuple[tuple[Procedure, Step], ...]]:
        """For each template id, the steps that name it."""
        found: dict[str, list[tuple[Procedure, Step]]] = {}
        for procedure in self.procedures.values():
            for step in procedure.steps:
                for document in step.documents:
                    found.setdefault(document.template, []).append((procedure, step))
        return MappingProxyType({key: tuple(value) for key, value in found.items()})

    def citations(self) -> Iterator[tuple[str, Source, tuple[str | int, ...], str]]:
        """Yield every basis named in front matter: ref, file, key path, who cites it."""
        for template in self.templates.values():
            if template.source:
                for rule in template.rules.values():
                    for ref in rule.basis:
                        yield ref, template.source, ("rules", rule.id, "basis"), f"template:{template.id}#{rule.id}"
        yield from self._kind_citations()
        yield from self._dues_citations()
        for name, due in self.year.entries.items() if self.year else ():
            if self.year and self.year.source:
                for ref in due.basis:
                    yield ref, self.year.source, ("entries", name, "basis"), f"year:{name}"
        yield from self._requirement_citations()
        for name, param in self.parameters.parameters.items():
            if self.parameters.source:
                for ref in param.basis:
                    yield ref, self.parameters.source, ("parameters", name, "basis"), f"parameter:{name}"
        yield from cited_at_start(self.questions.values(), self.numbers, self.start)
        for procedure in self.procedures.values():
            if procedure.source:
                for index, step in enumerate(procedure.steps):
                    for ref in step.basis:
                        yield ref, procedure.source, ("steps", index, "basis"), f"procedure:{procedure.id}#{step.id}"
                yield from self._timeline_citations(procedure)
                if procedure.dossier:
                    for rule_id, dossier_rule in procedure.dossier.rules.items():
                        for ref in dossier_rule.basis:
                            yield (
                                ref,
                                procedure.source,
                                ("dossier", "rules", rule_id, "basis"),
                                f"dossier:{procedure.id}#{rule_id}",
                            )
                    for index, chain in enumerate(procedure.dossier.order):
                        for ref in chain.basis:
                            yield (
                                ref,
                                procedure.source,
                                ("dossier", "order", index, "basis"),
                                f"dossier:{procedure.id}",
                            )
                    for key in ("basis_complete", "basis_same"):
                        for ref in getattr(procedure.dossier, key):
                            yield ref, procedure.source, ("dossier", key), f"dossier:{procedure.id}"
        for family in self.families.values():
            if family.source:
                for index, defect in enumerate(family.defects):
                    for ref in defect.basis:
                        yield ref, family.source, ("defects", index, "basis"), f"defect:{family.id}#{defect.id}"
        if self.glossary and self.glossary.source:
            for index, term in enumerate(self.glossary.terms):
                for ref in term.basis:
                    yield ref, self.glossary.source, ("terms", index, "basis"), f"term:{term.id}"
        for case in self.cases.values():
            if case.source:
                for ref in case.rule_refs:
                    yield ref, case.source, ("rule_refs",), f"case:{case.id}"
        for regulation in self.regulations.values():
            if regulation.source:
                for key, provision in regulation.provisions.items():
                    for ref in provision.also:
                        yield (
                            ref,
                            regulation.source,
                            ("provisions", key, "also"),
                            f"provision:{regulation.id}#{key}",
                        )

    @staticmethod
    def _timeline_citations(procedure: Procedure) -> Iterator[tuple[str, Source, tuple[str | int, ...], str]]:
        """Yield every basis of a procedure's timeline."""
        if procedure.timeline is None or procedure.source is None:
            return
        who = f"timeline:{procedure.id}"
        for name, point in procedure.timeline.points.items():
            for side in ("earliest", "latest"):
                for index, limit in enumerate(getattr(point, side)):
                    for ref in limit.basis:
                        yield ref, procedure.source, ("timeline", "points", name, side, index, "basis"), who
            for key, part in (("counted", point.counted), ("every", point.every)):
                for ref in part.basis if part else ():
                    yield ref, procedure.source, ("timeline", "points", name, key, "basis"), who
        for ref in procedure.timeline.basis_order:
            yield ref, procedure.source, ("timeline", "basis_order"), who

    def _requirement_citations(self) -> Iterator[tuple[str, Source, tuple[str | int, ...], str]]:
        """Yield every basis of what superiors ask for."""
        for item in self.requirements.values():
            for part, additions in (("templates", item.templates), ("kinds", item.kinds)):
                for key, addition in additions.items():
                    for rule in addition.rules.values():
                        for ref in rule.basis:
                            if item.source:
                                keys = (part, key, "rules", rule.id, "basis")
                                yield ref, item.source, keys, f"requirement:{item.id}#{rule.id}"

    def _dues_citations(self) -> Iterator[tuple[str, Source, tuple[str | int, ...], str]]:
        """Yield every basis of the dues."""
        if self.dues is None or self.dues.source is None:
            return
        for name, category in self.dues.categories.items():
            for ref in category.basis:
                yield ref, self.dues.source, ("categories", name, "basis"), f"dues:{name}"
        for key in ("basis_round", "basis_deductions", "basis_change", "basis_start", "basis_reduced"):
            for ref in getattr(self.dues, key):
                yield ref, self.dues.source, (key,), "dues"

    def _kind_citations(self) -> Iterator[tuple[str, Source, tuple[str | int, ...], str]]:
        """Yield every basis of the rules of kinds; a base's rules are told once, by the first kind that has them."""
        told: set[tuple[str, str]] = set()
        for kind in self.kinds.values():
            for rule in kind.rules.values():
                source = kind.rule_sources.get(rule.id)
                if source and (source.path, rule.id) not in told:
                    told.add((source.path, rule.id))
                    for ref in rule.basis:
                        yield ref, source, ("rules", rule.id, "basis"), f"kind:{kind.id}#{rule.id}"


class _Loader:
    """Collects findings while it loads, so that one run tells everything."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.findings: list[Finding] = []
        self.shared_fields: Source | None = None
        self.shared_rules: Source | None = None
        self.used: set[tuple[str, str]] = set()
        self.broken: set[tuple[str, str]] = set()

    def relative(self, file: Path) -> str:
        return file.relative_to(self.root).as_posix()

    def read(self, reader: Callable[[Path, str], Source], file: Path) -> Source | None:
        try:
            return reader(file, self.relative(file))
        except SourceError as error:
            self.findings.append(error.finding)
            return None

    def build(self, model: type[M], data: Mapping[str, Any], source: Source) -> M | None:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            self.findings.extend(model_findings(error, source))
            return None

    def complain(self, source: Source, keys: tuple[str | int, ...], code: str, message: str, mend: str) -> None:
        self.findings.append(Finding(code, Severity.MUST, source.where(*keys), message, mend))

    # -- templates ---------------------------------------------------------------------------

    def shared(self, name: str, kind: str, model: type[BaseModel]) -> Source | None:
        """Read what templates share, and say once, here, what is wrong with it."""
        file = self.root / "templates" / "_shared" / f"{name}.yml"
        source = self.read(read_yaml, file) if file.exists() else None
        for key, item in (source.data if source else {}).items():
            data = self._named({key: item})[key]
            if source and (isinstance(data, dict) and "use" in data):
                self.complain(source, (key,), "template-shared-unknown", f"共用{kind}「{key}」不能再引用别的", "写全它")
                self.broken.add((kind, key))
                continue
            try:
                model.model_validate(data)
            except ValidationError as error:
                self.broken.add((kind, str(key)))
                self.findings += model_findings(error, source, (key,)) if source else []
        return source

    @classmethod
    def _named(cls, data: dict[Any, Any]) -> dict[Any, Any]:
        """Write each entry's key into it as `id`, columns included."""
        named = {}
        for key, item in data.items():
            named[key] = item
            if isinstance(item, dict):
                named[key] = {**item, "id": key}
                if isinstance(item.get("columns"), dict):
                    named[key]["columns"] = cls._named(item["columns"])
        return named

    def _expand(self, kind: str, shared: Source | None, data: Any, source: Source, keys: tuple[str, ...]) -> Any:
        """Replace `{use: id, …}` by the shared definition with the given keys laid over it."""
        if not isinstance(data, dict):
            return data
        expanded = {}
        for name, item in data.items():
            merged = item
            if isinstance(item, dict) and "use" in item:
                use = str(item["use"])
                base = (shared.data if shared else {}).get(use)
                if not isinstance(base, dict):
                    self.complain(
                        source,
                        (*keys, name),
                        "template-shared-unknown",
                        f"共用{kind}「{use}」不存在",
                        f"在 templates/_shared/ 里补上，或改成已有的{kind}",
                    )
                    continue
                self.used.add((kind, use))
                merged = {**base, **{key: value for key, value in item.items() if key != "use"}}
            if isinstance(merged, dict):
                merged = {**merged, "id": name}
                columns = self._expand(kind, shared, merged.get("columns"), source, (*keys, name, "columns"))
                merged |= {"columns": columns} if columns is not None else {}
            expanded[name] = merged
        return expanded

    def _own_fault(self, error: ValidationError, source: Source) -> bool:
        """Tell whether anything but a broken shared definition is to blame, which was told where it stands."""
        for item in error.errors(include_url=False):
            part, *rest = item["loc"]
            written = source.data.get(part) if part in {"fields", "rules"} and rest else None
            entry = written.get(rest[0]) if isinstance(written, dict) else None
            kind = "字段" if part == "fields" else "规则"
            if not (isinstance(entry, dict) and (kind, str(entry.get("use"))) in self.broken):
                return True
        return False

    def area(self, folder: Path) -> str | None:
        """Return a folder's name as an area, or say that it cannot be one."""
        if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", folder.name):
            return folder.name
        where = Where(self.relative(folder) + "/")
        message = f"领域的文件夹名「{folder.name}」不能用"
        self.findings.append(Finding("folder-name", Severity.MUST, where, message, "只用小写英文、数字和连字符"))
        return None

    def template(self, folder: Path) -> Template | None:
        source = self.read(read_front_matter, folder / "template.md")
        example = self.read(read_yaml, folder / "example.yml")
        counter_file = folder / "counterexamples.yml"
        counter = self.read(read_yaml, counter_file) if counter_file.exists() else None
        area = self.area(folder.parent)
        if source is None or example is None or area is None or (counter is None and counter_file.exists()):
            return None
        data = dict(source.data)
        if isinstance(data.get("extends"), str) and data["extends"]:
            base = self.read(read_front_matter, self.root / "templates" / "_shared" / "bases" / f"{data['extends']}.md")
            if base is None:
                return None
            for part in ("fields", "rules"):
                data[part] = self._laid_over(base.data.get(part), data.get(part))
            data = {**{key: value for key, value in base.data.items() if key not in data}, **data}
            body = source.body.strip() or base.body
        else:
            body = source.body
        for part, shared, kind in (("fields", self.shared_fields, "字段"), ("rules", self.shared_rules, "规则")):
            data[part] = self._expand(kind, shared, data.get(part) or {}, source, (part,))
        cases = (counter.data.get("counterexamples") or []) if counter else []
        data |= {
            "source": source,
            "body": body,
            "area": area,
            "example": example.data,
            "example_source": example,
            "counterexamples": cases,
            "counterexamples_source": counter,
        }
        try:
            template = Template.model_validate(data)
        except ValidationError as error:
            if self._own_fault(error, source):
                self.findings += [self._relocate(item, example, counter) for item in model_findings(error, source)]
            return None
        if template.id != folder.name:
            self.complain(
                source, ("id",), "id-mismatch", f"id「{template.id}」和文件夹名「{folder.name}」不同", "改成一样"
            )
        return template

    @staticmethod
    def _laid_over(base: Any, own: Any) -> Any:
        """Return the base's entries with the template's own over them; an own `null` takes one of the base's out."""
        if not (isinstance(base, dict) and isinstance(own, dict)):
            return own or base
        return {key: value for key, value in {**base, **own}.items() if value is not None or key not in base}

    @staticmethod
    def _relocate(finding: Finding, example: Source, counter: Source | None) -> Finding:
        """Point into example.yml or counterexamples.yml what was found in their part of the model."""
        keys = [int(key) if key.isdigit() else key for key in finding.message.split("：", 1)[0].split(".")]
        if counter and keys[0] == "counterexamples":
            return finding.at(counter.where(*keys))
        if keys[0] == "example":
            return finding.at(example.where(*keys[1:]))
        return finding

    # -- kinds ---------------------------------------------------------------------------------

    def kind(self, file: Path) -> Kind | None:
        """Read a kind with its bases laid under it."""
        source = self.read(read_yaml, file)
        if source is None:
            return None
        data: dict[str, Any] = dict(source.data)
        bases = data.get("extends") or []
        layers: list[Source] = []
        for name in [bases] if isinstance(bases, str) else bases:
            base = self.read(read_yaml, file.parent / f"_{name}.yml")
            if base is None:
                return None
            layers.append(base)
        layers.append(source)
        origins: dict[str, Source] = {}
        laid: dict[str, dict[Any, Any]] = {}
        cases: list[Any] = []
        for layer in layers:
            for part in _LAID:
                own = layer.data.get(part)
                if isinstance(own, dict):
                    expanded = own
                    if part in _SHARED_PARTS:
                        shared, word = (self.shared_fields, "字段") if part == "fields" else (self.shared_rules, "规则")
                        expanded = self._expand(word, shared, own, layer, (part,))
                    laid.setdefault(part, {}).update(expanded)
                    if part == "rules":
                        origins |= dict.fromkeys(own, layer)
            own_cases = layer.data.get("counterexamples")
            cases += own_cases if isinstance(own_cases, list) else []
        for part, entries in laid.items():
            data[part] = {key: value for key, value in entries.items() if value is not None}
        rules = data.get("rules") or {}
        data["counterexamples"] = [
            case
            for case in cases
            if not isinstance(case, dict) or case.get("rule") in rules or case in source.data.get("counterexamples", [])
        ]
        data |= {"source": source, "rule_sources": origins}
        return self.build(Kind, data, source)

    # -- content -----------------------------------------------------------------------------

    def entry(self, model: type[M], file: Path, **extra: Any) -> M | None:
        source = self.read(read_front_matter, file)
        if source is None:
            return None
        data = {**source.data, **extra, "source": source, "body": source.body}
        return self.build(model, data, source)

    def procedure(self, file: Path) -> Procedure | None:
        area = self.area(file.parent)
        source = self.read(read_front_matter, file) if area else None
        if source is None:
            return None
        data = {**source.data, "area": area, "source": source, "body": source.body}
        dossier = data.get("dossier")
        if isinstance(dossier, dict) and isinstance(dossier.get("rules"), dict):
            data["dossier"] = {**dossier, "rules": self._named(dossier["rules"])}
        timeline = data.get("timeline")
        if isinstance(timeline, dict) and isinstance(timeline.get("points"), dict):
            data["timeline"] = {**timeline, "points": self._named(timeline["points"])}
        procedure = self.build(Procedure, data, source)
        if procedure is None:
            return None
        texts = step_texts(procedure.body)
        steps = tuple(step.model_copy(update={"text": texts.get(step.id, "")}) for step in procedure.steps)
        return procedure.model_copy(update={"steps": steps})

    def regulation(self, file: Path) -> Regulation | None:
        source = self.read(read_front_matter, file)
        if source is None:
            return None
        data = {**source.data, "source": source, "body": source.body}
        if isinstance(data.get("provisions"), dict):
            data["provisions"] = {
                key: {**value, "id": key} if isinstance(value, dict) else value
                for key, value in data["provisions"].items()
            }
        return self.build(Regulation, data, source)

    def written(self, docs: Path) -> dict[str, str]:
        """Read the pages that are plain Markdown: the home page, the tags, what maintainers read."""
        found = {}
        for file in [*sorted(docs.glob("*.md")), *sorted((docs / "contributing").rglob("*.md"))]:
            if file.name == "glossary.md":
                continue
            try:
                found[file.relative_to(docs).as_posix()] = read_text(file, self.relative(file))
            except SourceError as error:
                self.findings.append(error.finding)
        return found

    def dues(self, file: Path) -> Dues | None:
        """Read what dues are reckoned by."""
        source = self.read(read_yaml, file) if file.is_file() else None
        if source is None:
            return None
        data: dict[str, Any] = dict(source.data)
        if isinstance(data.get("categories"), dict):
            data["categories"] = self._named(data["categories"])
        return self.build(Dues, {**data, "source": source}, source)

    def parameters(self, file: Path) -> Parameters:
        """Read what each unit sets for itself."""
        source = self.read(read_yaml, file) if file.is_file() else None
        if source is None:
            return Parameters()
        data: dict[str, Any] = dict(source.data)
        for part in ("parameters", "facts"):
            if isinstance(data.get(part), dict):
                fact = {"fact": True} if part == "facts" else {}
                named = self._named(data[part])
                data[part] = {key: {**item, **fact} if isinstance(item, dict) else item for key, item in named.items()}
        return self.build(Parameters, {**data, "source": source}, source) or Parameters()

    def year(self, file: Path) -> Year | None:
        """Read what falls due in a branch's year."""
        source = self.read(read_yaml, file) if file.is_file() else None
        if source is None:
            return None
        data: dict[str, Any] = dict(source.data)
        if isinstance(data.get("entries"), dict):
            data["entries"] = self._named(data["entries"])
        return self.build(Year, {**data, "source": source}, source)

    def requirement(self, file: Path) -> RequirementSet | None:
        """Read what one superior asks for."""
        source = self.read(read_yaml, file)
        return self.build(RequirementSet, {**written(source.data), "source": source}, source) if source else None

    def plain(self, model: type[M], file: Path) -> M | None:
        """Read a file of plain YAML that is one model."""
        source = self.read(read_yaml, file) if file.is_file() else None
        return self.build(model, {**source.data, "source": source}, source) if source else None

    def question_set(self, file: Path) -> QuestionSet | None:
        """Read the questions of one topic."""
        source = self.read(read_yaml, file)
        if source is None:
            return None
        data: dict[str, Any] = dict(source.data)
        if isinstance(data.get("questions"), dict):
            data["questions"] = self._named(data["questions"])
        return self.build(QuestionSet, {**data, "id": file.stem, "source": source}, source)

    def synonyms(self, file: Path) -> tuple[tuple[str, str], ...]:
        """Read `我们的说法: [别人的说法, …]`."""
        source = self.read(read_yaml, file) if file.is_file() else None
        found: dict[str, str] = {}
        for ours, others in (source.data if source else {}).items():
            if source is None or not isinstance(others, list) or not all(isinstance(word, str) for word in others):
                if source:
                    self.complain(
                        source,
                        (ours,),
                        "synonyms-shape",
                        f"「{ours}」后面应是一个清单",
                        "写成 换届: [改选, 换班子] 的样子",
                    )
                continue
            for word in others:
                if word in found or word == ours:
                    self.complain(
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
        source = self.read(read_yaml, file) if file.is_file() else None
        listed = source.data.get("news") if source else None
        found = []
        for number, item in enumerate(listed if isinstance(listed, list) else ()):
            if source is None:
                continue
            try:
                found.append(News.model_validate(item))
            except ValidationError as error:
                self.findings += model_findings(error, source, ("news", number))
        return tuple(sorted(found, key=lambda item: item.on, reverse=True))

    def redirects(self, file: Path) -> dict[str, str]:
        """Read `旧的.md: 新的.md`, both below `docs/`."""
        source = self.read(read_yaml, file) if file.is_file() else None
        found: dict[str, str] = {}
        for old, new in (source.data if source else {}).items():
            if source and not (_is_page(old) and _is_page(new) and old != new):
                message = f"「{old}: {new}」不是从一页到另一页"
                self.complain(source, (old,), "redirect-shape", message, "写成 guide/old.md: guide/new.md 的样子")
                continue
            found[old] = new
        return found

    def collect(self, files: list[Path], make: Callable[[Path], Any], kind: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for file in files:
            item = make(file)
            if item is None:
                continue
            name = file.parent.name if file.name == "template.md" else file.stem
            if item.id != name:
                if not isinstance(item, Template):  # templates are told in `template`
                    self.complain(
                        item.source, ("id",), "id-mismatch", f"id「{item.id}」和文件名「{name}」不同", "改成一样"
                    )
            elif item.id in found:
                self.complain(
                    item.source,
                    ("id",),
                    "id-duplicate",
                    f"{kind} id「{item.id}」已被 {found[item.id].path} 使用",
                    "换一个 id",
                )
            found.setdefault(item.id, item)
        return found


def _is_page(path: object) -> bool:
    return isinstance(path, str) and bool(re.fullmatch(r"[a-z0-9-]+(?:/[a-z0-9-]+)*\.md", path))


#: Parts of a kind under which its bases' parts are laid; `null` takes an entry away.
_LAID = ("fields", "names", "places", "written", "clock", "lists", "prose", "rules")
_SHARED_PARTS = ("fields", "rules")

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
    loader = _Loader(root)
    loader.shared_fields = loader.shared("fields", "字段", Field)
    loader.shared_rules = loader.shared("rules", "规则", Rule)
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
        [folder / "template.md" for folder in folders], lambda file: loader.template(file.parent), "模板"
    )
    procedures = loader.collect(files("procedures", "*/*.md"), loader.procedure, "流程")
    regulations = loader.collect(files("regulations"), loader.regulation, "依据")
    families = loader.collect(files("defects"), lambda file: loader.entry(DefectFamily, file), "问题")
    cases = loader.collect(files("cases"), lambda file: loader.entry(Case, file), "案例")
    pages = loader.collect(files("guide"), lambda file: loader.entry(Page, file, id=file.stem), "页面")
    glossary_file = docs / "glossary.md"
    glossary = loader.entry(Glossary, glossary_file) if glossary_file.exists() else None
    written = loader.written(docs)
    synonyms = loader.synonyms(docs / "synonyms.yml")
    news = loader.news(docs / "news.yml")
    redirects = loader.redirects(docs / "redirects.yml")
    kind_files = sorted((root / "templates" / "_kinds").glob("[!_.]*.yml"))
    kinds = loader.collect(kind_files, loader.kind, "材料种类")
    parameters = loader.parameters(docs / "parameters.yml")
    dues = loader.dues(docs / "dues.yml")
    year = loader.year(docs / "year.yml")
    requirements = loader.collect(files("requirements", "*.yml"), loader.requirement, "要求集")
    questions = loader.collect(sorted((docs / "questions").glob("[!_.]*.yml")), loader.question_set, "题目")
    numbers = loader.plain(Numbers, docs / "numbers.yml")
    start = loader.plain(StartPath, docs / "start.yml")
    if loader.findings:
        raise HandbookError(list(dict.fromkeys(loader.findings)))
    unused = {}
    for kind, shared in (("字段", loader.shared_fields), ("规则", loader.shared_rules)):
        for name in shared.data if shared else ():
            if (kind, name) not in loader.used and shared:
                unused[f"{kind}:{name}"] = shared
    return Handbook(
        root,
        MappingProxyType(templates),
        MappingProxyType(procedures),
        MappingProxyType(regulations),
        MappingProxyType(families),
        MappingProxyType(cases),
        MappingProxyType(pages),
        glossary,
        MappingProxyType(unused),
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


__all__ = ["Field", "Handbook", "HandbookError", "Rule", "load", "model_findings", "step_texts"]
