from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from config.entries import Example
from config.gates import Condition
from config.indicators import Indicator, Take
from config.standards import load_standards
from transforms.gate_examples import gate_problems

ON = date(2024, 6, 30)
ALL = load_standards()
HOUSING = next(condition for condition in ALL.gates["household"].conditions if condition.id == "housing")
INSURANCE = next(condition for condition in ALL.gates["household"].conditions if condition.id == "insurance")


def said(
    *conditions: Condition, indicators: Mapping[str, Indicator] | None = None, when: str = "household_type = 'poor'"
) -> list[str]:
    gate = replace(ALL.gates["household"], conditions=conditions, when=when)
    beside = ALL.indicators if indicators is None else indicators
    return gate_problems(replace(ALL, indicators=beside, gates={"household": gate}), ON)


def test_every_gate_of_the_project_comes_out_as_it_says_and_no_unknown_passes() -> None:
    assert gate_problems(ALL, ON) == []
    assert gate_problems(ALL, date(2030, 1, 1)) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"met": HOUSING.unmet}, "household.yaml: housing: met: comes out as no and should as yes"),
        ({"unmet": Example({})}, "household.yaml: housing: unmet: comes out as unknown and should as no"),
        ({"expression": "NOT dangerous"}, "household.yaml: housing: expression: there is no indicator dangerous; there are "),
        ({"expression": "NOT member"}, "household.yaml: housing: expression: there is no indicator member; there are "),
        (
            {"expression": "NOT dangerous_house AND members_hit = 0"},
            "household.yaml: housing: expression: there is no indicator members_hit",
        ),
        (
            {"expression": "NOT COALESCE(dangerous_house, FALSE)"},
            "household.yaml: housing: would be met where dangerous_house is unknown and not where it is known; unknown never passes",
        ),
        (
            {"expression": "dangerous_house IS NULL OR NOT dangerous_house"},
            "household.yaml: housing: would be met where dangerous_house is unknown",
        ),
        (
            {
                "expression": "NOT dangerous_house AND COALESCE(income_per_capita, 5000) > {poverty_line}",
                "parameters": ("poverty_line",),
            }
            | {"met": Example({"dangerous_house": False, "income_per_capita": 9000})},
            "household.yaml: housing: would be met where income_per_capita is unknown",
        ),
    ],
)
def test_one_line_a_problem(changes: dict[str, Any], says: str) -> None:
    (problem,) = said(replace(HOUSING, **changes))
    assert problem.startswith(says)


def test_a_blank_of_a_member_never_passes_either() -> None:
    assert said(INSURANCE) == []
    blank = replace(INSURANCE, member="living AND NOT COALESCE(insured, TRUE)", parameters=())
    assert (
        "household.yaml: insurance: would be met where insured is unknown and not where it is known; unknown never passes"
        in said(blank)
    )


def test_whom_a_gate_concerns_has_to_be_readable() -> None:
    (problem,) = said(HOUSING, when="househld_type = 'poor'")
    assert problem.startswith("household.yaml: when: there is no indicator househld_type")


def indicator(name: str, where: str = "") -> dict[str, Indicator]:
    return {
        name: Indicator(
            name=name,
            grain="household",
            feed="registry/incomes",
            title="某项",
            unit="",
            take=Take("any"),
            silence="no",
            where=where,
        )
    }


@pytest.mark.parametrize("name", ["size", "self_pay", "incidence", "town", "household_id", "members_hit", "member_x"])
def test_a_name_that_means_something_already_is_refused(name: str) -> None:
    (problem,) = said(HOUSING, indicators=indicator(name))
    assert problem == f"indicators: {name}: the name means something already; give the indicator another one"


def test_rows_that_cannot_be_asked_are_named() -> None:
    (problem,) = said(HOUSING, indicators=indicator("cases", "READ_CSV('x')"))
    assert problem.startswith("indicators: cases: where: READ_CSV may not be used")
