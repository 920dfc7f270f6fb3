"""What holds of few people and is found across their feeds: each kept once, and laid into the dossier or pointed to as evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from transforms.household.bills import bills_of_the_dead, conditions, illness_bills
from transforms.household.flags import flagged
from transforms.household.identify import enrolment_rows
from transforms.household.insured_before import insured_before
from transforms.household.marriages import hidden_spouses, pairs, spouses, unions
from transforms.household.remembered import Remembered
from transforms.household.states import AID, ENROLMENT, EVENTS, NEEDS, SETTLEMENTS
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


def found(
    night: Night,
    by: Divider,
    rows: Mapping[str, pl.LazyFrame],
    roster: pl.LazyFrame,
    events: pl.LazyFrame,
    dead: Parts,
    remembered: Remembered,
) -> Few:
    """All of it. `roster`: every roster row; `events`: events with their person; `dead`: `deaths`."""
    bills = rows[SETTLEMENTS]
    illness = illness_bills(night, bills=bills)
    couples = pairs(night, events=rows[EVENTS])
    married = by.keep("married", [spouses(unions(night, pairs=couples))]).whole
    gone = dead.whole.filter("died").select(PERSON)
    hidden = by.keep("hidden", [hidden_spouses(married, roster, gone)]).whole
    before = by.keep("insured-before", [insured_before(night, told=_insured(night, remembered))]).whole
    dew = by.keep("rain-dew", [rain_dew(night, aid=rows[AID])]).whole
    facts = [
        flagged(illness, "ill"),
        flagged(hidden, "hidden_spouse"),
        flagged(before, "insured_before"),
        flagged(dew.filter("rain_dew"), "rain_dew"),
        flagged(dew.filter(pl.col("rain_dew").is_null()), "rain_dew_undated"),
    ]
    reported = events.filter(pl.col("event_type") == "death")
    of_the_dead = bills_of_the_dead(night, bills=bills, reported=reported)
    return Few(
        facts=by.divide("facts-of-few", pl.concat(facts), PERSON),
        conditions=by.divide("conditions", conditions(night, bills=bills), PERSON),
        bills_of_the_dead=by.divide("bills-of-the-dead", of_the_dead, PERSON),
        illness=illness,
        married=married,
        hidden=hidden,
        insured_before=before,
    )


def _insured(night: Night, remembered: Remembered) -> pl.LazyFrame:
    nothing = pl.LazyFrame(schema={**NEEDS[ENROLMENT], "_data_date": pl.Date()})
    return enrolment_rows(night, enrolment=nothing if remembered.insured is None else remembered.insured)
