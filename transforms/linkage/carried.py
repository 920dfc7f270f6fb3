"""A linkage that compares only what is new: pairs of records that were both there the last time keep the score they had.

The score of a pair depends on nothing but its two records as long as every weight and the prior are given, so that the outcome is
the same as if all had been compared. What is decided of the pairs is decided anew: that takes no time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from config.linkage import Linkage
from transforms.linkage.blocking import blocked, pairs
from transforms.linkage.engine import Outcome, settled
from transforms.linkage.pairs import Compared, compared
from transforms.linkage.records import Records, records
from transforms.linkage.scoring import SCORED, floor, scorer
from transforms.linkage.training import trained

SIDES: Final = ("left", "right")
PAIRS: Final = pl.Schema(
    {"left": pl.UInt64(), "right": pl.UInt64(), "pattern": pl.UInt64(), "bits": pl.Float64(), "rarity": pl.Float64()}
)


@dataclass(frozen=True)
class Scores:
    """What a linkage looked at: digests of the records of either side, and of the pairs that are worth a look (PAIRS)."""

    left: pl.Series
    right: pl.Series
    pairs: pl.DataFrame


NOTHING: Final = Scores(pl.Series(dtype=pl.UInt64), pl.Series(dtype=pl.UInt64), pl.DataFrame(schema=PAIRS))


def run_again(
    left: pl.DataFrame, right: pl.DataFrame | None, config: Linkage, judgements: pl.DataFrame, before: Scores = NOTHING
) -> tuple[Outcome, Scores]:
    """As `engine.run`, with the scores that a linkage under the very same configuration gave `before`.

    Raises ValueError where weights depend on the records. Where a block leaves values out nothing is carried: that too depends on them.
    """
    both = records(left, right, config)
    comparisons, blocks = compared(both, config), blocked(both, config)
    _refuse_learning(config, comparisons)
    carries = not any(block.skipped_values for block in blocks)
    before = before if carries else NOTHING
    scoring = scorer(comparisons, trained(both, blocks, comparisons, config))
    digests = _digests(both)
    fresh = _fresh(
        pairs(blocks, both),
        [~digest.is_in(known.implode()) for digest, known in zip(digests, (before.left, before.right), strict=True)],
    )
    found = pl.concat([_there(before.pairs, digests), scoring.scored(fresh, floor(config.thresholds))]).sort("left", "right")
    outcome = settled(found, judgements, both, config, comparisons, scoring, blocks)
    return outcome, _scores(found, digests) if carries else NOTHING


def _refuse_learning(config: Linkage, comparisons: Sequence[Compared]) -> None:
    lacking = [one.compare.name for one in comparisons if {*one.kind.levels[1:]} - {*one.compare.levels}]
    counted = [one.compare.name for one in comparisons if one.compare.term_frequency]
    if config.prior is None or lacking or counted:
        raise ValueError(
            f"scores are carried over only where every weight is given; they depend on the records: {lacking + counted}"
        )


def _digests(both: Records) -> tuple[pl.Series, pl.Series]:
    """A number for each record that changes with any of its cells."""
    left, right = (side.select(pl.struct(pl.all()).hash(seed=0)).to_series() for side in (both.left, both.right))
    return left, right


def _fresh(parts: Iterator[pl.DataFrame], is_new: list[pl.Series]) -> Iterator[pl.DataFrame]:
    """The pairs of which a record was not there before."""
    for part in parts:
        yield part.filter(is_new[0].gather(part["left"]) | is_new[1].gather(part["right"]))


def _there(known: pl.DataFrame, digests: tuple[pl.Series, pl.Series]) -> pl.DataFrame:
    """Known pairs of records that both are still there, by their rows of now."""
    for side, digest in zip(SIDES, digests, strict=True):
        rows = digest.alias(side).to_frame().with_row_index(f"{side}_row")
        known = known.join(rows, on=side, maintain_order="left")
    return known.select(pl.col("left_row").alias("left"), pl.col("right_row").alias("right"), "pattern", "bits", "rarity").cast(
        pl.Schema(SCORED)
    )


def _scores(found: pl.DataFrame, digests: tuple[pl.Series, pl.Series]) -> Scores:
    named = found.select(
        digests[0].gather(found["left"]).alias("left"), digests[1].gather(found["right"]).alias("right"), *list(PAIRS)[2:]
    )
    return Scores(*digests, named.cast(PAIRS))
