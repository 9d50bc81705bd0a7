"""What helps to understand a query: other ways to say it, traditional characters, sounds, and words that say nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import opencc
from pypinyin import Style, lazy_pinyin

from branchbook.site.search.words import is_han, normal, runs, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from branchbook.site.search.index import Unit

#: What shows that someone asks, by what is asked for; it says nothing of what it is about.
ASKS = {
    "时间": "什么时候 啥时候 多长时间 需要多久 多久 多长 何时 几时 哪一天 哪天 多少天 几个月 几天 几年",
    "数": "多少人 多少次 是多少 多少 多大 几个人 几个 几次 几回 几遍 几名 几人",
    "谁": "由谁 谁来 向谁 谁 哪一级 哪个 哪里 哪儿 到哪 哪去",
    "是否": "可不可以 能不能 要不要 是不是 有没有 会不会 算不算 该不该 行不行 够不够 用不用 准不准 对不对 可以不 是否 能否 可否 行吗 对吗 吗 有没有规定",
    "做法": """
        怎么办理 怎么计算 怎么处理 怎么回事 怎么办 怎么写 怎么样 怎么填 怎么算 怎么开 怎么定 怎么选 怎么弄 怎样 怎么 如何 应该怎么
        先干啥 先做什么 第一步做什么 咋样 咋办 咋整 咋弄 咋搞 怎么搞 怎么整 咋
        """,
    "内容": "是什么意思 是什么 什么样 什么 为什么 需要哪些 哪几个 有哪些 哪些 哪几种 哪种 哪一种 啥",
    "": "呢",
}
#: Phrases that say nothing either, in questions and elsewhere.
FILLERS = "请问 需要 可以 应该 应当 必须 一定 一下 关于 才能 到底 啊 呀 以后 之后 结束后 以前 之前"
STOPS = tuple(word for words in (*ASKS.values(), FILLERS) for word in words.split())
#: How the names of documents end: who types one wants the document, however long the name is.
PAPERS = """
    请示 批复 通知 报告 记录 登记表 汇总表 备案表 去向表 表 名册 签到册 清单 目录 办法 主持词 名单 说明 选票 函 通报 公布 模板 范文
"""


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


#: Characters that are taken for one another by their shape, or lie side by side where one picks by shape.
SHAPES = """
    列例 侯候 己已 未末 拔拨 贷货 券卷 治冶 辩辨 竟竞 折拆析 准淮 住往 拦栏 侍待 即既 申伸 仪议 届屈 章竟 问间 支技 会合 员圆
    票栗 案按 复夏 示视 材村 料科 转传 正证 程稿 厉历 笺签 评坪 织识 部陪 记纪 录绿 椎推 存荐 昔惜借 决诀 藉籍 徽微 晴睛 崇祟 期斯 绍召
"""

#: Sounds that many people do not tell apart when they type.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"))


def _alike(sound: str) -> str:
    for one, other in _ALIKE:
        sound = sound.replace(one, other)
    return f"l{sound[1:]}" if sound.startswith("n") else sound


def _sounds(chars: Iterable[str]) -> dict[str, str]:
    """Return the characters of each sound, without tones, sounds that are often mixed up taken for one."""
    found: dict[str, str] = {}
    for char in sorted(chars):
        sound = _alike(lazy_pinyin(char, style=Style.NORMAL)[0])
        found[sound] = found.get(sound, "") + char
    return found


def lexicon(synonyms: Sequence[tuple[str, str]], units: Sequence[Unit]) -> dict[str, object]:
    """Return what every query needs: pairs of words, characters, stop phrases.

    Args:
        synonyms: how else people say a word, and our word; longer ones are tried first.
        units: what can be found; only characters that stand in it are worth a traditional form.
    """
    known = {
        char
        for unit in units
        for text in (unit.title, unit.summary, unit.body, *unit.aliases, *unit.asked)
        for char in text
    }
    pairs = sorted({(normal(other), normal(ours)) for other, ours in synonyms}, key=lambda pair: (-len(pair[0]), pair))
    return {
        "synonyms": [list(pair) for pair in pairs],
        "simplified": {char: simple for char, simple in _simplified().items() if simple in known},
        "stops": sorted(STOPS, key=lambda text: (-len(text), text)),
        "asks": [sorted(words.split(), key=lambda text: (-len(text), text)) for words in ASKS.values()],
        "papers": PAPERS.split(),
    }


def nearby(units: Sequence[Unit], words: Iterable[str]) -> dict[str, object]:
    """Return what a mistyped query needs: the sound of each character, and the words that it may have meant.

    Args:
        units: what can be found.
        words: terms and synonyms.
    """
    named = {normal(word) for word in words}
    named |= {normal(alias) for unit in units for alias in unit.aliases if len(alias) <= 8}
    kept = sorted(
        (word for word in named if 2 <= len(word) <= 8 and all(map(is_han, runs(word)))), key=lambda w: (-len(w), w)
    )
    chars = {char for word in kept for char in word}
    heard = _sounds(chars).keys()
    typed = {chr(code) for code in range(0x4E00, 0xA000) if _common(chr(code))}
    sounds = {sound: same for sound, same in _sounds(chars | typed).items() if sound in heard}
    pairs = {
        token
        for unit in units
        if unit.heading == ""
        for text in (unit.title, *unit.aliases)
        for token in tokens(text)
        if len(token) == 2 and is_han(token)
    }
    return {"sounds": sounds, "words": kept, "pairs": "".join(sorted(pairs)), "shapes": SHAPES.split()}


def _common(char: str) -> bool:
    """Tell whether a character is one that people type: it is in the first level of GB 2312."""
    try:
        return "\xb0\xa1" <= char.encode("gb2312").decode("latin-1") < "\xd8"
    except UnicodeEncodeError:
        return False
