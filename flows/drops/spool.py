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
