"""Tables of fields: as tables with a heading, and as people write them in running text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from branchbook.handbook.template import FieldType
from branchbook.records.typed_days import day_in
from branchbook.records.typed_labels import norm
from branchbook.records.typed_page import fold, squeeze, trim
from branchbook.records.typed_words import (
    NAME,
    is_name,
    is_nothing,
    is_short_name,
    is_sure_name,
    names_of,
    number,
    person,
    say,
    without_post,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from branchbook.handbook.kinds import Mechanism
    from branchbook.handbook.template import Field, Template
    from branchbook.records.typed_page import Item, Page

Rows = list[dict[str, Any]]

_MOST_ROWS = 500
_LONGEST_TITLE = 40
_NEAR = 30
_HEADS = 3
#: 2026年度台账, 2026年台账, and no day of that year.
_OF_YEAR = re.compile("(20[0-9]{2})年(?:度|(?![0-9一二三四五六七八九十]))")
_ORDINALS = frozenset({"序号", "编号", "次序"})
_SUM = re.compile("(?:合计|总计|小计|共计)")
_ITEM = re.compile(
    r" *(?:第?[一二三四五六七八九十]{1,3}[、.．]|（[一二三四五六七八九十0-9]{1,3}）|[0-9]{1,3} *[、.．)）](?![0-9]+(?![0-9年月日名人]))|[①-⑳]|[一二三四五六七八九十]{1,2}是)"
)
_INLINE_ITEM = re.compile(
    r"[；。，：\n ](?=[0-9]{1,2}[、.．](?![0-9]+(?![0-9年月日名人]))|（[一二三四五六七八九十0-9]{1,2}）|[①-⑳]|[一二三四五六七八九十]是)"
    r"|[；。](?=[一二三四五六七八九十]{1,2}、)"
)
_INTRODUCES = re.compile("[：项]\\Z|如下|以下|[一二三四五六七八九十0-9][个件条]")
_SPEAKER = re.compile(
    "([\u4e00-\u9fff]{1,8}(?:同志|书记|委员|组长)|[\u4e00-\u9fff]{2,4})(?:（[^（）]{1,12}）)?(?:发言|说|表示|谈到|认为)?[：]"
)
#: 会上讨论。张三：…李四认为，…: one speaker after the other in a paragraph.
_TURN = re.compile(
    f"(^|[。；！？”]) *{NAME}(?:（[^（）]{{1,12}}）)?"
    "(?:(：)|(?:发言|认为|提出|表示|谈到|归纳|总结|补充|强调|指出|表态|回应|提问|回答|讲|说|问|答)说?[：，])"
)
#: What is told of the meeting, behind what somebody said.
_TELLS = (
    "(?:会议|大会|会上|会开了|最后|随后|接着|主持人|表决|散会|与会|全体党员|支委会(?:报告|决定|研究)|经(?:讨论|研究|表决|投票)"
    f"|{NAME}(?:最后|归纳|总结|宣布|表示))"
)
_TOLD_BEHIND = re.compile(f"[。；！？”](?={_TELLS})")
_TOLD = re.compile(_TELLS)
_QUOTED = re.compile("“([^“”]+)”")
_TALKED = re.compile("讨论|发言|交流|表态|意见")
_SPOKEN = re.compile("[^，。；：]{1,8}同志[^，。；：]{0,10}：|议题[一二三四五六七八九十0-9]{1,2}[：、]")
_HEADING = re.compile("[\u4e00-\u9fff]{2,8}：")
_OVER = re.compile("(?:散会|休会|会议(?:到此)?结束|备注|记录人|主持人)")
_LABELLED = re.compile("[^，。；：]{2,12}：")
_POST = re.compile("(?:书记|委员|组长)\\Z")
_COUNT = "([0-9]{1,6}|[〇零一二三四五六七八九十百]{1,6})"
_SENTENCE = re.compile("[。；\n]")
_REASON = re.compile("（([^（）]{1,60})）")
_BECAUSE = re.compile(
    "^(.*?)(因[^，；。]{1,30}?|请?[病事公婚产]假|出差|外出学习|外出培训|外出务工|外出|在外[务打]工|务工|打工|照顾[^，；。]{1,8}|轮休|值班|住院|生病|看病|就医|探亲)(?:未到会|请假|未能参加|缺席|没有参加|未参加)?\\Z"
)
#: 卯同志住院; 3人（卯同志、辰同志）.
_SAID_OF = re.compile("^([\u4e00-\u9fff]{1,4}同志)([^同，、]{2,20})\\Z")
_COUNTED = re.compile(
    "(?:共|计)?[0-9一二三四五六七八九十]{1,4} *[人名位个]?(?:党员|同志)? *(?:（(.*)）|：(.*))", re.DOTALL
)
_ABSENT = frozenset({"请假", "缺席", "未到", "未到会", "没来", "没到"})
_FIGURE = re.compile("[0-9一二三四五六七八九十]{1,4}[人名位个]?")
#: A reason that stands by itself behind a comma.
_WHY = re.compile(
    "[^同]{0,4}(?:[病事公婚产丧年休]假|公差|出差|公出|探亲|培训|学习|值班|外出|下乡|驻村|住院|手术|生病|借调|挂职|有事|务工|打工|轮休|照顾[^同]{1,8})|因[^同]{1,8}"
)
_REASON_FIRST = re.compile("^([^：、，；（）]{2,10})：(.+)\\Z")
_NOTHING = frozenset({"无", "没有", "暂无", "无缺席", "无人缺席", "全勤"})
#: How it was voted is not what was voted on.
_VOTING = re.compile("(?:表决|投票|举手)(?:情况|结果|的?方式|的?办法)?\\Z|^(?:表决|投票)|(?:计票|选举|票决)结果\\Z")
#: What comes before a person whose votes are told.
_POLLED = "(?:^|[，。；：（]|[）票]、?|[0-9①-⑳][、.．])(?:其中|另选人?|选举|(?:副?书记)?(?:正式)?候选人|委员)?"
#: 选举甲同志为党支部书记，得5票.
_POST_WON = "(?:(?:当选)?为[^，。；：]{0,12}?书记)?"
_GOT = "(?:一?共)?(?:获得?|得到?)"
_NOT_POLLED = re.compile("[下票案均各共的]")
#: Votes that are no election's: of another ballot, of those who are asked before, or for another post.
_OTHER_POLL = re.compile("预选|推荐|提名|测评|上次|上届|第[一二三][次轮](?:投票|选举|计票)|首轮")
_OFFICE = re.compile("书记")
_WRITTEN_IN = re.compile("另选|另外选")


def labels_of(item: Field) -> set[str]:
    """Return the names of a column, as compared."""
    return {norm(word) for word in (item.label, *item.aliases)}


# -- tables with a heading ----------------------------------------------------------------------


def _heading(cells: tuple[str, ...], item: Field) -> dict[int, str]:
    """Return which of a row's cells is which column; empty when the row is not the table's heading."""
    columns = {name: labels_of(column) for name, column in item.columns.items()}
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        word = norm(cell) if len(cell) <= 40 else ""
        owners = [name for name, labels in columns.items() if word and word in labels]
        if len(owners) == 1 and owners[0] not in found.values():
            found[place] = owners[0]
    filled = sum(1 for cell in cells if trim(cell) and norm(cell) not in _ORDINALS)
    # One name alone heads a column only where nothing else stands beside it: else it is the label of what does.
    enough = len(found) > 1 or (len(item.columns) == 1 and len(found) == 1 == filled)
    return found if enough and (len(found) * 2 >= len(item.columns) or len(found) * 4 >= filled * 3) else {}


def _cells(
    item: Field, places: Mapping[int, str], cells: tuple[str, ...], told: tuple[Page, str], warnings: list[str]
) -> dict[str, Any]:
    row: dict[str, Any] = {}
    page, year = told
    for place, name in places.items():
        said = say(item.columns[name], cells[place], page) if place < len(cells) else None
        if said is None:
            continue
        if said.day and said.value is None:
            said = replace(said, value=day_in(year, said.day) or None, warning="")
        if said.warning:
            warnings.append(said.warning)
        if said.value is not None:
            row[name] = said.value
    return row


def read_tables(
    page: Page, template: Template, known: Collection[str], warnings: list[str]
) -> tuple[dict[str, Rows], set[int]]:
    """Read tables that have a heading row of column names, down to a sum or a row that begins with another label.

    Returns:
        The rows by field, and the numbers of the items that they took. A heading that fits two tables is left.
    """
    found: dict[str, Rows] = {}
    taken: set[int] = set()
    tables = template.tables
    number, items = 0, page.items
    year = year_of(page)
    while number < len(items):
        cells = items[number]
        number += 1
        if isinstance(cells, str):
            continue
        fits = [(len(places), item, places) for item in tables if (places := _heading(cells, item))]
        best = max((size for size, _, _ in fits), default=0)
        fits = [fit for fit in fits if fit[0] == best]
        if not fits:
            continue
        if len(fits) > 1:
            fits = [fit for fit in fits if _above(items[number - 2] if number > 1 else "", fit[1])] or fits
        _, item, places = fits[0]
        begin = number - 1
        rows: Rows = []
        own: list[str] = []
        while number < len(items) and len(rows) < _MOST_ROWS:
            below = items[number]
            if isinstance(below, str) or len(below) != len(cells) or (below != cells and _ends(below, known)):
                break
            row = {} if below == cells else _cells(item, places, below, (page, year), own)
            if row and not (set(row) <= _ordinals(item)):
                rows.append(row)
            number += 1
        if len(fits) > 1 and rows:
            names = "”还是“".join(fit[1].label for fit in fits)
            warnings.append(f"有一张表分不清是“{names}”，没有读")
        elif rows and item.id not in found:
            found[item.id] = rows
            warnings += own
        taken |= set(range(begin, number))
    return found, taken


def year_of(page: Page) -> str:
    """Return the year that a register's title tells; empty when it tells none, or more than one."""
    heads = [item for item in page.items[:_HEADS] if isinstance(item, str) and len(item) <= _LONGEST_TITLE]
    told = {said for head in heads for said in _OF_YEAR.findall(squeeze(head))}
    return told.pop() if len(told) == 1 else ""


