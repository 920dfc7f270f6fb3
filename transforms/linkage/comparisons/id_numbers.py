"""Resident ID numbers (GB 11643) against one another: what happens to a number on its way through typing and Excel.

The check character tells every single wrong digit and every swap of neighbours, so two valid numbers that differ are of
two people, unless a spreadsheet explains the difference. A guardian's number is simply different.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.linkage.comparisons.damaged_numbers import UNTOUCHED, lost_tail, visible
from transforms.linkage.comparisons.kinds import (
    DIFFERENT,
    OTHER,
    SAME,
    UNKNOWN,
    Comparison,
    Derived,
    exactly,
    ladder,
    settled,
)
from transforms.linkage.comparisons.read_numbers import READ, read
from transforms.linkage.comparisons.slips import DROPPED, SWAPPED, WRONG, slip

LEVELS = (
    UNKNOWN,
    DIFFERENT,
    "different_valid",
    "partial",
    "same_birth_part",
    "masked",
    "lost_tail",
    "transposed",
    "one_digit",
    SAME,
)
WORDS = {
    UNKNOWN: ("不详", "is unknown"),
    DIFFERENT: ("不同", "differs"),
    "different_valid": ("不同，且双方校验均正确", "differs, and both are valid"),
    "partial": ("一方残缺，留下的几位一致", "is damaged on one side; the few digits left agree"),
    "same_birth_part": ("只有出生日期部分相同", "agrees in the birth date within it only"),
    "masked": ("一方有星号，其余各位一致", "is masked on one side; every digit shown agrees"),
    "lost_tail": ("前15位相同，一方末三位被Excel改掉", "agrees in its first 15 digits; a spreadsheet changed the rest"),
    "transposed": ("只是相邻两位颠倒", "has two neighbouring digits swapped"),
    "one_digit": ("只差一位", "differs by one digit"),
    SAME: ("相同", "is the same"),
}


def _prepare(columns: Sequence[pl.Expr]) -> Derived:
    (number,) = exactly(columns, "number")
    return {"read": number.cast(pl.String).map_batches(read, return_dtype=pl.Struct(READ), is_elementwise=True)}


def _level(left: Derived, right: Derived) -> pl.Expr:
    one, other = ({field: side["read"].struct.field(field) for field in READ} for side in (left, right))
    whole = one["number"].is_not_null() & other["number"].is_not_null()
    nothing = one["head"].is_null() | other["head"].is_null()
    # Two valid numbers need a closer look only where a spreadsheet may have rounded one of them.
    apart = one["valid"] & other["valid"] & (one["number"].str.head(UNTOUCHED) != other["number"].str.head(UNTOUCHED))
    known = {UNKNOWN: nothing, SAME: whole & (one["number"] == other["number"]), "different_valid": apart}
    return settled(ladder(LEVELS, known, otherwise=None), one, other, _settle)


def _settle(pairs: pl.DataFrame) -> pl.Series:
    known = pairs["number"].is_not_null() & pairs["number" + OTHER].is_not_null()
    levels = pl.repeat(0, pairs.height, dtype=pl.UInt8, eager=True)
    levels = levels.scatter(known.arg_true(), _of_whole(pairs.filter(known)))
    return levels.scatter((~known).arg_true(), _of_damaged(pairs.filter(~known)))


def _of_whole(pairs: pl.DataFrame) -> pl.Series:
    found = pairs.with_columns(slip=slip(pairs["number"], pairs["number" + OTHER]), lost=lost_tail(pairs))
    both_valid = pl.col("valid") & pl.col("valid" + OTHER)
    rules = {
        "lost_tail": pl.col("lost"),
        "different_valid": both_valid,
        "transposed": pl.col("slip") == SWAPPED,
        "one_digit": pl.col("slip").is_in([WRONG, DROPPED]),
        "same_birth_part": _birth("number") == _birth("number" + OTHER),
    }
    return found.select(ladder(LEVELS, rules)).to_series()


def _of_damaged(pairs: pl.DataFrame) -> pl.Series:
    rules = {
        UNKNOWN: pl.col("shown") == 0,
        "masked": pl.col("agrees") & pl.col("is_enough"),
        "partial": pl.col("agrees"),
    }
    return visible(pairs).select(ladder(LEVELS, rules)).to_series()


def _birth(column: str) -> pl.Expr:
    whole = pl.col(column)
    return pl.when(whole.str.len_bytes() == 18).then(whole.str.slice(6, 8))


ID_NUMBER = Comparison(LEVELS, WORDS, _prepare, _level)
