"""Counts how often data is read: every way in which Polars starts a query."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import polars as pl

STARTS = ("collect", "collect_async", "collect_batches", "fetch", "sink_parquet", "sink_ipc", "sink_csv", "describe", "show")


@contextmanager
def counted() -> Iterator[list[str]]:
    """A list that grows by the engine's name (`streaming`, …) with every query that is run."""
    runs: list[str] = []

    def noting(function: Any) -> Any:
        def noted(*given: Any, **named: Any) -> Any:
            runs.append(str(named.get("engine", "auto")))
            return function(*given, **named)

        return noted

    methods = {name: noting(getattr(pl.LazyFrame, name)) for name in STARTS if hasattr(pl.LazyFrame, name)}
    with patch.multiple(pl.LazyFrame, **methods), patch.object(pl, "collect_all", noting(pl.collect_all)):
        yield runs
