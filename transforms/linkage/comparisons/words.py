"""Addresses and other texts of several words: their order does not count."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from rapidfuzz import fuzz

from transforms.linkage.comparisons.kinds import (
    DIFFERENT,
    OTHER,
    SAME,
    UNKNOWN,
    Comparison,
    Derived,
    ladder,
    unless_equal,
)
from transforms.linkage.comparisons.slips import distances

LEVELS = (UNKNOWN, DIFFERENT, "alike", "close", SAME)
WORDS = {
    UNKNOWN: ("不详", "is unknown"),
    DIFFERENT: ("不同", "differs"),
    "alike": ("部分相同", "is alike in part"),
    "close": ("基本相同", "is nearly the same"),
    SAME: ("相同", "is the same"),
}
_ALIKE, _CLOSE = 70.0, 87.0


def _prepare(columns: Sequence[pl.Expr]) -> Derived:
    """Distinct words in alphabetical order, of all columns together."""
    text = pl.concat_str(columns, separator=" ", ignore_nulls=True).str.normalize("NFKC").str.to_lowercase()
    words = text.str.extract_all(r"[\p{L}\p{N}]+").list.unique().list.sort().list.join(" ")
    return {"key": words.replace("", None)}


def _level(left: Derived, right: Derived) -> pl.Expr:
    return unless_equal(LEVELS, left, right, _settle)


def _settle(pairs: pl.DataFrame) -> pl.Series:
    """By the words in common and, of those that are not, by the letters; a text that the other contains is close."""
    share = pl.lit(pl.Series(distances(pairs["key"], pairs["key" + OTHER], fuzz.token_ratio, cutoff=_ALIKE)))
    return pairs.select(ladder(LEVELS, {"close": share >= _CLOSE, "alike": share >= _ALIKE})).to_series()


WORDS_OF = Comparison(LEVELS, WORDS, _prepare, _level, frequency="key")