def _above(line: Item, item: Field) -> bool:
    """Tell whether the line above a table says which it is."""
    words = norm(line) if isinstance(line, str) and len(line) <= _LONGEST_TITLE else ""
    return any(label in words for label in labels_of(item))


def _ends(cells: tuple[str, ...], known: Collection[str]) -> bool:
    """Tell whether a table's rows are over: a sum stands below them, or a row of a form."""
    first = next((cell for cell in cells if trim(cell)), "")
    return bool(_SUM.match(squeeze(first))) or (len(first) <= 40 and norm(first) in known)


def _ordinals(item: Field) -> set[str]:
    """Return the columns that only number the rows."""
    return {name for name, column in item.columns.items() if column.label in _ORDINALS}


# -- running text -------------------------------------------------------------------------------


def _texts(item: Field) -> list[Field]:
    return [
        column
        for column in item.columns.values()
        if column.type in {FieldType.TEXT, FieldType.LONG_TEXT, FieldType.SIGNATURE}
    ]


def _may_be_name(text: str) -> bool:
    """Tell whether words in a list of names may be one."""
    return not _FIGURE.fullmatch(text) and (is_name(text) or is_short_name(text) or "·" in text[1:12])


def _name_rows(item: Field, text: str) -> Iterator[dict[str, Any] | None]:
    """Yield a row for each stretch between commas, None for one that is no name."""
    columns = [column.id for column in _texts(item)]
    for part in re.split("[；。\n]", re.sub("） +(?=[\u4e00-\u9fff])", "）、", fold(text))):
        bare = trim(part)
        if not bare or bare in _NOTHING:
            continue
        first = _REASON_FIRST.match(bare)
        reason, stretch = (first[1], first[2]) if first else ("", bare)
        waiting: list[dict[str, Any]] = []
        ready: list[dict[str, Any] | None] = []
        for piece in re.split("[、，](?![^（]{0,40}）)", stretch):
            said = _REASON.search(piece)
            name, why = (piece[: said.start()], said[1]) if said else (piece, reason)
            told = _BECAUSE.match(trim(piece))
            named = bool(told and is_sure_name(person(told[1])))  # 钱七生病
            if waiting and not said and not named and _WHY.fullmatch(trim(piece)) and len(columns) > 1:
                for one in waiting:  # 巳同志，事假
                    one[columns[1]] = trim(piece)
                waiting = []
                continue
            because = _SAID_OF.match(name) or _BECAUSE.match(name)
            if because and not why:
                name, why = because[1], "" if because[2] in _ABSENT else because[2]
            known = names_of(name)
            who = person(known[0]) if known and len(known) == 1 else ""
            if not who or not columns or not _may_be_name(who):
                if trim(name) or known is None:
                    ready.append(None)
                continue
            row: dict[str, Any] = {columns[0]: who}
            waiting.append(row)
            ready.append(row)
            if why and len(columns) > 1:
                for one in waiting:
                    one[columns[1]] = trim(why)
                waiting = []
        yield from ready


