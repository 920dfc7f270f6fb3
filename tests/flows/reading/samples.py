"""A small contract and the files a department might deliver for it; synthetic people only."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from config.contracts import Column, Contract
from flows.reading import Limits, Reading, read

COLUMNS = (
    Column("town", "乡(镇)", "text", aliases=("所属乡镇",), required=True, on_bad="refuse", on_missing="refuse"),
    Column("household_no", "户编号", "text", aliases=("户号",), required=True, on_bad="refuse", on_missing="refuse"),
    Column("person_no", "人编号", "text", required=True, on_bad="refuse", on_missing="refuse"),
    Column("name", "姓名", "text", required=True, on_bad="refuse", on_missing="refuse", privacy="name"),
    Column("id_number", "证件号码", "id", aliases=("身份证号",), on_missing="hold", privacy="id"),
    Column("birth_date", "出生日期", "date"),
    Column("amount", "月保障金(元)", "money", unit="元"),
    Column("months", "务工时间(月)", "int", unit="月"),
)
CONTRACT = Contract(
    department="test",
    feed="people",
    title="人员",
    owner="民政局",
    version="1.0.0",
    delivery="snapshot",
    key=("household_no", "person_no"),
    key_fallback=(),
    scope="",
    columns=COLUMNS,
    rows_min=1,
    rows_max=1000,
    shrink_threshold=0.1,
    refused_share_hold=0.5,
    valid_id_share_min=0.9,
    on_new_column="warn",
    on_late="warn",
    cadence_days=31,
    ignored_headers=("序号",),
)
HEADERS = tuple(column.header for column in COLUMNS)
NAMES = tuple(column.name for column in COLUMNS)
PEOPLE = (
    ("青石镇", "H001", "P1", "王小明", "110101199003077758", "1990-03-07", "120.50", "3"),
    ("青石镇", "H001", "P2", "李芳", "11010119850102002X", "1985-01-02", "0", "12"),
    ("白水乡", "H002", "P3", "买买提·艾力", "", "", "", ""),
)


def text(
    rows: Sequence[Sequence[str]] = (HEADERS, *PEOPLE), separator: str = ",", end: str = "\n", quoting: int = csv.QUOTE_MINIMAL
) -> str:
    """Rows as delimited text."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def taken(folder: Path, content: bytes | str, contract: Contract = CONTRACT, limits: Limits | None = None) -> Reading:
    """Reads a content as a file."""
    path = folder / "drop.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return taken_from(path, contract, limits)


def taken_from(path: Path, contract: Contract = CONTRACT, limits: Limits | None = None) -> Reading:
    """Reads a file."""
    scratch = path.parent / f"{path.name}.scratch"
    scratch.mkdir(exist_ok=True)
    return read(path, contract, scratch, limits=limits)


def rows(reading: Reading, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of all batches, blank cells as empty text."""
    assert reading.refusal is None, reading.refusal
    return every(reading, *columns)


def every(reading: Reading, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of all batches, of a refused drop too."""
    batches = list(reading.batches())
    if not batches:
        return []
    return pl.concat(batches).select(columns or NAMES).with_columns(pl.col(pl.String).fill_null("")).rows()


def workbook(path: Path, *sheets: tuple[str, Sequence[Sequence[Any]]], **options: Any) -> Path:
    """An xlsx of the given sheets; texts are written as text, None leaves a cell out."""
    with xlsxwriter.Workbook(path, options) as book:
        for name, cells in sheets:
            sheet = book.add_worksheet(name)
            for row, line in enumerate(cells):
                for column, value in enumerate(line):
                    if value is not None:
                        sheet.write_string(row, column, value) if isinstance(value, str) else sheet.write(row, column, value)
    return path


def having(**changes: Any) -> Contract:
    """The contract with something changed."""
    return replace(CONTRACT, **changes)
