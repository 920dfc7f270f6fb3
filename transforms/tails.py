"""How likely a count is by chance: the upper tail of a binomial distribution, exactly, as Polars without a library of statistics."""

from __future__ import annotations

import math

import polars as pl

SHIFT = 8
"""Stirling's series is good to the last digits from here on."""
DIGITS = 6
"""Significant digits that are kept: beyond them a sum may depend on the machine."""


def with_tail(rows: pl.LazyFrame, key: str, found: str, of: str, chance: pl.Expr, name: str) -> pl.LazyFrame:
    """`rows` with `name`: the probability that at least `found` of `of` come out, each with `chance`; null where one of them is.

    `key` is unique; `found` and `of` are integers, 0 ≤ found ≤ of; 0 < chance < 1. Work and memory go with `of` - `found`.
    """
    counts = pl.int_ranges(found, pl.col(of) + 1).alias("_i")
    known = rows.select(key, found, of, _p=chance).drop_nulls()
    tails = (
        known.with_columns(counts)
        .explode("_i", empty_as_null=True, keep_nulls=True)
        .select(key, _term=_log_probability(pl.col("_i"), pl.col(of), pl.col("_p")).exp())
        .group_by(key)
        # Smallest first: the same sum whatever the order of the rows.
        .agg(pl.col("_term").sort().sum().clip(0, 1).round_sig_figs(DIGITS).alias(name))
    )
    return rows.join(tails, on=key, how="left", maintain_order="left")


def _log_probability(hits: pl.Expr, of: pl.Expr, chance: pl.Expr) -> pl.Expr:
    ways = _log_factorial(of) - _log_factorial(hits) - _log_factorial(of - hits)
    return ways + hits * chance.log() + (of - hits) * (1 - chance).log()


def _log_factorial(number: pl.Expr) -> pl.Expr:
    """The logarithm of n! by Stirling's series at n + SHIFT, and back."""
    x = number.cast(pl.Float64) + 1 + SHIFT
    series = (x - 0.5) * x.log() - x + 0.5 * math.log(2 * math.pi) + 1 / (12 * x) - 1 / (360 * x**3) + 1 / (1260 * x**5)
    back = [(number.cast(pl.Float64) + 1 + step).log() for step in range(SHIFT)]
    return series - pl.sum_horizontal(back)
