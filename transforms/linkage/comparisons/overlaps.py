"""Lists: whether two records have a value in common."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.linkage.comparisons.kinds import DIFFERENT, SAME, UNKNOWN, Comparison, Derived, exactly, ladder, missing

ANY_LEVELS = (UNKNOWN, DIFFERENT, SAME)
HOUSEHOLD_LEVELS = (UNKNOWN, DIFFERENT, "kin", SAME)


def _values(listed: pl.Expr) -> pl.Expr:
    """The list without blanks, null where nothing is left."""
    known = listed.list.drop_nulls()
    return pl.when(known.list.len() > 0).then(known)


def _in_common(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    return one.list.set_intersection(other).list.len() > 0


def _any(columns: Sequence[pl.Expr]) -> Derived:
    (listed,) = exactly(columns, "list")
    return {"key": _values(listed)}


def _any_level(left: Derived, right: Derived) -> pl.Expr:
    return ladder(ANY_LEVELS, {UNKNOWN: missing(left, right), SAME: _in_common(left["key"], right["key"])})


def _household(columns: Sequence[pl.Expr]) -> Derived:
    own, listed = exactly(columns, "household", "households of the person and their kin")
    return {"own": own, "key": _values(pl.concat_list(pl.coalesce(listed, pl.lit([], pl.List(pl.String))), own).list.unique())}


def _household_level(left: Derived, right: Derived) -> pl.Expr:
    rules = {
        UNKNOWN: missing(left, right),
        SAME: left["own"] == right["own"],
        "kin": _in_common(left["key"], right["key"]),
    }
    return ladder(HOUSEHOLD_LEVELS, rules)


ANY_OF = Comparison(
    ANY_LEVELS,
    {
        UNKNOWN: ("不详", "is unknown"),
        DIFFERENT: ("没有相同的", "has nothing in common"),
        SAME: ("有相同的", "has a value in common"),
    },
    _any,
    _any_level,
)
HOUSEHOLD = Comparison(
    HOUSEHOLD_LEVELS,
    {
        UNKNOWN: ("不详", "is unknown"),
        DIFFERENT: ("不同", "differs"),
        "kin": ("是其监护人或户主的户", "is that of the guardian or the head"),
        SAME: ("相同", "is the same"),
    },
    _household,
    _household_level,
)
