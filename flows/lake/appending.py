"""Commits that depend on nothing in the table, or are quickly computed again: a lost race is simply tried again."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Mapping

import polars as pl

from flows.lake.tables import Data, Outcome, Snapshot, Table

PATIENCE = 200
"""Attempts; each lost one means that another writer got a commit in."""


def append(table: Table, schema: Mapping[str, pl.DataType], data: Data, app_id: str) -> Outcome:
    """Adds rows to a table of this schema once per `app_id`: COMMITTED or ALREADY, never CONFLICT."""
    return insist(table.path, lambda: table.ensure(schema).append(data, app_id))


def append_imported(table: Table, schema: Mapping[str, pl.DataType], rows: pl.DataFrame, import_id: str, subject: str) -> Outcome:
    """Adds the rows of one imported file, each (import_id, `subject`, line) once, however often it is imported: ALREADY when
    all of them are there.

    A file comes again with more good rows when something it names was not known the first time: those are added then.
    """
    own = rows.with_columns(import_id=pl.lit(import_id)).select(list(schema)).cast(pl.Schema(schema))

    def attempt() -> Outcome:
        snapshot = table.ensure(schema)
        new = own.join(_lines(snapshot, import_id, subject), on=[subject, "line"], how="anti", maintain_order="left")
        return Outcome.ALREADY if new.is_empty() else snapshot.append(new, _transaction(new, import_id, subject))

    return insist(table.path, attempt)


def _lines(snapshot: Snapshot, import_id: str, subject: str) -> pl.DataFrame:
    """Which lines of the file this very version holds."""
    return snapshot.scan().filter(pl.col("import_id") == import_id).select(subject, "line").collect()


def _transaction(rows: pl.DataFrame, import_id: str, subject: str) -> str:
    """The same rows of the same file are the same transaction."""
    lines = rows.select(pl.format("{}:{}", subject, "line")).to_series().sort()
    return f"{import_id}:{hashlib.sha256(' '.join(lines).encode()).hexdigest()[:16]}"


def insist(what: str, attempt: Callable[[], Outcome]) -> Outcome:
    """Repeats an attempt until nobody overtakes it; raises OSError after 200 defeats in a row."""
    for count in range(PATIENCE):
        outcome = attempt()
        if outcome is not Outcome.CONFLICT:
            return outcome
        # At random, and longer each time up to about a second, so that racing writers come apart.
        time.sleep(random.uniform(0, min(1.0, 0.02 * 2 ** min(count, 6))))  # noqa: S311 - no secret hangs on it
    raise OSError(f"{what}: overtaken {PATIENCE} times in a row")
