"""Workbooks of every make a department may send: xlsx, xls, ods, HTML and XML under an Excel name."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.flows.reading.legacy import ole

Rows = Sequence[Sequence[Any]]


def xlsx(*sheets: tuple[str, Rows], hidden: Sequence[str] = (), hidden_rows: Sequence[int] = (), **options: Any) -> bytes:
    """Texts as text, numbers as numbers, dates as dates; None leaves a cell out. Rows are hidden on every sheet (1 = first)."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd", **options}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for at, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    if value is not None:
                        sheet.write_string(at, column, value) if isinstance(value, str) else sheet.write(at, column, value)
            for number in hidden_rows:
                sheet.set_row(number - 1, None, None, {"hidden": True})
            if name in hidden:
                sheet.hide()
    return out.getvalue()


def webpage(rows: Rows, encoding: str = "utf-8") -> bytes:
    """An export page that a system calls .xls."""
    body = "".join("<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in cells) + "</tr>" for cells in rows)
    return f'<html><head><meta charset="{encoding}"></head><body><table border=1>{body}</table></body></html>'.encode(encoding)


def spreadsheetml(rows: Rows, name: str = "名册") -> bytes:
    """The XML of Excel 2003."""
    body = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{html.escape(str(cell))}</Data></Cell>' for cell in cells) + "</Row>"
        for cells in rows
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="{name}"><Table>{body}</Table></Worksheet></Workbook>'
    ).encode()


def ods(rows: Rows, name: str = "名册", attributes: str = "") -> bytes:
    """A LibreOffice sheet. `attributes` stand on the last cell of each row."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"{attributes if place == len(cells) else ""}><text:p>{html.escape(str(cell))}</text:p>'
            "</table:table-cell>"
            for place, cell in enumerate(cells, start=1)
        )
        + "</table:table-row>"
        for cells in rows
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="{name}">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mimetype}"/></manifest:manifest>'
    )
    return zipped(
        ("mimetype", mimetype.encode()), ("META-INF/manifest.xml", manifest.encode()), ("content.xml", content.encode())
    )


def zipped(*members: tuple[str, bytes]) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def locked() -> bytes:
    """What Excel writes for a workbook with a password to open: the encrypted package in an OLE file."""
    return ole(bytes(8000), "EncryptedPackage")


def repacked(book: bytes, member: str, content: bytes) -> bytes:
    """The workbook with one member replaced."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return zipped(*((name, content if name == member else archive.read(name)) for name in archive.namelist()))


def saved(folder: Path, content: bytes, name: str = "book.xlsx") -> Path:
    """As a file."""
    path = folder / name
    path.write_bytes(content)
    return path
