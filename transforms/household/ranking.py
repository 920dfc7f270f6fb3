"""One row a person out of several: the first by an order that has no ties."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def ranked(rows: pl.LazyFrame, *order: pl.Expr) -> pl.LazyFrame:
    """The rows with `place` (UInt32): 1 for the row of its person that comes first by `order`, ascending, nulls last.

    `_key` ends every tie. Nearly everybody has one row: only persons with several are sorted.
    """
    several = rows.group_by("person_id").len("rows").filter(pl.col("rows") > 1)
    return pl.concat(
        [
            rows.join(several, on="person_id", how="anti").with_columns(place=pl.lit(1, pl.UInt32)),
            _placed(rows.join(several, on="person_id", how="semi"), order),
        ]
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


def _placed(rows: pl.LazyFrame, order: Sequence[pl.Expr]) -> pl.LazyFrame:
    keys = {f"order_{place}": key for place, key in enumerate(order)}
    return (
        rows.with_columns(**keys)
        .sort("person_id", *keys, "_key", nulls_last=True)
        .drop(keys.keys())
        .with_columns(place=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over("person_id"))
    )
