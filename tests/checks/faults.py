"""Every fault that `validate` must name, planted one at a time into the small handbook."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.checks.world import (
    CASE,
    COUNTER,
    DEFECTS,
    EXAMPLE,
    FIELDS,
    GLOSSARY,
    GUIDE,
    HOW,
    INDEX,
    KIND,
    NEWS,
    NUMBERS,
    OLD,
    OTHER,
    PROCEDURE,
    QUESTIONS,
    REDIRECTS,
    REGULATION,
    REPLY,
    REPLY_COUNTER,
    REPLY_EXAMPLE,
    REQUEST,
    START,
    SYNONYMS,
    Fault,
    Seen,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def swap(name: str, code: str, file: str, old: str, new: str, *, at: str | int | None = "") -> Fault:
    """Replace words; the finding stands on the line of the new words unless `at` says where."""
    place = new.strip().splitlines()[0].strip() if at == "" else at
    return Fault(name, (Seen(code, file, place),), ((file, old, new),))


def write(file: str, content: str | bytes) -> Callable[[Path], object]:
    def act(root: Path) -> None:
        target = root / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)

    return act


def remove(file: str) -> Callable[[Path], object]:
    return lambda root: (root / file).unlink()


def twin(root: Path) -> None:
    """The reply stands a second time, in a folder that sorts later."""
    shutil.copytree(root / "templates/elections/meeting-reply", root / "templates/members/meeting-reply")


FILES = [
    Fault("no example", (Seen("source-missing", EXAMPLE),), act=remove(EXAMPLE)),
    Fault(
        "no docs folder", (Seen("folder-missing", "docs/"),), act=lambda root: (root / "docs").rename(root / "papers")
    ),
    Fault("not UTF-8", (Seen("source-encoding", GUIDE),), act=write(GUIDE, "---\ntitle: 数\n---\n".encode("gb18030"))),
    Fault(
        "five megabytes",
        (Seen("source-too-large", GUIDE),),
        act=write(GUIDE, "---\ntitle: 数\n---\n" + "字" * 1_700_000),
    ),
    Fault("YAML is a list", (Seen("source-not-mapping", EXAMPLE, 1),), act=write(EXAMPLE, "- 甲\n- 乙\n")),
    Fault("YAML is empty", (Seen("source-not-mapping", EXAMPLE, 1),), act=write(EXAMPLE, "")),
    Fault("no front matter", (Seen("source-front-matter", GUIDE, 1),), act=write(GUIDE, "# 数\n\n没有页头。\n")),
    Fault("front matter not closed", (Seen("source-front-matter", GUIDE, 1),), act=write(GUIDE, "---\ntitle: 数\n")),
    Fault(
        "hand-written page with half a front matter",
        (Seen("source-front-matter", INDEX, 1),),
        ((INDEX, "title: 首页\n---\n", "title: 首页\n"),),
    ),
    swap("key twice", "source-duplicate-key", EXAMPLE, "present: 9", "present: 9\neligible: 11", at="eligible: 11"),
    swap("YAML syntax", "source-yaml", EXAMPLE, "way: 差额", "way: [差额", at=6),
    swap("YAML alias", "source-yaml", EXAMPLE, "remark: 两名同志出差", "remark: &a 两名\nother: *a", at="other: *a"),
    swap("unknown key", "model-extra-forbidden", GUIDE, "summary:", "remarks: 写错了\nsummary:"),
    swap("missing key", "model-missing", GUIDE, "summary: 只供测试：两个数，各有出处。\n", "", at=2),
    swap("wrong choice", "model-literal-error", REGULATION, "status: 现行", "status: 有效"),
    swap("no integer", "model-int-parsing", REQUEST, "version: 1", "version: 第一版"),
    swap("too short", "model-string-too-short", GUIDE, "title: 要记住的数", "title: 数"),
    swap("bad id", "model-string-pattern-mismatch", DEFECTS, "id: E-001", "id: E-1"),
    swap("no such day", "model-value-error", GUIDE, 'reviewed_on: "2026-11-24"', 'reviewed_on: "2026-02-30"'),
    swap("undeclared anchor", "model-value-error", PROCEDURE, "anchors: {T: 大会当天}", "anchors: {E: 届满日}", at=2),
    swap("id is not the file's", "id-mismatch", DEFECTS, "id: meetings", "id: meeting"),
    swap("id is not the folder's", "id-mismatch", REPLY, "id: meeting-reply", "id: meeting-answer"),
    swap(
        "unknown shared field",
        "template-shared-unknown",
        REQUEST,
        "branch: {use: branch_name}",
        "branch: {use: branch}",
    ),
    swap("unknown shared rule", "template-shared-unknown", REPLY, "{use: signed-before-meeting}", "{use: [a]}"),
    swap("broken shared field", "model-enum", FIELDS, "type: text", "type: words"),
    swap("broken counterexample", "model-dict-type", COUNTER, "change: {present: 7}", "change: 七"),
    Fault(
        "area with a space and Chinese characters",
        (Seen("folder-name", "templates/换届 材料/"),),
        act=lambda root: (root / "templates/elections").rename(root / "templates/换届 材料"),
    ),
    Fault("synonyms are no list", (Seen("synonyms-shape", SYNONYMS, 1),), act=write(SYNONYMS, "换届: 改选\n")),
    Fault(
        "one synonym for two words",
        (Seen("synonyms-twice", SYNONYMS, 2),),
        act=write(SYNONYMS, "换届: [改选]\n补选: [改选]\n"),
    ),
    Fault(
        "a page moved to no page",
        (Seen("redirect-shape", REDIRECTS, 2),),
        act=write(REDIRECTS, "guide/old.md: guide/numbers.md\nguide/older.md: http://example.org/\n"),
    ),
    Fault(
        "news without a day",
        (Seen("model-missing", NEWS, 2),),
        act=write(NEWS, "news:\n  - {title: 上了一页, text: 给谁用的一句话在这里, page: 'guide:numbers'}\n"),
    ),
    Fault("one id in two areas", (Seen("id-duplicate", "templates/members/meeting-reply/template.md", 2),), act=twin),
]

TEMPLATES = [
    swap("unknown placeholder", "template-placeholder-unknown", REQUEST, "{{ remark }}", "{{ remark }}{{ reason }}"),
    swap(
        "broken placeholder",
        "template-placeholder-broken",
        REQUEST,
        "应到{{ eligible }}人",
        "应到{{ eligible }人",
        at="应到{{ eligible }人",
    ),
    swap("unused field", "template-field-unused", REQUEST, "，应到{{ eligible }}人", "", at="eligible: {label"),
    swap(
        "field twice",
        "template-field-twice",
        REPLY,
        "signed_on\n:::",
        "signed_on\n:::\n\n{{ signed_on }}",
        at="signed_on: {use",
    ),
    swap("form not closed", "template-layout", REPLY, "signed_on\n:::", "signed_on", at="::: form"),
    swap("heading too deep", "template-layout", REPLY, "同意你支部", "#### 四级标题\n\n同意你支部"),
    swap("no title", "template-title", REPLY, "# 关于同意", "关于同意", at=20),
    Fault(
        "field called like a CEL keyword",
        (Seen("template-field-reserved", REQUEST, "  in: {"),),
        (
            (
                REQUEST,
                "  signed_on: {use: signed_on}",
                "  in: {label: 里面, type: text}\n  signed_on: {use: signed_on}",
            ),
            (REQUEST, "{{ remark }}", "{{ remark }}{{ in }}"),
        ),
    ),
    swap(
        "column called like a CEL keyword",
        "template-field-reserved",
        REQUEST,
        "      votes: {label: 推荐票",
        "      function: {label: 用处, type: text}\n      votes: {label: 推荐票",
    ),
    swap("label twice", "template-label-duplicate", REQUEST, "label: 说明", "label: 方式", at="remark: {label"),
    swap(
        "bounds crossed", "template-field-bounds", REPLY, "min: 1, unit: 人}", "min: 9, max: 3, unit: 人}", at="max: 3"
    ).with_more(
        Seen("example-field-range", REPLY_EXAMPLE, "eligible: 10"),
    ),
    swap(
        "formula in a letter",
        "template-formula",
        REQUEST,
        "remark: {label: 说明, type: text}",
        "remark: {label: 说明, type: text, formula: 1+1}",
    ),
    swap("dated by no date", "template-dated-by", REPLY, "dated_by: signed_on", "dated_by: branch"),
    swap(
        "CEL syntax",
        "rule-expression",
        REQUEST,
        "require: present * 5 >= eligible * 4",
        "require: present * 5 >= eligible *",
    ),
    swap(
        "CEL names no field",
        "rule-expression",
        REQUEST,
        "require: present * 5 >= eligible * 4",
        "require: came * 5 >= eligible * 4",
    ),
    swap(
        "CEL gives no truth", "rule-expression", REQUEST, "require: present * 5 >= eligible * 4", "require: present * 5"
    ),
    swap(
        "CEL with a float",
        "rule-expression",
        REQUEST,
        "require: present * 5 >= eligible * 4",
        "require: present >= eligible * 0.8",
    ),
    swap(
        "CEL with a regular expression",
        "rule-expression",
        REQUEST,
        "\"!remark.contains('略')\"",
        "\"!remark.matches('略')\"",
        at="matches",
    ),
    swap(
        "CEL in a message",
        "rule-expression",
        REQUEST,
        "至少要到 {quorum(eligible)} 人",
        "至少要到 {quota(eligible)} 人",
        at="quota",
    ),
    swap(
        "CEL in required_when",
        "rule-expression",
        REQUEST,
        "{label: 说明, type: text}",
        "{label: 说明, type: text, required_when: came < 3}",
        at="came < 3",
    ),
    swap("example lacks a value", "example-field-missing", EXAMPLE, "way: 差额\n", "", at=1),
    swap("example with a wrong type", "example-field-type", EXAMPLE, "way: 差额", "way: 抽签"),
    swap(
        "example with an unknown field",
        "example-field-unknown",
        EXAMPLE,
        "way: 差额",
        "way: 差额\nplace: 三楼",
        at="place: 三楼",
    ),
    swap("example breaks a rule", "example-rule-failed", EXAMPLE, "remark: 两名同志出差", "remark: 略", at=1),
    swap(
        "example leaves a rule undetermined",
        "example-rule-undetermined",
        EXAMPLE,
        "乙同志, votes: 8",
        "乙同志, votes: 5",
        at=1,
    ),
    swap(
        "counterexample passes",
        "counterexample-passes",
        COUNTER,
        "change: {present: 7}",
        "change: {present: 8}",
        at="rule: quorum",
    ),
    swap(
        "counterexample fails two rules",
        "counterexample-not-alone",
        COUNTER,
        "change: {present: 7}",
        "change: {present: 7, remark: 略}",
        at="rule: quorum",
    ),
    swap(
        "counterexample of no rule", "counterexample-rule-unknown", COUNTER, "rule: quorum", "rule: quorums"
    ).with_more(Seen("rule-without-counterexample", REQUEST, "  quorum:")),
    swap(
        "counterexample of no field",
        "counterexample-field-unknown",
        COUNTER,
        "change: {present: 7}",
        "change: {came: 7}",
        at="rule: quorum",
    ),
    swap(
        "rule without counterexample",
        "rule-without-counterexample",
        COUNTER,
        "  - rule: remark-not-empty-words\n    why: 说明只写了一个略字。\n    change: {remark: 略}\n",
        "",
        at=None,
    ).instead(Seen("rule-without-counterexample", REQUEST, "  remark-not-empty-words:")),
    swap(
        "doubt without counterexample",
        "counterexample-passes",
        COUNTER,
        "    expect: undetermined\n",
        "",
        at="乙同志得 5 票",
    ).instead(
        Seen("counterexample-passes", COUNTER, 11), Seen("rule-doubt-without-counterexample", REQUEST, "  half-votes:")
    ),
    swap(
        "condition is never true",
        "rule-never-applies",
        REQUEST,
        "when: \"'remark' in given\"",
        "when: eligible > 1000",
        at="remark-not-empty-words:",
    ).with_more(Seen("counterexample-passes", COUNTER, "rule: remark-not-empty-words")),
    swap("rule is never seen to hold", "rule-never-passes", EXAMPLE, "remark: 两名同志出差\n", "", at=None).instead(
        Seen("rule-never-passes", REQUEST, "  remark-not-empty-words:")
    ),
    Fault(
        "message with a hole",
        (Seen("rule-message-blank", COUNTER, "rule: quorum"),),
        (
            (REQUEST, "message: 应到 {eligible} 人", "message: 应到 {eligible} 人（{remark}）"),
            (COUNTER, "change: {present: 7}", "change: {present: 7, remark: null}"),
        ),
    ),
    Fault(
        "rule in force on no day",
        (
            Seen("rule-never-applies", REPLY, "effective_to: 2020-01-01"),
            Seen("rule-never-applies", REPLY, "signed-before-meeting:"),
            Seen("counterexample-passes", REPLY_COUNTER, "rule: signed"),
        ),
        (
            (
                REPLY,
                "{use: signed-before-meeting}",
                "\n    use: signed-before-meeting\n    effective_from: 2021-01-01\n    effective_to: 2020-01-01",
            ),
        ),
    ),
]

BASIS = [
    swap(
        "basis of a rule dangles",
        "basis-unknown",
        REQUEST,
        "    basis: rules-2020#quorum\n",
        "    basis: rules-2020#quorums\n",
    ),
    swap(
        "basis in an unknown regulation",
        "basis-unknown",
        DEFECTS,
        "basis: [rules-2020#quorum]",
        "basis: [rules-2021#quorum]",
    ),
    swap(
        "citation in prose dangles",
        "basis-unknown",
        GUIDE,
        "80% [[rules-2020#quorum]]",
        "80% [[rules-2020#quota]]",
        at="80%",
    ),
    swap(
        "citation in a help text dangles",
        "basis-unknown",
        REQUEST,
        "{label: 说明, type: text}",
        "{label: 说明, type: text, help: '见 [[rules-2020#none]]'}",
        at="help:",
    ),
    swap(
        "change touches what is not there",
        "basis-unknown",
        REGULATION,
        "touches: [rules-2020#quorum, ",
        "touches: [rules-2020#none, ",
    ),
    swap(
        "step rests on what is repealed",
        "basis-repealed",
        PROCEDURE,
        "    basis: [rules-2020#study-first]\n",
        "    basis: [rules-1990#quorum-old]\n",
    ),
    swap(
        "prose rests on what is repealed",
        "basis-repealed",
        GUIDE,
        "80% [[rules-2020#quorum]]",
        "80% [[rules-1990#quorum-old]]",
        at="80%",
    ),
    swap(
        "rule rests on what is no longer in force",
        "basis-repealed",
        REGULATION,
        "    article: 第三条\n",
        "    article: 第三条\n    effective_to: 2025-12-31\n",
        at=None,
    ).instead(
        Seen("basis-repealed", PROCEDURE, "届满前 6 个月上级"), Seen("basis-repealed", GUIDE, "届满前 6 个月以内")
    ),
    swap(
        "prose rests on what is not yet in force",
        "basis-not-yet",
        REGULATION,
        "    article: 第三条\n",
        "    article: 第三条\n    effective_from: 2027-01-01\n",
        at=None,
    ).instead(Seen("basis-not-yet", PROCEDURE, "届满前 6 个月上级"), Seen("basis-not-yet", GUIDE, "届满前 6 个月以内")),
    swap(
        "an answer outlives its provision",
        "answer-down",
        REGULATION,
        "    article: 第三条\n",
        "    article: 第三条\n    answers: [什么时候提醒]\n    effective_to: 2025-12-31\n",
        at=None,
    ).instead(
        Seen("answer-down", REGULATION, "answers: [什么时候提醒]"),
        Seen("basis-repealed", PROCEDURE, "届满前 6 个月上级"),
        Seen("basis-repealed", GUIDE, "届满前 6 个月以内"),
    ),
    swap(
        "an answer stands in a repealed regulation",
        "answer-down",
        OLD,
        "    verified: 据手册\n",
        "    verified: 据手册\n    answers: [到会要超过多少]\n",
        at="answers:",
    ),
    swap(
        "a step answers without basis",
        "answer-unbound",
        PROCEDURE,
        "    basis: [rules-2020#study-first]\n    defects: [E-003]\n",
        "    answers: [谁来研究]\n    defects: [E-003]\n",
        at="answers:",
    ),
    swap(
        "a question is answered twice",
        "answer-twice",
        REGULATION,
        "    article: 第三条\n",
        "    article: 第三条\n    answers: [什么时候提醒, 什么时候 提醒？]\n",
        at="answers:",
    ),
    Fault(
        "a page moved to where none is",
        (Seen("redirect-target", REDIRECTS),),
        act=write(REDIRECTS, "guide/old.md: guide/none.md\n"),
    ),
    Fault(
        "a page that moved is still there",
        (Seen("redirect-taken", REDIRECTS),),
        act=write(REDIRECTS, "guide/numbers.md: glossary.md\n"),
    ),
    Fault(
        "news of a page that is not there",
        (Seen("news-target", NEWS),),
        act=write(
            NEWS, "news:\n  - {on: 2026-11-29, title: 上了一页, text: 给谁用的一句话在这里, page: 'guide:none'}\n"
        ),
    ),
    swap("must without basis", "rule-without-basis", REQUEST, "    basis: rules-2020#quorum\n", "", at="  quorum:"),
    swap(
        "disputed basis without doubt",
        "basis-disputed",
        REQUEST,
        "    basis: rules-2020#quorum\n",
        "    basis: [rules-2020#quorum, rules-2020#win-line]\n",
    ),
    swap(
        "must with a number on a mere advice",
        "rule-weak-basis",
        REQUEST,
        "    basis: rules-2020#quorum\n",
        "    basis: rules-2020#study-first\n",
    ),
]

DOSSIERS = [
    swap(
        "document without template",
        "document-without-template",
        PROCEDURE,
        "{template: meeting-request}",
        "{template: meeting-requests}",
    ).with_more(
        Seen("template-unused", REQUEST, "id: meeting-request"),
        Seen("dossier-document-unknown", PROCEDURE, "cites:"),
    ),
    swap(
        "template that no step uses",
        "template-unused",
        PROCEDURE,
        "      - {template: meeting-reply, need: 上级制发}\n",
        "",
        at=None,
    ).instead(
        Seen("template-unused", REPLY, "id: meeting-reply"),
        Seen("dossier-document-unknown", PROCEDURE, "cites:"),
    ),
    swap(
        "superior's paper said to be ours",
        "document-issuer",
        PROCEDURE,
        ", need: 上级制发}",
        "}",
        at="template: meeting-reply",
    ),
    swap(
        "document twice in a step",
        "document-twice",
        PROCEDURE,
        "{template: meeting-request}\n",
        "{template: meeting-request}\n      - {template: meeting-request, note: 又一次}\n",
        at="又一次",
    ),
    swap(
        "in which case is not said",
        "document-case-unsaid",
        PROCEDURE,
        "{template: meeting-request}",
        "{template: meeting-request, need: 视情况}",
    ),
    swap("step without text", "step-without-text", PROCEDURE, "### 开会研究 {#study}", "**开会研究**", at="id: study"),
    swap(
        "section of no step",
        "step-section-stray",
        PROCEDURE,
        "### 写请示等批复 {#ask}",
        "### 附带一节 {#extra}\n\n话。\n\n### 写请示等批复 {#ask}",
    ),
    swap(
        "section without id",
        "step-section-stray",
        PROCEDURE,
        "### 写请示等批复 {#ask}",
        "### 附带一节\n\n话。\n\n### 写请示等批复 {#ask}",
    ),
    Fault(
        "sections in another order",
        (Seen("step-section-order", PROCEDURE, "### 写请示等批复"),),
        (
            (PROCEDURE, "### 开会研究 {#study}", "### 一 {#x}"),
            (PROCEDURE, "### 写请示等批复 {#ask}", "### 开会研究 {#study}"),
            (PROCEDURE, "### 一 {#x}", "### 写请示等批复 {#ask}"),
        ),
    ),
    swap(
        "later step, earlier date",
        "step-order",
        PROCEDURE,
        "at: {anchor: T, months: -1}",
        "at: {anchor: T, months: -3}",
    ).with_more(Seen("step-timing-differs", PROCEDURE, "timing: 大会前 1 个月")),
    swap(
        "time in words is not the time in numbers",
        "step-timing-differs",
        PROCEDURE,
        "timing: 大会前 2 个月",
        "timing: 大会前 9 周",
    ),
    swap(
        "time without its weight",
        "step-timing-weight",
        PROCEDURE,
        "    timing: 大会前 2 个月\n    timing_weight: 本站建议\n",
        "    timing: 大会前 2 个月\n",
    ),
    swap(
        "anchor that no step uses",
        "anchor-unused",
        PROCEDURE,
        "anchors: {T: 大会当天}",
        "anchors: {T: 大会当天, E: 届满日}",
    ),
    swap(
        "shared field of another type",
        "shared-field-differs",
        REPLY,
        "type: integer, required: true, shared: true, min: 1, unit: 人}",
        "type: integer, required: true, shared: true, min: 1, unit: 名}",
        at="unit: 名",
    ),
    Fault(
        "one label for two shared facts",
        (Seen("shared-label-differs", REPLY, "  voters: {"),),
        (
            (REPLY, "  eligible: {", "  voters: {"),
            (REPLY, "{{ eligible }}", "{{ voters }}"),
            (REPLY_EXAMPLE, "eligible: 10", "voters: 10"),
        ),
    ),
    swap("examples of one dossier differ", "shared-value-differs", REPLY_EXAMPLE, "eligible: 10", "eligible: 11"),
]

DECLARED = [
    swap(
        "unknown document of a dossier",
        "dossier-document-unknown",
        PROCEDURE,
        "dossier:\n",
        "dossier:\n  also: [meeting-notes]\n",
        at="also:",
    ),
    swap(
        "a dossier compares what is not shared",
        "dossier-field-unknown",
        PROCEDURE,
        "dossier:\n",
        "dossier:\n  apart: [present]\n",
        at="apart:",
    ),
    swap(
        "a dossier spares a rule that is not there",
        "dossier-field-unknown",
        PROCEDURE,
        "dossier:\n",
        "dossier:\n  spares: [meeting-request#no-such-rule]\n",
        at="spares:",
    ),
    swap(
        "a dossier spares a document of another matter",
        "dossier-field-unknown",
        PROCEDURE,
        "dossier:\n",
        "dossier:\n  spares: [meeting-notes.branch]\n",
        at="spares:",
    ),
    swap(
        "a chain of what has no such date",
        "dossier-field-unknown",
        PROCEDURE,
        "chain: [meeting-request, meeting-reply]",
        "chain: [meeting-request.eligible, meeting-reply]",
        at="chain:",
    ),
    swap(
        "unknown defect of a chain",
        "defect-unknown",
        PROCEDURE,
        "basis: rules-2020#study-first, defects: E-003}",
        "basis: rules-2020#study-first, defects: E-009}",
        at="chain:",
    ),
    swap(
        "a dossier's rule that does not compile",
        "rule-expression",
        PROCEDURE,
        "docs.meeting_request.meeting_on >= today",
        "docs.meeting_request.met_on >= today",
        at="require:",
    ),
    swap(
        "a dossier's rule never seen to fail",
        "rule-without-counterexample",
        PROCEDURE,
        '  counterexamples:\n    - {rule: reply-first, why: 开过了还没有批复, today: "2026-07-01", change: {meeting-reply: null}}\n',
        "",
        at="reply-first:",
    ),
    swap(
        "a dossier's counterexample that passes",
        "counterexample-passes",
        PROCEDURE,
        'today: "2026-07-01", change',
        'today: "2026-05-30", change',
        at="- {rule: reply-first",
    ),
    swap(
        "a dossier's counterexample changes a stranger",
        "counterexample-document-unknown",
        PROCEDURE,
        "change: {meeting-reply: null}",
        "change: {meeting-notes: null}",
        at="- {rule: reply-first",
    ).with_more(Seen("rule-without-counterexample", PROCEDURE, "reply-first:")),
    swap(
        "examples of one dossier run backward",
        "dossier-example",
        REPLY_EXAMPLE,
        'signed_on: "2026-05-20"',
        'signed_on: "2026-05-01"',
    ).instead(Seen("dossier-example", PROCEDURE, "dossier:")),
]

CONTENT = [
    swap("unknown defect of a rule", "defect-unknown", REQUEST, "defects: [E-001]", "defects: [E-001, E-009]"),
    swap(
        "unknown defect of a step",
        "defect-unknown",
        PROCEDURE,
        "    defects: [E-003]\n",
        "    defects: [E-003, E-009]\n",
    ),
    swap("unknown case", "case-unknown", PROCEDURE, "cases: one-branch", "cases: two-branch"),
    swap(
        "unknown related procedure",
        "procedure-unknown",
        PROCEDURE,
        "cases: one-branch",
        "cases: one-branch\nrelated: [hold-nothing]",
        at="related:",
    ),
    swap(
        "unknown template of a case",
        "template-unknown",
        CASE,
        "templates: [meeting-request]",
        "templates: [meeting-requests]",
    ).with_more(Seen("case-templates", CASE, "templates: [meeting-requests]")),
    swap("title twice", "title-duplicate", GUIDE, "title: 要记住的数", "title: 开会常见的毛病", at=None).instead(
        Seen("title-duplicate", DEFECTS, "title: 开会常见的毛病")
    ),
    swap("code twice", "code-duplicate", REQUEST, "code: W03", "code: W04"),
    Fault(
        "alias twice",
        (Seen("alias-duplicate", OLD, "aliases:"),),
        ((OLD, "read: 测试用", "aliases: [测试用的选举规定]\nread: 测试用"),),
    ),
    swap(
        "shared field that nobody uses",
        "shared-unused",
        FIELDS,
        "branch_name:",
        "place: {label: 地点, type: text}\nbranch_name:",
    ),
    swap(
        "defect that nobody looks for",
        "defect-orphan",
        DEFECTS,
        "detectable: 要人看",
        "detectable: 机器给线索",
        at="id: E-002",
    ),
    Fault(
        "defect for machines without a rule",
        (Seen("defect-without-rule", DEFECTS, "id: E-001"),),
        ((REQUEST, "    defects: [E-001]\n", ""),),
    ),
    swap("defect twice", "defect-duplicate", DEFECTS, "id: E-002", "id: E-001", at=16),
    swap("term twice", "term-duplicate", GLOSSARY, "term: 实到会", "term: 应到会人数", at="id: present"),
    swap("longer word that is not longer", "term-not-in", GLOSSARY, "not_in: [应到会名册]", "not_in: [签到册]"),
    swap(
        "definition twice",
        "term-definition-duplicate",
        GLOSSARY,
        "definition: 当天真来了的有选举权的党员。",
        "definition: 有选举权、该来开会的党员，实到不少于它的五分之四。\n    basis: [rules-2020#quorum]",
        at="id: present",
    ),
    swap(
        "read article without its number",
        "provision-article",
        REGULATION,
        "    article: 第三条\n",
        "",
        at="verified: 条文已核",
    ),
    swap(
        "figure that the text does not have",
        "provision-figure",
        REGULATION,
        "figures: [6个月]",
        "figures: [6个月, 3年]",
    ),
    swap(
        "repealed without successor", "regulation-successor", OLD, "replaced_by: rules-2020\n", "", at="status: 已废止"
    ),
    swap(
        "successor that is not there", "regulation-successor", OLD, "replaced_by: rules-2020", "replaced_by: rules-2021"
    ),
    swap(
        "change that touches nothing",
        "change-touches",
        REGULATION,
        "    touches: [rules-2020#quorum, rules-1990#quorum-old]\n",
        "",
        at="- on:",
    ),
    swap("review overdue", "review-due", GUIDE, 'reviewed_on: "2026-11-24"', 'reviewed_on: "2025-11-24"'),
    swap("case's review overdue", "review-due", CASE, 'review_by: "2027-05-24"', 'review_by: "2026-11-24"'),
]

CASES = [
    swap("section missing", "case-section-missing", CASE, "## 当心什么", "### 当心什么", at=32).with_more(
        Seen("case-section-shape", CASE, "## 你的前90天")
    ),
    Fault(
        "sections swapped",
        (Seen("case-section-order", CASE, "## 结果"),),
        (
            (CASE, "## 结果\n\n来源说 12 次会人都到齐。\n\n", ""),
            (CASE, "## 用到的记录\n", "## 结果\n\n会上人都到齐。\n\n## 用到的记录\n"),
        ),
    ).instead(Seen("case-section-order", CASE, "## 结果")),
    swap("section that is none", "case-section-unknown", CASE, "## 出处", "## 感想\n\n很好。\n\n## 出处", at="## 感想"),
    swap("one point too few", "case-section-shape", CASE, "- 会前一天再提醒。\n", "", at="## 怎么做"),
    swap("no advice marked", "case-section-shape", CASE, "【本站建议】\n\n", "", at="## 你的前90天"),
    swap("other columns", "case-section-shape", CASE, "| 本站模板 |", "| 模板 |", at="## 用到的记录"),
    swap("result that no source states", "case-section-shape", OTHER, "来源没有给出结果，请把它", "把它", at="## 结果"),
    swap("element missing", "case-brand", OTHER, "| 标识 | 来源未见 |\n", "", at="## 六要素"),
    swap("element said and denied", "case-brand", OTHER, "理念: false", "理念: true", at="## 六要素"),
    swap("no answer to 断", "case-brand", OTHER, "**断？** ", "", at="## 当心什么"),
    swap("long reason", "case-long", CASE, "外勤的同志凑不齐。", "外勤的同志凑不齐，" * 20 + "。", at="## 为什么做"),
    swap("template not named", "case-templates", CASE, "templates: [meeting-request]", "templates: []"),
    swap("neighbour not named", "case-related", CASE, "related: [other-branch]", "related: []"),
    swap("review too late", "case-review", CASE, 'review_by: "2027-05-24"', 'review_by: "2027-05-25"'),
    swap("not said when opened", "case-source", OTHER, '  accessed: "2026-11-24"\n', "", at="case_source:"),
    swap("hidden neighbour", "case-unpublished", OTHER, "status: 发布", "status: 草稿").instead(
        Seen("case-unpublished", CASE, "(case:other-branch)")
    ),
    swap("number without source", "case-figure", CASE, "来源说 12 次会人都到齐", "来源说 15 次会人都到齐"),
    swap("grade C published", "model-value-error", CASE, "source_grade: S", "source_grade: C", at=2),
    swap("published for nobody", "model-value-error", CASE, "need: [开好三会一课]\n", "", at=2),
    swap("no risk and a risk", "model-value-error", CASE, "risk_flags: [无]", "risk_flags: [无, 花钱]", at=2),
    swap("results without a kind", "model-value-error", CASE, "result_type: [结果]\n", "", at=2),
    swap("theme of another world", "model-literal-error", CASE, "theme: [组织生活创新]", "theme: [大创新]"),
]

PROSE = [
    swap(
        "norm without citation",
        "prose-uncited",
        GUIDE,
        "不少于五分之四 [[rules-2020#quorum]]，也就是 80% [[rules-2020#quorum]]。",
        "到会不得少于五分之四。",
    ),
    swap(
        "norm in a table cell",
        "prose-uncited",
        GUIDE,
        "| 届满前 6 个月以内提醒 | [[rules-2020#reminder]] |",
        "| 届满前 6 个月以内提醒 | 不知道 |",
    ),
    swap(
        "norm in a defect without basis",
        "prose-uncited",
        DEFECTS,
        "mend: 下一次会上先念。",
        "mend: 念名单必须提前 3 天。",
    ),
    swap(
        "norm in a definition without basis",
        "prose-uncited",
        GLOSSARY,
        "definition: 当天真来了的有选举权的党员。",
        "definition: 当天真来了的党员，至少要 3 人。",
    ),
    swap("number that the provision does not have", "prose-number", GUIDE, "也就是 80%", "也就是 75%"),
    swap(
        "number in a list that contradicts", "prose-number", INDEX, "不少于应到会的五分之四", "不少于应到会的三分之二"
    ),
    swap(
        "number in a row that contradicts", "prose-number", GUIDE, "| 届满前 6 个月以内提醒", "| 届满前 7 个月以内提醒"
    ),
    swap(
        "number in a rule's words that contradicts",
        "prose-number",
        REQUEST,
        "mend: 改日再开",
        "mend: 到会不得少于三分之二",
    ),
    swap(
        "number in a defect that contradicts", "prose-number", DEFECTS, "到会不少于五分之四。", "到会不少于三分之二。"
    ),
]

LINKS = [
    swap("link to an unknown thing", "link-unknown", INDEX, "(guide:numbers)", "(guide:figures)"),
    swap(
        "link to an unknown step",
        "link-anchor",
        INDEX,
        "(procedure:hold-meeting#ask)",
        "(procedure:hold-meeting#answer)",
    ),
    swap("link to an unknown page", "link-unknown", HOW, "(page:index.md)", "(page:home.md)"),
    swap("link of an unknown kind", "link-kind", INDEX, "(guide:numbers)", "(guides:numbers)"),
    swap("dead file", "link-dead", HOW, "(../regulations/rules-2020.md#quorum)", "(../regulations/rules-2021.md)"),
    swap("dead anchor in a file", "link-anchor", HOW, "rules-2020.md#quorum)", "rules-2020.md#quorums)"),
    swap("dead anchor on the page", "link-anchor", GUIDE, "[上面](#come)", "[上面](#came)"),
    swap("link out of the docs", "link-dead", HOW, "(page:index.md)", "(../../README.md)"),
    swap("image without words", "image-alt", INDEX, "![一枚印章的轮廓]", "![]"),
    swap(
        "image in HTML without words",
        "image-alt",
        INDEX,
        "![一枚印章的轮廓](assets/seal.svg)",
        '<img src="assets/seal.svg">',
    ),
    swap("image that is not there", "image-missing", INDEX, "(assets/seal.svg)", "(assets/stamp.svg)"),
    swap("mirror", "link-mirror", GUIDE, "见[上面](#come)", "见[原文](https://m.dinglida.net/x.html)"),
    swap(
        "mirror in the front matter",
        "link-mirror",
        REGULATION,
        "https://www.12371.cn/",
        "https://qingcaishui.com/a.html",
    ),
    swap("bare network address", "link-mirror", GUIDE, "见[上面](#come)", "见 https://101.200.34.145/a"),
    swap("no https", "link-insecure", GUIDE, "见[上面](#come)", "见[原文](http://www.12371.cn/)"),
    swap(
        "dead link in a defect",
        "link-unknown",
        DEFECTS,
        "mend: 下一次会上先念。",
        "mend: 下一次会上先念，见[流程](procedure:none)。",
    ),
]

WORDING = [
    swap("radical", "wording-lookalike", GUIDE, "见[上面]", "⻅[上面]"),
    swap("compatibility character in YAML", "wording-lookalike", REPLY_EXAMPLE, "第一支部", "第一支部\uf9fe"),
    swap("invisible character", "wording-invisible", CASE, "外勤的同志", "外勤的\u200b同志"),
    swap("half-width comma", "wording-half-width", CASE, "把会改到周三，全年", "把会改到周三,全年"),
    swap(
        "half-width parenthesis in a message",
        "wording-half-width",
        REQUEST,
        "message: 有人的推荐票没有过半",
        "message: 有人的推荐票(不是选票)没有过半",
    ).instead(Seen("wording-half-width", REQUEST, "(不是选票)"), Seen("wording-half-width", REQUEST, "(不是选票)")),
    swap("bold that stays open", "wording-bold", CASE, "外勤的同志凑不齐。", "**“外勤”**的同志凑不齐。"),
    swap("heading skips a level", "heading-skip", GUIDE, "## 到会 {#come}", "### 到会 {#come}"),
    swap("heading with nothing below", "heading-empty", GUIDE, "## 到会 {#come}", "## 先说这个\n\n## 到会 {#come}"),
    swap(
        "a skeleton's hole in YAML",
        "wording-unfinished",
        CASE,
        "organisation: 某局第一支部",
        "organisation: 〔填：单位〕",
    ),
    swap("a skeleton's hole in a body", "wording-unfinished", GUIDE, "见[上面]", "〔填：两句话〕见[上面]"),
    swap("mobile number", "private-number", EXAMPLE, "remark: 两名同志出差", "remark: 找甲同志 13800138000"),
    swap("landline", "private-number", GUIDE, "见[上面]", "电话 010-66666666，见[上面]"),
    swap("identity number", "private-number", GUIDE, "见[上面]", "110101199003071234，见[上面]"),
]

START_FAULTS = [
    swap(
        "answer that is no choice", "model-value-error", QUESTIONS, "answer: 五分之四", "answer: 五分之三", at="quorum:"
    ),
    swap(
        "two right ones of one",
        "model-value-error",
        QUESTIONS,
        "answer: 五分之四",
        "answer: [五分之四, 全部]",
        at="quorum:",
    ),
    swap("question on nothing", "model-too-short", QUESTIONS, "basis: rules-2020#win-line", "basis: []"),
    swap(
        "question on an unknown provision",
        "basis-unknown",
        QUESTIONS,
        "basis: rules-2020#win-line",
        "basis: rules-2020#win",
    ),
    swap(
        "question on what was repealed",
        "basis-repealed",
        QUESTIONS,
        "basis: rules-2020#win-line",
        "basis: rules-1990#quorum-old",
    ),
    swap("disputed number asked as settled", "question-disputed", QUESTIONS, "answer: 无法判断", "answer: 错").instead(
        Seen("question-disputed", QUESTIONS, "basis: rules-2020#win-line")
    ),
    swap(
        "nobody has read it, and no way out",
        "question-pending",
        QUESTIONS,
        "    choices: [对, 错, 无法判断]\n    answer: 无法判断\n    explanation: 说法不一，问上级。\n    basis: rules-2020#win-line",
        "    answer: 错\n    explanation: 说法不一，问上级。\n    basis: rules-2020#study-first",
        at="basis: rules-2020#study-first",
    ),
    swap(
        "right number that the provision does not have",
        "question-number",
        QUESTIONS,
        "answer: 五分之四",
        "answer: 三分之二",
    ),
    swap(
        "explanation with a number from nowhere",
        "question-number",
        QUESTIONS,
        "explanation: 刚好五分之四也行。",
        "explanation: 四分之三是不够的。",
    ),
    swap("sum that comes to another number", "question-sum", QUESTIONS, "sum: quorum(10)", "sum: quorum(11)").with_more(
        Seen("question-number", QUESTIONS, "answer: 8 人")
    ),
    swap("sum that does not compile", "question-sum", QUESTIONS, "sum: quorum(10)", "sum: quorums(10)"),
    swap(
        "wrong choice that is right, too",
        "question-same",
        QUESTIONS,
        "choices: [三分之二, 五分之四, 全部]",
        'choices: ["80%", 五分之四, 全部]',
    ),
    swap(
        "question asked twice",
        "question-twice",
        QUESTIONS,
        "question: 应到会 10 人，至少来几人？",
        "question: 选举大会，实到不少于应到会的多少才有效",
    ).with_edit(QUESTIONS, "choices: [7 人, 8 人, 9 人]", "choices: [7 人, 8 人, 10 人]"),
    swap(
        "disputed number to remember",
        "card-unsettled",
        NUMBERS,
        "basis: rules-2020#quorum}",
        "basis: rules-2020#win-line}",
    ).with_more(Seen("card-number", NUMBERS, "number: 4/5")),
    swap("number to remember that is not there", "card-number", NUMBERS, "number: 4/5", "number: 3/4"),
    swap("step that opens nothing", "start-link", START, "template:meeting-request", "template:meeting-requests"),
    swap(
        "day of review of the questions",
        "review-due",
        QUESTIONS,
        'reviewed_on: "2026-11-24"',
        'reviewed_on: "2026-01-24"',
    ),
]

#: The second example of the kind, to be taken out.
EXAMPLE_TWO = """  - name: 成段的
    text: |
      碰头会记录
      会议时间：2026年4月9日
      碰头会应到8人，全都到了。
    expect:
      met_on: "2026-04-09"
      due: 8
