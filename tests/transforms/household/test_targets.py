"""Where targets stand: a person counts once and only through the gate; synthetic people only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from config.standards import Standards, load_standards
from tests.transforms.household.exits import further, states_of
from tests.transforms.household.factory import AS_OF, ROSTER, night_of, plan_of, state, the
from transforms.household.gates import recorded, standing
from transforms.household.targets import targets, with_targets

ALL = load_standards()
QUOTAS, VILLAGES = "registry/targets", "registry/villages"
PERSONS, PROVINCIAL = "2024-poor-households", "2024-provincial-villages"
ONE = replace(ALL, targets={PERSONS: ALL.targets[PERSONS]})
COUNTED = ("passed", "pending", "blocked", "unclear", "recorded")


@pytest.fixture(scope="module")
def tables() -> Mapping[str, pl.DataFrame]:
    """Two persons a household: `P` poor, `E` gone this year, of each one that passes, fails, and of whom nobody can say; and two others."""
    said: Mapping[str, bool | None] = {"P1": True, "P2": False, "P3": None, "E1": True, "E2": False, "E3": None}
    states = states_of({**{number: {"water": answer} for number, answer in said.items()}, "E4": {}, "E5": {}})
    gone = {**dict.fromkeys(("E1", "E2", "E3"), date(2024, 3, 26)), "E4": date(2023, 12, 31), "E5": None}
    number = pl.col("household_no")
    kind = pl.when(number.str.starts_with("E")).then(pl.lit("exited")).otherwise("household_type")
    roster = states[ROSTER].with_columns(
        kind.cast(states[ROSTER].schema["household_type"]).alias("household_type"),
        number.replace_strict(gone, default=None, return_dtype=pl.Date).alias("exited_on"),
        pl.when(number != "P1").then("town").alias("town"),
    )
    shares = further(
        QUOTAS,
        {"year": 2024, "town": "Town", "item": "persons", "quantity": 11_291},
        {"year": 2023, "town": "Old", "item": "persons", "quantity": 5},
    )
    yes = dict.fromkeys(("hard_road", "safe_water", "power", "broadband", "clinic", "doctor", "dangerous_houses_cleared"), True)
    levels = further(VILLAGES, {"village_code": "110101001001", "year": 2024, "level": "provincial", **yes, "clinic": False})
    return night_of({**states, ROSTER: roster, QUOTAS: shares, VILLAGES: levels})


def test_persons_stand_as_the_gate_says_of_their_household_also_after_an_exit(tables: Mapping[str, pl.DataFrame]) -> None:
    city = the(tables["targets"], target=PERSONS, scope="city")
    assert [city[name] for name in COUNTED] == [4, 4, 4, 2, 6]
    assert (city["plan"], city["remaining"], city["last_year"]) == (11_291, 11_287, 11_311)


def test_the_gate_itself_no_longer_concerns_who_is_gone(tables: Mapping[str, pl.DataFrame]) -> None:
    gates = {row["household_no"]: row["gate"] for row in tables["household"].iter_rows(named=True)}
    assert gates == {
        "P1": "pass",
        "P2": "fail",
        "P3": "unknown",
        **dict.fromkeys(("E1", "E2", "E3", "E4", "E5"), "not_applicable"),
    }
    assert tables["household"].filter(pl.col("gate") == "not_applicable")["gate_missing"].list.len().sum() == 0


def test_people_of_no_town_stand_apart_and_towns_and_they_add_up(tables: Mapping[str, pl.DataFrame]) -> None:
    found = tables["targets"].filter(pl.col("target") == PERSONS)
    assert found.select("scope", "town", "passed").rows() == [
        ("city", "", 4),
        ("town", "Old", 0),
        ("town", "Town", 2),
        ("unplaced", "", 2),
    ]


def test_the_towns_shares_are_those_of_the_year_and_the_item(tables: Mapping[str, pl.DataFrame]) -> None:
    found = tables["targets"].filter(pl.col("scope") == "town")
    assert found.filter(pl.col("target") == PERSONS)["plan"].to_list() == [0, 11_291]
    assert the(tables["targets"], target=PERSONS, scope="city")["quota_state"] == "reconciles"
    town = the(tables["town"])
    assert (town["target_persons"], town["lag"]) == (11_291, pytest.approx(152 / 366 - 2 / 11_291))


def test_villages_are_counted_by_their_own_gate(tables: Mapping[str, pl.DataFrame]) -> None:
    city = the(tables["targets"], target=PROVINCIAL, scope="city")
    assert [city[name] for name in ("plan", "passed", "blocked", "unclear", "recorded", "remaining")] == [24, 0, 1, 0, None, 24]


def counted(
    *homes: tuple[str | None, str | None, bool],
    shares: Mapping[str, int] | None = None,
    standards: Standards = ONE,
    on: date = AS_OF,
) -> pl.DataFrame:
    """The table of households of one person: town, standing, gone by the register. `shares`: of the delivered list of quotas."""
    target = next(iter(standards.targets.values()))
    frame = pl.LazyFrame(
        [{"town": town, "size": 1, standing(target): said, recorded(target): gone} for town, said, gone in homes],
        schema={"town": pl.String, "size": pl.Int64, standing(target): pl.String, recorded(target): pl.Boolean},
    )
    said = pl.LazyFrame(
        {"town": [*(shares or ())], "quota_persons": [*(shares or {}).values()]},
        schema={"town": pl.String, "quota_persons": pl.Int64},
    )
    quotas = {item.name: item for item in standards.of_grain("town") if item.name == "quota_persons"}
    mine = replace(standards, indicators=quotas)
    night = plan_of({ROSTER: state(ROSTER)}, standards=mine, as_of=on)
    told = {"household": {}, "person": {}, "village": {}, "town": {} if shares is None else {(QUOTAS, "town"): said}}
    return targets(night, frame, pl.LazyFrame(), told).collect()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shares", "state", "difference"),
    [
        ({"A": 11_000, "B": 291}, "reconciles", 0),
        ({"A": 11_000, "B": 290}, "differs", -1),
        # The list of another year, or one without the item.
        ({}, "unknown", None),
        ({"A": 0, "B": 0}, "unknown", None),
        (None, "unknown", None),
        ({"B": 11_291}, "reconciles", 0),
    ],
)
def test_the_towns_shares_are_held_against_the_plan(shares: Mapping[str, int] | None, state: str, difference: int | None) -> None:
    found = counted(("A", "passed", True), shares=shares)
    city = the(found, scope="city")
    assert (city["quota_state"], city["quota_difference"]) == (state, difference)
    # A town that the year's list leaves out has no share; before it came nobody knows, and nothing is done.
    expected = shares.get("A", 0) if shares and any(shares.values()) else None
    town = the(found, town="A")
    assert (town["plan"], town["remaining"]) == (expected, expected and expected - 1)


def test_a_target_stands_in_the_editions_of_its_year() -> None:
    assert counted(("A", "passed", True), on=date(2025, 1, 1)).is_empty()
    assert the(counted(on=date(2024, 12, 31)), scope="city")["lag"] == 1


def test_more_than_planned_leaves_nothing() -> None:
    found = the(counted(("A", "passed", True), ("A", "passed", True), shares={"A": 1}), town="A")
    assert (found["passed"], found["remaining"]) == (2, 0)


def test_exact_shares_in_many_towns_are_more_than_chance_gives() -> None:
    exits = {"A": (20, 20), "B": (25, 25), "C": (30, 31), "D": (3, 3)}
    homes = [(town, "blocked", True) for town, (_, gone) in exits.items() for _ in range(gone)]
    found = counted(*homes, shares={town: share for town, (share, _) in exits.items()})
    assert dict(found.filter(pl.col("scope") == "town").select("town", "matches").rows()) == {
        "A": True,
        "B": True,
        "C": False,
        "D": None,
    }
    city = the(found, scope="city")
    assert (city["quota_matches"], city["quota_matches_of"]) == (2, 3)
    assert city["quota_matches_chance"] == pytest.approx(3 * 0.1**2 * 0.9 + 0.1**3)
    assert the(counted(*homes), scope="city")["quota_matches_of"] is None


def test_nothing_is_known_by_name() -> None:
    """Another target, of households through another gate, is a row like the others."""
    mine = replace(
        ALL.targets[PERSONS], id="watch", gate="monitored", counts="households", plan=1, quota="", recorded="", last_year=None
    )
    found = the(counted(("A", "blocked", False), standards=replace(ALL, targets={"watch": mine})), scope="city")
    assert (found["plan"], found["blocked"], found["recorded"], found["quota_state"]) == (1, 1, None, "unknown")


def test_without_a_roster_nothing_is_counted() -> None:
    night = plan_of({}, standards=replace(ONE, indicators={}, targets={PERSONS: replace(ONE.targets[PERSONS], quota="")}))
    nobody = pl.LazyFrame(
        schema={
            "town": pl.String,
            "size": pl.Int64,
            standing(ALL.targets[PERSONS]): pl.String,
            recorded(ALL.targets[PERSONS]): pl.Boolean,
        }
    )
    found = targets(night, nobody, pl.LazyFrame(), {"household": {}, "person": {}, "village": {}, "town": {}}).collect()
    assert [the(found)[name] for name in ("passed", "blocked", "remaining")] == [None, None, None]


def test_a_town_whose_share_nobody_knows_has_none() -> None:
    town = pl.LazyFrame({"town": ["A"], "target_persons": [None], "lag": [None]}, schema_overrides={"target_persons": pl.Int64})
    found: dict[str, Any] = the(with_targets(town, counted(("A", "passed", True)).lazy()).collect())
    assert (found["target_persons"], found["lag"]) == (None, None)
