"""What follows from the dates that are known, and what is never made up."""

from __future__ import annotations

import pytest

from tests.planning.world import ADVICE, SMALL, again, data, limit, made, point, row, told


def test_a_next_step_has_its_latest_day_and_others_say_what_they_wait_for() -> None:
    table = made({"born": "1990-01-01", "asked": "2026-07-01"})
    talked = row(table, "talked")
    assert (talked.state, talked.latest, talked.now) == ("next", "2026-08-01", True)
    assert talked.lines == ["最晚2026年8月1日（照asked，规定）"]
    chosen = row(table, "chosen")
    assert (chosen.state, chosen.blocked_by, chosen.lines) == ("blocked", ["talked"], ["要等：TALKED"])
    assert [paper["title"] for paper in chosen.documents] == ["表"]


def test_the_last_day_is_still_in_time_and_the_next_is_not() -> None:
    assert told(made({"asked": "2026-01-31", "talked": "2026-02-28"}), "talked") == []
    late = told(made({"asked": "2026-01-31", "talked": "2026-03-01"}), "talked")
    assert late == [("must", "TALKED是2026年3月1日，晚了 1 天：照asked，最晚2026年2月28日（规定）")]


def test_what_rests_on_advice_is_never_a_must() -> None:
    table = made({"listed": "2026-06-01", "met": "2026-06-20"})
    assert [severity for severity, _ in told(table, "met")] == ["should"]
    open_ = row(made({"asked": "2026-01-01", "listed": "2026-07-01"}), "met")
    assert (open_.latest, open_.advised_latest) == ("2026-08-01", "2026-07-15")


def test_days_that_follow_from_plans_and_from_nothing_but_the_order_say_so() -> None:
    table = made({"chosen": "2025-07-01", "talked": "2025-06-01"}, {"posted": "2026-07-13"})
    ended = row(table, "ended")
    assert (ended.state, ended.earliest, ended.blocked_by) == ("blocked", "2026-07-20", ["posted"])
    assert [bound.source for bound in ended.bounds] == ["planned"]
    assert ended.lines[-1].endswith("，照打算的日子算）")
    listed = row(table, "listed")
    assert (listed.earliest, listed.bounds[0].source) == ("2026-07-21", "projected")
    assert row(table, "turned").earliest == "2027-07-21", "twelve months after the earliest meeting"


def test_a_latest_day_is_never_guessed_from_what_is_only_possible() -> None:
    met = row(made({"chosen": "2025-07-01"}), "met")
    assert met.latest == met.advised_latest == ""
    assert met.lines == ["要等：LISTED", "最晚：照listed（规定）", "最晚：照listed（本站建议）"]


def test_a_plan_is_held_against_what_is_possible_and_a_deed_never_against_a_plan() -> None:
    table = made({"chosen": "2025-07-01"}, {"posted": "2026-06-01", "ended": "2026-07-14"}, today="2026-05-01")
    assert told(table, "posted") == [("must", "POSTED打算2026年6月1日，早了 30 天：照chosen，最早2026年7月1日（规定）")]
    deed = made({"chosen": "2025-07-01", "ended": "2026-07-02"}, {"posted": "2026-07-01"})
    assert told(deed, "ended") == []


def test_a_day_to_come_is_not_done_and_a_plan_that_passed_is_asked_after() -> None:
    assert told(made({"asked": "2026-07-11"}), "asked")[0][0] == "must"
    assert "日子已经过了" in told(made({}, {"asked": "2026-07-09"}), "asked")[0][1]
    both = made({"asked": "2026-07-01"}, {"asked": "2026-07-20"})
    assert told(both, "asked") == [("hint", "ASKED办了的日子和打算的日子都填了，照办了的算")]
    assert row(both, "asked").planned == ""


def test_a_step_that_is_overdue_is_told() -> None:
    table = made({"asked": "2026-05-01"})
    assert told(table, "talked") == [
        ("must", "TALKED过了期限 39 天：照asked，最晚2026年6月1日（规定）。马上办，照实写日子和为什么晚了")
    ]


