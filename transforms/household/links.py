"""What linkage said of pairs of persons, as it is published: never a value, only how fields agree."""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.household.tables import schema_of
from transforms.linkage.comparisons.kinds import UNKNOWN
from transforms.linkage.decisions import ENGINE

PAIR = ("low", "high")


def published_links(pairs: pl.LazyFrame, judged: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """One row a pair, ordered by left and right: the columns of the table but for its edition.

    `pairs`: as `transforms.linkage.link` gives them; `judged`: the judgements that count, which tell the day of theirs.
    """
    days = judged.select(*_pair(), judged_on=pl.col("decided_at").dt.date())
    engine = pl.col("decided_by") == ENGINE
    return (
        pairs.with_columns(_pair())
        .join(days, on=PAIR, how="left")
        .select(
            "left",
            "right",
            "score",
            "why",
            "decision",
            "why_en",
            "decided_by",
            "until",
            decided_on=pl.when(engine).then(pl.lit(as_of)).otherwise(pl.coalesce("judged_on", pl.lit(as_of))),
            levels=pl.col("levels").map_batches(_told, return_dtype=schema_of("links")["levels"], is_elementwise=True),
        )
        .sort("left", "right")
    )


def _pair() -> list[pl.Expr]:
    return [pl.min_horizontal("left", "right").alias(PAIR[0]), pl.max_horizontal("left", "right").alias(PAIR[1])]


def _told(levels: pl.Series) -> pl.Series:
    """A struct of levels by field -> a list of the fields that were compared; few pairs are published."""
    said = [
        [{"field": field, "level": level} for field, level in one.items() if level not in (None, UNKNOWN)] if one else []
        for one in levels
    ]
    return pl.Series(levels.name, said, dtype=schema_of("links")["levels"])
