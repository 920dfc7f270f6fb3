"""The types a Delta table can hold: no unsigned integers, no enumerations. Unsigned 64-bit keeps its bits as signed."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

WIDER: Mapping[type[pl.DataType], pl.DataType] = {
    pl.UInt8: pl.Int16(),
    pl.UInt16: pl.Int32(),
    pl.UInt32: pl.Int64(),
    pl.Categorical: pl.String(),
    pl.Enum: pl.String(),
    pl.Null: pl.String(),
}


def storable_schema(schema: Mapping[str, pl.DataType]) -> pl.Schema:
    """The schema in stored types. Only top-level types are replaced: declare structs and lists in storable ones."""
    return pl.Schema({name: _stored_as(dtype) for name, dtype in schema.items()})


def storable(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The frame with every column in its stored type. `restored` with the original schema is its inverse."""
    return frame.with_columns(
        _signed(name) if dtype == pl.UInt64 else pl.col(name).cast(_stored_as(dtype))
        for name, dtype in frame.collect_schema().items()
        if dtype != _stored_as(dtype)
    )


def restored(frame: pl.LazyFrame, schema: Mapping[str, pl.DataType]) -> pl.LazyFrame:
    """The stored frame with those of its columns that `schema` names back in their own types."""
    stored = frame.collect_schema()
    return frame.with_columns(
        pl.col(name).reinterpret(signed=False) if dtype == pl.UInt64 else pl.col(name).cast(dtype)
        for name, dtype in schema.items()
        if name in stored and stored[name] != dtype
    )


def _stored_as(dtype: pl.DataType) -> pl.DataType:
    if dtype == pl.UInt64:
        return pl.Int64()
    return WIDER.get(type(dtype), dtype)


def _signed(name: str) -> pl.Expr:
    return pl.col(name).reinterpret(signed=True)
