"""Whole years between two days."""

from __future__ import annotations

import polars as pl


def years_between(earlier: pl.Expr, later: pl.Expr) -> pl.Expr:
    """Completed years from one day to another, negative when the second comes first; null where a day is unknown."""
    not_yet = _in_year(later) < _in_year(earlier)
    return (later.dt.year() - earlier.dt.year() - not_yet.cast(pl.Int32)).cast(pl.Int64)


def _in_year(day: pl.Expr) -> pl.Expr:
    return day.dt.month().cast(pl.Int32) * 100 + day.dt.day().cast(pl.Int32)
