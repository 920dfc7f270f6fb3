"""Small synthetic states: rows by the few columns a test speaks of, everything else blank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

from config.policies import load_policies
from transforms.household.plan import night
from transforms.household.remembered import NOTHING, Remembered
from transforms.household.states import (
    AID,
    ASSISTANCE,
    CERTIFICATES,
    ENROLMENT,
    EVENTS,
    NEEDS,
    ROSTER,
    SETTLEMENTS,
    STUDENTS,
)
from transforms.parts import Undivided
from transforms.stages import Night

__all__ = [
    "AID",
    "ASSISTANCE",
    "AS_OF",
    "CERTIFICATES",
    "ENROLMENT",
    "EVENTS",
    "ROSTER",
    "SETTLEMENTS",
    "STUDENTS",
    "kept",
    "night_of",
    "person",
    "plan_of",
    "row",
    "state",
    "the",
]

AS_OF = date(2024, 5, 31)
KEYS = {
    ROSTER: ("household_no", "person_no"),
    ASSISTANCE: ("certificate_no",),
    EVENTS: ("event_no",),
    ENROLMENT: ("psn_no",),
    SETTLEMENTS: ("settlement_id",),
    CERTIFICATES: ("certificate_no",),
    STUDENTS: ("student_no",),
    AID: ("aid_no",),
}
IDENTIFIERS = {
    ROSTER: ("id_number",),
    ASSISTANCE: ("id_number", "head_id_number"),
    EVENTS: ("id_number", "partner_id_number"),
    ENROLMENT: ("id_number",),
    SETTLEMENTS: ("id_number",),
    CERTIFICATES: ("certificate_no",),
    STUDENTS: ("id_number", "student_no", "guardian_id_number"),
    AID: ("id_number", "student_no"),
}
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    ROSTER: {
        "household_no": "1",
        "town": "Town",
        "village": "Village",
        "village_code": "110101001001",
        "household_type": "general",
        "relation": "other",
    },
    SETTLEMENTS: {"psn_no": "nobody"},
    CERTIFICATES: {"status": "active"},
    ENROLMENT: {"status": "active", "insurance_type": "resident"},
    STUDENTS: {"status": "enrolled"},
}


def row(feed: str, place: int, given: Mapping[str, Any]) -> dict[str, Any]:
    """One row of a state. An identifier is given as the person's letter (a usable number), as `?text` (an unusable
    one) or not at all; its `__birth` and `__sex` may be given too."""
    cells = {**DEFAULTS.get(feed, {}), **given}
    cells.setdefault("_key", "|".join(str(cells.get(part, place)) for part in KEYS[feed]))
    for name in IDENTIFIERS[feed]:
        value = cells.get(name)
        usable = bool(value) and not str(value).startswith("?")
        cells.setdefault(f"{name}__person", person(str(value)) if usable else None)
        cells.setdefault(f"{name}__state", "valid" if usable else "none" if value is None else "invalid")
        cells[name] = None if value is None else f"k{value}"
    cells.setdefault("_drop_id", f"drop-{feed}")
    cells.setdefault("_sheet", "")
    cells.setdefault("_row", place + 2)
    return {name: cells.get(name) for name in NEEDS[feed].names()}


def person(letter: str) -> str:
    """The person_id of a usable number."""
    return f"p{letter}"


def state(feed: str, *rows: Mapping[str, Any]) -> pl.DataFrame:
    """A feed's state out of the cells that matter."""
    return pl.DataFrame([row(feed, place, given) for place, given in enumerate(rows)], schema=NEEDS[feed])


def plan_of(states: Mapping[str, pl.DataFrame], **changes: Any) -> Night:
    """The night's question for the feeds given."""
    asked: dict[str, Any] = {
        "as_of": AS_OF,
        "edition": AS_OF,
        "key": b"synthetic key",
        "delivered": frozenset(states),
        "policies": load_policies(),
        "freshness": dict.fromkeys(states, AS_OF),
    }
    return Night(**{**asked, **changes})


class Tables(Mapping[str, pl.DataFrame]):
    """A night's tables by name, each computed when it is first looked at: most tests look at one of twenty."""

    def __init__(self, plans: Mapping[str, pl.LazyFrame]) -> None:
        self.plans, self.computed = plans, dict[str, pl.DataFrame]()

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self.computed:
            self.computed[name] = self.plans[name].collect()
        return self.computed[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.plans)

    def __len__(self) -> int:
        return len(self.plans)


def night_of(states: Mapping[str, pl.DataFrame], remembered: Remembered = NOTHING, /, **changes: Any) -> Tables:
    """Every table of the night; test_plan computes them all."""
    asked = plan_of(states, **changes)
    plans = night({feed: frame.lazy() for feed, frame in states.items()}, asked, remembered=remembered, divider=Undivided(kept))
    return Tables(plans)


def kept(_name: str, frame: pl.LazyFrame) -> pl.LazyFrame:
    """The pin that keeps results in memory."""
    return frame.collect().lazy()


def the(table: pl.DataFrame, **where: Any) -> dict[str, Any]:
    """The one row of a table where the columns have these values."""
    found = table.filter(pl.lit(value=True), *(pl.col(column).eq_missing(value) for column, value in where.items()))
    assert found.height == 1, f"{found.height} rows where {where}"
    return found.row(0, named=True)
