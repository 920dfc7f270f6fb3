"""Figures of one column: how many cells are present, what lies in the middle and at the ends."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import polars as pl

from expectations.polars_engine import values
from expectations.polars_engine.failing import Rowwise
from expectations.polars_engine.failing.cells import between
from expectations.polars_engine.figures.kinds import Parameters
from expectations.polars_engine.plans import Combined, Count, Domain, Figure, Plan


def present(schema: pl.Schema, domain: Domain, column: str) -> Count:
    """Present cells."""
    return Count(domain.with_rows(values.value(schema, column).is_not_null()))


def non_null_count(schema: pl.Schema, domain: Domain, column: str, _: Parameters) -> Plan:
    """Present cells."""
    return present(schema, domain, column)


def null_count(schema: pl.Schema, domain: Domain, column: str, _: Parameters) -> Plan:
    """Missing cells."""
    return Count(domain.with_rows(values.value(schema, column).is_null()))


def non_null_proportion(schema: pl.Schema, domain: Domain, column: str, _: Parameters) -> Plan:
    """Present cells over rows; 0 without rows."""
    rows = Figure(pl.len(), domain)
    return Combined((present(schema, domain, column), rows), lambda there, total: there / total if total else 0)


def _extreme(schema: pl.Schema, domain: Domain, column: str, which: str) -> Plan:
    dtype = values.dtype_of(schema, column)
    cell = pl.col(column) if isinstance(dtype, pl.Boolean) else values.comparable(schema, column)
    return Figure(cell.max() if which == "max" else cell.min(), domain)


def maximum(schema: pl.Schema, domain: Domain, column: str, _: Parameters) -> Plan:
    """Largest present value; a date comes as a timestamp."""
    return _extreme(schema, domain, column, "max")


def minimum(schema: pl.Schema, domain: Domain, column: str, _: Parameters) -> Plan:
    """Smallest present value; a date comes as a timestamp."""
    return _extreme(schema, domain, column, "min")


def mean(schema: pl.Schema, domain: Domain, column: str, _: Parameters) -> Plan:
    """Arithmetic mean of present values; None without any."""
    return Figure(values.number(schema, column).mean(), domain)


def median(schema: pl.Schema, domain: Domain, column: str, _: Parameters) -> Plan:
    """Median of present values; None without any."""
    return Figure(values.number(schema, column).median(), domain)


def total(schema: pl.Schema, domain: Domain, column: str, _: Parameters) -> Plan:
    """Sum of present values; 0 without any."""
    return Figure(values.number(schema, column).sum(), domain)


def deviation(schema: pl.Schema, domain: Domain, column: str, _: Parameters) -> Plan:
    """Sample standard deviation; None for fewer than two values."""
    return Figure(values.number(schema, column).std(), domain)


def quantiles(schema: pl.Schema, domain: Domain, column: str, given: Parameters) -> Plan:
    """The asked quantiles; `allow_relative_error` names the interpolation (nearest unless told)."""
    how: Any = given.get("allow_relative_error") or "nearest"
    if how not in ("linear", "lower", "higher", "midpoint", "nearest"):
        raise ValueError("allow_relative_error must name an interpolation")
    cell = values.number(schema, column)
    found = pl.concat_list([_quantile(cell, share, how) for share in given["quantiles"]])
    return Figure(found, domain, lambda cells: [math.nan if cell is None else cell for cell in cells])


def _quantile(cell: pl.Expr, share: float, how: Any) -> pl.Expr:
    """A quantile as numpy takes it: halfway between two cells, "nearest" is the one of even rank."""
    if how != "nearest":
        return cell.quantile(share, how)
    rank = ((cell.count().cast(pl.Int64) - 1) * share).round(mode="half_to_even").cast(pl.Int64)
    return cell.sort(nulls_last=True).get(rank, null_on_oob=True)


def between_count(schema: pl.Schema, domain: Domain, column: str, given: Parameters) -> Plan:
    """Present cells within the bounds. Of numpy's type: KL divergence divides it by the present cells, of which there may be none."""
    failing = between(schema, column, given)
    assert isinstance(failing, Rowwise)
    return Combined((Count(domain.with_rows(~failing.fails)),), np.int64)


def longest(schema: pl.Schema, domain: Domain, column: str, _: Parameters) -> Plan:
    """Length of the longest present text."""
    return Figure(values.text(schema, column).str.len_chars().max(), domain)


def shortest(schema: pl.Schema, domain: Domain, column: str, _: Parameters) -> Plan:
    """Length of the shortest present text."""
    return Figure(values.text(schema, column).str.len_chars().min(), domain)
