"""Words behind a label, read as a field's type demands; what cannot be read for certain gives no value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from branchbook.handbook.template import FieldType
from branchbook.records.typed_days import Written, clock, day_of_serial, find_day, range_end
from branchbook.records.typed_page import fold, squeeze, trim
from branchbook.records.words import han_number

if TYPE_CHECKING:
    from branchbook.handbook.template import Field
    from branchbook.records.typed_page import Page

#: No date, number or choice is written longer.
LONGEST_FIGURE = 200
_NOTHING = re.compile(r"[ _—.…·×XxO○〇△*/\\〔〕（）【】\[\]\n-]*")
_PROMPT = re.compile(r"[（〔【](?:此处|请|由)?(?:填写?|写)[^（）〔〕【】]*[）〕】]|〔[^〔〕]*〕")
_SEALED = re.compile(r" *（(?:签字|签名|盖章|手签|公章|签章|印章|章)）?[。 ]*\Z")
_ENDS = "，。；、 \t\u3000,;"
_UNIT = "[人名票份件个枚张次年元页岁位天条项期届本册门课时分]"
_COUNT = re.compile(
    f"(?:共计?|合计|总计|计)? *([0-9]{{1,7}}|[〇零一二三四五六七八九十百]{{1,7}}) *{_UNIT}{{0,2}} *"
    "(?:正式党员|预备党员|党员|委员|同志)?(?: *（([^（）]*)）)? *[。；，]?"
)
_AMONG = re.compile(
    f"(?:共计?|合计)? *([0-9]{{1,7}}|[〇零一二三四五六七八九十百]{{1,7}}) *{_UNIT}{{0,2}} *(?:党员)?[，；] *其中.*"
)
_RATIO = re.compile("([0-9]{1,6}) */ *([0-9]{1,6})")
_PARTED = re.compile("[、，；\n]")
_BRACKETED = re.compile("（[^（）]*）")
#: How many there are; 王五3人 is 王五.
_HOW_MANY = "(?:[0-9]{1,4}|[二三四五六七八九]?十[一二三四五六七八九]?|[一两二三四五六七八九])"
_TAIL = re.compile(f"(?:等?共?计?{_HOW_MANY}[人名位])(?:党员|同志)?\\Z")
_AND_OTHERS = re.compile(f"等(?:({_HOW_MANY})[人名位])?(?:党员|同志)?\\Z")
_NOBODY = frozenset({"无", "没有", "暂无", "无人", "无缺席", "全勤", "空"})
#: Words for many people, not the name of one.
_GROUP = re.compile("全体|党员|人员|支部|小组|各位|代表|群众")
_MARK = "[☑☒√✓✔■●◆✅]"
_BOX = re.compile(f"[□☐○]|{_MARK}")
_NOT = "不未没非无"
_POST = (
    "(?:上级)?(?:党支部|党总支|支部|总支|党委|党小组|小组)?(?:副书记|书记|副组长|组长|委员)"
    "|(?:组织|宣传|纪检|青年|群众|保密|统战|生活|学习)委员|支委(?:委员)?|处长|副处长|科长|副科长|主任|副主任"
)
_POSTED = re.compile(f"(?:{_POST})(?:、(?:{_POST}))*[：— ]?(?=[^ ])")
#: What a person is, as it stands behind a name.
_ROLE = "(?:入党)?(?:积极分子|申请人)|发展对象|(?:预备|正式)?党员|群众"
_NAMED = re.compile(f"(.{{1,12}}?) *[（，、 ] *(?:{_POST}|{_ROLE})[^（）]*）?")
#: A family name and a given name; `甲同志` as examples have it.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳"
    "翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤"
)
_NAME = f"[\u4e00-\u9fff·]{{1,6}}同志|[{_SURNAMES}][\u4e00-\u9fff·]{{1,3}}|(?:欧阳|上官|司马|诸葛|东方)[\u4e00-\u9fff]{{1,2}}"
_PERSON = re.compile(_NAME)
#: 张 三.
_SPREAD = re.compile(f"[\u4e00-\u9fff](?: {{1,3}}[\u4e00-\u9fff]){{1,3}}|[{_SURNAMES}] {{1,3}}[\u4e00-\u9fff]{{2}}")
#: 张三（上届书记）; 镇组织委员张三.
_NOTED = re.compile("([^（）]{2,10})（[^（）]{1,20}）")
_OFFICED = re.compile(
    "[\u4e00-\u9fff]{1,16}(?:委员|书记|主任|干事|专干|组织员|[局科处部院校所站]长)"
    f"([{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?:同志)?)"
)
#: What is said behind a list of those who came: how many, who was away, who wrote.
_ATTENDED = re.compile("，[^，]*?(?:应到|实到|应参加|实参加|缺席|请假|主持|记录|列席)")
#: 张三同志 is 张三, as other papers have him; 甲同志 and 王同志 have no other name.
_ADDRESSED = re.compile(
    f"^([{_SURNAMES}][\u4e00-\u9fff]{{1,2}}|(?:欧阳|上官|司马|诸葛|东方)[\u4e00-\u9fff]{{1,2}})同志\\Z"
)
#: Characters of a name whose family name need not be known.
_LONGEST_NAME = 1
#: A name in a sentence, with the office before it, unparted; as short as may be.
NAME = (
    f"((?:(?:{_POST})(?:、(?:{_POST}))*)?(?:[\u4e00-\u9fff·]{{1,6}}?同志|[{_SURNAMES}][\u4e00-\u9fff·]{{1,3}}?"
    f"|(?:欧阳|上官|司马|诸葛|东方)[\u4e00-\u9fff]{{1,2}}?))"
)
_NO_PERSON = re.compile(
    "会议|大会|支部|党员|记录|主持|学习|讨论|决定|要求|全体|各位|应到|实到|其他|部分|个别|请假|附件|名单|见后|后附|签到"
    "|下列|以下|上述|这些|认真|负责|当场|现场|分别|亲自|[作做]了|宣布|带领"
)
_WORDS = {
    FieldType.DATE: "日期",
    FieldType.DATETIME: "日期和时间",
    FieldType.INTEGER: "整数",
    FieldType.RATIO: "几分之几",
    FieldType.CHOICE: "可选的一项",
    FieldType.PEOPLE: "全部姓名",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What some words say.

    Attributes:
        value: the value; None when there is none, or it is not certain.
        warning: why not, or what to look at; empty when all is well.
        day: the words of a day, whole or not.
        times: the times of day behind it.
    """

    value: Any = None
    warning: str = ""
    day: str = ""
    times: tuple[str, str] = ("", "")


