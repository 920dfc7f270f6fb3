"""The levels of a pair in one number: four bits a comparison, the first comparison lowest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

BITS: Final = 4
Matrix = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int64]


def pattern(levels: Sequence[pl.Series]) -> pl.Series:
    """Levels (UInt8, a series a comparison) -> UInt64."""
    terms = (pl.col(str(number)).cast(pl.UInt64) * (1 << BITS * number) for number in range(len(levels)))
    frame = pl.DataFrame([one.alias(str(number)) for number, one in enumerate(levels)])
    return frame.select(pl.sum_horizontal(*terms).cast(pl.UInt64)).to_series()


def counted(patterns: pl.Series, comparisons: int) -> tuple[Matrix, Counts]:
    """Distinct patterns in order as a matrix (pattern x comparison) of levels, and how many pairs have each."""
    found = patterns.alias("pattern").to_frame().group_by("pattern").len().sort("pattern")
    return unpacked(found["pattern"], comparisons), found["len"].to_numpy().astype(np.int64)


def unpacked(patterns: pl.Series, comparisons: int) -> Matrix:
    """Patterns -> levels, a row a pattern, a column a comparison."""
    numbers = patterns.to_numpy()
    shifts = [np.right_shift(numbers, np.uint64(BITS * number)) & np.uint64(2**BITS - 1) for number in range(comparisons)]
    return np.stack(shifts, axis=1).astype(np.int64)
