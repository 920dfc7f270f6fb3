"""Which assistance a person receives on the night's date."""

from __future__ import annotations

import polars as pl

from transforms.household.ranking import newest_first, ranked
from transforms.stages import Night, stage

ALLOWANCES = ("rural_allowance", "urban_allowance")
ASSISTED = ("rural_allowance", "destitute")
"""Schemes that make a person an assisted one."""


@stage(key="person_id")
def schemes(night: Night, *, assistance: pl.LazyFrame) -> pl.LazyFrame:
    """Assistance rows with `is_received` and `place`: received ones first, the newest approval at place 1.

    Received = approved by the night (or date unknown) and not stopped up to and including it.
    """
    begun = (pl.col("started_on") <= night.as_of).fill_null(value=True)
    stopped = (pl.col("stopped_on") <= night.as_of).fill_null(value=False)
    return assistance.with_columns(is_received=begun & ~stopped).pipe(ranked, ~pl.col("is_received"), newest_first("started_on"))


def received(ranked_rows: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person who receives anything: `schemes`, the sorted different schemes; `assisted_since`, the newest approval of
    rural allowance or destitute support.
    """
    basic = pl.col("scheme").is_in(ASSISTED)
    return (
        ranked_rows.filter("is_received")
        .group_by("person_id")
        .agg(
            schemes=pl.col("scheme").drop_nulls().unique().sort(),
            assisted_since=pl.col("started_on").filter(basic).max(),
        )
    )