def _names(item: Field, text: str) -> Rows:
    """Read 丙同志（出差）、丁同志（病假）; 病假：丁同志; 丙同志因公出差."""
    counted = _COUNTED.fullmatch(trim(fold(text)))
    rows = list(_name_rows(item, (counted[1] or counted[2]) if counted else text))
    return [row for row in rows if row is not None] if all(row is not None for row in rows) else []


def names_within(item: Field, text: str, *, tail: bool, counted: bool = False) -> Rows:
    """Read the names with which a stretch of a sentence ends, or begins, up to the first thing that is no name."""
    right = is_short_name if counted else is_name
    rows = list(_name_rows(item, text))
    found: Rows = []
    for row in reversed(rows) if tail else rows:
        if row is None or not right(str(next(iter(row.values())))):
            break
        found.append(row)
    return found[::-1] if tail else found


def _is_other(folded: str) -> bool:
    """Tell whether a line below a list is what somebody said, or a heading of its own."""
    speaker = _SPEAKER.match(folded)
    return bool(_SPOKEN.match(folded) or _HEADING.fullmatch(folded) or (speaker and is_sure_name(person(speaker[1]))))


def split_items(text: str) -> list[str]:
    """Return the numbered items of a text without their numbers; a text without numbers gives its lines."""
    lines = [trim(line) for line in text.split("\n") if trim(line)]
    if len(lines) == 1:
        marked = _INLINE_ITEM.sub("\n", fold(" " + lines[0]))
        places = [0]
        for place, char in enumerate(marked):
            if char == "\n":
                places.append(place + 1)
        whole = " " + lines[0]
        lines = [trim(whole[a:b]) for a, b in zip(places, [*places[1:], len(whole)], strict=True)]
        lines = [line for line in lines if line]
    numbered = [bool(_ITEM.match(fold(line))) for line in lines]
    if any(numbered) and not numbered[0] and not _INTRODUCES.search(fold(lines[0])):
        lines = lines[: numbered.index(True)]  # said on the label's own line; what is numbered below is another matter
        numbered = [False] * len(lines)
    # 甲同志：…, 议题二：… below an item, and 交流研讨： below the last, are no part of the list.
    bottom = max((place for place, mark in enumerate(numbered) if mark), default=0)
    ends = (place for place, line in enumerate(lines) if place > bottom and _is_other(fold(line)))
    end = next(ends, len(lines))
    lines, numbered = lines[:end], numbered[:end]
    items: list[str] = []
    for line, mark in zip(lines, numbered, strict=True):
        if mark or not any(numbered):
            match = _ITEM.match(fold(line)) if mark else None
            items.append(trim(line[match.end() :]) if match else line)
        elif items:
            items[-1] += "\n" + line
    return [trim(item).rstrip("；;") for item in items if trim(item)]


