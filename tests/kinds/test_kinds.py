"""The handbook's kinds: proven by their own examples, and told what they should be told of papers as people type them."""

from __future__ import annotations

from pathlib import Path

from branchbook.checks.kinds import check_kinds
from branchbook.checks.texts import Library
from branchbook.findings import Severity
from branchbook.handbook import load
from branchbook.inspection.record import Inspector

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-29"
BOOK = load(ROOT)
KINDS = list(BOOK.kinds.values())


def told(text: str, path: str = "材料.txt") -> dict[str, Severity]:
    """Return the rules that fail on a text, with their weight."""
    inspector = Inspector(BOOK, today=TODAY)
    report = inspector.judge(inspector.read(text.encode(), path))
    return {
        item.finding.rule.partition("#")[2]: item.finding.severity
        for item in report.findings
        if item.finding.code == "rule-failed"
    }


def test_every_kind_is_proven() -> None:
    """Examples are read as expected, every rule is seen to hold, to fail, and to doubt where it can."""
    findings = list(check_kinds(Library(BOOK), today=TODAY))
    assert not findings, "\n".join(f"{item.code} {item.where} {item.message}" for item in findings)
    assert len(KINDS) >= 35


def test_a_must_rests_on_what_bears_it() -> None:
    """Practice and advice bear no 必须; numbers that units set for themselves only hint."""
    for kind in KINDS:
        for rule in kind.rules.values():
            weights = {hit[1].weight.value for ref in rule.basis if (hit := BOOK.provision(ref))}
            assert rule.severity is not Severity.MUST or "规定" in weights, f"{kind.id}#{rule.id}"
            said = f"{rule.when} {rule.require}"
            assert "params." not in said or rule.severity is Severity.HINT or "gap_days" in said, f"{kind.id}#{rule.id}"
            assert rule.basis, f"{kind.id}#{rule.id}"
            assert rule.defects, f"{kind.id}#{rule.id}"


SLOPPY = """党员大会会议记录
会议时间：2026年  月  日
会议地点：
主持人：庚同志
应到会党员：10人　实到会党员：8人
会议议题：
1. 传达上级会议精神
会议认真学习了文件，与会人员纷纷表示受到很大教育。
主持人签字：
记录人（签名）：
"""


def test_sloppy_minutes() -> None:
    assert told(SLOPPY).keys() == {
        "date-complete",
        "absent-named",
        "signed",
        "nothing-blank",
        "long-enough",
        "who-said-what",
        "more-than-orders",
    }


def test_a_vote_that_did_not_pass_is_fatal() -> None:
    text = """党员大会会议记录
会议时间：2026年3月5日
会议地点：三楼会议室
主持人：庚同志
应到有表决权党员：20人
实到有表决权党员：18人
会议议题：
1. 讨论亨同志转正
讨论发言：
甲同志：同意按期转正，值班从不推脱。
辛同志：建议延长半年再看，业务还要再钻研。
表决结果：赞成10票，反对8票，弃权0票
会议决定：
1. 通过亨同志按期转正的决议
"""
    assert told(text) == {"vote-passed": Severity.MUST}
    assert told(text.replace("赞成10票，反对8票", "赞成11票，反对7票")) == {}


def test_news_says_nothing_of_those_due_and_is_no_failure_of_quorum() -> None:
    text = """第一党支部组织生活会圆满召开
本报讯 2026年2月6日，示例市某局第一党支部召开组织生活会，党员们认真开展批评和自我批评，气氛热烈。
2026年2月8日
"""
    assert told(text, "新闻稿.txt") == {}


def test_minutes_that_leave_out_what_nobody_asked_are_clean() -> None:
    text = """党小组会记录
时间：2026年4月17日
议题：
1. 落实支部关于学习补课的决定
发言：
丙同志：外勤的同志分两批，第二批周五补。
丁同志：我来做第二批的记录。
"""
    assert told(text) == {}


def test_a_request_in_two_directions() -> None:
    text = """关于解决活动经费的请示报告
局机关党委、市直机关工委：
我支部活动经费不足，购置学习资料有困难，请予批准。
示例市某局第一党支部
2026.3.5
"""
    assert told(text).keys() == {"one-addressee", "named-as-request", "date-form"}


def test_study_ahead_of_its_time() -> None:
    text = """集中学习记录
学习时间：2024年3月5日
学习地点：三楼会议室
主持人：乙同志
学习内容：
1. 学习党的二十届三中全会精神
研讨发言：
甲同志：要联系本职，把手头的事办好。
"""
    assert "learned-after-published" in told(text)
    assert "learned-after-published" not in told(text.replace("2024年3月5日", "2024年9月5日"))
