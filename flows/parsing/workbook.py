"""Workbooks (xlsx, xlsm, xlsb, ods, xls): every visible sheet, cell by cell, as text."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import python_calamine as calamine

from flows.parsing.book import TOP_ROWS, Book, Limits, SheetReport, SheetWriter, TooLargeError
from flows.parsing.cells import render
from flows.parsing.inflate import Errors, check

SHEET_TAG = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
RELATION_TAG = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
DATE_1904 = re.compile(rb"date1904=\"(1|true|on)\"", re.IGNORECASE)
ENDINGS = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb", "content.xml": "ods"}
BIFF_START = b"\x09\x08\x10\x00\x00\x06\x05\x00"
BIFF_DATEMODE, BIFF_FILEPASS, BIFF_END = 0x22, 0x2F, 0x0A


def parse(source: Path, folder: Path, limits: Limits) -> Book:
    """The workbook's visible sheets as files in `folder`, hidden ones by name."""
    try:
        zipped = zipfile.is_zipfile(source)
        records = {} if zipped else dict(_biff_records(source))
        if BIFF_FILEPASS in records:
            return Book(refusal="password_protected")
        errors = _errors_by_sheet(source, check(source, limits)) if zipped else {}
        with calamine.load_workbook(str(_named(source, folder, zipped))) as book:
            report = Book(serial_1904=_zip_1904(source) if zipped else records.get(BIFF_DATEMODE) == 1)
            for place, meta in enumerate(book.sheets_metadata):
                if meta.typ == calamine.SheetTypeEnum.WorkSheet:
                    report.sheets.append(_sheet(book, place, folder, limits, errors.get(place, {})))
    except calamine.PasswordError:
        return Book(refusal="password_protected")
    except (calamine.CalamineError, zipfile.BadZipFile, zlib.error, KeyError):
        return Book(refusal="unreadable_file")
    return report


def _named(source: Path, folder: Path, zipped: bool) -> Path:
    """The file under a name that fits its content: the parser goes by the ending."""
    ending = "xls"
    if zipped:
        with zipfile.ZipFile(source) as archive:
            ending = next((ending for part, ending in ENDINGS.items() if part in archive.namelist()), "xlsx")
    link = folder / f"book.{ending}"
    link.unlink(missing_ok=True)
    link.symlink_to(source.resolve())
    return link


def _sheet(book: calamine.CalamineWorkbook, place: int, folder: Path, limits: Limits, errors: Errors) -> SheetReport:
    meta = book.sheets_metadata[place]
    report = SheetReport(meta.name, visible=meta.visible == calamine.SheetVisibleEnum.Visible)
    if not report.visible:
        return report
    sheet = book.get_sheet_by_index(place)
    if sheet.width > limits.columns:
        raise TooLargeError
    report.merges = [(*a, *b) for a, b in sheet.merged_cell_ranges or () if a[0] < TOP_ROWS]
    indent = [""] * (sheet.start[1] if sheet.start else 0)
    rows_with_errors = {row for row, _ in errors}
    with SheetWriter(report, folder / f"sheet-{place}.csv", limits.columns) as out:
        for number, row in enumerate(sheet.iter_rows(), start=1):
            cells = indent + [cell if type(cell) is str else render(cell) for cell in row]
            if number - 1 in rows_with_errors:
                cells = [errors.get((number - 1, column), cell) for column, cell in enumerate(cells)]
            out.write(number, cells)
    return report


def _zip_1904(source: Path) -> bool:
    with zipfile.ZipFile(source) as archive:
        return "xl/workbook.xml" in archive.namelist() and bool(DATE_1904.search(archive.read("xl/workbook.xml")))


def _biff_records(source: Path) -> Iterator[tuple[int, int]]:
    """(kind, first byte) of the records that say how a legacy workbook's main stream is to be read."""
    body = source.read_bytes()
    at = body.find(BIFF_START)
    while 0 <= at < len(body) - 6:
        kind, size = int.from_bytes(body[at : at + 2], "little"), int.from_bytes(body[at + 2 : at + 4], "little")
        if kind == BIFF_END:
            return
        yield kind, body[at + 4]
        at += 4 + size


def _errors_by_sheet(source: Path, errors: dict[str, Errors]) -> dict[int, Errors]:
    """Error cells by the sheet's place in the workbook, through the workbook's relations."""
    if not any(errors.values()):
        return {}
    with zipfile.ZipFile(source) as archive:
        relations = RELATION_TAG.findall(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {_attribute(tag, b"Id"): _attribute(tag, b"Target").removeprefix("/xl/") for tag in relations}
        sheets = SHEET_TAG.findall(archive.read("xl/workbook.xml"))
    parts = [targets.get(_attribute(tag, rb"\w+:id"), "") for tag in sheets]
    return {place: errors.get(f"xl/{part}", {}) for place, part in enumerate(parts)}


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\s" + name + rb'="([^"]*)"', tag)
    return found[1].decode() if found else ""
