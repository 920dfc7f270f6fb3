"""Chinese names: variants and dots do not count; what sounds alike, is cut off or could not be typed is told apart."""

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
from transforms.linkage.comparisons.rare_characters import CHINESE, fits, with_gaps
from transforms.linkage.comparisons.slips import DROPPED, FURTHER, WRONG, slip
from transforms.normalise.names import name_key
from transforms.normalise.readings import reading, surname

LEVELS = (UNKNOWN, DIFFERENT, "surname", "given", "sounds_alike", "one_character", "homophone", "truncated", "unreadable", SAME)
WORDS = {
    UNKNOWN: ("不详", "is unknown"),
    DIFFERENT: ("不同", "differs"),
    "surname": ("只有姓相同", "agrees in the surname only"),
    "given": ("只有姓不同", "differs in the surname only"),
    "sounds_alike": ("读音相同，字不同", "sounds the same, in other characters"),
    "one_character": ("只差一个字或相邻两字颠倒", "differs by one character or two swapped ones"),
    "homophone": ("只有一个字不同，且读音相同", "differs by one character that sounds the same"),
    "truncated": ("较长，一方只写了前面部分", "is long and cut off on one side"),
    "unreadable": ("相同，生僻字未能显示", "is the same but for a rare character that could not be written"),
    SAME: ("相同", "is the same"),
}
LEAST_PREFIX = 4
"""Shorter names are whole names, not the beginning of one."""
LEAST_BUT_ONE = 3
"""Of a name of two characters one is half of it."""


def _prepare(columns: Sequence[pl.Expr]) -> Derived:
    (name,) = exactly(columns, "name")
    key = name_key(name.cast(pl.String)).str.extract(r"^(.*\p{L}.*)$")
    return {"key": key, "reading": reading(key), "surname": surname(key), "gaps": with_gaps(key)}


def _level(left: Derived, right: Derived) -> pl.Expr:
    return unless_equal(LEVELS, left, right, _settle)


def _settle(pairs: pl.DataFrame) -> pl.Series:
    found = pairs.with_columns(slip=slip(pairs["key"], pairs["key" + OTHER]), fits=fits(pairs)).with_columns(
        longest=pl.max_horizontal(pl.col("key", "key" + OTHER).str.len_chars())
    )
    return found.select(ladder(LEVELS, _rules())).to_series()


def _rules() -> dict[str, pl.Expr]:
    sounds = pl.col("reading") == pl.col("reading" + OTHER)
    other_surname = (pl.col("slip") == WRONG) & (pl.col("surname") != pl.col("surname" + OTHER))
    long_enough = pl.col("longest") >= LEAST_BUT_ONE + (pl.col("slip") == DROPPED)
    return {
        "unreadable": pl.col("fits"),
        "truncated": _begins("key", "key" + OTHER) | _begins("key" + OTHER, "key"),
        "homophone": sounds & (pl.col("slip") == WRONG) & long_enough,
        "sounds_alike": sounds | _spelled_out(),
        # Typing slips keep the sound; another surname is mostly another person.
        "given": other_surname & long_enough,
        "one_character": (pl.col("slip") != FURTHER) & long_enough,
        "surname": pl.col("surname") == pl.col("surname" + OTHER),
    }


def _begins(long: str, short: str) -> pl.Expr:
    return (pl.col(short).str.len_chars() >= LEAST_PREFIX) & pl.col(long).str.starts_with(pl.col(short))


def _spelled_out() -> pl.Expr:
    """One side is the whole name in pinyin, without a space between the syllables."""
    one, other = (pl.col(side).str.replace_all(" ", "", literal=True) for side in ("reading", "reading" + OTHER))
    return (~pl.col("key").str.contains(CHINESE) | ~pl.col("key" + OTHER).str.contains(CHINESE)) & (one == other)


HAN_NAME = Comparison(LEVELS, WORDS, _prepare, _level, frequency="key")
