"""Conditions on text that only Python decides, asked once for each distinct text of a batch."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl


def holds_for(text: pl.Expr, holds: Callable[[str], bool]) -> pl.Expr:
    """Whether `holds` is true of each text; null for null."""

    def each(cells: pl.Series) -> pl.Series:
        known = {cell: holds(cell) for cell in cells.drop_nulls().unique()}
        return pl.Series(cells.name, [known.get(cell) for cell in cells], dtype=pl.Boolean)

    return text.map_batches(each, return_dtype=pl.Boolean, is_elementwise=True)
