"""Figures over the different values of a column."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import polars as pl

from expectations.polars_engine import values
from expectations.polars_engine.figures.column import present
from expectations.polars_engine.figures.kinds import Parameters
from expectations.polars_engine.plans import Combined, Domain, Plan, Table


def distinct_count(schema: pl.Schema, domain: Domain, column: str, _: Parameters) -> Table:
    """Different present values. A group-by rather than `n_unique`: it streams."""
    cell = values.value(schema, column)
    return Table(
        lambda frame: domain.of(frame).select(cell).drop_nulls().unique().select(pl.len()),
        lambda found: int(found.item()),
    )


def unique_proportion(schema: pl.Schema, domain: Domain, column: str, given: Parameters) -> Plan:
    """Different present values over present cells; 0 without any."""
    parts = (distinct_count(schema, domain, column, given), present(schema, domain, column))
    return Combined(parts, lambda distinct, there: distinct / there if there else 0)


def most_common(schema: pl.Schema, domain: Domain, column: str, _: Parameters) -> Plan:
    """All values as frequent as the most frequent one, in order."""
    cell = values.value(schema, column).alias(column)
    size = "__size__"

    def build(frame: pl.LazyFrame) -> pl.LazyFrame:
        sizes = domain.of(frame).select(cell).drop_nulls().group_by(column).agg(pl.len().alias(size))
        return sizes.filter(pl.col(size) == pl.col(size).max()).select(column).sort(column)

    return Table(build, lambda found: [values.printable(cell) for cell in found.to_series().to_list()])


def distinct_values(schema: pl.Schema, domain: Domain, column: str, _: Parameters) -> Plan:
    """The different present values."""
    cell = values.value(schema, column)
    return Table(
        lambda frame: domain.of(frame).select(cell).drop_nulls().unique(),
        lambda found: set(found.to_series().to_list()),
    )


def _apart(schema: pl.Schema, column: str, wanted: Iterable[Any]) -> tuple[pl.Series, list[Any]]:
    """The set's members of the column's kind, and those no cell can equal."""
    wanted = list(dict.fromkeys(wanted))
    possible = values.members(schema, column, wanted)
    impossible = [item for item in wanted if values.members(schema, column, [item]).is_empty()]
    return possible.unique(), impossible


def not_in_set_count(schema: pl.Schema, domain: Domain, column: str, given: Parameters) -> Plan:
    """Different present values outside `value_set`."""
    return _outside(schema, domain, column, given, len)


def not_in_set(schema: pl.Schema, domain: Domain, column: str, given: Parameters) -> Plan:
    """The first different present values outside `value_set`, in order."""
    limit = given.get("limit") or 20
    return _outside(schema, domain, column, given, lambda found: found.to_series().sort().head(limit).to_list())


def _outside(schema: pl.Schema, domain: Domain, column: str, given: Parameters, finish: Callable[[pl.DataFrame], Any]) -> Table:
    cell = values.value(schema, column)
    possible, _ = _apart(schema, column, given.get("value_set") or ())
    return Table(
        lambda frame: domain.of(frame).select(cell).drop_nulls().filter(~cell.is_in(possible.implode())).unique(),
        finish,
    )


def missing_count(schema: pl.Schema, domain: Domain, column: str, given: Parameters) -> Plan:
    """Members of `value_set` that no cell equals."""
    return _absent(schema, domain, column, given, len)


def missing(schema: pl.Schema, domain: Domain, column: str, given: Parameters) -> Plan:
    """The first members of `value_set` that no cell equals."""
    limit = given.get("limit") or 20
    return _absent(schema, domain, column, given, lambda absent: absent[:limit])


def _absent(schema: pl.Schema, domain: Domain, column: str, given: Parameters, finish: Callable[[list[Any]], Any]) -> Table:
    cell = values.value(schema, column)
    possible, impossible = _apart(schema, column, given.get("value_set") or ())
    return Table(
        lambda frame: domain.of(frame).select(cell).filter(cell.is_in(possible.implode())).unique(),
        lambda found: finish([*(item for item in possible if item not in set(found.to_series())), *impossible]),
    )
