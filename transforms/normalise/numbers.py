"""Counts and measures: text -> integer or float. A fraction is no integer; scientific notation is a fault."""

from __future__ import annotations

import re
from functools import partial

import polars as pl

from transforms.normalise.faults import NUMBER, OK
from transforms.normalise.kernels import Stage, cascade, elementwise, parsed, per_distinct, settled
from transforms.normalise.text import fold, is_blank

INTEGER_SCHEMA = parsed(pl.Int64())
NUMBER_SCHEMA = parsed(pl.Float64())

_NUMBER = re.compile(r"([+-]?)(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})((?:\.\d+)?)")
_PLAIN_INTEGER = r"^-?[0-9]{1,15}$"
_PLAIN_NUMBER = r"^-?[0-9]{1,15}(?:\.[0-9]+)?$"
_UNITS = ("个月", "周岁", "公里", "平方米", "个", "月", "年", "岁", "人", "户", "天", "次", "亩", "只", "%")


def integer(expr: pl.Expr, *, unit: str = "") -> pl.Expr:
    """Whole-number cell -> struct {value: Int64, fault}. `unit` may follow the number, as may the usual counting
    words.
    """
    last = per_distinct(partial(_read_integer, unit=unit), INTEGER_SCHEMA)
    stages: tuple[Stage, ...] = (partial(_plain, pattern=_PLAIN_INTEGER, to=pl.Int64()), last)
    return elementwise(expr, lambda texts: cascade(texts, stages), INTEGER_SCHEMA)


def number(expr: pl.Expr, *, unit: str = "") -> pl.Expr:
    """Number cell -> struct {value: Float64, fault}."""
    last = per_distinct(partial(_read_number, unit=unit), NUMBER_SCHEMA)
    stages: tuple[Stage, ...] = (partial(_plain, pattern=_PLAIN_NUMBER, to=pl.Float64()), last)
    return elementwise(expr, lambda texts: cascade(texts, stages), NUMBER_SCHEMA)


def _plain(texts: pl.Series, *, pattern: str, to: pl.DataType) -> pl.DataFrame:
    return settled(texts.set(~texts.str.contains(pattern), None).cast(to, strict=False))


def _read_integer(cell: str, *, unit: str) -> tuple[int | None, int]:
    value, fault = _read_number(cell, unit=unit)
    if value is None:
        return None, fault
    return (int(value), OK) if value.is_integer() else (None, NUMBER)


def _read_number(cell: str, *, unit: str) -> tuple[float | None, int]:
    folded = fold(cell).replace(" ", "").replace("−", "-")
    if is_blank(folded):
        return None, OK
    match = _NUMBER.fullmatch(_without_unit(folded, unit))
    if not match:
        return None, NUMBER
    return float(match[1] + match[2].replace(",", "") + match[3]), OK


def _without_unit(text: str, unit: str) -> str:
    words = [word for word in (unit, *_UNITS) if word and text.endswith(word)]
    return text.removesuffix(max(words, key=len, default=""))
