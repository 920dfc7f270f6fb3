"""Conditions on what a text says to Python's own readers: dates and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

import polars as pl
from dateutil.parser import parse  # type: ignore[import-untyped]
from jsonschema import ValidationError, validate  # type: ignore[import-untyped]

from expectations.polars_engine import values
from expectations.polars_engine.by_python import holds_for
from expectations.polars_engine.failing.conditions import Failing, Parameters, Rowwise


def strftime(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """Text that `strptime` cannot read in the given format fails."""
    return _python(schema, column, lambda cell: _reads(lambda: datetime.strptime(cell, given["strftime_format"])))


def dateutil_parseable(schema: pl.Schema, column: str, _: Parameters) -> Failing:
    """Text that dateutil cannot read as a date fails."""
    return _python(schema, column, lambda cell: _reads(lambda: parse(cell)))


def json_parseable(schema: pl.Schema, column: str, _: Parameters) -> Failing:
    """Text that is no JSON fails."""
    return _python(schema, column, lambda cell: _reads(lambda: json.loads(cell)))


def json_schema(schema: pl.Schema, column: str, given: Parameters) -> Failing:
    """JSON that does not follow the schema fails; text that is no JSON is an error, as in the pandas engine."""

    def holds(cell: str) -> bool:
        try:
            validate(json.loads(cell), given["json_schema"])
        except ValidationError:
            return False
        except json.JSONDecodeError:
            # Its own message cannot cross Polars, and quotes the cell.
            raise ValueError(f'column "{column}" holds text that is no JSON') from None
        return True

    return _python(schema, column, holds)


def _reads(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (ValueError, OverflowError):
        return False
    return True


def _python(schema: pl.Schema, column: str, holds: Callable[[str], bool]) -> Rowwise:
    dtype = values.dtype_of(schema, column)
    if not values.is_text(dtype):
        raise values.ParameterTypeError(column, dtype, "text is needed")

    return Rowwise(~holds_for(values.value(schema, column), holds))
