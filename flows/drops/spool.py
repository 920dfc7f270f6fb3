"""A parquet file on local scratch that grows batch by batch."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl
import pyarrow.parquet as pq
from polars._typing import PolarsDataType as PolarsType


class Spool:
    """Appends frames of one schema to a parquet file; a run without rows leaves an empty file of that schema."""

    def __init__(self, path: Path, schema: Mapping[str, PolarsType], *, compression: str = "lz4") -> None:
        self.path = path
        self.compression = compression
        self.schema = schema
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        return self

    def write(self, frame: pl.DataFrame) -> None:
        """Adds one batch as one row group. lz4 by default: scratch is read back once, at once."""
        table = frame.to_arrow()
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, table.schema, compression=self.compression, use_dictionary=False)
        if frame.height:
            self._writer.write_table(table)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._writer is None:
            pl.DataFrame(schema=self.schema).write_parquet(self.path)
        else:
            self._writer.close()


class Pieces:
    """A frame on local scratch that grows batch by batch, one Arrow file a batch: half the cost of parquet to write, and read back
    soon and seldom.
    """

    def __init__(self, folder: Path, schema: Mapping[str, PolarsType]) -> None:
        self.folder = folder
        self.schema = schema
        self._written: list[Path] = []
        folder.mkdir(exist_ok=True)

    def write(self, frame: pl.DataFrame) -> None:
        """Adds one batch."""
        if frame.height:
            self._written.append(self.folder / f"{len(self._written):06}.arrow")
            frame.write_ipc(self._written[-1], compression="lz4")

    def scan(self) -> pl.LazyFrame:
        """All batches, in their order."""
        return pl.scan_ipc(self._written, glob=False) if self._written else pl.LazyFrame(schema=self.schema)
