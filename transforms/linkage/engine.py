"""The whole of a linkage, on frames: records, blocks, weights, scores, decisions, sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from config.linkage import Linkage
from transforms.linkage.blocking import Blocked, blocked, pairs, report
from transforms.linkage.candidates import candidates, judged, rows_of, uncompared
from transforms.linkage.decisions import decided
from transforms.linkage.model import from_table
from transforms.linkage.pairs import Compared, compared
from transforms.linkage.persons import persons
from transforms.linkage.records import Records, records
from transforms.linkage.scoring import Scorer, floor, scorer
from transforms.linkage.telling import told
from transforms.linkage.training import trained

ALWAYS: Final = float("-inf")
"""Bits that every pair has: what people decided is told whatever its score."""


@dataclass(frozen=True)
class Outcome:
    """What a linkage found."""

    pairs: pl.DataFrame
    aliases: pl.DataFrame
    training: pl.DataFrame
    blocks: pl.DataFrame


def run(
    left: pl.DataFrame,
    right: pl.DataFrame | None,
    config: Linkage,
    *,
    judgements: pl.DataFrame | None = None,
    weights: pl.DataFrame | None = None,
) -> Outcome:
    """Link two frames, or find the duplicates within the left one. `weights` are those of an earlier training."""
    both = records(left, right, config)
    comparisons, blocks = compared(both, config), blocked(both, config)
    known = None if weights is None else from_table(weights, comparisons, config.prior)
    scoring = scorer(comparisons, known or trained(both, blocks, comparisons, config))
    found = scoring.scored(pairs(blocks, both), floor(config.thresholds))
    return settled(found, judgements, both, config, comparisons, scoring, blocks)


def settled(
    found: pl.DataFrame,
    judgements: pl.DataFrame | None,
    both: Records,
    config: Linkage,
    comparisons: Sequence[Compared],
    scoring: Scorer,
    blocks: list[Blocked],
) -> Outcome:
    """What follows of scored pairs and of what people judged: decisions, clusters, sentences."""
    sides = persons(both, config)
    people = judged(judgements, sides)
    if not people.is_empty():
        asked = scoring.part(rows_of(people, sides, within=both.within), ALWAYS)
        found = pl.concat([found, asked]).unique(["left", "right"], keep="first", maintain_order=True)
    of_two = candidates(found, sides, people, within=both.within)
    beside = uncompared(people, of_two)
    links, aliases = decided(of_two, beside, sides, config, comparisons, within=both.within)
    shown = told(links, beside, config, comparisons, within=both.within)
    return Outcome(shown, aliases, scoring.model.table(comparisons), report(blocks))
