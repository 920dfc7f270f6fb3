"""Agreeing on a rare value says more than agreeing on a common one: the u of the best level is the value's own share on the left.

Shares count in whole powers of two, so that a few records more tonight do not move last night's scores.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from transforms.linkage.model import Model
from transforms.linkage.pairs import Compared

MOST_BITS: Final = 6.0
"""By so many bits a rare value may count more than an average one: one that stands once may be a slip of the pen."""
COMMON, RARE = -1.0, 1.0
"""Bits from which on a sentence calls a value common or rare."""


def gains(one: Compared, model: Model, position: int) -> pl.Series | None:
    """What each row of the values' table adds to the weight of the best level, in bits; None where frequencies do not count."""
    if not (one.compare.term_frequency and one.kind.frequency):
        return None
    weights = model.bits[position]
    own = np.log2(model.m[position][one.top]) - _share_bits(one)
    # A better level never says less than a worse one, however common the value.
    lowest, highest = weights[one.top - 1], weights[one.top] + MOST_BITS
    bounded = np.clip(own, lowest, max(highest, lowest)) - weights[one.top]
    return pl.Series(np.where(np.isnan(bounded), 0.0, bounded))


def _share_bits(one: Compared) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """log2 of each value's share on the left, rounded; a value that is not there counts as if it stood once."""
    term = one.derived[one.kind.frequency].alias("term")
    counts = one.values.left.drop_nulls().alias("code").to_frame().group_by("code").len()
    rows = term.to_frame().with_row_index("code").join(counts, on="code", how="left", maintain_order="left")
    share = pl.col("len").sum().over("term").clip(lower_bound=1) / pl.col("len").sum().clip(lower_bound=1)
    bits = rows.select(pl.when(pl.col("term").is_not_null()).then(share.log(2).round()))
    return bits.to_series().fill_null(float("nan")).to_numpy().astype(np.float64)
