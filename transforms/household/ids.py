"""Pseudonymous ids of the night: persons without a usable number, and households."""

from __future__ import annotations

import polars as pl

from transforms.keyed import keyed


def person_of(*numbers: pl.Expr, feed: str, key: bytes, source: pl.Expr | None = None) -> pl.Expr:
    """The person of a row: the first usable number, else a person of the row's own feed and source key.

    `source` is the text that stays the same for the same person in that feed, by default the row's `_key`.
    """
    number = pl.coalesce(*numbers)
    unnumbered = pl.when(number.is_null()).then(pl.col("_key") if source is None else source)
    return pl.coalesce(number, keyed(unnumbered, key, label=f"person|{feed}|", prefix="p"))


def household_of(household_no: pl.Expr, *, key: bytes) -> pl.Expr:
    """The household's stable pseudonym from its number in the register."""
    return keyed(household_no, key, label="household|", prefix="h")
