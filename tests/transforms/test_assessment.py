"""The official rates: who answers, who is counted apart, what an answer stands for, and how sure one can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from config.assessment import Rate
from config.standards import load_standards
from tests.transforms.household.factory import AS_OF, plan_of, the
from transforms.assessment import assessment, expression_problems, needs
from transforms.household.tables import schema_of
from transforms.wilson import wilson

FEED = load_standards().assessment.feed
SCHEMA = needs(load_standards().assessment, load_standards().contracts[FEED])


def looked(number: int, **cells: Any) -> list[dict[str, Any]]:
    """So many alike households of a sample without strata, everybody in four."""
    usual = {"sample_id": "s1", "town": "A", "persons": 4, "household_type": "general", "monitored": False, "checked_on": AS_OF}
    return [usual | {"missed": False, "satisfied": True} | cells | {"household_no": f"{cells}-{at}"} for at in range(number)]


def rates(*groups: list[dict[str, Any]]) -> pl.DataFrame:
    rows = [row for group in groups for row in group]
    state = pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in rows], schema=SCHEMA)
    found = assessment(plan_of({}), {FEED: state.sample(fraction=1, shuffle=True, seed=len(rows)).lazy()}).collect()
    assert found.select(list(schema_of("assessment"))).schema == schema_of("assessment")
    return found


def test_persons_are_counted_where_the_rate_counts_persons_and_households_where_it_counts_those() -> None:
    found = rates(looked(95), looked(5, missed=True, satisfied=False, persons=2))
    missed = the(found, rate_id="missed", scope="city")
    assert (missed["numerator"], missed["denominator"], missed["households"]) == (10, 390, 100)
    assert missed["share"] == pytest.approx(10 / 390)
    satisfied = the(found, rate_id="satisfaction", scope="city")
    assert (satisfied["numerator"], satisfied["denominator"], satisfied["share"]) == (95, 100, 0.95)
    low, high = wilson(pl.col("p"), pl.col("n"))
    known = pl.DataFrame({"p": [0.95], "n": [100.0]}).select(low=low, high=high)
    assert known.row(0) == pytest.approx((satisfied["share_low"], satisfied["share_high"]))
    assert known["low"][0] == pytest.approx(0.8882, abs=1e-4), "alike answers: Wilson's interval of the households"
    assert satisfied["effective_households"] == pytest.approx(100)


def test_a_rate_speaks_of_its_own_households_only() -> None:
    found = rates(
        looked(40),
        looked(40, household_type="exited", wrongly_exited=False, missed=None),
        looked(10, household_type="poor", missed=None),
        looked(10, monitored=True, missed=None),
    )
    assert the(found, rate_id="missed", scope="city")["households"] == 40
    assert the(found, rate_id="wrongly_exited", scope="city")["households"] == 40
    incidence = the(found, rate_id="incidence", scope="city")
    assert (incidence["numerator"], incidence["denominator"]) == (40, 400), "the remaining poor count"


def test_a_blank_answer_is_counted_apart_and_never_as_no() -> None:
    found = rates(
        looked(35),
        looked(3, missed=None),
        looked(2, persons=None),
        looked(4, checked_on=None),
        looked(1, household_type=None, missed=True),
        looked(6, household_type="poor", missed=None),
    )
    missed = the(found, rate_id="missed", scope="city")
    assert (missed["households"], missed["unknown_households"], missed["numerator"]) == (35, 10, 0)


def test_an_answer_stands_for_its_stratum() -> None:
    big = {"stratum": "A", "stratum_households": 9000}
    small = {"stratum": "B", "stratum_households": 1000, "town": "B"}
    found = rates(looked(50, **big), looked(25, **small), looked(25, **small, satisfied=False))
    city = the(found, rate_id="satisfaction", scope="city")
    assert city["share"] == pytest.approx(0.95), "half of a tenth is dissatisfied"
    weights = [180.0] * 50 + [20.0] * 50
    assert city["effective_households"] == pytest.approx(sum(weights) ** 2 / sum(one**2 for one in weights))
    assert the(found, rate_id="satisfaction", place="B")["share"] == pytest.approx(0.5)


def test_who_did_not_answer_is_stood_for_by_the_own_stratum() -> None:
    one, other = {"stratum": "A", "stratum_households": 100}, {"stratum": "B", "stratum_households": 100}
    found = rates(looked(40, **one), looked(10, **other, satisfied=False), looked(30, **other, satisfied=None))
    city = the(found, rate_id="satisfaction", scope="city")
    assert city["share"] == pytest.approx(0.5)
    assert city["unknown_households"] == 30


def test_of_a_stratum_only_those_are_stood_for_of_whom_the_rate_speaks() -> None:
    """Two towns of a thousand; nine in ten households of the one are asked, and one in ten of the other."""
    one, other = {"stratum": "A", "stratum_households": 1000}, {"stratum": "B", "stratum_households": 1000}
    exited: dict[str, Any] = {"household_type": "exited", "missed": None}
    asked = (looked(90, **one), looked(10, **one, **exited), looked(10, **other, missed=True), looked(90, **other, **exited))
    city = the(rates(*asked), rate_id="missed", scope="city")
    assert city["share"] == pytest.approx(0.1), "of a thousand such households a hundred live in the other town"
    assert city["effective_households"] == pytest.approx(100)
    silent = looked(20, **one, checked_on=None)
    expected = 100 / (1000 * 110 / 120 + 100)
    assert the(rates(*asked, silent), rate_id="missed", scope="city")["share"] == pytest.approx(expected), (
        "who is silent is of them"
    )


def test_a_stratum_of_two_sizes_or_of_none_stands_for_nobody() -> None:
    good = {"stratum": "A", "stratum_households": 100}
    found = rates(
        looked(40, **good),
        looked(5, stratum="B", stratum_households=10, satisfied=False),
        looked(5, stratum="B", stratum_households=11, satisfied=False),
        looked(5, satisfied=False),
    )
    city = the(found, rate_id="satisfaction", scope="city")
    assert (city["households"], city["unknown_households"], city["share"]) == (40, 15, 1.0)


def test_a_verdict_needs_the_whole_interval_on_one_side() -> None:
    assert the(rates(looked(400)), rate_id="missed", scope="city")["verdict"] == "pass"
    assert the(rates(looked(60)), rate_id="missed", scope="city")["verdict"] == "unknown", "no miss among sixty proves little"
    assert the(rates(looked(60), looked(20, missed=True)), rate_id="missed", scope="city")["verdict"] == "fail"
    assert the(rates(looked(60, satisfied=False)), rate_id="satisfaction", scope="city")["verdict"] == "fail"


def test_of_few_answers_no_rate_is_told() -> None:
    found = rates(looked(29, town="B"), looked(40))
    few = the(found, rate_id="missed", place="B")
    assert (few["households"], few["share"], few["share_low"], few["verdict"]) == (29, None, None, "unknown")
    assert the(found, rate_id="missed", place="A")["share"] == 0


def test_what_was_seen_after_the_night_does_not_count_and_nothing_is_nothing() -> None:
    found = rates(looked(40), looked(40, checked_on=date(2024, 6, 1), satisfied=False))
    assert the(found, rate_id="satisfaction", scope="city")["households"] == 40
    assert assessment(plan_of({}), {}).collect().is_empty()


def test_a_rate_that_nobody_saw_before_is_configuration() -> None:
    standards = load_standards()
    rate = Rate(
        "wrongly_listed", "错评率", "households", "wrongly_listed", "below", "assessment_missed_line", "household_type = 'poor'"
    )
    own = replace(standards, assessment=replace(standards.assessment, rates=(rate,)))
    rows = (
        looked(40, household_type="poor", wrongly_listed=False)
        + looked(10, household_type="poor", wrongly_listed=True)
        + looked(9)
    )
    schema = needs(own.assessment, own.contracts[FEED])
    state = pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
    found = assessment(plan_of({}, standards=own), {FEED: state.lazy()}).collect()
    assert the(found, scope="city")["share"] == pytest.approx(0.2)


def test_every_expression_can_be_read() -> None:
    assert list(expression_problems(load_standards(), AS_OF)) == []
