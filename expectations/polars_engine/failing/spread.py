"""Conditions that look beyond the cell: at the one before, or at the column's mean and quartiles."""

from __future__ import annotations

import polars as pl

from expectations.polars_engine import values
from expectations.polars_engine.failing.conditions import Failing, Parameters, Rowwise


def increasing(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """Cells not above (or, unless strictly, below) the one before fail; missing cells are skipped."""
    step = _step(schema, column)
    return Rowwise(step <= 0 if given.get("strictly") else step < 0, over_domain=True)


def decreasing(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """Cells not below (or, unless strictly, above) the one before fail; missing cells are skipped."""
    step = _step(schema, column)
    return Rowwise(step >= 0 if given.get("strictly") else step > 0, over_domain=True)


def _step(schema: pl.Schema, column: str) -> pl.Expr:
    dtype = values.dtype_of(schema, column)
    if dtype.is_temporal() and not isinstance(dtype, pl.Time | pl.Duration):
        return values.comparable(schema, column).diff().dt.total_microseconds()
    cell = values.number(schema, column)
    return (cell.cast(pl.Int128) if dtype.is_integer() else cell).diff()


def z_score(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """Cells at or beyond `threshold` sample standard deviations fail; without spread none does."""
    cell = values.number(schema, column)
    score = pl.when(cell.std() > 0).then((cell - cell.mean()) / cell.std()).fill_nan(None)
    if given.get("double_sided", True):
        return Rowwise(score.abs() >= abs(given["threshold"]), over_domain=True)
    return Rowwise(score >= given["threshold"], over_domain=True)


def not_outlier(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """Cells outside Tukey's fences (`iqr`) or at and beyond so many standard deviations (`std`) fail."""
    cell = values.number(schema, column)
    multiplier = given.get("multiplier", 1.5)
    if given.get("method", "iqr") == "iqr":
        low, high = cell.quantile(0.25, "linear"), cell.quantile(0.75, "linear")
        reach = multiplier * (high - low)
        return Rowwise((cell < low - reach) | (cell > high + reach), over_domain=True)
    reach = multiplier * cell.std()
    beyond = pl.when(reach <= 0).then(cell != cell.mean()).otherwise((cell - cell.mean()).abs() >= reach)
    return Rowwise(beyond, over_domain=True)
