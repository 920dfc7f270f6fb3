"""ID numbers that lost digits: to Excel's 15, to stars, to an exponent."""

from __future__ import annotations

import polars as pl

from transforms.linkage.comparisons.kinds import OTHER

UNTOUCHED = 12
"""Digits in front that rounding cannot reach: a carry ends within the day of birth."""
_LOST = 1000
_ENOUGH, _ENOUGH_BEHIND = 8, 3
"""Shown digits, and of them at the end, that tell people of one county apart."""


def lost_tail(pairs: pl.DataFrame) -> pl.Series:
    """Whether one of two whole numbers is the other after a spreadsheet took it for a quantity: Boolean."""
    one, other = pl.col("number"), pl.col("number" + OTHER)
    near = one.str.head(UNTOUCHED) == other.str.head(UNTOUCHED)
    rows = pairs.select(near.arg_true()).to_series()
    few = pairs[rows].select(pl.col("number", "number" + OTHER).cast(pl.Int64, strict=False), "valid", "valid" + OTHER)
    found = few.select((_lost("number", "number" + OTHER) | _lost("number" + OTHER, "number")).fill_null(value=False)).to_series()
    return pl.repeat(False, pairs.height, dtype=pl.Boolean, eager=True).scatter(rows, found)


def _lost(damaged: str, whole: str) -> pl.Expr:
    """15 digits and 000 (cut or rounded), the nearest binary fraction, or any such of the same 15 digits where it is no ID.
    A number with X is no quantity: it cannot lose its tail so.
    """
    cell, number = pl.col(damaged), pl.col(whole)
    as_float = pl.col(whole).cast(pl.Float64).cast(pl.Int64)
    same_digits = cell // _LOST == number // _LOST
    rounded = (cell % _LOST == 0) & (same_digits | ((cell - number).abs() <= _LOST // 2))
    is_float = cell.cast(pl.Float64).cast(pl.Int64) == cell
    invalid = ~pl.col("valid" + damaged.removeprefix("number"))
    long = (cell >= 10**17) & (number >= 10**17)
    return long & (rounded | (cell == as_float) | (invalid & is_float & same_digits))


def visible(pairs: pl.DataFrame) -> pl.DataFrame:
    """`shown`: digits that both sides show; `agrees`: whether they are the same; `is_enough` to mean a person."""
    heads, tails = ([pl.col(end), pl.col(end + OTHER)] for end in ("head", "tail"))
    front, behind = (pl.min_horizontal(each.str.len_chars() for each in ends) for ends in (heads, tails))
    agrees = (heads[0].str.head(front) == heads[1].str.head(front)) & (tails[0].str.tail(behind) == tails[1].str.tail(behind))
    return pairs.select(
        shown=front + behind,
        agrees=agrees,
        is_enough=(front + behind >= _ENOUGH) & (behind >= _ENOUGH_BEHIND),
    )
