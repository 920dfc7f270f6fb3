"""What a person paid for medical care in the twelve months up to the night, in fen, reversals netted.

A reversal undoes its bill where the bill stands: it takes the bill's settlement date for the window. So a bill of last
year that is reversed this year drops out of both, instead of making this year's care cheaper. A reversal whose bill was
never delivered stands at its own date.
"""

from __future__ import annotations

import polars as pl

from config.thresholds import threshold
from transforms.stages import Night, stage


@stage(key="bill")
def dated_bills(night: Night, *, settlements: pl.LazyFrame) -> pl.LazyFrame:
    """Bills and reversals with `billed_on`, null where they were not settled by the night; in the input, `bill` is what a row
    is or reverses.
    """
    is_settled = pl.col("settled_at") <= night.as_of
    is_bill = pl.col("reversal_of").is_null()
    bills, reversals = settlements.filter(is_bill), settlements.filter(~is_bill)
    originals = (
        bills.filter(is_settled)
        .join(reversals.filter(is_settled), on="bill", how="semi")
        .group_by("bill")
        .agg(original_on=pl.col("settled_at").min())
    )
    return pl.concat(
        [
            bills.with_columns(billed_on=pl.when(is_settled).then("settled_at")),
            reversals.join(originals, on="bill", how="left")
            .with_columns(billed_on=pl.when(is_settled).then(pl.coalesce("original_on", "settled_at")))
            .drop("original_on"),
        ]
    )


@stage(key="person_id")
def costs(night: Night, *, bills: pl.LazyFrame) -> pl.LazyFrame:
    """One row a person with bills: `self_pay_fen`, `medical_aid_fen`; null where none of them is in the window."""
    months = int(threshold("cost_window_months", night.as_of))
    counts = pl.col("billed_on") > pl.lit(night.as_of).dt.offset_by(f"-{months}mo")
    return (
        bills.select(
            "person_id",
            counts=counts.fill_null(value=False),
            self_pay=pl.when(counts).then("self_pay"),
            medical_aid_pay=pl.when(counts).then("medical_aid_pay"),
        )
        .group_by("person_id")
        .agg(pl.col("counts").any(), self_pay_fen=pl.col("self_pay").sum(), medical_aid_fen=pl.col("medical_aid_pay").sum())
        .select("person_id", *(pl.when("counts").then(fen).alias(fen) for fen in ("self_pay_fen", "medical_aid_fen")))
    )


def with_bill(settlements: pl.LazyFrame) -> pl.LazyFrame:
    """Settlements with `bill`: the id of the bill a row is, or reverses."""
    return settlements.with_columns(bill=pl.coalesce("reversal_of", "settlement_id"))
