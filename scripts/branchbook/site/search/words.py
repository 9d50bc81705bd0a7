"""Text as tokens, the same way when indexing and when asking (`scripts/web/src/search/words.ts` is the twin)."""

from __future__ import annotations

import re
import unicodedata

#: A run of what a token can be made of: Han characters, or Latin letters and digits.
_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007]+|[a-z0-9]+(?:[./-][0-9]+)*%?")

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_COUNTED = "天日个月年名人票届周次份级章条步岁元页份分种类项"
_HAN_NUMBER = re.compile(rf"[零〇一二两三四五六七八九十百]+(?=[{_COUNTED}])")
#: 3-5人 is what the rules write as 3 至 5 人.
_RANGE = re.compile(rf"([0-9])\s*[-~–—]+\s*(?=[0-9]+\s*[{_COUNTED}])")
_FRACTION = re.compile(r"([一二两三四五六七八九十百]+)分之([一二两三四五六七八九十百]+)")


def han_number(text: str) -> int | None:
    """Return the value of 五, 十二, 二十, 一百二十, 二〇; None for what is no number below 1,000."""
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text)) if len(text) <= 4 else None
    total, digit = 0, None
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        else:
            total += (1 if digit is None else digit) * (10 if char == "十" else 100)
            digit = None
    return total + (digit or 0)


def normal(text: str) -> str:
    """Return text in one form: half width, lower case, numbers before counted words in digits."""
    text = unicodedata.normalize("NFKC", text).lower()

    def fraction(match: re.Match[str]) -> str:
        below, above = han_number(match[1]), han_number(match[2])
        if below == 100:
            return f"{above}%"
        return f"{above}/{below}"

    text = _FRACTION.sub(fraction, text)

    def number(match: re.Match[str]) -> str:
        value = han_number(match[0])
        return match[0] if value is None else str(value)

    text = _HAN_NUMBER.sub(number, text)
    text = _RANGE.sub(r"\1 至 ", text)
    return re.sub(rf"(?<=\d)\s+(?=[{_COUNTED}])", "", text)


def runs(text: str) -> list[str]:
    """Return the runs of a normal text, in order."""
    return _RUN.findall(text)


def is_han(run: str) -> bool:
    """Tell whether a run is Chinese."""
    return run[0] >= "\u3007"


def tokens(text: str) -> list[str]:
    """Return the tokens of a text: Han bigrams (a lone character alone), words, numbers with their counted word."""
    found = []
    text = normal(text)
    previous, end = "", 0
    for match in _RUN.finditer(text):
        run = match.group()
        if is_han(run):
            if previous and not is_han(previous) and previous[-1].isdigit() and match.start() == end:
                found.append(previous + run[0])
            if len(run) == 1:
                found.append(run)
            found += [run[index : index + 2] for index in range(len(run) - 1)]
        else:
            found.append(run)
        previous, end = run, match.end()
    return found


def letters(text: str) -> list[str]:
    """Return the single Han characters of a text, for titles: they answer a query of one character."""
    return [char for run in runs(normal(text)) if is_han(run) for char in run]
