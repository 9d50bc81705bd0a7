"""A procedure and its papers: every step has text, every paper a template, every shared fact one meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branchbook.checks.numbers import quantities
from branchbook.findings import Finding, Severity, Where
from branchbook.handbook.source import Source
from branchbook.rules import is_given

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from branchbook.checks.texts import Document, Library
    from branchbook.handbook import Handbook
    from branchbook.handbook.content import Procedure, Step, StepDocument
    from branchbook.handbook.template import Field, Template

MUST, SHOULD, HINT = Severity.MUST, Severity.SHOULD, Severity.HINT


def _source(entry: Procedure | Template) -> Source:
    return entry.source or Source(entry.path, {})


# ---- steps and their papers ------------------------------------------------------------------------------


def _paper(handbook: Handbook, document: StepDocument, step: Step, where: Where) -> Iterator[Finding]:
    template = handbook.templates.get(document.template)
    if template is None:
        message = f"步骤「{step.title}」要的材料「{document.template}」没有模板"
        yield Finding("document-without-template", MUST, where, message, "在 templates/ 里补这份模板，或改成已有的 id")
    elif (document.need == "上级制发") != (template.issuer == "superior"):
        said = "上级制发" if template.issuer == "superior" else "支部制作"
        message = f"步骤「{step.title}」把「{template.title}」写成{document.need}，模板里是{said}"
        yield Finding("document-issuer", MUST, where, message, "改 need，或改模板的 issuer")


def _papers(handbook: Handbook, procedure: Procedure) -> Iterator[Finding]:
    source = _source(procedure)
    explained = {item.template for step in procedure.steps for item in step.documents if item.note}
    for number, step in enumerate(procedure.steps):
        seen: set[str] = set()
        for index, document in enumerate(step.documents):
            where = source.where("steps", number, "documents", index)
            yield from _paper(handbook, document, step, where)
            if document.template in seen:
                message = f"步骤「{step.title}」里「{document.template}」写了两次"
                yield Finding("document-twice", MUST, where, message, "删去一处")
            seen.add(document.template)
            if document.need == "视情况" and document.template not in explained:
                message = f"步骤「{step.title}」的「{document.template}」视情况要，没有写什么情况"
                yield Finding("document-case-unsaid", SHOULD, where, message, "在 note 里写明什么情况下要")


def _step_ids(document: Document) -> Iterator[tuple[str, Where]]:
    for block in document.blocks:
        if block.kind == "heading" and block.level == 3:
            yield block.anchor, block.where


def _sections(procedure: Procedure, document: Document) -> Iterator[Finding]:
    """The body's `###` sections and the steps are the same list in the same order."""
    source = _source(procedure)
    ids = [step.id for step in procedure.steps]
    written: dict[str, Where] = {}
    for anchor, where in _step_ids(document):
        if anchor in ids and anchor not in written:
            written[anchor] = where
        elif anchor:
            message = f"小节 {{#{anchor}}} " + ("写了两次" if anchor in written else "不是任何一步的 id")
            yield Finding(
                "step-section-stray", MUST, where, message, "改成步骤的 id，或把步骤补进 steps；别的小节用 ##"
            )
        else:
            yield Finding(
                "step-section-stray", MUST, where, "三级小节没有写 {#步骤id}", "写上 {#步骤id}；别的小节用 ##"
            )
    for number, step in enumerate(procedure.steps):
        if not step.text:
            where = source.where("steps", number, "id")
            message = f"步骤「{step.title}」没有正文"
            yield Finding("step-without-text", MUST, where, message, f"在正文里写 ### {step.title} {{#{step.id}}} 一节")
    for anchor, wanted in zip(written, [name for name in ids if name in written], strict=True):
        if anchor != wanted:
            message = f"这里是「{anchor}」，照 steps 的次序应是「{wanted}」"
            yield Finding("step-section-order", MUST, written[anchor], message, "把正文小节排成 steps 的次序")
            break


# ---- dates of steps -----------------------------------------------------------------------------------------


def _timing(step: Step, where: Where) -> Iterator[Finding]:
    """Words and numbers of a step's time agree, and say whose requirement it is."""
    spans = [item for item in quantities(step.timing) if item.dimension in {"months", "days"}]
    if spans and step.timing_weight is None:
        message = f"步骤「{step.title}」的时间“{step.timing}”有数，没有写是规定还是做法"
        yield Finding(
            "step-timing-weight", MUST, where, message, "写 timing_weight：规定、通行做法、本站建议或地方要求"
        )
    if not spans or step.at is None or not (step.at.months or step.at.days):
        return
    wanted = {("months", abs(step.at.months)), ("days", abs(step.at.days))} - {("months", 0), ("days", 0)}
    if not wanted & {(item.dimension, item.value) for item in spans}:
        message = f"步骤「{step.title}」给人看的是“{step.timing}”，给机器算的是 {step.at.months} 个月 {step.at.days} 天"
        yield Finding("step-timing-differs", SHOULD, where, message, "timing 和 at 改成同一个时间")


