from __future__ import annotations

from decimal import Decimal
from typing import Any

from flows.report.groupcosts import GroupLine, GroupRow, costs_chart, group_rows

LEAST = 5


def line(measure: str = "医疗救助", **given: Any) -> GroupLine:
    money = {"before": Decimal(250_000), "after": Decimal(200_000), "gap_cost": Decimal(31_000)}
    return GroupLine(group="尿毒症透析患者", measure=measure, **{"persons": 50, "gap": 8} | money | given)


def row(*lines: GroupLine) -> GroupRow:
    (only,) = group_rows(lines, LEAST)
    return only


def test_a_group_says_its_people_its_costs_and_whom_the_measures_miss() -> None:
    group = row(line(), line("基本医疗保险参保", gap=0))
    assert (group.persons, group.before, group.after, group.a_head) == ("50", 25.0, 20.0, "4,000")
    assert [(one.measure, one.gap, one.gap_cost) for one in group.measures] == [
        ("医疗救助", "8", "3.1"),
        ("基本医疗保险参保", "0", "—"),
    ]
    assert "负担 20.0，救助 5.0" in str(costs_chart([group]))


def test_the_money_of_few_people_is_not_told() -> None:
    group = row(line(persons=4, gap=4))
    assert (group.persons, group.before, group.after, group.a_head) == ("<5", None, None, "—")
    assert (group.measures[0].gap, group.measures[0].gap_cost) == ("—", "—")
    assert costs_chart([group]) is None


def test_a_small_gap_or_a_small_rest_is_not_told() -> None:
    assert [(one.gap, one.gap_cost) for one in row(line(gap=3), line(gap=48)).measures] == [("<5", "—"), ("≥46", "—")]


def test_a_group_without_bills_has_no_costs() -> None:
    group = row(line(before=None, after=None, gap_cost=None))
    assert (group.after, group.a_head, group.measures[0].gap_cost) == (None, "—", "—")