def test_a_missing_date_before_a_done_step_is_silence_and_no_failure() -> None:
    table = made({"asked": "2026-05-01", "chosen": "2026-05-20"})
    assert row(table, "talked").state == "unsaid"
    assert [severity for severity, _ in told(table, "talked")] == ["hint"]
    assert row(table, "posted").state == "next"
    assert row(table, "chosen").problems == []


def test_the_order_of_what_is_done() -> None:
    table = made({"talked": "2026-05-20", "chosen": "2026-05-01"})
    assert told(table, "chosen") == [("should", "CHOSEN（2026年5月1日）早于TALKED（2026年5月20日）")]


def test_what_is_done_again_and_again_has_its_next_day_and_its_gaps() -> None:
    table = made({"chosen": "2025-01-10", "looked": ["2026-01-20", "2025-07-10"]})
    looked = row(table, "looked")
    assert (looked.state, looked.latest, looked.done) == ("next", "2026-07-20", ["2025-07-10", "2026-01-20"])
    assert told(table, "looked") == [("must", "LOOKED：从2025年7月10日到2026年1月20日超过 6 个月（规定）")]
    closed = made({"chosen": "2025-01-10", "looked": "2025-07-10", "listed": "2026-02-01"})
    assert row(closed, "looked").state == "done"
    assert [severity for severity, _ in told(closed, "looked")] == ["must"], "the time up to the end counts too"


def test_a_counted_day_follows_and_may_be_told_otherwise() -> None:
    done = {"listed": "2025-07-01", "met": "2025-07-05"}
    assert row(made(done), "over").lines[0] == "2026年7月5日（照met）"
    assert row(made(done), "turned").state == "next"
    early = made(done, today="2026-07-01")
    assert row(early, "turned").blocked_by == ["over"]
    assert row(early, "turned").lines[0] == "要等：OVER（2026年7月5日）"
    longer = made({**done, "over": "2027-01-05"})
    assert row(longer, "turned").earliest == "2027-01-05"
    assert told(longer, "over") == [("hint", "OVER填的是2027年1月5日，数出来是2026年7月5日，照填的算")]


def test_working_days_beyond_the_calendar_cannot_be_told() -> None:
    table = made({"posted": "2026-12-30"}, today="2026-12-31")
    ended = row(table, "ended")
    assert (ended.earliest, ended.bounds[0].day) == ("", "")
    assert ended.lines == [
        "最早：无法判断，工作日历只收了 2004 年到 2026 年，从2026年12月30日数不出来（照posted，规定）"
    ]


def test_what_comes_after_uncounted_working_days_is_not_reckoned_without_them() -> None:
    """The listing would else be told for the day after the posting, before the notice is over."""
    table = made({"chosen": "2026-01-10"}, {"posted": "2027-01-11"}, today="2026-12-01")
    assert row(table, "ended").earliest == row(table, "listed").earliest == row(table, "turned").earliest == ""
    assert row(table, "listed").lines == ["要等：ENDED", "最早：照ended（规定）"]
    assert row(made({"chosen": "2026-01-10"}, {"ended": "2027-01-18"}, today="2026-12-01"), "listed").earliest
    posted = made({"posted": "2026-12-25", "ended": "2026-12-31"}, today="2026-12-31")
    assert told(posted, "ended") == [
        (
            "doubt",
            "ENDED是2026年12月31日，照posted：工作日历只收了 2004 年到 2026 年，从2026年12月25日数不出来，无法判断",
        )
    ]


def test_a_holiday_is_no_working_day() -> None:
    assert row(made({"posted": "2026-09-28"}, today="2026-09-28"), "ended").earliest == "2026-10-10", (
        "a Saturday on which people work"
    )


