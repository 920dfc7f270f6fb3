from __future__ import annotations

import re

import pytest

from flows.report.changed import ChangeLine
from flows.report.nightly import DropLine, attention, report_html
from flows.report.receipt import Check
from tests.flows.report.nights import FIGURES, feed, report
from tests.flows.report.pagechecks import outline


def test_the_page_tells_the_headline_figures_and_their_change() -> None:
    said = outline(report_html(report())).text
    assert "2024年6月30日" in said
    assert "数据截至 2024年7月1日 01:00" in said
    assert "人口 6,424 人，较上期 −6" in said
    assert "待更正的退回行 318 行 " in said
    assert "已发布，没有需要处理的事" in said


def test_what_happened_since_is_told_in_one_line() -> None:
    lines = (ChangeLine(title="纳入登记", count=12, unit="户"), ChangeLine(title="死亡", count=3, unit="人"))
    assert "与上期相比：纳入登记 12 户、死亡 <5 人。" in outline(report_html(report(changed=lines))).text
    assert "与上期相比：" not in outline(report_html(report())).text


def test_every_section_has_its_picture_and_its_table() -> None:
    parsed = outline(report_html(report()))
    assert len([each for each in parsed.attributes if each == ("role", "img")]) == 5
    assert parsed.tags.count("table") == 5
    for heading in ("各乡镇人口和参保", "各部门报送", "数据更新情况", "与上期相比", "发布前的检查"):
        assert heading in parsed.text


def test_departments_are_summed_in_the_chart_also_when_their_feeds_are_not_neighbours() -> None:
    page = report_html(report()).decode()
    assert page.count(">民政局</text>") == 1
    assert "退回 110，1.6%" in page


def test_no_count_of_one_to_four_persons_is_on_the_page_nor_in_a_bar() -> None:
    page = report_html(report()).decode()
    assert "&lt;5" in page
    row = re.search(r"飞地</th>(.*?)</tr>", page, re.DOTALL)
    assert row
    small = "&lt;5"
    assert re.findall(r'"number">([^<]*)<', row[1]) == [small, small, "0", "—", "—", "—", "—"]
    # The smallest other town is rounded: else the four persons would follow from the city's total.
    assert "约 990" in page
    assert not re.search(r"\b(987|984)\b", page)


@pytest.mark.parametrize(("age", "state"), [(31, "fresh"), (32, "late"), (62, "late"), (63, "silent"), (None, "silent")])
def test_a_feed_is_late_beyond_its_promise_and_silent_beyond_twice_that(age: int | None, state: str) -> None:
    assert feed("花名册", age).state == state


def test_what_needs_somebody_is_said_first() -> None:
    bad = Check(title="没有人同时在两户", observed="3", expected="0", ok=False, severity="critical")
    data = report(
        state="held",
        checks=(bad,),
        feeds=(feed("甲", 40), feed("乙", None)),
        drops=(DropLine(department="医保局", feed="参保登记", held=1, refused=2),),
    )
    said = attention(data)
    assert [sentence.split("：")[0].split("，")[0] for sentence in said] == [
        "检查没有通过",
        "没有通过的检查",
        "有批次暂停接收",
        "有文件没有接收",
        "长期没有新数据",
        "超过约定时间没有新数据",
    ]
    page = outline(report_html(data)).text
    assert "本期没有发布" in page
    assert "✕ 从未报送" in page


def test_the_first_night_with_nothing_else_still_makes_a_page() -> None:
    empty = {"drops": (), "towns": (), "feeds": (), "sizes": (), "checks": (), "history": ()}
    none = FIGURES.model_copy(update={"persons": 0, "insured": 0})
    assert "较上期" not in outline(report_html(report(last=None, figures=none, **empty))).text


def test_hostile_names_are_shown_not_run() -> None:
    evil = "<script>alert(1)</script>{{ 1 }}"
    drops = (DropLine(department=evil, feed=evil, done=1, rows_read=1, rows_accepted=1),)
    assert evil in outline(report_html(report(city=evil, drops=drops, feeds=(feed(evil, 3),)))).text


def test_the_same_data_gives_the_same_bytes() -> None:
    assert report_html(report()) == report_html(report())
