"""Villages by name on the page."""

from __future__ import annotations

from typing import Any

from flows.report.nightly import report_html
from flows.report.villagelists import ComparisonLine, ProgressLine, SuspectLine, group_rows, progress_rows, suspect_rows
from tests.flows.report.nights import report
from tests.flows.report.pagechecks import outline

LEAST = 5


def progress(village: str, state: str, title: str = "基础设施", town: str = "甲镇", **given: Any) -> ProgressLine:
    return ProgressLine(title=title, town=town, village=village, unit="项", state=state, **{"before": 3, "now": 3, **given})


def group(group: str, village: str, value: float | None, heads: float | None, ratio: float | None = None) -> ComparisonLine:
    return ComparisonLine(
        title="人均资金", town="甲镇", village=village, unit="元", group=group, value=value, heads=heads, ratio=ratio
    )


def test_villages_are_counted_by_state_and_those_that_do_not_get_on_are_named() -> None:
    lines = [
        progress("东村", "not_rising", before=4, now=3),
        progress("西村", "rising"),
        progress("南村", "unknown", before=None),
        progress("北村", "complete", town="乙镇"),
        progress("上村", "not_rising", town="乙镇"),
    ]
    (row,) = progress_rows([*lines, progress("东村", "unknown", title="公共服务")])
    assert (row.title, row.counts) == ("基础设施", (1, 1, 2, 1))
    assert row.lagging == [("乙镇", ["上村（3→3 项）"]), ("甲镇", ["东村（4→3 项）"])]


def test_a_group_is_told_together_and_of_few_people_nothing() -> None:
    lines = [
        group("贫困村", "东村", 900, 90),
        group("贫困村", "西村", 300, 30),
        group("插花村", "南村", 20, 10, 0.2),
        group("插花村", "北村", None, 10),
    ]
    assert [(row.group, row.villages, row.heads, row.value, row.per_head, row.low) for row in group_rows(lines, LEAST)] == [
        ("贫困村", 2, "120", "1,200 元", "10 元", []),
        ("插花村", 2, "10", "20 元", "2 元", ["甲镇南村"]),
    ]
    (few,) = group_rows([group("插花村", "南村", 20, 4, 0.2)], LEAST)
    assert (few.heads, few.value, few.per_head, few.low) == ("<5", "—", "—", [])


def test_sums_are_told_in_the_unit_of_their_comparison() -> None:
    line = ComparisonLine(title="人均耕地", town="甲镇", village="东村", unit="亩", group="山区村", value=900, heads=90)
    (row,) = group_rows([line], LEAST)
    assert (row.value, row.per_head) == ("900 亩", "10 亩")
    page = outline(report_html(report(comparisons=(line,)))).text
    assert "900 亩" in page
    assert "元）" not in page[page.index("村级对比") : page.index("900 亩")]


def test_the_most_unlikely_comes_first_and_no_finer_than_one_in_a_million() -> None:
    lines = [
        SuspectLine(title="相同", town="甲镇", village=name, found=found, of=30, chance=chance)
        for name, found, chance in (("东村", 4, 1e-4), ("西村", 30, 1e-30))
    ]
    assert [(row.place, row.found, row.chance) for row in suspect_rows(lines, LEAST)] == [
        ("甲镇西村", "30 / 30", "不到 1/1,000,000"),
        ("甲镇东村", "<5 / 30", "1/10,000"),
    ]


def test_the_page_shows_what_there_is() -> None:
    suspect = SuspectLine(title="收入相同", town="甲镇", village="东村", found=30, of=30, chance=0.0005)
    page = outline(
        report_html(
            report(
                progress=(progress("东村", "not_rising"),),
                comparisons=(group("插花村", "南村", 20, 10, 0.2),),
                suspects=(suspect,),
            )
        )
    )
    for words in ("两个改善、两个收入", "基础设施没有上升的村", "插花村中人均不到一半的村", "疑似数字脱贫的村", "1/2,000"):
        assert words in page.text
    assert "村级情况" not in outline(report_html(report())).text
