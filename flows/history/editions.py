"""What the shown editions say of somebody: rows that a filter picks, edition by edition, oldest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from flows.lake import published
from flows.site import Site

AT_ONCE = 32
"""Editions that are read together: each is a file a table."""
Row = Mapping[str, Any]


def rows_of(site: Site, table: str, editions: Sequence[str], match: pl.Expr | None, by: Sequence[str]) -> dict[str, list[Row]]:
    """Edition -> the rows of a table that match, ordered; an edition of a version that had no such table has none."""
    found: dict[str, list[Row]] = {}
    have = frozenset(published.editions(site.lake, table))
    there = [name for name in editions if name in have]
    for start in range(0, len(there), AT_ONCE):
        names = there[start : start + AT_ONCE]
        plans = [published.scan(site.lake, table, name) for name in names]
        picked = pl.collect_all([plan if match is None else plan.filter(match) for plan in plans], engine="streaming")
        for name, rows in zip(names, picked, strict=True):
            found[name] = [*rows.sort(by).iter_rows(named=True)]
    return {name: found.get(name, []) for name in editions}
