"""Reads worklists back, and fills them in as a clerk would."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import openpyxl

from flows.findings.workbook import SHEET

TO_FILL = ("核实结果", "核实日期", "暂缓至", "核实人", "备注")


def lines(path: Path, sheet: str = SHEET) -> list[dict[str, str | None]]:
    """The lines of a worklist by heading."""
    header, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]  # type: ignore[arg-type]


def fill(path: Path, filled: Mapping[str, tuple[object, ...]], to: Path) -> Path:
    """Writes the clerk's cells (in the order of TO_FILL) behind the named findings and saves the book as `to`."""
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    headings = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        for heading, value in zip(TO_FILL, filled.get(str(row[0].value), ()), strict=False):
            row[headings.index(heading)].value = value
    book.save(to)
    return to


def everything(path: Path) -> str:
    """All the text of the package, wherever it hides."""
    with ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
