"""The ledger of drops, `lake/ops/drops`: one row a distinct content of a feed. Exactly-once hangs here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, Literal

import polars as pl

from flows.lake.appending import append, insist
from flows.lake.lake import Lake
from flows.lake.places import DROPS
from flows.lake.tables import Outcome, Snapshot

DropState = Literal["done", "held", "refused", "duplicate"]

SCHEMA: Mapping[str, pl.DataType] = {
    "drop_id": pl.String(),
    "department": pl.String(),
    "feed": pl.String(),
    "key": pl.String(),
    "version": pl.String(),
    "sha256": pl.String(),
    "data_date": pl.Date(),
    "landed_at": pl.Datetime("us", "UTC"),
    "known_at": pl.Datetime("us", "UTC"),
    "state": pl.String(),
    "rows_read": pl.Int64(),
    "rows_accepted": pl.Int64(),
    "rows_rejected": pl.Int64(),
    "rows_skipped": pl.Int64(),
    "reasons": pl.List(pl.Struct({"rule": pl.String(), "column": pl.String(), "rows": pl.Int64()})),
    "contract_version": pl.String(),
    "corrects": pl.String(),
    "scopes": pl.List(pl.String()),
    "rows_erased": pl.Int64(),
}


@dataclass(frozen=True)
class Reason:
    """How many rows one rule refused (or warned about) in one column; `column` is empty for rules on rows and drops."""

    rule: str
    column: str
    rows: int


@dataclass(frozen=True)
class Drop:
    """One row of the ledger. `key`, `version`: the inbox object; times in UTC; rows read = accepted + rejected."""

    drop_id: str
    department: str
    feed: str
    key: str
    version: str
    sha256: str
    data_date: date | None
    landed_at: datetime
    known_at: datetime
    """When its rows were taken to be known: `_known_at` of its change-log rows."""
    state: DropState
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    rows_skipped: int = 0
    reasons: tuple[Reason, ...] = ()
    contract_version: str = ""
    corrects: str = ""
    """The drop this one is a correction of; empty for ordinary deliveries."""
    scopes: tuple[str, ...] = ()
    """The towns it holds, where the feed comes in one file a town (the contract's `scope`)."""
    rows_erased: int = 0
    """Rows of people who were erased: rows read = accepted + rejected + erased."""


def drop_id(department: str, feed: str, sha256: str) -> str:
    """The identity of a content in a feed: the same bytes are the same drop, whatever the file is called."""
    return _digest(f"{department}/{feed}\n{sha256}")


def duplicate_id(department: str, feed: str, sha256: str, key: str, version: str) -> str:
    """The identity of a further delivery of a known content: one a file and version, each with its receipt."""
    return _digest(f"{department}/{feed}\n{sha256}\n{key}\n{version}")


def again_id(drop_id: str, lifting: str) -> str:
    """The identity of a content that was taken in as a drop while a tombstone stood, and is taken in once more after its lifting."""
    return _digest(f"{drop_id}\n{lifting}")


def read_drops(lake: Lake) -> list[Drop]:
    """Every drop in the order in which they became known."""
    table = lake.table(DROPS)
    if not table.exists():
        return []
    return _drops(table.at().scan())


def find(lake: Lake, drop_id: str) -> Drop | None:
    """The drop of this id, or None."""
    table = lake.table(DROPS)
    if not table.exists():
        return None
    return next(iter(_drops(table.at().scan().filter(pl.col("drop_id") == drop_id))), None)


def newest(lake: Lake, department: str, feed: str, sha256: str) -> Drop | None:
    """The newest drop as which a content was taken in, held or refused; None where it never came."""
    table = lake.table(DROPS)
    if not table.exists():
        return None
    mine = (pl.col("department") == department) & (pl.col("feed") == feed) & (pl.col("sha256") == sha256)
    found = _drops(table.at().scan().filter(mine & (pl.col("state") != "duplicate")))
    return found[-1] if found else None


def record(lake: Lake, drop: Drop) -> Outcome:
    """Enters a drop once; ALREADY when a drop of this id is there, whatever its state."""
    return append(lake.table(DROPS), SCHEMA, _frame([drop]), f"drop:{drop.drop_id}")


def settle(lake: Lake, drop: Drop, *, was: DropState) -> Outcome:
    """Replaces the row of a drop that was in state `was` (held -> done or refused, done -> held for a replay).

    ALREADY when the row says so already. Raises ValueError when the drop is unknown or in a third state.
    """

    def attempt() -> Outcome:
        snapshot = lake.table(DROPS).ensure(SCHEMA)
        return _replaced(snapshot, drop, was)

    return insist(DROPS, attempt)


def revise(lake: Lake, drops: Mapping[str, Drop], app_id: str) -> Outcome:
    """Replaces rows of the ledger (by drop_id) in one commit, once per `app_id`: what an erasure leaves of them."""

    def attempt() -> Outcome:
        snapshot = lake.table(DROPS).ensure(SCHEMA)
        return snapshot.replace(_frame([drops.get(one.drop_id, one) for one in _drops(snapshot.scan())]), app_id)

    return insist(DROPS, attempt)


def _replaced(snapshot: Snapshot, drop: Drop, was: DropState) -> Outcome:
    drops = _drops(snapshot.scan())
    present = next((known for known in drops if known.drop_id == drop.drop_id), None)
    if present == drop:
        return Outcome.ALREADY
    if present is None or present.state != was:
        raise ValueError(f"drop {drop.drop_id} is {present.state if present else 'unknown'}, not {was}")
    changed = [drop if known is present else known for known in drops]
    # The version makes the id new for every transition: a drop may be held, replayed and held again.
    return snapshot.replace(_frame(changed), f"settle:{drop.drop_id}:{drop.state}:{snapshot.version}")


def _frame(drops: Sequence[Drop]) -> pl.LazyFrame:
    return pl.LazyFrame([asdict(drop) for drop in drops], schema=SCHEMA)


def _drops(frame: pl.LazyFrame) -> list[Drop]:
    names = [item.name for item in fields(Drop)]
    # A ledger that was begun before a column existed is widened by its next entry, and read before.
    frame = pl.concat([pl.LazyFrame(schema=SCHEMA), frame], how="diagonal")
    return [_drop(row) for row in frame.sort("known_at", "drop_id").select(names).collect().iter_rows(named=True)]


def _drop(row: dict[str, Any]) -> Drop:
    reasons = tuple(Reason(**reason) for reason in row["reasons"] or ())
    return Drop(**row | {"reasons": reasons, "scopes": tuple(row["scopes"] or ()), "rows_erased": row["rows_erased"] or 0})


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]
