"""What records say side by side, whatever matter they belong to."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from branchbook.dossiers.noted import Noted
from branchbook.dossiers.values import canonical, cn_day
from branchbook.findings import Finding, Severity, Verdict, Where
from branchbook.handbook.template import FieldType
from branchbook.rules.days import days_between
from branchbook.rules.texts import alike, norm, says_nothing, shingles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from branchbook.dossiers.noted import Quote
    from branchbook.dossiers.seen import ReadRecord

SHOULD, HINT = Severity.SHOULD, Severity.HINT


@dataclass(frozen=True, slots=True)
class Across:
    """A finding about several records."""

    noted: Noted
    paths: frozenset[str]


def told(
    code: str,
    severity: Severity,
    where: Where,
    said: tuple[str, str],
    why: tuple[tuple[str, ...], tuple[str, ...]],
    *records: ReadRecord,
    doubt: bool = False,
) -> Across:
    """Return a finding about records, with the words of each that tell its day.

    Args:
        code: what is found.
        severity: how much it weighs.
        where: the record and the field that it is told at.
        said: message and mend.
        why: basis and defects.
        records: all that it is about.
        doubt: whether nobody can tell, rather than that it is wrong.
    """
    verdict = Verdict.UNDETERMINED if doubt else Verdict.FAIL
    finding = Finding(code, severity, where, *said, verdict, *why)
    quotes = tuple(record.quote(record.dated_by) for record in records if record.dated_by)
    return Across(Noted(finding, quotes), frozenset(record.path for record in records))


#: From how many of a hundred on two records of a family are called alike. Talks differ by names and dates at the
#: least, which are taken out; minutes and summaries share more of their set phrases, and say more.
_ALIKE = {"talk": 90, "meeting": 80, "study": 80, "report": 85, "plan": 85, "appraisal": 85, "lesson-plan": 90}
#: A report of which so much is the same had nothing but years and numbers put in.
_RELABELLED = 97
#: Texts shorter than these many characters are alike by chance.
_LEAST_TEXT = 60
#: So much of a text is held against others; who copied so much copied the rest.
_MOST_TEXT = 20_000
#: Of fewer sheets than these it says nothing that all of them are blank.
_LEAST_SHEETS = 3
#: So many of a hundred sheets without an opinion are too many.
_MOST_NOTHING = 80
#: Minutes of one meeting in two books start within half an hour of each other.
_SAME_START = 30
_HALF_A_YEAR = 180
#: What is copied in a way of its own: a lecture given again, which is held against lectures alone, and notes.
_LESSON_PLAN, _NOTES = "lesson-plan", "study-notes"
_LIFE = "practice-organisational-life"
#: On what it rests that a record is written anew, by family.
_ANEW = {
    "talk": f"{_LIFE}#talk-own-words",
    "meeting": f"{_LIFE}#minutes-speeches",
    "study": f"{_LIFE}#minutes-speeches",
    _LESSON_PLAN: f"{_LIFE}#lesson-renewed",
}
_NAME = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]{2,4}")
_CLOCK = re.compile("[ T]([0-9]{1,2}):([0-9]{2})")


def check_across(records: Sequence[ReadRecord], *, today: str) -> list[Across]:
    """Say what records do not bear out side by side.

    Args:
        records: every record that was read.
        today: the day of the check.
    """
    del today  # nothing here depends on it yet; the browser's twin takes it too
    filled = [record for record in records if record.template is not None and not record.blank]
    return [*_alike(filled), *_nothing(filled), *_numbers(filled), *_books(filled)]


# ---- copied word for word -------------------------------------------------------------------------------


def _names(record: ReadRecord) -> list[str]:
    """Return the names and other short words that were filled in, the longest first."""
    found: dict[str, None] = {}
    for name, field in (record.template.fields if record.template else {}).items():
        value = record.of(name)
        if value is None or field.type not in {FieldType.TEXT, FieldType.PEOPLE, FieldType.SIGNATURE}:
            continue
        words = value if isinstance(value, list) else [value]
        found |= dict.fromkeys(word for word in words if isinstance(word, str) and _NAME.fullmatch(word))
    return sorted(found, key=lambda word: (-len(word), word))


def said(record: ReadRecord) -> str:
    """Return what a record says in its own words: what was written at length, or else all of it; without names."""
    parts: list[str] = []
    for name, field in (record.template.fields if record.template else {}).items():
        value = record.of(name)
        if field.type is FieldType.LONG_TEXT and isinstance(value, str):
            parts.append(value)
        elif field.type is FieldType.TABLE and isinstance(value, list):
            long = [key for key, column in field.columns.items() if column.type is FieldType.LONG_TEXT]
            parts += [row[key] for row in value for key in long if isinstance(row.get(key), str)]
    text = "\n".join(parts)
    if len(norm(text)) < _LEAST_TEXT and not record.ours:  # a form's own words are in every copy of it
        text = record.text
    text = text[:_MOST_TEXT]
    for word in _names(record):
        text = text.replace(word, "")
    return text


def _family(record: ReadRecord) -> str:
    """Return among what a record is held against others."""
    return _LESSON_PLAN if record.paper == _LESSON_PLAN else record.family


def _alike(records: Sequence[ReadRecord]) -> Iterator[Across]:
    """Records that were copied from each other: each of a bundle is held against the first of it."""
    families: dict[str, list[tuple[ReadRecord, frozenset[str]]]] = defaultdict(list)
    for record in records:
        family = _family(record)
        if family in _ALIKE:
            text = said(record)
            if len(norm(text)) >= _LEAST_TEXT:
                runs = frozenset[str]().union(*(shingles(line) for line in text.split("\n")))  # in whatever order
                families[family].append((record, runs))
    for family, found in families.items():
        least = _ALIKE[family]
        first_of: dict[int, tuple[int, int]] = {}
        for (left, (_, one)), (right, (_, other)) in combinations(enumerate(found), 2):
            if right in first_of or left in first_of:
                continue  # it hangs on an earlier one
            if min(len(one), len(other)) * 100 < least * max(len(one), len(other)):
                continue
            share = alike(one, other)
            if share >= least:
                first_of[right] = (left, share)
        for right in sorted(first_of):
            left, share = first_of[right]
            bundle = 1 + sum(first == left for first, _ in first_of.values())
            yield _copied(found[left][0], found[right][0], share, bundle)


def _copied(first: ReadRecord, second: ReadRecord, share: int, bundle: int) -> Across:
    if canonical(dict(first.values)) == canonical(dict(second.values)):
        message = f"和 {first.path} 填的完全一样，像是同一份放了两次"
        mend = "是同一份的，留一份；不是的，打开核对哪里没有改"
        basis = "practice-elections#one-matter-one-file"
        defects: tuple[str, ...] = ("D-088",)
    else:
        more = f"，这样的一共 {bundle} 份" if bundle > 2 else ""
        message = f"去掉人名，和 {first.path} 有 {share}% 的话一样{more}"
        mend = "打开两份对着看：照实际情况各写各的；没有谈、没有开的不要补写，向上级说明"
        basis = _ANEW.get(_family(second), f"{_LIFE}#written-anew")
        defects = _copied_defects(first, second, share)
    finding = Finding("records-alike", SHOULD, Where(second.path), message, mend, basis=(basis,), defects=defects)
    return Across(Noted(finding, (*_opening(second), *_opening(first))), frozenset({first.path, second.path}))


def _copied_defects(first: ReadRecord, second: ReadRecord, share: int) -> tuple[str, ...]:
    if second.family == "talk":
        return ("D-059",)
    if _family(second) == _LESSON_PLAN:
        return ("D-080",)
    if first.sort == second.sort == _NOTES:
        return ("D-082",)
    if second.family in {"meeting", "study"}:
        far = first.day and second.day and abs(days_between(first.day, second.day)) >= _HALF_A_YEAR
        return ("D-064",) if far else ("D-072",)
    defect = "D-066" if "述职" in second.title else "D-061"
    return (defect, "D-067") if second.family == "report" and share >= _RELABELLED else (defect,)


def _opening(record: ReadRecord) -> Iterator[Quote]:
    """Quote the first thing that was written at length."""
    for name, field in (record.template.fields if record.template else {}).items():
        if field.type is FieldType.LONG_TEXT and record.of(name) is not None:
            yield record.quote(name)
            return


# ---- opinions -------------------------------------------------------------------------------------------


def _opinions(record: ReadRecord) -> list[str]:
    """Return what stands under every heading for opinions; a heading with nothing behind it counts as said."""
    fields = record.template.fields if record.template else {}
    found = []
    for name, field in fields.items():
        value = record.of(name)
        if field.type is FieldType.LONG_TEXT:
            if isinstance(value, str):
                found.append(value)
            elif name in record.empty:
                found.append("")
        elif field.type is FieldType.TABLE and isinstance(value, list):
            long = [key for key, column in field.columns.items() if column.type is FieldType.LONG_TEXT]
            found += [row[key] for row in value for key in long if isinstance(row.get(key), str)]
    return found


def _nothing(records: Sequence[ReadRecord]) -> Iterator[Across]:
    """Sheets on which people were asked for opinions, and nearly all say that they have none."""
    sheets = [
        (record, opinions) for record in records if record.family == "opinion" and (opinions := _opinions(record))
    ]
    empty = [record for record, opinions in sheets if all(not norm(text) or says_nothing(text) for text in opinions)]
    if len(sheets) < _LEAST_SHEETS or len(empty) * 100 < _MOST_NOTHING * len(sheets):
        return
    share = len(empty) * 100 // len(sheets)
    message = f"{len(sheets)} 份征求意见的表，有 {len(empty)} 份没有写一条意见（{len(empty)}÷{len(sheets)}＝{share}%）"
    mend = "没有意见的表照样留着，不要代填；换个办法再听一次，如个别谈、不记名，问具体的事"
    finding = Finding(
        "opinions-nothing",
        SHOULD,
        Where(empty[0].path),
        message,
        mend,
        basis=(f"{_LIFE}#opinions-real",),
        defects=("D-006",),
    )
    quotes = tuple(quote for record in empty[:3] for quote in _opening(record))
    yield Across(Noted(finding, quotes), frozenset(record.path for record, _ in sheets))


# ---- numbers and books ----------------------------------------------------------------------------------


def _numbers(records: Sequence[ReadRecord]) -> Iterator[Across]:
    """One document number on two documents."""
    by: dict[str, list[ReadRecord]] = defaultdict(list)
    for record in records:
        number = record.of("doc_no")
        if isinstance(number, str):
            by[canonical(number)].append(record)
    for found in by.values():
        first = found[0]
        for record in found[1:]:
            named = record.paper and first.paper
            if record.paper == first.paper if named else record.sort == first.sort:
                continue  # the same document twice, or a draft of it: told where dossiers are judged
            message = f"文号「{record.quote('doc_no').text}」，{first.path} 也用了；一个文号只能给一份文件"
            mend = "对着发文登记核对，写错的更正"
            where = Where(record.path, None, "doc_no")
            finding = Finding(
                "doc-no-twice", SHOULD, where, message, mend, basis=(f"{_LIFE}#number-unique",), defects=("D-074",)
            )
            quotes = (record.quote("doc_no"), first.quote("doc_no"))
            yield Across(Noted(finding, quotes), frozenset({first.path, record.path}))


def _minutes(record: ReadRecord) -> int | None:
    """Return when a meeting began, in minutes of the day; None when only its day is known."""
    match = _CLOCK.search(str(record.of(record.dated_by))) if record.dated_by else None
    return int(match[1]) * 60 + int(match[2]) if match else None


def _books(records: Sequence[ReadRecord]) -> Iterator[Across]:
    """Two different minutes of one sort of meeting on one day: of one meeting, or of two, only people can tell."""
    by: dict[tuple[str, str, str], list[ReadRecord]] = defaultdict(list)
    for record in records:
        if record.family in {"meeting", "study"} and record.day:
            by[record.sort, record.day, canonical(record.of("group"))].append(record)  # each group meets by itself
    for found in by.values():
        first = found[0]
        for record in found[1:]:
            begun, earlier = _minutes(record), _minutes(first)
            apart = begun is not None and earlier is not None and abs(begun - earlier) > _SAME_START
            if apart or canonical(dict(first.values)) == canonical(dict(record.values)):
                continue
            message = f"{cn_day(record.day)}的{record.title}，{first.path} 也是一份，内容不一样；不知道是不是同一次会"
            mend = "是同一次会的，核对哪一份是原始记录，不要留两本；是两次会的，写清各自的时间"
            where = Where(record.path, None, record.dated_by)
            basis = (f"{_LIFE}#one-meeting-one-record",)
            finding = Finding("records-same-day", HINT, where, message, mend, Verdict.UNDETERMINED, basis, ("D-010",))
            quotes = (record.quote(record.dated_by), first.quote(first.dated_by))
            yield Across(Noted(finding, quotes), frozenset({first.path, record.path}))