def cut(text: str, length: int = 40) -> str:
    """Return at most so many characters."""
    return text[:length]


def is_nothing(text: str) -> bool:
    """Tell whether words stand for "not filled in": spaces, lines to write on, crosses, prompts in brackets."""
    folded = trim(fold(text))
    return len(folded) <= LONGEST_FIGURE and bool(_NOTHING.fullmatch(_PROMPT.sub("", folded)))


def number(text: str) -> int | None:
    """Read 23, ２３ or 二十三."""
    return int(text) if text.isascii() else han_number(text)


def _integer(item: Field, text: str) -> int | None:
    bare = trim(fold(text))
    if item.unit and bare.endswith(item.unit):
        bare = trim(bare[: -len(item.unit)])
    match = _COUNT.fullmatch(bare) or _AMONG.fullmatch(bare)
    return number(match[1]) if match else None


def _choice(item: Field, text: str) -> str | None:
    bare = trim(text)
    longest = sorted(item.choices, key=len, reverse=True)
    if bare in item.choices:
        return bare
    if _BOX.search(bare):
        names = "|".join(map(re.escape, longest))
        ahead, behind = (re.findall(said, bare) for said in (f"{_MARK} *({names})", f"({names}) *{_MARK}"))
        marked = behind if re.match(names, bare) and behind else ahead or behind
        return marked[0] if len(marked) == 1 else None
    found = []
    rest = bare
    for choice in longest:
        at = rest.find(choice)
        if at < 0:
            continue
        if any(char in _NOT for char in rest[max(0, at - 3) : at]):
            return None
        found.append(choice)
        rest = rest.replace(choice, "\n")
    return found[0] if len(found) == 1 else None


