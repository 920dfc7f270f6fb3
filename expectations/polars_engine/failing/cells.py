"""Conditions on one cell by its value: presence, membership, bounds."""

from __future__ import annotations

import polars as pl

from expectations.polars_engine import values
from expectations.polars_engine.failing.conditions import NONE, Failing, Parameters, Repeated, Rowwise


def not_null(schema: pl.Schema, column: str, _: Parameters) -> Failing:
    """Missing cells fail."""
    return Rowwise(values.value(schema, column).is_null())


def null(schema: pl.Schema, column: str, _: Parameters) -> Failing:
    """Present cells fail."""
    return Rowwise(values.value(schema, column).is_not_null())


def in_set(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """Cells outside `value_set` fail; no set, nothing fails."""
    if given.get("value_set") is None:
        return NONE
    allowed = values.members(schema, column, given["value_set"])
    return Rowwise(~values.value(schema, column).is_in(allowed.implode()))


def not_in_set(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """Cells inside `value_set` fail."""
    if given.get("value_set") is None:
        return NONE
    banned = values.members(schema, column, given["value_set"])
    return Rowwise(values.value(schema, column).is_in(banned.implode()))


def between(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """Cells outside the bounds fail."""
    low, high = given.get("min_value"), given.get("max_value")
    if low is None and high is None:
        raise ValueError("min_value and max_value cannot both be None")
    if low is not None and high is not None and low > high:
        raise ValueError("min_value cannot be greater than max_value")
    cell = values.comparable(schema, column)
    return Rowwise(
        outside(
            cell,
            None if low is None else values.bound(schema, column, low),
            None if high is None else values.bound(schema, column, high),
            given,
        )
    )


def outside(cell: pl.Expr, low: pl.Expr | None, high: pl.Expr | None, given: Parameters) -> pl.Expr:
    """Whether a value lies beyond one of the bounds; a strict bound is beyond itself."""
    beyond = []
    if low is not None:
        beyond.append(cell <= low if given.get("strict_min") else cell < low)
    if high is not None:
        beyond.append(cell >= high if given.get("strict_max") else cell > high)
    return beyond[0] | beyond[-1]


def unique(schema: pl.Schema, column: str, _: Parameters) -> Failing:
    """Every row of a value that occurs more than once fails."""
    return Repeated((values.value(schema, column).alias(column),))
