"""Pairs that are two people whatever their score: all named comparisons are on one of the levels that exclude it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from config.linkage import DefiniteNo
from transforms.linkage.pairs import Compared
from transforms.linkage.patterns import BITS


def stopped_by(rules: Sequence[DefiniteNo], comparisons: Sequence[Compared]) -> pl.Expr:
    """Of a column `pattern`: the position of the first rule that excludes the pair (UInt32), null if none does."""
    first = [pl.when(_holds(rule, comparisons)).then(pl.lit(at, pl.UInt32)) for at, rule in enumerate(rules)]
    return pl.coalesce(*first, pl.lit(None, pl.UInt32))


def _holds(rule: DefiniteNo, comparisons: Sequence[Compared]) -> pl.Expr:
    at = {one.compare.name: (position, one.kind.levels) for position, one in enumerate(comparisons)}
    each = []
    for name, levels in rule.when.items():
        position, known = at[name]
        level = pl.col("pattern") // (1 << BITS * position) % (1 << BITS)
        each.append(level.is_in([known.index(one) for one in levels]))
    return pl.all_horizontal(each)
