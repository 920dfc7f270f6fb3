"""What differs between tonight and the edition before: the few rows that all changes are told from."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import xor

import polars as pl

from transforms.household.tables import schema_of
from transforms.stages import stage

WAS = "was_"
"""Prefix of what the edition before said."""
IS_THERE, WAS_THERE = "is_there", "was_there"
_KEY, _ROW = "_key_hash", "_row_hash"


@stage(key="person_id")
def persons_differing(*, tonight: pl.LazyFrame, before: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person who is in one of the two only, or of whom any column differs; see `laid_beside`."""
    return _differing(tonight, before, "person_id")


@stage(key="household_id")
def homes_differing(*, tonight: pl.LazyFrame, before: pl.LazyFrame) -> pl.LazyFrame:
    """The same of households."""
    return _differing(tonight, before, "household_id")


def laid_beside(tonight: pl.LazyFrame, before: pl.LazyFrame, key: str) -> pl.LazyFrame:
    """One row a key of either: the columns of tonight, those of before as `was_…`, and in which it is (`is_there`, `was_there`)."""
    then = before.select(key, pl.all().exclude(key).name.prefix(WAS), pl.lit(value=True).alias(WAS_THERE))
    return (
        tonight.with_columns(pl.lit(value=True).alias(IS_THERE))
        .join(then, on=key, how="full", coalesce=True)
        .with_columns(pl.col(IS_THERE, WAS_THERE).fill_null(value=False))
    )


def columns_of(table: str, frame: pl.LazyFrame, names: Iterable[str]) -> pl.LazyFrame:
    """These columns of a published table, as an edition holds them; one of an earlier contract lacks some."""
    there, schema = set(frame.collect_schema()), schema_of(table)
    return frame.select(pl.col(name).cast(schema[name]) for name in dict.fromkeys(names) if name in there)


def _differing(tonight: pl.LazyFrame, before: pl.LazyFrame, key: str) -> pl.LazyFrame:
    """Nearly all rows are the same, so rows are told apart by two numbers and only those that differ are joined by their texts.

    Two different rows of one key share 64 bits of hash once in 10^19 rows that changed, far less often than two people a pseudonym.
    """
    shared = [name for name in before.collect_schema() if name != key]
    row = reduce(xor, (pl.col(name).hash(seed=place) for place, name in enumerate((key, *shared))))
    now, then = (frame.with_columns(pl.col(key).hash().alias(_KEY), row.alias(_ROW)) for frame in (tonight, before))
    new, old = (
        one.join(other.select(_KEY, _ROW), on=[_KEY, _ROW], how="anti").drop(_KEY, _ROW)
        for one, other in ((now, then), (then, now))
    )
    return laid_beside(new, old, key)
