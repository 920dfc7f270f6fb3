"""The fix-it workbook: a drop's refused rows in the department's own columns, faulty cells marked, to be corrected and
re-dropped.

Every cell is a text string in a text-formatted column, so Excel neither runs it nor turns an ID into 科学计数. Which
text that is, masks included, is decided in `shown`. Same rejections, same bytes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import polars as pl
from xlsxwriter import Workbook

from config.contracts import Contract
from flows.reading.vocabulary import INSTRUCTIONS_SHEET, Vocabulary, vocabulary
from flows.report.faults import faults_by_row
from flows.report.fixitsheet import FixitSheet, Formats, Heading
from flows.report.instructions import write_instructions
from flows.report.reasonlines import reason_lines
from flows.report.refused import ROW_ID, Layout, layouts, refused_rows, shown_cells, tables
from flows.report.rowsheet import RowSheet
from flows.report.sheetnames import SheetNames

ROWS_PER_SHEET = 1_000_000
"""Below Excel's 1,048,576, leaving the clerk room to split rows."""

OWN_COLUMNS = 16_382
"""Excel's 16,384 less the two columns we add."""


def fixit_workbook(
    rejections: pl.DataFrame,
    contract: Contract,
    *,
    max_rows: int | None = None,
    scratch: Path | None = None,
    rows_per_sheet: int = ROWS_PER_SHEET,
) -> bytes:
    """An xlsx with one line a refused row, sheet by sheet as they came, and the sheet 填写说明 last.

    `rejections` is one drop's, grain (sheet, row, column, rule) with `cells` as JSON. Beyond `max_rows` refused rows
    the rest is left out, and the instructions say so. Rows are streamed in slices.
    """
    words = vocabulary(contract)
    every = refused_rows(rejections)
    rows = every if max_rows is None else every.head(max_rows)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        path = Path(folder) / "fix-it.xlsx"
        with Workbook(path, {"constant_memory": True, "tmpdir": folder}) as book:
            # A fixed date, so that the same rejections give the same bytes; xlsx dates carry no zone.
            book.set_properties({"title": f"{contract.title}更正工作簿", "created": datetime(2000, 1, 1)})
            formats, names = Formats.of(book), SheetNames(INSTRUCTIONS_SHEET)
            for layout in layouts(rows):
                headings = _headings(layout, contract, words)

                def new_sheet(layout: Layout = layout, headings: Sequence[Heading] = headings) -> FixitSheet:
                    name = names.name(layout.sheet, otherwise="更正数据")
                    return FixitSheet(book.add_worksheet(name, RowSheet), headings, formats)

                _write(_frames(rows, rejections, layout, contract, words), new_sheet, rows_per_sheet)
            instructions = book.add_worksheet(INSTRUCTIONS_SHEET)
            left_out = every.height - rows.height
            write_instructions(instructions, contract.title, reason_lines(rejections), formats, left_out=left_out)
        return path.read_bytes()


def _write(frames: Iterable[pl.DataFrame], new_sheet: Callable[[], FixitSheet], rows_per_sheet: int) -> None:
    """Fills sheet after sheet with the frames' lines."""
    sheet: FixitSheet | None = None
    for frame in frames:
        left = frame
        while left.height:
            if sheet is None or sheet.rows == rows_per_sheet:
                if sheet is not None:
                    sheet.finish()
                sheet = new_sheet()
            room = rows_per_sheet - sheet.rows
            sheet.append(left.head(room))
            left = left.slice(room)
    if sheet is not None:
        sheet.finish()


def _headings(layout: Layout, contract: Contract, words: Vocabulary) -> list[Heading]:
    own = [layout.headers[at] for at in layout.own[:OWN_COLUMNS]]
    known = [contract.by_name.get(words.match(header)) for header in own]
    return [Heading(text, tuple(column.codes) if column else ()) for text, column in zip(own, known, strict=True)]


def _frames(
    rows: pl.DataFrame, rejections: pl.DataFrame, layout: Layout, contract: Contract, words: Vocabulary
) -> Iterator[pl.DataFrame]:
    """The layout's rows in slices, as `FixitSheet` takes them."""
    own = layout.own[:OWN_COLUMNS]
    cells = [cell.alias(str(at)) for at, cell in enumerate(shown_cells(layout, contract, words)[:OWN_COLUMNS])]
    headers = [layout.headers[at] for at in own]
    concerned = rejections.filter(pl.col("sheet") == layout.sheet)
    faults = faults_by_row(concerned, headers, [words.match(header) for header in headers])
    reference = pl.concat_str("drop_id", "sheet", "row", separator=":").alias("reference")
    for table in tables(rows, layout):
        lines = table.select(*ROW_ID, reference, *cells)
        yield lines.join(faults, on=ROW_ID, how="left", maintain_order="left")
