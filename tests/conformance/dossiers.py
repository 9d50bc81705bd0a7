"""Dossiers in memory for both languages: examples of every procedure, and what goes wrong with them."""

from __future__ import annotations

import random
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from branchbook.dossiers.plan import plan_of, plans_of
from branchbook.dossiers.seen import ReadRecord
from branchbook.handbook.content import Dossier, DossierRule
from branchbook.handbook.kinds import Kind
from branchbook.handbook.template import FieldType
from branchbook.inspection.record import Inspector
from branchbook.inspection.report import Report
from branchbook.inspection.run import judge_together, spared_of
from branchbook.rules.due import year_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from branchbook.dossiers.plan import Plan
    from branchbook.handbook import Handbook
    from branchbook.handbook.content import Procedure
    from branchbook.handbook.template import Template
    from branchbook.inspection.collect import Unread

TODAY = "2026-11-24"
#: What people do to a value that no type allows.
_ODD: tuple[Any, ...] = (
    "",
    "不详",
    "2026-13-40",
    7,
    -1,
    2**53,
    [],
    ["甲同志"],
    [{"name": "甲同志"}],
    "２０２６-01-05",
    "𠮷" * 70,
)


def kinds() -> dict[str, Kind]:
    """Kinds of every family that records are held against each other by, and one bound to a template of ours."""
    base: dict[str, Any] = {
        "summary": "只供测试用的材料种类。",
        "recognise": [["测试"]],
        "reviewed_on": "2026-11-24",
        "dated_by": "met_at",
        "fields": {
            "met_at": {"id": "met_at", "label": "时间", "type": "datetime"},
            "names": {"id": "names", "label": "人员", "type": "people"},
            "doc_no": {"id": "doc_no", "label": "文号", "type": "text"},
            "said": {"id": "said", "label": "内容", "type": "long_text", "required": True},
            "more": {
                "id": "more",
                "label": "意见",
                "type": "table",
                "columns": {
                    "who": {"id": "who", "label": "姓名", "type": "text"},
                    "what": {"id": "what", "label": "意见", "type": "long_text"},
                },
            },
        },
        "rules": {
            "length": {
                "id": "length",
                "require": "chars(said) >= 30",
                "severity": "should",
                "message": "只有 {chars(said)} 个字",
                "mend": "照实际情况写",
            }
        },
    }
    found = {
        f"own-{family}": Kind.model_validate(
            base | {"id": f"own-{family}", "title": f"测试的{family}记录", "family": family}
        )
        for family in ("talk", "meeting", "opinion", "report", "news")
    }
    found["bound"] = Kind.model_validate(
        base
        | {"id": "bound", "title": "换届请示", "family": "letter", "template": "election-request"}
        | {"names": {"seats": ["委员数"]}, "dated_by": None}
    )
    return found


def made_up(handbook: Handbook) -> Procedure:
    """Return a procedure of the same papers as another, with rules that are doubted, by what is there and what is not."""
    base = handbook.procedures["shift-term"]
    said = {"severity": "must", "message": "不成立：{docs.shift_request.doc_no}", "mend": "照实际情况改"}
    doubt = {"doubt_when": "today > '2000-01-01'", "doubt": "规定说法不一：{docs.shift_request.doc_no}"}
    requires = {
        "doubted": said | doubt | {"require": "docs.shift_request.doc_no == 'x'"},
        "doubted-absent": said | doubt | {"require": "has(docs.shift_reply)"},
        "when-absent": said | doubt | {"when": "!has(docs.shift_reply)", "require": "docs.shift_request.doc_no == 'x'"},
        "when-unknown": said | doubt | {"when": "docs.shift_request.doc_no != 'x'", "require": "today == 'x'"},
        "plain": said | {"require": "docs.shift_request.doc_no == 'x'"},
    }
    rules = {name: DossierRule.model_validate(rule | {"id": name}) for name, rule in requires.items()}
    declared = (base.dossier or Dossier()).model_copy(update={"rules": rules})
    return base.model_copy(update={"id": MADE_UP, "title": "测试的流程", "order": 999, "dossier": declared})


MADE_UP = "made-up"


