"""Slips of the keyboard between two texts: a character wrong, two neighbours swapped, one too many or too few."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import polars as pl
from rapidfuzz import distance, process

NONE: Final = 0
WRONG: Final = 1
SWAPPED: Final = 2
DROPPED: Final = 3
FURTHER: Final = 4
"""More than one slip apart."""

_BEYOND = 2


def slip(one: pl.Series, other: pl.Series) -> pl.Series:
    """Which single slip lies between two texts, UInt8. Both known, row by row; symmetric."""
    edits = pl.Series(distances(one, other, distance.OSA.distance, cutoff=1), dtype=pl.UInt8)
    kinds = edits.replace_strict({0: NONE, 1: WRONG, _BEYOND: FURTHER}, return_dtype=pl.UInt8)
    near = (edits == 1).arg_true()
    return kinds.scatter(near, _which(one.gather(near), other.gather(near))) if len(near) else kinds


def distances(one: pl.Series, other: pl.Series, scorer: Any, *, cutoff: float | None = None) -> np.ndarray[Any, Any]:
    """Distances of pairs, by rapidfuzz on one core: the engine already works on several batches at once."""
    kind = np.uint8 if scorer in {distance.OSA.distance, distance.Hamming.distance} else np.float32
    return process.cpdist(one.to_list(), other.to_list(), scorer=scorer, score_cutoff=cutoff, workers=1, dtype=kind)


def _which(one: pl.Series, other: pl.Series) -> pl.Series:
    """Of texts one slip apart: by their lengths, and by how many places differ."""
    lengths = one.str.len_chars() == other.str.len_chars()
    places = pl.Series(distances(one, other, distance.Hamming.distance), dtype=pl.UInt8)
    kinds = pl.when(~lengths).then(DROPPED).when(places == 1).then(WRONG).otherwise(SWAPPED)
    return pl.select(kinds.cast(pl.UInt8)).to_series()
