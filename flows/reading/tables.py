"""One table lying on scratch as delimited UTF-8 text, read back batch by batch through Polars."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from flows.reading.encoding import whole_lines
from flows.reading.model import MIB, ROW, WIDE, ReadingError

BATCH_ROWS = 100_000
PIECE = 16 * MIB
SPARE = "_spare"
_LINE_END = ord("\n")
NUMBER = "_number"


class _SwallowedRowsError(Exception):
    """A cell that holds whole rows: its quote was never meant as one."""


@dataclass(frozen=True)
class Table:
    """Where a table's rows lie and how to read them."""

    path: Path
    width: int
    """Columns of the table."""
    separator: str = ","
    quoted: bool = True
    skip_lines: int = 0
    """Physical lines before the first row wanted."""
    numbered: bool = False
    """Whether each row leads with its own physical row number (tables written by us), rather than being counted."""
    after_row: int = 0
    """Rows up to this number are not wanted (numbered tables)."""
    multiline: bool = False
    """Whether quoted cells may hold line breaks, so that rows are counted by line breaks too."""
    protected: bool = False
    """Whether cells may be written as `="0123"` to keep a spreadsheet from reading them as numbers."""
    repair: Callable[[], Table] | None = None
    """Makes a well-formed copy, for text whose quotes turn out not to be used as the format says."""

    @property
    def columns(self) -> list[str]:
        """Names of the columns in the frames: c0, c1, …"""
        return [f"c{place}" for place in range(self.width)]


def frames(table: Table) -> Iterator[pl.DataFrame]:
    """Batches of String columns c0…, `_row` UInt32 (1 = first physical line) and `_wide` (more cells than the header has).

    Where the parser stumbles over a quote, the rest comes from the repaired copy.
    """
    last = table.after_row
    try:
        for batch in _batches(table):
            last = batch[ROW][-1] if batch.height else last
            yield batch
    except (pl.exceptions.PolarsError, _SwallowedRowsError) as error:
        if table.repair is None:
            # The parser's message quotes the cell it stumbled on.
            raise ReadingError(f"{table.path.name} cannot be read back: {type(error).__name__}") from None
    else:
        return
    yield from frames(replace(table.repair(), after_row=last))


def _batches(table: Table) -> Iterator[pl.DataFrame]:
    shift = 0
    for frame in _parsed(table):
        batch = _unprotected(frame, table) if table.protected else frame
        if table.numbered:
            batch = batch.with_columns(pl.col(NUMBER).cast(pl.UInt32).alias(ROW))
        elif table.multiline:
            batch, shift = _counted(batch, table, shift)
            _check_swallowed(batch, table)
        yield _finished(batch, table)


def _parsed(table: Table) -> Iterator[pl.DataFrame]:
    """Where no cell spans lines, the file is parsed piece by piece: Polars' own reading ahead takes three times the memory."""
    if table.multiline:
        yield from _scan(table, table.path, table.skip_lines, 0).collect_batches(chunk_size=BATCH_ROWS, maintain_order=True)
        return
    skip, before = table.skip_lines, 0
    for piece in whole_lines(table.path, PIECE):
        lines = _line_ends(piece)
        if lines > skip or not piece.endswith(b"\n"):
            yield _scan(table, piece, min(skip, lines), before).collect()
        skip, before = max(skip - lines, 0), before + lines


def _line_ends(piece: bytes) -> int:
    """Part by part, so that what is compared stays in the cache."""
    data = np.frombuffer(piece, dtype=np.uint8)
    return sum(int(np.count_nonzero(data[at : at + MIB] == _LINE_END)) for at in range(0, len(data), MIB))


def _scan(table: Table, source: Path | bytes, skip_lines: int, before: int) -> pl.LazyFrame:
    """`before`: physical lines of the file before `source`."""
    names = [*([NUMBER] if table.numbered else []), *table.columns, SPARE]
    return pl.scan_csv(
        source,
        has_header=False,
        separator=table.separator,
        quote_char='"' if table.quoted else None,
        schema=dict.fromkeys(names, pl.String),
        missing_columns="insert",
        truncate_ragged_lines=True,
        extra_columns="ignore",  # ragged lines alone are not enough where the first one read is the widest
        skip_lines=skip_lines,
        row_index_name=None if table.numbered else ROW,
        row_index_offset=before + skip_lines + 1,
        glob=False,
        raise_if_empty=False,
    )


def _finished(batch: pl.DataFrame, table: Table) -> pl.DataFrame:
    ready = batch.with_columns(pl.col(SPARE).is_not_null().alias(WIDE), pl.col(ROW).cast(pl.UInt32))
    if table.after_row:
        ready = ready.filter(pl.col(ROW) > table.after_row)
    return ready.select(*table.columns, ROW, WIDE)


def _counted(batch: pl.DataFrame, table: Table, shift: int) -> tuple[pl.DataFrame, int]:
    """Adds the line breaks inside the cells of all rows before to `_row`."""
    breaks = pl.sum_horizontal(
        pl.col(name).str.count_matches("\n", literal=True).fill_null(0) for name in [*table.columns, SPARE]
    )
    counted = batch.with_columns(breaks.cast(pl.UInt32).alias("_breaks"))
    before = pl.col("_breaks").cum_sum().shift(1, fill_value=0) + shift
    return counted.with_columns(pl.col(ROW) + before), shift + int(counted["_breaks"].sum())


def _check_swallowed(batch: pl.DataFrame, table: Table) -> None:
    """A cell with line breaks and as many separators as a row has: an unclosed quote has swallowed the rows after it."""
    filled = batch.filter(pl.col("_breaks") > 0)
    separators = pl.col(table.columns).str.count_matches(table.separator, literal=True)
    if filled.select(pl.any_horizontal(separators >= max(table.width - 1, 1)).any()).item():
        raise _SwallowedRowsError


def _unprotected(batch: pl.DataFrame, table: Table) -> pl.DataFrame:
    cells = pl.col(table.columns)
    wrapped = cells.str.starts_with('="') & cells.str.ends_with('"') & (cells.str.len_chars() > 2)
    return batch.with_columns(pl.when(wrapped).then(cells.str.slice(2).str.strip_suffix('"')).otherwise(cells))
