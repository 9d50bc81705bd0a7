"""Web forms as plain HTML: every blank with its label, unit, help and mark; readable and printable without a script."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from branchbook.handbook.template import FieldType
from branchbook.records.flow import needed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from branchbook.handbook.template import Field, Template

#: So many rows a table shows before anybody asks for more.
ROWS = 3
#: More columns than this do not fit side by side: each row becomes a card of its own.
_ABREAST = 5
#: Choices up to this many, and this long together, are shown at once.
_RADIOS, _RADIO_CHARS = 4, 40

_SHORT = frozenset({FieldType.DATE, FieldType.DATETIME, FieldType.INTEGER, FieldType.RATIO, FieldType.CHOICE})
_TYPE_HELP = {
    FieldType.DATE: "写年月日，如 2026年6月5日。",
    FieldType.DATETIME: "写年月日和时间，如 2026年6月5日14:30。",
    FieldType.PEOPLE: "写姓名，用顿号隔开。",
    FieldType.RATIO: "写成几分之几，如 21/23。",
    FieldType.SIGNATURE: "本人手写签字；也可以先空着，打印出来再签。",
}


def _help(field: Field) -> str:
    said = [text for text in (field.help, _TYPE_HELP.get(field.type, "")) if text]
    if field.type is FieldType.INTEGER and not field.help:
        said.append("写整数。")
    return "".join(said)


def _mark(field: Field) -> str:
    word = needed(field)
    name = "bb-req" if field.required else "bb-req bb-req--maybe"
    return f' <span class="{name}">{word}</span>'


def _attributes(**given: str | bool) -> str:
    parts = []
    for key, value in given.items():
        name = key.rstrip("_").replace("_", "-")
        if value is True:
            parts.append(f" {name}")
        elif value:
            parts.append(f' {name}="{escape(str(value))}"')
    return "".join(parts)


def _select(field: Field, attributes: str) -> str:
    choices = "".join(f'<option value="{escape(choice)}">{escape(choice)}</option>' for choice in field.choices)
    return f'<select{attributes}><option value=""></option>{choices}</select>'


def _control(field: Field, id_: str, described: str = "", *, cell: bool = False) -> str:
    """Draw what a value is typed into; a date's own picker waits for the script."""
    common = _attributes(id=id_, aria_describedby=described, data_control=True, autocomplete="off")
    if field.type is FieldType.CHOICE:
        return _select(field, common)
    if field.type is FieldType.LONG_TEXT or (field.type is FieldType.PEOPLE and not cell):
        rows = 1 if cell or field.type is FieldType.PEOPLE else 3
        return f'<textarea rows="{rows}"{common}></textarea>'
    mode = _attributes(inputmode="numeric" if field.type is FieldType.INTEGER else "")
    text = f'<input type="text"{mode}{common}>'
    if field.type is FieldType.DATE:
        label = escape(f"从日历里选：{field.label}")
        text += f'<input type="date" class="bb-pick" aria-label="{label}" data-pick tabindex="-1" hidden>'
    if field.unit and not cell:
        text += f'<span class="bb-unit">{escape(field.unit)}</span>'
    return text


def _radios(field: Field, id_: str) -> str:
    choices = list(field.choices) if field.required else ["", *field.choices]
    return "".join(
        f'<label class="bb-radio"><input type="radio" name="{escape(id_)}" id="{escape(id_)}-{number}"'
        f' value="{escape(choice)}" data-control{"" if choice else " checked"}> {escape(choice or "不填")}</label>'
        for number, choice in enumerate(choices)
    )


def _as_radios(field: Field) -> bool:
    return (
        field.type is FieldType.CHOICE
        and len(field.choices) <= _RADIOS
        and sum(map(len, field.choices)) <= _RADIO_CHARS
    )


def _message(id_: str) -> str:
    return f'<p class="bb-msg" id="{id_}-msg" hidden></p>'


def _named(column: Field) -> str:
    unit = f"（{column.unit}）" if column.unit and column.unit not in column.label else ""
    return escape(column.label + unit)


def _heading(column: Field) -> str:
    star = '<span class="bb-star" aria-hidden="true">*</span>' if column.required else ""
    return f'<th scope="col">{_named(column)}{star}</th>'


def _row(field: Field, id_: str, number: int) -> str:
    cells = [f'<td class="bb-row-no">{number}</td>']
    for column in field.columns.values():
        own = f"{id_}-{number}-{column.id}"
        label = (
            f'<label class="bb-cell" for="{own}"><span class="bb-row-name">第{number}行</span>{_named(column)}'
            f"{'（必填）' if column.required else ''}</label>"
        )
        cells.append(
            f'<td data-column="{column.id}" data-type="{column.type.value}">{label}'
            f'<span class="bb-input">{_control(column, own, cell=True)}</span></td>'
        )
    cells.append(
        '<td class="bb-row-tools"><button type="button" class="bb-quiet" data-remove hidden '
        f'aria-label="删去第{number}行">删去</button></td>'
    )
    return f"<tr data-row>{''.join(cells)}</tr>"


