"""Dates, with the slips that happen when somebody types them. Lunar against solar is not guessed."""

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
from transforms.linkage.comparisons.slips import FURTHER, slip
from transforms.normalise.dates import compact_number

LEVELS = (UNKNOWN, DIFFERENT, "same_year", "default_day", "next_year", "swapped", "one_slip", SAME)
WORDS = {
    UNKNOWN: ("不详", "is unknown"),
    DIFFERENT: ("不同", "differs"),
    "same_year": ("只有年份相同", "agrees in the year only"),
    "default_day": ("年份一致，一方只填到年或月", "agrees as far as one side tells it (first of the month or year)"),
    "next_year": ("月日相同，年份差一年", "agrees but for one year"),
    "swapped": ("月和日颠倒", "has day and month swapped"),
    "one_slip": ("只差一位或相邻两位颠倒", "differs by one digit or two swapped ones"),
    SAME: ("相同", "is the same"),
}
_NO_DATE = ("18991230", "18991231", "19000101", "99991231")


def _prepare(columns: Sequence[pl.Expr]) -> Derived:
    (day,) = exactly(columns, "date")
    return {"key": day.map_batches(_eight_digits, return_dtype=pl.String(), is_elementwise=True)}


def _eight_digits(days: pl.Series) -> pl.Series:
    """Year, month and day of dates or of their texts, which need not be a day of the calendar; null for what means no date."""
    if days.dtype == pl.Date:
        digits = compact_number(pl.col("day")).cast(pl.String)
    else:
        text = pl.col("day").cast(pl.String).str.normalize("NFKC").str.strip_chars().str.replace(r"[ T].*$", "")
        parts = text.str.replace_all(r"\D+", "-").str.strip_chars("-").str.replace_all(r"\b(\d)\b", "0$1")
        digits = parts.str.replace_all("-", "", literal=True).str.extract(r"^([0-9]{8})$")
    return days.to_frame("day").select(digits.replace(_NO_DATE, None)).to_series()


def _level(left: Derived, right: Derived) -> pl.Expr:
    return unless_equal(LEVELS, left, right, _settle)


def _settle(pairs: pl.DataFrame) -> pl.Series:
    numbers = pairs.select(pl.all().cast(pl.Int32), slip=slip(pairs["key"], pairs["key" + OTHER]))
    return numbers.select(ladder(LEVELS, _rules(pl.col("key"), pl.col("key" + OTHER)))).to_series()


def _rules(one: pl.Expr, other: pl.Expr) -> dict[str, pl.Expr]:
    same_year = one // 10_000 == other // 10_000
    month, day = _month(one), one % 100
    other_month, other_day = _month(other), other % 100
    return {
        "next_year": (one - other).abs() == 10_000,
        "swapped": same_year & (month == other_day) & (day == other_month),
        "default_day": same_year & (_as_default(one, other) | _as_default(other, one)),
        "one_slip": pl.col("slip") != FURTHER,
        "same_year": same_year,
    }


def _as_default(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """Of the same year: whether the one is what is written where only the year or the month is known."""
    return (one % 10_000 == 101) | ((one % 100 == 1) & (_month(one) == _month(other)))


def _month(number: pl.Expr) -> pl.Expr:
    return number // 100 % 100


DATE = Comparison(LEVELS, WORDS, _prepare, _level, frequency="key")
