"""What a map condition is: the rows that fail, and the parameters it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl


@dataclass(frozen=True)
class Rowwise:
    """Failing rows by expression: true for a failing row, false or null otherwise.

    `over_domain`: the expression looks at neighbours or the column's statistics: it must see the considered rows only.
    """

    fails: pl.Expr
    over_domain: bool = False


@dataclass(frozen=True)
class Repeated:
    """Rows fail whose key occurs more than once."""

    keys: tuple[pl.Expr, ...]


Failing = Rowwise | Repeated
Parameters = Mapping[str, Any]
ColumnCondition = Callable[[pl.Schema, str, Parameters], Failing]
ColumnsCondition = Callable[[pl.Schema, tuple[str, ...], Parameters], Failing]

NONE = Rowwise(pl.lit(False))
"""No row fails."""
