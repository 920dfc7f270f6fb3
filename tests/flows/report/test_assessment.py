"""The official rates on the page: no count of persons below five, neither told nor to be worked out."""

from __future__ import annotations

from datetime import date
from typing import Any

from flows.report.assessment import RateLine, rate_rows
from flows.report.nightly import report_html
from flows.report.unusedchecks import UnusedCheck
from tests.flows.report.nights import report
from tests.flows.report.pagechecks import outline

LEAST = 5
DAY = date(2024, 5, 20)


def line(place: str = "全市", **given: Any) -> RateLine:
    usual: dict[str, Any] = {
        "sample_id": "s1", "rate_id": "missed", "scope": "city" if place == "全市" else "town", "title": "漏评率", "counts": "persons",
        "households": 100, "unknown_households": 0, "numerator": 20, "denominator": 400, "share": 0.05, "share_low": 0.02,
        "share_high": 0.11, "line": 0.02, "good": "below", "verdict": "unknown", "checked_from": DAY, "checked_to": DAY,
    }  # fmt: skip
    return RateLine(**usual | {"place": place} | given)


def test_share_interval_line_and_verdict_are_told() -> None:
    (row,) = rate_rows([line(verdict="fail")], LEAST).city
    assert (row.share, row.interval, row.line, row.verdict) == ("5.0%", "2.0%–11.0%", "低于 2.0%", "不达标")


def test_a_small_count_behind_a_share_leaves_a_bound() -> None:
    (row,) = rate_rows([line(numerator=2, share=0.005)], LEAST).city
    assert (row.share, row.interval) == ("≤1%", "—")
    (none,) = rate_rows([line(numerator=0, share=0.0, share_low=0.0, share_high=0.036)], LEAST).city
    assert (none.share, none.interval) == ("0.0%", "0.0%–3.6%"), "nought points at nobody"


def test_no_bound_is_told_that_the_weighted_share_does_not_keep() -> None:
    (above,) = rate_rows([line(numerator=4, share=0.036)], LEAST).city
    (below,) = rate_rows([line(numerator=397, share=0.95, good="at_least")], LEAST).city
    (at,) = rate_rows([line(numerator=4, share=0.01)], LEAST).city
    assert [row.share for row in (above, below, at)] == ["不列出", "不列出", "≤1%"]
    assert [row.interval for row in (above, below, at)] == ["—", "—", "—"]


def test_a_town_with_a_small_count_does_not_follow_from_the_others() -> None:
    rows = rate_rows([line(), line("甲", numerator=17), line("乙", numerator=3), line("丙", numerator=0, share=0.0)], LEAST)
    assert [row.share for row in rows.towns] == ["不列出", "不列出", "0.0%"]


def test_too_few_answers_say_so_and_the_newest_sample_is_shown() -> None:
    old = line(sample_id="s0", checked_to=date(2024, 1, 1))
    rows = rate_rows([old, line(share=None, share_low=None, share_high=None)], LEAST)
    assert (rows.sample_id, rows.city[0].share) == ("s1", "样本太少")
    assert rate_rows([], LEAST).city == ()


def test_the_page_has_both_sections_only_where_there_is_something_to_tell() -> None:
    page = outline(report_html(report())).text
    assert "抽查评估" not in page
    assert "没有采用的核实结果" not in page
    unused = (UnusedCheck(file="核实.csv", sheet="", row=6, reason="【编号】不在已发布的疑点清单里。"),)
    page = outline(report_html(report(rates=(line(), line("甲")), unused=unused, unused_count=51))).text
    assert "抽查评估" in page
    assert "有 51 行没有采用，这里列出 1 行" in page
    assert "报来的核实结果有没有采用的：51 行" in page
