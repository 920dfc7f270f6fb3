"""One month later: births, deaths, moves, splits, merges, new heads, exits, new entries, lapses. Deterministic by the city's seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from flows.demo.arrivals import add_births
from flows.demo.attributes import age_in_years
from flows.demo.city import City, patients, persons_registered
from flows.demo.insurance import build_settlements, psn_no
from flows.demo.rearrange import change_heads, merge, move, split, succeed
from flows.demo.schooling import build_aid
from flows.demo.vital import deaths, number_events, unions

Rng = np.random.Generator


def evolve(city: City, until: date) -> City:
    """The city on `until`, with the events of (city.as_of, until]. Everyone keeps index, number and name."""
    rng = np.random.default_rng([city.seed, until.toordinal()])
    dead = _who_dies(rng, city)
    city = replace(city, since=city.as_of, as_of=until)
    city = add_births(rng, city)
    city = _bury(rng, city, dead)
    city = split(rng, move(rng, city))
    city = change_heads(rng, merge(rng, city))
    city = replace(city, households=_register(rng, city.households, until))
    city = replace(city, enrolment=_enrolment(rng, city, dead), students=_students(rng, city.students))
    city = replace(city, assistance=_assistance(rng, city, dead), certificates=_certificates(city.certificates, dead))
    return _events(rng, city, dead)


def _who_dies(rng: Rng, city: City) -> pl.DataFrame:
    """Person of each who dies this month: mostly the old, nobody twice."""
    gone = city.vital.filter(pl.col("event_type") == "火化")["person"]
    age = city.persons.select(age=age_in_years(pl.col("birth_date"), pl.lit(city.as_of)))["age"].to_numpy()
    chance = 0.0002 + np.clip(age - 60, 0, 40) / 40 * 0.004
    return city.persons.filter(
        pl.Series(rng.random(city.persons.height) < chance) & ~pl.col("person").is_in(gone.implode())
    ).select("person")


def _bury(rng: Rng, city: City, dead: pl.DataFrame) -> City:
    """Takes half of the dead off the roster at once (the others are shown until the village gets to it); heads are succeeded."""
    struck = dead.filter(pl.Series(rng.random(dead.height) < 0.5))
    bereaved = city.members.join(struck, on="person", how="semi")["household"]
    return replace(city, members=succeed(city.members.join(struck, on="person", how="anti", maintain_order="left"), bereaved))


def _register(rng: Rng, households: pl.DataFrame, until: date) -> pl.DataFrame:
    """Exits of poor households, entries of general ones, new monitored ones, and incomes that move a little."""
    count = households.height
    draw, month = pl.Series(rng.random(count)), pl.lit(until.replace(day=1))
    leaves = (pl.col("household_type") == "贫困户") & (draw < 0.06)
    enters = (pl.col("household_type") == "一般农户") & pl.col("monitored_type").is_null() & (draw > 0.998)
    watched = (pl.col("household_type") == "脱贫户") & pl.col("monitored_type").is_null() & (draw > 0.995)
    changed = households.with_columns(leaves=leaves, enters=enters, watched=watched)
    return changed.with_columns(
        household_type=pl.when("leaves").then(pl.lit("脱贫户")).when("enters").then(pl.lit("贫困户")).otherwise("household_type"),
        monitored_type=pl.when("watched").then(pl.lit("脱贫不稳定户")).otherwise("monitored_type"),
        risk_eliminated=pl.when("watched").then(pl.lit(value=False)).otherwise("risk_eliminated"),
        registered=pl.col("registered") | pl.col("enters"),
        identified_on=pl.when("enters").then(month).otherwise("identified_on"),
        exited_on=pl.when("leaves").then(month).otherwise("exited_on"),
        cause_primary=pl.when("enters").then(pl.lit("因病")).otherwise("cause_primary"),
    ).drop("leaves", "enters", "watched")


def _enrolment(rng: Rng, city: City, dead: pl.DataFrame) -> pl.DataFrame:
    """Some lapse, a few of them since they are insured elsewhere, some vanish from the list, some come back; most of the dead are
    ended, half of the babies are enrolled.
    """
    count = city.enrolment.height
    draw = pl.Series(rng.random(count))
    is_dead = pl.col("person").is_in(dead["person"].implode()) & (draw < 0.7)
    status = (
        pl.when(is_dead)
        .then(pl.lit("终止参保"))
        .when((pl.col("status") == "正常参保") & (draw > 0.996))
        .then(pl.lit("暂停参保"))
        .when((pl.col("status") == "暂停参保") & (draw < 0.2))
        .then(pl.lit("正常参保"))
        .otherwise("status")
    )
    is_elsewhere = (pl.col("status") == "正常参保") & (draw > 0.999)
    reason = pl.when(is_dead).then(pl.lit("死亡")).when(is_elsewhere).then(pl.lit("异地参保")).otherwise("not_insured_reason")
    vanishes = draw.is_between(0.5, 0.502)
    known = city.enrolment.with_columns(not_insured_reason=reason, status=status).filter(~vanishes)
    babies = city.persons.filter(pl.col("birth_date") > city.since).select("person", "birth_date")
    listed = babies.filter(pl.Series(rng.random(babies.height) < 0.5)).select(
        person="person",
        psn_no=psn_no(pl.col("person")),
        insurance_type=pl.lit("居民"),
        status=pl.lit("正常参保"),
        insured_since="birth_date",
        insured_place=pl.lit("云岭县"),
        premium_aid=pl.lit(None, dtype=known.schema["premium_aid"]),
        not_insured_reason=pl.lit(None, dtype=pl.String),
    )
    return pl.concat([known, listed.select(known.columns)])


def _students(rng: Rng, students: pl.DataFrame) -> pl.DataFrame:
    """A few drop out, a few come back."""
    draw = pl.Series(rng.random(students.height))
    status = (
        pl.when((pl.col("status") == "在读") & (draw < 0.003))
        .then(pl.lit("辍学"))
        .when((pl.col("status") == "辍学") & (draw < 0.2))
        .then(pl.lit("在读"))
        .otherwise("status")
    )
    return students.with_columns(status=status)


def _assistance(rng: Rng, city: City, dead: pl.DataFrame) -> pl.DataFrame:
    """Stops for half of the dead and for a few others."""
    draw = pl.Series(rng.random(city.assistance.height))
    stops = pl.col("stopped_on").is_null() & ((pl.col("person").is_in(dead["person"].implode()) & (draw < 0.5)) | (draw > 0.99))
    return city.assistance.with_columns(
        stopped_on=pl.when(stops).then(pl.lit(city.as_of)).otherwise("stopped_on"),
        stop_reason=pl.when(stops).then(pl.lit("家庭情况变化")).otherwise("stop_reason"),
    )


def _certificates(certificates: pl.DataFrame, dead: pl.DataFrame) -> pl.DataFrame:
    """Cards of the dead are cancelled."""
    is_dead = pl.col("person").is_in(dead["person"].implode())
    return certificates.with_columns(status=pl.when(is_dead).then(pl.lit("注销")).otherwise("status"))


def _events(rng: Rng, city: City, dead: pl.DataFrame) -> City:
    """The month's bills, aid and vital events."""
    registered = persons_registered(city.members, city.households)
    adults = city.persons.filter(
        age_in_years(pl.col("birth_date"), pl.lit(city.as_of)).is_between(22, 60)
        & ~pl.col("person").is_in(dead["person"].implode())
    ).select("person", "male")
    vital = pl.concat(
        [
            deaths(rng, dead, city.since, city.as_of, 0.12),
            unions(rng, adults, max(city.persons.height // 3000, 2), city.since, city.as_of),
        ]
    )
    return replace(
        city,
        settlements=build_settlements(rng, patients(city.persons, registered, rng), city.since, city.as_of, 1),
        aid=build_aid(rng, city.students, registered, city.since, city.as_of, 1),
        vital=number_events(vital, city.as_of),
    )
