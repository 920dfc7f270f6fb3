"""Coverage by village and costs by group: what is eligible adds up from its parts, and gaps are the rules' hits."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pytest

from config.entitlements import load_entitlements
from tests.transforms.household.factory import night_of
from tests.transforms.household.situations import town

Tables = Mapping[str, pl.DataFrame]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return night_of(town().states())


def test_eligible_is_the_sum_of_its_parts(tables: Tables) -> None:
    excused = pl.col("excused").list.eval(pl.element().struct.field("persons")).list.sum()
    left = tables["coverage"].select(pl.col("eligible") - pl.col("covered") - excused - pl.col("unknown") - pl.col("gap"))
    assert left.to_series().to_list() == [0] * tables["coverage"].height


def test_the_gap_is_what_the_rule_finds_in_the_village(tables: Tables) -> None:
    at_home = tables["findings"].filter(pl.col("household_id").is_not_null() | (pl.col("grain") == "household"))
    homes = tables["person"].filter(pl.col("household_id").is_not_null())["person_id"].implode()
    found = dict(tables["findings"].filter(pl.col("subject_id").is_in(homes)).group_by("rule_id").len().iter_rows())
    gaps = dict(tables["coverage"].group_by("entitlement").agg(pl.col("gap").sum()).iter_rows())
    assert at_home.height > 0
    for name, entitlement in load_entitlements().items():
        if entitlement.rule:
            assert gaps.get(name, 0) == found.get(entitlement.rule, 0), name
            assert gaps[name] > 0


def test_an_excuse_is_named(tables: Tables) -> None:
    [excused] = tables["coverage"].filter(pl.col("entitlement") == "insurance")["excused"].to_list()
    assert excused == [{"reason": "elsewhere", "persons": 1}]


def test_a_groups_costs_before_aid_are_what_was_paid_and_what_aid_paid(tables: Tables) -> None:
    costs = tables["group_costs"]
    assert costs.height > 0
    assert (costs["self_pay_before"] >= costs["self_pay_after"]).all()
    assert (costs["self_pay_after"] >= costs["self_pay_gap"]).all()
    assert (costs["persons"] >= costs["eligible"]).all()
