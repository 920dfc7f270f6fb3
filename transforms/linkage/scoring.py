"""From levels to scores: bits (log2 odds) that a pair is one person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from config.linkage import Thresholds
from transforms.linkage.frequencies import gains
from transforms.linkage.model import Model, odds_bits
from transforms.linkage.pairs import Compared
from transforms.linkage.patterns import pattern

SCORED = {"left": pl.UInt32(), "right": pl.UInt32(), "pattern": pl.UInt64(), "bits": pl.Float64(), "rarity": pl.Float64()}
"""Rows of both records, their levels, their score, and how much of it the rarity of agreeing values makes."""


@dataclass(frozen=True)
class Scorer:
    """Everything that is needed to score pairs."""

    comparisons: Sequence[Compared]
    model: Model
    gains: Sequence[pl.Series | None]

    def scored(self, parts: Iterator[pl.DataFrame], at_least: float) -> pl.DataFrame:
        """Pairs of rows (left, right), a part at a time, -> those with at least so many bits."""
        found = [self.part(pairs, at_least) for pairs in parts]
        return pl.concat([pl.DataFrame(schema=SCORED), *found])

    def part(self, pairs: pl.DataFrame, at_least: float) -> pl.DataFrame:
        """Pairs -> `SCORED`, those with at least so many bits. What rarity adds is looked up only where it may still matter."""
        levels = [one.levels(pairs) for one in self.comparisons]
        bits = self._by_levels(levels)
        kept = (bits >= at_least - self._most_gained).arg_true()
        rest = pairs[kept]
        added = self._added(rest, [one.gather(kept) for one in levels])
        scored = rest.with_columns(
            pattern=pattern([one.gather(kept) for one in levels]), bits=bits.gather(kept) + added, rarity=added
        )
        return scored.filter(pl.col("bits") >= at_least)

    @property
    def _most_gained(self) -> float:
        most = [float(gain.max()) for gain in self.gains if gain is not None and len(gain)]  # type: ignore[arg-type]
        return sum(max(gain, 0.0) for gain in most)

    def _by_levels(self, levels: Sequence[pl.Series]) -> pl.Series:
        bits = np.full(len(levels[0]), self.model.prior_bits)
        for one, weights in zip(levels, self.model.bits, strict=True):
            bits += weights[one.to_numpy()]
        return pl.Series(bits)

    def _added(self, pairs: pl.DataFrame, levels: Sequence[pl.Series]) -> pl.Series:
        added = pl.repeat(0.0, pairs.height, dtype=pl.Float64, eager=True)
        for one, gain, level in zip(self.comparisons, self.gains, levels, strict=True):
            if gain is not None:
                value = gain.gather(one.codes(pairs)["left"]).fill_null(0.0)
                added += pl.select(pl.when(level == one.top).then(value).otherwise(0.0)).to_series()
        return added


def scorer(comparisons: Sequence[Compared], model: Model) -> Scorer:
    """Ready to score."""
    return Scorer(comparisons, model, [gains(one, model, at) for at, one in enumerate(comparisons)])


def floor(thresholds: Thresholds) -> float:
    """Bits from which on a pair is worth a look."""
    return odds_bits(thresholds.review)
