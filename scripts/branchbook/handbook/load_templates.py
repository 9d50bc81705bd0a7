"""Reads templates and kinds, with what they share and what they extend laid in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from branchbook.handbook.errors import model_findings
from branchbook.handbook.kinds import Kind
from branchbook.handbook.loader import named
from branchbook.handbook.source import Source, read_front_matter, read_yaml
from branchbook.handbook.template import Field, Rule, Template

if TYPE_CHECKING:
    from pathlib import Path

    from branchbook.findings import Finding
    from branchbook.handbook.loader import Loader

#: Parts of a kind under which its bases' parts are laid; `null` takes an entry away.
_LAID = ("fields", "names", "columns", "places", "written", "clock", "lists", "prose", "rules")
_SHARED_PARTS = ("fields", "rules")


class TemplateLoader:
    """Reads `templates/`: what is shared is read once, and what nobody uses of it is known afterwards."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader
        self.used: set[tuple[str, str]] = set()
        self.broken: set[tuple[str, str]] = set()
        self.fields = self._shared("fields", "字段", Field)
        self.rules = self._shared("rules", "规则", Rule)

    def unused(self) -> dict[str, Source]:
        """Return the shared fields and rules that nothing has used so far, as `字段:id`, with their file."""
        return {
            f"{kind}:{name}": shared
            for kind, shared in (("字段", self.fields), ("规则", self.rules))
            for name in (shared.data if shared else ())
            if shared and (kind, name) not in self.used
        }

    def _shared(self, name: str, kind: str, model: type[BaseModel]) -> Source | None:
        """Read what templates share, and say once, here, what is wrong with it."""
        file = self.loader.root / "templates" / "_shared" / f"{name}.yml"
        source = self.loader.read(read_yaml, file) if file.exists() else None
        for key, item in (source.data if source else {}).items():
            data = named({key: item})[key]
            if source and (isinstance(data, dict) and "use" in data):
                self.loader.complain(
                    source, (key,), "template-shared-unknown", f"共用{kind}「{key}」不能再引用别的", "写全它"
                )
                self.broken.add((kind, key))
                continue
            try:
                model.model_validate(data)
            except ValidationError as error:
                self.broken.add((kind, str(key)))
                self.loader.findings += model_findings(error, source, (key,)) if source else []
        return source

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
                    self.loader.complain(
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

    def template(self, folder: Path) -> Template | None:
        """Read a template's folder: its text, its example and its counterexamples."""
        source = self.loader.read(read_front_matter, folder / "template.md")
        example = self.loader.read(read_yaml, folder / "example.yml")
        counter_file = folder / "counterexamples.yml"
        counter = self.loader.read(read_yaml, counter_file) if counter_file.exists() else None
        area = self.loader.area(folder.parent)
        if source is None or example is None or area is None or (counter is None and counter_file.exists()):
            return None
        data = dict(source.data)
        if isinstance(data.get("extends"), str) and data["extends"]:
            base = self.loader.read(
                read_front_matter, self.loader.root / "templates" / "_shared" / "bases" / f"{data['extends']}.md"
            )
            if base is None:
                return None
            for part in ("fields", "rules"):
                data[part] = self._laid_over(base.data.get(part), data.get(part))
            data = {**{key: value for key, value in base.data.items() if key not in data}, **data}
            body = source.body.strip() or base.body
        else:
            body = source.body
        for part, shared, kind in (("fields", self.fields, "字段"), ("rules", self.rules, "规则")):
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
                self.loader.findings += [
                    self._relocate(item, example, counter) for item in model_findings(error, source)
                ]
            return None
        if template.id != folder.name:
            self.loader.complain(
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

    def kind(self, file: Path) -> Kind | None:
        """Read a kind with its bases laid under it."""
        source = self.loader.read(read_yaml, file)
        if source is None:
            return None
        data: dict[str, Any] = dict(source.data)
        bases = data.get("extends") or []
        layers: list[Source] = []
        for name in [bases] if isinstance(bases, str) else bases:
            base = self.loader.read(read_yaml, file.parent / f"_{name}.yml")
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
                        shared, word = (self.fields, "字段") if part == "fields" else (self.rules, "规则")
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
        return self.loader.build(Kind, data, source)
