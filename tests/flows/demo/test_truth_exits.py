"""The oracle of exits on dossiers written by hand: what is done, in order and of this round; and that blank is not passed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from flows.demo.truth_exits import Papers, above_the_line, no_appeal, steps
from flows.demo.truth_rule import MAYBE, NO, YES, Say
from flows.demo.truth_world import Home, World, look
from tests.flows.demo.small import NIGHT, POOR, Small

BY_THE_BOOK = {
    "村级评议": ("2024-03-01", None, "通过"),
    "乡镇核实": ("2024-03-06", None, "同意"),
    "农户认可": ("2024-03-09", None, "认可"),
    "退出公示": ("2024-03-11", "2024-03-18", "无异议"),
    "退出公告": ("2024-03-21", None, "通过"),
}
ALL_DONE = dict.fromkeys(("review", "verification", "acknowledgement", "notice", "announcement"), YES)


def told(**given: Any) -> tuple[World, Papers, Home]:
    small = Small()
    small.home("1", small.person(), facts=POOR)
    world = look(small.truth, NIGHT, None)
    nothing: dict[str, Any] = {"dossiers": {}, "incomes": {}, "appeals_of_homes": {}, "appeals_of_people": {}, "villages": {}}
    return world, Papers(**(nothing | given), newest={}), world.homes["1"]


def of_steps(changed: dict[str, tuple[str, str | None, str | None] | None]) -> dict[str, Say]:
    written = {step: cells for step, cells in (BY_THE_BOOK | changed).items() if cells}
    rows = [
        {"step": step, "done_on": date.fromisoformat(done), "ended_on": ended and date.fromisoformat(ended), "result": result}
        for step, (done, ended, result) in written.items()
    ]
    return steps(*told(dossiers={"1": rows}))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, {}),
        ({"农户认可": None}, {"acknowledgement": NO, "notice": MAYBE}),
        ({"农户认可": ("2024-03-09", None, None)}, {"acknowledgement": MAYBE, "notice": MAYBE}),
        ({"乡镇核实": ("2024-02-28", None, "同意")}, {"verification": NO}),
        ({"退出公示": ("2024-03-11", "2024-03-14", "无异议")}, {"notice": NO}),
        ({"退出公示": ("2024-07-29", "2024-08-05", "无异议")}, {"notice": NO, "announcement": NO}),
        ({"村级评议": ("2024-03-01", None, "不通过")}, {"review": NO, "verification": MAYBE}),
        ({"村级评议": ("2023-03-01", None, "通过")}, {"review": MAYBE, "verification": MAYBE}),
    ],
)
def test_steps_are_done_in_order_and_of_this_round(changed: dict[str, Any], said: dict[str, Say]) -> None:
    assert of_steps(changed) == ALL_DONE | said


def test_income_is_above_the_line_in_every_year_or_nobody_can_say() -> None:
    years = [{"year": 2023, "income_per_capita": 450_000}, {"year": 2022, "income_per_capita": 420_000}]
    assert above_the_line(*told(incomes={"1": years}), 500_000) == YES
    assert above_the_line(*told(incomes={"1": years}), 400_000) == NO
    assert above_the_line(*told(incomes={"1": years[:1]}), 500_000) == MAYBE


def test_an_open_appeal_of_the_household_or_of_who_lives_in_it_counts() -> None:
    world, shown, home = told()
    assert no_appeal(world, shown, home) == YES
    number = home.members[0]["id_number"]
    assert no_appeal(*told(appeals_of_homes={"1": [{}]})) == NO
    assert no_appeal(*told(appeals_of_people={number: [{}]})) == NO
