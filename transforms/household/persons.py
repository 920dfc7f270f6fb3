"""Everyone known: the people the feeds list, and those who are only mentioned in a fact or by another person's row."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.household.ranking import first_of, ranked
from transforms.household.states import AID, ASSISTANCE, EVENTS, REPEATED, ROSTER, SETTLEMENTS, STUDENTS
from transforms.ordering import by_text
from transforms.stages import stage

SIGHTING = ("person_id", "name", "by_number", "number_birth", "number_sex", "in_its_place", "is_unusable")
TRACE = ("_key", "_drop_id", "_sheet", "_row")

BORROWED = (ROSTER, "name", "borrowed_from")
"""A roster row under somebody else's number."""
MENTIONS = (
    (EVENTS, "partner_name", "partner_id_number"),
    (ASSISTANCE, "head_name", "head_id_number"),
    (STUDENTS, "guardian_name", "guardian_id_number"),
)
"""Columns of a feed that name a second person; only a usable number makes them known."""
SEEN_IN = (EVENTS, AID, SETTLEMENTS, *(number for _, _, number in MENTIONS), BORROWED[2])
"""Where a person is seen, the most telling place first."""


def sightings(rows: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """The people of events and aid and the people mentioned, a row each time, with `feed` and `rank`."""
    return pl.concat(
        [_fact(rows, EVENTS), _fact(rows, AID), *(_mention(rows, *mention) for mention in MENTIONS), _borrowed(rows)]
    )


def patients(rows: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """The people of bills, as `sightings`: apart, since they are nearly everybody and most of them are listed."""
    return _fact(rows, SETTLEMENTS)


@stage(key="person_id")
def everyone(*, listed: pl.LazyFrame, sighted: pl.LazyFrame, paid: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person, ordered by person_id: `is_listed` where a feed lists them; the inputs repeat them."""
    other = pl.concat([sighted.select("person_id"), paid.select("person_id")])
    return (
        pl.concat([listed.select("person_id", is_listed=pl.lit(value=True)), other.with_columns(is_listed=pl.lit(value=False))])
        .group_by("person_id")
        .agg(pl.col("is_listed").any())
        .sort(by_text("person_id"))
    )


@stage(key="person_id")
def elsewhere(*, seen: pl.LazyFrame, unlisted: pl.LazyFrame) -> pl.LazyFrame:
    """One sighting of each person whom no feed lists."""
    # Of the many seen few are unlisted: most are told by their hash, for a fraction of the price.
    wanted, sought = unlisted.select("person_id", _hash=_hash()), seen.with_columns(_hash=_hash())
    rows = sought.join(wanted, on="_hash", how="semi").drop("_hash").join(unlisted, on="person_id", how="semi")
    return rows.pipe(ranked, pl.col("rank")).pipe(first_of).drop("rank", "place")


def _hash() -> pl.Expr:
    return pl.col("person_id").hash()


def _fact(rows: Mapping[str, pl.LazyFrame], feed: str) -> pl.LazyFrame:
    return rows[feed].select(*SIGHTING, *TRACE, feed=pl.lit(feed), rank=_rank(feed))


def _mention(rows: Mapping[str, pl.LazyFrame], feed: str, name: str, number: str) -> pl.LazyFrame:
    person = pl.col(f"{number}__person")
    return (
        rows[feed]
        .filter(person.is_not_null())
        .select(
            person.alias("person_id"),
            pl.col(name).alias("name"),
            pl.lit(value=True).alias("by_number"),
            pl.col(f"{number}__birth").alias("number_birth"),
            pl.col(f"{number}__sex").alias("number_sex"),
            pl.lit(None, pl.String).alias("in_its_place"),
            pl.lit(value=False).alias("is_unusable"),
            *TRACE,
            feed=pl.lit(feed),
            rank=_rank(number),
        )
    )


def _borrowed(rows: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """The holder of a number under which the roster lists somebody else: known by the number, and by that row's name."""
    feed, name, holder = BORROWED
    return (
        rows[feed]
        .filter(pl.col(holder).is_not_null())
        .select(
            pl.col(holder).alias("person_id"),
            name,
            pl.lit(value=True).alias("by_number"),
            pl.lit(None, pl.Date).alias("number_birth"),
            pl.lit(None, REPEATED).alias("number_sex"),
            pl.lit(None, pl.String).alias("in_its_place"),
            pl.lit(value=False).alias("is_unusable"),
            *TRACE,
            feed=pl.lit(feed),
            rank=_rank(holder),
        )
    )


def _rank(seen_in: str) -> pl.Expr:
    return pl.lit(SEEN_IN.index(seen_in), pl.UInt8)
