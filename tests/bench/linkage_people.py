"""Synthetic people in two lists: the second names those of the first again, one in twenty of its records damaged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from flows.demo.people import given_names, surnames

VILLAGES, PERSONS_A_VILLAGE = 3000, 350
DAMAGED = 0.05
FIRST_DAY, DAYS = date(1935, 1, 1), 31_000


def write_people(folder: Path, count: int, seed: int = 7) -> None:
    """`left.parquet` and `right.parquet`: record_id, name, birth_date, sex, village_code, phone; person n is l-n and r-n."""
    rng = np.random.default_rng(seed)
    people = _people(rng, count)
    people.select(pl.format("l-{}", "person").alias("record_id"), pl.exclude("person")).write_parquet(folder / "left.parquet")
    again = _damaged(rng, people)[pl.Series(rng.permutation(count))]
    again.select(pl.format("r-{}", "person").alias("record_id"), pl.exclude("person")).write_parquet(folder / "right.parquet")


def _people(rng: np.random.Generator, count: int) -> pl.DataFrame:
    male = rng.random(count) < 0.5
    villages = min(VILLAGES, max(1, count // PERSONS_A_VILLAGE))
    digits = pl.Series(rng.integers(3_0000_0000, 9_9999_9999, count))
    return pl.DataFrame(
        {
            "person": np.arange(count),
            "name": surnames(rng, count) + given_names(rng, male),
            "birth_date": pl.Series(rng.integers(0, DAYS, count)).cast(pl.Int32),
            "sex": pl.Series(np.where(male, "male", "female")),
            "village_code": (pl.Series(rng.integers(0, villages, count)) + 610_802_100_000).cast(pl.String),
            "phone": "1" + digits.cast(pl.String),
        }
    ).with_columns(
        birth_date=pl.lit(FIRST_DAY) + pl.duration(days="birth_date"),
        phone=pl.when(pl.Series(rng.random(count) < 0.7)).then("phone"),
    )


def _damaged(rng: np.random.Generator, people: pl.DataFrame) -> pl.DataFrame:
    """One slip in one record of twenty: another given name, day, village or a digit of the phone; who has moved has a new phone."""
    slip = pl.Series(np.where(rng.random(people.height) < DAMAGED, rng.integers(0, 4, people.height), 9))
    others = people[pl.Series(rng.permutation(people.height))]
    return people.with_columns(
        name=pl.when(slip == 0).then(pl.col("name").str.head(1) + others["name"].str.tail(1)).otherwise("name"),
        birth_date=pl.when(slip == 1).then(pl.col("birth_date") + pl.duration(days=10)).otherwise("birth_date"),
        village_code=pl.when(slip == 2).then(others["village_code"]).otherwise("village_code"),
        phone=pl.when(slip == 2).then(None).when(slip == 3).then(pl.col("phone").str.head(10) + "0").otherwise("phone"),
    )