def _all_offered(item: Field, text: str) -> bool:
    """Tell whether all choices stand there with none marked, as they were printed."""
    return set(item.choices) <= set(re.split("[□☐○ \n]+", fold(text)))


def _name(text: str) -> list[str]:
    """Return the names in a stretch without commas: two names of two characters may be parted by a space only."""
    parts = [part for part in fold(text).split(" ") if part]
    if len(parts) > 1 and all(len(part) > 1 for part in parts):
        return parts
    return ["".join(parts)] if parts else []


def names_of(text: str) -> list[str] | None:
    """Return the names of a list; None when it leaves some out (`等`), an empty list when it says that there are none."""
    found: list[str] = []
    for part in _PARTED.split(_BRACKETED.sub("", fold(text))):
        bare = trim(part).strip("。：")
        if bare in _NOBODY:
            continue
        others = _AND_OTHERS.search(bare)
        if others and (not others[1] or number(others[1].replace("两", "二")) != len(found) + 1):
            return None
        bare = _TAIL.sub("", bare)
        names = _name(bare)
        officed = _OFFICED.fullmatch(names[0]) if len(names) == 1 else None
        found += [_ADDRESSED.sub(r"\1", name) for name in ([officed[1]] if officed else names)]
    return found


def is_name(text: str) -> bool:
    """Tell whether words look like a person's name, so that they may be taken out of a sentence."""
    return bool(_PERSON.fullmatch(text)) and not _NO_PERSON.search(text)


def is_short_name(text: str) -> bool:
    """Tell whether words may be a name, or what is left of one, where people are counted: 卯, 王某, 小李."""
    return bool(re.fullmatch("[\u4e00-\u9fff·]{1,4}", text) or _PERSON.fullmatch(text)) and not _NO_PERSON.search(text)


def is_sure_name(text: str) -> bool:
    """Tell whether words are a name and nothing more: 最后张三同志 is a word too many."""
    bare = text.removesuffix("同志")
    return is_name(text) and (len(bare) <= _LONGEST_NAME or is_name(bare))


def people_within(text: str) -> list[str]:
    """Return the names with which a stretch of a sentence begins; empty when it is not sure that they are all."""
    found: list[str] = []
    for part in fold(text).split("，"):
        names = names_of(part)
        if names is None:
            return []
        known = [person(name) for name in names]
        if not known or not all(map(is_sure_name, known)):
            break
        found += known
    return list(dict.fromkeys(found))


def person(text: str) -> str:
    """Return a person's name, 张三 of 张三同志, without the office before it, or behind it in brackets."""
    bare = without_post(text)
    noted = _NOTED.fullmatch(bare)
    if noted and is_sure_name(noted[1]):
        bare = noted[1]
    return _ADDRESSED.sub(r"\1", bare)


def without_post(text: str) -> str:
    """Return what a person is called without the office before it, or behind it in brackets."""
    bare = trim(fold(text))
    match = _POSTED.match(bare)
    if match and match.end() < len(bare):
        bare = trim(bare[match.end() :])
    named = _NAMED.fullmatch(bare)
    bare = named[1] if named else bare
    parts = [part for part in bare.split(" ") if part]
    return "".join(parts) if any(len(part) == 1 for part in parts) else bare  # 庚 同 志


def is_person(item: Field) -> bool:
    """Tell whether a field holds one person's name."""
    return item.type in {FieldType.TEXT, FieldType.SIGNATURE} and bool(re.search("(?:[人者]|对象)\\Z", item.label))


def _words(item: Field, text: str) -> str | None:
    said = trim(text)
    folded = fold(said)
    sealed = _SEALED.search(folded)
    if sealed:
        said = trim(said[: sealed.start()])
    said = said.rstrip(_ENDS) if item.type is not FieldType.LONG_TEXT else said
    if item.unit and said == item.unit:
        return None
    if _SPREAD.fullmatch(fold(said)):
        said = squeeze(said)
    if is_person(item):
        said = person(_undated(said))
    return said or None


def _undated(text: str) -> str:
    """Return a name without the day on which it was signed."""
    day = find_day(text)
    name = trim(text[: day.start]) if day and trim(text[day.end :]) in {"", "日", "号"} else ""
    return name if is_sure_name(person(name)) else text


