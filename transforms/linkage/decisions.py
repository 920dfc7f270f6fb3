"""What a pair is: one person, two, or a question for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import polars as pl

from config.linkage import Linkage
from transforms.linkage.candidates import Sides
from transforms.linkage.definite import stopped_by
from transforms.linkage.insides import kept_apart
from transforms.linkage.model import odds_bits
from transforms.linkage.one_to_one import UNRIVALLED, beaten, leads, listed
from transforms.linkage.pairs import Compared
from transforms.linkage.united import united

SAME: Final = "same"
OPEN: Final = "open"
DIFFERENT: Final = "different"
ENGINE: Final = "engine"
"""Who decided, where no person did."""
PLAIN, LISTED, BEATEN, RIVALLED, REFUSED = range(5)
"""What besides the score had a say (column `note`)."""


def decided(
    pairs: pl.DataFrame, uncompared: pl.DataFrame, sides: Sides, config: Linkage, comparisons: Sequence[Compared], *, within: bool
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(pairs worth telling, with decision, decided_by, stop and note; aliases). `uncompared` are judgements within one list."""
    automatic = odds_bits(config.thresholds.automatic)
    wanted = _wanted(_free(pairs, config, comparisons), config, automatic, within=within)
    inside = partial(kept_apart, rules=config.definite_no, comparisons=comparisons)
    refused, aliases = united(wanted, uncompared, sides, inside)
    held = wanted.with_columns(pl.col("is_same") & ~refused, note=pl.when(refused).then(REFUSED).otherwise("note"))
    return _told(_settled(held, config, within=within), automatic), aliases


def _free(pairs: pl.DataFrame, config: Linkage, comparisons: Sequence[Compared]) -> pl.DataFrame:
    """Beside the pairs: stop (the definite-no rule that excludes it), and whether its score may decide."""
    in_one_list = listed() if config.one_to_one else pl.lit(False)
    return pairs.with_columns(
        stop=stopped_by(config.definite_no, comparisons),
        note=pl.when(in_one_list).then(LISTED).otherwise(PLAIN),
        is_judged=pl.col("decision").is_not_null(),
        says_same=(pl.col("decision") == SAME).fill_null(False),
    ).with_columns(is_free=~pl.col("is_judged") & pl.col("stop").is_null() & (pl.col("note") == PLAIN))


def _wanted(pairs: pl.DataFrame, config: Linkage, automatic: float, *, within: bool) -> pl.DataFrame:
    """Beside them: is_same, as far as score, people and rivals go."""
    lead = pl.repeat(UNRIVALLED, pairs.height, dtype=pl.Float64, eager=True)
    margin = 0.0
    if config.one_to_one:
        margin = config.one_to_one.margin
        running = (pairs["is_free"] | pairs["says_same"]).arg_true()
        bits = pl.when("says_same").then(UNRIVALLED).otherwise("bits").alias("bits")
        lead = lead.scatter(running, leads(pairs[running].with_columns(bits), within=within))
    sure = pl.col("is_free") & (pl.col("bits") >= automatic)
    return pairs.with_columns(
        is_same=pl.col("says_same") | (sure & (lead >= margin)),
        note=pl.when(sure & (lead < margin)).then(RIVALLED).otherwise("note"),
    )


def _settled(pairs: pl.DataFrame, config: Linkage, *, within: bool) -> pl.DataFrame:
    """Beside them decision and decided_by. Who lost against a pair that stands is somebody else."""
    lost = pl.lit(False)
    if config.one_to_one:
        lost = pl.lit(beaten(pairs, within=within)) & pl.col("is_free") & (pl.col("note") != REFUSED)
    engine = pl.when("is_same").then(pl.lit(SAME)).when(pl.col("is_free") & ~lost).then(pl.lit(OPEN)).otherwise(pl.lit(DIFFERENT))
    people = pl.when(pl.col("note") == REFUSED).then(pl.lit(OPEN)).otherwise("decision")
    return pairs.with_columns(
        note=pl.when(lost).then(BEATEN).otherwise("note"),
        decision=pl.when("is_judged").then(people).otherwise(engine),
        decided_by=pl.coalesce("by", pl.lit(ENGINE)),
    )


def _told(pairs: pl.DataFrame, automatic: float) -> pl.DataFrame:
    """Without pairs of two persons that nobody would have taken for one."""
    return pairs.filter(pl.col("is_judged") | (pl.col("decision") != DIFFERENT) | (pl.col("bits") >= automatic))
