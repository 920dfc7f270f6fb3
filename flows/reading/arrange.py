"""From the columns of one table, as they lie in the file, to the columns every batch of a reading has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from config.contracts import Contract
from flows.reading.footers import footers
from flows.reading.header import Header
from flows.reading.model import CORRECTION, EXTRA, ROW, SHEET, WIDE, Sheet
from flows.reading.tables import Table, frames
from flows.reading.vocabulary import DROPPED

LONG = 15
"""Characters of the shortest text that an ID number fits into."""


@dataclass(frozen=True)
class Found:
    """One table of the file with its header, and a few rows under the header."""

    name: str
    table: Table
    header: Header
    below: Sequence[Sequence[str]]

    @property
    def names(self) -> list[str]:
        """The name of each column in the batches, in the file's order; ours are `_correction` and `_dropped`."""
        places = iter(range(len(self.header.cells)))
        return [cell.column or f"{EXTRA}{next(places)}" for cell in self.header.cells]

    @property
    def extras(self) -> int:
        """Columns that mean none of the contract's."""
        return sum(not cell.column for cell in self.header.cells)

    @property
    def sheet(self) -> Sheet:
        """What the reading says of it."""
        texts = [cell.text for cell in self.header.cells]
        own = [pair for pair in zip(texts, self.names, strict=True) if pair[1] not in (CORRECTION, DROPPED)]
        return Sheet(self.name, self.header.last + 1, tuple(own))


class Rows:
    """The data rows of one table; `count` of them, `left_out` (totals, signatures, repeated headers) and the longer texts of those,
    `aside`, are known once they have run through.
    """

    def __init__(self, found: Found, contract: Contract, extras: int) -> None:
        self.count = 0
        self.left_out = 0
        self.aside: set[str] = set()
        self._found = found
        self._columns = found.table.columns[: len(found.header.cells)]
        mapping = {
            cell.column: place
            for cell, place in zip(found.header.cells, self._columns, strict=True)
            if cell.column and not cell.column.startswith("_")
        }
        texts = [cell.text for cell in found.header.cells]
        self._footers = footers(contract, self._columns, texts, mapping, found.header.titles)
        self._cells = self._arranged([*contract.by_name, *(f"{EXTRA}{place}" for place in range(extras)), CORRECTION])

    def __iter__(self) -> Iterator[pl.DataFrame]:
        self.count = self.left_out = 0
        self.aside = set()
        for frame in frames(self._found.table):
            data = self._data(frame)
            self.count += data.height
            if data.height:
                # Parsers hand over a dozen chunks; what comes after takes a hundred steps a column, cheaper over one.
                yield data.select(*self._cells, pl.lit(self._found.name).alias(SHEET), ROW, WIDE).rechunk()

    def _arranged(self, wanted: Sequence[str]) -> list[pl.Expr]:
        """The wanted columns; what this table lacks is null."""
        here = dict(zip(self._found.names, self._columns, strict=True))
        missing = pl.lit(None, dtype=pl.String)
        return [(pl.col(here[name]) if name in here else missing).alias(name) for name in wanted]

    def _data(self, frame: pl.DataFrame) -> pl.DataFrame:
        doubtful = frame.filter(self._footers.candidates(frame))
        if not doubtful.height:
            return frame
        gone = []
        for row in doubtful.iter_rows(named=True):
            verdict = self._footers.verdict(row)
            if verdict == "data":
                continue
            gone.append(row[ROW])
            if verdict == "other":
                self.left_out += 1
                self.aside.update(text for name in self._columns if len(text := row[name] or "") >= LONG)
        return frame.filter(~pl.col(ROW).is_in(gone)) if gone else frame
