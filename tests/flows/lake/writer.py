"""A process of its own that appends rows: `python -m tests.flows.lake.writer ROOT ENDPOINT PATH NAME COUNT PAUSE`."""

from __future__ import annotations

import sys
import time

import polars as pl

from flows.lake.appending import append
from flows.lake.store import open_store
from flows.lake.tables import Table


def main(root: str, endpoint: str, path: str, name: str, count: str, pause: str) -> None:
    table = Table(open_store(root, endpoint=endpoint), path)
    schema = {"writer": pl.String(), "n": pl.Int64()}
    for number in range(int(count)):
        append(table, schema, pl.DataFrame({"writer": [name], "n": [number]}, schema=schema), f"{name}:{number}")
        time.sleep(float(pause))


if __name__ == "__main__":
    main(*sys.argv[1:])
