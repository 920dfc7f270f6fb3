"""How alike the records of pairs are: the level of each comparison.

Equal values are told by their numbers. Of the rest, each distinct pair of values is compared once where values repeat.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from config.linkage import Compare, Linkage
from transforms.linkage.blocking import packed, unpacked
from transforms.linkage.comparisons import COMPARISONS
from transforms.linkage.comparisons.kinds import Comparison
from transforms.linkage.records import Records, Values, identity

SMALL: Final = 256
"""Values up to which all of them are compared with each other beforehand."""
STEP: Final = 1 << 21
"""Pairs of values whose texts stand in memory at once."""
WORTH: Final = 0.7
"""Share of distinct pairs up to which comparing each once pays."""


@dataclass(frozen=True)
class Compared:
    """One comparison, ready for any pairs of rows."""

    compare: Compare
    kind: Comparison
    values: Values
    derived: pl.DataFrame
    """A row a row of the values' table."""

    @property
    def top(self) -> int:
        """The best level."""
        return len(self.kind.levels) - 1

    def levels(self, pairs: pl.DataFrame) -> pl.Series:
        """Pairs of rows (left, right) -> UInt8, index into the kind's levels; 0 where a side says nothing."""
        return self.levels_of(self.codes(pairs))

    def levels_of(self, codes: pl.DataFrame) -> pl.Series:
        """As `levels`, of rows of the values' table."""
        if self._grid is not None:
            cell = pl.col("left") * self.derived.height + pl.col("right")
            return self._grid.gather(codes.select(cell).to_series()).fill_null(0)
        known = codes.select(known=pl.all_horizontal(pl.all().is_not_null()), equal=self._equal(codes))
        equal = (known["known"] & known["equal"]).arg_true()
        rest = (known["known"] & ~known["equal"]).arg_true()
        found = pl.repeat(0, codes.height, dtype=pl.UInt8, eager=True)
        same = codes["left"].gather(equal)
        if len(equal):
            found = found.scatter(equal, self._own.gather(same) if self._own is not None else self._evaluated(same, same))
        if len(rest):
            found = found.scatter(rest, self._unequal(codes["left"].gather(rest), codes["right"].gather(rest)))
        return found

    def levels_anywhere(self, one: pl.Series, other: pl.Series) -> pl.Series:
        """As `levels`, of any two records: rows of the left side, then those of the right one."""
        codes = pl.concat([self.values.left, self.values.right])
        return self.levels_of(pl.DataFrame({"left": codes.gather(one), "right": codes.gather(other)}))

    def equal(self, pairs: pl.DataFrame) -> pl.Series:
        """Whether both records say the very same."""
        return self._equal(self.codes(pairs))

    def chance_of_equal(self, *, within: bool) -> float:
        """How often two random records that both say something say the very same; within one side, of two different records."""
        mine = self._identity.gather(self.values.left.drop_nulls())
        theirs = mine if within else self._identity.gather(self.values.right.drop_nulls())
        both = mine.value_counts(name="n").join(theirs.value_counts(name="others"), on=mine.name)
        same = both.select((pl.col("n").cast(pl.Float64) * pl.col("others")).sum()).item() - (len(mine) if within else 0)
        return float(same / max(len(mine) * (len(theirs) - within), 1))

    def codes(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """The row of the values' table of each record of the pairs."""
        left, right = self.values.left.gather(pairs["left"]), self.values.right.gather(pairs["right"])
        return pl.DataFrame({"left": left, "right": right})

    def _equal(self, codes: pl.DataFrame) -> pl.Series:
        if self.values.are_distinct:
            return (codes["left"] == codes["right"]).fill_null(False)
        return (self._identity.gather(codes["left"]) == self._identity.gather(codes["right"])).fill_null(False)

    @cached_property
    def _identity(self) -> pl.Series:
        return identity(self.values)

    @cached_property
    def _grid(self) -> pl.Series | None:
        """The levels of all values against all, where they are few."""
        if not self.values.are_distinct or not 0 < self.derived.height <= SMALL:
            return None
        codes = pl.int_range(self.derived.height, dtype=pl.UInt32, eager=True).alias("left").to_frame()
        every = codes.join(codes.rename({"left": "right"}), how="cross", maintain_order="left_right")
        return self._evaluated(every["left"], every["right"])

    @cached_property
    def _own(self) -> pl.Series | None:
        """The level of each value with itself."""
        if not self.values.are_distinct:
            return None
        codes = pl.int_range(self.derived.height, dtype=pl.UInt32, eager=True)
        return self._evaluated(codes, codes)

    def _unequal(self, left: pl.Series, right: pl.Series) -> pl.Series:
        both = packed(left, right)
        if not self.values.are_distinct or int(both.to_frame("n").select(pl.col("n").approx_n_unique()).item()) > WORTH * len(
            both
        ):
            return self._evaluated(left, right)
        distinct = both.unique().alias("pair")
        ends = unpacked(distinct)
        known = distinct.to_frame().with_columns(level=self._evaluated(ends["left"], ends["right"]))
        return both.alias("pair").to_frame().join(known, on="pair", how="left", maintain_order="left")["level"]

    def _evaluated(self, left: pl.Series, right: pl.Series) -> pl.Series:
        """Every pair of values for itself, some at a time."""
        starts = range(0, len(left), STEP)
        return pl.concat(
            [self._step(left.slice(at, STEP), right.slice(at, STEP)) for at in starts] or [pl.Series(dtype=pl.UInt8)]
        )

    def _step(self, left: pl.Series, right: pl.Series) -> pl.Series:
        one = self.derived[left].rename(lambda name: f"l_{name}")
        other = self.derived[right].rename(lambda name: f"r_{name}")
        sides = ({name: pl.col(f"{side}_{name}") for name in self.derived.columns} for side in "lr")
        return pl.concat([one, other], how="horizontal").select(self.kind.level(*sides).alias("level")).to_series()


def compared(both: Records, config: Linkage) -> list[Compared]:
    """Every comparison of the configuration, its columns derived once a value."""
    return [_compared(both, compare) for compare in config.comparisons]


def _compared(both: Records, compare: Compare) -> Compared:
    kind, values = COMPARISONS[compare.kind], both.values(compare.read)
    derived = kind.prepare([pl.col(name) for name in compare.read])
    return Compared(compare, kind, values, values.table.select(column.alias(name) for name, column in derived.items()))
