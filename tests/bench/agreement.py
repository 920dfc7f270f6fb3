"""What a cleaned feed comes to, so that sides that clean the same can be shown to have done so."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from config.contracts import Contract


def figures(rows: pl.LazyFrame, contract: Contract) -> Mapping[str, int]:
    """By column: days, money (in fen), numbers and truths summed up; of texts, codes and valid ID numbers how many there are."""
    schema = rows.collect_schema()
    found = rows.select(
        pl.len().alias("rows"),
        *(_figure(column.name, column.type, schema).alias(column.name) for column in contract.columns),
    )
    return {name: int(value or 0) for name, value in found.collect(engine="streaming").row(0, named=True).items()}


def _figure(name: str, kind: str, schema: pl.Schema) -> pl.Expr:
    cells = pl.col(name)
    match kind:
        case "date" | "month":
            return cells.cast(pl.Date).to_physical().cast(pl.Int64).sum()
        case "money":
            return (cells * 100).cast(pl.Int64).sum() if schema[name].is_decimal() else cells.sum()
        case "int" | "yesno":
            return cells.sum()
        case "id" if f"{name}__state" in schema:
            return (pl.col(f"{name}__state") == "valid").sum()
    return cells.count()
