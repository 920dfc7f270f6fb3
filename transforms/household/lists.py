"""The lists that help people, from the joined results: findings, rules, coverage, costs of groups, checks of the register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from transforms.household import causes
from transforms.household.bills import late_bills
from transforms.household.coverage import coverage, group_costs, in_groups
from transforms.household.evidence import evidence, traced, wanted
from transforms.household.findings import findings, open_by_household, rules
from transforms.household.further import beside, made
from transforms.household.gates import gated_homes
from transforms.household.hits import (
    homes_asked,
    household_hits,
    in_force,
    person_hits,
    silence_hits,
    stranger_hits,
    unanswered,
    village_hits,
    witnesses,
)
from transforms.household.household import household, households
from transforms.household.joined import Joined
from transforms.household.people import PLACE, outsiders, strangers
from transforms.household.places import KINDS
from transforms.household.precision import decided, precision
from transforms.household.register_check import field_confirmation, register_check
from transforms.household.remembered import Remembered
from transforms.household.states import NEEDS
from transforms.household.statistics import statistics
from transforms.household.traces import of_dossier, of_names, of_rows, sources
from transforms.household.villages import asked_villages
from transforms.parts import Divider, Parts
from transforms.stages import Night


@dataclass(frozen=True)
class Lists:
    """The households, the statistics of villages, and the tables by name."""

    households: pl.LazyFrame
    statistics: pl.LazyFrame
    tables: Mapping[str, pl.LazyFrame]


def lists_of(night: Night, by: Divider, joined: Joined, remembered: Remembered) -> Lists:
    """Asks every rule, and counts."""
    asked = by.keep(
        "homes-asked",
        (
            beside(homes_asked(night, homes=homes, people=people), night, joined.told, "household")
            for homes, people in zip(joined.homes.each, joined.people.each, strict=True)
        ),
    )
    outside = by.keep("outsiders", [beside(outsiders(night, members=joined.outside), night, joined.told, "person")]).whole
    published_homes = by.keep("households", _households(night, joined, asked)).whole
    looks = by.keep("village-statistics", [statistics(night, asked_homes=asked.whole)]).whole
    of_villages = _village_hits(night, by, joined, published_homes, looks)
    hits = pl.concat([_hits(night, by, joined, asked, outside), *of_villages, unanswered(night, remembered.findings)])
    seen = by.keep("witnesses", (witnesses(night, people=people, hits=hits) for people in joined.people.each)).whole
    asked_for = by.keep("wanted", [wanted(hits, seen, night.standards)]).whole
    traces = {**_traces(night, by, joined, hits, seen), **made(night, joined.states, by, asked_for)}
    cells = by.keep("evidence", [evidence(hits, asked_for, traces, night.standards)], streamed=True).whole
    villages = joined.homes.whole.select(PLACE).drop_nulls().sort(PLACE).unique("village_code", keep="first", maintain_order=True)
    verified = decided(remembered.checks.filter(pl.col("checked_on") <= night.as_of))
    precise = _precise(night, verified, remembered)
    listed = by.keep(
        "findings",
        [findings(night, hits, cells, remembered.findings, remembered.checks, precise, villages)],
    ).whole
    everybody = pl.concat([joined.people.whole, outside], how="diagonal")
    on_register = joined.homes.whole.filter(KINDS["registered"]).select("household_id", "town", "village_code")
    checked = by.keep(
        "register-check",
        [
            register_check(night, listed=part.rename({"roster_household_id": "household_id"}), registered=on_register)
            for part in joined.dossier.each
        ],
    ).whole
    return Lists(
        households=household(published_homes, open_by_household(night, findings=listed)),
        statistics=looks,
        tables={
            "findings": listed,
            "rules": rules(night, hits, listed, precise),
            "coverage": coverage(night, people=joined.people.whole, villages=villages),
            "group_costs": group_costs(night, grouped=in_groups(everybody, joined.groups)),
            "register_check": checked.with_columns(edition=pl.lit(night.edition)),
            "field_confirmation": field_confirmation(night, checks=checked),
        },
    )


def _hits(night: Night, by: Divider, joined: Joined, asked: Parts, outside: pl.LazyFrame) -> pl.LazyFrame:
    """The answers of every rule. Who lives in no household is placed by the village that pays their assistance."""
    at_home = by.keep(
        "hits",
        (
            pl.concat([person_hits(night, people=people), household_hits(night, asked_homes=homes)])
            for people, homes in zip(joined.people.each, asked.each, strict=True)
        ),
    )
    placed = outside.with_columns(village_code="assistance_village_code")
    elsewhere = by.keep("hits-elsewhere", [pl.concat([person_hits(night, people=placed), silence_hits(night)])])
    return pl.concat([at_home.whole, elsewhere.whole, *_stranger_hits(night, by, joined, outside)])


def _stranger_hits(night: Night, by: Divider, joined: Joined, outside: pl.LazyFrame) -> list[pl.LazyFrame]:
    """The answers of rules about persons whom only further feeds name; nobody is looked for where no such feed was asked."""
    heard = [answers.select("person_id") for (feed, _), answers in joined.told["person"].items() if feed not in NEEDS]
    if not heard:
        return []
    known = pl.concat([joined.people.whole.select("person_id"), outside.select("person_id")])
    found = beside(strangers(night, heard=pl.concat(heard), known=known), night, joined.told, "person")
    return [by.keep("hits-strangers", [stranger_hits(night, people=found)]).whole]


def _village_hits(night: Night, by: Divider, joined: Joined, homes: pl.LazyFrame, looks: pl.LazyFrame) -> list[pl.LazyFrame]:
    """The answers of rules about villages; no village is looked at where no such rule is asked."""
    if not [*in_force(night, "village")]:
        return []
    # Before findings: what is open in a village is no indicator.
    unopened = homes.with_columns(open_findings=pl.lit(0, pl.Int64))
    villages = asked_villages(night, unopened, joined.told, looks)
    return [by.keep("hits-villages", [village_hits(night, villages=villages)]).whole]


def _households(night: Night, joined: Joined, asked: Parts) -> Iterator[pl.LazyFrame]:
    groups = joined.groups.select("person_id", "groups")
    nothing = pl.lit([], pl.List(pl.String))
    for homes, people, told in zip(joined.homes.each, joined.people.each, asked.each, strict=True):
        grouped = people.join(groups, on="person_id", how="left", maintain_order="left").with_columns(
            pl.col("groups").fill_null(nothing)
        )
        gates = gated_homes(night, asked_homes=told, people=people)
        yield households(night, homes=homes, persons=grouped, causes=causes.of_household(told, night), gates=gates)


def _precise(night: Night, verified: pl.LazyFrame, remembered: Remembered) -> pl.LazyFrame:
    """The precision of each rule. A finding's rule is the one it was found by."""
    of_rule = remembered.findings.select("finding_id", "rule_id").unique()
    return precision(night, decided=verified.join(of_rule, on="finding_id"))


