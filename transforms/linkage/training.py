"""Weights from the records themselves, without anybody's labels: u from pairs of records taken at random, m by expectation
maximisation over how many pairs of each block have which levels.

A block's pairs all agree on its keys, so that they tell nothing of the comparisons that look at them: these are learned from the
other blocks. Everything is counts of the first records in the records' own order, so that the result depends on nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from config.linkage import Linkage
from transforms.linkage.blocking import Blocked, block_pairs, packed, pairs
from transforms.linkage.model import Floats, Model, given
from transforms.linkage.pairs import Compared
from transforms.linkage.patterns import Counts, Matrix, counted, pattern
from transforms.linkage.records import Records

RANDOM_ROWS: Final = 700
"""Of each side; every one with every other makes the random pairs."""
SAMPLE_PAIRS: Final = 1_000_000
"""Pairs from blocks that are looked at."""
ROUNDS: Final = 100
PASSES: Final = 3
"""How often all is learned: from the second time on it is known how many of the random pairs are of one person."""
RARELY_CHANCE: Final = 50
"""Of so many random pairs on a level at least one is there by chance."""
MANY: Final = 10
"""Records a person has at most, on average."""
SETTLED: Final = 1e-6
"""Change of any share below which another round is not worth while."""
LEAST: Final = 1e-7
"""No level is impossible."""
FIRST_SAME: Final = 0.9
"""Where the search begins: so many pairs of one person agree in full."""


@dataclass(frozen=True)
class Sample:
    """Patterns of levels, and how many pairs of one block have each."""

    patterns: Matrix
    counts: Counts
    free: tuple[bool, ...]
    """Comparisons of which the block's pairs tell something: none of their columns is among its keys."""


def trained(both: Records, blocks: Sequence[Blocked], comparisons: Sequence[Compared], config: Linkage) -> Model:
    """The configuration's own weights, the rest learned."""
    m, u = given(comparisons)
    as_given = tuple(not np.isnan(one[1:]).any() for one in m)
    if all(as_given) and config.prior is not None:
        return Model(tuple(m), tuple(u), config.prior, as_given)
    samples, union, population = _samples(both, blocks, comparisons)
    shares = u if all(as_given) else _by_chance(both, comparisons)
    usual = 1 / max(both.left.height, both.right.height, 2)
    learned, prior = m, 0.0
    for _ in range(PASSES):
        others = [_among_others(*one, prior) for one in zip(shares, learned, strict=True)]
        known = [np.where(np.isnan(own), found, own) for own, found in zip(u, others, strict=True)]
        learned, prior = _completed(union, _learned(samples, m, known), known, population, usual)
    return Model(tuple(learned), tuple(known), config.prior or prior, as_given)


def _among_others(share: Floats, m: Floats, prior: float) -> Floats:
    """u: the share among random pairs less what pairs of one person make of it; of a number nearly all that agree are of one."""
    return _filled(np.maximum(share - prior * np.nan_to_num(m), share / RARELY_CHANCE), 0.0)


def _by_chance(both: Records, comparisons: Sequence[Compared]) -> list[Floats]:
    """u: how often random pairs are on each level. Equal values are rare, so that they are counted among all records."""
    chosen = _crossed(both)
    found = []
    for one in comparisons:
        levels = one.levels(chosen)
        unequal = levels.filter(~one.equal(chosen))
        counts = np.bincount(unequal.to_numpy(), minlength=len(one.kind.levels)).astype(float)
        known = max(float((levels != 0).sum()), 1.0)
        shares = counts / known
        shares[one.top] += one.chance_of_equal(within=both.within)
        found.append(_filled(shares, 0.5 / known))
    return found


def _crossed(both: Records) -> pl.DataFrame:
    rows = RANDOM_ROWS * 7 // 5 if both.within else RANDOM_ROWS
    left = pl.int_range(min(rows, both.left.height), dtype=pl.UInt32, eager=True).alias("left").to_frame()
    right = pl.int_range(min(rows, both.right.height), dtype=pl.UInt32, eager=True).alias("right").to_frame()
    every = left.join(right, how="cross", maintain_order="left_right")
    return every.filter(pl.col("left") < pl.col("right")) if both.within else every


def _filled(shares: Floats, least: float) -> Floats:
    """Shares of the known levels that sum to one, none of them zero."""
    known = np.maximum(shares, max(least, LEAST))
    known[0] = 0.0
    return np.asarray(known / known.sum())


