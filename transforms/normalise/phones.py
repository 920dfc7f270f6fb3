"""Telephone numbers as they are compared: digits only, without the country code."""

from __future__ import annotations

import re

import polars as pl

from transforms.normalise.faults import OK
from transforms.normalise.kernels import Stage, cascade, mapped, parsed, per_distinct, settled
from transforms.normalise.text import fold

_COUNTRY = re.compile(r"(?:00)?86(1\d{10})")


def phone_key(expr: pl.Expr) -> pl.Expr:
    """Phone text -> its digits, without +86; null where there are none."""
    return mapped(expr, lambda texts: cascade(texts, _STAGES), pl.String())


def _plain(texts: pl.Series) -> pl.DataFrame:
    number = texts.cast(pl.Int64, strict=False)
    mobile = (texts.str.len_bytes() == 11) & number.is_between(13_000_000_000, 19_999_999_999)
    return settled(texts.set(~mobile.fill_null(value=False), None))


def _read(cell: str) -> tuple[str | None, int]:
    digits = re.sub(r"[^0-9]", "", fold(cell).removesuffix(".0"))
    country = _COUNTRY.fullmatch(digits)
    return (country[1] if country else digits or None), OK


_STAGES: tuple[Stage, ...] = (_plain, per_distinct(_read, parsed(pl.String())))
