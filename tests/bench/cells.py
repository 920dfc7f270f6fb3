"""Cells as departments write them, as expressions of a row's number: names, ID numbers, dates in several spellings, yuan with commas.

Nobody in them exists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

CHUNK = 250_000
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英文华玉兰红建国志强婷雪梅凤鹏飞宇浩然"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def write_csv(path: Path, rows: int, columns: Callable[[pl.Expr], Mapping[str, pl.Expr]]) -> None:
    """Writes `rows` rows in UTF-8; `columns` makes the cells under each header from the row's number."""
    with path.open("wb") as target:
        for first in range(0, rows, CHUNK):
            count = min(CHUNK, rows - first)
            numbers = pl.LazyFrame({"i": pl.int_range(first, first + count, eager=True)})
            target.write(numbers.select(**columns(pl.col("i"))).collect().write_csv(include_header=first == 0).encode())


def pick(number: pl.Expr, *texts: str) -> pl.Expr:
    """One of the texts by turns."""
    return (number % len(texts)).replace_strict(dict(enumerate(texts)), return_dtype=pl.String)


def sometimes(when: pl.Expr, then: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
    """The cell, and another one now and then."""
    return pl.when(when).then(then).otherwise(otherwise)


def digits(number: pl.Expr, width: int) -> pl.Expr:
    """The number with leading zeros."""
    return number.cast(pl.String).str.pad_start(width, "0")


def name(i: pl.Expr) -> pl.Expr:
    """Three characters; one in twenty behind two spaces."""
    plain = pick(i // 3, *SURNAMES) + pick(i * 7919 // 11, *GIVEN) + pick(i * 104_729 // 13, *GIVEN)
    return sometimes(i % 20 == 0, pl.lit("  ") + plain, plain)


def birth(i: pl.Expr) -> pl.Expr:
    """Born between 1936 and 2020."""
    return pl.date(1936, 1, 1) + pl.duration(days=i * 7919 % 31_000)


def id_number(i: pl.Expr) -> pl.Expr:
    """Valid numbers, the check character among them; one in fifty without, one in two hundred with a wrong one."""
    first17 = pl.lit("110101") + birth(i).dt.to_string("%Y%m%d") + digits(i % 1000, 3)
    weighed = [first17.str.slice(place, 1).cast(pl.Int32) * weight for place, weight in enumerate(WEIGHTS)]
    check = (pl.sum_horizontal(weighed) + (i % 200 == 7).cast(pl.Int32)) % 11
    number = first17 + check.replace_strict(dict(enumerate(CHECKS)), return_dtype=pl.String)
    return pl.when(i % 50 != 0).then(sometimes(i % 30 == 1, number.str.to_lowercase(), number))


def spelt(kind: pl.Expr, day: pl.Expr) -> pl.Expr:
    """A date, in three cells of twenty spelt another way."""
    forms = [day.dt.to_string(form) for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日")]
    turn = kind % 20
    return pl.when(turn < 17).then(forms[0]).when(turn == 17).then(forms[1]).when(turn == 18).then(forms[2]).otherwise(forms[3])


def yuan(fen: pl.Expr, grouped: pl.Expr) -> pl.Expr:
    """Yuan with two decimals, below a million; with a comma between the thousands where `grouped`."""
    size = fen.abs()
    whole, tail = size // 100, pl.lit(".") + digits(size % 100, 2)
    plain = whole.cast(pl.String)
    with_comma = (whole // 1000).cast(pl.String) + "," + digits(whole % 1000, 3)
    sign = pl.when(fen < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return sign + sometimes(grouped & (whole >= 1000), with_comma, plain) + tail
