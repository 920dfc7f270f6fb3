"""What a drop's pseudonyms stand for, each once."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.drops.picking import only
from flows.drops.spool import Spool
from transforms.pseudonym import VAULT_SCHEMA

AT_ONCE = 5_000_000
"""Rows that are compared together: a name or a phone comes back in every batch of the file."""


def distinct_tokens(rows: pl.LazyFrame, target: Path) -> Path:
    """Writes the distinct rows of `rows` (VAULT_SCHEMA), the first of each, to `target` (parquet)."""
    count = rows.select(pl.len()).collect(engine="streaming").item()
    with Spool(target, VAULT_SCHEMA, compression="zstd") as spool:
        for batch in only(rows, _first_places(rows, -(-count // AT_ONCE)), count).collect_batches(maintain_order=True):
            spool.write(batch)
    return target


def _first_places(rows: pl.LazyFrame, parts: int) -> pl.Series:
    """Where each token with its value comes first. They are compared part by part, so that one part's are held at a time."""
    if parts <= 1:
        return rows.select(_identity()).collect(engine="streaming").to_series().is_first_distinct().arg_true()
    numbered, firsts = rows.with_row_index("_at"), []
    for number in range(parts):
        mine = numbered.filter(pl.col("token").hash() % parts == number).select("_at", _identity())
        firsts.append(mine.collect(engine="streaming").filter(pl.col("_identity").is_first_distinct())["_at"])
    return pl.concat(firsts).sort()


def _identity() -> pl.Expr:
    """128 bits of token and value: two of thirty million rows share theirs by chance in one of 10^23 drops."""
    token, value = (pl.col(name).hash().cast(pl.UInt128) for name in ("token", "value"))
    return (token * 2**64 + value).alias("_identity")
