"""Commits that depend on nothing in the table, or are quickly computed again: a lost race is simply tried again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping

import polars as pl

from flows.lake.tables import Data, Outcome, Table

PATIENCE = 200
"""Attempts; each lost one means that another writer got a commit in."""


def append(table: Table, schema: Mapping[str, pl.DataType], data: Data, app_id: str) -> Outcome:
    """Adds rows to a table of this schema once per `app_id`: COMMITTED or ALREADY, never CONFLICT."""
    return insist(table.path, lambda: table.ensure(schema).append(data, app_id))


def insist(what: str, attempt: Callable[[], Outcome]) -> Outcome:
    """Repeats an attempt until nobody overtakes it; raises OSError after 200 defeats in a row."""
    for count in range(PATIENCE):
        outcome = attempt()
        if outcome is not Outcome.CONFLICT:
            return outcome
        # At random, and longer each time up to about a second, so that racing writers come apart.
        time.sleep(random.uniform(0, min(1.0, 0.02 * 2 ** min(count, 6))))  # noqa: S311 - no secret hangs on it
    raise OSError(f"{what}: overtaken {PATIENCE} times in a row")
