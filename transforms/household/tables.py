"""The last step to a published table: its contract's columns, in their order and types."""

from __future__ import annotations

from functools import cache

import polars as pl

from config.column_types import DataType
from config.tables import load_tables

YUAN = pl.Decimal(18, 2)

_SCALARS: dict[str, pl.DataType] = {
    "string": pl.String(),
    "bool": pl.Boolean(),
    "int64": pl.Int64(),
    "float64": pl.Float64(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us", "UTC"),
}


@cache
def schema_of(table: str) -> pl.Schema:
    """The Polars schema of a published table, from its contract."""
    return pl.Schema({name: polars_type(kind) for name, kind in load_tables()[table].types.items()})


def polars_type(kind: DataType) -> pl.DataType:
    """A contract's column type as Polars has it."""
    if kind.kind == "decimal":
        return pl.Decimal(kind.precision, kind.scale)
    if kind.kind == "list":
        assert kind.item is not None
        return pl.List(polars_type(kind.item))
    if kind.kind == "struct":
        return pl.Struct({name: polars_type(member) for name, member in kind.fields})
    return _SCALARS[kind.kind]


def published(frame: pl.LazyFrame, table: str) -> pl.LazyFrame:
    """The frame in the table's columns and types. Row by row."""
    return frame.select(pl.col(name).cast(dtype) for name, dtype in schema_of(table).items())


def unfilled(table: str) -> pl.LazyFrame:
    """A table that nothing fills yet, with its columns."""
    return pl.LazyFrame(schema=schema_of(table))


def yuan(fen: str) -> pl.Expr:
    """Integer fen as yuan with two decimals, exactly."""
    return (pl.col(fen).cast(YUAN) / 100).cast(YUAN)
