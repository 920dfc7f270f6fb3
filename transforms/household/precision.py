"""How far a rule can be trusted: the share of its verified hits that were confirmed, with Wilson's 95 % interval."""

from __future__ import annotations

import polars as pl

from transforms.stages import stage

_Z = 1.959963984540054
"""Standard normal quantile of a two-sided 95 % interval."""
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
    share, number = pl.col("precision"), pl.col("verified")
    centre = share + _Z**2 / (2 * number)
    spread = _Z * (share * (1 - share) / number + _Z**2 / (4 * number**2)).sqrt()
    scale = 1 + _Z**2 / number
    return (
        decided.group_by("rule_id")
        .agg(verified=pl.len().cast(pl.Int64), verified_true=pl.col("is_true").sum().cast(pl.Int64))
        .with_columns(precision=pl.col("verified_true") / number)
        .with_columns(
            precision_low=((centre - spread) / scale).clip(0, 1),
            precision_high=((centre + spread) / scale).clip(0, 1),
        )
    )
