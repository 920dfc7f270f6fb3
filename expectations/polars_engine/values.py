"""Columns as Great Expectations means them, and parameters as a column's type means them.

A float NaN is missing, as it is for the pandas engine; a category is its text. A parameter that cannot be compared with
the column raises ParameterTypeError while planning: left to run time it would fail the whole pass.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import polars as pl
from dateutil.parser import parse  # type: ignore[import-untyped]


class ColumnNotFoundError(KeyError):
    """A metric names a column that the frame does not have."""

    def __init__(self, column: str):
        super().__init__(f'The column "{column}" does not exist')


class ParameterTypeError(TypeError):
    """A parameter or a metric that has no meaning for the column's type."""

    def __init__(self, column: str, dtype: pl.DataType, wanted: str):
        super().__init__(f'column "{column}" is {dtype}: {wanted}')


def dtype_of(schema: pl.Schema, column: str) -> pl.DataType:
    """The column's type; raises ColumnNotFoundError."""
    if column not in schema:
        raise ColumnNotFoundError(column)
    return schema[column]


def is_text(dtype: pl.DataType) -> bool:
    """Whether values are text: strings, categories and enumerations; a column without a type has no values that are not."""
    return isinstance(dtype, pl.String | pl.Categorical | pl.Enum | pl.Null)


def _opaque(dtype: pl.DataType) -> bool:
    """Whether cells can only be present, missing or repeated."""
    return dtype.is_nested() or isinstance(dtype, pl.Binary | pl.Duration | pl.Object)


def value(schema: pl.Schema, column: str) -> pl.Expr:
    """The column with NaN as null and categories as text, so that null is the only way to be missing."""
    dtype = dtype_of(schema, column)
    expr = pl.col(column)
    if dtype.is_float():
        return expr.fill_nan(None)
    return expr.cast(pl.String) if isinstance(dtype, pl.Categorical | pl.Enum | pl.Null) else expr


def text(schema: pl.Schema, column: str) -> pl.Expr:
    """The column as text, as `astype(str)` would write it; nested types are refused."""
    dtype = dtype_of(schema, column)
    if _opaque(dtype):
        raise ParameterTypeError(column, dtype, "has no text form")
    if isinstance(dtype, pl.Boolean):
        return pl.when(pl.col(column)).then(pl.lit("True")).when(~pl.col(column)).then(pl.lit("False"))
    return value(schema, column).cast(pl.String)


def number(schema: pl.Schema, column: str) -> pl.Expr:
    """The column as a number (decimals as floats, booleans as 0 and 1), or ParameterTypeError."""
    dtype = dtype_of(schema, column)
    if dtype.is_decimal() or isinstance(dtype, pl.Null):
        return pl.col(column).cast(pl.Float64)
    if isinstance(dtype, pl.Boolean):
        return pl.col(column).cast(pl.Int64)
    if not dtype.is_numeric():
        raise ParameterTypeError(column, dtype, "a number is needed")
    return value(schema, column)


def comparable(schema: pl.Schema, column: str) -> pl.Expr:
    """The column in the form that `bound` values compare with: dates as timestamps, booleans as 0 and 1."""
    dtype = dtype_of(schema, column)
    if isinstance(dtype, pl.Date):
        return pl.col(column).cast(pl.Datetime("us"))
    if isinstance(dtype, pl.Boolean):
        return pl.col(column).cast(pl.Int64)
    if _opaque(dtype):
        raise ParameterTypeError(column, dtype, "values cannot be compared")
    return value(schema, column)


def bound(schema: pl.Schema, column: str, limit: Any) -> pl.Expr:
    """A bound as a literal of the column's kind, to compare with `comparable(column)`."""
    dtype = dtype_of(schema, column)
    if isinstance(dtype, pl.Null):
        return pl.lit(None, dtype=pl.String)
    if dtype.is_numeric() or isinstance(dtype, pl.Boolean):
        if isinstance(limit, bool | int | float | Decimal):
            # Bounds arrive as floats; compared as integers they stay exact beyond 2**53 and spare a cast of the column.
            exact = not dtype.is_float() and math.isfinite(limit) and limit == int(limit)
            return pl.lit(int(limit) if exact else limit)
        raise ParameterTypeError(column, dtype, f"cannot be compared with a {type(limit).__name__}")
    if isinstance(dtype, pl.Date | pl.Datetime):
        return _in_zone(dtype, pl.lit(_moment(column, dtype, limit)))
    if is_text(dtype) and isinstance(limit, str):
        return pl.lit(limit)
    if isinstance(dtype, pl.Time) and isinstance(limit, dt.time):
        return pl.lit(limit)
    raise ParameterTypeError(column, dtype, f"cannot be compared with a {type(limit).__name__}")


