"""What is taken of a column to make a key: records that have it in common are compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from transforms.normalise.names import name_key
from transforms.normalise.readings import reading

Take = Callable[[pl.Expr, int], pl.Expr]
"""A column (text, day, number or list) and the number behind the colon (0 if none) -> text, null where nothing is left."""


def _text(column: pl.Expr) -> pl.Expr:
    return column.cast(pl.String).str.normalize("NFKC").str.strip_chars().str.to_lowercase()


def _letters(column: pl.Expr) -> pl.Expr:
    return _text(column).str.replace_all(r"[^\p{L}\p{N}]", "")


def _digits(column: pl.Expr) -> pl.Expr:
    return _text(column).str.replace_all(r"\D", "")


def _first(column: pl.Expr, count: int) -> pl.Expr:
    return _letters(column).str.head(count)


def _last(column: pl.Expr, count: int) -> pl.Expr:
    return _letters(column).str.tail(count)


def _sorted(column: pl.Expr, _: int) -> pl.Expr:
    """The characters in order: the same for swapped ones."""
    return _letters(column).str.split("").list.sort().list.join("")


def _year(column: pl.Expr, _: int) -> pl.Expr:
    digits = _digits(column)
    return pl.when(digits.str.len_bytes() >= 4).then(digits.str.head(4))


def _month(column: pl.Expr, _: int) -> pl.Expr:
    """Month of a date written with its zeros."""
    digits = _digits(column)
    return pl.when(digits.str.len_bytes() >= 6).then(digits.str.slice(4, 2))


SOUNDS: Final = ("bfpv", "cgjkqsxz", "dt", "l", "mn", "r")


def _soundex(column: pl.Expr, _: int) -> pl.Expr:
    """American Soundex of a Latin name: its first letter and three digits of how it goes on."""
    latin = _text(column).str.replace_all(r"[^a-z]", "")
    sounds = latin.str.replace_all(r"[hw]", "")
    for digit, letters in enumerate(SOUNDS, start=1):
        sounds = sounds.str.replace_all(f"[{letters}]+", str(digit))
    first = latin.str.head(1)
    # The first letter stands for itself, whether or not its own sound begins the rest.
    rest = pl.when(first.str.contains("[hwaeiouy]")).then(sounds).otherwise(sounds.str.slice(1)).str.replace_all(r"\D", "")
    return pl.when(latin != "").then(first + (rest + pl.lit("000")).str.head(3))


def _pinyin(column: pl.Expr, _: int) -> pl.Expr:
    """How a Chinese name sounds, without tones."""
    return reading(name_key(column.cast(pl.String))).str.replace_all(" ", "", literal=True)


def _initials(column: pl.Expr, _: int) -> pl.Expr:
    """The first letter of every syllable or word."""
    return reading(name_key(column.cast(pl.String))).str.replace_all(r"(\S)\S*\s*", "$1")


TAKES: Mapping[str, Take] = {
    "same": lambda column, _: _text(column),
    "first": _first,
    "last": _last,
    "sorted": _sorted,
    "digits": lambda column, _: _digits(column),
    "year": _year,
    "month": _month,
    "soundex": _soundex,
    "pinyin": _pinyin,
    "initials": _initials,
}
"""By the name in the configuration."""
NUMBERED: Final = ("first", "last")
"""Takes that need a number."""


def take(name: str, column: pl.Expr, *, listed: bool = False) -> pl.Expr:
    """The key of a column, or of each element of a list column; a blank is null. Raises ValueError saying which takes there are."""
    word, number = _parsed(name)
    if listed:
        return column.list.eval(_known(TAKES[word](pl.element(), number))).list.drop_nulls()
    return _known(TAKES[word](column, number))


def _known(key: pl.Expr) -> pl.Expr:
    return pl.when(key != "").then(key)


def _parsed(name: str) -> tuple[str, int]:
    found = re.fullmatch(r"(\w+)(?::([1-9]\d?))?", name)
    if found is None or found[1] not in TAKES or (found[1] in NUMBERED) != bool(found[2]):
        known = [f"{one}:N" if one in NUMBERED else one for one in TAKES]
        raise ValueError(f"there is no take {name}; there are {', '.join(known)}")
    return found[1], int(found[2] or 0)


def problem(name: str) -> str:
    """What is wrong with the name of a take; empty if nothing."""
    try:
        _parsed(name)
    except ValueError as error:
        return str(error)
    return ""
