"""What becomes of a finding from night to night: found, assigned, verified, waived, closed, and opened again.

A finding closes when its rule no longer hits, whatever was said of it; unknown is no answer and closes nothing. When it comes back it is
open again, and what was verified before no longer counts. A waiver ends with its day.
"""

from __future__ import annotations

import polars as pl

from config.thresholds import threshold
from transforms.stages import Night, stage

OPEN = ("open", "assigned", "confirmed", "waived")
"""States in which a finding counts as open work; a waived one waits, and is not forgotten."""


@stage(key="finding_id")
def living_findings(night: Night, *, hits: pl.LazyFrame, before: pl.LazyFrame, checks: pl.LazyFrame) -> pl.LazyFrame:
    """One row a finding, tonight's hits and everything found before.

    `hits`: finding_id and `hit` (null: unknown tonight), the rest as found; `before`: the findings of the edition before; `checks`:
    verifications that count. Columns of `hits`, of all of them `first_seen, last_seen, opened_on, status, checked_on, waived_until`, and
    every column of `before` as `<column>_before`.
    """
    edition = pl.lit(night.edition)
    was = pl.col("status_before")
    hit, carried = pl.col("hit").fill_null(value=False), pl.col("is_hit_or_unknown") & ~pl.col("hit").fill_null(value=False)
    goes_on = was.is_not_null() & (was != "closed")
    known = before.select("finding_id", pl.exclude("finding_id").name.suffix("_before"))
    return (
        hits.with_columns(is_hit_or_unknown=pl.lit(value=True))
        .join(known, on="finding_id", how="full", coalesce=True)
        .with_columns(pl.col("is_hit_or_unknown").fill_null(value=False))
        # Unknown tonight and never open before: nothing was found.
        .filter(hit | was.is_not_null())
        .with_columns(
            first_seen=pl.coalesce("first_seen_before", edition),
            last_seen=pl.when(hit).then(edition).otherwise("last_seen_before"),
            opened_on=pl.when(goes_on | ~hit).then("opened_on_before").otherwise(edition),
            is_open=hit | (carried & goes_on),
        )
        .join(checks, on="finding_id", how="left")
        .pipe(_verified, night)
    )


REMEMBERED = ("status", "first_seen", "last_seen", "opened_on", "checked_on", "waived_until")
"""Columns that the life cycle decides."""


def counting(checks: pl.LazyFrame, night: Night) -> pl.LazyFrame:
    """The newest verification of each finding up to the night: `finding_id, result, checked_on, until`."""
    return (
        checks.filter(pl.col("checked_on") <= night.as_of)
        .sort("checked_on", "known_at", "import_id", "line", descending=True)
        .unique("finding_id", keep="first", maintain_order=True)
        .select("finding_id", "result", "checked_on", "until")
    )


def due(days: pl.Expr) -> pl.Expr:
    """The day by which a finding has to be settled: counted from its opening, or from the end of a waiver that ran out."""
    since = pl.when(pl.col("status") == "open").then(pl.max_horizontal("opened_on", "waived_until")).otherwise("opened_on")
    return since + pl.duration(days=days)


def due_days(name: str, night: Night) -> int:
    """How many days a rule leaves."""
    return int(threshold(name, night.as_of))


def _verified(found: pl.LazyFrame, night: Night) -> pl.LazyFrame:
    """The state by what was verified since the finding was opened."""
    counts = (pl.col("checked_on") >= pl.col("opened_on")).fill_null(value=False)
    result = pl.when(counts).then("result")
    ran_out = (result == "waived") & (pl.col("until") < night.as_of)
    status = (
        pl.when(~pl.col("is_open")).then(pl.lit("closed")).when(ran_out).then(pl.lit("open")).otherwise(result.fill_null("open"))
    )
    return found.with_columns(
        status=status,
        checked_on=pl.when(counts).then("checked_on"),
        waived_until=pl.when(counts & (pl.col("result") == "waived")).then("until"),
    )
