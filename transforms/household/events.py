"""The shape of what is told of two editions: one row an event."""

from __future__ import annotations

import polars as pl

EVENT = ("household_id", "person_id", "event", "field", "old", "new")
"""What no two rows are alike in, and the order of the rows: what is told of a household comes before what is told of its people."""

NOTHING = pl.Schema({**dict.fromkeys(EVENT, pl.String()), "happened_on": pl.Date()})
"""The columns of events."""


def events(
    rows: pl.LazyFrame,
    event: str | pl.Expr,
    field: str,
    old: pl.Expr,
    new: pl.Expr,
    *,
    of: str = "person",
    home: str = "household_id",
    day: pl.Expr | None = None,
) -> pl.LazyFrame:
    """The rows as events (EVENT and `happened_on`) of a person, or of a household (`of`). `home`: the column with the household that each
    is told of; `day`: where the rows know it.
    """
    return rows.select(
        household_id=home,
        person_id=pl.col("person_id") if of == "person" else pl.lit(None, pl.String),
        event=pl.lit(event) if isinstance(event, str) else event,
        field=pl.lit(field),
        old=old.cast(pl.String),
        new=new.cast(pl.String),
        happened_on=pl.lit(None, pl.Date) if day is None else day,
    )


def text_of(column: str, dtype: pl.DataType) -> pl.Expr:
    """A cell as text; the items of a list divided by commas. An empty list is no text at all."""
    if isinstance(dtype, pl.List):
        return pl.when(pl.col(column).list.len() > 0).then(pl.col(column).cast(pl.List(pl.String)).list.join(","))
    return pl.col(column).cast(pl.String)
