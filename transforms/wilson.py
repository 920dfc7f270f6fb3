"""Wilson's 95 % interval of a share, which stays within 0 and 1 and is honest for few and for none."""

from __future__ import annotations

import polars as pl

_Z = 1.959963984540054
"""Standard normal quantile of a two-sided 95 % interval."""


def wilson(share: pl.Expr, number: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The lower and the upper end for a share of `number` independent answers; null where either is unknown."""
    centre = share + _Z**2 / (2 * number)
    spread = _Z * (share * (1 - share) / number + _Z**2 / (4 * number**2)).sqrt()
    scale = 1 + _Z**2 / number
    return ((centre - spread) / scale).clip(0, 1), ((centre + spread) / scale).clip(0, 1)
