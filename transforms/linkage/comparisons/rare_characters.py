"""Rare characters in names that a system could not write: `?`, □, a private-use code point, a star, or their pinyin."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from transforms.linkage.comparisons.kinds import OTHER
from transforms.normalise.readings import LATIN, syllables, toneless

CHINESE = r"\p{Han}"
_GAP = r"[?*□○■\x{e000}-\x{f8ff}\x{f0000}-\x{10fffd}]"
_GAP_MARK = "?"
_PART = re.compile(r"[a-z]+|.")
_LEAST_AGREEING = 2
"""So many characters must be written and agree before a gap can stand for the rest."""


def with_gaps(key: pl.Expr) -> pl.Expr:
    """Folded name -> the name with `?` for what is no character and pinyin without brackets; null where nothing is missing
    and for names without any Chinese character.
    """
    marked = toneless(key.str.replace_all(_GAP, _GAP_MARK))
    return pl.when(key.str.contains(CHINESE) & key.str.contains(f"{_GAP}|[{LATIN}]")).then(marked)


def fits(pairs: pl.DataFrame) -> pl.Series:
    """Whether two names are the same where both could be written: Boolean. Python only for the few with a gap."""
    one, other = (pl.coalesce("gaps" + side, "key" + side) for side in ("", OTHER))
    gapped = pairs.select((pl.col("gaps").is_not_null() | pl.col("gaps" + OTHER).is_not_null()).arg_true()).to_series()
    few = pairs[gapped].select(one=one, other=other)
    found = pl.Series([_fits(*names) for names in few.iter_rows()], dtype=pl.Boolean)
    return pl.repeat(False, pairs.height, dtype=pl.Boolean, eager=True).scatter(gapped, found)


def _fits(one: str, other: str) -> bool:
    return any(_agree(a, b) for a in _spellings(one) for b in _spellings(other))


@cache
def _spellings(name: str) -> tuple[tuple[str, ...], ...]:
    """Systems of 16-bit characters write `??` for one rare character."""
    narrow = name.replace("??", "?")
    return tuple(tuple(_PART.findall(spelling)) for spelling in dict.fromkeys((name, narrow)))


def _agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if len(one) != len(other):
        return False
    pairs = list(zip(one, other, strict=True))
    written = sum(a == b != _GAP_MARK for a, b in pairs)
    return written >= _LEAST_AGREEING and all(a == b or _GAP_MARK in {a, b} or _reads(a, b) or _reads(b, a) for a, b in pairs)


def _reads(pinyin: str, character: str) -> bool:
    return pinyin.isascii() and len(character) == 1 and pinyin in syllables(character)
