"""Poor households about which each condition of the exit gate is told as met, as unmet or not at all; synthetic people only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from config.standards import load_standards
from tests.transforms.household.factory import ENROLMENT, ROSTER, STUDENTS, person, state
from transforms.household.further import read_of

DOSSIERS, INCOMES, APPEALS = "registry/exit_dossiers", "registry/incomes", "registry/appeals"
CONDITIONS = tuple(condition.id for condition in load_standards().gates["household"].conditions)
TITLES = {condition.id: condition.title for condition in load_standards().gates["household"].conditions}
STEPS: Mapping[str, tuple[str, date]] = {
    "review": ("review", date(2024, 3, 1)),
    "verification": ("verification", date(2024, 3, 10)),
    "acknowledgement": ("acknowledgement", date(2024, 3, 12)),
    "notice": ("notice", date(2024, 3, 15)),
    "announcement": ("announcement", date(2024, 3, 25)),
}
"""Condition -> step and the day on which it is done where it is met."""
Told = Mapping[str, bool | None]
"""Condition -> yes, no, or nobody tells."""


def further(feed: str, *rows: Mapping[str, Any]) -> pl.DataFrame:
    """The state of a feed that only indicators read; what is not named is blank."""
    schema = read_of(load_standards())[feed]
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def states_of(homes: Mapping[str, Told]) -> dict[str, pl.DataFrame]:
    """The states of every feed that the exit gate asks, for households by number."""
    rows: dict[str, list[dict[str, Any]]] = {feed: [] for feed in (ROSTER, ENROLMENT, STUDENTS, DOSSIERS, INCOMES, APPEALS)}
    for number, said in homes.items():
        for feed, row in _rows(number, {**dict.fromkeys(CONDITIONS, True), **said}):
            rows[feed].append(row)
    built_in = {feed: state(feed, *rows[feed]) for feed in (ROSTER, ENROLMENT, STUDENTS)}
    return {**built_in, **{feed: further(feed, *rows[feed]) for feed in (DOSSIERS, INCOMES, APPEALS)}}


def _rows(number: str, said: Told) -> list[tuple[str, dict[str, Any]]]:
    head, child = f"{number}a", f"{number}b"
    home = {
        "household_no": number,
        "household_type": "poor",
        "income_per_capita": 900_000,
        "dangerous_house": _unless(said["housing"]),
        "safe_water": said["water"],
    }
    status = {True: "enrolled", False: "dropped_out", None: "moved_away"}[said["education"]]
    return [
        (ROSTER, {**home, "person_no": "1", "relation": "head", "id_number": head, "birth_date": date(1980, 1, 1)}),
        (ROSTER, {**home, "person_no": "2", "relation": "son", "id_number": child, "birth_date": date(2014, 1, 1)}),
        (STUDENTS, {"student_no": child, "id_number": child, "stage": "primary", "status": status}),
        (ENROLMENT, {"psn_no": head, "id_number": head}),
        (ENROLMENT, {"psn_no": child, "id_number": child, **_insurance(said["insurance"])}),
        *((INCOMES, {"household_no": number, "year": year, "income_per_capita": _income(said, year)}) for year in (2022, 2023)),
        *_steps(number, said),
        *_appeals(number, head, said["appeals"]),
    ]


def _unless(said: bool | None) -> bool | None:
    return None if said is None else not said


def _insurance(said: bool | None) -> dict[str, Any]:
    return {
        True: {},
        False: {"status": None, "not_insured_reason": "declined"},
        None: {"status": None, "not_insured_reason": "lost"},
    }[said]


def _income(said: Told, year: int) -> int | None:
    return 900_000 if year == 2023 else {True: 900_000, False: 100_000, None: None}[said["income"]]


def _steps(number: str, said: Told) -> list[tuple[str, dict[str, Any]]]:
    """A step of which nobody tells has a blank result: whether the next one came after it is unknown then too."""
    results = {True: "passed", False: "failed", None: None}
    return [
        (
            DOSSIERS,
            {
                "household_no": number,
                "step": step,
                "done_on": day,
                "ended_on": date(2024, 3, 22),
                "result": results[said[condition]],
            },
        )
        for condition, (step, day) in STEPS.items()
    ]


def _appeals(number: str, head: str, said: bool | None) -> list[tuple[str, dict[str, Any]]]:
    """Met: a settled one. Unmet: an open one that names only the person. Unknown: one without a day."""
    row = {"filed_on": None if said is None else date(2024, 4, 1), "status": "settled" if said else "open"}
    whose = {"id_number__person": person(head)} if said is False else {"household_no": number}
    return [(APPEALS, {**row, **whose})]
