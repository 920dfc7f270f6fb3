"""Writes one delivery as an Excel workbook: one sheet or one a town, titles, merged headers, totals, signatures."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from flows.demo.dirt import NUMERIC
from flows.demo.writers import PLACE, Layout


def write_workbook(path: Path, layout: Layout, rows: pl.DataFrame, created: date) -> pl.DataFrame:
    """`rows` (text columns, `_i`, `_copy`, `_town`) as sheets; returns the place of every data row.

    `created` goes into the file's properties instead of the clock, so that the bytes repeat.
    """
    import xlsxwriter  # slow to import, and csv cities never need it

    places = [pl.DataFrame(schema=PLACE)]
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": datetime.combine(created, datetime.min.time())})
        formats = {
            "bold": book.add_format({"bold": True, "align": "center"}),
            "date": book.add_format({"num_format": "yyyy/m/d"}),
        }
        for town, part in _sheets(layout, rows):
            places.append(layout.places(part, 0, town))
            _write_sheet(book.add_worksheet(town), layout, part, formats)
    return pl.concat(places)


def _sheets(layout: Layout, rows: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    if not layout.style.sheet_a_town:
        return [("Sheet1", rows)]
    return [(str(town), part) for (town,), part in rows.group_by("_town", maintain_order=True)]


def _write_sheet(sheet: Any, layout: Layout, part: pl.DataFrame, formats: dict[str, Any]) -> None:
    row, width = 0, len(layout.headers)
    for title in layout.style.titles:
        if title:
            sheet.merge_range(row, 0, row, width - 1, title, formats["bold"])
        row += 1
    row = _write_header(sheet, layout, row, formats["bold"])
    dates = {place for place, name in enumerate(layout.columns) if name in layout.style.dates}
    breaks = dict(layout.breaks_in(0, part.height))
    for position, cells in enumerate(layout.table(part, 0).iter_rows()):
        if position in breaks:
            sheet.write_row(row, 0, breaks[position])
            row += 1
        for place, text in enumerate(cells):
            if text:
                _write_cell(sheet, row, place, text, formats["date"] if place in dates else None)
        row += 1
    for line in layout.footer(part.height):
        sheet.write_row(row, 0, line)
        row += 1


def _write_header(sheet: Any, layout: Layout, row: int, bold: Any) -> int:
    """The header in one row, or in two with merged cells above their parts and single ones merged downwards."""
    merged = layout.style.two_row_header
    if not merged:
        sheet.write_row(row, 0, layout.headers, bold)
        return row + 1
    spans: dict[str, list[int]] = {}
    for place, (name, text) in enumerate(zip(layout.columns, layout.headers, strict=True)):
        if name in merged:
            spans.setdefault(merged[name][0], []).append(place)
        else:
            sheet.merge_range(row, place, row + 1, place, text, bold)
    for upper, places in spans.items():
        sheet.merge_range(row, places[0], row, places[-1], upper, bold)
    for place, name in enumerate(layout.columns):
        if name in merged:
            sheet.write_string(row + 1, place, merged[name][1], bold)
    return row + 2


def _write_cell(sheet: Any, row: int, place: int, text: str, date_format: Any) -> None:
    if text.startswith(NUMERIC):
        sheet.write_number(row, place, int(text.removeprefix(NUMERIC)))
    elif date_format is not None and len(text) == 10 and text[4] == "-" and text < "9999":
        sheet.write_datetime(row, place, datetime.fromisoformat(text), date_format)
    else:
        sheet.write_string(row, place, text)
