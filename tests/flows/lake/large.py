"""Appends a parquet file, prints by how many bytes the peak grew: `python -m tests.flows.lake.large ROOT FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from flows.lake.store import open_store
from flows.lake.tables import Table
from tests.bench.cost import most_memory_mb


def main(root: str, source: str) -> None:
    table = Table(open_store(root), "t")
    snapshot = table.ensure(pl.read_parquet_schema(source))
    before = most_memory_mb()
    snapshot.append(Path(source), "drop")
    sys.stdout.write(str((most_memory_mb() - before) << 20))


if __name__ == "__main__":
    main(*sys.argv[1:])
