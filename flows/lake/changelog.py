"""A feed's change log: typed, pseudonymised rows, appended when they differ from what was known, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from flows.lake.dtypes import restored
from flows.lake.lake import Lake
from flows.lake.places import change_log
from flows.lake.tables import Data, Outcome, Snapshot

LOG_COLUMNS: Mapping[str, pl.DataType] = {
    "_key": pl.String(),
    "_op": pl.String(),
    "_data_date": pl.Date(),
    "_known_at": pl.Datetime("us", "UTC"),
    "_drop_id": pl.String(),
    "_sheet": pl.String(),
    "_row": pl.UInt32(),
    "_hash": pl.UInt64(),
    "_order": pl.Int64(),
}
"""The columns beside the feed's own; the interface of design.md plus `_order`, the order of the drop's commit."""


@dataclass(frozen=True)
class ChangeLog:
    """One version of one feed's log. What is appended must have been computed from this very version's rows."""

    snapshot: Snapshot

    @property
    def version(self) -> int:
        """The Delta version read; manifests name it."""
        return self.snapshot.version

    @property
    def order(self) -> int:
        """`_order` of the rows that a commit based on this version appends."""
        return self.snapshot.version + 1

    def rows(self) -> pl.LazyFrame:
        """All rows of this version with the log columns in their own types; the feed's columns come as stored."""
        return restored(self.snapshot.scan(), LOG_COLUMNS)

    def already(self, drop_id: str) -> bool:
        """Whether the drop's rows are in the log."""
        return self.snapshot.already(drop_id)

    def append(self, rows: Data, drop_id: str) -> Outcome:
        """Adds a drop's rows (feed columns + log columns) once; CONFLICT: take `open_log` again and recompute."""
        return self.snapshot.append(rows, drop_id)


def open_log(lake: Lake, table: str, columns: Mapping[str, pl.DataType]) -> ChangeLog:
    """The newest log of a feed (`department__feed`), created or widened to hold `columns` (the feed's own) first.

    Raises ValueError where a column changed its type.
    """
    return ChangeLog(lake.table(change_log(table)).ensure({**columns, **LOG_COLUMNS}))


def read_log(lake: Lake, table: str, version: int | None = None) -> ChangeLog | None:
    """The log as it is, at a version or the newest; None while the feed has never delivered."""
    try:
        return ChangeLog(lake.table(change_log(table)).at(version))
    except FileNotFoundError:
        return None
