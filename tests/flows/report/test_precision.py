from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from config.standards import load_standards
from flows.report.findings import kinds_asked
from flows.report.precision import RuleLine, precision_chart, rule_rows
from flows.report.whiskers import Whisker, whiskers

LEAST = 5
KINDS = kinds_asked(load_standards(), ())


def rule(rule_id: str = "GA01", **given: Any) -> RuleLine:
    usual: dict[str, Any] = {"title": "疑似未参保", "kind": "gap", "hits": 20, "unknown": 0, "verified": 0, "verified_true": 0}
    return RuleLine(rule_id=rule_id, **usual | given)


@pytest.mark.parametrize(
    ("verified", "right", "said", "is_drawn"),
    [
        (0, 0, "尚未核实", False),
        (4, 4, "核实太少", False),
        (7, 4, "—", False),
        (50, 2, "≤8%", False),
        (50, 48, "≥92%", False),
        (100, 35, "35%（26–45%）", True),
        (30, 0, "0%（26–45%）", True),
    ],
)
def test_a_share_with_few_behind_it_is_a_bound_without_interval(verified: int, right: int, said: str, is_drawn: bool) -> None:
    (row,) = rule_rows([rule(verified=verified, verified_true=right, low=0.26, high=0.45)], KINDS, LEAST)
    assert row.precision == said
    assert (row.whisker is not None) == is_drawn


def test_hits_of_a_kind_hide_each_other() -> None:
    rows = rule_rows(
        [rule("GA01", hits=3), rule("GA02", hits=41), rule("GA03", hits=7), rule("IN01", kind="inclusion", hits=9)], KINDS, LEAST
    )
    assert [(row.rule_id, row.hits) for row in rows] == [("IN01", "9"), ("GA01", "<5"), ("GA02", "约 40"), ("GA03", "7")]


def test_the_chart_shows_whom_to_trust_first() -> None:
    lines = [
        rule("GA01", verified=100, verified_true=30, low=0.2, high=0.4),
        rule("GA02", verified=90, verified_true=60, low=0.5, high=0.8),
    ]
    chart = str(precision_chart(rule_rows(lines, KINDS, LEAST)))
    assert chart.index("GA02 疑") < chart.index("GA01 疑")
    assert precision_chart(rule_rows([rule()], KINDS, LEAST)) is None


def test_a_whisker_spans_its_interval_around_its_dot() -> None:
    root = ET.fromstring(str(whiskers("可信度", [Whisker("GA01", 50, 20, 80, "50%")])))
    dot = next(root.iter("circle"))
    line, *caps = (each for each in root.iter("line") if each.get("class") == "whisker")
    assert float(line.attrib["x1"]) < float(dot.attrib["cx"]) < float(line.attrib["x2"])
    assert {cap.attrib["x1"] for cap in caps} == {line.attrib["x1"], line.attrib["x2"]}
    assert "50%" in [each.text for each in root.iter("text")]
