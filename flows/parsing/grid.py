"""Lays the cells of a markup table out in columns, with what spans several of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from flows.parsing.book import TOP_ROWS, SheetReport, SheetWriter, TooLargeError


@dataclass(frozen=True)
class Cell:
    """A cell and the columns and rows it spans; `column` (0-based) where the markup names it, else the next free one."""

    text: str
    columns: int = 1
    rows: int = 1
    column: int = -1


@dataclass
class Grid:
    """Writes rows of spanning cells to a sheet; a span's text stands in its first cell, the others stay blank."""

    out: SheetWriter
    report: SheetReport
    limit: int
    _taken: dict[int, int] = field(default_factory=dict)
    """Column -> further rows taken by a cell above."""

    def write(self, number: int, cells: Iterable[Cell]) -> None:
        """Adds row `number` (1 = first). Raises TooLargeError beyond the column limit."""
        row: list[str] = []
        taken, self._taken = self._taken, {column: rows - 1 for column, rows in self._taken.items() if rows > 1}
        for cell in cells:
            while len(row) in taken or len(row) < cell.column:
                row.append("")
                self._check(len(row))
            self._check(len(row) + cell.columns)
            self._span(number - 1, len(row), cell)
            row += [cell.text, *[""] * (cell.columns - 1)]
        self.out.write(number, row)

    def next_table(self) -> None:
        """Forgets what cells above still take."""
        self._taken.clear()

    def _check(self, width: int) -> None:
        if width > self.limit:
            raise TooLargeError

    def _span(self, row: int, column: int, cell: Cell) -> None:
        if cell.columns == cell.rows == 1:
            return
        if cell.rows > 1:
            self._taken |= dict.fromkeys(range(column, column + cell.columns), cell.rows - 1)
        if row < TOP_ROWS:
            self.report.merges.append((row, column, row + cell.rows - 1, column + cell.columns - 1))
