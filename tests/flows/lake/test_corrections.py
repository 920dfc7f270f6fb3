"""Closed items."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from flows.lake.corrections import SCHEMA, append_corrections, scan_corrections
from flows.lake.lake import Lake
from flows.lake.tables import Outcome


def test_items_are_closed_once(lake: Lake) -> None:
    assert scan_corrections(lake).collect().schema == pl.Schema(SCHEMA)
    row = {"drop_id": "one", "sheet": "", "row": 5, "closed_by": "two", "closed_at": datetime(2024, 6, 1, tzinfo=UTC)}
    closed = pl.DataFrame([row], schema=SCHEMA)
    assert append_corrections(lake, closed, "two") is Outcome.COMMITTED
    assert append_corrections(lake, closed, "two") is Outcome.ALREADY
    assert scan_corrections(lake).collect().equals(closed)