def _table(field: Field, id_: str, rows: int) -> str:
    cards = " bb-rows--cards" if len(field.columns) > _ABREAST else ""
    head = "".join(_heading(column) for column in field.columns.values())
    advice = [f"{column.label}：{column.help}" for column in field.columns.values() if column.help]
    each = "".join(f"<li>{escape(text)}</li>" for text in advice)
    columns = (
        f'<details class="bb-rest bb-columns"><summary>各列怎么填</summary><ul>{each}</ul></details>' if each else ""
    )
    body = "".join(_row(field, id_, number) for number in range(1, max(1, min(rows, field.rows)) + 1))
    return (
        f'<div class="bb-field bb-field--wide" data-field="{field.id}" data-type="table" role="group" id="{id_}"'
        f' aria-labelledby="{id_}-label" aria-describedby="{id_}-help {id_}-msg" tabindex="-1">'
        f'<p class="bb-label" id="{id_}-label">{escape(field.label)}{_mark(field)}</p>'
        f'<p class="bb-help" id="{id_}-help">{escape(field.help or "一行写一条。")}</p>{columns}{_message(id_)}'
        f'<table class="bb-rows{cards}"><thead><tr><th scope="col">行</th>{head}'
        f'<th scope="col"><span class="bb-row-name">改这一行</span></th></tr></thead><tbody>{body}</tbody></table>'
        f'<p class="bb-rows-add"><button type="button" class="bb-quiet" data-add hidden>加一行</button></p></div>'
    )


def field_html(field: Field, prefix: str, *, rows: int = ROWS) -> str:
    """Return one blank as HTML, on one line.

    Args:
        field: the blank.
        prefix: what stands before its id, so that several forms can stand on one page.
        rows: how many rows of a table are shown at first.
    """
    id_ = prefix + field.id
    if field.type is FieldType.TABLE:
        return _table(field, id_, rows)
    wide = "" if field.type in _SHORT else " bb-field--wide" if field.type is FieldType.LONG_TEXT else ""
    start = f' class="bb-field{wide}" data-field="{field.id}" data-type="{field.type.value}"'
    words = _help(field)
    help_ = f'<p class="bb-help" id="{id_}-help">{escape(words)}</p>' if words else ""
    described = f"{id_}-help {id_}-msg" if words else f"{id_}-msg"
    if _as_radios(field):
        return (
            f'<fieldset{start} id="{id_}" aria-describedby="{described}" tabindex="-1"><legend>{escape(field.label)}'
            f'{_mark(field)}</legend><div class="bb-radios">{_radios(field, id_)}</div>{help_}{_message(id_)}</fieldset>'
        )
    return (
        f'<div{start}><label for="{id_}">{escape(field.label)}{_mark(field)}</label>'
        f'<div class="bb-input">{_control(field, id_, described)}</div>{help_}{_message(id_)}</div>'
    )


def fields_html(fields: Iterable[Field], prefix: str, *, rows: int = ROWS) -> str:
    """Return blanks as one block of HTML, on one line."""
    return f'<div class="bb-blanks">{"".join(field_html(field, prefix, rows=rows) for field in fields)}</div>'


def form_html(template: Template, *, prefix: str = "f-", rows: int = ROWS) -> str:
    """Return all blanks of a template as HTML, on one line; ids start with `prefix`."""
    return fields_html(template.fields.values(), prefix, rows=rows)


def fill_scripts(template: Template) -> list[str]:
    """Return what a template's page loads, in order: the form's script before the data that is handed to it."""
    data = ("calendar", "parts", template.id)
    return ["assets/fill.js", *(f"assets/kits/{name}.js" for name in data), "assets/read.js"]


def merged(templates: Iterable[Template], names: Iterable[str]) -> Mapping[str, Field]:
    """Return the facts that several documents share, each once, as its first document calls it.

    A fact that any of them must have is marked as required.
    """
    wanted = set(names)
    found: dict[str, Field] = {}
    for template in templates:
        for name, field in template.fields.items():
            if name not in wanted:
                continue
            known = found.get(name)
            if known is None:
                found[name] = field
            elif field.required and not known.required:
                found[name] = known.model_copy(update={"required": True, "required_when": ""})
    return found


__all__ = ["ROWS", "field_html", "fields_html", "fill_scripts", "form_html", "merged"]
