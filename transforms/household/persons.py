"""Everyone known: the people the feeds list, and those who are only mentioned in a fact or by another person's row."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.household.ranking import first_of, ranked
from transforms.household.states import AID, ASSISTANCE, EVENTS, SETTLEMENTS, STUDENTS
from transforms.stages import stage

SIGHTING = ("person_id", "name", "by_number", "number_birth", "number_sex", "in_its_place", "is_unusable")
TRACE = ("_key", "_drop_id", "_sheet", "_row")

MENTIONS = (
    (EVENTS, "partner_name", "partner_id_number"),
    (ASSISTANCE, "head_name", "head_id_number"),
    (STUDENTS, "guardian_name", "guardian_id_number"),
)
"""Columns of a feed that name a second person; only a usable number makes them known."""


def sightings(rows: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """The people of facts (events, bills, aid) and the people mentioned, a row each time, with `feed` and `rank`."""
    facts = [_fact(rows[feed], feed) for feed in (EVENTS, AID, SETTLEMENTS)]
    mentions = [_mention(rows[feed], feed, name, number) for feed, name, number in MENTIONS]
    return pl.concat([seen.with_columns(rank=pl.lit(rank, pl.UInt8)) for rank, seen in enumerate(facts + mentions)])


@stage(key="person_id")
def elsewhere(*, seen: pl.LazyFrame, listed: pl.LazyFrame) -> pl.LazyFrame:
    """One sighting of each person whom no feed lists."""
    unlisted = seen.join(listed, on="person_id", how="anti")
    return unlisted.pipe(ranked, pl.col("rank")).pipe(first_of).drop("rank", "place")


def _fact(rows: pl.LazyFrame, feed: str) -> pl.LazyFrame:
    return rows.select(*SIGHTING, *TRACE, feed=pl.lit(feed))


def _mention(rows: pl.LazyFrame, feed: str, name: str, number: str) -> pl.LazyFrame:
    person = pl.col(f"{number}__person")
    return rows.filter(person.is_not_null()).select(
        person.alias("person_id"),
        pl.col(name).alias("name"),
        pl.lit(value=True).alias("by_number"),
        pl.col(f"{number}__birth").alias("number_birth"),
        pl.col(f"{number}__sex").alias("number_sex"),
        pl.lit(None, pl.String).alias("in_its_place"),
        pl.lit(value=False).alias("is_unusable"),
        *TRACE,
        pl.lit(feed).alias("feed"),
    )
