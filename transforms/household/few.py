"""What holds of few people and is found across their feeds: each kept once, and laid into the dossier or pointed to as evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from transforms.household.bills import bills_of_the_dead, conditions, illness_bills
from transforms.household.flags import flagged
from transforms.household.insured_before import insured_before
from transforms.household.marriages import hidden_spouses, pairs, spouses, unions
from transforms.household.numbers import by_place, shared_numbers, two_numbers
from transforms.household.states import AID, EVENTS, ROSTER
from transforms.household.study_aid import rain_dew
from transforms.parts import Divider, Parts
from transforms.stages import Night

PERSON = "person_id"


@dataclass(frozen=True)
class Few:
    """Facts about few people, by person, and the rows that they stand in."""

    facts: Parts
    """`flags.flagged` rows."""
    conditions: Parts
    bills_of_the_dead: Parts
    illness: pl.LazyFrame
    """Bills that are evidence of illness; computed anew where they are asked for, since they are many."""
    married: pl.LazyFrame
    hidden: pl.LazyFrame
    insured_before: pl.LazyFrame
    shared_numbers: pl.LazyFrame
    two_numbers: pl.LazyFrame


def found(
    night: Night,
    by: Divider,
    rows: Mapping[str, pl.LazyFrame],
    bills: Parts,
    events: Parts,
    dead: Parts,
    insured: pl.LazyFrame,
) -> Few:
    """All of it. `bills`, `events`: with their person; `dead`: `deaths`; `insured`: earlier rows of the enrolment, with their person."""
    couples = pairs(night, events=rows[EVENTS])
    married = by.keep("married", [spouses(unions(night, pairs=couples))]).whole
    gone = dead.whole.filter("died").select(PERSON)
    hidden = by.keep("hidden", [hidden_spouses(married, rows[ROSTER], gone)]).whole
    before = by.keep("insured-before", [insured_before(night, told=insured)]).whole
    dew = by.keep("rain-dew", [rain_dew(night, aid=rows[AID])]).whole
    shared = by.keep("shared-numbers", [shared_numbers(rows)]).whole
    two = by.keep("two-numbers", [two_numbers(night, listed=by_place(rows))]).whole
    facts = [
        flagged(hidden, "hidden_spouse"),
        flagged(before, "insured_before"),
        flagged(dew.filter("rain_dew"), "rain_dew"),
        flagged(dew.filter(pl.col("rain_dew").is_null()), "rain_dew_undated"),
        flagged(shared, "shared_number"),
        flagged(two, "two_numbers"),
    ]
    told = by.divide("facts-of-few", pl.concat(facts), PERSON)
    ill = [illness_bills(night, bills=part) for part in bills.each]
    both = (pl.concat([few, flagged(sick, "ill")]) for few, sick in zip(told.each, ill, strict=True))
    return Few(
        facts=by.keep("facts", both),
        conditions=by.keep("conditions", (conditions(night, bills=part) for part in bills.each)),
        bills_of_the_dead=by.keep("bills-of-the-dead", _of_the_dead(night, bills, events)),
        illness=pl.concat(ill),
        married=married,
        hidden=hidden,
        insured_before=before,
        shared_numbers=shared,
        two_numbers=two,
    )


def _of_the_dead(night: Night, bills: Parts, events: Parts) -> Iterator[pl.LazyFrame]:
    for paid, told in zip(bills.each, events.each, strict=True):
        yield bills_of_the_dead(night, bills=paid, reported=told.filter(pl.col("event_type") == "death"))
