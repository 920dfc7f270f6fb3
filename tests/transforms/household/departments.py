"""A place in which every rule over further feeds has a case that it finds and a near miss; synthetic people only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from tests.transforms.household.exits import further
from tests.transforms.household.factory import ASSISTANCE, ENROLMENT, EVENTS, ROSTER, STUDENTS, person, state

MEASURES, NEGATIVE, BENEFITS, PROJECTS = (
    "registry/measures",
    "assets/negative_list",
    "agriculture/project_benefits",
    "agriculture/projects",
)
FUNDS, TRAINING, RELOCATION, DISASTERS = "finance/funds", "labour/training", "housing/relocation", "emergency/disasters"
VILLAGES, INCOMES = "registry/villages", "registry/incomes"
FURTHER = (MEASURES, NEGATIVE, BENEFITS, PROJECTS, FUNDS, TRAINING, RELOCATION, DISASTERS, VILLAGES, INCOMES)
LONG_AGO, LATELY = date(2023, 6, 1), date(2024, 5, 1)
Rows = tuple[tuple[str, Mapping[str, Any]], ...]


@dataclass(frozen=True)
class Case:
    """One household with one person, what is told of them, and the rules that find it."""

    number: str
    found: tuple[str, ...]
    rows: Rows
    home: Mapping[str, Any] = field(default_factory=dict)
    is_person: bool = False
    months_worked: int | None = 6


POOR, GENERAL = {"household_type": "poor", "cause_primary": "other"}, {"household_type": "general"}
NOT_ABLE, ABLE = {"labour": "none"}, {"labour": "ordinary"}
HELPED: Rows = ((MEASURES, {"kind": "motivation", "started_on": LONG_AGO}),)
PAID = {"amount": 100_000}


def asset(kind: str, **given: Any) -> tuple[str, Mapping[str, Any]]:
    return (NEGATIVE, {"asset_type": kind, "asset_no": "1", "registered_on": LONG_AGO, **given})


def benefit(kind: str, day: date) -> tuple[str, Mapping[str, Any]]:
    return (BENEFITS, {"project_no": "1", "benefit": kind, "paid_on": day, "amount": 10_000})


def measure(kind: str, **given: Any) -> Rows:
    return (*HELPED, (MEASURES, {"kind": kind, "started_on": LONG_AGO, **given}))


def course(**given: Any) -> tuple[str, Mapping[str, Any]]:
    return (TRAINING, {"course_no": "1", "started_on": LONG_AGO, "finished_on": date(2023, 7, 1), **given})


def house(**given: Any) -> tuple[str, Mapping[str, Any]]:
    return (
        RELOCATION,
        {"assigned_on": LONG_AGO, "occupied": True, "insurance_moved": True, "school_moved": True, "employed": 1, **given},
    )


def disaster(**given: Any) -> tuple[str, Mapping[str, Any]]:
    return (DISASTERS, {"disaster_no": "1", "happened_on": LONG_AGO, "recovered_on": date(2023, 9, 1), **given})


DEAD: Rows = ((EVENTS, {"event_type": "death", "event_date": date(2023, 8, 1)}), (ENROLMENT, {}))
PUPIL: Rows = ((STUDENTS, {"stage": "primary"}),)
YEARS: Rows = tuple((INCOMES, {"year": year, "income_per_capita": 900_000}) for year in (2022, 2023))
ROSE: Rows = (YEARS[0], (INCOMES, {"year": 2023, "income_per_capita": 900_100}))
BEFORE = course(started_on=date(2022, 3, 1), finished_on=date(2022, 4, 1), employed=True)

CASES = (
    Case("car", ("NL01",), (*HELPED, asset("car", value=None)), POOR),
    Case("cheap-car", (), (*HELPED, asset("car", value=500_000)), POOR),
    Case("old-car", (), (*HELPED, asset("car", ended_on=LATELY)), POOR),
    Case("farm-car", (), (*HELPED, asset("farm_vehicle"), asset("relocation_house"), asset("motorcycle")), POOR),
    Case("general-car", (), (asset("car"),), GENERAL),
    Case("town-house", ("NL02",), (*HELPED, asset("town_house")), POOR),
    Case("assigned-house", (), (*HELPED, asset("town_house"), house()), POOR),
    Case("company", ("NL03",), (*HELPED, asset("company", operating=None)), POOR),
    Case("closed-company", (), (*HELPED, asset("company", operating=False)), POOR),
    Case("payroll", ("NL04",), (*HELPED, asset("public_payroll")), POOR),
    Case("welfare-post", (), (*HELPED, asset("public_payroll"), asset("public_welfare_post")), POOR),
    Case("public-post", (), (*measure("public_post", **PAID), asset("public_payroll")), POOR),
    Case("dead-paid", ("PR01",), (*DEAD, benefit("wage", date(2023, 9, 1))), GENERAL, is_person=True),
    Case("paid-then-dead", (), (*DEAD, benefit("wage", date(2023, 7, 1))), GENERAL),
    Case("not-entitled", ("PR02",), (benefit("dividend", LATELY),), GENERAL, is_person=True),
    Case("wage-earner", (), (benefit("wage", LATELY),), GENERAL),
    Case("no-project", ("PR03",), (*HELPED, course(employed=True)), {**POOR, **ABLE}),
    Case("project", (), (*HELPED, course(employed=True), benefit("wage", LATELY)), {**POOR, **ABLE}),
    Case("idle", ("PR03", "TR01"), HELPED, {**POOR, **ABLE, "birth_date": date(1990, 1, 1)}, months_worked=0),
    Case("idle-at-an-unknown", ("PR03",), HELPED, {**POOR, **ABLE, "birth_date": date(1990, 1, 1)}, months_worked=None),
    Case("trained-idle", ("TR02",), (*HELPED, course(employed=False)), POOR, is_person=True),
    Case("trained-unknown", (), (*HELPED, course(employed=None)), POOR),
    Case("trained-twice", (), (*HELPED, course(employed=False), course(course_no="2", employed=True)), POOR),
    Case("income-flat", ("TR03",), (*HELPED, BEFORE, *YEARS), POOR),
    Case("income-rose", (), (*HELPED, BEFORE, *ROSE), POOR),
    Case("no-measure", ("ME01",), (), POOR),
    Case("measure-ended", ("ME01",), ((MEASURES, {"kind": "health", "started_on": LONG_AGO, "ended_on": LATELY, **PAID}),), POOR),
    Case("measure-undated", (), ((MEASURES, {"kind": "health", "started_on": None}),), POOR),
    Case("paper", ("ME02",), measure("health"), POOR),
    Case("paper-paid", (), measure("health", last_paid_on=LATELY), POOR),
    Case("paper-young", (), (*HELPED, (MEASURES, {"kind": "health", "started_on": LATELY})), POOR),
    Case("industry", ("ME03",), measure("industry"), POOR),
    Case("industry-benefit", (), (*measure("industry"), benefit("dividend", LATELY)), POOR),
    Case("training", ("ME04",), measure("training"), POOR),
    Case("training-course", (), (*measure("training"), course(employed=True)), POOR),
    Case("allowance", ("ME05",), measure("allowance"), POOR),
    Case("relocation", ("ME06",), measure("relocation"), POOR),
    Case("relocation-house", (), (*measure("relocation"), house()), POOR),
    Case("mismatch", ("ME07",), measure("education", **PAID), {**POOR, "cause_primary": "illness"}),
    Case(
        "second-mismatch", ("ME07",), measure("health", **PAID), {**POOR, "cause_primary": "illness", "cause_secondary": "water"}
    ),
    Case("match", (), measure("health", **PAID), {**POOR, "cause_primary": "illness"}),
    Case(
        "drive", ("ME08",), ((MEASURES, {"kind": "health", "started_on": LONG_AGO, **PAID}),), {**POOR, "cause_primary": "drive"}
    ),
    Case("drive-helped", (), HELPED, {**POOR, "cause_primary": "drive"}),
    Case("empty-house", ("RL01",), (house(occupied=False),), GENERAL),
    Case("house-unknown", (), (house(occupied=None),), GENERAL),
    Case("house-new", (), (house(occupied=False, assigned_on=LATELY),), GENERAL),
    Case("house-idle", ("RL02",), (house(employed=0),), {**GENERAL, **ABLE}),
    Case("house-not-able", (), (house(employed=0),), {**GENERAL, **NOT_ABLE}),
    Case("house-uninsured", ("RL03",), (house(insurance_moved=False),), GENERAL),
    Case("house-school", ("RL04",), (*PUPIL, house(school_moved=False)), GENERAL),
    Case("house-no-pupil", (), (house(school_moved=False),), GENERAL),
    Case("disaster", ("DI01",), (disaster(recovered_on=None),), POOR | {"household_type": "exited"}),
    Case("disaster-over", (), (disaster(),), GENERAL),
    Case("house-fell", ("DI02",), (disaster(happened_on=LATELY, recovered_on=None, house_damage="collapsed"),), GENERAL),
    Case(
        "house-fell-relieved",
        (),
        (disaster(happened_on=LATELY, recovered_on=None, house_damage="collapsed", relief=100_000),),
        GENERAL,
    ),
    Case("heavy-loss", ("DI03",), (disaster(loss=2_500_000),), GENERAL),
    Case("small-loss", (), (disaster(loss=100_000),), GENERAL),
)
SCATTERED, DESIGNATED, MONEY, PLAIN = (f"11010100100{place}" for place in range(1, 5))


def payment(village: str, number: str, **given: Any) -> tuple[str, Mapping[str, Any]]:
    usual = {
        "payment_no": number,
        "village_code": village,
        "year": 2024,
        "source": "county",
        "paid": 1_000_000,
        "paid_on": LATELY,
    }
    return (FUNDS, {**usual, **given})


OF_VILLAGES: Rows = (
    (VILLAGES, {"village_code": SCATTERED, "year": 2023, "level": "none"}),
    (VILLAGES, {"village_code": DESIGNATED, "year": 2023, "level": "municipal"}),
    (PROJECTS, {"project_no": "1", "village_code": PLAIN, "status": "running"}),
    (
        BENEFITS,
        {"project_no": "1", "benefit": "dividend", "paid_on": LATELY, "amount": 100, "id_number__person": person("stranger")},
    ),
    payment(MONEY, "1", planned=500_000, planned_on=date(2024, 1, 1), paid=None, paid_on=None),
    payment(MONEY, "2", planned=100, planned_on=date(2024, 1, 1), allocated=100, allocated_on=date(2024, 3, 1)),
    payment(MONEY, "3", item="修路", source="central", payee_id_number__person=person("payee")),
    payment(MONEY, "4", item="修路", payee_id_number__person=person("payee")),
    payment(MONEY, "5", year=2023, planned=1_000_000, planned_on=date(2023, 2, 1), paid=900_000, paid_on=date(2023, 3, 1)),
    *(payment(MONEY, f"t{place}", item=f"补助{place}", paid=9_000 + place) for place in range(10)),
    payment(PLAIN, "p1", planned=100, planned_on=date(2024, 1, 1), allocated=100, allocated_on=date(2024, 1, 20), item="修路"),
    payment(PLAIN, "p2", item="修渠"),
    payment(PLAIN, "p3", year=2023, planned=1_000_000, planned_on=date(2023, 2, 1), paid=1_000_000, paid_on=date(2023, 3, 1)),
)
FOUND_IN_VILLAGES = {
    SCATTERED: {"PR04", "FU07"},
    DESIGNATED: set[str](),
    MONEY: {"FU01", "FU02", "FU03", "FU04", "FU06"},
    PLAIN: set[str](),
}


def states() -> dict[str, pl.DataFrame]:
    """The states of the register, of three departments and of every further feed."""
    rows: dict[str, list[dict[str, Any]]] = {feed: [] for feed in (ROSTER, ASSISTANCE, EVENTS, ENROLMENT, STUDENTS, *FURTHER)}
    for case in CASES:
        home = {"household_no": case.number, "village_code": PLAIN, "village": "平村", **NOT_ABLE, **case.home}
        rows[ROSTER].append({"relation": "head", "name": case.number, "person_no": "1", "id_number": case.number, **home})
        for feed, cells in case.rows:
            rows[feed].append({**_whose(feed, case.number), **cells})
    for village in FOUND_IN_VILLAGES:
        homes = 60 if village in (SCATTERED, DESIGNATED) else 1
        for place in range(homes):
            number = f"{village}-{place}"
            home = {
                "household_no": number,
                "village_code": village,
                "village": village,
                "household_type": "poor",
                "cause_primary": "other",
            }
            rows[ROSTER].append({"relation": "head", "person_no": "1", "id_number": number, **NOT_ABLE, **home})
            rows[MEASURES].append({"household_no": number, "kind": "motivation", "started_on": LONG_AGO})
    for feed, cells in OF_VILLAGES:
        rows[feed].append(dict(cells))
    worked = pl.Series([case.months_worked for case in CASES], dtype=pl.Int64).extend_constant(6, len(rows[ROSTER]) - len(CASES))
    built_in = {feed: state(feed, *rows[feed]) for feed in (ROSTER, ASSISTANCE, EVENTS, ENROLMENT, STUDENTS)}
    built_in[ROSTER] = built_in[ROSTER].with_columns(months_worked=worked)
    return {
        **built_in,
        **{feed: further(feed, *map(_placed, [feed] * len(rows[feed]), range(len(rows[feed])), rows[feed])) for feed in FURTHER},
    }


def _whose(feed: str, number: str) -> dict[str, Any]:
    built_in = {"id_number": number, "name": number, "psn_no": number, "student_no": number}
    return built_in if feed in (EVENTS, ENROLMENT, STUDENTS) else {"household_no": number, "id_number__person": person(number)}


def _placed(feed: str, place: int, cells: Mapping[str, Any]) -> dict[str, Any]:
    return {"_drop_id": f"drop-{feed}", "_sheet": "", "_row": place + 2, **cells}
