"""Several frames in one row, so that a plan may compute several frames from several others at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

Frames = dict[str, pl.DataFrame]


def bundled(given: Mapping[str, pl.LazyFrame], work: Callable[[Frames], Frames], result: Mapping[str, pl.Schema]) -> pl.LazyFrame:
    """A plan of one row with a list a frame of the result, by name. `work` gets the given frames whole."""
    rows = [frame.select(pl.struct(pl.all()).implode().alias(name)) for name, frame in given.items()]
    schema = {name: pl.List(pl.Struct(columns)) for name, columns in result.items()}

    def worked(row: pl.DataFrame) -> pl.DataFrame:
        found = work({name: row[name].explode().struct.unnest() for name in row.columns})
        return pl.DataFrame([found[name].to_struct(name).implode() for name in result], schema=schema)

    return pl.concat(rows, how="horizontal").map_batches(
        worked, schema=schema, projection_pushdown=False, predicate_pushdown=False, slice_pushdown=False
    )


def unbundled(row: pl.LazyFrame, name: str) -> pl.LazyFrame:
    """One of the frames again."""
    return row.select(pl.col(name).explode()).unnest(name)
