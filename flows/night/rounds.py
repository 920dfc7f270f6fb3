"""Who counts as whom: people without a usable number against those with one, then what is left against one another.

In the second round a stranger of the first who was found to be somebody stands for that person, so that a third list may join through them.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from config.linkage import Linkage
from transforms.household.aliases import ALIASES
from transforms.linkage import Links, link


@dataclass(frozen=True)
class Found:
    """`pairs` as `transforms.linkage.link` gives them, each pair once; `aliases` (aliases.ALIASES)."""

    pairs: pl.DataFrame
    aliases: pl.DataFrame


def linked(known: pl.DataFrame, unknown: pl.DataFrame, config: Linkage, judged: pl.DataFrame) -> Found:
    """Both rounds. `known`, `unknown`: `compared` records of people with and without a usable number; `judged`: judgements that count."""
    pairs, aliases = _found(link(known.lazy(), unknown.lazy(), config, judgements=judged.lazy()))
    stands_for = aliases.rename({"alias": "entity_id", "person_id": "counts_as"})
    lists = known.select(counts_as="entity_id", known_in="listed_in").unique("counts_as", keep="any")
    more, others = _found(link(_standing_for(unknown, stands_for, lists).lazy(), None, config, judgements=judged.lazy()))
    return _both(_asked_about(pairs, known, unknown, config), aliases, more.filter(_new(known)), others)


def _found(links: Links) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pairs and aliases, from one computation."""
    whole = Links(links.whole.collect().lazy())
    return whole.pairs.collect(), whole.aliases.collect()


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
    by_engine = (pl.col("decision") == "different") & (pl.col("decided_by") == "engine")
    asked = by_engine & in_one.fill_null(value=False) & ~_definite_no(config)
    return both.with_columns(decision=pl.when(asked).then(pl.lit("open")).otherwise("decision")).select(pairs.columns)


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


def _both(pairs: pl.DataFrame, aliases: pl.DataFrame, more: pl.DataFrame, others: pl.DataFrame) -> Found:
    """The first round's word on a pair counts: what it kept apart no third person joins."""
    said = pairs.filter(pl.col("decision") == "different").select(person_id="left", alias="right")
    held = others.join(said, on=["person_id", "alias"], how="anti")
    better = more.filter(pl.col("decision") == "same").join(
        said, left_on=["left", "right"], right_on=["person_id", "alias"], how="anti"
    )
    every = pl.concat([better, pairs, more]).unique(["left", "right"], keep="first", maintain_order=True).sort("left", "right")
    # Who was found to be somebody in the second round takes along who counted as them after the first.
    last = held.rename({"alias": "person_id", "person_id": "counts_as"})
    moved = aliases.join(last, on="person_id", how="left", maintain_order="left").select(
        "alias", person_id=pl.coalesce("counts_as", "person_id")
    )
    named = pl.concat([moved, held]).select(person_id="alias", counts_as="person_id").cast(dict(ALIASES)).sort("person_id")  # type: ignore[arg-type]
    return Found(every, named)
