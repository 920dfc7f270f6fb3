"""What a drop's pseudonyms stand for, each once."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.drops.spool import Spool
from transforms.pseudonym import VAULT_SCHEMA

AT_ONCE = 1_500_000
"""Rows that are made distinct together: a name or a phone comes back in every batch of the file."""


def distinct_tokens(rows: pl.LazyFrame, target: Path) -> Path:
    """Writes the distinct rows of `rows` (VAULT_SCHEMA) to `target` (parquet), part by part by the token's own digits."""
    parts = -(-rows.select(pl.len()).collect().item() // AT_ONCE)
    with Spool(target, VAULT_SCHEMA, compression="zstd") as spool:
        for number in range(parts):
            mine = rows.filter(_in_part(number, parts)).collect(engine="streaming")
            spool.write(mine.filter(pl.struct("token", "value").is_first_distinct()))
    return target


def _in_part(number: int, parts: int) -> pl.Expr:
    """Tokens are a letter and hexadecimal digits, spread evenly: a part is a range of the first two digits."""
    first, end = -(-256 * number // parts), -(-256 * (number + 1) // parts)
    return pl.col("token").str.slice(1, 2).is_between(pl.lit(f"{first:02x}"), pl.lit(f"{end - 1:02x}"))
