"""What rules may ask of a text. Every function has its twin in `scripts/web/src/rules/texts.ts`."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Spaces, the same in both engines whatever their Unicode version.
_SPACE = re.compile("[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")

#: All that is neither a letter nor a Chinese character, in fixed ranges: ASCII and Latin signs and digits, general
#: punctuation up to the symbols, Chinese punctuation, presentation forms, private use, specials, emoji.
_NOT_LETTERS = re.compile(
    "[\0-@\\[-`{-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u02c2-\u02df\u0300-\u036f\u2000-\u2bff\u2e00-\u2e7f"
    "\u3000-\u3004\u3007-\u303f\u30fb\ue000-\uf8ff\ufe00-\ufe6f\uff00-\uff20\uff3b-\uff40\uff5b-\uff65"
    "\uffe0-\uffff\U0001f000-\U0001faff\U000e0000-\U000e0fff]"
)
_SHINGLE = 5

_NO_OPINION = """
无 没有 暂无 均无 都没有 无意见 没有意见 无不同意见 没有不同意见 无其他意见 没有其他意见 无异议 没有异议
无建议 没有建议 无意见建议 没有意见建议 无意见和建议 没有意见和建议 无问题 没有问题 无补充 没有补充
"""
_NOTHING = frozenset(_NO_OPINION.split())

_DOC_NUMBER = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]{2,20}〔(?:19|20)[0-9]{2}〕[1-9][0-9]{0,4}号")
_MONEY = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?")
_NUMBER = re.compile(r"-?[0-9]{1,15}")


def plain(items: Sequence[Any]) -> list[str]:
    """Return a list that holds only texts; anything else is an error."""
    if not all(isinstance(item, str) for item in items):
        raise ValueError("not all texts")
    return list(items)


def chars(text: str) -> int:
    """Return the number of characters (code points), spaces left out."""
    return len(_SPACE.sub("", text))


def norm(text: str) -> str:
    """Return only the letters and characters of a text: no spaces, punctuation, digits; full-width made plain."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text))


def shingles(text: str) -> frozenset[str]:
    """Return every run of five characters of a text, as `norm` leaves it; a shorter text is one run."""
    bare = norm(text)
    if len(bare) <= _SHINGLE:
        return frozenset([bare]) if bare else frozenset()
    return frozenset(bare[start : start + _SHINGLE] for start in range(len(bare) - _SHINGLE + 1))


def alike(left: frozenset[str], right: frozenset[str]) -> int:
    """Return how many of a hundred of all runs two sets share."""
    shared = len(left & right)
    return shared * 100 // (len(left) + len(right) - shared) if shared else 0


def similar(left: str, right: str) -> int:
    """Return how much two texts have in common, 0 to 100: shared runs of five characters among all runs."""
    return alike(shingles(left), shingles(right))


def most_similar(items: Sequence[Any]) -> int:
    """Return the highest `similar` between any two texts of a list, 0 when there are fewer than two."""
    sets = [shingles(text) for text in plain(items)]
    return max((alike(left, right) for index, left in enumerate(sets) for right in sets[:index]), default=0)


def contains_any(text: str, words: Sequence[Any]) -> bool:
    """Tell whether a text contains any of the words."""
    return any(word in text for word in plain(words))


def says_nothing(text: str) -> bool:
    """Tell whether a text only says that there is nothing (无、没有意见、无异议 …)."""
    return norm(text) in _NOTHING


def is_doc_number(text: str) -> bool:
    """Tell whether a text has the form of a document number: 中共临江镇委〔2026〕3号."""
    return _DOC_NUMBER.fullmatch(text) is not None


def whole(text: str) -> int:
    """Read a whole number that stands in a text, full-width digits included."""
    match = _NUMBER.fullmatch(_SPACE.sub("", unicodedata.normalize("NFKC", text)))
    if match is None:
        raise ValueError("not a number")
    return int(match[0])


def fen(text: str) -> int:
    """Read an amount of money (12.5、1,200元、￥30.00) as 分."""
    bare = _SPACE.sub("", unicodedata.normalize("NFKC", text)).replace(",", "")
    match = _MONEY.fullmatch(bare.removeprefix("¥").removesuffix("元"))
    if match is None:
        raise ValueError("not an amount")
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))


def yuan(amount: int) -> str:
    """Return an amount in 分 as `12.50元`, or `12元` when there are no 分."""
    sign, rest = ("-", -amount) if amount < 0 else ("", amount)
    return f"{sign}{rest // 100}元" if rest % 100 == 0 else f"{sign}{rest // 100}.{rest % 100:02d}元"
