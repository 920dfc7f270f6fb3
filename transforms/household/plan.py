"""The night as one plan: from the feeds' states to every published table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from transforms.household.costs import costs
from transforms.household.deaths import deaths
from transforms.household.disability import disability
from transforms.household.dossier import dossier
from transforms.household.household import OF_FACTS, OF_MEMBERS, homes, household, households
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
from transforms.household.persons import MENTIONS, elsewhere, everyone, patients, sightings
from transforms.household.places import town, village
from transforms.household.schemes import schemes
from transforms.household.schooling import schooling
from transforms.household.spellings import other_spellings, places_of, usually_spelled
from transforms.household.states import (
    AID,
    ASSISTANCE,
    CERTIFICATES,
    ENROLMENT,
    EVENTS,
    OF_NUMBER,
    ROSTER,
    SETTLEMENTS,
    STUDENTS,
    state_of,
)
from transforms.household.survivorship import losing, person_field
from transforms.household.tables import published, unfilled
from transforms.household.tokens import person_tokens
from transforms.parts import Divider, Parts, Pin, Undivided, recompute
from transforms.stages import Night

PERSON_TOKENS = "person_tokens"
"""Not published: what the vault joins with its values."""

PERSON, HOUSEHOLD = "person_id", "household_id"


LISTS = {"roster": ROSTER, "enrolment": ENROLMENT, "students": STUDENTS, "certificates": CERTIFICATES, "assistance": ASSISTANCE}
"""The feeds that list persons."""


def night(
    states: Mapping[str, pl.LazyFrame], plan: Night, *, pin: Pin = recompute, divider: Divider | None = None
) -> Mapping[str, pl.LazyFrame]:
    """Every published table and `person_tokens`, as plans; nothing is computed here.

    `states` holds the state of each delivered feed as of the night; a feed that is absent was never delivered. `divider`
    is handed each shared result in turn, so that the flow may write it to scratch in parts; without it, `pin` whole.
    """
    by = divider or Undivided(pin)
    rows = identified(states, plan)
    lists = {name: by.divide(name, rows[feed].drop(_second_person(feed)), PERSON) for name, feed in LISTS.items()}
    paid = by.divide("paid", costs(plan, bills=rows[SETTLEMENTS]), PERSON)
    events = by.divide("events", rows[EVENTS].drop(_second_person(EVENTS)), PERSON)
    sighted = by.divide("sighted", sightings(rows), PERSON)

    people = by.keep("everyone", _everyone(plan, lists, sighted, paid), streamed=True)
    unlisted = people.whole.filter(~pl.col("is_listed")).select(PERSON)
    seen = pl.concat([sighted.whole, patients(rows)])
    others = by.divide("elsewhere", elsewhere(plan, seen=seen, unlisted=unlisted), PERSON)

    ranked = {name: _ranked(plan, name, parts) for name, parts in lists.items()}
    wide = by.keep("dossier", _dossiers(plan, people, others, events, paid, lists, ranked))
    lost = {
        name: by.keep(f"losing-{name}", (losing(rows, LISTS[name]) for rows in ranked[name])).whole
        for name in ranked
        if name != "assistance"
    }
    assisted = by.keep("assisted", ranked["assistance"]).whole
    everyone_published = persons(plan, dossier=wide.whole)
    published_homes = by.keep("households", _households(plan, by, lists["roster"], everyone_published)).whole
    filled = {
        "person": person(plan, everyone_published),
        "person_field": person_field(plan, dossier=wide.whole, **lost, assistance=assisted),
        "household": household(published_homes),
        "village": village(plan, households=published_homes),
        "town": town(plan, households=published_homes),
    }
    empty = {name: unfilled(name) for name in ("findings", "coverage", "changes", "links")}
    return {
        **{name: published(frame, name) for name, frame in filled.items()},
        **empty,
        PERSON_TOKENS: person_tokens(plan, dossier=wide.whole),
    }


def identified(states: Mapping[str, pl.LazyFrame], plan: Night) -> Mapping[str, pl.LazyFrame]:
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
        SETTLEMENTS: settlements,
        CERTIFICATES: certificate_rows(plan, certificates=state_of(states, CERTIFICATES)),
        STUDENTS: students,
        AID: aid_rows(plan, aid=state_of(states, AID), students=students),
    }


def _ranked(plan: Night, name: str, parts: Parts) -> list[pl.LazyFrame]:
    """A listing feed's rows with `place`, part by part."""
    stages = {
        "roster": membership,
        "enrolment": insurance,
        "students": schooling,
        "certificates": disability,
        "assistance": schemes,
    }
    return [stages[name](plan, **{name: part}) for part in parts.each]


def _everyone(plan: Night, lists: Mapping[str, Parts], sighted: Parts, paid: Parts) -> Iterator[pl.LazyFrame]:
    for place, (seen, bills) in enumerate(zip(sighted.each, paid.each, strict=True)):
        listed = pl.concat([parts.each[place].select(PERSON) for parts in lists.values()])
        yield everyone(plan, listed=listed, sighted=seen, paid=bills)


def _dossiers(
    plan: Night,
    people: Parts,
    others: Parts,
    events: Parts,
    paid: Parts,
    lists: Mapping[str, Parts],
    ranked: Mapping[str, Sequence[pl.LazyFrame]],
) -> Iterator[pl.LazyFrame]:
    for place, known in enumerate(people.each):
        names = {name: parts.each[place].select(PERSON, "name") for name, parts in lists.items()}
        roster = names.pop("roster")
        yield dossier(
            plan,
            everyone=known,
            unlisted=others.each[place],
            dead=deaths(plan, events=events.each[place], roster=roster, official=pl.concat(names.values())),
            paid=paid.each[place],
            **{name: parts[place] for name, parts in ranked.items()},
        )


def _households(plan: Night, by: Divider, roster: Parts, everybody: pl.LazyFrame) -> Iterator[pl.LazyFrame]:
    facts = by.divide("facts", roster.whole.select(OF_FACTS), HOUSEHOLD)
    members = by.divide("members", everybody.select(OF_MEMBERS).filter(pl.col(HOUSEHOLD).is_not_null()), HOUSEHOLD)
    found = by.keep("homes", (homes(plan, roster=rows) for rows in facts.each))
    spellings = by.keep("spellings", [other_spellings(plan, places=places_of(found.whole))], streamed=True).whole
    for there, people in zip(found.each, members.each, strict=True):
        yield households(plan, homes=usually_spelled(there, spellings), persons=people)


def _second_person(feed: str) -> list[str]:
    """Columns of a feed that name somebody else: `sightings` has them."""
    numbers = {number: name for seen_in, name, number in MENTIONS if seen_in == feed}
    return [*numbers.values(), *(number + part for number in numbers for part in OF_NUMBER)]
