"""The figures a drop is judged by: one row, computed from the accepted rows and what was known. Pure, no person in it.

A share that rests on too few rows to mean anything is null, and a null measure is never held against a drop: three rows
are ten per cent of a village of thirty.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import polars as pl

from config.contracts import Column, Contract

FEW_KNOWN_KEYS = 20
"""Below so many known keys only the loss of most of them counts as a shrunken snapshot."""

FEW_ROWS = 100
"""Category shares are compared from so many non-blank cells on, on both sides."""


def drop_measures(
    contract: Contract,
    accepted: pl.LazyFrame,
    state: pl.LazyFrame,
    *,
    rows_read: int,
    rows_rejected: int,
    refused_keys: pl.LazyFrame | None = None,
) -> pl.LazyFrame:
    """One row of measures for `drop_suite`.

    `accepted`: the drop's accepted rows, duplicates settled. `state`: the rows known for this feed as of the drop's
    data date, `_key` and the feed's columns (may be empty; scanned or in memory, it is read once a category).
    `refused_keys`: `_key` of refused rows, which are not absent; nulls are ignored.

    Columns: rows_read, rows_accepted, rows_rejected, refused_share, known_keys, vanished, vanished_share, shrink_share
    (the vanished share where it means something, for snapshots only) and `shift_<column>` for every code column: the
    total-variation distance (0 to 1) between its category shares in drop and state, less what chance explains.
    """
    known = _in_scope(contract, state, accepted)
    delivered = accepted.select("_key")
    if refused_keys is not None:
        delivered = pl.concat([delivered, refused_keys.select("_key").drop_nulls()])
    parts = [
        _volume(contract, rows_read, rows_rejected),
        _vanished(contract, known.select("_key"), delivered),
        *(_shift(column, accepted, known) for column in shifting_columns(contract)),
    ]
    return pl.concat(parts, how="horizontal")


def shifting_columns(contract: Contract) -> tuple[Column, ...]:
    """Columns whose category shares are compared with the known ones: codes that are not part of the key."""
    return tuple(column for column in contract.columns if column.type == "code" and column.name not in contract.key)


def _in_scope(contract: Contract, state: pl.LazyFrame, accepted: pl.LazyFrame) -> pl.LazyFrame:
    """What was known of the towns in the drop, when the feed comes as one file a town; else all that was known."""
    if not contract.scope:
        return state
    return state.join(accepted.select(contract.scope).unique(), on=contract.scope, how="semi")


def _volume(contract: Contract, rows_read: int, rows_rejected: int) -> pl.LazyFrame:
    few = rows_rejected <= contract.small_count
    return pl.LazyFrame(
        {
            "rows_read": [rows_read],
            "rows_accepted": [rows_read - rows_rejected],
            "rows_rejected": [rows_rejected],
            "refused_share": [None if few or not rows_read else rows_rejected / rows_read],
        },
        schema_overrides={"refused_share": pl.Float64},
    )


def _vanished(contract: Contract, known: pl.LazyFrame, delivered: pl.LazyFrame) -> pl.LazyFrame:
    # By hash: the figure is a share, and five million texts would take half a gigabyte.
    there, here = known.select(pl.col("_key").hash()), delivered.select(pl.col("_key").hash())
    absent = there.join(here, on="_key", how="anti").select(vanished=pl.len())
    share = pl.col("vanished") / pl.when(pl.col("known_keys") > 0).then("known_keys")
    means_something = (pl.col("vanished") > contract.small_count) & ((pl.col("known_keys") >= FEW_KNOWN_KEYS) | (share > 0.5))
    counted = means_something & (contract.delivery == "snapshot")
    return (
        pl.concat([known.select(known_keys=pl.len()), absent], how="horizontal")
        .with_columns(vanished_share=share)
        .with_columns(shrink_share=pl.when(counted).then("vanished_share"))
    )


def _shift(column: Column, accepted: pl.LazyFrame, known: pl.LazyFrame) -> pl.LazyFrame:
    """Total-variation distance of the category shares, less its expectation under chance, not below 0."""
    name = f"shift_{column.name}"
    now, then = pl.col("now").sum(), pl.col("then").sum()
    distance = (pl.col("now") / now - pl.col("then") / then).abs().sum() / 2
    chance = (pl.len() / (2 * math.pi) * (1 / now + 1 / then)).sqrt()
    enough = (now >= FEW_ROWS) & (then >= FEW_ROWS)
    return (
        _sizes(accepted, column.name, "now")
        .join(_sizes(known, column.name, "then"), on=column.name, how="full", coalesce=True)
        .with_columns(pl.col("now", "then").fill_null(0).cast(pl.Float64))
        .select(pl.when(enough).then((distance - chance).clip(lower_bound=0.0)).alias(name))
    )


def _sizes(frame: pl.LazyFrame, column: str, size: str) -> pl.LazyFrame:
    return frame.select(column).drop_nulls().group_by(column).agg(pl.len().alias(size))


def measure_names(contract: Contract) -> Iterable[str]:
    """Names of the measures in order, for tests and documentation."""
    fixed = ("rows_read", "rows_accepted", "rows_rejected", "refused_share")
    snapshot = ("known_keys", "vanished", "vanished_share", "shrink_share")
    return (*fixed, *snapshot, *(f"shift_{column.name}" for column in shifting_columns(contract)))
