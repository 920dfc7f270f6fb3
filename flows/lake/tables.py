"""Delta tables: every commit is based on the very version its data was computed from, or it does not happen.

The recipe: open a snapshot, ask it whether the work was done before, compute from it, commit with its own handle and
no retries. Whoever was faster makes the commit fail, and the caller computes again from a newer snapshot. Data files
are plain parquet that Polars wrote; delta-rs only records them. No partitions, no deletion vectors, no change feed.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import polars as pl
from deltalake import CommitProperties, DeltaTable, Field, Schema, Transaction
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, RemoveAction

from flows.lake.dtypes import storable, storable_schema
from flows.lake.scratch import scratch_folder
from flows.lake.store import Store

Data = pl.LazyFrame | pl.DataFrame | Path
"""A frame, or a parquet file whose types are storable (`dtypes.storable`); files are taken over as they are."""

ROW_GROUP = 100_000
"""A row group is held in memory until it is whole."""
ZSTD_LEVEL = 1
"""Pseudonyms hardly compress: higher levels take twice the time and save nothing."""
TEN_YEARS = "interval 3650 days"


class Outcome(StrEnum):
    """What became of a commit: done now, done before, or overtaken by another commit (compute again)."""

    COMMITTED = "committed"
    ALREADY = "already"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Table:
    """A Delta table at a place of the store. It comes into being with `ensure`."""

    store: Store
    path: str
    scratch: Path | None = None
    """Where rows are spooled before they are uploaded; None for the system's own place."""

    @property
    def url(self) -> str:
        """Where Polars, delta-rs and Spark find it."""
        return self.store.url(self.path)

    def exists(self) -> bool:
        """Whether the table was created."""
        return DeltaTable.is_deltatable(self.url, storage_options=dict(self.store.storage_options))

    def at(self, version: int | None = None) -> Snapshot:
        """The table as of a version, the newest by default. Raises FileNotFoundError when there is no table."""
        try:
            return Snapshot(self, DeltaTable(self.url, version=version, storage_options=dict(self.store.storage_options)))
        except TableNotFoundError:
            raise FileNotFoundError(self.url) from None

    def ensure(self, schema: Mapping[str, pl.DataType]) -> Snapshot:
        """The newest snapshot of a table that has these columns: created, or widened by the ones it lacks.

        Raises ValueError when a column exists with another type: that is another table, not an evolution.
        """
        wanted = storable_schema(schema)
        if not self.exists():
            self._create(wanted)
        while True:
            snapshot = self.at()
            missing = _missing(snapshot, wanted, self.path)
            if not missing or _widened(snapshot, missing):
                return self.at() if missing else snapshot

    def _create(self, schema: pl.Schema) -> None:
        if not self.store.storage_options:
            Path(self.url).mkdir(parents=True, exist_ok=True)
        try:
            DeltaTable.create(
                self.url,
                schema=Schema.from_arrow(schema),
                mode="error",
                configuration={"delta.logRetentionDuration": TEN_YEARS},
                storage_options=dict(self.store.storage_options),
            )
        except DeltaError:
            if not self.exists():  # else another worker created it a moment ago
                raise


