"""One number for a row's content, by which a delivered row is compared with the known one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import polars as pl


def row_hash(columns: Iterable[str]) -> pl.Expr:
    """UInt64 of the given columns: the sum of the cells' hashes, each seeded by its column's name.

    Nulls add nothing and the order of columns does not matter, so a contract that gains a column leaves the hashes of
    rows without it unchanged. Built on Polars' own hash: `tests/transforms/test_rowhash.py` pins its values, since a
    change would make every known row look new.
    """
    return pl.sum_horizontal(_cell_hash(name) for name in columns)


def _cell_hash(name: str) -> pl.Expr:
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")
    cell = pl.col(name)
    return pl.when(cell.is_not_null()).then(cell.hash(seed)).otherwise(pl.lit(0, dtype=pl.UInt64))
