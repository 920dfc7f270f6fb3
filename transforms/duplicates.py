"""Rows of one drop that share a key: equal ones count once, differing ones are all refused.

Input: the drop's accepted rows (`_key`, `_hash`, `_sheet`, `_row`). The first pass groups by a number, so that five
million keys need little memory; only keys that seem to repeat are compared exactly.
"""

from __future__ import annotations

import polars as pl

_ROW = ["_sheet", "_row"]


def seeming(accepted: pl.LazyFrame) -> pl.LazyFrame:
    """`_short`: hashes of keys that more than one row seems to have. Few, as a rule none."""
    return accepted.select(_short=_short()).group_by("_short").len().filter(pl.col("len") > 1).select("_short")


def repeated(accepted: pl.LazyFrame, shorts: pl.Series) -> pl.LazyFrame:
    """`_at, _sheet, _row, _key` of equal duplicates that are to be dropped: all but the first by sheet name and row.

    `shorts` is what `seeming` found; `_at` is the row's place in `accepted`, from 0.
    """
    found = _grouped(accepted, shorts).filter((pl.col("_contents") == 1) & (pl.col("_place") > 0))
    return found.select("_at", *_ROW, "_key")


def differing(accepted: pl.LazyFrame, shorts: pl.Series) -> pl.LazyFrame:
    """`_at, _sheet, _row, _key` of every row whose key comes with different content in the same drop."""
    return _grouped(accepted, shorts).filter(pl.col("_contents") > 1).select("_at", *_ROW, "_key")


def _grouped(accepted: pl.LazyFrame, shorts: pl.Series) -> pl.LazyFrame:
    """Rows that share a key, with the number of contents of their key (`_contents`) and their place among its rows
    (`_place`).
    """
    rows = accepted.select("_key", "_hash", *_ROW).with_row_index("_at")
    return (
        rows.filter(_short().is_in(shorts.implode()))
        .sort("_key", *_ROW)
        .with_columns(
            _contents=pl.col("_hash").n_unique().over("_key"),
            _place=pl.int_range(pl.len()).over("_key"),
        )
    )


def _short() -> pl.Expr:
    return pl.col("_key").hash()
