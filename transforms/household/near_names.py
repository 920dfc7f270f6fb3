"""What two names must have in common before one birth date can make them one person, in a city where many share every date.

In a small city everybody of one birth date is compared. In a large one most of these pairs are of two people whatever else agrees: under names that
differ altogether, or agree in the surname only, no pair that shares nothing but the date comes near the threshold of review (a test works that out
of `config/linkage.yaml`). Names that agree any better share one of the texts below.
"""

from __future__ import annotations

import polars as pl

from transforms.linkage.comparisons.han_names import LEAST_BUT_ONE, LEAST_PREFIX
from transforms.linkage.comparisons.rare_characters import with_gaps
from transforms.normalise.names import name_key
from transforms.normalise.readings import reading

LARGE = 1 << 19
"""People of a city, as linkage counts them, from which on names are looked at."""
BLURRED = "*"
"""Stands for what cannot be read, and may be any name."""
_SLIPS = 7
"""Characters of a name one of which may be wrong, lacking or swapped with the next; behind them its beginning still agrees."""
_WHOLE_NUMBER = "^[0-9]{14,}[0-9Xx]?$"
"""A single slip in it leaves a part that the blocks of the configuration look for; anything else may be anybody's number."""


def near(name: pl.Expr) -> list[pl.Expr]:
    """Name -> texts, null where there is none: names share one of them that are the same, sound the same, are one slip apart, or one the
    beginning of the other.
    """
    key = name_key(name)
    length = key.str.len_chars()
    without = [
        pl.when((length > place) & (length >= LEAST_BUT_ONE)).then(pl.concat_str(key.str.head(place), key.str.slice(place + 1)))
        for place in range(_SLIPS)
    ]
    begins = pl.when(length >= LEAST_PREFIX).then(key.str.head(LEAST_PREFIX))
    return [key, reading(key).str.replace_all(" ", "", literal=True), begins, *without]


def is_blurred(name: pl.Expr) -> pl.Expr:
    """Whether the name is unknown, or lacks characters that could not be written. Never null."""
    key = name_key(name)
    return key.is_null() | ~key.str.contains(r"\p{L}") | with_gaps(key).is_not_null()


def is_unclear(number: pl.Expr) -> pl.Expr:
    """Whether digits of a number are hidden or lost. Never null: no number at all hides nothing."""
    return (~number.str.contains(_WHOLE_NUMBER)).fill_null(value=False)
