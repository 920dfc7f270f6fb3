"""Runs a normaliser over cells the way a feed does: lazily, as one column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

Parser = Callable[[pl.Expr], pl.Expr]


def run(parser: Parser, cells: Sequence[str | None]) -> pl.Series:
    frame = pl.LazyFrame({"cell": pl.Series(cells, dtype=pl.String)})
    return frame.select(out=parser(pl.col("cell"))).collect()["out"]


def values(parser: Parser, cells: Sequence[str | None]) -> list[Any]:
    return run(parser, cells).struct.field("value").to_list()


def faults(parser: Parser, cells: Sequence[str | None]) -> list[int]:
    return run(parser, cells).struct.field("fault").to_list()


def read(parser: Parser, cell: str | None) -> tuple[Any, int]:
    return values(parser, [cell])[0], faults(parser, [cell])[0]


def same_in_any_company(parser: Parser, cells: list[str | None]) -> None:
    """A cell's result does not depend on the cells around it, nor on which fast path the column takes."""
    alone = [run(parser, [cell])[0] for cell in cells]
    assert run(parser, cells).to_list() == alone
    # Long and repetitive columns take the path by distinct values, long varied ones the path without.
    assert run(parser, cells * 1100)[: len(cells)].to_list() == alone
    varied = [*cells, *(f"V{number}" for number in range(1100))]
    assert run(parser, varied)[: len(cells)].to_list() == alone
