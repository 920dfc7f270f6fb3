"""What happened to people from one edition to the next: born, died, moved, split, merged, and fields that changed."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from config.thresholds import threshold
from transforms.household.changed_fields import changed_fields
from transforms.household.continued import HOME, HOME_BEFORE, PERSON
from transforms.household.differing import IS_THERE, WAS_THERE
from transforms.household.events import events
from transforms.household.remembered import Before
from transforms.household.two_editions import TwoEditions
from transforms.stages import Night


def person_events(seen: TwoEditions, fates: pl.LazyFrame, night: Night, before: Before) -> pl.LazyFrame:
    """One row an event of a person; of whom tonight's roster does not list, under the household before. `fates`: `home_events.fates`."""
    rows = seen.persons.with_columns(home=pl.coalesce(HOME, HOME_BEFORE))
    died = _died(rows)
    fields = changed_fields(rows.with_columns(pl.col("home").alias(HOME)), night, before, "person")
    ids = events(seen.ids.with_columns(pl.col("new").alias(PERSON)), "field_changed", PERSON, pl.col("old"), pl.col("new"))
    return pl.concat([died, _homes(rows, fates, night, before), ids, fields.join(died, on=[PERSON, "field"], how="anti")])


def _died(rows: pl.LazyFrame) -> pl.LazyFrame:
    """A death is confirmed now; or it is only reported, and the roster has struck the person off with it.

    Of people outside the roster whom nobody knew nothing is told.
    """
    is_known = pl.col(WAS_THERE) | pl.col(HOME).is_not_null()
    confirmed = ~pl.col("alive") & is_known
    gone_with_one = pl.col("alive").is_null() & pl.col(HOME_BEFORE).is_not_null() & pl.col(HOME).is_null()
    now = rows.filter(IS_THERE, pl.col("was_alive").ne_missing(other=False), confirmed.fill_null(value=False) | gone_with_one)
    return events(now, "died", "alive", pl.col("was_alive"), pl.col("alive"), home="home")


def _homes(rows: pl.LazyFrame, fates: pl.LazyFrame, night: Night, before: Before) -> pl.LazyFrame:
    """Everybody whose household is another one: each has exactly one row."""
    young = before.as_of - timedelta(days=int(threshold("birth_listed_days", night.as_of)))
    is_born = (
        pl.col(HOME_BEFORE).is_null() & pl.col("was_listed").is_null() & (pl.col("birth_date") > young).fill_null(value=False)
    )
    came = pl.when("was_listed").then(pl.lit("field_changed")).when(is_born).then(pl.lit("born")).otherwise(pl.lit("moved"))
    gone = pl.when(pl.col(HOME).is_null()).then(pl.lit("field_changed"))
    event = pl.when(pl.col(HOME_BEFORE).is_null()).then(came).otherwise(gone.otherwise("fate"))
    changed = rows.filter(pl.col(HOME).ne_missing(pl.col(HOME_BEFORE)))
    there = changed.join(fates, left_on=[HOME_BEFORE, HOME], right_on=["old", "new"], how="left")
    day = pl.when(is_born).then("birth_date")
    return events(there, event, HOME, pl.col(HOME_BEFORE), pl.col(HOME), home="home", day=day)
