"""Which pairs are looked at: those that agree on the keys of a block, each pair once whatever the number of blocks.

A key is a 64-bit hash made once a record. Both sides are sorted by it and merged, so that the pairs of every value are known
before one of them is made: values that would make too many are left out, and counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from config.linkage import Block, Key, Linkage
from transforms.linkage.records import Records
from transforms.linkage.takes import take

Ints = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.uint32]

AT_ONCE: Final = 1 << 24
"""Pairs that are made at once, so that memory does not grow with their number."""
_SHIFT = np.uint64(32)
_MIX = 0x9E3779B97F4A7C15
REPORT: Final = pl.Schema(
    {"block": pl.String(), "pairs": pl.UInt64(), "skipped_values": pl.UInt64(), "skipped_pairs": pl.UInt64()}
)
"""A row a block; its pairs are counted before those of other blocks are taken off."""


@dataclass(frozen=True)
class Keyed:
    """Rows of one side that have a key, in order of the keys."""

    keys: Ints
    rows: Rows

    def among(self, start: int, stop: int) -> Keyed:
        """Only rows from `start` up to before `stop`."""
        chosen = (self.rows >= start) & (self.rows < stop)
        return Keyed(self.keys[chosen], self.rows[chosen])

    def without(self, keys: Ints) -> Keyed:
        """Without rows of these keys."""
        kept = ~np.isin(self.keys, keys)
        return Keyed(self.keys[kept], self.rows[kept])


@dataclass(frozen=True)
class Blocked:
    """One block on both sides, without values that would make too many pairs."""

    block: Block
    left: Keyed
    right: Keyed
    count: int
    skipped_values: int
    skipped_pairs: int


def blocked(both: Records, config: Linkage) -> list[Blocked]:
    """Every block of the configuration."""
    return [_blocked(both, block) for block in config.blocking]


def report(blocks: list[Blocked]) -> pl.DataFrame:
    """How many pairs each block makes, and what it leaves out."""
    rows = [(one.block.name, one.count, one.skipped_values, one.skipped_pairs) for one in blocks]
    return pl.DataFrame(rows, schema=REPORT, orient="row")


def pairs(blocks: list[Blocked], both: Records, stop: int | None = None) -> Iterator[pl.DataFrame]:
    """Distinct pairs (left, right: row numbers) in order, some `AT_ONCE` at a time; `stop` ends with that left row."""
    last = both.left.height if stop is None else stop
    total = sum(one.count for one in blocks) * last // max(both.left.height, 1)
    edges = np.linspace(0, last, 1 + max(1, -(-total // AT_ONCE))).astype(int)
    for start, end in pairwise(edges):
        packed = [block_pairs(one, both, int(start), int(end)) for one in blocks]
        yield unpacked(_distinct(pl.concat(packed)))


def block_pairs(one: Blocked, both: Records, start: int, stop: int) -> pl.Series:
    """The pairs of one block with left rows from `start` up to before `stop`, packed, in no order."""
    matched = _merged(one.left.among(start, stop), one.right)
    found = _expanded(matched)
    if both.within:
        left, right = found >> _SHIFT, found & np.uint64(0xFFFFFFFF)
        found = found[left < right]
    return pl.Series(found)


def packed(left: pl.Series, right: pl.Series) -> pl.Series:
    """Pairs of rows as one number each."""
    return left.cast(pl.UInt64) * (1 << 32) + right.cast(pl.UInt64)


def unpacked(numbers: pl.Series) -> pl.DataFrame:
    """The pairs (left, right) of packed numbers."""
    return pl.DataFrame({"left": (numbers // (1 << 32)).cast(pl.UInt32), "right": (numbers % (1 << 32)).cast(pl.UInt32)})


def _distinct(numbers: pl.Series) -> pl.Series:
    ordered = numbers.sort()
    return ordered.filter((ordered != ordered.shift()).fill_null(True))


@dataclass(frozen=True)
class _Matched:
    """Keys that both sides have: where their rows begin on each side, and how many there are."""

    left: Keyed
    right: Keyed
    keys: Ints
    starts: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
    counts: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]

    @property
    def products(self) -> npt.NDArray[np.int64]:
        return self.counts[0] * self.counts[1]


def _runs(keys: Ints) -> tuple[Ints, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.zeros(0, np.int64)
    return keys[starts], starts, np.diff(starts, append=len(keys))


def _merged(left: Keyed, right: Keyed) -> _Matched:
    keys, starts, counts = _runs(left.keys)
    others, other_starts, other_counts = _runs(right.keys)
    at = np.searchsorted(others, keys)
    found = at < len(others)
    found[found] = others[at[found]] == keys[found]
    at = at[found]
    return _Matched(left, right, keys[found], (starts[found], other_starts[at]), (counts[found], other_counts[at]))


def _expanded(matched: _Matched) -> Ints:
    """Every left row of a key with every right row of it."""
    products = matched.products
    within = np.arange(products.sum()) - np.repeat(np.cumsum(products) - products, products)
    many = np.repeat(matched.counts[1], products)
    left = matched.left.rows[np.repeat(matched.starts[0], products) + within // many]
    right = matched.right.rows[np.repeat(matched.starts[1], products) + within % many]
    return np.asarray((left.astype(np.uint64) << _SHIFT) | right, dtype=np.uint64)


def _blocked(both: Records, block: Block) -> Blocked:
    left = _keyed(both, block, "left")
    right = left if both.within else _keyed(both, block, "right")
    matched = _merged(left, right)
    products = matched.products
    many = products > block.most
    if many.any():
        left, right = left.without(matched.keys[many]), right.without(matched.keys[many])
    made = (products - matched.counts[0]) // 2 if both.within else products
    return Blocked(block, left, right, int(made[~many].sum()), int(many.sum()), int(made[many].sum()))


def _keyed(both: Records, block: Block, side: str) -> Keyed:
    parts = [_part(both, key, side).alias(str(number)) for number, key in enumerate(block.keys)]
    rows = pl.DataFrame(parts).with_row_index("row")
    for part in parts:
        if part.dtype == pl.List:
            rows = rows.explode(part.name)
    mixed = pl.col("0")
    for number in range(1, len(parts)):
        mixed = mixed * pl.lit(_MIX, pl.UInt64) + pl.col(str(number))
    keyed = rows.select("row", key=mixed).filter(pl.col("key").is_not_null()).sort("key")
    return Keyed(keyed["key"].to_numpy(), keyed["row"].to_numpy())


def _part(both: Records, key: Key, side: str) -> pl.Series:
    """The hash of a key for each record; a list of them for a list column."""
    values = both.values([key.column])
    return both.once(key, lambda: _hashed(values.table, key)).gather(values.left if side == "left" else values.right)


def _hashed(table: pl.DataFrame, key: Key) -> pl.Series:
    listed = table.schema[key.column] == pl.List
    taken = take(key.take, pl.col(key.column), listed=listed)
    hashed = taken.list.eval(pl.element().hash(seed=0)) if listed else taken.hash(seed=0)
    return table.select(pl.when(taken.is_not_null()).then(hashed)).to_series()
