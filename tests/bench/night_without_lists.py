"""The night as it was before it asked any rule: persons, their fields, households and places; every list is empty.

Made of the same stages as `transforms.household.plan.night`, so that what the lists cost is what the two differ by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from config.tables import load_tables
from transforms.household import plan as whole
from transforms.household.costs import costs
from transforms.household.delivered_checks import UNUSED
from transforms.household.dossier import dossier
from transforms.household.flags import FACT, flags
from transforms.household.household import household, households
from transforms.household.marks import with_groups
from transforms.household.person import person, persons
from transforms.household.persons import elsewhere, patients, sightings
from transforms.household.places import town, village
from transforms.household.remembered import NOTHING, Remembered
from transforms.household.states import EVENTS, SETTLEMENTS
from transforms.household.survivorship import losing, person_field
from transforms.household.tables import published, schema_of, unfilled
from transforms.household.tokens import person_tokens
from transforms.parts import Divider, Parts
from transforms.stages import Night

OF_MEMBERS = (
    "household_id", "person_id", "relation", "sex", "birth_date", "alive", "groups", "schemes", "insurance", "school_status",
    "self_pay_fen",
)  # fmt: skip

GATES = ("gate", "gate_missing", "risk_gate", "risk_gate_missing")


def night_without_lists(
    states: Mapping[str, pl.LazyFrame], plan: Night, *, divider: Divider, remembered: Remembered = NOTHING
) -> Mapping[str, pl.LazyFrame]:
    """As `plan.night`; `remembered` is of no use to it."""
    assert remembered, "the same arguments, so that one can stand for the other"
    by = divider
    held = by.keep("holders", [whole.holders_in(states, plan)], streamed=True).whole
    rows = whole.identified(states, plan, held)
    lists = {
        name: by.divide(name, rows[feed].drop(whole._second_person(feed)), whole.PERSON) for name, feed in whole.LISTS.items()
    }
    paid = by.divide("paid", costs(plan, bills=rows[SETTLEMENTS]), whole.PERSON)
    events = by.divide("events", rows[EVENTS].drop(whole._second_person(EVENTS)), whole.PERSON)
    sighted = by.divide("sighted", sightings(rows), whole.PERSON)
    people = by.keep("everyone", whole._everyone(plan, lists, sighted, paid), streamed=True)
    unlisted = people.whole.filter(~pl.col("is_listed")).select(whole.PERSON)
    others = elsewhere(plan, seen=pl.concat([sighted.whole, patients(rows)]), unlisted=unlisted)
    ranked = {name: whole._ranked(plan, name, parts) for name, parts in lists.items()}
    dead = by.keep("dead", whole._dead(plan, events, lists))
    wide = by.keep("dossier", _dossiers(plan, people, by.divide("elsewhere", others, whole.PERSON), dead, paid, ranked))
    losers = {
        name: by.keep(f"losing-{name}", (losing(part, whole.LISTS[name]) for part in parts)).whole
        for name, parts in ranked.items()
        if name != "assistance"
    }
    assisted = by.keep("assisted", ranked["assistance"]).whole
    nobody = {"person_id": pl.String, **{name: schema_of("person")[name] for name in ("groups", "group_evidence")}}
    everybody = with_groups(persons(plan, dossier=wide.whole), pl.LazyFrame(schema=nobody))
    homes = by.keep("households", _households(plan, by, lists["roster"], everybody)).whole
    filled = {
        "person": person(plan, everybody),
        "person_field": person_field(plan, dossier=wide.whole, **losers, assistance=assisted),
        "household": household(homes, pl.LazyFrame(schema={"household_id": pl.String, "open_findings": pl.Int64})),
        "village": village(plan, households=homes.with_columns(open_findings=pl.lit(0, pl.Int64))).with_columns(
            pl.lit(None, schema_of("village")[name]).alias(name) for name in GATES[:2]
        ),
        "town": town(plan, households=homes.with_columns(open_findings=pl.lit(0, pl.Int64))),
    }
    empty = {name for name, table in load_tables().items() if table.place == "published"} - filled.keys()
    return {
        **{name: published(frame, name) for name, frame in filled.items()},
        **{name: unfilled(name) for name in empty},
        whole.PERSON_TOKENS: person_tokens(plan, dossier=wide.whole),
        whole.UNUSED_CHECKS: pl.LazyFrame(schema=UNUSED),
    }


def _dossiers(
    plan: Night, people: Parts, others: Parts, dead: Parts, paid: Parts, ranked: Mapping[str, list[pl.LazyFrame]]
) -> Iterator[pl.LazyFrame]:
    """The dossiers, with nothing known of the few."""
    nobody = {"person_id": pl.String}
    named = pl.LazyFrame(schema={**nobody, "name_low": pl.String, "name_high": pl.String})
    for place, known in enumerate(people.each):
        yield dossier(
            plan,
            everyone=known,
            unlisted=others.each[place],
            dead=dead.each[place],
            paid=paid.each[place],
            flags=flags(plan, flagged=pl.LazyFrame(schema={**nobody, "fact": FACT})),
            names=named,
            homes=pl.LazyFrame(schema={**nobody, "other_homes": pl.List(pl.String)}),
            **{name: parts[place] for name, parts in ranked.items()},
        )


def _households(plan: Night, by: Divider, roster: Parts, everybody: pl.LazyFrame) -> Iterator[pl.LazyFrame]:
    homes = whole._homes(plan, by, roster)
    at_home = everybody.select(*OF_MEMBERS, severe_disabled=pl.col("disability_grade") <= 2)
    members = by.divide("members", at_home.filter(pl.col(whole.HOUSEHOLD).is_not_null()), whole.HOUSEHOLD)
    unknown = dict.fromkeys(("cause_agreement", "cause_primary_state", "cause_secondary_state"), pl.lit(None, pl.String))
    for there, people in zip(homes.each, members.each, strict=True):
        causes = there.select("household_id", causes_evidence=pl.lit(None, pl.List(pl.String)), **unknown)
        passed = there.select("household_id", **{name: pl.lit(None, schema_of("household")[name]) for name in GATES})
        yield households(plan, homes=there, persons=people, causes=causes, gates=passed)