"""
SET = "docs/requirements/office.yml"
REQUIREMENTS = [
    swap("a set asks for no such blank", "requirement-refused", SET, "[remark]", "[remarks]", at="id: office"),
    swap("a set with no such basis", "basis-unknown", SET, "rules-2020#quorum", "rules-2020#nothing"),
    swap("a set against no such defect", "defect-unknown", SET, "[E-001]", "[E-099]", at="more-votes:"),
    swap("a set that is a must", "model-value-error", SET, "severity: hint", "severity: must", at="meeting-request:"),
]
KINDS = [
    swap(
        "a kind's must without a basis",
        "rule-without-basis",
        KIND,
        "\n    basis: rules-2020#quorum",
        "",
        at="not-more:",
    ),
    swap(
        "a name for no column",
        "kind-field-unknown",
        KIND,
        "lists: {people: names}",
        "columns: {people: {nobody: [谁]}}\nlists: {people: names}",
    ),
    swap("a list for no field", "kind-field-unknown", KIND, "lists: {people: names}", "lists: {persons: names}"),
    swap("a pattern without a value", "model-value-error", KIND, '  due: ["应到{}人"]', '  due: ["应到人"]', at=1),
    swap("a bracket left open", "model-value-error", KIND, '  due: ["应到{}人"]', '  due: ["[应到|应到会{}人"]', at=1),
    swap("a pattern for no field", "kind-field-unknown", KIND, '  due: ["应到{}人"]', '  dues: ["应到{}人"]'),
    swap("dated by a number", "kind-field-unknown", KIND, "dated_by: met_on", "dated_by: due"),
    swap(
        "one name for two fields", "kind-label-twice", KIND, "aliases: [实到]", "aliases: [实到, 实收]", at="fields:"
    ).with_edit(KIND, "type: date, aliases: [时间]", "type: date, aliases: [时间, 实收]"),
    swap("a wrong expectation", "kind-example-misread", KIND, "      due: 8", "      due: 9", at="name: 成段的"),
    swap("a value that nobody expects", "kind-example-misread", KIND, "\n      due: 8", "", at="name: 成段的"),
    swap(
        "a title not recognised",
        "kind-example-misread",
        KIND,
        "[[碰头会, 记录]]",
        "[[碰头会, 登记]]",
        at=None,
    ).instead(Seen("kind-example-misread", KIND, "name: 一行一项"), Seen("kind-example-misread", KIND, "name: 成段的")),
    swap(
        "an example that breaks a rule",
        "example-rule-failed",
        KIND,
        "      实到：9",
        "      实到：12",
        at="name: 一行一项",
    ).with_edit(KIND, "      present: 9", "      present: 12"),
    swap(
        "the same paper as no kind",
        "counts-as-unknown",
        REQUEST,
        "dated_by: signed_on",
        "dated_by: signed_on\ncounts_as: no-such-note",
        at="counts_as:",
    ),
    swap(
        "the same paper without a field in common",
        "counts-as-field",
        REPLY,
        "dated_by: signed_on",
        "dated_by: signed_on\ncounts_as: branch-note",
        at="counts_as:",
    ),
    swap(
        "the same paper by other names",
        "counts-as-label",
        REQUEST,
        "dated_by: signed_on",
        "dated_by: signed_on\ncounts_as: branch-note",
    ).instead(
        Seen("counts-as-label", REQUEST, "present: {label: 预计到会人数"), Seen("counts-as-label", REQUEST, "  people:")
    ),
    swap("one example", "kind-examples-few", KIND, EXAMPLE_TWO, "", at=1),
    swap(
        "no such field in a kind's rule",
        "rule-expression",
        KIND,
        "require: present <= due",
        "require: present <= dues",
        at="not-more:",
    ),
    swap("a kind's rule against an unknown defect", "defect-unknown", KIND, "[E-003]", "[E-099]", at="not-more:"),
    swap(
        "a kind's rule without basis in the handbook",
        "basis-unknown",
        KIND,
        "basis: rules-2020#quorum",
        "basis: rules-2020#nothing",
    ),
    swap(
        "a kind's counterexample passes",
        "counterexample-passes",
        KIND,
        "{present: 11}",
        "{present: 10}",
        at="not-more:",
    ),
    swap(
        "a kind's counterexample is not alone",
        "counterexample-not-alone",
        KIND,
        "{present: 11}",
        "{present: 11, people: 甲}",
        at="not-more:",
    ),
]

PARAMETERS, YEAR = "docs/parameters.yml", "docs/year.yml"
UNIT = [
    swap(
        "no such parameter in a rule", "rule-expression", KIND, "params.come_min\n", "params.come_max\n", at="enough:"
    ),
    swap(
        "a parameter that is none",
        "parameter-unknown",
        YEAR,
        "{committee: true}",
        "{comittee: true}",  # codespell:ignore comittee
    ),
    swap("a fact that is no yes or no", "parameter-unknown", YEAR, "{committee: true}", "{committee: 是}"),
    swap(
        "how often by no number",
        "parameter-unknown",
        YEAR,
        "period: month",
        "period: month\n    times: committee",
        at="times:",
    ),
    swap("no day on which the term ends", "parameter-unknown", YEAR, "term_ends: term_ends", "term_ends: committee"),
    swap(
        "a year's procedure that is none",
        "procedure-unknown",
        YEAR,
        "weight: 规定",
        "weight: 规定\n    procedure: hold",
        at="procedure:",
    ),
    swap(
        "a year's paper that is none",
        "template-unknown",
        YEAR,
        "weight: 规定",
        "weight: 规定\n    templates: meeting",
        at="templates:",
    ),
    swap("a weight that the basis does not have", "weight-differs", YEAR, "weight: 规定", "weight: 通行做法"),
    swap(
        "a default heavier than its basis",
        "weight-differs",
        PARAMETERS,
        "weight: 本站建议",
        "weight: 规定",
        at="come_min:",
    ),
    swap(
        "one name for two",
        "parameter-label-twice",
        PARAMETERS,
        "label: 有没有支委会",
        "label: 到会率下限",
        at="committee:",
    ),
    swap("a default beyond its most", "model-value-error", PARAMETERS, "max: 100", "max: 50", at="come_min:"),
    swap(
        "a must that rests on a unit's own number",
        "rule-parameter-must",
        KIND,
        "    doubt_when: due < 3\n    doubt: 应到只有 {due} 人，说不准\n    severity: hint",
        "    doubt_when: due < 3\n    doubt: 应到只有 {due} 人，说不准\n    severity: must\n    basis: rules-2020#quorum",
        at="enough:",
    ),
]

ALL = [
    *FILES,
    *TEMPLATES,
    *BASIS,
    *DOSSIERS,
    *DECLARED,
    *CONTENT,
    *CASES,
    *PROSE,
    *LINKS,
    *WORDING,
    *KINDS,
    *REQUIREMENTS,
    *START_FAULTS,
    *UNIT,
]
