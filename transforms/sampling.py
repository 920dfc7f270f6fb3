"""A stratified sample of households that anybody who has the list can draw again: no chance but the seed's.

Within a stratum the households with the smallest HMAC-SHA256 of seed and id are drawn, so the order of the rows decides nothing, and where more
are drawn of a stratum with the same seed, those of the smaller sample are among them. (A larger sample may take fewer of a small stratum: that
is how largest remainders go.)
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor

import polars as pl

from transforms.keyed import keyed


def allocated(households: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each stratum's households are drawn: in proportion, by the largest remainder, and at least one of each where `size`
    allows. Raises ValueError where there are fewer households than are to be drawn.

    Ties go to the stratum that comes first by name.
    """
    total = sum(households.values())
    if not 0 < size <= total:
        raise ValueError(f"of {total:,} households {size:,} cannot be drawn")
    least = int(size >= len(households))
    exact = {stratum: Fraction(size * number, total) for stratum, number in sorted(households.items())}
    given = {stratum: max(least, floor(share)) for stratum, share in exact.items()}
    while (missing := size - sum(given.values())) > 0:
        by_remainder = sorted(
            (stratum for stratum in given if given[stratum] < households[stratum]),
            key=lambda stratum: (given[stratum] - exact[stratum], stratum),
        )
        given |= {stratum: given[stratum] + 1 for stratum in by_remainder[:missing]}
    while (surplus := sum(given.values()) - size) > 0:
        by_surplus = sorted(
            (stratum for stratum in given if given[stratum] > least),
            key=lambda stratum: (exact[stratum] - given[stratum], stratum),
        )
        given |= {stratum: given[stratum] - 1 for stratum in by_surplus[:surplus]}
    return given


def in_order(households: pl.LazyFrame, seed: int) -> pl.LazyFrame:
    """Households with `place` from 0 within their `stratum`, in which order they are drawn. `households`: `household_id`, `stratum`."""
    drawn = keyed(pl.col("household_id"), str(seed).encode(), label="sample|", prefix="")
    return (
        households.with_columns(_drawn=drawn)
        .sort("stratum", "_drawn", "household_id")
        .with_columns(place=pl.int_range(pl.len()).over("stratum"))
        .drop("_drawn")
    )


def drawn(ordered: pl.LazyFrame, allocation: Mapping[str, int]) -> pl.LazyFrame:
    """The households of the sample, as `in_order` has them, each with how many of its stratum `sampled` are."""
    sampled = pl.col("stratum").replace_strict(dict(allocation), default=0, return_dtype=pl.Int64)
    return ordered.with_columns(sampled=sampled).filter(pl.col("place") < pl.col("sampled"))
