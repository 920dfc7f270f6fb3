"""Numbers that somebody typed: telephone, postcode, social security number, house number."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.linkage.comparisons.kinds import (
    DIFFERENT,
    OTHER,
    SAME,
    UNKNOWN,
    Comparison,
    Derived,
    exactly,
    ladder,
    unless_equal,
)
from transforms.linkage.comparisons.slips import DROPPED, SWAPPED, WRONG, slip
from transforms.normalise.phones import phone_key

LEVELS = (UNKNOWN, DIFFERENT, "one_off", "transposed", SAME)
WORDS = {
    UNKNOWN: ("不详", "is unknown"),
    DIFFERENT: ("不同", "differs"),
    "one_off": ("只差一位", "differs by one digit"),
    "transposed": ("只是相邻两位颠倒", "has two neighbouring digits swapped"),
    SAME: ("相同", "is the same"),
}


def _digits(columns: Sequence[pl.Expr]) -> Derived:
    """Letters stay: house numbers have them."""
    (number,) = exactly(columns, "number")
    compact = number.cast(pl.String).str.normalize("NFKC").str.replace(r"\.0+$", "").str.replace_all(r"[^\p{L}\p{N}]", "")
    return {"key": compact.str.to_uppercase().replace("", None)}


def _phone(columns: Sequence[pl.Expr]) -> Derived:
    (phone,) = exactly(columns, "phone")
    return {"key": phone_key(phone.cast(pl.String))}


def _level(left: Derived, right: Derived) -> pl.Expr:
    return unless_equal(LEVELS, left, right, _settle)


def _settle(pairs: pl.DataFrame) -> pl.Series:
    found = pairs.select(slip=slip(pairs["key"], pairs["key" + OTHER]), longest=_longest())
    # Of very short numbers one digit is most of it.
    near = pl.col("longest") >= 3
    rules = {
        "transposed": near & (pl.col("slip") == SWAPPED),
        "one_off": near & pl.col("slip").is_in([WRONG, DROPPED]),
    }
    return found.select(ladder(LEVELS, rules)).to_series()


def _longest() -> pl.Expr:
    return pl.max_horizontal(pl.col("key", "key" + OTHER).str.len_chars())


DIGITS = Comparison(LEVELS, WORDS, _digits, _level, frequency="key")
PHONE = Comparison(LEVELS, WORDS, _phone, _level, frequency="key")
