"""Dirt with bookkeeping: which cells are spoilt how, and what has to become of their rows. Lines refer to dirty-data.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from flows.demo.people import Ints

Effect = Literal["recovered", "unlinked", "unknown", "refused"]
"""recovered: the same value is read. unlinked: accepted, but the ID names nobody. unknown: accepted, the cell is lost."""
Change = Callable[[str], pl.Expr]
"""Column → its spoilt text. The expression sees the row's written cells, and its typed ones under `~column`."""

NUMERIC = "\x00number:"
"""Mark of a cell that Excel holds as a number; csv shows it in scientific notation."""


@dataclass(frozen=True)
class Dirt:
    """One kind of dirt in one column of one feed; `share` of the rows, at least `least`; `where` limits the rows it can befall."""

    kind: str
    line: int
    column: str
    effect: Effect
    change: Change
    reason: str = ""
    share: float = 0.001
    least: int = 1
    where: pl.Expr | None = None
    excel_only: bool = False


@dataclass(frozen=True)
class Plan:
    """What is spoilt in one delivery: rows (indices into the typed frame) of each kind, and of duplicates."""

    spoilt: tuple[tuple[Dirt, pl.Series], ...]
    twice_equal: pl.Series
    twice_different: pl.Series
    told_apart: str = "name"
    """The column in which the different doubles differ."""

    @property
    def refused(self) -> pl.Series:
        """Indices of rows that must not get in."""
        parts = [rows for dirt, rows in self.spoilt if dirt.effect == "refused"]
        return pl.concat([*parts, self.twice_different]).sort()

    def unlinked(self, columns: Sequence[str]) -> pl.Series:
        """Indices of rows whose ID in one of `columns` links to nobody."""
        parts = [rows for dirt, rows in self.spoilt if dirt.effect == "unlinked" and dirt.column in columns]
        return pl.concat([*parts, EMPTY]).sort()


EMPTY = pl.Series([], dtype=pl.Int64)
CLEAN = Plan((), EMPTY, EMPTY)


def plan(
    rng: np.random.Generator, typed: pl.DataFrame, kinds: Sequence[Dirt], *, is_excel: bool, told_apart: str = "name"
) -> Plan:
    """Chooses rows, each for one kind at most.

    A short list takes only some of the kinds, so that three quarters of its rows stay clean; rows that hold a slip of the
    department's own (`_slip`) all do, so that what they are has one reading.
    """
    free = rng.permutation(np.flatnonzero(~typed["_slip"].to_numpy()))
    enough = len(free) * 3 // 4
    spoilt = []
    possible = [dirt for dirt in kinds if is_excel or not dirt.excel_only]
    for dirt in (possible[index] for index in rng.permutation(len(possible))):
        if len(free) <= enough:
            break
        wanted = max(int(typed.height * dirt.share), dirt.least)
        rows, free = _take(free, typed, dirt.where, wanted)
        if len(rows):
            spoilt.append((dirt, pl.Series(np.sort(rows), dtype=pl.Int64)))
    equal, free = _take(free, typed, None, max(typed.height // 1000, 2))
    told = pl.col(told_apart).is_not_null() if told_apart else None
    different = free[:0] if told is None else _take(free, typed, told, max(typed.height // 2000, 1))[0]
    equals, differing = (pl.Series(np.sort(rows), dtype=pl.Int64) for rows in (equal, different))
    return Plan(tuple(spoilt), equals, differing, told_apart)


def _take(free: Ints, typed: pl.DataFrame, where: pl.Expr | None, wanted: int) -> tuple[Ints, Ints]:
    """The first `wanted` of `free` that satisfy `where`, and the rest; never more than a tenth of what is free."""
    wanted = min(wanted, max(len(free) // 10, 1))
    if where is None:
        return free[:wanted], free[wanted:]
    fits = typed.select(where.fill_null(value=False).alias("w")).to_series().to_numpy()[free]
    chosen = np.flatnonzero(fits)[:wanted]
    return free[chosen], np.delete(free, chosen)


def spoil(written: pl.DataFrame, typed: pl.DataFrame, planned: Plan, offset: int) -> pl.DataFrame:
    """`written` with the plan's cells spoilt and rows doubled; the frames hold rows offset … of the delivery.

    Adds `_i` (Int64, index into the whole typed frame) and `_copy` (0 the row itself, 1 an equal, 2 a different double).
    """
    until = offset + written.height
    for dirt, rows in planned.spoilt:
        here = rows.filter(rows.is_between(offset, until, closed="left")) - offset
        if here.len():
            seen = pl.concat([written[here], typed[here].rename(lambda name: f"~{name}")], how="horizontal")
            cells = seen.select(dirt.change(dirt.column).cast(pl.String).alias(dirt.column)).to_series()
            written = written.with_columns(written[dirt.column].scatter(here, cells))
    numbered = written.with_columns(_i=pl.int_range(offset, until, dtype=pl.Int64), _copy=pl.lit(0, dtype=pl.Int8))
    return _double(numbered, planned)


def _double(numbered: pl.DataFrame, planned: Plan) -> pl.DataFrame:
    equal = numbered.filter(pl.col("_i").is_in(planned.twice_equal.implode())).with_columns(_copy=pl.lit(1, dtype=pl.Int8))
    different = numbered.filter(pl.col("_i").is_in(planned.twice_different.implode()))
    if different.height:
        other = (pl.lit("另") + pl.col(planned.told_apart)).alias(planned.told_apart)
        different = different.with_columns(other)
    different = different.with_columns(_copy=pl.lit(2, dtype=pl.Int8))
    if equal.is_empty() and different.is_empty():
        return numbered
    return pl.concat([numbered, equal, different]).sort("_i", "_copy", maintain_order=True)


def by_feed(kinds: Mapping[str, Sequence[Dirt]], feed: str) -> Sequence[Dirt]:
    """The kinds of one feed, none where it has none."""
    return kinds.get(feed, ())
