"""Watched columns that say something else than in the edition before (`config/changes.yaml`).

Unknown is no value: what becomes known, and what nobody says any more, did not change. So a feed that comes for the first time changes nobody.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from config.changes import Watched
from transforms.household.differing import IS_THERE, WAS, WAS_THERE
from transforms.household.events import NOTHING, events, text_of
from transforms.household.remembered import Before
from transforms.household.tables import schema_of
from transforms.stages import Night


def changed_fields(rows: pl.LazyFrame, night: Night, before: Before, table: str) -> pl.LazyFrame:
    """The events of a table's watched columns, from the rows that differ (`differing.laid_beside`)."""
    return pl.concat([pl.LazyFrame(schema=NOTHING), *_each(rows, night, before, table)])


def _each(rows: pl.LazyFrame, night: Night, before: Before, table: str) -> Iterator[pl.LazyFrame]:
    there, both = set(rows.collect_schema()), rows.filter(pl.col(IS_THERE) & pl.col(WAS_THERE))
    for watched in night.standards.watched[table]:
        # An edition of an earlier contract says nothing of a column that came later.
        if f"{WAS}{watched.column}" not in there:
            continue
        dtype = schema_of(table)[watched.column]
        new, old = text_of(watched.column, dtype), text_of(f"{WAS}{watched.column}", dtype)
        none = _means_none(watched, night, before, table)
        told = _says(new, watched, none) & _says(old, watched, none) & new.ne_missing(old)
        yield events(both.filter(told), "field_changed", watched.column, old, new, of=table)


def _says(text: pl.Expr, watched: Watched, none: pl.Expr) -> pl.Expr:
    return pl.when(text.is_null()).then(none).otherwise(~text.is_in(watched.unknown))


def _means_none(watched: Watched, night: Night, before: Before, table: str) -> pl.Expr:
    """Whether an empty cell says that there is none: the same feeds speak of the subject, both times."""
    now, then = (set(watched.feeds) & delivered for delivered in (night.delivered, before.delivered))
    says = pl.lit(watched.blank == "none" and bool(now) and now == then)
    if table == "person":
        return says & pl.col("id_valid").fill_null(value=False) & pl.col(f"{WAS}id_valid").fill_null(value=False)
    return says
