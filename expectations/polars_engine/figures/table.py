"""Figures of the table as a whole."""

from __future__ import annotations

import polars as pl

from expectations.polars_engine.figures.kinds import Parameters
from expectations.polars_engine.plans import Count, Domain, Figure, Known, Plan, Table


def row_count(_: pl.Schema, domain: Domain, __: Parameters) -> Plan:
    """Rows of the domain."""
    return Figure(pl.len(), Domain()) if domain.rows is None else Count(domain.rows)


def columns(schema: pl.Schema, _: Domain, __: Parameters) -> Plan:
    """Column names in order."""
    return Known(schema.names())


def column_count(schema: pl.Schema, _: Domain, __: Parameters) -> Plan:
    """How many columns there are."""
    return Known(len(schema))


def column_types(schema: pl.Schema, _: Domain, __: Parameters) -> Plan:
    """Each column's name and Polars type, in order; `types.py` judges by the schema itself."""
    return Known([{"name": name, "type": dtype} for name, dtype in schema.items()])


def head(_: pl.Schema, domain: Domain, given: Parameters) -> Plan:
    """The first rows as mappings."""
    rows = given.get("n_rows") or 5
    return Table(lambda frame: domain.of(frame).head(rows), pl.DataFrame.to_dicts)