def doubted(handbook: Handbook) -> Iterator[Case]:
    """Yield dossiers of the procedure that was made up."""
    full = example(handbook, plan_of(handbook, handbook.procedures[MADE_UP]))
    yield "doubted, all there", full, TODAY, MADE_UP
    bare = [_changed(record, doc_no=None) for record in full]
    yield "doubted, nothing read", bare, TODAY, MADE_UP
    yield "doubted, one absent", [record for record in full if record.paper != "shift-reply"], TODAY, MADE_UP
    yield "doubted, most absent", [record for record in full if not record.paper.startswith("shift")], TODAY, MADE_UP


def own(template: Template, path: str, values: Mapping[str, Any] | None = None) -> ReadRecord:
    """Return a record of a template of ours, as the reader would give it."""
    given = dict(template.example if values is None else values)
    return ReadRecord(
        path, template.id, template, template.id, ours=True, values=given, how=dict.fromkeys(given, "tag")
    )


def typed(handbook: Handbook, kind: str, path: str, values: Mapping[str, Any], **more: Any) -> ReadRecord:
    """Return a record of a kind, as the reader of strangers' files would give it."""
    found = handbook.kinds[kind]
    template = found.as_template(handbook.templates)
    return ReadRecord(path, kind, template, found.template or "", found.family, values=values, **more)


def example(handbook: Handbook, plan: Plan, folder: str = "") -> list[ReadRecord]:
    """Return the documents of a procedure, each as its example."""
    return [
        own(handbook.templates[name], f"{folder}{number:02d} {name}.docx") for number, name in enumerate(plan.papers)
    ]


def _changed(record: ReadRecord, **values: Any) -> ReadRecord:
    given = {name: value for name, value in {**record.values, **values}.items() if value is not None}
    return replace(record, values=given)


def _moved(value: str, days: int) -> str:
    return (date.fromisoformat(value[:10]) + timedelta(days=days)).isoformat() + value[10:]


def _dates(record: ReadRecord) -> list[str]:
    fields = record.template.fields if record.template else {}
    return [
        name
        for name, item in fields.items()
        if item.type in {FieldType.DATE, FieldType.DATETIME} and name in record.values
    ]


Case = tuple[str, "Sequence[ReadRecord]", str, str]


