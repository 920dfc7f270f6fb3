"""A worksheet that takes its rows as ready XML, a slice at a time.

XlsxWriter writes 40,000 cells a second here, which made the workbook by far the slowest part of a receipt; Polars
builds the same XML ten times as fast. Everything else of the sheet (styles, comments, drop-downs, widths, the package)
is XlsxWriter's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet


@dataclass(frozen=True)
class Cell:
    """One column of cells: its text, its format, and the format of the cells that `marked` picks out."""

    text: pl.Expr
    format: Format
    marked: pl.Expr | None = None
    marked_format: Format | None = None
    is_shared: bool = False
    """Whether `text` holds numbers that `share` gave to texts instead of the texts themselves."""


class RowSheet(Worksheet):  # type: ignore[misc]
    """Worksheet of a `constant_memory` workbook. Rows go in from top to bottom, their comments before them."""

    previous_row: int

    def write_rows(self, first: int, frame: pl.DataFrame, cells: Sequence[Cell]) -> None:
        """Appends the lines of a frame from row `first` (0 = top) on. Blank cells are left to the column's format."""
        rows = frame.select(_row(first, cells)).to_series()
        self._append(first, rows, frame.height, len(cells))

    def share_one(self, text: str) -> str:
        """Keeps a text that many cells repeat once for the whole workbook; its number, as `Cell.text` takes it."""
        return str(self.str_table._get_shared_string_index(text))

    def _append(self, first: int, rows: Iterable[str], count: int, columns: int) -> None:
        if self.table.get(self.previous_row):
            # A row written cell by cell before (the header) still waits in XlsxWriter.
            self._write_single_row(first)
        self.row_data_fh.writelines(rows)
        self._check_dimensions(first + count - 1, columns - 1)
        # The row after the last: XlsxWriter must not write an empty row where a comment stands.
        self.previous_row = first + count


def _row(first: int, cells: Sequence[Cell]) -> pl.Expr:
    number = pl.int_range(first + 1, first + 1 + pl.len()).cast(pl.String)
    written = (_cell(xl_col_to_name(at), number, cell) for at, cell in enumerate(cells))
    return pl.concat_str(pl.lit('<row r="'), number, pl.lit('">'), *written, pl.lit("</row>"))


def _cell(column: str, number: pl.Expr, cell: Cell) -> pl.Expr:
    style = pl.lit(_style(cell.format))
    blank = pl.lit("")
    if cell.marked is not None and cell.marked_format is not None:
        style = pl.when(cell.marked).then(pl.lit(_style(cell.marked_format))).otherwise(style)
        blank = pl.when(cell.marked).then(pl.format(f'<c r="{column}{{}}" s="{{}}"/>', number, style)).otherwise(blank)
    if cell.is_shared:
        filled = pl.format(f'<c r="{column}{{}}" s="{{}}" t="s"><v>{{}}</v></c>', number, style, cell.text)
        return pl.when(cell.text.is_null()).then(blank).otherwise(filled)
    start, end = f'<c r="{column}{{}}" s="{{}}" t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"
    filled = pl.format(f"{start}{{}}{end}", number, style, _escaped(cell.text))
    return pl.when(cell.text.fill_null("") == "").then(blank).otherwise(filled)


def _style(form: Format) -> str:
    """What a cell's `s` attribute holds; XlsxWriter has no public name for it."""
    return str(form._get_xf_index())


def _escaped(text: pl.Expr) -> pl.Expr:
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.str.replace_all(character, entity, literal=True)
    # Excel reads _x0041_ as the character with that number.
    return text.str.replace_all("(_x[0-9a-fA-F]{4}_)", "_x005F$1")
