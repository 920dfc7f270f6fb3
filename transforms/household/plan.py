"""The night as one plan: from the feeds' states to every published table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from transforms.household.costs import costs, dated_bills, with_bill
from transforms.household.deaths import deaths
from transforms.household.disability import disability
from transforms.household.dossier import dossier
from transforms.household.household import household, households
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
from transforms.household.insurance import insurance
from transforms.household.membership import membership
from transforms.household.person import person, persons
from transforms.household.persons import elsewhere, sightings
from transforms.household.places import town, village
from transforms.household.schemes import schemes
from transforms.household.schooling import schooling
from transforms.household.states import (
    AID,
    ASSISTANCE,
    CERTIFICATES,
    ENROLMENT,
    EVENTS,
    ROSTER,
    SETTLEMENTS,
    STUDENTS,
    state_of,
)
from transforms.household.survivorship import person_field
from transforms.household.tables import published, unfilled
from transforms.household.tokens import person_tokens
from transforms.stages import Night

Pin = Callable[[str, pl.LazyFrame], pl.LazyFrame]
"""Keeps a result that several tables are made of: from its name and plan to a frame of the same rows, in order."""

PERSON_TOKENS = "person_tokens"
"""Not published: what the vault joins with its values."""


def recompute(_name: str, frame: pl.LazyFrame) -> pl.LazyFrame:
    """The pin that keeps nothing: every table is one lazy plan down to the states."""
    return frame


def night(states: Mapping[str, pl.LazyFrame], plan: Night, *, pin: Pin = recompute) -> Mapping[str, pl.LazyFrame]:
    """Every published table and `person_tokens`, as plans; nothing is computed here.

    `states` holds the state of each delivered feed as of the night; a feed that is absent was never delivered. `pin`
    is called for each shared result in turn, so that the flow may write it to scratch and hand back a scan of it.
    """
    rows = identified(states, plan, pin)
    ranked = {
        "roster": pin("roster", membership(plan, roster=rows[ROSTER])),
        "enrolment": pin("enrolment", insurance(plan, enrolment=rows[ENROLMENT])),
        "students": pin("students", schooling(plan, students=rows[STUDENTS])),
        "certificates": pin("certificates", disability(plan, certificates=rows[CERTIFICATES])),
        "assistance": pin("assistance", schemes(plan, assistance=rows[ASSISTANCE])),
    }
    listed = pin("listed", pl.concat(frame.select("person_id") for frame in ranked.values()).unique())
    official = pl.concat(frame.select("person_id", "name") for name, frame in ranked.items() if name != "roster")
    bills = dated_bills(plan, settlements=with_bill(rows[SETTLEMENTS]))
    wide = dossier(
        plan,
        listed=listed,
        unlisted=pin("unlisted", elsewhere(plan, seen=sightings(rows), listed=listed)),
        dead=deaths(plan, events=rows[EVENTS], roster=ranked["roster"], official=official),
        paid=costs(plan, bills=bills),
        **ranked,
    )
    return tables(plan, pin("dossier", wide), ranked, pin)


def identified(states: Mapping[str, pl.LazyFrame], plan: Night, pin: Pin) -> Mapping[str, pl.LazyFrame]:
    """Each feed's needed columns with the person of every row."""
    state = {feed: state_of(states, feed) for feed in (ROSTER, ASSISTANCE, EVENTS, ENROLMENT, SETTLEMENTS)}
    enrolment = enrolment_rows(plan, enrolment=state[ENROLMENT])
    students = student_rows(plan, students=state_of(states, STUDENTS))
    settlements = settlement_rows(plan, settlements=state[SETTLEMENTS], enrolment=enrolment)
    return {
        ROSTER: roster_rows(plan, roster=state[ROSTER]),
        ASSISTANCE: assistance_rows(plan, assistance=state[ASSISTANCE]),
        EVENTS: event_rows(plan, events=state[EVENTS]),
        ENROLMENT: enrolment,
        SETTLEMENTS: pin("settlements", settlements),
        CERTIFICATES: certificate_rows(plan, certificates=state_of(states, CERTIFICATES)),
        STUDENTS: students,
        AID: aid_rows(plan, aid=state_of(states, AID), students=students),
    }


def tables(plan: Night, wide: pl.LazyFrame, ranked: Mapping[str, pl.LazyFrame], pin: Pin) -> Mapping[str, pl.LazyFrame]:
    """The published tables out of the dossier and the ranked rows of the feeds."""
    everyone = persons(plan, dossier=wide)
    homes = pin("households", households(plan, roster=ranked["roster"], persons=everyone))
    filled = {
        "person": person(plan, everyone),
        "person_field": person_field(plan, dossier=wide, **ranked),
        "household": household(homes),
        "village": village(plan, households=homes),
        "town": town(plan, households=homes),
    }
    empty = {name: unfilled(name) for name in ("findings", "coverage", "changes", "links")}
    return {
        **{name: published(frame, name) for name, frame in filled.items()},
        **empty,
        PERSON_TOKENS: person_tokens(plan, dossier=wide),
    }
