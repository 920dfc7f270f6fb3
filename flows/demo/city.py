"""A synthetic city with known truth: towns, villages, households and everything four departments know of their people.

All of it is made up (see `people.py`). The same persons, seed and start give the same city, row for row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from flows.demo.assistance import build_assistance
from flows.demo.attributes import LABOUR, describe
from flows.demo.days import days_before
from flows.demo.disability import build_certificates
from flows.demo.households import YEAR, compose, name_members
from flows.demo.insurance import build_enrolment, build_settlements
from flows.demo.people import LOCAL_DIVISIONS, id_numbers
from flows.demo.places import build_places
from flows.demo.register import build_register
from flows.demo.schooling import build_aid, build_students
from flows.demo.slips import no_slips
from flows.demo.vital import deaths, number_events, unions

DAY = timedelta(days=1)


@dataclass(frozen=True)
class City:
    """What is really so on `as_of`, plus the events since the last delivery. `person`, `household`, `village` are indices.

    villages: village, county, town, village_name, village_code. households: household, village, household_no and the register's
    columns. persons: person, name, id_number (18, valid), male, birth_date and attributes; town dwellers outside the roster too.
    members: household, person, relation, person_no; a few people are in two. enrolment, certificates, students, assistance:
    snapshots. settlements, aid, vital: events of (since, as_of]. slips: what departments have wrong (see `slips.py`). Money in fen.
    """

    seed: int
    as_of: date
    since: date
    villages: pl.DataFrame
    households: pl.DataFrame
    persons: pl.DataFrame
    members: pl.DataFrame
    enrolment: pl.DataFrame
    settlements: pl.DataFrame
    certificates: pl.DataFrame
    students: pl.DataFrame
    assistance: pl.DataFrame
    aid: pl.DataFrame
    vital: pl.DataFrame
    slips: pl.DataFrame


def build_city(persons: int, seed: int, start: date) -> City:
    """The city on `start` with `persons` people in its household roster, and the events of the year before."""
    rng = np.random.default_rng([seed, 0])
    since = start - timedelta(days=365)
    villages = build_places(rng, persons)
    lived = _people(rng, persons, start)
    certificates = build_certificates(rng, lived, start)
    households = _households(rng, lived, villages)
    members = _members(rng, lived, households)
    students = build_students(rng, lived, members)
    registered = persons_registered(members, households)
    residents = _residents(members, lived, households, villages)
    assistance = build_assistance(rng, residents, start)
    ill = patients(lived, registered, rng)
    return City(
        seed=seed,
        as_of=start,
        since=since,
        villages=villages,
        households=households,
        persons=lived.drop("relation", "household", "age", "disabled"),
        members=members,
        enrolment=build_enrolment(rng, lived, assistance["person"], start),
        settlements=build_settlements(rng, ill, since, start, 1),
        certificates=certificates,
        students=students,
        assistance=assistance,
        aid=build_aid(rng, students, registered, since, start, 1),
        vital=_vital(rng, lived, since, start),
        slips=no_slips(),
    )


def _people(rng: np.random.Generator, persons: int, start: date) -> pl.DataFrame:
    """Roster members first (person = 0 … persons-1), then town dwellers whom other departments know (household beyond the roster's)."""
    members = compose(rng, persons).drop("slot")
    outside = max(persons // 25, 5)
    strangers = pl.DataFrame(
        {
            "household": int(members.select(pl.col("household").max()).item()) + 1 + np.arange(outside),
            "relation": ["外"] * outside,
            "male": rng.random(outside) < 0.5,
            "age": rng.uniform(1, 88, outside),
        }
    )
    everyone = pl.concat([members, strangers])
    birth = days_before(start, np.round(everyone["age"].to_numpy() * YEAR).astype(np.int64))
    division = np.array(LOCAL_DIVISIONS)[rng.integers(0, len(LOCAL_DIVISIONS), everyone.height)]
    older = 0.02 + np.clip(everyone["age"].to_numpy() / 1500, 0, 0.06)
    return everyone.with_columns(
        person=pl.int_range(pl.len()),
        name=name_members(rng, everyone),
        birth_date=birth,
        id_number=id_numbers(division, birth, everyone["male"].to_numpy()),
        disabled=pl.Series(rng.random(everyone.height) < older),
    ).pipe(lambda frame: describe(rng, frame))


def _households(rng: np.random.Generator, lived: pl.DataFrame, villages: pl.DataFrame) -> pl.DataFrame:
    """One row a roster household: its village, number (village code + 4 digits) and register columns."""
    at_school = pl.col("age").is_between(6, 18)
    evidence = (
        lived.filter(pl.col("relation") != "外")
        .group_by("household", maintain_order=True)
        .agg(
            severe=(pl.col("health") == "残疾").any(),
            disabled=pl.col("disabled").any(),
            ill=pl.col("health").is_in(["患有大病", "长期慢性病"]).any(),
            student=at_school.any(),
            able=pl.col("labour").is_in(LABOUR[:2]).any(),
        )
    )
    register = build_register(rng, evidence)
    village = np.sort(rng.integers(0, villages.height, register.height))
    return (
        register.with_columns(village=pl.Series(village))
        .with_columns(rank=pl.int_range(pl.len()).over("village") + 1)
        .join(villages.select("village", "village_code"), on="village", maintain_order="left")
        .with_columns(household_no=pl.col("village_code") + pl.col("rank").cast(pl.String).str.zfill(4))
        .drop("rank", "village_code")
    )


def _members(rng: np.random.Generator, lived: pl.DataFrame, households: pl.DataFrame) -> pl.DataFrame:
    """household, person, relation, person_no; one person in 1,000 is listed in a second household as well."""
    own = lived.filter(pl.col("relation") != "外").select("household", "person", "relation")
    count = max(own.height // 1000, 2)
    grown = lived.filter((pl.col("relation") == "之女") & (pl.col("age") > 20)).select("household", "person")
    twice = grown.sample(min(count, grown.height), seed=int(rng.integers(2**31)), shuffle=True)
    other = (twice["household"].to_numpy() + rng.integers(3, 40, twice.height)) % households.height
    second = twice.select(household=pl.Series(other), person="person", relation=pl.lit("其他"))
    return (
        pl.concat([own, second.sort("household", "person")])
        .with_columns(rank=pl.int_range(pl.len()).over("household") + 1)
        .with_columns(person_no=pl.col("rank").cast(pl.String).str.zfill(2))
        .drop("rank")
    )


def persons_registered(members: pl.DataFrame, households: pl.DataFrame) -> pl.Series:
    """Persons of registered households, each once."""
    return members.join(households.filter("registered"), on="household", how="semi")["person"].unique(maintain_order=True)


def _residents(members: pl.DataFrame, lived: pl.DataFrame, households: pl.DataFrame, villages: pl.DataFrame) -> pl.DataFrame:
    heads = members.filter(pl.col("relation") == "户主").select("household", head="person")
    return (
        members.join(lived.select("person", "age", "labour"), on="person", maintain_order="left")
        .join(households.select("household", "household_type", "village"), on="household", maintain_order="left")
        .join(villages.select("village", "village_code"), on="village", maintain_order="left")
        .join(heads, on="household", how="left", maintain_order="left")
        .unique("person", keep="first", maintain_order=True)
    )


def patients(lived: pl.DataFrame, registered: pl.Series, rng: np.random.Generator) -> pl.DataFrame:
    """person, weight (how often ill), aided; one person in 1,500 is on dialysis (weight above 20)."""
    weight = pl.col("health").replace_strict(
        {"健康": 1.0, "长期慢性病": 5.0, "患有大病": 12.0, "残疾": 2.0}, default=1.0, return_dtype=pl.Float64
    )
    dialysis = (pl.col("person") * 7919 + 13) % 1500 == 0
    return lived.select(
        "person",
        weight=pl.when(dialysis).then(25.0).otherwise(weight),
        aided=pl.col("person").is_in(registered.implode()) & pl.Series(rng.random(lived.height) < 0.8),
    )


def _vital(rng: np.random.Generator, lived: pl.DataFrame, since: date, start: date) -> pl.DataFrame:
    """The year's events: deaths of people the roster still lists and of others, marriages, divorces."""
    chance = 0.0006 + np.clip(lived["age"].to_numpy() - 60, 0, 40) / 40 * 0.02
    dead = lived.filter(pl.Series(rng.random(lived.height) < chance)).select("person")
    adults = lived.filter(pl.col("age").is_between(22, 60)).select("person", "male")
    events = [deaths(rng, dead, since, start, 0.12), unions(rng, adults, max(lived.height // 400, 2), since, start)]
    return number_events(pl.concat(events), start)