def _items(item: Field, text: str, page: Page) -> Rows:
    """Read 1.… 2.…, with other columns where the item names them: （责任人：…，时限：…）."""
    texts = _texts(item)
    if not texts:
        return []
    main = texts[0]
    rows: Rows = []
    for entry in split_items(text)[:_MOST_ROWS]:
        if says_nothing(entry):
            continue
        row: dict[str, Any] = {main.id: entry}
        for column in item.columns.values():
            if column.id == main.id:
                continue
            said = _named(entry, column)
            value = say(column, said, page).value if said else None
            if value is not None:
                row[column.id] = value
        rows.append({name: row[name] for name in item.columns if name in row})
    return rows


def _named(text: str, column: Field) -> str:
    """Return what an item says behind a column's name."""
    folded = fold(text)
    for label in sorted(labels_of(column), key=lambda word: (-len(word), word)):
        at = folded.find(label + "：")
        if at >= 0:
            rest = text[at + len(label) + 1 :]
            end = re.search("[，；。）\n]|、?[\u4e00-\u9fff]{2,6}：", fold(rest))
            return trim(rest[: end.start()] if end else rest)
    return ""


def _speech(item: Field, text: str, known: Iterable[str], *, sure: bool) -> Rows:
    """Read 某人：说的话; lines without a speaker go on with the last one, up to a heading or the end of the meeting."""
    texts = _texts(item)
    if len(texts) < 2:
        return []
    lines, told = _turns(text)
    names = {*known, *told}
    rows: Rows = []
    going = False
    for raw in lines:
        line = trim(raw)
        folded = fold(line)
        match = _ITEM.match(folded)
        bare = trim(line[match.end() :]) if match else line
        speaker = _SPEAKER.match(fold(bare))
        name = person(speaker[1]) if speaker else ""
        if speaker and (
            _is_speaker(without_post(speaker[1])) or name in names or (sure and (is_name(name) or _POST.search(name)))
        ):
            rows.append({texts[0].id: name, texts[1].id: trim(bare[speaker.end() :])})
            going = True
            continue
        if not line or _OVER.match(folded) or (match and (not sure or folded[0] not in "0123456789①②③④⑤")):
            going = going and bool(match) and rows[-1][texts[1].id].endswith(("：", ":"))
        elif _TOLD.match(folded) or (_LABELLED.match(folded) and (not sure or "同志" in folded.partition("：")[0])):
            going = False
        if going and line:
            rows[-1][texts[1].id] = trim(rows[-1][texts[1].id] + "\n" + line)
    return [row for row in rows if row[texts[1].id]]


