"""Numbers in Chinese sentences, brought to one form: 五分之四 is 4/5, 百分之二十 is 20%, 半年 is 6个月."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_HAN = "零〇一二两三四五六七八九十百千万"

#: Unit → dimension and factor. Numbers are compared only within one dimension.
_UNITS: dict[str, tuple[str, Fraction]] = {
    "年": ("months", Fraction(12)),
    "周年": ("months", Fraction(12)),
    "个月": ("months", Fraction(1)),
    "季度": ("months", Fraction(3)),
    "个季度": ("months", Fraction(3)),
    "周": ("days", Fraction(7)),
    "个星期": ("days", Fraction(7)),
    "天": ("days", Fraction(1)),
    "日": ("days", Fraction(1)),
    "个工作日": ("workdays", Fraction(1)),
    "小时": ("hours", Fraction(1)),
    "个小时": ("hours", Fraction(1)),
    "学时": ("lessons", Fraction(1)),
    "课时": ("lessons", Fraction(1)),
    "人": ("people", Fraction(1)),
    "名": ("people", Fraction(1)),
    "位": ("people", Fraction(1)),
    "票": ("votes", Fraction(1)),
    "张": ("sheets", Fraction(1)),
    "次": ("times", Fraction(1)),
    "届": ("terms", Fraction(1)),
    "级": ("levels", Fraction(1)),
    "元": ("yuan", Fraction(1)),
    "倍": ("ratio", Fraction(1)),
    **{unit: ("things", Fraction(1)) for unit in ("个", "份", "条", "项", "类", "方", "件", "种", "样")},
}

#: Dimensions whose numbers are a rule's own; the others count what happens to lie on the table.
FIRM = frozenset({"ratio", "months", "days", "workdays", "hours", "lessons"})

_NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?\s*万?|[{_HAN}]+)"
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_RANGE = rf"(?=\s*(?:至|到|—|–|-|～|~|或者?|、)\s*{_NUMBER}(?:\s*(?:至|到|或者?|、)\s*{_NUMBER})*\s*(?P<later>{_UNIT}))"
_QUANTITY = re.compile(
    rf"""(?<![\d/])(?P<slash>\d{{1,3}}\s*/\s*\d{{1,3}}(?![\d/]))
    |(?P<percent>\d+(?:\.\d+)?)\s*[%％]
    |百分之(?P<cent>\d+(?:\.\d+)?|[{_HAN}]+)
    |(?P<under>\d+|[{_HAN}]+)分之(?P<over>\d+|[{_HAN}]+)
    |(?P<half>半数|过半)
    |(?P<halfyear>半年)
    |(?<![第统唯单之同逐任某哪几数])(?P<number>{_NUMBER})\s*(?:个(?P<half_month>半月)|(?P<unit>{_UNIT})(?P<more>半)?|{_RANGE})""",
    re.VERBOSE,
)

#: What looks like a quantity and is none: dates, times, ordinals, document numbers, codes, places in a document.
_NO_QUANTITY = re.compile(
    rf"""\d{{4}}\s*年(?:\s*\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*日)?)?
    |\d{{4}}-\d{{2}}(?:-\d{{2}})?
    |(?:\d{{1,2}}|[{_HAN}]{{1,3}})\s*月(?:\s*(?:\d{{1,2}}|[{_HAN}]{{1,3}})\s*[日号])?
    |每月\s*(?:\d{{1,2}}|[{_HAN}]{{1,3}})\s*[日号]
    |\d{{1,2}}\s*[:：]\s*\d{{2}}
    |第\s*(?:\d+|[{_HAN}]+)\s*(?:[至到、或]\s*(?:\d+|[{_HAN}]+)\s*)?[一-龥]?
    |〔\d{{4}}〕\s*\d+\s*号
    |\d+(?:\.\d+)?\s*(?:页|号|字|行|列|栏|格|厘米|毫米|KB|MB|GB)
    |[A-Za-z]+-?\d[\w.-]*""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as found at `text[start:end]`."""

    dimension: str
    value: Fraction
    text: str
    start: int
    end: int
    han: bool = False

    @property
    def key(self) -> tuple[str, Fraction]:
        """What two ways of writing one quantity have in common."""
        return (self.dimension, self.value)


def han_number(text: str) -> int | None:
    """Return 二十三 as 23; None for what is no number."""
    whole, section, digit = 0, 0, None
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _TENS:
            section += (1 if digit is None else digit) * _TENS[char]
            digit = None
        elif char == "万":
            whole, section, digit = (section + (digit or 0)) * 10_000, 0, None
        else:
            return None
    return whole + section + (digit or 0) if text else None


def _value(text: str) -> Fraction | None:
    plain = text.replace(",", "").replace(" ", "")
    if plain.endswith("万") and plain[0].isdigit():
        return Fraction(plain[:-1]) * 10_000
    if plain[0].isdigit():
        return Fraction(plain)
    number = han_number(plain)
    return None if number is None else Fraction(number)


def _ratio(match: re.Match[str]) -> Fraction | None:
    if match["slash"]:
        over, under = (int(part) for part in match["slash"].split("/"))
        return Fraction(over, under) if under else None
    if match["percent"] or match["cent"]:
        value = _value(match["percent"] or match["cent"])
        return None if value is None else value / 100
    if match["under"]:
        under_, over_ = _value(match["under"]), _value(match["over"])
        return over_ / under_ if under_ and over_ is not None else None
    return Fraction(1, 2) if match["half"] else None


def masked(text: str) -> str:
    """Return the text with dates, ordinals, codes and the like blanked out, every place kept."""
    return _NO_QUANTITY.sub(lambda match: "\0" * len(match.group()), text)


def quantities(text: str) -> Iterator[Quantity]:
    """Yield every number with a unit, every fraction and every percentage; dates and ordinals are none."""
    for match in _QUANTITY.finditer(masked(text)):
        ratio = _ratio(match)
        found = match.group()
        han = found[0] in _HAN and "分之" not in found
        if ratio is not None:
            yield Quantity("ratio", ratio, found, match.start(), match.end())
        elif match["halfyear"]:
            yield Quantity("months", Fraction(6), found, match.start(), match.end())
        elif match["number"] and (value := _value(match["number"])) is not None:
            dimension, factor = _UNITS["个月" if match["half_month"] else match["unit"] or match["later"]]
            value += Fraction(1, 2) if match["more"] or match["half_month"] else 0
            yield Quantity(dimension, value * factor, found, match.start(), match.end(), han)
