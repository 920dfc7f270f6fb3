"""What a metric is before it is computed: a small plan over a LazyFrame. Nothing here knows Great Expectations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

MAX_RECORDS = 200
"""Most values, rows or row numbers a result may carry, as Great Expectations itself caps values and rows."""

EVERY_ROW = pl.lit(True)


@dataclass(frozen=True, eq=False)
class Domain:
    """The rows a metric looks at. `rows` is a boolean expression (null counts as false), None for all rows.

    Identity matters: figures over the same Domain object are computed in one selection.
    """

    rows: pl.Expr | None = None

    def of(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The frame reduced to the domain's rows, in their order."""
        return frame if self.rows is None else frame.filter(self.rows)

    def with_rows(self, rows: pl.Expr) -> pl.Expr:
        """Rows of the domain for which `rows` holds too."""
        return rows if self.rows is None else self.rows & rows


@dataclass(frozen=True, eq=False)
class Known:
    """A value the schema alone gives."""

    value: Any


@dataclass(frozen=True, eq=False)
class Count:
    """How many rows of the whole frame satisfy a boolean expression; null does not count. Always fused."""

    rows: pl.Expr


@dataclass(frozen=True, eq=False)
class Figure:
    """One scalar expression over a domain, finished in Python."""

    expr: pl.Expr
    domain: Domain
    finish: Callable[[Any], Any] = lambda value: value


@dataclass(frozen=True, eq=False)
class Table:
    """A small derived frame (a group-by, a list of distinct values), finished in Python."""

    build: Callable[[pl.LazyFrame], pl.LazyFrame]
    finish: Callable[[pl.DataFrame], Any]


@dataclass(frozen=True, eq=False)
class Combined:
    """A value computed in Python from other plans, all of which resolve in the same pass."""

    parts: tuple[Count | Figure | Table, ...]
    finish: Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Sample:
    """Some failing rows. Read in a second pass, and only when `count` says there are any."""

    count: Count | Table
    build: Callable[[pl.LazyFrame], pl.LazyFrame]
    finish: Callable[[pl.DataFrame], Any]
    most: int
    """How many rows `build` gives at most."""
    is_rowwise: bool
    """Whether a row fails by itself, so that the first failing rows of the frame's beginning are those of the frame."""


Plan = Known | Count | Figure | Table | Combined | Sample
