"""Runs a kind of comparison over pairs, the way the engine does: derived columns once a record, then levels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from transforms.linkage.comparisons import COMPARISONS

Record = Any


def levels(
    kind: str, lefts: Sequence[Record], rights: Sequence[Record], dtypes: Sequence[pl.DataType | None] = (None,)
) -> list[str]:
    """The level's name of each pair. A record is its cell, or the tuple of its cells where the kind takes several columns."""
    comparison = COMPARISONS[kind]
    left, right = (_derived(kind, records, dtypes) for records in (lefts, rights))
    pairs = pl.concat([left.select(pl.all().name.prefix("l.")), right.select(pl.all().name.prefix("r."))], how="horizontal")
    sides = ({name: pl.col(f"{side}.{name}") for name in left.collect_schema().names()} for side in "lr")
    level = pairs.select(comparison.level(*sides).alias("level")).collect()["level"]
    assert level.dtype == pl.UInt8
    return [comparison.levels[index] for index in level.to_list()]


def level(kind: str, left: Record, right: Record, dtypes: Sequence[pl.DataType | None] = (None,)) -> str:
    """The level's name of one pair; asserts that sides do not matter."""
    forth, back = levels(kind, [left, right], [right, left], dtypes)
    assert forth == back
    return forth


def _derived(kind: str, records: Sequence[Record], dtypes: Sequence[pl.DataType | None]) -> pl.LazyFrame:
    rows = [record if isinstance(record, tuple) else (record,) for record in records]
    columns = {f"c{place}": pl.Series([row[place] for row in rows], dtype=dtype) for place, dtype in enumerate(dtypes)}
    return pl.LazyFrame(columns).select(**COMPARISONS[kind].prepare([pl.col(name) for name in columns]))
