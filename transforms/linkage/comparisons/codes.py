"""Codes agree or they do not."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.linkage.comparisons.kinds import DIFFERENT, SAME, UNKNOWN, Comparison, Derived, exactly, ladder, missing

LEVELS = (UNKNOWN, DIFFERENT, SAME)


def _prepare(columns: Sequence[pl.Expr]) -> Derived:
    (code,) = exactly(columns, "code")
    folded = code.cast(pl.String).str.normalize("NFKC").str.strip_chars().str.to_lowercase()
    return {"key": folded.replace("", None)}


def _level(left: Derived, right: Derived) -> pl.Expr:
    return ladder(LEVELS, {UNKNOWN: missing(left, right), SAME: left["key"] == right["key"]})


CODE = Comparison(
    levels=LEVELS,
    words={UNKNOWN: ("不详", "is unknown"), DIFFERENT: ("不同", "differs"), SAME: ("相同", "is the same")},
    prepare=_prepare,
    level=_level,
    frequency="key",
)
