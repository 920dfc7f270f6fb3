"""Columns long enough that distinct texts are read once: the answer is that of every text by itself."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
from polars.testing import assert_series_equal

from tests.transforms.factory import KEY
from transforms.keyed import keyed, once_each
from transforms.normalise.dates import day, month
from transforms.normalise.kernels import is_repetitive
from transforms.normalise.names import name, name_key
from transforms.normalise.text import text

CELLS = [
    None,
    "",
    "2017/1/1",
    "2017年3月",
    "20170102",
    "17.1.1",
    "长期",
    "不详",
    " 王 小满",
    "王·小满",
    "１２",
    "5.2E+17",
    "2017-13-01",
]
MANY = 400


def read_day(cells: pl.Expr) -> pl.Expr:
    return day(cells, pivot_year=2024)


def read_month(cells: pl.Expr) -> pl.Expr:
    return month(cells, pivot_year=2024)


def name_token(cells: pl.Expr) -> pl.Expr:
    return once_each(cells, lambda names: keyed(name_key(names), KEY, label="name|", prefix="n"))


@pytest.mark.parametrize("parse", [read_day, read_month, text, name, name_token])
def test_what_repeats_reads_as_it_does_alone(parse: Callable[[pl.Expr], pl.Expr]) -> None:
    cells = pl.Series("x", CELLS, dtype=pl.String)
    column = pl.concat([cells] * MANY, rechunk=True)  # chunks are read one by one
    assert is_repetitive(column)
    assert not is_repetitive(cells)
    alone = cells.to_frame().select(parse(pl.col("x"))).to_series()
    assert_series_equal(column.to_frame().select(parse(pl.col("x"))).to_series(), pl.concat([alone] * MANY))