@dataclass(frozen=True)
class Snapshot:
    """One version of a table: to read from, and to base exactly one commit on."""

    table: Table
    handle: DeltaTable

    @property
    def version(self) -> int:
        """The version read; a commit based on it becomes `version + 1` or fails."""
        return self.handle.version()

    @property
    def files(self) -> int:
        """How many data files the rows of this version lie in."""
        return len(self.handle.get_add_actions().column("path"))

    def sizes(self) -> dict[str, int]:
        """The data files of this version, by name: their bytes."""
        found = pl.DataFrame(self.handle.get_add_actions(flatten=True))
        return dict(zip(found["path"].to_list(), found["size_bytes"].to_list(), strict=True))

    @property
    def schema(self) -> pl.Schema:
        """Column names and (stored) types, in the table's order."""
        return pl.Schema(self.handle.schema().to_arrow())

    def scan(self) -> pl.LazyFrame:
        """The rows of this version in no particular order; columns a file was written without are null."""
        return self.scan_files(pl.DataFrame(self.handle.get_add_actions(flatten=True))["path"].to_list())

    def scan_files(self, names: Sequence[str]) -> pl.LazyFrame:
        """The rows of some of this version's files, in the files' order."""
        if not names:
            return pl.LazyFrame(schema=self.schema)
        # Not scan_delta: it stumbles over roots with spaces in their names, where this reads what the store wrote.
        return pl.scan_parquet(
            [self.table.store.url(f"{self.table.path}/{name}") for name in names],
            schema=self.schema,
            missing_columns="insert",
            glob=False,
            hive_partitioning=False,
            storage_options=dict(self.table.store.storage_options) or None,
        )

    def already(self, app_id: str) -> bool:
        """Whether a commit with this application id is part of this version."""
        return self.handle.transaction_version(app_id) is not None

    def append(self, data: Data, app_id: str, *, note: Mapping[str, str] | None = None) -> Outcome:
        """Adds rows once per `app_id`, as version `version + 1`. Streams: memory does not grow with the data."""
        return self._commit(data, app_id, "append", note or {})

    def replace(self, data: Data, app_id: str, *, note: Mapping[str, str] | None = None) -> Outcome:
        """Makes `data` the whole content once per `app_id`, as `version + 1`; earlier versions stay readable."""
        return self._commit(data, app_id, "overwrite", note or {})

    def exchange(self, gone: Sequence[str], by: Data, *, note: Mapping[str, str]) -> Outcome:
        """Puts one file with the rows of `by` in the place of some of this version's files; which rows those are is the caller's business.

        CONFLICT when anybody committed since: look again. History and app transactions stay.
        """
        now = int(time.time() * 1000)
        removed = [RemoveAction(name, False, now) for name in gone]
        with _parquet(by, self.table.scratch) as path:
            added = self._upload(path, is_change=False)
            try:
                self.handle.create_write_transaction(
                    [added, *removed],
                    "append",
                    self.handle.schema(),
                    commit_properties=CommitProperties(custom_metadata=dict(note), max_commit_retries=0),
                )
            except (CommitFailedError, DeltaError, OSError) as error:
                if added.path in self.table.at().sizes():  # the answer was lost, not the commit
                    return Outcome.COMMITTED
                if not isinstance(error, CommitFailedError):
                    raise
                self.table.store.delete(f"{self.table.path}/{added.path}")
                return Outcome.CONFLICT
        return Outcome.COMMITTED

    def checkpoint(self) -> None:
        """Writes this version down whole, so that opening the table need not read every commit."""
        self.handle.create_checkpoint()

    def _commit(self, data: Data, app_id: str, mode: str, note: Mapping[str, str]) -> Outcome:
        if self.already(app_id):
            return Outcome.ALREADY
        with _parquet(data, self.table.scratch) as path:
            schema = storable_schema(pl.read_parquet_schema(path))
            if mode == "append":
                _check_fits(schema, self.schema, self.table.path)
            added = self._upload(path)
            delta = self.handle.schema() if mode == "append" else Schema.from_arrow(schema)
            try:
                self.handle.create_write_transaction([added], mode, delta, commit_properties=_once(app_id, note))
            except CommitFailedError:
                return self._settled(app_id)
            except (DeltaError, OSError):
                # The answer may have been lost while the commit was made: the log says which.
                if self.table.at().already(app_id):
                    return Outcome.COMMITTED
                raise
        return Outcome.COMMITTED

    def _upload(self, path: Path, *, is_change: bool = True) -> AddAction:
        name = f"part-{uuid.uuid4().hex}.parquet"
        self.table.store.put(f"{self.table.path}/{name}", path)
        stats = json.dumps({"numRecords": pl.scan_parquet(path).select(pl.len()).collect().item()})
        return AddAction(name, path.stat().st_size, {}, int(time.time() * 1000), is_change, stats)

    def _settled(self, app_id: str) -> Outcome:
        """After a refused commit: refused because of somebody else, or because our own attempt had gone through."""
        return Outcome.ALREADY if self.table.at().already(app_id) else Outcome.CONFLICT


@contextmanager
def _parquet(data: Data, scratch: Path | None) -> Iterator[Path]:
    if isinstance(data, Path):
        yield data
        return
    with scratch_folder(scratch) as folder:
        path = folder / "rows.parquet"
        storable(data.lazy()).sink_parquet(path, row_group_size=ROW_GROUP, compression="zstd", compression_level=ZSTD_LEVEL)
        yield path


def _once(app_id: str, note: Mapping[str, str]) -> CommitProperties:
    return CommitProperties(custom_metadata=dict(note), max_commit_retries=0, app_transactions=[Transaction(app_id, 1)])


def _missing(snapshot: Snapshot, wanted: pl.Schema, path: str) -> pl.Schema:
    present = snapshot.schema
    _check_types({name: wanted[name] for name in wanted if name in present}, present, path)
    return pl.Schema({name: dtype for name, dtype in wanted.items() if name not in present})


def _widened(snapshot: Snapshot, missing: pl.Schema) -> bool:
    fields: list[Field] = list(Schema.from_arrow(missing).fields)
    try:
        snapshot.handle.alter.add_columns(fields, commit_properties=CommitProperties(max_commit_retries=0))
    except DeltaError:
        # Another worker may have added them, or committed something else: both are seen by looking again.
        if snapshot.table.at().version == snapshot.version:
            raise
        return False
    return True


def _check_fits(schema: pl.Schema, table: pl.Schema, path: str) -> None:
    unknown = [name for name in schema if name not in table]
    if unknown:
        raise ValueError(f"{path}: the table has no column {', '.join(unknown)}; ensure() adds columns")
    _check_types(schema, table, path)


def _check_types(schema: Mapping[str, pl.DataType], table: pl.Schema, path: str) -> None:
    for name, dtype in schema.items():
        if dtype != table[name]:
            raise ValueError(f"{path}: column {name} is {table[name]} in the table, not {dtype}")
