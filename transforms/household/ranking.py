"""One row a person out of several: the first by an order that has no ties."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def ranked(rows: pl.LazyFrame, *order: pl.Expr) -> pl.LazyFrame:
    """The rows with `place` (UInt32): 1 for the row of its person that comes first by `order`, ascending, nulls last.

    `_key` ends every tie. Nearly everybody has one row: only persons with several are sorted.
    """
    alone, several = apart(rows)
    return pl.concat([alone.with_columns(place=pl.lit(1, pl.UInt32)), placed(several, *order)])


def apart(rows: pl.LazyFrame) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The rows of persons who have one, and all rows of the others.

    Told by hash, which is many times cheaper than by the ids: equal ids have equal hashes, so nobody's rows are parted.
    Two persons whose hashes meet are taken for people with several rows, which costs a sort and changes nothing.
    """
    several = pl.col("person_id").hash().is_duplicated()
    return rows.filter(~several), rows.filter(several)


def placed(rows: pl.LazyFrame, *order: pl.Expr) -> pl.LazyFrame:
    """As `ranked`, for people with several rows."""
    keys = {f"order_{place}": key for place, key in enumerate(order)}
    return (
        rows.with_columns(**keys)
        .sort("person_id", *keys, "_key", nulls_last=True)
        .drop(keys.keys())
        .with_columns(place=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over("person_id"))
    )


def first_of(ranked_rows: pl.LazyFrame) -> pl.LazyFrame:
    """The rows that came first: one a person."""
    return ranked_rows.filter(pl.col("place") == 1)


def later_of(ranked_rows: pl.LazyFrame) -> pl.LazyFrame:
    """The rows that another row of the same person came before."""
    return ranked_rows.filter(pl.col("place") > 1)


def rank_of(column: str, values: Sequence[str]) -> pl.Expr:
    """The position of the column's value in `values`; one behind the last for anything else and for unknown."""
    places = {value: place for place, value in enumerate(values)}
    return pl.col(column).replace_strict(places, default=len(places), return_dtype=pl.UInt8)


def newest_first(column: str) -> pl.Expr:
    """A date column as a sort key by which the newest comes first and unknown last."""
    return -pl.col(column).to_physical()
