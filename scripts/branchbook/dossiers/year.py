"""What a run of a branch's records bears out: the papers of one meeting, notices and sign-in lists, empty months."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from branchbook.dossiers.across import Across, told
from branchbook.dossiers.values import canonical, cn_day
from branchbook.findings import Severity, Where
from branchbook.rules.days import days_between, months_from, quarters_from
from branchbook.rules.days import month_name as month_of_day
from branchbook.rules.days import quarter_name as quarter_of_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from branchbook.dossiers.plan import Plan
    from branchbook.dossiers.seen import ReadRecord
    from branchbook.handbook.parameters import Setting

SHOULD, HINT = Severity.SHOULD, Severity.HINT

Group = tuple[str, frozenset[str]]

_STUDY = "会前的集中学习记录"
#: What is made before a meeting of organisational life, and after it: what it is called, and the kinds that it may be.
_BEFORE: tuple[Group, ...] = (
    (_STUDY, frozenset({"study-record"})),
    ("谈心谈话记录", frozenset({"talk-record"})),
    ("征求意见表或汇总", frozenset({"opinion-form", "opinion-summary"})),
    ("对照检查材料或发言提纲", frozenset({"self-review", "criticism-notes"})),
)
_AFTER: tuple[Group, ...] = (("整改清单", frozenset({"rectify-list"})), ("情况报告", frozenset({"report"})))
#: How an appraisal was come to.
_APPRAISAL: tuple[Group, ...] = (
    ("自评材料", frozenset({"self-review"})),
    ("互评或批评意见", frozenset({"criticism-notes"})),
    ("评定的会议记录", frozenset({"committee-minutes", "general-meeting-minutes", "life-meeting-minutes"})),
)
#: Papers of one meeting are made within so many days of it.
_WINDOW = 120
#: A notice and minutes so many days apart may be of one meeting.
_NEAR = 7
_NAMES = {
    "general-meeting-minutes": "党员大会",
    "committee-minutes": "支委会",
    "group-minutes": "党小组会",
    "theme-day-record": "主题党日",
    "lesson-record": "党课",
    "life-meeting-minutes": "组织生活会",
}
_PUT_OFF = ("改期", "延期", "另行通知")
#: Of fewer lists of names than these nobody can be called missing.
_LEAST_LISTS = 3
#: Records of one kind further apart than these days are no run; one of the years is a slip.
_LONGEST = 3660
_BASIS_LIFE = ("branch-2018#life-meeting-steps", "practice-organisational-life#life-meeting-papers")
_BASIS_APPRAISAL = ("branch-2018#review-steps", "practice-organisational-life#review-papers")


#: What a declared dossier of the same matter says itself: which papers are missing, and which are out of order.
_OF_ONE_MATTER = frozenset({"life-meeting-lacks", "life-meeting-order", "appraisal-lacks"})


def asked_by(plan: Plan, found: Across, records: Sequence[ReadRecord]) -> bool:
    """Tell whether this meeting is in a dossier that is declared, which says itself what it asks for.

    Args:
        plan: what the dossier should hold.
        found: what was seen across the records.
        records: the records of the dossier.
    """
    if found.noted.finding.code not in _OF_ONE_MATTER:
        return False
    own = (plan.papers.get(record.paper) for record in records if record.path in found.paths)
    return any(paper is not None and paper.need != "另有" for paper in own)


def check_year(
    records: Sequence[ReadRecord], params: Mapping[str, Setting] = MappingProxyType({}), *, year: int = 0
) -> list[Across]:
    """Say what a run of records does not bear out.

    Nothing is missed that may lie in another folder: papers of a meeting are asked for only where others of its papers
    are, months and quarters only between two records of the same kind.

    Args:
        records: every record that was read.
        params: what the branch set for itself, and its facts, by id.
        year: a year that is held against what fell due, so that its empty months are told there; none when 0.
    """
    filled = [record for record in records if record.template is not None and not record.blank]
    return [
        *_life_meetings(filled),
        *_appraisals(filled),
        *_notices(filled),
        *_sign_in(filled),
        *_gaps([item for item in filled if not year or item.day[:4] != str(year)], params),
        *_unseen(filled),
    ]


def _found(
    code: str,
    severity: Severity,
    place: tuple[ReadRecord, str],
    said: tuple[str, str],
    why: tuple[tuple[str, ...], tuple[str, ...]],
    *others: ReadRecord,
) -> Across:
    """Make a finding at a field of a record, about it and others."""
    record, field = place
    return told(code, severity, Where(record.path, None, field), said, why, record, *others)


# ---- the papers of one meeting ----------------------------------------------------------------------------


def _of(group: Group, records: Sequence[ReadRecord], day: str, subject: str = "") -> list[ReadRecord]:
    """Return the records of a group that may belong to what happened on a day."""
    return [
        record
        for record in records
        if record.sort in group[1]
        and (not record.day or abs(days_between(record.day, day)) <= _WINDOW)
        and (record.sort != "report" or subject in record.text)
    ]


def _life_meetings(records: Sequence[ReadRecord]) -> Iterator[Across]:
    for meeting in records:
        if meeting.sort != "life-meeting-minutes" or not meeting.day:
            continue
        papers = {group: _of(group, records, meeting.day, "组织生活会") for group in (*_BEFORE, *_AFTER)}
        lacks = [group[0] for group, found in papers.items() if not found]
        if len(papers) - len(lacks) < 2:
            continue
        if lacks:
            message = f"{cn_day(meeting.day)}的组织生活会，没有找到{'、'.join(lacks)}"
            mend = "做过的找齐归到一起；没有做的如实说明，不要补造"
            defects = ("D-052", "D-035", *(("D-053",) if _STUDY in lacks else ()))
            yield _found("life-meeting-lacks", SHOULD, (meeting, ""), (message, mend), (_BASIS_LIFE, defects))
        yield from _life_order(meeting, papers)


def _life_order(meeting: ReadRecord, papers: dict[Group, list[ReadRecord]]) -> Iterator[Across]:
    """A sort of paper of which not one has a day on the right side of the meeting."""
    for group, found in papers.items():
        dated = [record for record in found if record.day]
        before = group in _BEFORE
        right = [item for item in dated if (item.day <= meeting.day if before else item.day >= meeting.day)]
        if not dated or right:
            continue
        first = dated[0]
        side = "后面" if before else "前面"
        message = f"{group[0]}是{cn_day(first.day)}的，排在{cn_day(meeting.day)}的组织生活会{side}"
        mend = "照原件核对日期，改正写错的；次序真是这样的，如实说明，不要改日期"
        why = (_BASIS_LIFE, ("D-052", "D-083"))
        yield _found("life-meeting-order", SHOULD, (first, first.dated_by), (message, mend), why, meeting)


def _appraisals(records: Sequence[ReadRecord]) -> Iterator[Across]:
    for result in records:
        if result.sort != "appraisal" or not result.day:
            continue
        papers = {group[0]: _of(group, records, result.day) for group in _APPRAISAL}
        lacks = [name for name, found in papers.items() if not found]
        if not lacks or len(lacks) == len(papers):
            continue
        message = f"{cn_day(result.day)}的民主评议有结果，没有找到{'、'.join(lacks)}"
        mend = "做过的找齐归到一起；没有做的如实说明，按步骤重新评，不要补造"
        why = (_BASIS_APPRAISAL, ("D-058", "D-035"))
        yield _found("appraisal-lacks", SHOULD, (result, ""), (message, mend), why)


# ---- notices and sign-in lists ----------------------------------------------------------------------------


def _notices(records: Sequence[ReadRecord]) -> Iterator[Across]:
    notices = [item for item in records if item.sort == "notice" and isinstance(item.of("meeting_on"), str)]
    called = {str(item.of("meeting_on"))[:10] for item in notices}
    for notice in notices:
        day = str(notice.of("meeting_on"))[:10]
        said = str(notice.of("title") or notice.text)
        if any(word in notice.text for word in _PUT_OFF):
            continue
        for kind, word in _NAMES.items():
            held = [item for item in records if item.sort == kind and item.day]
            if word not in said or any(item.day == day for item in held):
                continue
            near = [item for item in held if abs(days_between(day, item.day)) <= _NEAR and item.day not in called]
            if len(near) != 1:
                continue
            message = f"通知写的是{cn_day(day)}开{word}，记录是{cn_day(near[0].day)}，没有改期的通知"
            mend = "以当天的签到为准，改正写错的那一份；真的改过期，补一份说明"
            basis = ("practice-elections#one-fact-once", "practice-organisational-life#notice-before-meeting")
            place, why = (notice, "meeting_on"), (basis, ("D-002",))
            yield _found("notice-differs", SHOULD, place, (message, mend), why, near[0])


def _sign_in(records: Sequence[ReadRecord]) -> Iterator[Across]:
    for signed in records:
        if signed.sort != "sign-in-list" or not signed.day:
            continue
        held = [item for item in records if item.family in {"meeting", "study"} and item.day == signed.day]
        if len(held) != 1:
            continue
        own, said = signed.of("present"), held[0].of("present")
        if not isinstance(own, int) or not isinstance(said, int) or own == said:
            continue
        message = f"{cn_day(signed.day)}的签到表实到 {own} 人，{held[0].title}写的是 {said} 人"
        mend = "照签名数一遍，改正写错的；列席的人不算在里面"
        basis = ("practice-elections#one-fact-once",)
        place, why = (signed, "present"), (basis, ("D-002", "D-036"))
        yield _found("sign-in-differs", SHOULD, place, (message, mend), why, held[0])


# ---- empty months and people who are never there ----------------------------------------------------------


def _gaps(records: Sequence[ReadRecord], params: Mapping[str, Setting]) -> Iterator[Across]:
    yield from _gap(records, "general-meeting-minutes", 2, quarters_from, quarter_of_day)
    if params.get("committee") is not False:  # where there is no committee, nothing of it is missing
        yield from _gap(records, "committee-minutes", 3, months_from, month_of_day)


def _gap(
    records: Sequence[ReadRecord],
    kind: str,
    least: int,
    periods: Callable[[str, str], list[str]],
    name: Callable[[str], str],
) -> Iterator[Across]:
    held = sorted((item for item in records if item.sort == kind and item.day), key=lambda item: (item.day, item.path))
    if len(held) < least or days_between(held[0].day, held[-1].day) > _LONGEST:
        return
    known = {name(item.day) for item in held}
    empty = [period for period in periods(held[0].day, held[-1].day) if period not in known]
    if not empty:
        return
    general = kind == "general-meeting-minutes"
    code, defect = ("quarter-empty", "D-106") if general else ("month-empty", "D-055")
    message = f"{'、'.join(empty)}没有{_NAMES[kind]}的记录"
    mend = "开过的把记录找齐；没有开的如实写，以后按时开，不要补造"
    basis = ("branch-2018#general-meeting-quarterly",) if general else ("branch-2018#committee-monthly",)
    yield _found(code, HINT, (held[0], ""), (message, mend), (basis, (defect,)), held[-1])


def _listed(record: ReadRecord) -> set[str]:
    """Return the people whom a record names as come or as excused."""
    found: set[str] = set()
    attendees = record.of("attendees")
    if isinstance(attendees, list):
        found |= {canonical(name) for name in attendees}
    for table in ("absentees", "people"):
        rows = record.of(table)
        if isinstance(rows, list):
            found |= {canonical(row["name"]) for row in rows if isinstance(row, dict) and row.get("name")}
    return found


def _unseen(records: Sequence[ReadRecord]) -> Iterator[Across]:
    lists = [
        item
        for item in records
        if (item.family in {"meeting", "study"} and item.of("attendees")) or item.sort == "sign-in-list"
    ]
    named = [_listed(item) for item in lists]
    seen = set().union(*named)
    if sum(bool(names) for names in named) < _LEAST_LISTS:
        return
    for roll in records:
        rows = roll.of("members") if roll.sort == "roll" else None
        if not isinstance(rows, list):
            continue
        members = [str(row["name"]) for row in rows if isinstance(row, dict) and row.get("name")]
        missing = [name for name in members if canonical(name) not in seen]
        if not missing or len(missing) * 2 > len(members):
            continue
        message = f"名册上的 {'、'.join(missing)}，{len(lists)} 份签到和出席名单里一次也没有"
        mend = "联系本人，问清在哪里过组织生活；该转关系的转，流动的记下怎么联系的"
        basis = ("practice-organisational-life#every-member-counted", "member-education-2019#mobile-contact")
        place, why = (roll, "members"), (basis, ("D-092", "D-034"))
        yield _found("member-unseen", HINT, place, (message, mend), why)
