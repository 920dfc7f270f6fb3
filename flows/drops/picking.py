"""Picks rows of a spilled frame by their places. A join would hold the wide rows of a whole drop in memory while it waits for its
other side; a mask of one bit a row lets them stream through.
"""

from __future__ import annotations

import polars as pl


def only(rows: pl.LazyFrame, places: pl.Series, height: int) -> pl.LazyFrame:
    """The rows at `places` (from 0), in their order; `height` is how many rows there are."""
    return _masked(rows, pl.repeat(value=False, n=height, eager=True).scatter(places, values=True))


def without(rows: pl.LazyFrame, places: pl.Series, height: int) -> pl.LazyFrame:
    """The rows that are not at `places`, in their order."""
    return _masked(rows, pl.repeat(value=True, n=height, eager=True).scatter(places, values=False))


def _masked(rows: pl.LazyFrame, mask: pl.Series) -> pl.LazyFrame:
    picked = pl.col("_at").map_batches(mask.gather, return_dtype=pl.Boolean, is_elementwise=True)
    return rows.with_row_index("_at").filter(picked).drop("_at")
