"""Quantities: equal, close, or within a tenth of one another."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.linkage.comparisons.kinds import DIFFERENT, SAME, UNKNOWN, Comparison, Derived, exactly, ladder, missing

LEVELS = (UNKNOWN, DIFFERENT, "within", "close", SAME)
WORDS = {
    UNKNOWN: ("不详", "is unknown"),
    DIFFERENT: ("不同", "differs"),
    "within": ("相差不到一成", "differs by less than a tenth"),
    "close": ("几乎相同", "is almost the same"),
    SAME: ("相同", "is the same"),
}
_CLOSE, _WITHIN = 0.01, 0.1


def _prepare(columns: Sequence[pl.Expr]) -> Derived:
    (number,) = exactly(columns, "number")
    value = number.cast(pl.Float64, strict=False)
    return {"key": pl.when(value.is_finite()).then(value)}


def _level(left: Derived, right: Derived) -> pl.Expr:
    one, other = left["key"], right["key"]
    apart = (one - other).abs()
    size = pl.max_horizontal(one.abs(), other.abs())
    rules = {
        UNKNOWN: missing(left, right),
        SAME: one == other,
        "close": apart <= size * _CLOSE,
        "within": apart <= size * _WITHIN,
    }
    return ladder(LEVELS, rules)


NUMBER = Comparison(LEVELS, WORDS, _prepare, _level)
