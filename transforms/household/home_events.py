"""What happened to households from one edition to the next: entered, left, removed, moved, split, merged, another head, fields that changed."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from transforms.household.changed_fields import changed_fields
from transforms.household.continued import HOME, HOME_BEFORE, LISTED_TWICE, NEW, VANISHED, left_alive, went
from transforms.household.differing import IS_THERE, WAS_THERE
from transforms.household.events import events
from transforms.household.remembered import Before
from transforms.household.two_editions import TwoEditions
from transforms.stages import Night

_STAYS = pl.col(IS_THERE) & pl.col(WAS_THERE)
_TYPE, _WATCH = "household_type", "monitored_type"


def fates(seen: TwoEditions) -> pl.LazyFrame:
    """What it means that people went from `old` to `new`: `fate`.

    merged: the old household vanished, and all of them whom the roster lists, more than half of those who have not died, are in the new one.
    split: else, where the new one is new. moved: where it was there before.
    """
    moves = (
        went(seen.persons)
        .join(seen.homes.filter(NEW).select(new=HOME, is_new=pl.lit(value=True)), on="new", how="left")
        .join(seen.homes.filter(VANISHED).select(old=HOME, vanished=pl.lit(value=True)), on="old", how="left")
        .join(left_alive(seen.persons), on="old", how="left")
    )
    together = (
        pl.col("vanished") & (pl.col("went") == pl.col("went").sum().over("old")) & (2 * pl.col("went") > pl.col("left_alive"))
    )
    fate = pl.when(together).then(pl.lit("merged")).when("is_new").then(pl.lit("split")).otherwise(pl.lit("moved"))
    return moves.select("old", "new", fate=fate)


def home_events(seen: TwoEditions, fates: pl.LazyFrame, night: Night, before: Before) -> pl.LazyFrame:
    """One row an event of a household."""
    others = pl.concat([*_register(seen), *_of_rows(seen), *_shapes(seen, fates)])
    fields = changed_fields(seen.homes, night, before, "household")
    return pl.concat([others, fields.join(others, on=[HOME, "field"], how="anti")])


def _register(seen: TwoEditions) -> Iterator[pl.LazyFrame]:
    """Into the register, out of poverty, off the register. A household that was not on the list enters unless its people come from the register.

    The type tells it, else the monitoring.
    """
    rows = seen.homes.join(_origins(seen), on=HOME, how="left").with_columns(
        registered=_registered(_TYPE, _WATCH),
        was_registered=_registered(f"was_{_TYPE}", f"was_{_WATCH}"),
        by_type=_of_register(_TYPE) != _of_register(f"was_{_TYPE}"),
    )
    was_outside = pl.when(WAS_THERE).then(~pl.col("was_registered")).when("comes_from_list").then(~pl.col("comes_from_register"))
    enters = rows.filter(IS_THERE, pl.col("registered") & was_outside.otherwise(pl.lit(value=True)))
    removed = rows.filter(_STAYS, pl.col("was_registered") & ~pl.col("registered"))
    leaves = rows.filter(_STAYS, (pl.col(f"was_{_TYPE}") == "poor") & (pl.col(_TYPE) == "exited"))
    for event, found in (("entered", enters), ("removed", removed)):
        yield events(found.filter("by_type"), event, _TYPE, pl.col(f"was_{_TYPE}"), pl.col(_TYPE), of="household")
        yield events(found.filter(~pl.col("by_type")), event, _WATCH, pl.col(f"was_{_WATCH}"), pl.col(_WATCH), of="household")
    yield events(leaves, "left", _TYPE, pl.col(f"was_{_TYPE}"), pl.col(_TYPE), of="household")


def _origins(seen: TwoEditions) -> pl.LazyFrame:
    """One row a household that is new and has people of others: whether any of these was on the register; unknown where that is."""
    numbers = seen.numbers.select(then="old", old="new")
    came = (
        seen.persons.filter(LISTED_TWICE)
        .join(seen.homes.filter(NEW), on=HOME, how="semi")
        .select(HOME, old=HOME_BEFORE)
        .join(numbers, on="old", how="left")
        .select(HOME, then=pl.coalesce("then", "old"))
    )
    registered = seen.homes_before.select(then=HOME, was_registered=_registered(_TYPE, _WATCH))
    return (
        came.join(registered, on="then", how="left")
        .group_by(HOME)
        .agg(comes_from_register=pl.col("was_registered").any(ignore_nulls=False))
        .with_columns(comes_from_list=pl.lit(value=True))
    )


def _of_rows(seen: TwoEditions) -> Iterator[pl.LazyFrame]:
    """Another village, another head: where both editions know it."""
    for event, column in (("moved", "village_code"), ("head_changed", "head_person_id")):
        old, new = pl.col(f"was_{column}"), pl.col(column)
        yield events(seen.homes.filter(_STAYS, old != new), event, column, old, new, of="household")


def _shapes(seen: TwoEditions, fates: pl.LazyFrame) -> Iterator[pl.LazyFrame]:
    """Splits and merges, under the household that people went to; and households that go on under another number."""
    shaped = fates.filter(pl.col("fate") != "moved")
    yield events(shaped, pl.col("fate"), HOME, pl.col("old"), pl.col("new"), of="household", home="new")
    yield events(seen.numbers, "field_changed", HOME, pl.col("old"), pl.col("new"), of="household", home="new")


def _registered(household_type: str, monitored_type: str) -> pl.Expr:
    """Poor, out of poverty or monitored; unknown where the type is and nothing else says so."""
    return pl.col(household_type).is_in(["poor", "exited"]) | pl.col(monitored_type).is_not_null()


def _of_register(household_type: str) -> pl.Expr:
    return pl.col(household_type).is_in(["poor", "exited"]).fill_null(value=False)
