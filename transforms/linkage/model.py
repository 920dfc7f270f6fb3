"""What the levels weigh: how often each is met among pairs of one person (m) and of two (u), and how rare pairs of one person are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from config.linkage import LinkageError
from transforms.linkage.comparisons.kinds import UNKNOWN
from transforms.linkage.pairs import Compared

Floats = npt.NDArray[np.float64]
PRIOR: Final = "prior"
"""In the place of a level, in the row of the table that tells the prior (as m)."""
TABLE: Final = pl.Schema(
    {"comparison": pl.String(), "level": pl.String(), "m": pl.Float64(), "u": pl.Float64(), "bits": pl.Float64()}
)
"""Links.training, and what `trained` takes: a row a comparison and level, and one of the prior with an empty comparison."""


@dataclass(frozen=True)
class Model:
    """m and u a comparison, by level; level 0 (unknown) says nothing."""

    m: tuple[Floats, ...]
    u: tuple[Floats, ...]
    prior: float
    as_given: tuple[bool, ...]
    """Comparisons whose weights are used as they are, in whichever order they come."""

    @cached_property
    def bits(self) -> tuple[Floats, ...]:
        """log2(m / u) by level; a better level never weighs less than a worse one, unless it was given so."""
        return tuple(
            np.concatenate(([0.0], np.log2(m[1:] / u[1:]) if given else _rising(m[1:], u[1:])))
            for m, u, given in zip(self.m, self.u, self.as_given, strict=True)
        )

    @property
    def prior_bits(self) -> float:
        """log2 of the odds that any two records are of one person."""
        return float(np.log2(self.prior / (1 - self.prior)))

    def table(self, comparisons: Sequence[Compared]) -> pl.DataFrame:
        """The weights by their names."""
        rows = [
            (one.compare.name, level, float(m[at]), float(u[at]), float(bits[at]))
            for one, m, u, bits in zip(comparisons, self.m, self.u, self.bits, strict=True)
            for at, level in enumerate(one.kind.levels)
            if level != UNKNOWN
        ]
        return pl.DataFrame([("", PRIOR, self.prior, 1.0, self.prior_bits), *rows], schema=TABLE, orient="row")


def probability(bits: pl.Expr) -> pl.Expr:
    """The probability of log2 odds."""
    return 1 / (1 + pl.lit(2.0).pow(-bits))


def odds_bits(probability: float) -> float:
    """log2 of the odds of a probability."""
    return float(np.log2(probability / (1 - probability)))


def given(comparisons: Sequence[Compared]) -> tuple[list[Floats], list[Floats]]:
    """M and u as the configuration has them, NaN where it has none."""
    shape = [len(one.kind.levels) for one in comparisons]
    m, u = ([np.full(size, np.nan) for size in shape] for _ in range(2))
    for at, one in enumerate(comparisons):
        for level, weight in one.compare.levels.items():
            m[at][one.kind.levels.index(level)] = weight.m
            u[at][one.kind.levels.index(level)] = weight.u
    return m, u


def from_table(table: pl.DataFrame, comparisons: Sequence[Compared], prior: float | None) -> Model:
    """The weights of an earlier training, the configuration's own first. Raises LinkageError where a level is lacking."""
    m, u = given(comparisons)
    as_given = tuple(not np.isnan(one[1:]).any() for one in m)
    known = {(row["comparison"], row["level"]): (row["m"], row["u"]) for row in table.iter_rows(named=True)}
    for at, one in enumerate(comparisons):
        for position, level in enumerate(one.kind.levels):
            if position and np.isnan(m[at][position]):
                if (one.compare.name, level) not in known:
                    raise LinkageError(f"the trained weights lack {one.compare.name}, level {level}: train again")
                m[at][position], u[at][position] = known[one.compare.name, level]
    if prior is None and ("", PRIOR) not in known:
        raise LinkageError("the trained weights lack the prior: train again, or write prior into the configuration")
    return Model(tuple(m), tuple(u), prior or known["", PRIOR][0], as_given)


def _rising(m: Floats, u: Floats) -> Floats:
    """log2(m / u) after levels out of order were taken together with their neighbours."""
    pools: list[tuple[float, float, int]] = []
    for pool in zip(m.tolist(), u.tolist(), [1] * len(m), strict=True):
        pools.append(pool)
        while len(pools) > 1 and pools[-2][0] * pools[-1][1] > pools[-1][0] * pools[-2][1]:
            one, other = pools.pop(), pools.pop()
            pools.append((one[0] + other[0], one[1] + other[1], one[2] + other[2]))
    return np.concatenate([np.full(size, np.log2(agree / differ)) for agree, differ, size in pools])
