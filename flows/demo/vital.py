"""Vital events: cremations, some of them of somebody with another name; marriages; divorces."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from flows.demo.days import days_before
from flows.demo.people import given_names, surnames

COLUMNS = ("person", "partner", "event_type", "event_date", "name_given")


def deaths(rng: np.random.Generator, dead: pl.DataFrame, since: date, until: date, wrong_names: float) -> pl.DataFrame:
    """One row a cremation in (since, until] of each of `dead` (person).

    A share of `wrong_names` carries another person's name (`name_given`): those people are not dead.
    """
    count = dead.height
    stranger = surnames(rng, count) + given_names(rng, rng.random(count) < 0.5) + "某"
    return dead.select(
        "person",
        partner=pl.lit(None, dtype=pl.Int64),
        event_type=pl.lit("火化"),
        event_date=days_before(until, rng.integers(0, (until - since).days, count)),
        name_given=pl.when(pl.Series(rng.random(count) < wrong_names)).then(stranger),
    )


def unions(rng: np.random.Generator, adults: pl.DataFrame, count: int, since: date, until: date) -> pl.DataFrame:
    """`count` marriages between a man and a woman of `adults` (person, male) and a fifth as many divorces, one row each."""
    men, women = adults.filter("male"), adults.filter(~pl.col("male"))
    count = min(count, men.height, women.height)
    apart = max(count // 5, 1)
    kinds = ["结婚"] * count + ["离婚"] * apart
    total = len(kinds)
    return pl.DataFrame(
        {
            "person": men["person"].gather(rng.integers(0, men.height, total)),
            "partner": women["person"].gather(rng.integers(0, women.height, total)),
            "event_type": kinds,
            "event_date": days_before(until, rng.integers(0, (until - since).days, total)),
            "name_given": pl.Series([None] * total, dtype=pl.String),
        }
    )


def number_events(events: pl.DataFrame, until: date) -> pl.DataFrame:
    """`events` in date order with their event_no."""
    return events.sort("event_date", "person", maintain_order=True).with_columns(
        event_no=pl.lit(f"MZ{until:%Y%m}") + (1 + pl.int_range(pl.len())).cast(pl.String).str.zfill(6)
    )
