"""Values as people write them, and back: dates, people, choices, placeholders."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from branchbook.handbook.template import FieldType

if TYPE_CHECKING:
    from collections.abc import Callable

    from branchbook.handbook.template import Field, Template

# -- writing ------------------------------------------------------------------------------------

_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_ISO_TIME = re.compile(r"(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})", re.ASCII)

#: A line to sign on.
SIGN_LINE = "＿" * 8
#: What stands in an empty cell, wide enough to be clicked.
EMPTY = "　　　"
BOX, TICK = "□", "☑"


def clean(text: str) -> str:
    """Return text that XML can hold: control characters dropped, line ends as one character."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_XML.sub("", text)


def given(value: Any) -> bool:
    """Tell whether a value was filled in at all."""
    return value is not None and value not in ("", [], {}, ())


def optional(field: Field) -> bool:
    """Tell whether a field may always be left out."""
    return not field.required and not field.required_when


def show(field: Field, value: Any) -> str:
    """Return a value as it is printed."""
    if not given(value):
        return ""
    if field.type is FieldType.PEOPLE and not isinstance(value, str):
        return clean("、".join(str(item) for item in value))
    text = clean(str(value))
    if field.type is FieldType.DATE:
        match = _ISO_DATE.fullmatch(text)
        if match:
            return f"{match[1]}年{int(match[2])}月{int(match[3])}日"
    elif field.type is FieldType.DATETIME:
        match = _ISO_TIME.fullmatch(text)
        if match:
            return f"{match[1]}年{int(match[2])}月{int(match[3])}日{match[4]}:{match[5]}"
    return text.strip("\n ")


def boxed(field: Field) -> bool:
    """Tell whether a choice is short enough to be printed as boxes to tick."""
    return field.type is FieldType.CHOICE and len(field.choices) > 1 and sum(map(len, field.choices)) <= 24


def boxes(field: Field, chosen: str = "") -> str:
    """Return the choices as boxes, the chosen one ticked."""
    return "　".join((TICK if choice == chosen else BOX) + choice for choice in field.choices)


def placeholder(field: Field, *, guided: bool, cell: bool = False) -> str:
    """Return what stands where a value is missing; `read` knows the same texts."""
    if cell and boxed(field):
        return boxes(field)
    if field.type is FieldType.SIGNATURE:
        return EMPTY if cell else SIGN_LINE
    if guided and field.help:
        return f"〔{field.help}〕" if cell else f"〔{field.label}：{field.help}〕"
    if guided and cell:
        return f"〔{field.label}〕"
    return EMPTY if cell else f"〔{field.label}〕"


#: What office programs put into a control that was emptied.
_OFFICE_PROMPTS = re.compile(
    r"^(单击或点击此处输入文字|单击此处输入文字|单击或点按此处输入文字|点击此处输入文字|单击或点击以输入日期"
    r"|单击此处输入日期|选择一项|Click or tap here to enter text|Click here to enter text|Choose an item"
    r"|Click or tap to enter a date)[。.]?$"
)
#: A prompt in brackets, which may itself hold the brackets of a document number.
BRACKETED = "〔(?:[^〔〕]|〔[^〔〕]*〕)*〕"
_BRACKETED = re.compile(BRACKETED)
_NOTHING = re.compile(r"^[\s　_＿—-]*$")
_BLANKS = "_＿—-"


Made = TypeVar("Made")
#: For so many fields what was worked out is kept; then it begins anew.
_MOST_FIELDS = 10_000


def per_field(make: Callable[[Field], Made]) -> Callable[[Field], Made]:
    """Keep what is worked out of a field alone: it is asked for again for every cell that is read."""
    # The field is kept with it, so that its id stays its own.
    kept: dict[int, tuple[Field, Made]] = {}

    def of(field: Field) -> Made:
        known = kept.get(id(field))
        if known is None or known[0] is not field:
            if len(kept) > _MOST_FIELDS:
                kept.clear()
            known = kept[id(field)] = (field, make(field))
        return known[1]

    return of


@per_field
def placeholders(field: Field) -> tuple[str, ...]:
    """Return every text that our files put where this field is not filled in."""
    texts = (placeholder(field, guided=guided, cell=cell) for guided in (False, True) for cell in (False, True))
    return tuple(dict.fromkeys(text for text in texts if text.strip("　")))


