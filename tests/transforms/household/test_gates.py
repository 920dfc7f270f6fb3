"""Who passes the gates: three-valued, in order, and never on what nobody knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, product
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from config.entries import Example
from config.gates import Condition, Gate
from config.standards import load_standards
from tests.transforms.household.exits import APPEALS, CONDITIONS, DOSSIERS, INCOMES, STEPS, TITLES, further, states_of
from tests.transforms.household.factory import AS_OF, EVENTS, ROSTER, STUDENTS, night_of, plan_of, state, the
from transforms.household.gates import gated_villages

TRUTH = (True, False, None)
VILLAGE = "110101001001"
ALL = load_standards()


def toy(*owners: str) -> Gate:
    """A gate whose conditions are the indicators a, b, c … of villages, each on the roster alone."""
    nobody = Example({})
    conditions = tuple(
        Condition(name, f"条件{name}", f"village_{name}", (ROSTER,), owner, nobody, nobody)
        for name, owner in zip(("power", "clinic", "doctor"), owners, strict=True)
    )
    return Gate("toy", "village", "试验", "gate", "village_safe_water", conditions)


def verdict(applies: bool | None, *states: bool | None, delivered: bool = True) -> tuple[str, list[str]]:
    standards = replace(ALL, gates={"toy": toy("village", "town", ROSTER)})
    night = plan_of({ROSTER: state(ROSTER)} if delivered else {}, standards=standards)
    row = dict(zip(("village_safe_water", "village_power", "village_clinic", "village_doctor"), (applies, *states), strict=True))
    schema = {name: pl.Boolean() if name in row else pl.String() for name in ("village_code", *row)}
    villages = pl.LazyFrame([{"village_code": VILLAGE, **row}], schema={**schema, "village_level": pl.String()})
    beside = {item.name: pl.lit(None) for item in ALL.of_grain("village") if item.name not in schema}
    found = gated_villages(night, villages=villages.with_columns(**beside)).collect()
    return found["gate"].item(), found["gate_missing"].item().to_list()


@pytest.mark.parametrize("states", [*product(TRUTH, TRUTH, TRUTH)])
def test_the_verdict_is_kleenes_and_and_what_is_missing_keeps_the_order(states: tuple[bool | None, ...]) -> None:
    wanted = "fail" if False in states else "unknown" if None in states else "pass"
    found, missing = verdict(True, *states)
    assert found == wanted
    assert [line.partition("：")[0] for line in missing] == [
        f"条件{name}" for name, said in zip(("power", "clinic", "doctor"), states, strict=True) if not said
    ]
    assert all(("未达到" in line) is (said is False) for line, said in zip(missing, [s for s in states if not s], strict=True))


def test_whom_to_ask_stands_in_the_line() -> None:
    _, missing = verdict(True, False, None, False)
    assert missing == [
        "条件power：未达到，请找村委会核实",
        "条件clinic：无法确认（现有数据缺少或不明确），请找乡镇政府补充",
        "条件doctor：未达到，请找民政局核实",
    ]


def test_whom_a_gate_does_not_concern_needs_nothing_and_of_whom_that_is_unknown_it_is_said() -> None:
    assert verdict(False, True, False, None) == ("not_applicable", [])
    found, (line,) = verdict(None, True, True, True)
    assert found == "unknown"
    assert line.startswith("是否属于“试验”的对象：无法确认")


@pytest.mark.parametrize("states", [*product(TRUTH, TRUTH, TRUTH)])
def test_without_its_evidence_nothing_is_met_and_no_stays_no(states: tuple[bool | None, ...]) -> None:
    assert verdict(True, *states, delivered=False)[0] == ("fail" if False in states else "unknown")


@given(st.lists(st.sampled_from(TRUTH), min_size=3, max_size=3), st.integers(0, 2))
def test_making_any_evidence_unknown_never_makes_a_pass(states: list[bool | None], place: int) -> None:
    less = [None if number == place else said for number, said in enumerate(states)]
    before, after = verdict(True, *states)[0], verdict(True, *less)[0]
    assert after != "pass"
    assert before != "unknown" or after == "unknown"


def homes_of(count: int, seed: int) -> dict[str, dict[str, bool | None]]:
    """Households of which most conditions are met, so that there are passes; the first meets all."""
    pick = Random(seed)
    said = {f"H{number:03d}": {name: pick.choice((True,) * 18 + TRUTH) for name in CONDITIONS} for number in range(count)}
    return {**said, "H000": dict.fromkeys(CONDITIONS, True)}


def truth(said: Mapping[str, bool | None]) -> dict[str, bool | None]:
    """The answers: that a step came after another is known only where both are."""
    order = [*STEPS]
    told = dict(said)
    for before, step in pairwise(order):
        if said[step] is True and said[before] is not True:
            told[step] = None
    return told


def test_a_city_of_known_truth_is_judged_as_it_is_and_nobody_passes_on_missing_evidence() -> None:
    homes = homes_of(300, 11)
    households = night_of(states_of(homes))["household"]
    found = {row["household_no"]: row for row in households.iter_rows(named=True)}
    assert len(found) == len(homes)
    verdicts = []
    for number, said in homes.items():
        answers = truth(said)
        wanted = "fail" if False in answers.values() else "unknown" if None in answers.values() else "pass"
        assert found[number]["gate"] == wanted, (number, answers)
        missing = [line.partition("：")[0] for line in found[number]["gate_missing"]]
        assert missing == [TITLES[name] for name, answer in answers.items() if answer is not True], number
        verdicts.append(wanted)
    assert {verdict: verdicts.count(verdict) > 20 for verdict in ("pass", "fail", "unknown")} == dict.fromkeys(
        ("pass", "fail", "unknown"), True
    )


@pytest.fixture(scope="module")
def perfect() -> dict[str, pl.DataFrame]:
    return states_of({"H1": {}})


def gate(states: Mapping[str, pl.DataFrame], **changes: Any) -> tuple[str, list[str]]:
    found = the(night_of(states, **changes)["household"])
    return found["gate"], found["gate_missing"]


def test_a_household_that_meets_everything_passes(perfect: dict[str, pl.DataFrame]) -> None:
    assert gate(perfect) == ("pass", [])


@pytest.mark.parametrize("feed", [STUDENTS, DOSSIERS, INCOMES, APPEALS])
def test_a_feed_that_never_came_leaves_it_unknown_and_is_named(perfect: dict[str, pl.DataFrame], feed: str) -> None:
    found, missing = gate({name: frame for name, frame in perfect.items() if name != feed})
    assert found == "unknown"
    assert all(f"“{ALL.contracts[feed].title}”未报送" in line for line in missing)


@pytest.mark.slow
@pytest.mark.parametrize("feed", [ROSTER, STUDENTS, INCOMES, APPEALS])
def test_a_feed_that_is_too_old_proves_nothing(perfect: dict[str, pl.DataFrame], feed: str) -> None:
    fresh = dict.fromkeys(perfect, AS_OF) | {feed: AS_OF - timedelta(days=500)}
    found, missing = gate(perfect, freshness=fresh)
    assert found == "unknown"
    assert all(f"“{ALL.contracts[feed].title}”数据过旧" in line for line in missing)


def test_a_delivered_dossier_without_a_step_means_that_it_is_not_done(perfect: dict[str, pl.DataFrame]) -> None:
    without = perfect[DOSSIERS].filter(pl.col("step") != "acknowledgement")
    found, missing = gate({**perfect, DOSSIERS: without})
    assert found == "fail"
    assert missing[0] == "核实之后农户认可：未达到，请找村委会核实"


def test_a_notice_shorter_than_five_days_and_steps_out_of_order_fail(perfect: dict[str, pl.DataFrame]) -> None:
    is_notice = pl.col("step") == "notice"
    short = perfect[DOSSIERS].with_columns(ended_on=pl.when(is_notice).then(date(2024, 3, 19)).otherwise("ended_on"))
    assert gate({**perfect, DOSSIERS: short})[0] == "fail"
    late = perfect[DOSSIERS].with_columns(
        done_on=pl.when(pl.col("step") == "review").then(date(2024, 3, 30)).otherwise("done_on")
    )
    assert gate({**perfect, DOSSIERS: late})[1] == ["评议之后核实通过：未达到，请找乡镇政府核实"]


def test_steps_of_an_earlier_round_prove_nothing(perfect: dict[str, pl.DataFrame]) -> None:
    earlier = perfect[DOSSIERS].with_columns(pl.col("done_on", "ended_on").dt.offset_by("-2y"))
    assert gate({**perfect, DOSSIERS: earlier})[0] == "unknown"


def test_of_a_member_without_a_number_nobody_knows_whether_they_appeal(perfect: dict[str, pl.DataFrame]) -> None:
    stranger = state(ROSTER, {"household_no": "H1", "person_no": "3", "household_type": "poor", "birth_date": date(1950, 1, 1)})
    found, missing = gate({**perfect, ROSTER: pl.concat([perfect[ROSTER], stranger])})
    assert found == "unknown"
    assert TITLES["appeals"] in {line.partition("：")[0] for line in missing}


def test_a_household_in_which_nobody_lives_does_not_pass(perfect: dict[str, pl.DataFrame]) -> None:
    # Both are published in the household with the newest identification.
    other = perfect[ROSTER].with_columns(
        household_no=pl.lit("H2"), identified_on=pl.lit(date(2024, 1, 1)), _key=pl.col("_key") + "x"
    )
    found = the(night_of({**perfect, ROSTER: pl.concat([perfect[ROSTER], other])})["household"], household_no="H1")
    assert (found["size"], found["gate"]) == (0, "unknown")


def test_a_household_of_the_dead_does_not_pass(perfect: dict[str, pl.DataFrame]) -> None:
    roster = perfect[ROSTER].with_columns(name=pl.lit("n"))
    gone = {"event_type": "death", "event_date": date(2024, 5, 1), "name": "n"}
    dead = state(EVENTS, *({**gone, "event_no": letter, "id_number": f"H1{letter}"} for letter in "ab"))
    found = the(night_of({**perfect, ROSTER: roster, EVENTS: dead})["household"])
    assert (found["size"], found["gate"]) == (0, "unknown")


def test_without_deliveries_indicators_change_nothing() -> None:
    city = {feed: frame for feed, frame in states_of(homes_of(30, 3)).items() if feed not in (DOSSIERS, INCOMES, APPEALS)}
    gates = {
        name: replace(one, when="size < 0", conditions=(housing(one),))
        for name, one in ALL.gates.items()
        if one.grain == "household"
    }
    nothing = replace(
        ALL,
        indicators={},
        gates={
            **gates,
            "village": replace(ALL.gates["village"], when="persons < 0", conditions=ALL.gates["village"].conditions[:1]),
        },
        rules={name: rule for name, rule in ALL.rules.items() if not rule.needs},
        targets={},
        statistics={},
        progress={},
        comparisons={},
    )
    with_, without = {**night_of(city)}, night_of(city, standards=nothing)
    verdicts = ["gate", "gate_missing", "risk_gate", "risk_gate_missing"]
    further = [name for name, rule in ALL.rules.items() if rule.needs]
    waiting = with_["rules"].filter(pl.col("rule_id").is_in(further))
    assert all(waiting["awaits"].list.len() > 0)
    assert waiting["hits"].sum() == waiting["unknown"].sum() == 0
    with_["rules"] = with_["rules"].filter(~pl.col("rule_id").is_in(further))
    for name, table in with_.items():
        if name not in ("targets", "village_progress"):  # a row for whatever is configured
            assert_frame_equal(table.drop(verdicts, strict=False), without[name].drop(verdicts, strict=False))


def housing(gate: Gate) -> Condition:
    return next(condition for condition in gate.conditions if condition.id == "housing")


MONITORED = {
    "household_no": "1",
    "household_type": "exited",
    "monitored_type": "marginal",
    "dangerous_house": False,
    "safe_water": True,
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, "pass"),
        ({"identified_on": date(2024, 1, 1)}, "fail"),
        ({"identified_on": None}, "unknown"),
        ({"labour": "none"}, "fail"),
        ({"labour": None}, "unknown"),
        ({"safe_water": None}, "unknown"),
        ({"risk_eliminated": True}, "not_applicable"),
        ({"monitored_type": None}, "not_applicable"),
    ],
)
def test_a_risk_is_eliminated_by_a_gate_of_its_own(
    perfect: dict[str, pl.DataFrame], changes: dict[str, Any], wanted: str
) -> None:
    home = {**MONITORED, "person_no": "1", "id_number": "H1a", "birth_date": date(1980, 1, 1), "labour": "ordinary"}
    roster = state(ROSTER, {**home, "identified_on": date(2023, 1, 1), **changes})
    found = the(night_of({**perfect, ROSTER: roster})["household"])
    assert (found["risk_gate"], found["gate"]) == (wanted, "not_applicable")


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, "pass"),
        ({"clinic": False}, "fail"),
        ({"doctor": None}, "unknown"),
        ({"level": "none"}, "not_applicable"),
        ({"level": None}, "unknown"),
        ({"year": 2025}, "unknown"),
    ],
)
def test_a_village_leaves_by_incidence_and_services(changes: dict[str, Any], wanted: str) -> None:
    services = ("hard_road", "safe_water", "power", "broadband", "clinic", "doctor", "dangerous_houses_cleared")
    row = {"village_code": VILLAGE, "year": 2024, "level": "provincial", **dict.fromkeys(services, True), **changes}
    roster = state(ROSTER, *({"household_no": str(number), "person_no": "1", "id_number": f"v{number}"} for number in range(3)))
    villages = night_of({ROSTER: roster, "registry/villages": further("registry/villages", row)})["village"]
    assert the(villages)["gate"] == wanted
