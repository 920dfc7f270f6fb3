"""Conditions on one cell by its text: length, regular expressions, SQL patterns."""

from __future__ import annotations

import polars as pl

from expectations.polars_engine import patterns, values
from expectations.polars_engine.failing.cells import outside
from expectations.polars_engine.failing.conditions import Failing, Parameters, Rowwise


def length_between(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """Cells whose text is too short or too long fail."""
    low, high = given.get("min_value"), given.get("max_value")
    if low is None and high is None:
        raise ValueError("Invalid configuration")
    length = values.text(schema, column).str.len_chars()
    bounds = [None if limit is None else pl.lit(limit) for limit in (low, high)]
    return Rowwise(outside(length, bounds[0], bounds[1], given))


def length_equals(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """Cells whose text has another length than `value` fail."""
    return Rowwise(values.text(schema, column).str.len_chars() != given["value"])


def matches_regex(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """Cells in which the pattern is not found fail."""
    return Rowwise(~patterns.matches(values.text(schema, column), given["regex"]))


def not_matches_regex(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """Cells in which the pattern is found fail."""
    return Rowwise(patterns.matches(values.text(schema, column), given["regex"]))


def matches_regex_list(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """Cells in which not any (or not all, by `match_on`) patterns are found fail."""
    cell = values.text(schema, column)
    found = [patterns.matches(cell, regex) for regex in given["regex_list"]]
    match given.get("match_on") or "any":
        case "any":
            return Rowwise(~pl.any_horizontal(found))
        case "all":
            return Rowwise(~pl.all_horizontal(found))
    raise ValueError("match_on must be either 'any' or 'all'")


def not_matches_regex_list(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """Cells in which any of the patterns is found fail."""
    cell = values.text(schema, column)
    return Rowwise(pl.any_horizontal([patterns.matches(cell, regex) for regex in given["regex_list"]]))


def matches_like(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """Cells unlike the SQL pattern fail."""
    return Rowwise(~patterns.like(values.text(schema, column), given["like_pattern"], given.get("escape")))


def not_matches_like(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """Cells like the SQL pattern fail."""
    return Rowwise(patterns.like(values.text(schema, column), given["like_pattern"], given.get("escape")))


def matches_like_list(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """Cells unlike any (or all, by `match_on`) of the SQL patterns fail."""
    cell = values.text(schema, column)
    like = [patterns.like(cell, pattern, given.get("escape")) for pattern in given["like_pattern_list"]]
    together = pl.all_horizontal if given.get("match_on") == "all" else pl.any_horizontal
    return Rowwise(~together(like))


def not_matches_like_list(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """Cells like any of the SQL patterns fail."""
    cell = values.text(schema, column)
    return Rowwise(
        pl.any_horizontal([patterns.like(cell, pattern, given.get("escape")) for pattern in given["like_pattern_list"]])
    )
