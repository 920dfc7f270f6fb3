"""Names in Latin letters: Jaro-Winkler ladders, and given name and surname in each other's column."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from rapidfuzz import distance

from transforms.linkage.comparisons.kinds import (
    DIFFERENT,
    OTHER,
    SAME,
    UNKNOWN,
    Comparison,
    Derived,
    exactly,
    ladder,
    missing,
    settled,
    unless_equal,
)
from transforms.linkage.comparisons.slips import distances

TEXT_LEVELS = (UNKNOWN, DIFFERENT, "faint", "alike", "close", SAME)
TEXT_WORDS = {
    UNKNOWN: ("不详", "is unknown"),
    DIFFERENT: ("不同", "differs"),
    "faint": ("略有相似", "is faintly alike"),
    "alike": ("相似", "is alike"),
    "close": ("几乎相同", "is almost the same"),
    SAME: ("相同", "is the same"),
}
_FAINT, _ALIKE, _CLOSE = 0.7, 0.85, 0.92
LEVELS = (UNKNOWN, DIFFERENT, "given", "surname", "alike", "close", "swapped", SAME)
WORDS = {
    UNKNOWN: ("不详", "is unknown"),
    DIFFERENT: ("不同", "differs"),
    "given": ("只有名相同或几乎相同", "agrees in the given name only"),
    "surname": ("只有姓相同或几乎相同", "agrees in the surname only"),
    "alike": ("相似", "is alike"),
    "close": ("几乎相同", "is almost the same"),
    "swapped": ("姓和名颠倒", "has given name and surname swapped"),
    SAME: ("相同", "is the same"),
}


def _folded(text: pl.Expr) -> pl.Expr:
    """Letters and digits only, without accents."""
    letters = text.cast(pl.String).str.normalize("NFKD").str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]", "")
    return letters.replace("", None)


def _similarity(one: pl.Series, other: pl.Series, where: pl.Series | None = None) -> pl.Series:
    """Jaro-Winkler, null where a side is missing and where not asked."""
    known = one.is_not_null() & other.is_not_null()
    both = (known if where is None else known & where).arg_true()
    found = distances(one.gather(both), other.gather(both), distance.JaroWinkler.normalized_similarity)
    return pl.repeat(None, len(one), dtype=pl.Float32, eager=True).scatter(both, pl.Series(found, dtype=pl.Float32))


def _prepare_text(columns: Sequence[pl.Expr]) -> Derived:
    (text,) = exactly(columns, "text")
    return {"key": _folded(text)}


def _level_text(left: Derived, right: Derived) -> pl.Expr:
    return unless_equal(TEXT_LEVELS, left, right, _settle_text)


def _settle_text(pairs: pl.DataFrame) -> pl.Series:
    share = pl.lit(_similarity(pairs["key"], pairs["key" + OTHER]))
    rules = {"close": share >= _CLOSE, "alike": share >= _ALIKE, "faint": share >= _FAINT}
    return pairs.select(ladder(TEXT_LEVELS, rules)).to_series()


def _prepare(columns: Sequence[pl.Expr]) -> Derived:
    given, surname = (_folded(column) for column in exactly(columns, "given name", "surname"))
    return {"given": given, "surname": surname, "key": pl.concat_str(given, surname, separator=" ")}


def _level(left: Derived, right: Derived) -> pl.Expr:
    nothing = missing(left, right, "given") & missing(left, right, "surname")
    known = {UNKNOWN: nothing, SAME: left["key"] == right["key"]}
    return settled(ladder(LEVELS, known, otherwise=None), left, right, _settle)


def _settle(pairs: pl.DataFrame) -> pl.Series:
    given, surname, other_given, other_surname = (pairs[name + side] for side in ("", OTHER) for name in ("given", "surname"))
    crosses = _same_letter(given, other_surname) & _same_letter(surname, other_given)
    alike = {
        "given": _similarity(given, other_given),
        "surname": _similarity(surname, other_surname),
        "crossed": _similarity(given, other_surname, crosses),
        "across": _similarity(surname, other_given, crosses),
    }
    return pl.DataFrame(alike).select(ladder(LEVELS, _rules())).to_series()


def _same_letter(one: pl.Series, other: pl.Series) -> pl.Series:
    """Whether two names begin alike: swapped ones are looked for among those only."""
    return one.str.head(1) == other.str.head(1)


def _rules() -> dict[str, pl.Expr]:
    given, surname = pl.col("given"), pl.col("surname")
    return {
        "close": (given >= _CLOSE) & (surname >= _CLOSE),
        "swapped": (pl.col("crossed") >= _CLOSE) & (pl.col("across") >= _CLOSE),
        "alike": (given >= _ALIKE) & (surname >= _ALIKE),
        "surname": surname >= _CLOSE,
        "given": given >= _CLOSE,
    }


LATIN_TEXT = Comparison(TEXT_LEVELS, TEXT_WORDS, _prepare_text, _level_text, frequency="key")
LATIN_NAME = Comparison(LEVELS, WORDS, _prepare, _level, frequency="key")