def _samples(
    both: Records, blocks: Sequence[Blocked], comparisons: Sequence[Compared]
) -> tuple[list[Sample], tuple[Matrix, Counts], float]:
    """Each block's patterns, those of all blocks together, and how many pairs their records would make without blocks."""
    total = sum(one.count for one in blocks)
    rows = both.left.height if total <= SAMPLE_PAIRS else max(1, both.left.height * SAMPLE_PAIRS // total)
    chosen = pl.concat(list(pairs(list(blocks), both, rows)))
    patterns = pattern([one.levels(chosen) for one in comparisons])
    numbers = packed(chosen["left"], chosen["right"])
    samples = []
    for block in blocks:
        mine = patterns.filter(numbers.is_in(block_pairs(block, both, 0, rows).implode()))
        free = tuple(not block.block.columns & set(one.compare.read) for one in comparisons)
        samples.append(Sample(*counted(mine, len(comparisons)), free))
    others = both.right.height - (rows + 1) / 2 if both.within else both.right.height
    return samples, counted(patterns, len(comparisons)), max(rows * others, 1.0)


def _learned(samples: Sequence[Sample], m: list[Floats], u: list[Floats]) -> list[Floats]:
    """The m of comparisons that some block is free to tell, each block heard by how many pairs of one person it has."""
    heard = [np.zeros_like(one) for one in m]
    for sample in samples:
        if len(sample.counts) and any(sample.free):
            for at, counts in enumerate(_maximised(sample, m, u)):
                heard[at] += counts
    return [_own_first(m[at], heard[at]) for at in range(len(m))]


def _own_first(own: Floats, heard: Floats) -> Floats:
    """The given m where there is one; NaN where nothing was heard."""
    if not heard[1:].sum() >= 1:
        return own
    return np.where(np.isnan(own), _filled(heard / heard[1:].sum(), 0.5 / heard[1:].sum()), own)


def _maximised(sample: Sample, m: Sequence[Floats], u: Sequence[Floats]) -> list[Floats]:
    """Expected counts of each level among the block's pairs of one person; zeros of comparisons that it cannot tell."""
    free = [at for at, is_free in enumerate(sample.free) if is_free]
    own = [np.where(np.isnan(m[at]), _first(len(m[at])), m[at]) for at in range(len(m))]
    share, counts = 0.2, sample.counts.astype(float)
    found = [np.zeros_like(one) for one in m]
    for _ in range(ROUNDS):
        chance = _posterior(sample.patterns, free, own, u, share)
        weight = counts * chance
        before = [np.array([share]), *(own[at] for at in free)]
        share = float(np.clip(weight.sum() / counts.sum(), LEAST, 1 - LEAST))
        for at in free:
            found[at] = _heard(sample.patterns[:, at], weight, len(m[at]))
            own[at] = _own_first(m[at], found[at]) if found[at][1:].sum() >= 1 else own[at]
        if _change(before, [np.array([share]), *(own[at] for at in free)]) < SETTLED:
            break
    return found


def _first(levels: int) -> Floats:
    """Where the search begins: most pairs of one person agree, and better levels are likelier than worse ones."""
    rest = np.arange(1.0, levels - 1)
    return np.concatenate(([0.0], (1 - FIRST_SAME) * rest / rest.sum(), [FIRST_SAME]))


def _posterior(patterns: Matrix, used: Sequence[int], m: Sequence[Floats], u: Sequence[Floats], share: float) -> Floats:
    bits = np.full(len(patterns), np.log(share / (1 - share)))
    for at in used:
        ratio = np.log(np.maximum(m[at], LEAST) / np.maximum(u[at], LEAST))
        ratio[0] = 0.0
        bits += ratio[patterns[:, at]]
    return np.asarray(1 / (1 + np.exp(-np.clip(bits, -500, 500))))


def _completed(
    union: tuple[Matrix, Counts], m: Sequence[Floats], u: Sequence[Floats], population: float, usual: float
) -> tuple[list[Floats], float]:
    """The m of comparisons that no block was free to tell, and the prior: from all pairs, told by what is known of the others.

    The prior is the share of pairs of one person among all pairs there could be, found where the pairs' own chances add up to it.
    """
    patterns, counts = union
    lacking = [at for at, one in enumerate(m) if np.isnan(one[1:]).any()]
    filled = [np.where(np.isnan(one), _first(len(one)), one) for one in m]
    prior = usual
    for _ in range(ROUNDS if len(counts) else 0):
        weight = counts * _posterior(patterns, range(len(m)), filled, u, prior)
        before = [np.log([prior]), *(filled[at] for at in lacking)]
        prior = float(np.clip(weight.sum() / population, LEAST**2, min(MANY * usual, 0.5)))
        for at in lacking:
            heard = _own_first(m[at], _heard(patterns[:, at], weight, len(m[at])))
            filled[at] = np.where(np.isnan(heard), filled[at], heard)
        if _change(before, [np.log([prior]), *(filled[at] for at in lacking)]) < SETTLED:
            break
    return filled, prior


def _heard(levels: Counts, weight: Floats, size: int) -> Floats:
    return np.asarray(np.bincount(levels, weights=weight, minlength=size), dtype=np.float64)


def _change(before: Sequence[Floats], after: Sequence[Floats]) -> float:
    return max(float(np.max(np.abs(one - other))) for one, other in zip(before, after, strict=True))
