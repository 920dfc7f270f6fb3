from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from flows.report.charts import Bar, Series, Stack, bars, dots, stacked
from flows.report.linechart import line
from flows.report.svg import fitted, short, ticks, width_of

EVIL = "<script>&\"'"


def drawn(chart: Markup) -> ET.Element:
    root = ET.fromstring(chart)  # well-formed XML, or this raises
    for name, value in ((name, value) for each in root.iter() for name, value in each.attrib.items()):
        if name in {"x", "y", "width", "height", "x1", "x2", "cx", "cy"}:
            assert re.fullmatch(r"-?\d+(\.\d+)?", value), (name, value)
    return root


def widths(root: ET.Element, css: str) -> list[float]:
    return [
        float(each.attrib["width"])
        for each in root.iter("rect")
        if each.get("class") == css and float(each.attrib["height"]) > 11
    ]


def test_bars_are_as_long_as_their_values_and_carry_them() -> None:
    root = drawn(
        bars(
            "行数",
            [Bar("甲", 100, "100 行"), Bar("乙", 50, "50 行"), Bar("丙", 0, "0 行"), Bar("丁", None, "从未报送")],
        )
    )
    whole, half = widths(root, "main")
    assert half * 2 == pytest.approx(whole, abs=0.02)
    texts = [each.text for each in root.iter("text")]
    assert {"甲", "100 行", "从未报送"} <= set(texts)


def test_stacked_parts_follow_one_another_and_small_ones_stay_visible() -> None:
    rows = [Stack("甲", (100_000, 1), "退回 1"), Stack("乙", (0, 0), "无")]
    root = drawn(stacked("行数", rows, (Series("接收", "main"), Series("退回", "bad"))))
    main, bad = (
        next(each for each in root.iter("rect") if each.get("class") == css and each.get("height") == "15")
        for css in ("main", "bad")
    )
    assert float(bad.attrib["x"]) == pytest.approx(float(main.attrib["x"]) + float(main.attrib["width"]), abs=0.02)
    assert float(bad.attrib["width"]) >= 2
    assert {"接收", "退回"} <= {each.text for each in root.iter("text")}


def test_dots_lie_in_order_of_value_around_the_mean() -> None:
    root = drawn(dots("比例", [Bar("甲", 86.1, "86.1%"), Bar("乙", 95.0, "95.0%"), Bar("丙", None, "—")], mean=(91.0, "全市")))
    low, high = (float(each.attrib["cx"]) for each in root.iter("circle"))
    mean = next(float(each.attrib["x1"]) for each in root.iter("line") if each.get("class") == "mean")
    assert low < mean < high


def test_a_line_names_its_ends_and_extremes() -> None:
    root = drawn(line("人口", [("6/1", 100), ("6/2", 300), ("6/3", 50), ("6/4", 120), ("6/5", 110)]))
    values = {each.text for each in root.iter("text") if "value" in each.get("class", "")}
    assert values == {"100", "300", "50", "110"}


@pytest.mark.parametrize(
    "chart",
    [
        bars("空", []),
        bars("零", [Bar("甲", 0, "0")]),
        bars("限", [Bar("甲", 3, "3 天", limit=7)]),
        stacked("空", [], (Series("接收", "main"),)),
        dots("空", []),
        dots("同", [Bar("甲", 5, "5"), Bar("乙", 5, "5")]),
        dots("无", [Bar("甲", None, "—")]),
        line("一", [("6/1", 0)]),
    ],
)
def test_empty_and_flat_data_still_draw(chart: Markup) -> None:
    drawn(chart)


def test_every_picture_reads_aloud_and_escapes_what_it_is_given() -> None:
    root = drawn(bars(EVIL, [Bar(EVIL, 1, EVIL)]))
    assert root.attrib["role"] == "img"
    assert root.find("title").text == EVIL  # type: ignore[union-attr]
    assert EVIL in root.attrib["aria-label"]


def test_a_long_label_is_cut_and_keeps_its_whole_text_as_a_title() -> None:
    label = "白云彝族苗族仡佬族自治乡人民政府驻地街道办事处"
    root = drawn(bars("行数", [Bar(label, 1, "1")]))
    assert label in [each.text for each in root.iter("title")]
    assert any((each.text or "").endswith("…") for each in root.iter("text"))


@given(st.floats(0, 1e9), st.floats(0.001, 1e9))
def test_ticks_are_even_and_cover_the_range(low: float, span: float) -> None:
    marks = ticks(low, low + span)
    assert 2 <= len(marks) <= 8
    assert marks[0] <= low + 1e-6 * span
    assert marks[-1] >= low + span - 1e-6 * span


@pytest.mark.parametrize(("number", "text"), [(0, "0"), (1500, "1,500"), (20_000, "2万"), (1.25e8, "1.25亿"), (0.5, "0.5")])
def test_axis_numbers_are_short(number: float, text: str) -> None:
    assert short(number) == text


def test_fitted_text_fits() -> None:
    assert fitted("短", 100) == "短"
    assert width_of(fitted("很长很长的一段文字", 60)) <= 60
