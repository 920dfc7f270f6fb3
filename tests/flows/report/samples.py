"""A small contract, synthetic refused rows and receipts that the report tests share."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from config.contracts import Column, Contract
from flows.report.receipt import Receipt

DROP = "4f2c9a1d07be63a85512"
ID = "110101199003078515"
HEADERS = ("户编号", "姓名", "证件号码", "联系电话", "与户主关系", "月保障金(元)", "备注")
COLUMNS = (
    Column("household_no", "户编号", "text", required=True),
    Column("name", "姓名", "text", privacy="name"),
    Column("id_number", "证件号码", "id", privacy="id"),
    Column("phone", "联系电话", "text", privacy="phone"),
    Column("relation", "与户主关系", "code", codes={"户主": "head", "配偶": "spouse"}),
    Column("amount", "月保障金(元)", "money", unit="元"),
    Column("remark", "备注", "text", privacy="free_text"),
)
CONTRACT = Contract(
    department="civil_affairs",
    feed="trial",
    title="试用名册",
    owner="民政局",
    version="1.0.0",
    delivery="snapshot",
    key=("household_no",),
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
    ignored_headers=(),
)
SCHEMA = {
    "drop_id": pl.String,
    "department": pl.String,
    "feed": pl.String,
    "sheet": pl.String,
    "row": pl.UInt32,
    "column": pl.String,
    "header": pl.String,
    "rule": pl.String,
    "reason": pl.String,
    "cells": pl.String,
}


def fault(
    row: int,
    cells: Sequence[str | None],
    *,
    column: str = "id_number",
    rule: str = "scientific",
    sheet: str = "",
    headers: Sequence[str] = HEADERS,
    drop: str = DROP,
) -> dict[str, Any]:
    """One line of the rejections table."""
    packed = json.dumps([list(pair) for pair in zip(headers, cells, strict=True)], ensure_ascii=False)
    header = next((each.header for each in COLUMNS if each.name == column), "")
    texts = {"department": "civil_affairs", "feed": "trial", "column": column, "header": header}
    return {"drop_id": drop, "sheet": sheet, "row": row, "rule": rule, "reason": "原因", "cells": packed, **texts}


def rejected(*faults: dict[str, Any]) -> pl.DataFrame:
    """The rejections table of some faults."""
    return pl.DataFrame(list(faults), schema=SCHEMA)


def cells(**texts: str | None) -> list[str | None]:
    """A row's cells by column name; harmless ones where nothing is said."""
    usual: dict[str, str | None] = {
        "household_no": "0001",
        "name": "张小三",
        "id_number": ID,
        "phone": "13812345678",
        "relation": "户主",
        "amount": "1200.50",
        "remark": "",
    }
    return list((usual | texts).values())


def batch(rows: Iterable[Sequence[str | None]]) -> pl.DataFrame:
    """A raw batch as reading yields it: the contract's columns, then the correction number."""
    names = [column.name for column in COLUMNS]
    schema = dict.fromkeys([*names, "_correction"], pl.String)
    frame = pl.DataFrame(list(rows), schema=schema, orient="row")
    return frame.with_columns(_sheet=pl.lit(""), _row=pl.int_range(2, 2 + pl.len(), dtype=pl.UInt32))


def receipt(**given: Any) -> Receipt:
    """A receipt of a small drop."""
    usual: dict[str, Any] = {
        "drop_id": DROP,
        "department": "civil_affairs",
        "feed": "trial",
        "title": "试用名册",
        "file_name": "试用名册2024-05.xlsx",
        "data_date": date(2024, 5, 31),
        "landed_at": datetime(2024, 6, 1, 16, 30, tzinfo=UTC),
        "state": "done",
        "outcome": "accept",
    }
    return Receipt(**(usual | given))
