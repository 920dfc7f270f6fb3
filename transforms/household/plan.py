"""The night as one plan: from the feeds' states to every published table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from transforms.assessment import assessment
from transforms.household.aliases import under_one_id, under_one_number
from transforms.household.bills import late_bills
from transforms.household.changes import changes
from transforms.household.comparisons import village_comparisons
from transforms.household.costs import costs
from transforms.household.deaths import deaths
from transforms.household.delivered_checks import told, unused, with_delivered
from transforms.household.disability import disability
from transforms.household.dossier import dossier
from transforms.household.few import Few, found
from transforms.household.flags import flagged, flags
from transforms.household.further import beside, heard
from transforms.household.gates import gated_villages
from transforms.household.household import OF_FACTS, homes
from transforms.household.identified import holders_in, identified
from transforms.household.identify import enrolment_rows
from transforms.household.insurance import insurance
from transforms.household.joined import Joined
from transforms.household.kin import kin, lone_elderly, survivors
from transforms.household.lists import lists_of
from transforms.household.marks import gathered, marks, with_groups
from transforms.household.membership import membership, other_homes
from transforms.household.names import later_names, other_rows_names
from transforms.household.people import asked
from transforms.household.people import people as people_of
from transforms.household.person import person, persons
from transforms.household.persons import MENTIONS, elsewhere, everyone, patients, sightings
from transforms.household.places import town, with_own_findings
from transforms.household.progress import village_progress
from transforms.household.remembered import NOTHING, Remembered
from transforms.household.schemes import schemes
from transforms.household.schooling import schooling
from transforms.household.spellings import other_spellings, places_of, usually_spelled
from transforms.household.states import (
    ASSISTANCE,
    CERTIFICATES,
    ENROLMENT,
    EVENTS,
    NEEDS,
    OF_NUMBER,
    ROSTER,
    SETTLEMENTS,
    STUDENTS,
)
from transforms.household.statistics import village_statistics
from transforms.household.survivorship import losing, person_field
from transforms.household.tables import published
from transforms.household.targets import targets, with_targets
from transforms.household.tokens import person_tokens
from transforms.household.villages import asked_villages
from transforms.parts import Divider, Parts
from transforms.stages import Night

PERSON_TOKENS = "person_tokens"
"""Not published: what the vault joins with its values."""
UNUSED_CHECKS = "unused_checks"
"""Not published: delivered results of checks that do not count, for the report (delivered_checks.UNUSED)."""

PERSON, HOUSEHOLD = "person_id", "household_id"


LISTS = {"roster": ROSTER, "enrolment": ENROLMENT, "students": STUDENTS, "certificates": CERTIFICATES, "assistance": ASSISTANCE}
"""The feeds that list persons."""


def night(
    states: Mapping[str, pl.LazyFrame],
    plan: Night,
    *,
    divider: Divider,
    remembered: Remembered = NOTHING,
) -> Mapping[str, pl.LazyFrame]:
    """Every published table, `person_tokens` and `unused_checks`, as plans; nothing is computed here.

    `states` holds the state of each delivered feed as of the night; a feed that is absent was never delivered. `remembered`: what
    is known from before. `divider` is handed each shared result in turn and keeps it, whole or in parts: forty rules and a dozen
    tables ask the same people, who are joined once.
    """
    delivered = told(plan, states)
    checked = None if delivered is None else divider.keep("delivered-checks", [delivered]).whole
    joined = join(states, plan, remembered, divider)
    lists = lists_of(plan, divider, joined, with_delivered(remembered, checked))
    asked_of = divider.keep("villages", [asked_villages(plan, lists.households, joined.told, lists.statistics)]).whole
    villages = with_own_findings(gated_villages(plan, villages=asked_of), lists.tables["findings"], "village_code")
    reached = targets(plan, lists.households, villages, joined.told)
    towns = with_own_findings(town(plan, households=lists.households), lists.tables["findings"], "town")
    filled = {
        "changes": changes(plan, joined, lists.households, remembered, divider),
        "person": person(plan, joined.persons),
        "person_field": person_field(plan, dossier=joined.dossier.whole, **joined.losing, assistance=joined.assisted),
        "household": lists.households,
        "village": villages,
        "village_statistics": village_statistics(plan, lists.statistics, asked_of),
        "village_progress": village_progress(plan, asked_of),
        "village_comparisons": village_comparisons(plan, asked_of),
        "town": with_targets(towns, reached),
        "targets": reached,
        "links": remembered.links.with_columns(edition=pl.lit(plan.edition)),
        **lists.tables,
        "assessment": divider.keep("assessment", [assessment(plan, states)]).whole,
    }
    return {
        **{name: published(frame, name) for name, frame in filled.items()},
        PERSON_TOKENS: person_tokens(plan, dossier=joined.dossier.whole),
        UNUSED_CHECKS: unused(checked, lists.tables["findings"]),
    }


def join(states: Mapping[str, pl.LazyFrame], plan: Night, remembered: Remembered, by: Divider) -> Joined:
    """Everybody with what each feed says of them, the households, and the people of each with their indicators."""
    held = by.keep("holders", [holders_in(states, plan)], streamed=True).whole
    rows = under_one_id(plan, identified(states, plan, held), remembered.aliases)
    lists = {name: by.divide(name, rows[feed].drop(_second_person(feed)), PERSON) for name, feed in LISTS.items()}
    bills = by.divide("bills", rows[SETTLEMENTS].drop("psn_no"), PERSON)
    paid = by.keep("paid", (costs(plan, bills=part) for part in bills.each), streamed=True)
    events = by.divide("events", rows[EVENTS].drop(_second_person(EVENTS)), PERSON)
    sighted = by.divide("sighted", sightings(rows), PERSON)
    rows = {**rows, **{feed: lists[name].whole for name, feed in LISTS.items()}, SETTLEMENTS: bills.whole}

    people = by.keep("everyone", _everyone(plan, lists, sighted, paid), streamed=True)
    unlisted = people.whole.filter(~pl.col("is_listed")).select(PERSON)
    seen = pl.concat([sighted.whole, patients(rows)])
    others = by.divide("elsewhere", elsewhere(plan, seen=seen, unlisted=unlisted), PERSON)

    ranked = {name: _ranked(plan, name, parts) for name, parts in lists.items()}
    dead = by.keep("dead", _dead(plan, events, lists))
    few = found(plan, by, rows, bills, events, dead, _insured(plan, held, remembered))
    wide = by.keep("dossier", _dossiers(plan, people, others, dead, paid, sighted, few, ranked))
    losers = {
        name: by.keep(f"losing-{name}", (losing(rows, LISTS[name]) for rows in ranked[name])).whole
        for name in ranked
        if name != "assistance"
    }
    assisted = by.keep("assisted", ranked["assistance"]).whole
    alone = persons(plan, dossier=wide.whole)
    told_of = under_one_number(states, remembered.aliases)
    said = heard(plan, told_of, by)
    homes_found = _homes(plan, by, lists["roster"])
    at_home = by.divide("members", asked(alone).filter(pl.col(HOUSEHOLD).is_not_null()), HOUSEHOLD)
    of_homes = by.keep(
        "people",
        (
            beside(people_of(plan, homes=there, members=them), plan, said, "person")
            for there, them in zip(homes_found.each, at_home.each, strict=True)
        ),
    )
    marked = by.keep("marks", _marks(plan, ranked, few)).whole
    related = _kin(plan, of_homes.whole, few, dead.whole, wide.whole)
    grouped = by.keep("groups", [gathered(pl.concat([marked, related]))]).whole
    return Joined(
        states=told_of,
        rows=rows,
        sighted=sighted.whole,
        dossier=wide,
        few=few,
        losing=losers,
        assisted=assisted,
        homes=homes_found,
        people=of_homes,
        outside=asked(alone).filter(pl.col(HOUSEHOLD).is_null()),
        groups=grouped,
        told=said,
        persons=with_groups(alone, grouped),
    )


def _insured(plan: Night, held: pl.LazyFrame, remembered: Remembered) -> pl.LazyFrame:
    """Earlier rows of the enrolment with their person."""
    nothing = pl.LazyFrame(schema={**NEEDS[ENROLMENT], "_data_date": pl.Date()})
    told = nothing if remembered.insured is None else remembered.insured
    rows = {ENROLMENT: enrolment_rows(plan, enrolment=told, holders=held)}
    return under_one_id(plan, rows, remembered.aliases)[ENROLMENT]


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


def _dead(plan: Night, events: Parts, lists: Mapping[str, Parts]) -> Iterator[pl.LazyFrame]:
    """The reported deaths, part by part."""
    for place, reported in enumerate(events.each):
        # A row that counts as the person's by a link bears no number, and confirms no death.
        names = {name: parts.each[place].filter("by_number").select(PERSON, "name") for name, parts in lists.items()}
        roster = names.pop("roster")
        yield deaths(plan, events=reported, roster=roster, official=pl.concat(names.values()))


def _dossiers(
    plan: Night,
    people: Parts,
    others: Parts,
    dead: Parts,
    paid: Parts,
    sighted: Parts,
    few: Few,
    ranked: Mapping[str, Sequence[pl.LazyFrame]],
) -> Iterator[pl.LazyFrame]:
    for place, known in enumerate(people.each):
        lists = {name: parts[place] for name, parts in ranked.items()}
        late = late_bills(plan, bills=few.bills_of_the_dead.each[place], dead=dead.each[place])
        facts = pl.concat([few.facts.each[place], flagged(late, "late_bill")])
        yield dossier(
            plan,
            everyone=known,
            unlisted=others.each[place],
            dead=dead.each[place],
            paid=paid.each[place],
            flags=flags(plan, flagged=facts),
            names=other_rows_names(plan, later=later_names(lists), sighted=sighted.each[place]),
            homes=other_homes(lists["roster"]),
            **lists,
        )


def _homes(plan: Night, by: Divider, roster: Parts) -> Parts:
    """The households with their facts, every place under its usual name."""
    facts = by.divide("facts", roster.whole.select(OF_FACTS), HOUSEHOLD)
    as_written = by.keep("homes-as-written", (homes(plan, roster=rows) for rows in facts.each))
    spellings = by.keep("spellings", [other_spellings(plan, places=places_of(as_written.whole))], streamed=True).whole
    return by.keep("homes", (usually_spelled(there, spellings) for there in as_written.each))


def _kin(plan: Night, people: pl.LazyFrame, few: Few, dead: pl.LazyFrame, wide: pl.LazyFrame) -> pl.LazyFrame:
    gone = dead.filter("died").select(PERSON, "died_on", "_drop_id", "_sheet", "_row")
    return kin(lone_elderly(plan, people=people), survivors(plan, people=people), few.married, gone, wide)


def _marks(plan: Night, ranked: Mapping[str, Sequence[pl.LazyFrame]], few: Few) -> Iterator[pl.LazyFrame]:
    for place, conditions in enumerate(few.conditions.each):
        own = {name: ranked[name][place] for name in ("roster", "certificates", "assistance")}
        yield marks(plan, **own, conditions=conditions)


def _second_person(feed: str) -> list[str]:
    """Columns of a feed that name somebody else: `sightings` has them."""
    numbers = {number: name for seen_in, name, number in MENTIONS if seen_in == feed}
    return [*numbers.values(), *(number + part for number in numbers for part in OF_NUMBER)]
