"""Every feed's rows with the person of each, before any link is heard."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.household.borrowed import holders
from transforms.household.identify import (
    aid_rows,
    assistance_rows,
    certificate_rows,
    enrolment_rows,
    event_rows,
    roster_rows,
    settlement_rows,
    student_rows,
)
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
    state_of,
)
from transforms.stages import Night


def holders_in(states: Mapping[str, pl.LazyFrame], plan: Night) -> pl.LazyFrame:
    """Whose the numbers are that somebody else's rows bear: see `borrowed.holders`."""
    roster, enrolment, students = (state_of(states, feed) for feed in (ROSTER, ENROLMENT, STUDENTS))
    return holders(plan, roster=roster, enrolment=enrolment, students=students)


NUMBER = {feed: "certificate_no" if feed == CERTIFICATES else "id_number" for feed in NEEDS}
"""Feed -> the number by which a row is its person's."""


def without_number(states: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """`rows`, one row a delivered feed: how many of its rows bear no usable number of their own. Reads one column a feed."""
    counts = [
        states[feed].select(rows=pl.col(f"{number}__person").null_count()) for feed, number in NUMBER.items() if feed in states
    ]
    return pl.concat([pl.LazyFrame(schema={"rows": pl.UInt32()}), *counts])


def identified(states: Mapping[str, pl.LazyFrame], plan: Night, held: pl.LazyFrame | None = None) -> Mapping[str, pl.LazyFrame]:
    """Each feed's needed columns with the person of every row. `held`: `holders_in` where it is known already."""
    state = {feed: state_of(states, feed) for feed in (ROSTER, ASSISTANCE, EVENTS, ENROLMENT, SETTLEMENTS, STUDENTS)}
    held = holders_in(states, plan) if held is None else held
    enrolment = enrolment_rows(plan, enrolment=state[ENROLMENT], holders=held)
    students = student_rows(plan, students=state[STUDENTS], holders=held)
    settlements = settlement_rows(plan, settlements=state[SETTLEMENTS], enrolment=enrolment)
    return {
        ROSTER: roster_rows(plan, roster=state[ROSTER]),
        ASSISTANCE: assistance_rows(plan, assistance=state[ASSISTANCE]),
        EVENTS: event_rows(plan, events=state[EVENTS]),
        ENROLMENT: enrolment,
        SETTLEMENTS: settlements,
        CERTIFICATES: certificate_rows(plan, certificates=state_of(states, CERTIFICATES)),
        STUDENTS: students,
        AID: aid_rows(plan, aid=state_of(states, AID), students=students),
    }
