"""What became of a sealed cohort: rows that are in it no more, rows that have come, cells that say something else.

Grain: one row a gone or come key, one a changed cell; by key, then in the order of the columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import xor

import polars as pl

from transforms.cohort import IS_MEMBER

GONE, COME, CHANGED = "gone", "come", "changed"
MEMBER, OUTSIDE, UNKNOWN, ABSENT = "member", "outside", "unknown", "absent"
"""What a key is now: in the cohort; in the table, where the condition does not hold or is unknown; not in the table."""
MAKING = "edition"
"""Says which edition a row is of, so it differs in all of them."""
_WAS, _ROW, _NOW, _PLACE = "_was_", "_row_hash", "_now", "_place"


@dataclass(frozen=True)
class Beside:
    """The rows that differ, few of all, their cells as text: to be computed before `differences` is asked of them."""

    known: pl.LazyFrame
    """Sealed rows that are not just so in the cohort now: the key, what they said (`_was_…`), what the table says, and what they are now."""
    come: pl.LazyFrame
    """Rows of the cohort now that are not sealed."""


def beside(sealed: pl.LazyFrame, now: pl.LazyFrame, key: Sequence[str]) -> Beside:
    """Lays the two side by side. `sealed`: the cohort's rows; `now`: all rows of its table as `transforms.cohort.told` gives them, with the
    same columns. Rows are told apart by a 64-bit hash first.
    """
    schema = sealed.collect_schema()
    compared = compared_of(schema, key)
    # As text from the start: the streaming engine joins no lists along.
    then = sealed.select(*key, *(_text(name, schema[name]) for name in compared))
    cells = (pl.col(name).cast(schema[name]) for name in (*key, *compared))
    today = now.select(IS_MEMBER, *cells).select(IS_MEMBER, *key, *(_text(name, schema[name]) for name in compared))
    row = reduce(xor, (pl.col(name).hash(seed=place) for place, name in enumerate([*key, *compared]))).alias(_ROW)
    same = today.filter(IS_MEMBER).select(*key, row)
    differ = then.with_columns(row).join(same, on=[*key, _ROW], how="anti", nulls_equal=True)
    old = differ.select(*key, pl.col(compared).name.prefix(_WAS))
    present = today.with_columns(_state().alias(_NOW))
    known = old.join(present, on=list(key), how="left", nulls_equal=True).with_columns(pl.col(_NOW).fill_null(ABSENT))
    come = present.filter(IS_MEMBER).join(then.select(key), on=list(key), how="anti", nulls_equal=True)
    return Beside(known, come)


def differences(found: Beside, key: Sequence[str], compared: Sequence[str]) -> pl.LazyFrame:
    """The key, `change` (gone, come, changed), `now`, `column`, `old`, `new` as text. Of a row that is gone but in the table cells are told too."""
    rows = pl.concat(list(_each(found.known, found.come, key, compared)))
    return rows.sort(*key, _PLACE, nulls_last=True).drop(_PLACE)


def compared_of(columns: Iterable[str], key: Sequence[str]) -> list[str]:
    """The columns that are compared: all but the key, and the edition."""
    return [name for name in columns if name not in key and name != MAKING]


def _state() -> pl.Expr:
    is_member = pl.col(IS_MEMBER)
    return pl.when(is_member.is_null()).then(pl.lit(UNKNOWN)).when(is_member).then(pl.lit(MEMBER)).otherwise(pl.lit(OUTSIDE))


def _each(known: pl.LazyFrame, come: pl.LazyFrame, key: Sequence[str], compared: Sequence[str]) -> Iterator[pl.LazyFrame]:
    nothing = pl.lit(None, pl.String)
    yield _rows(known.filter(pl.col(_NOW) != MEMBER), key, 0, GONE, nothing, nothing, nothing)
    yield _rows(come, key, 0, COME, nothing, nothing, nothing)
    there = known.filter(pl.col(_NOW) != ABSENT)
    for place, name in enumerate(compared, start=1):
        old, new = pl.col(f"{_WAS}{name}"), pl.col(name)
        yield _rows(there.filter(old.ne_missing(new)), key, place, CHANGED, pl.lit(name), old, new)


def _rows(
    rows: pl.LazyFrame, key: Sequence[str], place: int, change: str, column: pl.Expr, old: pl.Expr, new: pl.Expr
) -> pl.LazyFrame:
    said = {"change": pl.lit(change), "now": pl.col(_NOW), "column": column, "old": old, "new": new}
    return rows.select(*key, **said, **{_PLACE: pl.lit(place, pl.Int32)})


def _text(name: str, dtype: pl.DataType) -> pl.Expr:
    """A cell as text; lists and structs as JSON."""
    if dtype.is_nested():
        cell = pl.struct(pl.col(name).alias("cell")).struct.json_encode().str.strip_prefix('{"cell":').str.strip_suffix("}")
        return pl.when(pl.col(name).is_not_null()).then(cell).alias(name)
    return pl.col(name).cast(pl.String)
