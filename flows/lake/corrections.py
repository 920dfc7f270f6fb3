"""Which refused rows were closed by a corrected re-drop, `lake/ops/corrections`. Append only."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.lake.appending import append
from flows.lake.lake import Lake
from flows.lake.places import CORRECTIONS
from flows.lake.tables import Data, Outcome

SCHEMA: Mapping[str, pl.DataType] = {
    "drop_id": pl.String(),
    "sheet": pl.String(),
    "row": pl.Int64(),
    "closed_by": pl.String(),
    "closed_at": pl.Datetime("us", "UTC"),
}
"""Grain: one row a closed item: the refused (drop_id, sheet, row) and the drop that closed it."""


def append_corrections(lake: Lake, rows: Data, closed_by: str) -> Outcome:
    """Adds the items a correcting drop closed, once."""
    return append(lake.table(CORRECTIONS), SCHEMA, rows, closed_by)


def scan_corrections(lake: Lake) -> pl.LazyFrame:
    """Every closed item; empty before the first."""
    table = lake.table(CORRECTIONS)
    return table.at().scan() if table.exists() else pl.LazyFrame(schema=SCHEMA)
