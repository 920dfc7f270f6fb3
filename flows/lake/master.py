"""The master tables, `lake/master/<table>`: one Delta version a night, each the whole table."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.lake.appending import insist
from flows.lake.lake import Lake
from flows.lake.places import master as place
from flows.lake.tables import Outcome


def write_master(lake: Lake, table: str, rows: Path, edition: str) -> Outcome:
    """Makes `rows` (parquet) the newest version of a master table, once an edition, whose name the commit carries."""
    target = lake.table(place(table))

    def attempt() -> Outcome:
        snapshot = target.at() if target.exists() else target.ensure(pl.read_parquet_schema(rows))
        return snapshot.replace(rows, f"edition:{edition}", note={"edition": edition})

    return insist(target.path, attempt)


def scan_master(lake: Lake, table: str, version: int | None = None) -> pl.LazyFrame | None:
    """A master table at a version or the newest; None before the first night."""
    try:
        return lake.table(place(table)).at(version).scan()
    except FileNotFoundError:
        return None
