"""What a person paid for medical care in the twelve months up to the night, in fen, reversals netted.

A reversal is a bill of its own with negative amounts, settled on its own day: within the window it takes away what it reverses, and
whoever adds up the bills of the window gets the same sum (docs/decisions/0011).
"""

from __future__ import annotations

import polars as pl

from config.thresholds import threshold
from transforms.stages import Night, stage


def in_window(night: Night) -> pl.Expr:
    """Whether a bill was settled in the months that costs are counted over; null where its day is unknown."""
    since = pl.lit(night.as_of).dt.offset_by(f"-{int(threshold('cost_window_months', night.as_of))}mo")
    return (pl.col("settled_at") > since) & (pl.col("settled_at") <= night.as_of)


@stage(key="person_id")
def costs(night: Night, *, bills: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person with bills: `self_pay_fen`, `medical_aid_fen`; null where none of them was settled in the window.

    `bills_name_low`, `bills_name_high`: between which lie the names on the bills that bear the number, of any day.
    """
    counts = in_window(night).fill_null(value=False)
    return (
        bills.select(
            "person_id",
            counts=counts,
            name=pl.when("numbered").then("name"),
            self_pay=pl.when(counts).then("self_pay"),
            medical_aid_pay=pl.when(counts).then("medical_aid_pay"),
        )
        .group_by("person_id")
        .agg(
            pl.col("counts").any(),
            self_pay_fen=pl.col("self_pay").sum(),
            medical_aid_fen=pl.col("medical_aid_pay").sum(),
            bills_name_low=pl.col("name").min(),
            bills_name_high=pl.col("name").max(),
        )
        .with_columns(pl.when("counts").then(fen).alias(fen) for fen in ("self_pay_fen", "medical_aid_fen"))
        .drop("counts")
    )
