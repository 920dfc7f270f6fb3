"""Appends a parquet file, prints by how many bytes the peak grew: `python -m tests.flows.lake.large ROOT FILE`."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import polars as pl

from flows.lake.store import open_store
from flows.lake.tables import Table


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(root: str, source: str) -> None:
    table = Table(open_store(root), "t")
    snapshot = table.ensure(pl.read_parquet_schema(source))
    before = peak()
    snapshot.append(Path(source), "drop")
    sys.stdout.write(str(peak() - before))


if __name__ == "__main__":
    main(*sys.argv[1:])
