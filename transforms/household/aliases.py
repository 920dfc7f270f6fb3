"""One person under several ids: rows of an alias count as the person's whom a link says they are.

No id is ever renamed: the alias is a row of `links`, and without it the rows are back under their own old id. A row keeps what it says itself:
`by_number` and all that hangs on a number stay false for a row that counts as somebody's by a link, so that nobody claims a number they do not bear.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from transforms.stages import Night, stage

ALIASES = pl.Schema({"person_id": pl.String(), "counts_as": pl.String()})
"""Grain: one row an alias (`person_id`); `counts_as` is nobody's alias."""


@dataclass(frozen=True)
class Aliases:
    """Who counts as whom (ALIASES): people without a usable number, and, where somebody judged so, people under a second one."""

    strangers: pl.LazyFrame
    numbers: pl.LazyFrame | None = None


@stage(key="person_id")
def linked_rows(*, rows: pl.LazyFrame, aliases: pl.LazyFrame) -> pl.LazyFrame:
    """A feed's rows with the person they count as. Only rows without a usable number of their own can be an alias's."""
    unnumbered = ~pl.col("by_number")
    moved = rows.filter(unnumbered).join(aliases.cast(ALIASES), on="person_id", how="left", maintain_order="left")
    return pl.concat(
        [
            rows.filter(~unnumbered),
            moved.with_columns(person_id=pl.coalesce("counts_as", "person_id")).drop("counts_as"),
        ]
    )


def joined_numbers(rows: pl.LazyFrame, aliases: pl.LazyFrame) -> pl.LazyFrame:
    """A feed's rows where somebody judged that people under two usable numbers are one: every mention of the one counts as the other.

    A row under the number that goes claims no number any more; what it bears stands `in_its_place`. `aliases` are few.
    """
    goes = pl.col("counts_as").is_not_null() & pl.col("by_number")
    rows = _counting(
        rows,
        aliases,
        "person_id",
        in_its_place=pl.when(goes).then("person_id").otherwise("in_its_place"),
        number_birth=pl.when(~goes).then("number_birth"),
        number_sex=pl.when(~goes).then("number_sex"),
        by_number=pl.col("by_number") & ~goes,
    )
    for column in (*_mentions(rows), *(["borrowed_from"] if "borrowed_from" in rows.collect_schema() else [])):
        rows = _counting(rows, aliases, column)
    return rows


def under_one_number(states: Mapping[str, pl.LazyFrame], aliases: Aliases | None) -> Mapping[str, pl.LazyFrame]:
    """The states of feeds where every mention of a number that goes is the other's, in their order; as they are where there are no such aliases."""
    if aliases is None or aliases.numbers is None:
        return states
    return {feed: _renamed(state, aliases.numbers) for feed, state in states.items()}


def under_one_id(night: Night, rows: Mapping[str, pl.LazyFrame], aliases: Aliases | None) -> Mapping[str, pl.LazyFrame]:
    """Every feed's rows with the person they count as; as they are where there are no aliases."""
    if aliases is None:
        return rows
    if aliases.numbers is not None:
        rows = {feed: joined_numbers(told, aliases.numbers) for feed, told in rows.items()}
    return {feed: linked_rows(night, rows=told, aliases=aliases.strangers) for feed, told in rows.items()}


def _renamed(state: pl.LazyFrame, aliases: pl.LazyFrame) -> pl.LazyFrame:
    for column in _mentions(state):
        state = _counting(state, aliases, column)
    return state


def _mentions(rows: pl.LazyFrame) -> list[str]:
    return [name for name in rows.collect_schema().names() if name.endswith("__person")]


def _counting(rows: pl.LazyFrame, aliases: pl.LazyFrame, column: str, **beside: pl.Expr) -> pl.LazyFrame:
    """The rows in their order, with whom each in `column` counts as in place of an alias; `beside`: other columns, which may ask `counts_as`."""
    known = aliases.select(pl.col("person_id").alias(column), "counts_as")
    told = rows.join(known, on=column, how="left", maintain_order="left")
    return told.with_columns(pl.coalesce("counts_as", column).alias(column), **beside).drop("counts_as")
