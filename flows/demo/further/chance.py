"""Draws of the further lists: of their own, and the same every month for the same household, person or village."""

from __future__ import annotations

import numpy as np
import polars as pl

from flows.demo.city import City

STREAM = 2
"""The eight feeds draw from streams 0 and 1 of the city's seed."""


def drawn(city: City, topic: str, index: pl.Series) -> pl.Series:
    """A number in [0, 1) for each of `index` (of households, persons, villages): it stays what it is when others are added."""
    rng = np.random.default_rng([city.seed, STREAM, *topic.encode()])
    return pl.Series(rng.random(int(index.max() or 0) + 1)).gather(index)  # type: ignore[arg-type]  # an Int64 column's maximum


def with_draws(city: City, frame: pl.DataFrame, index: str, *topics: str) -> pl.DataFrame:
    """`frame` with a column of draws a topic, named as the topic."""
    return frame.with_columns(drawn(city, topic, frame[index]).alias(topic) for topic in topics)


def story(draw: str, **shares: float) -> pl.Expr:
    """Which story a draw falls to: the named ones have these shares, in order, and the last one the rest."""
    *named, rest = shares
    told, until = pl.lit(rest), sum(shares[name] for name in named)
    for name in reversed(named):
        told = pl.when(pl.col(draw) < until).then(pl.lit(name)).otherwise(told)
        until -= shares[name]
    return told


def one_of(draw: str, *words: str | None) -> pl.Expr:
    """One of the words, each as likely as the others."""
    place = (pl.col(draw) * len(words)).floor().cast(pl.Int64)
    return place.replace_strict(list(range(len(words))), list(words), return_dtype=pl.String)


def days(draw: str, first: int, last: int) -> pl.Expr:
    """A whole number of days from `first` to `last`, as a duration."""
    return pl.duration(days=first + (pl.col(draw) * (last - first + 1)).floor().cast(pl.Int64))
