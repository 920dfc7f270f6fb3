"""One name a place: 青石 and 青石镇 under one division code are one town, called what most of its households call it.

Only spellings that agree once 镇, 乡, 街道, 村 … are away are one name; a town under a new name keeps both until the department
writes one of them.
"""

from __future__ import annotations

import polars as pl

from transforms.normalise.places import place_key
from transforms.stages import stage

DIGITS = {"town": 9, "village": 12}
"""How many digits of the village's code are the place's own."""


def places_of(homes: pl.LazyFrame) -> pl.LazyFrame:
    """What `other_spellings` needs of each household."""
    return homes.select(*DIGITS, "village_code", town_code=pl.col("village_code").str.head(DIGITS["town"]))


@stage(key="town_code")
def other_spellings(*, places: pl.LazyFrame) -> pl.LazyFrame:
    """One row a place and spelling that is not the usual one: `place` (town | village), `code`, `spelling`, `usual`. Few rows."""
    return pl.concat([_of(places, place, digits) for place, digits in DIGITS.items()])


def usually_spelled(homes: pl.LazyFrame, spellings: pl.LazyFrame) -> pl.LazyFrame:
    """`homes`, in their order, with every place under its usual name."""
    for place, digits in DIGITS.items():
        known = spellings.filter(pl.col("place") == place).select("code", pl.col("spelling").alias(place), "usual")
        homes = (
            homes.with_columns(code=pl.col("village_code").str.head(digits))
            .join(known, on=["code", place], how="left", maintain_order="left")
            .with_columns(pl.coalesce("usual", place).alias(place))
            .drop("code", "usual")
        )
    return homes


def _of(places: pl.LazyFrame, place: str, digits: int) -> pl.LazyFrame:
    """The most frequent spelling is the usual one; of several the longest, then the first by text."""
    order = [pl.col("len"), pl.col("spelling").str.len_chars(), pl.col("spelling")]
    usual = pl.col("spelling").sort_by(order, descending=[True, True, False]).first()
    return (
        places.select(code=pl.col("village_code").str.head(digits), spelling=pl.col(place))
        .drop_nulls()
        .group_by("code", "spelling")
        .len()
        .with_columns(name=place_key(pl.col("spelling")))
        .with_columns(usual=usual.over("code", "name"))
        .filter(pl.col("usual") != pl.col("spelling"))
        .select(pl.lit(place).alias("place"), "code", "spelling", "usual")
    )
