"""Conditions over two or more cells of a row, and over their combination."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import polars as pl

from expectations.polars_engine import values
from expectations.polars_engine.failing.conditions import NONE, Failing, Parameters, Repeated, Rowwise


def pair_equal(schema: pl.Schema, columns: tuple[str, ...], _: Parameters) -> Failing:
    """Rows whose two cells differ, or of which one or both are missing, fail."""
    return Rowwise(~_same(schema, *columns).fill_null(False))


def pair_greater(schema: pl.Schema, columns: tuple[str, ...], given: Parameters) -> Failing:
    """Rows whose first cell is not above the second fail, missing ones too."""
    untyped = any(isinstance(values.dtype_of(schema, column), pl.Null) for column in columns)
    if untyped:
        return Rowwise(pl.lit(True))
    if not values.same_kind(schema, *columns):
        wanted = f'cannot be ordered against column "{columns[1]}"'
        raise values.ParameterTypeError(columns[0], values.dtype_of(schema, columns[0]), wanted)
    left, right = (values.comparable(schema, column) for column in columns)
    return Rowwise(~(left >= right if given.get("or_equal") else left > right).fill_null(False))


def pair_in_set(schema: pl.Schema, columns: tuple[str, ...], given: Parameters) -> Failing:
    """Rows whose pair of cells is not among `value_pairs_set` fail; None in a pair stands for missing."""
    if given.get("value_pairs_set") is None:
        return NONE
    found = [
        pl.all_horizontal([_is(schema, column, item) for column, item in zip(columns, pair, strict=True)])
        for pair in given["value_pairs_set"]
    ]
    return Rowwise(~pl.any_horizontal(found) if found else pl.lit(True))


def _is(schema: pl.Schema, column: str, item: Any) -> pl.Expr:
    if item is None:
        return values.value(schema, column).is_null()
    return values.value(schema, column).is_in(values.members(schema, column, [item]).implode()).fill_null(False)


def _same(schema: pl.Schema, left: str, right: str) -> pl.Expr:
    """Equality of two columns; null when either is missing, false between kinds that cannot be equal."""
    one, other = values.comparable(schema, left), values.comparable(schema, right)
    return (
        one == other
        if values.same_kind(schema, left, right)
        else pl.when(one.is_not_null() & other.is_not_null()).then(pl.lit(False))
    )


def compound_unique(schema: pl.Schema, columns: tuple[str, ...], _: Parameters) -> Failing:
    """Every row of a combination that occurs more than once fails; missing equals missing."""
    return Repeated(tuple(values.value(schema, column).alias(column) for column in columns))


def sum_equal(schema: pl.Schema, columns: tuple[str, ...], given: Parameters) -> Failing:
    """Rows that do not add up to `sum_total` fail, also when a summand is missing."""
    total = pl.sum_horizontal([values.number(schema, column) for column in columns], ignore_nulls=False)
    return Rowwise(~(total == given["sum_total"]).fill_null(False))


def all_equal(schema: pl.Schema, columns: tuple[str, ...], _: Parameters) -> Failing:
    """Rows whose cells are not all equal fail; missing equals missing."""
    return Rowwise(~pl.all_horizontal([_same_or_missing(schema, columns[0], other) for other in columns[1:]]))


def unique_within_record(schema: pl.Schema, columns: tuple[str, ...], _: Parameters) -> Failing:
    """Rows in which two of the cells are equal fail; missing equals missing."""
    return Rowwise(pl.any_horizontal([_same_or_missing(schema, *pair) for pair in combinations(columns, 2)]))


def _same_or_missing(schema: pl.Schema, left: str, right: str) -> pl.Expr:
    missing = [values.value(schema, column).is_null() for column in (left, right)]
    return _same(schema, left, right).fill_null(False) | (missing[0] & missing[1])