def sloppy(handbook: Handbook, plan: Plan) -> Iterator[Case]:
    """Yield a procedure's dossier, clean and with one thing after another gone wrong: name, records, today, procedure."""
    full = example(handbook, plan)
    yield "clean", full, TODAY, ""
    yield "told", full, TODAY, plan.id
    yield "early", full, "2025-01-01", ""
    yield "unfinished", full[: max(2, len(full) // 2)], TODAY, ""
    yield "no word from above", [item for item in full if plan.papers[item.paper].need != "上级制发"], TODAY, ""
    yield "gaps", full[::2], TODAY, plan.id
    yield "empty", [replace(record, values={}) for record in full], TODAY, plan.id
    yield "twice", [*full, *(replace(record, path=f"副本/{record.path}") for record in full)], TODAY, ""
    drafts = [_changed(record, doc_no="示局一支〔2026〕99号", branch="示例市某局第二支部") for record in full]
    yield "two versions", [*full, *(replace(record, path=f"z{record.path}") for record in drafts)], TODAY, ""
    back = [
        _changed(record, **{name: _moved(record.values[name], -40 * at) for name in _dates(record)})
        for at, record in enumerate(full)
    ]
    yield "dates back", back, TODAY, ""
    first = max(full, key=lambda record: len(record.values))
    names = [name for name in first.values if name not in {"stage", "round"}]
    again = [
        replace(_changed(first, **{name: _other(first.values[name]) for name in names[:count]}), path=f"又{count}.docx")
        for count in range(6)
    ]
    yield "a little different", [*full, *again], TODAY, ""
    yield "written wide", [_widened(record) if at % 2 else record for at, record in enumerate(full)], TODAY, ""
    part = len(full) * 5 // 8
    halves = [replace(record, path=f"上半/{record.path}") for record in full[:part]]
    yield "overlap", halves + [replace(record, path=f"下半/{record.path}") for record in full[-part:]], TODAY, ""
    apart = [
        _changed(
            record, **{name: _other(record.values[name]) for name in plan.same if name in record.values and at % 3 == 1}
        )
        for at, record in enumerate(full)
    ]
    yield "facts differ", apart, TODAY, ""
    fields = {key.rpartition(".")[2] for key, _ in plan.cites}
    misquoted = [
        _changed(record, **{name: _other(record.values[name]) for name in fields & record.values.keys()})
        for record in full
    ]
    yield "misquoted", misquoted, TODAY, ""
    strangers = [
        own(item, f"夹带/{item.id}.docx") for item in handbook.templates.values() if item.id not in plan.papers
    ][:6]
    yield "short list", [_shortened(record) for record in full], TODAY, ""
    yield "misfiled", [*full, *strangers], TODAY, plan.id


def _widened(record: ReadRecord) -> ReadRecord:
    """Write digits and letters as wide as Chinese characters, which says the same."""
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    fields = record.template.fields if record.template else {}
    words = {
        name: value.translate(wide)
        for name, value in record.values.items()
        if isinstance(value, str) and name in fields and fields[name].type is FieldType.TEXT
    }
    return _changed(record, **words)


def _shortened(record: ReadRecord) -> ReadRecord:
    """Take every third line out of an archive catalogue."""
    if record.template is None or record.template.kind != "catalogue":
        return record
    return _changed(
        record,
        **{
            name: [row for at, row in enumerate(value) if at % 3]
            for name, value in record.values.items()
            if isinstance(value, list)
        },
    )


def _other(value: Any) -> Any:
    """Return another value of the same type."""
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return value[1:] or value
    try:
        return _moved(value, 3)
    except ValueError:
        return f"{value}（改）"


def copied(handbook: Handbook) -> Iterator[Case]:
    """Yield records that are not ours, held against each other."""
    long = "这一年参加支部的学习和会议都按时到，交办的事情都做完了，联系群众还不够多，和年轻同志谈心少，今后每月至少谈一次，把困难问清楚再想办法解决，做不到的照实说明。"
    longer = long + "到基层走了三个组，看了台账，问了两位老同志的身体，记下了五条意见，回来逐条核对。"

    def talk(number: int, name: str, text: str, at: str = "2026-03-05 09:00") -> ReadRecord:
        values = {"met_at": at, "names": [name, "乙同志"], "said": text.replace("我", name)}
        return typed(
            handbook,
            "own-talk",
            f"谈话/{number}.docx",
            values,
            quotes={"said": f"谈话内容：{text}"},
            how={"said": "label"},
        )

    yield (
        "copied talks",
        [talk(n, name, name + long) for n, name in enumerate(("甲同志", "丙同志", "丁同志", "戊同志"))],
        TODAY,
        "",
    )
    counted = "".join(f"第{'一二三四五六七八九十'[at % 10]}条{chr(0x4E00 + at)}𠮷" for at in range(7_000))
    yield "long talks", [talk(1, "甲同志", counted + long), talk(2, "丙同志", counted + longer[::-1])], TODAY, ""
    three = [talk(n, name, name + long) for n, name in enumerate(("甲同志", "丙同志", "丁同志"))]
    yield "three copied", three, TODAY, ""
    yield "own talks", [talk(1, "甲同志", long), talk(2, "丙同志", longer), talk(3, "丁同志", "短")], TODAY, ""
    yield "one talk twice", [talk(1, "甲同志", long), replace(talk(1, "甲同志", long), path="另一份.docx")], TODAY, ""
    sheets = [
        typed(handbook, "own-opinion", f"意见{n}.txt", {"said": text} if text else {}, empty=() if text else ("said",))
        for n, text in enumerate(("无", "没有意见", "", "无。"))
    ]
    yield "no opinions", sheets, TODAY, ""
    yield (
        "an opinion",
        [*sheets[:3], typed(handbook, "own-opinion", "意见9.txt", {"more": [{"who": "甲同志", "what": longer}]})],
        TODAY,
        "",
    )

    def minutes(path: str, at: str, text: str, kind: str = "own-meeting") -> ReadRecord:
        return typed(handbook, kind, path, {"met_at": at, "said": text, "doc_no": "示局一支〔2026〕3号"})

    books = [minutes("本1.docx", "2026-03-05 09:00", long), minutes("本2.docx", "2026-03-05 09:20", longer[::-1])]
    yield (
        "two books",
        [*books, minutes("本3.docx", "2026-03-05 15:00", "下午"), minutes("本4.docx", "2026-10-05 15:00", long)],
        TODAY,
        "",
    )
    yield "one number", [*books, minutes("总结.docx", "2026-12-05 15:00", long, "own-report")], TODAY, ""
    request = handbook.templates["election-request"].example
    mixed = [
        typed(
            handbook,
            "bound",
            "换届/请示.docx",
            {**request, "said": "短", "seats": "五"},
            warnings=("“委员名额”写的是「五」，读不成整数", "日期拿不准"),
        ),
        own(handbook.templates["election-reply"], "换届/批复.docx"),
        ReadRecord("换届/认不出.docx", warnings=("认不出这是哪一种表样",)),
        ReadRecord("换届/认不出2.docx"),
        typed(handbook, "own-news", "换届/新闻.docx", {"met_at": "去年"}, text=long, made_on="2026-01-01"),
    ]
    yield "bound", mixed, TODAY, ""


def of_kinds(handbook: Handbook) -> Iterator[Case]:
    """Yield the handbook's own kinds: what its examples and counterexamples say, each as a record."""
    for kind in handbook.kinds.values():
        if not kind.examples:
            continue
        values = [(item.name, item.expect) for item in kind.examples]
        first = dict(kind.examples[0].expect)
        values += [(item.rule, {**first, **item.change}) for item in kind.counterexamples if item.change]
        records = [
            typed(
                handbook,
                kind.id,
                f"{number} {name}.docx",
                {key: item for key, item in given.items() if item is not None},
            )
            for number, (name, given) in enumerate(values)
        ]
        yield f"kind {kind.id}", records, TODAY, ""


def of_a_year(handbook: Handbook) -> Iterator[Case]:
    """Yield a branch's year, whole and with what makes each finding about a run of records."""

    def kept(kind: str, day: str, text: str = "", **values: Any) -> ReadRecord:
        dated_by = handbook.kinds[kind].dated_by
        given = {**({dated_by: day} if dated_by else {}), **values}
        return typed(handbook, kind, f"{day} {kind}.docx", given, text=text)

    life = [
        kept("life-meeting-minutes", "2026-02-06"),
        kept("study-record", "2026-01-16"),
        kept("talk-record", "2026-01-22"),
        kept("opinion-summary", "2026-01-24"),
        kept("self-review", "2026-01-28"),
        kept("rectify-list", "2026-02-13"),
        kept("report", "2026-02-13", "组织生活会情况"),
    ]
    yield "life meeting", life, TODAY, ""
    yield "life meeting without study", [*life[:1], *life[2:5]], TODAY, ""
    swapped = [kept("study-record", "2026-02-20"), kept("rectify-list", "2026-01-20")]
    yield "life meeting in disorder", [life[0], *life[2:5], life[6], *swapped], TODAY, ""
    yield "appraisal", [kept("appraisal", "2026-02-06"), kept("self-review", "2026-01-28")], TODAY, ""
    called = {"title": "关于召开党员大会的通知", "meeting_on": "2026-03-05"}
    notice = kept("notice", "2026-02-26", "三月五日", **called)
    late = kept("general-meeting-minutes", "2026-03-06", present=8)
    signed = kept("sign-in-list", "2026-03-06", present=9)
    yield "notice and list", [notice, late, signed], TODAY, ""
    yield "put off", [replace(notice, text="改期"), late], TODAY, ""
    months = [kept("committee-minutes", f"2026-{month:02}-10") for month in (1, 2, 5)]
    yield "gaps", [*months, late, kept("general-meeting-minutes", "2026-11-06")], TODAY, ""
    yield "a slip in a year", [late, kept("general-meeting-minutes", "1026-11-06")], TODAY, ""
    roll = kept("roll", "2026-06-30", members=[{"name": name} for name in ("甲同志", "乙同志", "丁同志")])
    came = [
        kept("theme-day-record", f"2026-0{month}-13", attendees=["甲同志"], absentees=[{"name": "乙同志"}])
        for month in (1, 2, 3)
    ]
    yield "unseen", [roll, *came, kept("sign-in-list", "2026-04-13", people=[{"name": "甲同志"}])], TODAY, ""


def year(handbook: Handbook, seed: int) -> Case:
    """Return a run of records that people typed in a year, scattered over days as they come, by a seed."""
    chance = random.Random(seed)  # noqa: S311 -- the same years every time
    names = [*"甲乙丙丁戊己庚辛"]
    records = []
    for number in range(30):
        kind = handbook.kinds[chance.choice(_YEAR)]
        item = chance.choice(kind.examples)
        values = dict(item.expect)
        for name, field in kind.as_template(handbook.templates).fields.items():
            if field.type in {FieldType.DATE, FieldType.DATETIME} and name in values:
                day = f"2026-{chance.choice((1, 3, 3, 3, 5, 11)):02d}-{chance.choice((5, 6, 12, 25)):02d}"
                values[name] = day + str(values[name])[10:]
        if isinstance(values.get("present"), int):
            values["present"] += chance.choice((0, 0, 1))
        if "attendees" in values:
            values["attendees"] = [f"{name}同志" for name in chance.sample(names[:6], 4)]
        if kind.id == "roll":
            values["members"] = [{"name": f"{name}同志"} for name in names]
        if kind.id == "notice":
            values["title"] = f"关于召开{chance.choice(('党员大会', '支委会', '组织生活会'))}的通知"
            values["meeting_on"] = f"2026-03-{chance.choice((5, 6, 12)):02d}"
        folder = chance.choice(("", "三月/"))
        records.append(typed(handbook, kind.id, f"{folder}{number} {kind.id}.txt", values, text=item.text))
    return f"year {seed}", records, TODAY, ""


#: Kinds whose records a year is judged by; those that come often are named often.
_YEAR = (
    *("general-meeting-minutes", "committee-minutes", "life-meeting-minutes", "sign-in-list", "notice") * 2,
    *("study-record", "talk-record", "opinion-form", "self-review", "criticism-notes", "rectify-list", "report"),
    *("appraisal", "roll", "theme-day-record", "lesson-record"),
)


def mixed(handbook: Handbook, seed: int) -> Case:
    """Return documents of one or two procedures, thinned out, scattered over folders and mistreated, by a seed."""
    chance = random.Random(seed)  # noqa: S311 -- the same mixes every time
    plans = chance.sample(plans_of(handbook), chance.choice((1, 1, 2)))
    folders = chance.sample(["", "甲/", "乙/", "甲/底稿/"], 2)
    records = []
    for plan in plans:
        for record in example(handbook, plan):
            if chance.random() < 0.35:
                continue
            values = dict(record.values)
            for name in chance.sample(sorted(values), min(len(values), chance.choice((0, 0, 1, 3)))):
                values[name] = chance.choice((_other(values[name]), chance.choice(_ODD)))
            records.append(replace(record, path=chance.choice(folders) + record.path, values=values))
    chance.shuffle(records)
    return f"mix {seed}", records, chance.choice((TODAY, "2026-06-05")), chance.choice(("", "", plans[0].id))


class Judge:
    """Judges records as `inspect` does, but for reading them; everything is compiled once."""

    def __init__(self, handbook: Handbook) -> None:
        self.handbook, self.plans = handbook, plans_of(handbook)
        self._inspectors: dict[str, Inspector] = {}

    def report(
        self, records: Sequence[ReadRecord], today: str, procedure: str, unread: Sequence[Unread] = ()
    ) -> Report:
        """Return what is said of records."""
        inspector = self._inspectors.setdefault(today, Inspector(self.handbook, today=today))
        forced = next((plan for plan in self.plans if plan.id == procedure), None)
        together = judge_together(records, self.plans, today=today, forced=forced, due=year_data(self.handbook))
        spared = spared_of(records, self.plans, forced=forced)
        alone = tuple(inspector.judge(record, spared.get(record.path, ())) for record in records)
        return Report(today, alone, together, tuple(sorted(unread, key=lambda item: item.path)))


def job(do: str, records: Sequence[ReadRecord], today: str, procedure: str) -> dict[str, Any]:
    """Return the same for the browser."""
    plain = [
        {key: value for key, value in asdict(replace(item, template=None)).items() if key != "template"}
        for item in records
    ]
    return {"do": do, "records": plain, "today": today, "procedure": procedure}