def _people(item: Field, text: str) -> Said:
    names = names_of(_attending(text))
    if names is None:
        return Said(warning=f"{_wrote(item, text)}，没有把姓名写全，没有读")
    if any(len(name) > 12 or _GROUP.search(name) for name in names):
        return Said(warning=f"{_wrote(item, text)}，不是一份名单，没有读")
    return Said(names or None)


def _attending(text: str) -> str:
    """Return a list of people without what is said behind it: 张三、李四，应到2人，实到2人。张三主持。"""
    folded = fold(text)
    first = folded.find("。")
    if 0 < first < len(folded) - 1:
        text, folded = text[:first], folded[:first]
    said = _ATTENDED.search(_BRACKETED.sub(lambda part: " " * len(part[0]), folded))
    return text[: said.start()] if said else text


def _day(item: Field, text: str, page: Page) -> Said:
    """Read a day or a moment."""
    serial = day_of_serial(text, old_epoch=page.old_epoch) if page.sheet else ""
    if serial:
        return Said(serial if item.type is FieldType.DATE else None, day=serial)
    found = find_day(text)
    if found is None:
        return Said(warning=_unread(item, text))
    if not found.day:
        gap = "" if _is_partial(found) else f"{_wrote(item, text)}，日历里没有这一天，没有读"
        return Said(warning=gap, day=found.raw)
    times = clock(text, found.end)
    last = range_end(text, found)
    if item.type is FieldType.DATETIME:
        value = f"{found.day} {times[0]}" if times[0] else None
        return Said(value, "" if value else _unread(item, text), found.raw, times)
    warning = ""
    if last and last != found.day and not re.search("[始起]", item.label):
        warning = f"“{item.label}”写的是一段时间「{cut(trim(text))}」，按头一天 {found.day} 算"
    return Said(found.day, warning, found.raw, times)


def _is_partial(found: Written) -> bool:
    """Tell whether a day was left incomplete, and not written whole but impossible."""
    folded = squeeze(found.raw)
    return not re.fullmatch("[12][0-9]{3}(?:年[0-9]{1,2}月[0-9]{1,2}[日号]?|([./-])[0-9]{1,2}\\1[0-9]{1,2}日?)", folded)


def _wrote(item: Field, text: str) -> str:
    return f"“{item.label}”写的是「{cut(trim(text))}」"


def _unread(item: Field, text: str) -> str:
    return f"{_wrote(item, text)}，读不成{_WORDS[item.type]}，没有读"


def say(item: Field, text: str, page: Page) -> Said:
    """Read words as a field's value.

    Args:
        item: the field.
        text: the words.
        page: where they stand: days in a spreadsheet may be numbers.
    """
    if is_nothing(text):
        return Said()
    text = trim(trim(text).strip("_＿"))
    kind = item.type
    if kind in {FieldType.TEXT, FieldType.LONG_TEXT, FieldType.SIGNATURE, FieldType.ATTACHMENT}:
        return Said(_words(item, text))
    if kind is FieldType.TABLE:
        return Said()
    if kind is FieldType.PEOPLE:
        return _people(item, text)
    if len(text) > LONGEST_FIGURE:
        return Said(warning=_unread(item, text))
    if kind in {FieldType.DATE, FieldType.DATETIME}:
        return _day(item, text, page)
    if kind is FieldType.CHOICE and not re.search(_MARK, text) and _all_offered(item, text):
        return Said()
    value: Any
    if kind is FieldType.INTEGER:
        value = _integer(item, text)
    elif kind is FieldType.RATIO:
        match = _RATIO.fullmatch(trim(fold(text)))
        value = f"{match[1]}/{match[2]}" if match else None
    else:
        value = _choice(item, text)
    if value is None and item.unit and squeeze(text) == squeeze(item.unit):
        return Said()
    return Said(value, "" if value is not None else _unread(item, text))


__all__ = [
    "LONGEST_FIGURE",
    "NAME",
    "Said",
    "cut",
    "is_name",
    "is_nothing",
    "is_person",
    "is_short_name",
    "is_sure_name",
    "names_of",
    "number",
    "people_within",
    "person",
    "say",
    "without_post",
]
