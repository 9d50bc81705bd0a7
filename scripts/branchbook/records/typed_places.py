"""What is known by where it stands: a letter's number, title, addressee, and the sign-off at its end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from branchbook.records.typed_days import find_day
from branchbook.records.typed_labels import is_known_label, is_label
from branchbook.records.typed_page import fold, squeeze, trim

if TYPE_CHECKING:
    from collections.abc import Collection

    from branchbook.records.typed_page import Page

#: How far from the beginning a heading stands, and from the end a sign-off.
_HEAD, _TAIL = 8, 8
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,20} *(?:[〔\[【（] *[12][0-9]{3} *[〕\]】）]|[12][0-9]{3}) *(?:第? *[0-9×Xx_]{0,5}|[ ×Xx_]{0,8}) *号"
)
_NUMBERED = re.compile(f"({_NUMBER.pattern})(?: +签发人：.*)?")
#: Words at whose end a title of a document is known.
_GENRE = re.compile(
    "(?:请示|报告|批复|通知|通报|公示|公告|公布|记录表?|纪要|方案|计划|要点|总结|小结|名单|名册|登记表|台账|汇总表?|一览表"
    "|统计表|测评表|意见表|清单|目录|对照检查|材料|提纲|心得体会|心得|体会|笔记|决定|决议|意见|函|办法|申请书?|说明|情况"
    "|简报|信息|报道|议程|主持词|讲稿|签到表|签到册|签到簿|表|册|书|单)(?:（[^（）]{1,12}）)?\\Z"
)
_ORGAN = re.compile(
    "(?:支部|委员会|党委|总支|工委|党组|小组|办公室|局|处|科|中心|公司|学校|村委会|居委会)(?:（[^（）]{1,8}）)?\\Z"
)
_SKIP = re.compile("(?:（|【)?(?:联系人|联系电话|附件|附：|抄送|抄报|主题词|此件|以下无正文|盖章|公章|印章|表样)")
_SEAL = re.compile(r" *（(?:盖章|公章|印章|章|签章)）")
_PUNCTUATION = re.compile("[。；！？，]")
#: 现公示如下： is no addressee.
_ANNOUNCES = re.compile("如下|现将|现公示|予以公[示布]")
_ITEM = re.compile("(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十0-9]{1,3}）|[0-9]{1,2}[、.．])")
_HEADED = re.compile("(?:文件|（?(?:草案|讨论稿|样表|示例)）?|附件[0-9一二三]?|编号.*)")


@dataclass(slots=True)
class Places:
    """Words known by their place; empty where there are none.

    Attributes:
        number: the document's own number.
        title: its title.
        addressee: to whom it goes.
        sender: who signed it.
        signed: the day under it, as written.
        ends: the number of the item with which the sign-off begins; beyond the last when there is none.
    """

    number: str = ""
    title: str = ""
    addressee: str = ""
    sender: str = ""
    signed: str = ""
    ends: int = 0


def heading_lines(page: Page, known: Collection[str]) -> list[tuple[int, str]]:
    """Return the lines near the beginning that may be a title, with their items' numbers."""
    found: list[tuple[int, str]] = []
    for number, item in enumerate(page.items[:_HEAD]):
        if not isinstance(item, str):
            filled = [cell for cell in item if trim(cell)]
            if len(filled) != 1 or "\n" in filled[0]:
                continue
            item = filled[0]  # noqa: PLW2901 -- a row with one filled cell is a line
        bare = squeeze(item)
        if not 1 < len(bare) <= 60 or bare[-1] in "。；，" or _NUMBERED.fullmatch(trim(fold(item))):
            continue
        if _HEADED.fullmatch(bare) or bare.endswith("文件") or is_label(item, known) or bare[-1] == "：":
            continue
        day = find_day(item)
        if day and len(squeeze(day.raw)) + 2 >= len(bare):
            continue
        found.append((number, trim(item)))
    return found


def _title(lines: list[tuple[int, str]]) -> tuple[int, str]:
    """Return the title and its last line's number; a title may be parted over two lines."""
    for place, (number, line) in enumerate(lines):
        if not _GENRE.search(squeeze(line)):
            continue
        before = lines[place - 1] if place else None
        if before and before[0] + 1 == number:
            head = squeeze(before[1])
            if head.startswith("关于") or "关于" in head or squeeze(line).startswith("关于"):
                return number, before[1] + line
        return number, line
    return lines[0] if lines else (-1, "")


def _signed(page: Page, places: Places) -> None:
    """Find the day at the end and who stands above it."""
    lines: list[tuple[int, str]] = []
    for number in range(len(page.items) - 1, -1, -1):
        item = page.items[number]
        if not isinstance(item, str) or len(lines) >= _TAIL:
            break
        lines.append((number, item))
    for place, (number, line) in enumerate(lines):
        bare = squeeze(_SEAL.sub("", fold(line)))
        if _SKIP.match(bare):
            continue
        day = find_day(line)
        rest = squeeze(fold(line).replace(fold(day.raw), "", 1)) if day else bare
        if day and rest in {"", "（盖章）", "（公章）", "（章）"}:
            places.signed, places.ends = day.raw, number
            _sender(lines[place + 1 :], places)
        elif (
            day
            and _ORGAN.search(_SEAL.sub("", rest))
            and len(rest) <= 40
            and not _PUNCTUATION.search(rest)
            and "：" not in rest
        ):
            places.signed, places.ends = day.raw, number
            places.sender = trim(_SEAL.sub("", fold(line).replace(fold(day.raw), "", 1)))
        elif (
            _ORGAN.search(bare)
            and len(bare) <= 40
            and number > 2
            and not _PUNCTUATION.search(bare)
            and "：" not in bare
        ):
            places.sender, places.ends = trim(_SEAL.sub("", fold(line))), number
        return


def _sender(lines: list[tuple[int, str]], places: Places) -> None:
    """Take the line above the day when it names who signs."""
    for number, line in lines[:2]:
        bare = squeeze(_SEAL.sub("", fold(line)))
        if not bare:
            continue
        good = len(bare) <= 40 and not _PUNCTUATION.search(bare) and "：" not in bare and not _ITEM.match(bare)
        if good and number > 0:
            places.sender, places.ends = trim(_SEAL.sub("", fold(line))), number
        return


def find_places(page: Page, known: Collection[str]) -> Places:
    """Return what is known by its place in a page.

    Args:
        page: the file.
        known: labels, which are no titles.
    """
    places = Places(ends=len(page.items))
    lines = heading_lines(page, known)
    at, places.title = _title(lines)
    for item in page.items[: _HEAD + 2]:
        for text in (item,) if isinstance(item, str) else item:
            match = _NUMBERED.fullmatch(trim(fold(text)))
            if match and not places.number:
                places.number = trim(text)[: len(match[1])]
    for item in page.items[at + 1 : at + 4] if at >= 0 else ():
        if not isinstance(item, str):
            break
        bare = trim(fold(item))
        if (
            bare.endswith("：")
            and 2 < len(bare) <= 60
            and not _PUNCTUATION.search(bare.replace("，", ""))
            and not _ANNOUNCES.search(bare)
            and not is_known_label(item, known)
        ):
            places.addressee = trim(trim(item)[:-1])
            break
    if len(page.items) > 2:
        _signed(page, places)
    if places.sender == places.title:
        places.sender = ""
    return places


def is_genre(title: str) -> bool:
    """Tell whether a title ends with the word for a sort of document."""
    return bool(_GENRE.search(squeeze(title)))


__all__ = ["Places", "find_places", "heading_lines", "is_genre"]