def printable(cell: Any) -> Any:
    """A cell as a result may carry it: a duration as text, since Great Expectations cannot write one as JSON."""
    if isinstance(cell, dt.timedelta):
        return str(cell)
    if isinstance(cell, dict):
        return {name: printable(item) for name, item in cell.items()}
    return type(cell)(printable(item) for item in cell) if isinstance(cell, list | tuple) else cell


def members(schema: pl.Schema, column: str, values: Iterable[Any]) -> pl.Series:
    """Those of `values` that a cell of the column can equal, as a series of the column's kind; no missing ones."""
    dtype = dtype_of(schema, column)
    if _opaque(dtype):
        raise ParameterTypeError(column, dtype, "values cannot be looked up in a set")
    kept = [cell for cell in (_member(column, dtype, item) for item in values) if cell is not None]
    if isinstance(dtype, pl.Date):
        return pl.Series([cell.date() for cell in kept if cell.time() == dt.time()], dtype=pl.Date)
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is not None:
        moments = pl.Series([cell.astimezone(dt.UTC) for cell in kept], dtype=pl.Datetime(dtype.time_unit, "UTC"))
        return moments.dt.convert_time_zone(dtype.time_zone)
    return pl.Series(kept, dtype=pl.String if is_text(dtype) else dtype, strict=False)


def same_kind(schema: pl.Schema, left: str, right: str) -> bool:
    """Whether cells of two columns can be compared with each other: both text, both numbers, both moments, or of one type."""
    return _kind(dtype_of(schema, left)) == _kind(dtype_of(schema, right))


def _kind(dtype: pl.DataType) -> str:
    if is_text(dtype):
        return "text"
    if dtype.is_numeric() or isinstance(dtype, pl.Boolean):
        return "number"
    if isinstance(dtype, pl.Datetime):
        return "moment" if dtype.time_zone is None else f"moment in {dtype.time_zone}"
    return "moment" if isinstance(dtype, pl.Date) else str(dtype.base_type())


def _in_zone(dtype: pl.DataType, moment: pl.Expr) -> pl.Expr:
    zone = dtype.time_zone if isinstance(dtype, pl.Datetime) else None
    return moment if zone is None else moment.dt.convert_time_zone(zone)


def _moment(column: str, dtype: pl.DataType, limit: Any) -> dt.datetime:
    if isinstance(limit, str):
        limit = parse(limit)
    elif isinstance(limit, dt.date) and not isinstance(limit, dt.datetime):
        limit = dt.datetime.combine(limit, dt.time())
    if not isinstance(limit, dt.datetime):
        raise ParameterTypeError(column, dtype, f"cannot be compared with a {type(limit).__name__}")
    has_zone = isinstance(dtype, pl.Datetime) and dtype.time_zone is not None
    if has_zone != (limit.tzinfo is not None):
        raise ParameterTypeError(column, dtype, "time zones: give the bound one exactly when the column has one")
    return limit


def _member(column: str, dtype: pl.DataType, item: Any) -> Any:
    """Return `item` as a cell of the column's kind, None when no cell can equal it."""
    if item is None or (isinstance(item, float) and math.isnan(item)):
        return None
    if is_text(dtype):
        return item if isinstance(item, str) else None
    if isinstance(dtype, pl.Date | pl.Datetime):
        return _moment_or_none(column, dtype, item)
    if dtype.is_numeric() or isinstance(dtype, pl.Boolean):
        return _number(dtype, item) if isinstance(item, bool | int | float | Decimal) else None
    return item


def _moment_or_none(column: str, dtype: pl.DataType, item: Any) -> dt.datetime | None:
    try:
        return _moment(column, dtype, item)
    except (ParameterTypeError, ValueError, OverflowError):
        return None


def _number(dtype: pl.DataType, item: bool | float | Decimal) -> bool | int | float | Decimal | None:
    if isinstance(dtype, pl.Boolean):
        return bool(item) if item in (0, 1) else None
    if dtype.is_integer():
        return int(item) if math.isfinite(item) and item == int(item) and _fits(dtype, int(item)) else None
    return Decimal(str(item)) if dtype.is_decimal() else float(item)


def _fits(dtype: pl.DataType, item: int) -> bool:
    lower, upper = pl.select(low=dtype.min(), high=dtype.max()).row(0)  # type: ignore[attr-defined]
    return bool(lower <= item <= upper)
