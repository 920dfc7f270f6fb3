"""雨露计划: whether a vocational student's aid was paid in the months up to the night."""

from __future__ import annotations

import polars as pl

from config.thresholds import threshold
from transforms.stages import Night, stage

RAIN_DEW = "rain_dew"


@stage(key="person_id")
def rain_dew(night: Night, *, aid: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person with any such payment: `rain_dew` true where one lies in the window, null where only its day is unknown."""
    since = pl.lit(night.as_of).dt.offset_by(f"-{int(threshold('aid_window_months', night.as_of))}mo")
    paid = pl.col("paid_on")
    return (
        aid.filter(pl.col("programme") == RAIN_DEW)
        .select("person_id", within=(paid > since) & (paid <= night.as_of))
        .group_by("person_id")
        .agg(within=pl.col("within").any(), undated=pl.col("within").is_null().any())
        .filter(pl.col("within") | pl.col("undated"))
        .select("person_id", rain_dew=pl.when("within").then(statement=True))
    )
