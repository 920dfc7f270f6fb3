"""The records of both sides in one order that does not depend on how they came, and the distinct values of their columns.

Rows are numbered from 0 in the order of a hash of the record's id: the first rows of a side are a random sample of it, the same one
however often and in which order the records were delivered.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from config.linkage import Linkage

ANCHORED = "anchored"
"""Optional column: whether the record's person is known by a number."""
REPETITIVE = 0.5
"""Share of distinct values up to which looking at each distinct value once pays."""
_ORDER = "_order"


@dataclass(frozen=True)
class Values:
    """The values of some columns: a table of them, and the row of it each record has (null: says nothing)."""

    table: pl.DataFrame
    left: pl.Series
    right: pl.Series
    are_distinct: bool
    """Whether each value stands once in the table; else every record has a row of its own."""


@dataclass(frozen=True)
class Records:
    """Both sides, a row a record; duplicates within the left one are looked for where `within`, and right is left."""

    left: pl.DataFrame
    right: pl.DataFrame
    within: bool
    _known: dict[tuple[str, ...], Values] = field(default_factory=dict, repr=False, compare=False)
    _once: dict[Hashable, pl.Series] = field(default_factory=dict, repr=False, compare=False)

    def values(self, columns: Sequence[str]) -> Values:
        """The values of columns, worked out once."""
        key = tuple(columns)
        if key not in self._known:
            self._known[key] = _values(self, key)
        return self._known[key]

    def once(self, key: Hashable, make: Callable[[], pl.Series]) -> pl.Series:
        """What `make` gives, made at the first call for a key."""
        if key not in self._once:
            self._once[key] = make()
        return self._once[key]


def needed(config: Linkage) -> tuple[str, ...]:
    """Every column a configuration may read, each once."""
    lists = (config.one_to_one.group, config.one_to_one.listed_in) if config.one_to_one else ()
    names = [config.record, config.person, ANCHORED, *lists, *config.columns]
    return tuple(name for name in dict.fromkeys(names) if name)


def records(left: pl.DataFrame, right: pl.DataFrame | None, config: Linkage) -> Records:
    """Both sides in order, each record once; a column that a side lacks is unknown."""
    one = _ordered(left, config.record)
    other = one if right is None else _ordered(right, config.record)
    names = needed(config)
    dtypes = {name: _common(name, one, other) for name in names}
    sides = [side.select(_cell(side, name, dtype) for name, dtype in dtypes.items()) for side in (one, other)]
    return Records(sides[0], sides[0] if right is None else sides[1], within=right is None)


def _common(name: str, *sides: pl.DataFrame) -> pl.DataType:
    """The type of a column on both sides; text where they differ, or where neither says anything."""
    found = [side.schema[name] for side in sides if _says(side, name)]
    return found[0] if found and all(dtype == found[0] for dtype in found) else pl.String()


def _says(side: pl.DataFrame, name: str) -> bool:
    return name in side.columns and side.schema[name] != pl.Null


def _cell(side: pl.DataFrame, name: str, dtype: pl.DataType) -> pl.Expr:
    return pl.col(name).cast(dtype) if _says(side, name) else pl.lit(None, dtype).alias(name)


def _ordered(side: pl.DataFrame, record: str) -> pl.DataFrame:
    """By the hash of the id. Delivered twice, a record counts once: which of different rows is settled by their cells."""
    hashed = side.with_columns(pl.col(record).cast(pl.String).hash(seed=0).alias(_ORDER)).sort(_ORDER)
    if hashed.select((pl.col(_ORDER) == pl.col(_ORDER).shift()).any()).item():
        cells = [pl.col(name).hash(seed=1).alias(f"{_ORDER}{number}") for number, name in enumerate(side.columns)]
        hashed = hashed.with_columns(cells).sort(pl.col(f"^{_ORDER}.*$")).unique(record, keep="first", maintain_order=True)
    return hashed.select(side.columns)


def _values(both: Records, columns: tuple[str, ...]) -> Values:
    sides = [both.left.select(columns), *([] if both.within else [both.right.select(columns)])]
    every = pl.concat(sides)
    codes, table, are_distinct = _coded(every)
    left = codes.head(both.left.height)
    return Values(table, left, left if both.within else codes.tail(both.right.height), are_distinct)


def _coded(every: pl.DataFrame) -> tuple[pl.Series, pl.DataFrame, bool]:
    """Code of each row, the table the codes point into, and whether its rows are distinct."""
    says_nothing = pl.all_horizontal(pl.all().is_null())
    if not _repeats(every):
        rows = every.select(pl.when(~says_nothing).then(pl.int_range(pl.len(), dtype=pl.UInt32))).to_series()
        return rows, every, False
    table = every.unique().filter(~says_nothing)
    numbered = table.with_row_index(_ORDER)
    codes = every.join(numbered, on=every.columns, how="left", nulls_equal=True, maintain_order="left")[_ORDER]
    return codes, table, True


def _repeats(every: pl.DataFrame) -> bool:
    if any(dtype.is_nested() for dtype in every.dtypes):
        return False
    distinct = every.select(_identity(every.columns).approx_n_unique()).item()
    return bool(distinct <= REPETITIVE * every.height)


def _identity(columns: Iterable[str]) -> pl.Expr:
    names = list(columns)
    return pl.col(names[0]) if len(names) == 1 else pl.struct(names).hash(seed=0)


def identity(values: Values) -> pl.Series:
    """A number for each row of the table; two rows have the same one where their values are equal."""
    if values.are_distinct:
        return pl.int_range(values.table.height, dtype=pl.UInt64, eager=True)
    return values.table.select(pl.struct(pl.all()).hash(seed=0)).to_series()
