"""Targets on the page: every number in its final words, and no small one that follows from the others."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from flows.report.nightly import attention, report_html
from flows.report.targets import TargetLine, TargetPoint, quota_warnings, target_sections
from tests.flows.report.nights import report
from tests.flows.report.pagechecks import outline

LEAST = 5


def line(town: str = "", counts: str = "persons", **given: Any) -> TargetLine:
    usual = {
        "target": "t",
        "title": "脱贫人口",
        "counts": counts,
        "town": town,
        "plan": 100,
        "passed": 40,
        "pending": 30,
        "blocked": 20,
        "unclear": 0,
    }
    return TargetLine(**{**usual, **given})


def rows(*lines: TargetLine) -> list[tuple[str, ...]]:
    (section,) = target_sections(lines, (), LEAST)
    return [(row.town, row.plan, *row.standings, row.remaining, row.share) for row in (section.city, *section.towns)]


def test_the_city_and_its_towns() -> None:
    assert rows(line(), line("甲镇", plan=60, passed=30), line("乙镇", plan=40, passed=10)) == [
        ("全市", "100", "40", "30", "20", "0", "60", "40%"),
        ("甲镇", "60", "30", "30", "20", "0", "30", "50%"),
        ("乙镇", "40", "10", "30", "20", "0", "30", "25%"),
    ]


def test_a_small_count_hides_and_neither_the_rest_of_the_plan_nor_a_share_gives_it_away() -> None:
    _, first, second = rows(line(passed=33), line("甲镇", plan=60, passed=30), line("乙镇", plan=40, passed=3))
    assert (second[2], second[6], second[7]) == ("<5", "—", "—")
    # The city's total is known, so the other town's number is rounded.
    assert first[2].startswith("约")
    assert (first[6], first[7]) == ("—", "—")


def test_villages_are_no_persons() -> None:
    assert rows(line(counts="villages", plan=24, passed=2), line("甲镇", counts="villages", plan=24, passed=2))[1][2] == "2"


def test_what_nobody_knows_is_a_dash() -> None:
    nothing = dict.fromkeys(("plan", "passed", "pending", "blocked", "unclear"))
    assert rows(line(), line("甲镇", **nothing))[1] == ("甲镇", *["—"] * 7)


def test_more_than_planned_leaves_nothing() -> None:
    assert rows(line(plan=10, passed=12))[0][-2:] == ("0", "120%")


def test_shares_that_do_not_add_up_have_to_be_looked_at() -> None:
    differs = line(quota_state="differs", quota_sum=99)
    assert quota_warnings([differs, line("甲镇")]) == ["脱贫人口（乡镇合计 99，全市 100）"]
    assert "乡镇任务合计与全市任务不一致：脱贫人口（乡镇合计 99，全市 100）。请核对任务分解。" in attention(
        report(targets=(differs,))
    )
    assert not quota_warnings([line(quota_state="unknown"), line(quota_state="reconciles", quota_sum=100)])


def test_the_page_says_what_the_register_shows_and_how_likely_exact_numbers_are() -> None:
    city = line(
        last_year=11_311, recorded=3, quota_state="reconciles", quota_matches=9, quota_matches_of=10, quota_matches_chance=9e-9
    )
    (section,) = target_sections([city], (), LEAST)
    assert section.notes == [
        "上年任务 11,311 人。",
        "花名册登记本年退出 <5 人；没有通过退出关口的，不算完成。",
        "乡镇任务合计与全市任务一致。",
        "10 个乡镇中有 9 个登记退出数与任务数正好相等，偶然出现的可能性不到 0.1%。",
    ]


@pytest.mark.parametrize(
    ("chance", "said"), [(0.999, "不超过 99.9%"), (0.8715, "不超过 87.2%"), (0.001, "不超过 0.1%"), (1e-9, "不到 0.1%")]
)
def test_a_probability_is_told_without_powers_of_ten(chance: float, said: str) -> None:
    (section,) = target_sections([line(quota_matches=1, quota_matches_of=90, quota_matches_chance=chance)], (), LEAST)
    assert section.notes == [f"90 个乡镇中有 1 个登记退出数与任务数正好相等，偶然出现的可能性{said}。"]


def test_the_curve_leaves_small_numbers_out() -> None:
    points = [
        TargetPoint(edition=date(2024, month, 28), target="t", passed=passed) for month, passed in enumerate((None, 3, 8, 40), 1)
    ]
    other = TargetPoint(edition=date(2024, 5, 28), target="u", passed=77)
    (section,) = target_sections([line()], [*points, other], LEAST)
    assert section.curve is not None
    assert "3/28 8" in section.curve
    assert "2/28" not in section.curve
    assert "77" not in section.curve
    assert target_sections([line()], points[:3], LEAST)[0].curve is None


def test_a_page_with_targets_is_whole_and_escapes_names() -> None:
    page = outline(report_html(report(targets=(line(), line("<b>镇")))))
    assert "年度任务" in page.text
    assert "<b>镇" in page.text
    assert "年度任务" not in outline(report_html(report())).text
