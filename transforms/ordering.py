"""Sorting by text for a fraction of its price: by the first eight bytes as one integer, and by the text where they are alike."""

from __future__ import annotations

import polars as pl

_BYTES = 8


def by_text(column: str) -> list[pl.Expr]:
    """Sort keys that order as the column of ASCII text itself does; nulls in their usual place."""
    head = pl.col(column).str.pad_end(_BYTES, "\0").str.head(_BYTES)
    return [head.cast(pl.Binary).bin.reinterpret(dtype=pl.UInt64, endianness="big"), pl.col(column)]
