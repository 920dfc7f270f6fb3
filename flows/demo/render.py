"""Typed cells to the text a department would write, in one house style a file. Pure; oddities of single cells are `dirt`'s."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from flows.demo.feeds import Feed, Kind


@dataclass(frozen=True)
class Spelling:
    """How one file writes things. `codes`: column → usual word → this file's word; `headers`: column → header."""

    date: str = "%Y-%m-%d"
    month: str = "%Y-%m"
    yes: str = "是"
    no: str = "否"
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    blank: str = ""


def as_text(frame: pl.DataFrame, feed: Feed, spelling: Spelling) -> pl.DataFrame:
    """The feed's columns as String, nothing null, in contract order; row order kept."""
    return frame.select(
        _cell(name, kind, spelling).fill_null(spelling.blank).alias(name) for name, (_, kind) in feed.columns.items()
    )


def money(column: str) -> pl.Expr:
    """Fen as yuan with two decimals, exact."""
    fen = pl.col(column).cast(pl.Int64)
    sign = pl.when(fen < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    whole, rest = (fen.abs() // 100).cast(pl.String), (fen.abs() % 100).cast(pl.String).str.zfill(2)
    return pl.when(fen.is_not_null()).then(pl.concat_str(sign, whole, pl.lit("."), rest))


def header(feed: Feed, column: str, spelling: Spelling) -> str:
    """The header this file writes over `column`."""
    return spelling.headers.get(column, feed.columns[column][0])


def _cell(name: str, kind: Kind, spelling: Spelling) -> pl.Expr:
    column = pl.col(name)
    if kind == "date":
        return column.dt.to_string(spelling.date)
    if kind == "month":
        return column.dt.to_string(spelling.month)
    if kind == "money":
        return money(name)
    if kind == "yesno":
        return pl.when(column).then(pl.lit(spelling.yes)).when(~column).then(pl.lit(spelling.no))
    if name in spelling.codes:
        return column.replace(spelling.codes[name])
    return column.cast(pl.String)
