"""Which judgements of people count on a day: of each pair the newest, unless it was taken back or has run out."""

from __future__ import annotations

from datetime import date

import polars as pl

NEWEST = ("decided_at", "known_at", "line", "judgement_id")
"""The last of them in this order counts; no two rows are equal in all."""
UNDECIDED = "open"
"""The decision of a row that takes back what was decided, or of somebody who could not tell."""


def newest(judgements: pl.LazyFrame) -> pl.LazyFrame:
    """The newest row of each pair, in whichever order the pair is named; in order of pairs, columns as given."""
    pair = {"_low": pl.min_horizontal("left", "right"), "_high": pl.max_horizontal("left", "right")}
    return (
        judgements.with_columns(**pair).sort(NEWEST).unique([*pair], keep="last", maintain_order=True).sort([*pair]).drop([*pair])
    )


def counting(judgements: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """The newest row of each pair where it says same or different and has not run out by `as_of`; columns as given.

    A pair whose newest judgement has run out or was taken back is undecided again: what was decided before that does not return.
    On which day people decided does not matter, only until when it stands: who two records speak of does not change with time.
    """
    stands = pl.col("until").is_null() | (pl.col("until") >= as_of)
    return newest(judgements).filter(pl.col("decision") != UNDECIDED, stands)
