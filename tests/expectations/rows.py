"""Typed rows that satisfy a contract, and master tables that satisfy theirs; every test breaks one thing of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from config.contracts import Column, Contract
from config.tables import load_tables

ROWS = 40


def accepted(contract: Contract, rows: int = ROWS) -> pl.DataFrame:
    """Rows as cleaning hands them over, of which no check has anything to say: unique keys, IDs valid, dates in column order."""
    columns = {"_key": [f"k{row}" for row in range(rows)]}
    for place, column in enumerate(contract.columns):
        columns[column.name] = _cells(column, place, rows)
        if column.is_identifier:
            columns[f"{column.name}__state"] = ["valid"] * rows
    return pl.DataFrame(columns)


def _cells(column: Column, place: int, rows: int) -> list[Any]:
    """Dates grow and amounts fall with the column's place, so that a later date is later and a part smaller than its whole."""
    match column.type:
        case "code":
            codes = sorted(set(column.codes.values()), key=str)
            return [codes[row % len(codes)] for row in range(rows)]
        case "date" | "month":
            return [dt.date(2020, 1, 1) + dt.timedelta(days=place)] * rows
        case "money":
            return [10_000 - place] * rows
        case "int":
            return [int(column.minimum or 0) + 1] * rows
        case "number":
            return [1.5] * rows
        case "yesno":
            return [True] * rows
        case _ if column.name == "village_code":
            return ["610802101201"] * rows
        case _:
            return [f"{column.name}{row}" for row in range(rows)]


def with_cell(frame: pl.DataFrame, column: str, value: Any, *, rows: int = 1) -> pl.DataFrame:
    """The frame with `value` in the first rows of a column."""
    cells = frame[column].to_list()
    return frame.with_columns(pl.Series(column, [value] * rows + cells[rows:], dtype=frame.schema[column]))


def table(name: str, *rows: dict[str, Any]) -> pl.DataFrame:
    """Rows of a published table with the contract's columns, of the plain types that checks look at."""
    plain = {"string": pl.String, "int64": pl.Int64, "date": pl.Date, "bool": pl.Boolean}
    types = load_tables()[name].types
    schema = {column: plain.get(dtype.kind, pl.List(pl.Struct({"person_id": pl.String}))) for column, dtype in types.items()}
    return pl.DataFrame([{column: row.get(column) for column in schema} for row in rows], schema=schema)


def household(number: int, *members: str, **cells: Any) -> dict[str, Any]:
    """A household of the given persons."""
    return {
        "household_id": f"h{number}",
        "household_no": f"H{number}",
        "town": "青石镇",
        "village": "上河村",
        "village_code": "610802101201",
        "size": len(members),
        "members": [{"person_id": member} for member in members],
        "household_type": "general",
        "edition": dt.date(2024, 5, 31),
    } | cells


def person(person_id: str, home: int | None, **cells: Any) -> dict[str, Any]:
    """A person of household number `home`."""
    home_id = None if home is None else f"h{home}"
    return {"person_id": person_id, "household_id": home_id, "edition": dt.date(2024, 5, 31)} | cells
