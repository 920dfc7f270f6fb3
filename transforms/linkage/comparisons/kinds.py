"""What a comparison is: how alike two records are in one respect, on a ladder of named levels.

`prepare` derives columns once a record; `level` looks at two records' derived columns and gives the rung. A level never
depends on which record stands left, and nothing in `words` tells a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

Derived = Mapping[str, pl.Expr]
"""One record's derived columns by suffix."""
Settle = Callable[[pl.DataFrame], pl.Series]

UNKNOWN: Final = "unknown"
DIFFERENT: Final = "different"
SAME: Final = "same"
OTHER: Final = "_other"
"""Suffix of the right record's columns where both records' stand in one frame."""


@dataclass(frozen=True)
class Comparison:
    """A kind of comparison: its ladder, the words for every rung, and the expressions that climb it."""

    levels: tuple[str, ...]
    """First what is said where a side is missing, then disagreement, then better and better agreement."""
    words: Mapping[str, tuple[str, str]]
    """Level -> (Chinese, English): what follows the name of the field: 姓名 + 读音相同, "name" + "sounds the same"."""
    prepare: Callable[[Sequence[pl.Expr]], Derived]
    """The columns compared -> derived columns by suffix, row-local. Raises ValueError for another number of columns."""
    level: Callable[[Derived, Derived], pl.Expr]
    """Left's and right's derived columns -> UInt8, the index into `levels`; never null, element by element."""
    frequency: str = ""
    """Derived column whose rare values say more when they agree; empty where none does."""

    def said(self, level: str, zh: str, en: str) -> tuple[str, str]:
        """(Chinese, English) sentence part about the field with these labels. Raises KeyError for another kind's level."""
        chinese, english = self.words[level]
        return f"{zh}{chinese}", f"{en} {english}"


def exactly(columns: Sequence[pl.Expr], *names: str) -> Sequence[pl.Expr]:
    """The columns, if there are as many as names. Raises ValueError, saying what is expected."""
    if len(columns) != len(names):
        raise ValueError(f"takes {len(names)} column(s): {', '.join(names)}; {len(columns)} given")
    return columns


def ladder(levels: Sequence[str], rules: Mapping[str, pl.Expr], *, otherwise: str | None = DIFFERENT) -> pl.Expr:
    """The first level whose condition holds, as UInt8; null counts as not holding. `otherwise` None leaves the rest null."""
    rungs = [pl.when(holds).then(pl.lit(levels.index(level), pl.UInt8)) for level, holds in rules.items()]
    last = [] if otherwise is None else [pl.lit(levels.index(otherwise), pl.UInt8)]
    return pl.coalesce(*rungs, *last)


def missing(left: Derived, right: Derived, column: str = "key") -> pl.Expr:
    """Whether a side says nothing."""
    return left[column].is_null() | right[column].is_null()


def settled(first: pl.Expr, left: Derived, right: Derived, settle: Settle) -> pl.Expr:
    """`first`, and where it is null what `settle` makes of the open pairs: a frame of both records' derived columns, the
    right one's named with `OTHER`. So what is dear is paid for open pairs only.
    """
    columns = [column.alias(name) for name, column in left.items()]
    others = [column.alias(name + OTHER) for name, column in right.items()]
    return pl.struct(first.alias("_level"), *columns, *others).map_batches(
        lambda cells: _fill(cells.struct.unnest(), settle), return_dtype=pl.UInt8, is_elementwise=True
    )


def unless_equal(levels: Sequence[str], left: Derived, right: Derived, settle: Settle) -> pl.Expr:
    """The level of two keys: unknown where a side says nothing, same where they are equal, and else what `settle` makes of them."""
    known = {UNKNOWN: missing(left, right), SAME: left["key"] == right["key"]}
    return settled(ladder(levels, known, otherwise=None), left, right, settle)


def _fill(pairs: pl.DataFrame, settle: Settle) -> pl.Series:
    level = pairs["_level"]
    open_rows = level.is_null().arg_true()
    if open_rows.is_empty():
        return level
    rest = pairs.drop("_level")
    found = settle(rest if len(open_rows) == pairs.height else rest[open_rows])
    return level.scatter(open_rows, found)