def _turns(text: str) -> tuple[list[str], set[str]]:
    """Give each who speaks within a paragraph a line of his own, which ends with what is told of the meeting.

    Returns:
        The lines, an empty one behind such a paragraph; and who surely speaks: by the verb, where they talk, or since
        others speak too.
    """
    lines: list[str] = []
    told: set[str] = set()
    plain: set[str] = set()
    above = ""
    for line in text.split("\n"):
        folded = fold(line)
        last, within = 0, False
        parts: list[str] = []
        for match in _TURN.finditer(folded):
            who = person(match[2])
            if not is_sure_name(who):
                continue
            sure = not match[3] or _TALKED.search((above + folded[: match.start(2)])[-_NEAR:])
            (told if sure else plain).add(who)
            parts += [line[last : match.end(1)], f"{line[match.start(2) : match.end(2)]}："]
            last, within = match.end(), within or bool(match[1])
        parts.append(line[last:])
        lines.append(parts[0])
        for who, words in zip(parts[1::2], parts[2::2], strict=True):
            quoted = _QUOTED.match(trim(words)) if within else None
            over = _TOLD_BEHIND.search(fold(words)) if within else None
            lines.append(who + (quoted[1] if quoted else words[: over.start() + 1] if over else words))
        lines += [""] if within else []
        above = folded
    return lines, told | plain if len(told | plain) > 1 else told


