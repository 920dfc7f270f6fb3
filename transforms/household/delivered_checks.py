"""Results of checks on the spot that came as a feed (contract property `role: verifications`), beside those that were imported.

Grain of a state: one row a finding and day. Both ways say the same thing of a finding: of all results the newest counts, whichever way it
came. What an import refuses does not count here either, and is told row by row: which findings there are no contract can say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from config.standards import Standards
from transforms.household.remembered import CHECKS, Remembered
from transforms.stages import Night

ROLE = "verifications"
NEEDS = pl.Schema(
    {
        "finding_id": pl.String(),
        "result": pl.String(),
        "checked_on": pl.Date(),
        "until": pl.Date(),
        "_known_at": pl.Datetime("us", "UTC"),
        "_drop_id": pl.String(),
        "_sheet": pl.String(),
        "_row": pl.UInt32(),
    }
)
"""What the night reads of such a feed's state."""
UNUSED = pl.Schema({"reason": pl.String(), "drop_id": pl.String(), "sheet": pl.String(), "row": pl.Int64()})
"""Grain: one row a delivered result that does not count, with the first reason that holds."""
UNKNOWN = "unknown_finding"


def feeds_of(standards: Standards) -> list[str]:
    """The feeds that deliver results of checks, in name order."""
    return [name for name, contract in standards.contracts.items() if contract.role == ROLE]


def told(night: Night, states: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame | None:
    """Every delivered result up to the night (NEEDS); None where no such feed was ever delivered."""
    feeds = [feed for feed in feeds_of(night.standards) if feed in states]
    if not feeds:
        return None
    return pl.concat([states[feed].select(list(NEEDS)) for feed in feeds]).filter(pl.col("checked_on") <= night.as_of)


def with_delivered(remembered: Remembered, said: pl.LazyFrame | None) -> Remembered:
    """What is remembered, with the delivered results that count among the imported ones.

    Those of a finding that the edition before does not have stay: tonight may find it, and what nobody finds no result changes.
    """
    if said is None:
        return remembered
    good = _judged(said, remembered.findings).filter((pl.col("reason") == UNKNOWN).fill_null(value=True))
    rows = good.select(
        "finding_id",
        "result",
        "checked_on",
        # A day up to which nothing waits says nothing, as in an imported file.
        until=pl.when(pl.col("result") == "waived").then("until"),
        known_at="_known_at",
        import_id="_drop_id",
        line=pl.col("_row").cast(pl.Int64),
    )
    return replace(remembered, checks=pl.concat([remembered.checks, rows.cast(dict(CHECKS))]))  # type: ignore[arg-type]


def unused(said: pl.LazyFrame | None, findings: pl.LazyFrame) -> pl.LazyFrame:
    """UNUSED: the delivered results that do not count, in the order of drop, sheet and row. `findings`: tonight's, closed ones too."""
    if said is None:
        return pl.LazyFrame(schema=UNUSED)
    return (
        _judged(said, findings)
        .filter(pl.col("reason").is_not_null())
        .select("reason", drop_id="_drop_id", sheet="_sheet", row=pl.col("_row").cast(pl.Int64))
        .sort("drop_id", "sheet", "row")
    )


def _judged(said: pl.LazyFrame, findings: pl.LazyFrame) -> pl.LazyFrame:
    """The results with `reason`, null where nothing speaks against them."""
    reason = pl.coalesce(pl.when(holds).then(pl.lit(name)) for name, holds in _checks().items())
    return said.join(
        findings.select("finding_id", "first_seen"), on="finding_id", how="left", maintain_order="left"
    ).with_columns(reason=reason)


def _checks() -> dict[str, pl.Expr]:
    """Reason -> whether it holds of a row joined with its finding; null is no."""
    waived = pl.col("result") == "waived"
    return {
        "no_until": waived & pl.col("until").is_null(),
        "until_before_checked": waived & (pl.col("until") < pl.col("checked_on")),
        "before_first_seen": pl.col("checked_on") < pl.col("first_seen"),
        UNKNOWN: pl.col("first_seen").is_null(),
    }
