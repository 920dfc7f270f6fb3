"""Who counts as whom: people without a usable number against those with one, then what is left against one another.

In the second round a stranger of the first who was found to be somebody stands for that person, so that a third list may join through them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from config.linkage import Linkage
from transforms.household.aliases import ALIASES
from transforms.linkage.carried import NOTHING, Scores, run_again
from transforms.linkage.checking import check
from transforms.linkage.decisions import DIFFERENT, ENGINE, OPEN, SAME

NEVER: Mapping[str, Scores] = MappingProxyType({})


@dataclass(frozen=True)
class Found:
    """`pairs` as `transforms.linkage.link` gives them, each pair once; `aliases` (aliases.ALIASES); `scores` by round, for the next night."""

    pairs: pl.DataFrame
    aliases: pl.DataFrame
    scores: Mapping[str, Scores]


NUMBERED, AMONG_THEMSELVES = "numbered", "among-themselves"
"""The rounds."""


def linked(
    known: pl.DataFrame, unknown: pl.DataFrame, config: Linkage, judged: pl.DataFrame, before: Mapping[str, Scores] = NEVER
) -> Found:
    """Both rounds. `known`, `unknown`: `compared` records of people with and without a usable number; `judged`: judgements that count;
    `before`: the scores of an earlier night under the very same configuration.
    """
    check(config)
    first, scores = run_again(known, unknown, config, judged, before.get(NUMBERED, NOTHING))
    pairs, aliases = first.pairs, first.aliases
    stands_for = aliases.rename({"alias": "entity_id", "person_id": "counts_as"})
    lists = known.select(counts_as="entity_id", known_in="listed_in").unique("counts_as", keep="any")
    second, more_scores = run_again(
        _standing_for(unknown, stands_for, lists), None, config, judged, before.get(AMONG_THEMSELVES, NOTHING)
    )
    every, counts_as = _both(
        _asked_about(pairs, known, unknown, config), aliases, second.pairs.filter(_new(known)), second.aliases
    )
    return Found(every, counts_as, {NUMBERED: scores, AMONG_THEMSELVES: more_scores})


def _standing_for(unknown: pl.DataFrame, stands_for: pl.DataFrame, lists: pl.DataFrame) -> pl.DataFrame:
    """The strangers' records under the ids they count as after the first round."""
    both = pl.concat_list("listed_in", pl.col("known_in").fill_null([])).list.unique().list.sort()
    return (
        unknown.join(stands_for, on="entity_id", how="left", maintain_order="left")
        .join(lists, on="counts_as", how="left", maintain_order="left")
        .with_columns(anchored=pl.col("known_in").is_not_null(), listed_in=both, entity_id=pl.coalesce("counts_as", "entity_id"))
        .drop("counts_as", "known_in")
    )


def _asked_about(pairs: pl.DataFrame, known: pl.DataFrame, unknown: pl.DataFrame, config: Linkage) -> pl.DataFrame:
    """The pairs, those open that only one list in common keeps apart: a list may name somebody twice, which is a question."""
    lists = [side.select(pl.col("entity_id").alias(end), pl.col("listed_in").alias(f"{end}_in")).unique(end, keep="any")
             for side, end in ((known, "left"), (unknown, "right"))]  # fmt: skip
    both = pairs.join(lists[0], on="left", how="left", maintain_order="left").join(
        lists[1], on="right", how="left", maintain_order="left"
    )
    in_one = pl.col("left_in").list.set_intersection("right_in").list.len() > 0
    by_engine = (pl.col("decision") == DIFFERENT) & (pl.col("decided_by") == ENGINE)
    asked = by_engine & in_one.fill_null(value=False) & ~_definite_no(config)
    return both.with_columns(decision=pl.when(asked).then(pl.lit(OPEN)).otherwise("decision")).select(pairs.columns)


def _definite_no(config: Linkage) -> pl.Expr:
    rules = [
        pl.all_horizontal(pl.col("levels").struct.field(name).is_in(levels) for name, levels in rule.when.items())
        for rule in config.definite_no
    ]
    return pl.any_horizontal(rules).fill_null(value=False)


def _new(known: pl.DataFrame) -> pl.Expr:
    """Whether one of the two is no person of the first round's left side: two numbers are compared nowhere."""
    numbered = known["entity_id"].unique().implode()
    return ~(pl.col("left").is_in(numbered) & pl.col("right").is_in(numbered))


def _both(
    pairs: pl.DataFrame, aliases: pl.DataFrame, more: pl.DataFrame, others: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The first round's word on a pair counts: what it kept apart no third person joins."""
    said = pairs.filter(pl.col("decision") == DIFFERENT).select(person_id="left", alias="right")
    held = others.join(said, on=["person_id", "alias"], how="anti")
    better = more.filter(pl.col("decision") == SAME).join(
        said, left_on=["left", "right"], right_on=["person_id", "alias"], how="anti"
    )
    every = pl.concat([better, pairs, more]).unique(["left", "right"], keep="first", maintain_order=True).sort("left", "right")
    # Who was found to be somebody in the second round takes along who counted as them after the first.
    last = held.rename({"alias": "person_id", "person_id": "counts_as"})
    moved = aliases.join(last, on="person_id", how="left", maintain_order="left").select(
        "alias", person_id=pl.coalesce("counts_as", "person_id")
    )
    named = pl.concat([moved, held]).select(person_id="alias", counts_as="person_id").cast(dict(ALIASES)).sort("person_id")  # type: ignore[arg-type]
    return every, named