def is_blank(field: Field | None, text: str) -> bool:
    """Tell whether a text stands for "not filled in"."""
    text = text.strip()
    if (
        not text
        or (text[0] in _BLANKS and _NOTHING.match(text))
        or (text[0] in "单点选C" and _OFFICE_PROMPTS.match(text))
    ):
        return True
    if field is None:
        return bool(_BRACKETED.fullmatch(text))
    if text in placeholders(field):
        return True
    return text[0] == "〔" and bool(_BRACKETED.fullmatch(text)) and field.label in text


# -- reading ------------------------------------------------------------------------------------

_WIDE = {ord("０") + n: str(n) for n in range(10)} | {
    ord(a): b for a, b in zip("：．／－～　，", ":./-~ ,", strict=True)
}
_DIGITS = {
    c: n for n, chars in enumerate(("〇零○Ｏ", "一", "二", "三", "四", "五", "六", "七", "八", "九")) for c in chars
}
_HAN = "〇零○一二三四五六七八九十廿卅"
_HAN_DATE = re.compile(rf"([{_HAN}]{{4}})\s*年\s*([{_HAN}]{{1,3}})\s*月\s*([{_HAN}]{{1,3}})\s*[日号]")
_DATE = re.compile(r"([0-9]{4})\s*[年./-]\s*([0-9]{1,2})\s*[月./-]\s*([0-9]{1,2})\s*[日号]?")
_TIME = re.compile(r"(上午|下午|晚上|中午|早上)?\s*([0-9]{1,2})\s*[:时点]\s*(?:([0-9]{1,2})\s*分?|(半)|整)?")
_INTEGER = re.compile(r"[-+]?[0-9][0-9, ]*")
_COUNTED = re.compile(r"[人名票份件个枚张次年元页岁位]$")
#: No form needs a whole number as large, and a browser could not count with it.
_TOO_MUCH = 10**15