def _is_speaker(name: str) -> bool:
    return name.endswith("同志") and "同志" not in name[:-2] and is_name(name)


def _tally(item: Field, text: str) -> Rows:
    """Read 赞成20票，反对0票，弃权0票 or 20票赞成, a sentence a row, with what stands before a colon as what was voted on."""
    counts = [column for column in item.columns.values() if column.type is FieldType.INTEGER]
    texts = _texts(item)
    rows: Rows = []
    for sentence in _SENTENCE.split(fold(text)):
        bare = squeeze(sentence)
        row, first = _counts(counts, bare, ahead=True)
        if not row:
            row, first = _counts(counts, bare, ahead=False)
        if len(row) < min(2, len(counts)) or not row:
            continue
        head = bare[:first].partition("：")
        if texts and head[1] and not head[2] and len(head[0]) <= 60 and not _VOTING.search(head[0]):
            row[texts[0].id] = _ITEM.sub("", head[0], count=1)
        rows.append({name: row[name] for name in item.columns if name in row})
    return rows[:_MOST_ROWS]


def _counts(counts: Iterable[Field], bare: str, *, ahead: bool) -> tuple[dict[str, Any], int]:
    """Return the counts in a sentence, their names ahead of them or behind, and where the first begins."""
    row: dict[str, Any] = {}
    first = len(bare)
    for column in counts:
        hits = []
        for label in sorted(labels_of(column), key=lambda word: (-len(word), word)):
            negated = "[^不未]" if label[:1] not in "不未" else "."
            if ahead:
                said = f"(?:^|{negated})({re.escape(label)}(?:票|人|数|的|票数|人数)?[：有为]?){_COUNT}[票人名]?"
            else:
                said = f"(?:^|[^0-9〇零一二三四五六七八九十百])()(?:{_COUNT}[票人名]|(?:无|没有)人){re.escape(label)}"
            hits += [(match.start(1), match[2] or "0") for match in re.finditer(said, bare)]
        values = {number(said) for _, said in hits}
        if len(values) == 1:
            row[column.id] = values.pop()
            first = min(first, *(at for at, _ in hits))
    return row, first


def _called(column: Field) -> str:
    """Return the pattern of what a kind of votes is called, without what is said of each: 赞成, not 赞成票数."""
    names = {name.removesuffix("数").removesuffix("票") for name in labels_of(column)} - {"", "得"}
    return f"(?:{'|'.join(map(re.escape, sorted(names, key=lambda word: (-len(word), word))))})"


def _counted(called: str) -> str:
    """Return the pattern of a kind of votes: 赞成18票, 赞成票数为18, 18票赞成."""
    return f"(?:{called}(?:票数?|人)?[：为]?{_COUNT}[票人]?|{_COUNT}[票人]{called})"


def _figure(match: re.Match[str], begin: int) -> str:
    """Return the one figure among a pattern's groups."""
    return next(said for said in match.groups()[begin - 1 :] if said)


def _office(item: Field) -> Field | None:
    """Return the column that says for what office; None where all are voted on alike."""
    return next((column for column in item.columns.values() if column.type is FieldType.CHOICE), None)


def of_everybody(item: Field) -> bool:
    """Tell whether a poll's table is of all who stood, and not of those written in or those for an office."""
    return _office(item) is None and not _WRITTEN_IN.search(item.label)


