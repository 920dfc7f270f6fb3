"""Lists: whether two records have a value in common."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.linkage.comparisons.kinds import DIFFERENT, SAME, UNKNOWN, Comparison, Derived, exactly, ladder

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
    return {"list": listed.list.drop_nulls()}


def _any_level(left: Derived, right: Derived) -> pl.Expr:
    return ladder(ANY_LEVELS, {UNKNOWN: _empty(left, right), SAME: _in_common(left, right)})


def _household(columns: Sequence[pl.Expr]) -> Derived:
    own, listed = exactly(columns, "household", "households of the person and their kin")
    every = pl.concat_list(listed.fill_null(pl.lit([], pl.List(pl.String))), own)
    return {"own": own, "list": every.list.drop_nulls()}


def _household_level(left: Derived, right: Derived) -> pl.Expr:
    same = left["own"] == right["own"]
    return ladder(HOUSEHOLD_LEVELS, {UNKNOWN: _empty(left, right), SAME: same, "kin": _in_common(left, right)})


def _empty(left: Derived, right: Derived) -> pl.Expr:
    return (left["list"].list.len().fill_null(0) == 0) | (right["list"].list.len().fill_null(0) == 0)


def _in_common(left: Derived, right: Derived) -> pl.Expr:
    return left["list"].list.set_intersection(right["list"]).list.len() > 0


ANY_OF = Comparison(ANY_LEVELS, ANY_WORDS, _any, _any_level)
HOUSEHOLD = Comparison(HOUSEHOLD_LEVELS, HOUSEHOLD_WORDS, _household, _household_level)
