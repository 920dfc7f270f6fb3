"""Two improvements, two incomes, and scattered-poor villages."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from config.standards import load_standards
from tests.transforms.household.exits import further
from tests.transforms.household.factory import ROSTER, night_of, plan_of, state
from transforms.household.comparisons import village_comparisons, with_comparisons
from transforms.household.progress import village_progress, with_progress
from transforms.takes import schema_of_grain

ALL = load_standards()
VILLAGES, FUNDS = "registry/villages", "finance/funds"
INFRASTRUCTURE = ("hard_road", "bus", "safe_water", "power", "broadband")
NIGHT = plan_of({ROSTER: pl.DataFrame(), VILLAGES: pl.DataFrame()})


def villages(*rows: dict[str, Any]) -> pl.LazyFrame:
    """Villages of which only what a row names is known."""
    schema = {
        **dict(schema_of_grain(ALL, "village")),
        "poor_persons": pl.Int64,
        "village_code": pl.String,
        "town": pl.String,
        "village": pl.String,
    }
    named = [{"village_code": f"{place}", "town": "Town", "village": f"V{place}", **row} for place, row in enumerate(rows)]
    return pl.LazyFrame(named, schema=schema)


def infrastructure(before: tuple[bool | None, ...], now: tuple[bool | None, ...]) -> tuple[Any, ...]:
    row = {f"village_{name}_base": said for name, said in zip(INFRASTRUCTURE, before, strict=True)}
    row |= {f"village_{name}": said for name, said in zip(INFRASTRUCTURE, now, strict=True)}
    found = village_progress(NIGHT, with_progress(villages(row), NIGHT)).collect().filter(pl.col("progress") == "infrastructure")
    return found.select("before", "now", "change", "state").row(0)


YES, NO = (True,) * 5, (False,) * 5


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (NO, YES, (0, 5, 5, "rising")),
        (YES, YES, (5, 5, 0, "complete")),
        ((True, *NO[1:]), (True, *NO[1:]), (1, 1, 0, "not_rising")),
        ((True, *NO[1:]), (False, True, *NO[2:]), (1, 1, 0, "not_rising")),
        (YES, (False, *YES[1:]), (5, 4, -1, "not_rising")),
        ((None, *NO[1:]), YES, (None, 5, None, "unknown")),
        (NO, (None, *YES[1:]), (0, None, None, "unknown")),
    ],
)
def test_things_that_are_there_are_counted_and_one_unknown_makes_the_sum_unknown(
    before: tuple[bool | None, ...], now: tuple[bool | None, ...], told: tuple[Any, ...]
) -> None:
    assert infrastructure(before, now) == told


def test_the_years_are_told_apart_and_lists_name_who_does_not_get_on() -> None:
    """From the feed to the findings: the baseline year against the newest, last year against the year before."""
    code = "110101001001"
    traced = {"village_code": code, "_drop_id": "d", "_sheet": ""}
    rows = [
        {**traced, "year": 2014, "level": "none", **dict.fromkeys(INFRASTRUCTURE, False), "collective_income": 9_00},
        {**traced, "year": 2022, "level": "none", "collective_income": 5_000_00, "income_per_capita": 9_000_00},
        {
            **traced,
            "year": 2023,
            "level": "none",
            **dict.fromkeys(INFRASTRUCTURE, False),
            "collective_income": 5_000_00,
            "income_per_capita": 9_100_00,
        },
    ]
    tables = night_of(
        {
            ROSTER: state(ROSTER, {"household_no": "1"}),
            VILLAGES: further(VILLAGES, *({**row, "_row": 2 + place} for place, row in enumerate(rows))),
        }
    )
    told = tables["village_progress"].select("progress", "before", "now", "state").rows()
    assert told == [
        ("collective_income", 5000, 5000, "not_rising"),
        ("household_income", 9000, 9100, "rising"),
        ("infrastructure", 0, 0, "not_rising"),
        ("services", None, None, "unknown"),
    ]
    found = tables["findings"].filter(pl.col("kind") == "village")
    assert found["rule_id"].to_list() == ["VI01", "VI03"]
    assert found["message"].to_list()[1] == "该村村集体经济收入上年 5,000 元、前年 5,000 元，可能没有增长。"
    assert found["evidence"].list.len().to_list() == [5, 2]


@pytest.mark.parametrize("year", [2013, 2014])
def test_a_list_of_the_baseline_year_alone_says_nothing_of_now(year: int) -> None:
    row = {"village_code": "110101001001", "year": year, "level": "none", **dict.fromkeys(INFRASTRUCTURE, False)}
    tables = night_of({ROSTER: state(ROSTER, {"household_no": "1"}), VILLAGES: further(VILLAGES, row)})
    told = tables["village_progress"].filter(pl.col("progress") == "infrastructure").select("now", "state").row(0)
    assert told == (None, "unknown")
    assert tables["findings"].filter(pl.col("kind") == "village").is_empty()


def compared(*rows: dict[str, Any]) -> list[tuple[Any, ...]]:
    found = village_comparisons(NIGHT, with_comparisons(villages(*rows), NIGHT)).collect()
    return found.select("village", "group", "per_head", "reference", "ratio").rows()


def test_scattered_poor_villages_are_held_against_all_designated_ones_together() -> None:
    large = {"village_level": "provincial", "poor_persons": 100, "funds_paid_last_year": 90_000.0}
    small = {"village_level": "municipal", "poor_persons": 20, "funds_paid_last_year": 30_000.0}
    scattered = {"village_level": "none", "poor_persons": 10, "funds_paid_last_year": 2_500.0}
    few = {"village_level": "none", "poor_persons": 9, "funds_paid_last_year": 0.0}
    unlisted = {"poor_persons": 50, "funds_paid_last_year": 1.0}
    assert compared(large, small, scattered, few, unlisted) == [
        ("V0", "designated", 900, 1000, 0.9),
        ("V1", "designated", 1500, 1000, 1.5),
        ("V2", "scattered", 250, 1000, 0.25),
    ]


def test_what_is_unknown_of_a_village_is_left_out_of_the_reference_and_nothing_to_hold_against_is_unknown() -> None:
    unknown = {"village_level": "provincial", "poor_persons": 100, "funds_paid_last_year": None}
    nobody = {"village_level": "provincial", "poor_persons": 0, "funds_paid_last_year": 500.0}
    scattered = {"village_level": "none", "poor_persons": 10, "funds_paid_last_year": 2_500.0}
    assert compared(unknown, nobody, scattered) == [
        ("V0", "designated", None, None, None),
        ("V1", "designated", None, None, None),
        ("V2", "scattered", 250, None, None),
    ]
    known = {"village_level": "provincial", "poor_persons": 10, "funds_paid_last_year": 5_000.0}
    assert compared(unknown, known, scattered)[2] == ("V2", "scattered", 250, 500, 0.5)


def test_funds_of_the_last_whole_year_are_added_up() -> None:
    homes = [
        {"household_no": f"{place}", "household_type": "poor", "person_no": "1", "id_number": f"a{place}"} for place in range(10)
    ]
    paid = [(2023, 100_00), (2023, 50_00), (2024, 7_00), (2022, 7_00)]
    funds = further(FUNDS, *({"village_code": "110101001001", "year": year, "paid": money} for year, money in paid))
    listed = further(VILLAGES, {"village_code": "110101001001", "year": 2023, "level": "none"})
    found = night_of({ROSTER: state(ROSTER, *homes), FUNDS: funds, VILLAGES: listed})["village_comparisons"]
    assert found.select("group", "value", "heads", "per_head").rows() == [("scattered", 150, 10, 15)]
