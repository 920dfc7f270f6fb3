"""Every refused row with its cells verbatim, `lake/ops/rejections`. Restricted: personal data as delivered."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.lake.appending import append
from flows.lake.lake import Lake
from flows.lake.places import REJECTIONS
from flows.lake.tables import Data, Outcome

SCHEMA: Mapping[str, pl.DataType] = {
    "drop_id": pl.String(),
    "department": pl.String(),
    "feed": pl.String(),
    "sheet": pl.String(),
    "row": pl.Int64(),
    "column": pl.String(),
    "header": pl.String(),
    "rule": pl.String(),
    "reason": pl.String(),
    "cells": pl.String(),
}
"""Grain: one row a (drop_id, sheet, row, column, rule). `cells`: JSON list of [header, text] in the file's order."""


def append_rejections(lake: Lake, rows: Data, drop_id: str) -> Outcome:
    """Adds a drop's refused rows, once."""
    return append(lake.table(REJECTIONS), SCHEMA, rows, drop_id)


def scan_rejections(lake: Lake, drop_id: str | None = None) -> pl.LazyFrame:
    """Refused rows, of one drop or of all; empty before the first."""
    table = lake.table(REJECTIONS)
    frame = table.at().scan() if table.exists() else pl.LazyFrame(schema=SCHEMA)
    return frame if drop_id is None else frame.filter(pl.col("drop_id") == drop_id)