def _dates(procedure: Procedure) -> Iterator[Finding]:
    source = _source(procedure)
    latest: dict[str, tuple[int, str]] = {}
    for number, step in enumerate(procedure.steps):
        yield from _timing(step, source.where("steps", number, "timing"))
        if step.at is None:
            continue
        days = step.at.months * 30 + step.at.days
        before, title = latest.get(step.at.anchor, (days, ""))
        if days < before:
            where = source.where("steps", number, "at")
            message = f"步骤「{step.title}」排在「{title}」后面，时间却更早"
            yield Finding("step-order", HINT, where, message, "核对两步的 at，或换一下先后")
        latest[step.at.anchor] = max((days, step.title), (before, title))
    used = {step.at.anchor for step in procedure.steps if step.at}
    for anchor, meaning in procedure.anchors.items():
        if anchor not in used:
            message = f"锚点 {anchor}（{meaning}）没有一步用到"
            yield Finding(
                "anchor-unused", HINT, source.where("anchors", anchor), message, "删去，或在某一步的 at 里用它"
            )


# ---- shared facts -------------------------------------------------------------------------------------------


def _meaning(field: Field) -> dict[str, Any]:
    columns = {name: _meaning(column) for name, column in field.columns.items()}
    return {"类型": field.type.value, "单位": field.unit, "选项": tuple(field.choices), "列": columns}


def _same_meaning(templates: Iterable[Template]) -> Iterator[Finding]:
    """Within one dossier a shared field is one fact, and one label names one fact."""
    first: dict[str, Template] = {}
    labels: dict[str, tuple[str, Template]] = {}
    for template in templates:
        source = _source(template)
        for name, field in template.fields.items():
            if not field.shared:
                continue
            where = source.where("fields", name)
            other = first.setdefault(name, template)
            mine, theirs = _meaning(field), _meaning(other.fields[name])
            if mine != theirs:
                what = next(key for key, value in mine.items() if value != theirs[key])
                message = f"共用字段「{name}」的{what}和「{other.title}」里的不一样"
                yield Finding("shared-field-differs", MUST, where, message, "改成一样；说的是两件事的，换一个字段名")
            known, owner = labels.setdefault(field.label, (name, template))
            if known != name:
                message = f"标签“{field.label}”这里是「{name}」，在「{owner.title}」里是「{known}」，填一次的事实对不上"
                yield Finding(
                    "shared-label-differs", SHOULD, where, message, "同一件事用同一个字段名；不是的换一个标签"
                )


def _same_values(templates: Iterable[Template]) -> Iterator[Finding]:
    """Within one dossier of one branch the examples state each shared fact alike."""
    told: dict[tuple[str, str], tuple[Any, Template]] = {}
    for template in templates:
        branch = str(template.example.get("branch", ""))
        for name, field in template.fields.items():
            value = template.example.get(name)
            if not field.shared or not is_given(value) or template.example_source is None:
                continue
            known, owner = told.setdefault((branch, name), (value, template))
            if known != value:
                where = template.example_source.where(name, field_name=name)
                message = f"“{field.label}”和「{owner.title}」的范例不一样：{_brief(value)}，那里是 {_brief(known)}"
                yield Finding("shared-value-differs", SHOULD, where, message, "对照示例世界，两份范例改成一样")


def _brief(value: object) -> str:
    text = str(value)
    return text if len(text) <= 30 else text[:30] + "…"


def homes(handbook: Handbook) -> Mapping[str, str]:
    """The procedure that each template's example is about: the first that requires it, else the first that names it."""
    order = sorted(handbook.procedures.values(), key=lambda item: (item.order, item.id))
    found: dict[str, str] = {}
    for wanted in (lambda need: need != "视情况", lambda _need: True):
        for procedure in order:
            for document in procedure.documents:
                if wanted(document.need):
                    found.setdefault(document.template, procedure.id)
    return found


def check_dossiers(library: Library) -> Iterator[Finding]:
    """Every procedure has its steps written and its papers at hand; every template serves a step."""
    handbook = library.handbook
    home = homes(handbook)
    bodies = {document.name: document for document in library.documents if document.kind == "procedure"}
    for procedure in handbook.procedures.values():
        yield from _papers(handbook, procedure)
        yield from _sections(procedure, bodies[procedure.id])
        yield from _dates(procedure)
        papers = [
            handbook.templates[item.template] for item in procedure.documents if item.template in handbook.templates
        ]
        yield from _same_meaning(papers)
        yield from _same_values(paper for paper in papers if home[paper.id] == procedure.id)
    for template in handbook.templates.values():
        if template.id not in handbook.steps_using:
            where = _source(template).where("id")
            message = f"「{template.title}」没有一个流程的步骤用到"
            yield Finding("template-unused", MUST, where, message, "在 docs/procedures/ 相应的步骤里写上它")
