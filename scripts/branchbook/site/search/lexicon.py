"""What helps to understand a query: other ways to say it, traditional characters, sounds, and words that say nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import opencc
from pypinyin import Style, lazy_pinyin

from branchbook.site.search.words import is_han, normal, runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from branchbook.site.search.index import Unit

#: Phrases of a question that do not say what it is about; the longer ones go first.
STOPS = (
    "可不可以",
    "应该怎么",
    "需要多久",
    "需要哪些",
    "有没有规定",
    "什么时候",
    "多长时间",
    "怎么办理",
    "怎么计算",
    "是什么意思",
    "是怎么回事",
    "怎么办",
    "怎么写",
    "怎么样",
    "怎么填",
    "怎么算",
    "怎么开",
    "怎么定",
    "怎么选",
    "能不能",
    "要不要",
    "是不是",
    "有没有",
    "可以不",
    "算不算",
    "该不该",
    "多少天",
    "多少人",
    "哪几个",
    "什么样",
    "为什么",
    "有哪些",
    "是多少",
    "是什么",
    "请问",
    "怎样",
    "怎么",
    "如何",
    "多久",
    "多少",
    "哪些",
    "哪个",
    "哪里",
    "几个",
    "什么",
    "需要",
    "可以",
    "应该",
    "一下",
    "关于",
    "才能",
    "到底",
    "行不行",
    "行吗",
    "对吗",
    "吗",
    "呢",
    "啊",
    "呀",
)


@lru_cache(maxsize=1)
def _simplified() -> dict[str, str]:
    """Return every traditional character with its simplified form."""
    convert = opencc.OpenCC("t2s").convert
    found = {}
    for code in range(0x4E00, 0xA000):
        char = chr(code)
        simple = convert(char)
        if simple != char and len(simple) == 1:
            found[char] = simple
    return found


def _sounds(chars: Iterable[str]) -> dict[str, str]:
    """Return the characters of each sound, without tones."""
    found: dict[str, str] = {}
    for char in sorted(chars):
        sound = lazy_pinyin(char, style=Style.NORMAL)[0]
        found[sound] = found.get(sound, "") + char
    return found


def lexicon(synonyms: Sequence[tuple[str, str]], units: Sequence[Unit]) -> dict[str, object]:
    """Return what every query needs: pairs of words, characters, stop phrases.

    Args:
        synonyms: how else people say a word, and our word; longer ones are tried first.
        units: what can be found; only characters that stand in it are worth a traditional form.
    """
    known = {char for unit in units for text in (unit.title, unit.summary, unit.body, *unit.aliases) for char in text}
    pairs = sorted({(normal(other), normal(ours)) for other, ours in synonyms}, key=lambda pair: (-len(pair[0]), pair))
    return {
        "synonyms": [list(pair) for pair in pairs],
        "simplified": {char: simple for char, simple in _simplified().items() if simple in known},
        "stops": sorted(STOPS, key=lambda text: (-len(text), text)),
    }


def nearby(units: Sequence[Unit], words: Iterable[str]) -> dict[str, object]:
    """Return what a mistyped query needs: the sound of each character, and the words that it may have meant.

    Args:
        units: what can be found.
        words: terms and synonyms.
    """
    named = {normal(word) for word in words}
    named |= {normal(alias) for unit in units for alias in unit.aliases if len(alias) <= 8 and not unit.answer}
    kept = sorted(
        (word for word in named if 2 <= len(word) <= 8 and all(map(is_han, runs(word)))), key=lambda w: (-len(w), w)
    )
    chars = {char for word in kept for char in word}
    heard = _sounds(chars).keys()
    typed = {chr(code) for code in range(0x4E00, 0xA000) if _common(chr(code))}
    sounds = {sound: same for sound, same in _sounds(chars | typed).items() if sound in heard}
    return {"sounds": sounds, "words": kept}


def _common(char: str) -> bool:
    """Tell whether a character is one that people type: it is in GB 2312."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
