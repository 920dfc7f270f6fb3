"""A parquet file on local scratch that grows batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
from polars._typing import PolarsDataType as PolarsType
from polars.io.plugins import register_io_source


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
    """A frame on local scratch that grows batch by batch, one Arrow file a batch, as it lies in memory: read back soon and several
    times, and then mapped, neither unpacked nor copied. Polars' own reader checks and copies every text: half a second a million rows.
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
            table = frame.to_arrow(compat_level=pl.CompatLevel.newest())
            # Arrow's writer takes half the time of Polars' own for a batch of many columns.
            with pa.OSFile(str(self._written[-1]), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
                writer.write_table(table)

    def scan(self) -> pl.LazyFrame:
        """All batches, in their order; one at a time is mapped."""

        def batches(
            columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, _size: int | None
        ) -> Iterator[pl.DataFrame]:
            left = rows
            for path in self._written:
                mapped = _mapped(path)
                chosen = mapped if columns is None else mapped.select(columns)
                wanted = chosen if predicate is None else chosen.filter(predicate)
                yield wanted if left is None else wanted.head(left)
                left = None if left is None else left - min(left, wanted.height)
                if left == 0:
                    return

        return register_io_source(batches, schema=self.schema, is_pure=True)


def _mapped(path: Path) -> pl.DataFrame:
    with pa.memory_map(str(path)) as file:
        return pl.DataFrame(pa.ipc.open_file(file).read_all())