def _named(night: Night, hits: pl.LazyFrame) -> pl.LazyFrame:
    """The persons whose names under a number are evidence."""
    about = [rule.id for rule in night.standards.rules.values() if any(item.trace == "names" for item in rule.evidence)]
    return hits.filter("hit", pl.col("rule_id").is_in(about)).select(person_id="subject_id")


def _traces(night: Night, by: Divider, joined: Joined, hits: pl.LazyFrame, seen: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """Every trace that evidence can name."""
    few = joined.few
    asked = pl.concat([hits.filter("hit").select(person_id="subject_id"), seen.select("person_id")]).unique()
    spoken = by.keep("asked-about", [sources(joined.dossier.whole).join(asked, on="person_id", how="semi")], streamed=True).whole
    late = late_bills(night, bills=few.bills_of_the_dead.whole, dead=spoken)
    rows = of_rows(night, joined.rows, joined.assisted)
    return {
        **of_dossier(spoken),
        **rows,
        "names": of_names(joined.rows, joined.sighted, spoken.join(_named(night, hits), on="person_id", how="semi")),
        "home": traced(joined.homes.whole, "household_id", "home"),
        "marriage": traced(few.hidden, "person_id", "marriage"),
        "late_bills": traced(late, "person_id", "late_bills"),
        "illness_bills": traced(few.illness, "person_id", "illness_bills"),
        "shared_number": traced(few.shared_numbers, "person_id", "shared_number"),
        "two_numbers": traced(few.two_numbers, "person_id", "two_numbers"),
        "insured_before": traced(few.insured_before, "person_id", "insured_before"),
    }
