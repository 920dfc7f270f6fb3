"""How far a rule can be trusted: the share of its verified hits that were confirmed, with Wilson's 95 % interval."""

from __future__ import annotations

import polars as pl

from transforms.stages import stage
from transforms.wilson import wilson

DECIDED = ("confirmed", "not_confirmed")


def decided(checks: pl.LazyFrame) -> pl.LazyFrame:
    """The newest verification of each finding that came to a decision: `finding_id`, `is_true`."""
    return (
        checks.filter(pl.col("result").is_in(DECIDED))
        .sort("checked_on", "known_at", "import_id", "line", descending=True)
        .unique("finding_id", keep="first", maintain_order=True)
        .select("finding_id", is_true=pl.col("result") == "confirmed")
    )


@stage(key="rule_id")
def precision(*, decided: pl.LazyFrame) -> pl.LazyFrame:
    """One row a rule that was ever verified: `verified`, `verified_true`, `precision`, `precision_low`, `precision_high`."""
    low, high = wilson(pl.col("precision"), pl.col("verified"))
    return (
        decided.group_by("rule_id")
        .agg(verified=pl.len().cast(pl.Int64), verified_true=pl.col("is_true").sum().cast(pl.Int64))
        .with_columns(precision=pl.col("verified_true") / pl.col("verified"))
        .with_columns(precision_low=low, precision_high=high)
    )