def han_number(text: str) -> int | None:
    """Read 二十三 or 二〇二六; None when it is neither."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    if not text or any(c not in _DIGITS and c not in "十百" for c in text):
        return None
    if "十" not in text and "百" not in text:
        return int("".join(str(_DIGITS[c]) for c in text))
    value, digit = 0, 0
    for c in text:
        if c == "百":
            value, digit = value + (digit or 1) * 100, 0
        elif c == "十":
            value, digit = value + (digit or 1) * 10, 0
        else:
            digit = _DIGITS[c]
    return value + digit


def _narrow(text: str) -> str:
    return (text if text.isascii() else text.translate(_WIDE)).strip()


def _day(text: str) -> tuple[str, str] | None:
    """Return the first date as ISO and the text after it."""
    match = _DATE.search(text)
    numbers: list[int | None] = []
    if match:
        numbers = [int(item) for item in match.groups()]
    else:
        match = _HAN_DATE.search(text)
        if match:
            numbers = [han_number(item) for item in match.groups()]
    if match is None:
        return None
    year, month, day = numbers
    try:
        if year is None or month is None or day is None:
            return None
        return date(year, month, day).isoformat(), text[match.end() :]
    except ValueError:
        return None


def _read_day(text: str) -> str | None:
    found = _day(_narrow(text))
    return found[0] if found else None


def _read_time(text: str) -> str | None:
    found = _day(_narrow(text))
    if found is None:
        return None
    match = _TIME.search(found[1])
    if match is None:
        return None
    hour, minute = int(match[2]), int(match[3] or (30 if match[4] else 0))
    if match[1] in {"下午", "晚上"} and hour < 12:
        hour += 12
    if match[1] == "中午" and hour < 3:
        hour += 12
    return f"{found[0]} {hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def _read_integer(field: Field, text: str) -> int | None:
    # The printed unit may stand on a line of its own, the number typed below it.
    bare, unit = _narrow(text), field.unit
    if "\n" in bare and unit:
        bare = "\n".join(line for line in bare.split("\n") if line.strip() != unit)
    elif unit and bare == unit:
        bare = ""
    if unit and bare.endswith(unit):
        bare = bare[: -len(unit)].strip()
    bare = _COUNTED.sub("", bare).strip()
    value = int(bare.replace(",", "").replace(" ", "")) if _INTEGER.fullmatch(bare) else han_number(bare)
    return value if value is not None and abs(value) < _TOO_MUCH else None


_MARK = r"[☑☒√✓✔■●◆✅]"


def _read_choice(field: Field, text: str) -> str | None:
    bare = text.strip()
    if bare in field.choices:
        return bare
    if re.search(r"[□☐○]|" + _MARK, bare):
        longest = sorted(field.choices, key=len, reverse=True)
        names = "|".join(map(re.escape, longest))
        ahead, behind = (re.findall(pattern, bare) for pattern in (rf"{_MARK}\s*({names})", rf"({names})\s*{_MARK}"))
        marked = behind if re.match(names, bare) and behind else ahead or behind
        return marked[0] if len(marked) == 1 else None
    inside = [choice for choice in field.choices if choice in bare]
    return inside[0] if len(inside) == 1 else None


def unplaced(field: Field, text: str) -> str:
    """Take our own placeholder out of a text that was typed beside it."""
    for known in placeholders(field):
        if known in text and not boxed(field):
            text = text.replace(known, "")
    return text


def parse(field: Field, text: str) -> tuple[Any, str]:
    """Read a printed text as a value of a field's type.

    Returns:
        The value (None when nothing is given) and a warning; an unreadable text is kept as it is.
    """
    if is_blank(field, text):
        return None, ""
    bare = text
    for known in placeholders(field):
        if known in text:
            bare = unplaced(field, text)
            break
    if bare is not text and is_blank(field, bare.strip(_EDGES)):
        return None, ""
    text = bare.strip(_EDGES)
    kind = field.type
    if kind is FieldType.PEOPLE:
        people = [name.strip(" ") for name in re.split(r"[、，,;；\n]", text)]
        return [name for name in people if name.strip("　")] or None, ""
    if kind in _AS_TEXT:
        if field.unit and kind is not FieldType.LONG_TEXT and text == field.unit:
            return None, ""
        return text, ""
    value: Any
    if len(text) > _LONGEST_FIGURE:
        value = None
    elif kind is FieldType.DATE:
        value = _read_day(text)
    elif kind is FieldType.DATETIME:
        value = _read_time(text)
    elif kind is FieldType.INTEGER:
        value = _read_integer(field, text)
    elif kind is FieldType.RATIO:
        match = re.fullmatch(r"([0-9]+)\s*/\s*([0-9]+)", _narrow(text))
        value = f"{match[1]}/{match[2]}" if match else None
    else:
        value = _read_choice(field, text)
        if value is None and not re.search(_MARK, text) and set(field.choices) <= set(re.split(r"[□☐○\s　]+", text)):
            return None, ""
    if value is not None:
        return value, ""
    if field.unit and text.strip("　 _＿") == field.unit:
        return None, ""
    return text, f"“{field.label}”写的是「{text[:40]}」，读不成{_TYPE_WORDS.get(kind, '规定的样子')}"


#: Kept as it is printed.
_AS_TEXT = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.SIGNATURE, FieldType.ATTACHMENT, FieldType.TABLE})
#: Taken off both ends: the wide spaces are what an empty cell of ours holds, and people type behind them.
_EDGES = "\n\t " + EMPTY[0]
#: No date, number or choice is written longer.
_LONGEST_FIGURE = 400
_TYPE_WORDS = {
    FieldType.DATE: "日期",
    FieldType.DATETIME: "日期和时间",
    FieldType.INTEGER: "整数",
    FieldType.RATIO: "几分之几",
    FieldType.CHOICE: "可选的一项",
}


def bookmark(*ids: str) -> str:
    """Return the bookmark name of a field's label, at most 40 characters."""
    name = "L_" + "_".join(ids)
    if len(name) <= 40:
        return name
    check = 0
    for char in name:
        check = (check * 31 + ord(char)) % 0xFFFFF
    return f"{name[:34]}_{check:05x}"


def value_mark(name: str) -> str:
    """Return the bookmark name that tells where a blank begins that stands right behind another one."""
    return "V" + bookmark(name)[1:]


def identity_line(template: Template) -> str:
    """Return the small last line that tells a printed or converted file's template."""
    return f"表样 {template.code} 第{template.version}版 · {template.id}"


IDENTITY_LINE = re.compile(r"表样\s*([A-Z][0-9]{2}(?:-[0-9])?)\s*第\s*([0-9]{1,6})\s*版\s*·\s*([a-z0-9-]+)")
