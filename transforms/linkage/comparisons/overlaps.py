"""Lists: whether two records have a value in common."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.linkage.comparisons.kinds import DIFFERENT, SAME, UNKNOWN, Comparison, Derived, exactly, ladder

LIST = pl.List(pl.String())
ANY_LEVELS = (UNKNOWN, DIFFERENT, SAME)
ANY_WORDS = {
    UNKNOWN: ("不详", "is unknown"),
    DIFFERENT: ("没有相同的", "has nothing in common"),
    SAME: ("有相同的", "has something in common"),
}
HOUSEHOLD_LEVELS = (UNKNOWN, DIFFERENT, "kin", SAME)
HOUSEHOLD_WORDS = {
    UNKNOWN: ("不详", "is unknown"),
    DIFFERENT: ("不同", "differs"),
    "kin": ("是其监护人或户主所在户", "is that of the guardian or the head"),
    SAME: ("相同", "is the same"),
}


def _any(columns: Sequence[pl.Expr]) -> Derived:
    (listed,) = exactly(columns, "list")
    return {"list": _listed(listed).list.drop_nulls()}


def _any_level(left: Derived, right: Derived) -> pl.Expr:
    return ladder(ANY_LEVELS, {UNKNOWN: _empty(left, right), SAME: _in_common(left, right)})


def _household(columns: Sequence[pl.Expr]) -> Derived:
    own, listed = exactly(columns, "household", "households of the person and their kin")
    home = own.cast(pl.String)
    every = pl.concat_list(_listed(listed).fill_null(pl.lit([], LIST)), home)
    return {"own": home, "list": every.list.drop_nulls()}


def _household_level(left: Derived, right: Derived) -> pl.Expr:
    same = left["own"] == right["own"]
    return ladder(HOUSEHOLD_LEVELS, {UNKNOWN: _empty(left, right), SAME: same, "kin": _in_common(left, right)})


def _listed(values: pl.Expr) -> pl.Expr:
    return values.map_batches(_as_lists, return_dtype=LIST, is_elementwise=True)


def _as_lists(values: pl.Series) -> pl.Series:
    """Single values are lists of one. A column that nobody delivered comes as text without a value."""
    if isinstance(values.dtype, pl.List):
        return values.cast(LIST)
    return values.cast(pl.String).to_frame("value").select(pl.concat_list("value")).to_series()


def _empty(left: Derived, right: Derived) -> pl.Expr:
    return (left["list"].list.len().fill_null(0) == 0) | (right["list"].list.len().fill_null(0) == 0)


def _in_common(left: Derived, right: Derived) -> pl.Expr:
    return left["list"].list.set_intersection(right["list"]).list.len() > 0


ANY_OF = Comparison(ANY_LEVELS, ANY_WORDS, _any, _any_level)
HOUSEHOLD = Comparison(HOUSEHOLD_LEVELS, HOUSEHOLD_WORDS, _household, _household_level)
