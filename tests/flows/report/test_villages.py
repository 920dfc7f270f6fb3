from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from flows.report.coverage import CoverageLine
from flows.report.smallcells import WITHHELD, Shown, counted, few
from flows.report.villages import banded, town_villages, villages_html
from tests.flows.report.nights import EDITION
from tests.flows.report.pagechecks import outline

LEAST = 5
LINES = [
    CoverageLine(entitlement=title, town=town, village=f"{name}村", village_code=f"{town}{at}", covered=90, gap=gap)
    for title, gaps in (("医疗救助", (0, 3, 70)), ("雨露计划", (8, 0, 12)))
    for town in ("高山镇", "<b>飞地")
    for at, (name, gap) in enumerate(zip("甲乙丙", gaps, strict=True))
]


def test_a_village_says_a_band_and_its_town_the_count() -> None:
    town = town_villages(LINES, ("高山镇",), LEAST)[0]
    assert (town.town, town.gaps) == ("高山镇", ("73", "20"))
    assert [(row.village, *row.gaps) for row in town.villages] == [
        ("甲村", "0", "5–9"),
        ("乙村", "<5", "0"),
        ("丙村", "≥50", "10–19"),
    ]


def test_where_bands_would_add_up_to_a_small_count_they_are_wider_or_withheld() -> None:
    assert banded([4, 9], counted(13, LEAST), LEAST) == ["<5", "≥5"]
    assert banded([1, 5], counted(6, LEAST), LEAST) == ["—", "—"]
    assert banded([2, 0], counted(2, LEAST), LEAST) == ["<5", "0"]
    assert banded([2, 0], WITHHELD, LEAST) == ["—", "—"]
    assert banded([2, 60], Shown("约 60", 60), LEAST) == ["<5", "≥5"]


def test_the_page_lists_every_town_folded_away() -> None:
    page = villages_html(LINES, ("高山镇",), LEAST, EDITION)
    told = outline(page)
    assert told.tags.count("details") == 2
    assert "<b>飞地" in told.text
    assert ("href", "report.html") in told.attributes
    assert not re.search(r">[1-4]<", page.decode())
    assert "没有这方面的数据" in outline(villages_html([], (), LEAST, EDITION)).text


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_every_small_count_stays_open_beside_the_exact_total_of_its_town(counts: list[int]) -> None:
    texts = banded(counts, counted(sum(counts), LEAST), LEAST)
    for at, text in enumerate(texts):
        if text != few(LEAST):
            continue
        for value in range(1, LEAST):
            left, lows, highs = sum(counts) - value, 0.0, 0.0
            for other in (*texts[:at], *texts[at + 1 :]):
                low, high = bounds(other)
                lows, highs = lows + low, highs + high
            assert lows <= left <= highs or sum(counts) < LEAST


def bounds(text: str) -> tuple[float, float]:
    if text == few(LEAST):
        return 1, LEAST - 1
    if text[0] == "≥":
        return float(text[1:]), float("inf")
    low, _, high = text.partition("–")
    return float(low), float(high or low)