def test_the_end_of_a_term_is_known_before_it_comes() -> None:
    assert told(made({"born": "2027-01-01"}), "born") == []


def test_a_fact_that_is_not_given_leaves_its_limit_open() -> None:
    assert row(made({}), "asked").lines == ["最早：无法判断，没有填BORN（照born，规定）"]
    assert row(made({}), "asked").state == "next"
    young = made({"born": "2010-01-01", "asked": "2026-07-01"})
    assert [severity for severity, _ in told(young, "asked")] == ["must"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"from": "2026-05-11"}, "2026年5月11日以前的规定没有核到"),
        ({"to": "2025-12-31"}, "这一条到2025年12月31日为止"),
    ],
)
def test_a_deed_is_not_judged_by_the_rules_of_another_day(change: dict[str, str], why: str) -> None:
    timeline = data(point("a"), point("b", needs=["a"], latest=[limit("a", months=1, **change)]))
    at = {"a": "2026-01-01", "b": "2026-03-01"}
    assert told(made(at, timeline=timeline), "b") == [
        ("doubt", f"B是2026年3月1日，晚了 28 天：照a，最晚2026年2月1日（规定）。{why}，对不对无法判断")
    ]
    assert told(made({"a": "2026-01-01", "b": "2026-01-15"}, timeline=timeline), "b") == []


def test_a_term_that_ran_out_under_the_old_text_is_not_judged_by_the_new() -> None:
    timeline = data(point("a"), point("b", needs=["a"], latest=[limit("a", months=1, **{"from": "2026-05-11"})]))
    assert told(made({"a": "2026-04-10", "b": "2026-05-11"}, timeline=timeline), "b") == [
        (
            "doubt",
            (
                "B是2026年5月11日，晚了 1 天：照a，最晚2026年5月10日（规定）。"
                "期限在2026年5月11日以前就到了，那时的规定没有核到，对不对无法判断"
            ),
        )
    ]
    assert [severity for severity, _ in told(made({"a": "2026-04-11", "b": "2026-05-12"}, timeline=timeline), "b")] == [
        "must"
    ]


def test_a_disputed_basis_gives_no_day() -> None:
    timeline = data(
        point("a"),
        point("b", needs=["a"], earliest=[limit("a", months=1, disputed=True)]),
        point("c", "repeated", needs=["a"], every=again("a", "b", disputed=True)),
    )
    table = made({"a": "2026-07-01"}, timeline=timeline)
    assert row(table, "b").earliest == ""
    assert row(table, "b").lines == ["最早：无法判断，依据有争议（照a，规定）"]
    assert row(table, "c").latest == ""


def test_ends_that_do_not_meet_are_told() -> None:
    timeline = data(point("a"), point("b", needs=["a"], earliest=[limit("a", days=20)], latest=[limit("a", days=10)]))
    assert told(made({"a": "2026-07-01"}, timeline=timeline), "b")[-1][1].startswith("B最早2026年7月21日，最晚却是")


def test_an_optional_step_holds_nothing_up() -> None:
    timeline = data(point("a", optional=True), point("b", needs=["a"], earliest=[limit("a", **ADVICE)]))
    assert row(made({}, timeline=timeline), "b").state == "next"


def test_a_usual_day_is_no_limit() -> None:
    guide = {"ref": "met", "months": 0, "days": -7, "words": "大会前 7 天", "weight": "本站建议"}
    timeline = data(point("b", guide=guide), point("met"))
    table = made({}, {"met": "2026-07-20"}, timeline=timeline)
    assert row(table, "b").lines == ["一般在2026年7月13日（大会前 7 天，本站建议，照打算的日子算）"]
    assert row(table, "b").latest == ""


def test_every_point_has_its_row_and_the_data_are_plain() -> None:
    table = made({})
    assert [item.id for item in table.rows] == [item["id"] for item in SMALL["points"]]
    said = table.as_data()
    assert said["rows"][1]["bounds"][0]["side"] == "earliest"