def read_poll(item: Field, page: Page) -> tuple[Rows, str]:
    """Read 乙同志得赞成票18票，不赞成票1票，弃权0票; 丙同志15票; 丁同志（17票）: a person a row.

    Nothing is read when a person stands there with different figures: those are two ballots.

    Args:
        item: the table: a name, the votes for it, and the other kinds of votes; one whose label has 另选 is of those
            who were written in, one with a column of choices of an office, told in the same stretch.
        page: all that is written.

    Returns:
        The rows, and the words they were read from.
    """
    name, *_ = _texts(item)
    first, *rest = [column for column in item.columns.values() if column.type is FieldType.INTEGER]
    office = _office(item)
    others = {column.id: _called(column) for column in rest}
    bare_count = f"{_COUNT}票{''.join(f'(?!{called})' for called in others.values())}"
    voted = (
        f"(?:{_GOT})?{_counted(_called(first))}|(?:{_GOT}票|得?票数)(?:数?为)?：?{_COUNT}票?|(?:{_GOT})?{bare_count}"
    )
    told = re.compile(f"{_POLLED}{NAME}(?:（[男女]）)?{_POST_WON if office else ''}[，：（]?(?:{voted})")
    further = {key: re.compile(f"[，、；（]?{_counted(called)}") for key, called in others.items()}
    written_in = bool(_WRITTEN_IN.search(item.label))
    rows: dict[str, dict[str, Any]] = {}
    quotes: list[str] = []
    for sentence in re.split("[。；\n]" if office else "[。\n]", fold("\n".join(page.lines))):
        bare = squeeze(sentence)
        other = _WRITTEN_IN.search(bare)  # what stands behind is theirs who were written in
        cut = other.start() if other else len(bare)
        bare = bare[cut:] if written_in else bare[:cut]
        if not bare or _OTHER_POLL.search(bare):
            continue
        if bool(office) != bool(_OFFICE.search(bare)):
            continue
        post = say(office, bare, page).value if office else None
        end = 1
        while match := told.search(bare, end - 1):  # what ends one's votes, as 票, begins the next one's
            end = match.end()
            who, votes = person(match[1]), number(_figure(match, 2))
            if votes is None or not is_sure_name(who) or _NOT_POLLED.search(who):
                continue
            row: dict[str, Any] = {name.id: who, first.id: votes}
            if office:
                if post is None or told.search(bare, end - 1):
                    break
                row[office.id] = post
            left = dict(further)
            while more := next(((key, hit) for key, said in left.items() if (hit := said.match(bare, end))), None):
                row[more[0]] = number(_figure(more[1], 1))
                end = more[1].end()
                del left[more[0]]
            if rows.setdefault(who, row) != row:
                return [], ""
            quotes.append(bare[match.start(1) : end])
    ordered = [{key: row[key] for key in item.columns if key in row} for row in rows.values()]
    return ordered[:_MOST_ROWS], "；".join(dict.fromkeys(quotes))


def says_nothing(text: str) -> bool:
    """Tell whether words stand for an empty list: nothing at all, or 无."""
    return is_nothing(text) or squeeze(text).rstrip("。") in _NOTHING


def read_list(
    item: Field, mechanism: Mechanism, text: str, page: Page, people: Iterable[str] = (), *, sure: bool = True
) -> Rows:
    """Read running text as the rows of a table.

    Args:
        item: the table.
        mechanism: how it is written.
        text: the words.
        page: where they stand.
        people: names known to be persons, who may speak without a title.
        sure: whether the words stand behind the table's own label.
    """
    if says_nothing(text):
        return []
    if mechanism == "names":
        return _names(item, text)
    if mechanism == "items":
        return _items(item, text, page)
    if mechanism == "speech":
        return _speech(item, text, people, sure=sure)
    return _tally(item, text)


__all__ = [
    "Rows",
    "names_within",
    "of_everybody",
    "read_list",
    "read_poll",
    "read_tables",
    "says_nothing",
    "split_items",
]
